"""The language core at length: round trips, damage, and speed, as figures.

    python -m tests.clothes.roundtrip --records 100000

Random records of every kind (complete ones and such as lack anything) are written in the fixed wording and in the
data's own, read again and compared; captions are damaged ever more and read; captions are worded in Chinese against
the clock. Ends with 1 where a figure misses its mark.
"""

import argparse
import itertools
import random
import time
from collections.abc import Iterator, Sequence

from engine.clothes.attributes import Accessory, Attributes
from engine.clothes.reader import read
from engine.clothes.sayable import sayable
from engine.clothes.slots import SLOTS
from engine.clothes.writer import write, write_plain
from tests.clothes.records import FIELDS, damaged, dressed
from tests.clothes.spoken import to_chinese

WORDS = sorted({token for slot in SLOTS.values() for word in slot.words for token in word.text.split()})
DAMAGES = (0, 1, 2, 4, 8, 16, 32, 64)
"""Words dropped, doubled, swapped or replaced in one caption."""
CHINESE_PER_SECOND = 5000


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


def chinese_per_second(captions: int, seed: int) -> float:
    """Captions worded in Chinese in a second of one core."""
    rng = random.Random(seed)
    written = [write(dressed(rng), rng) for _ in range(captions)]
    to_chinese(written[0])
    begun = time.process_time()
    for caption in written:
        to_chinese(caption)
    return captions / (time.process_time() - begun)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    arguments = parser.parse_args()
    begun = time.perf_counter()
    broken = list(broken_round_trips(arguments.records, arguments.seed))
    for record, caption in broken[:5]:
        print(f"lost: {record}\n      {caption}")
    seconds = time.perf_counter() - begun
    print(f"{arguments.records:,} records written twice and read: {len(broken):,} not whole, {seconds:.1f} s")
    shares = understood_by_damage(-(-arguments.records // 10 // len(DAMAGES)), arguments.seed)
    for times, share in zip(DAMAGES, shares, strict=True):
        print(f"{times:>3} damages  {share:.3f} understood")
    falls = all(later < earlier for earlier, later in itertools.pairwise(shares))
    speed = chinese_per_second(max(1, arguments.records // 10), arguments.seed)
    print(f"{speed:,.0f} captions/s in Chinese")
    return 0 if not broken and falls and shares[0] == 1.0 and speed >= CHINESE_PER_SECOND else 1


if __name__ == "__main__":
    raise SystemExit(main())
