"""Random records and damaged captions."""

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from engine.clothes.attributes import (
    FIELD_VALUES,
    Accessory,
    Attributes,
)

FIELDS = FIELD_VALUES


def any_records() -> st.SearchStrategy[Attributes]:
    """Every record that the type allows, sayable or not."""
    return st.builds(
        Attributes,
        outer=st.booleans(),
        accessories=st.frozensets(st.sampled_from(Accessory)),
        said=st.just({}),
        **{name: st.none() | st.sampled_from(kind) for name, kind in FIELDS.items()},
    )


def dressed(rng: random.Random) -> Attributes:
    """A person with everything told, as the demo wardrobe draws them."""
    values = {name: rng.choice(list(kind)) for name, kind in FIELDS.items()}
    outer = rng.random() < 0.5
    if not outer:
        values = {name: value for name, value in values.items() if not name.startswith("outer")}
    worn = frozenset(accessory for accessory in Accessory if rng.random() < 0.3)
    return Attributes(outer=outer, accessories=worn, **values)  # type: ignore[arg-type]


def damaged(caption: str, times: int, words: Sequence[str], rng: random.Random) -> str:
    """Words dropped, doubled, swapped and replaced, strange ones put in, sentences and the end cut off."""
    tokens = caption.split()
    for _ in range(times):
        if not tokens:
            break
        # What is short is cut no further: of an empty caption nothing is left to be misunderstood.
        at, kind = rng.randrange(len(tokens)), rng.randrange(7 if len(tokens) > 20 else 5)
        if kind == 0:
            del tokens[at]
        elif kind == 1:
            tokens.insert(at, tokens[at])
        elif kind == 2:
            other = rng.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif kind == 3:
            tokens[at] = rng.choice(words)
        elif kind == 4:
            tokens.insert(at, "".join(rng.choices("aeioubdklmnrst'-7<>", k=rng.randint(1, 9))))
        elif kind == 5:
            # Half a sentence: from here to its full stop.
            end = next((place for place in range(at, len(tokens)) if tokens[place].endswith(".")), len(tokens) - 1)
            del tokens[at : end + 1]
        else:
            del tokens[max(at, len(tokens) * 9 // 10) :]
    return " ".join(tokens)
