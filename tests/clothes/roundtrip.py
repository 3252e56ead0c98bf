"""Round trips of the grammar, and captions that are damaged ever more; ``tests.benchmarks.roundtrip`` counts many."""

import random
from collections.abc import Iterator, Sequence

from engine.clothes.attributes import Accessory, Attributes
from engine.clothes.reader import read
from engine.clothes.sayable import sayable
from engine.clothes.slots import SLOTS
from engine.clothes.writer import write, write_plain
from tests.clothes.records import FIELDS, damaged, dressed

WORDS = sorted({token for slot in SLOTS.values() for word in slot.words for token in word.text.split()})
DAMAGES = (0, 1, 2, 4, 8, 16, 32, 64)
"""Words dropped, doubled, swapped or replaced in one caption."""


def random_record(rng: random.Random) -> Attributes:
    """Half of them whole outfits, half with each field told or not by a coin."""
    record = dressed(rng)
    if rng.random() < 0.5:
        return record
    values = {name: rng.choice([None, *kind]) if rng.random() < 0.5 else None for name, kind in FIELDS.items()}
    worn = frozenset(accessory for accessory in Accessory if rng.random() < 0.2)
    return Attributes(outer=rng.random() < 0.5, accessories=worn, **values)  # type: ignore[arg-type]


def broken_round_trips(records: int, seed: int) -> Iterator[tuple[Attributes, str]]:
    """Records that do not come back whole, each with the caption that lost something."""
    rng = random.Random(seed)
    for _ in range(records):
        record = random_record(rng)
        expected = sayable(record)
        for caption in (write_plain(record), write(record, rng)):
            reading = read(caption)
            again = read(write_plain(reading.attributes)).attributes
            if not (
                reading.attributes == again == expected and reading.understood == 1.0 and not reading.contradictions
            ):
                yield record, caption


def understood_by_damage(captions: int, seed: int, damages: Sequence[int] = DAMAGES) -> list[float]:
    """Mean share understood at each number of damages, over as many captions each."""
    rng = random.Random(seed)
    whole = [write(dressed(rng), rng) for _ in range(captions)]
    shares = []
    for times in damages:
        readings = [read(damaged(caption, times, WORDS, rng)) for caption in whole]
        shares.append(sum(reading.understood for reading in readings) / captions)
    return shares
