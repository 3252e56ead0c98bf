"""Which values a model says more often, or less often, than they are true."""

from collections.abc import Mapping

from engine.captions.attributes import NO, Imbalance

SURE = 3.0
"""Standard errors by which a difference must lie from nought to be told; some hundred values are looked at."""


def imbalances(confusion: Mapping[str, Mapping[str, Mapping[str, int]]]) -> list[Imbalance]:
    """The values that are surely over- or under-said, the surest first.

    Args:
        confusion: by attribute, rows of true values, in each what was said and how often.
    """
    found = []
    for attribute, rows in confusion.items():
        for value in dict.fromkeys([*rows, *(predicted for cells in rows.values() for predicted in cells)]):
            if value == NO:
                # It tells the same as its yes.
                continue
            true = sum(rows.get(value, {}).values())
            predicted = sum(cells.get(value, 0) for cells in rows.values())
            alone = true + predicted - 2 * rows.get(value, {}).get(value, 0)
            sureness = (predicted - true) / alone**0.5 if alone else 0.0
            if abs(sureness) >= SURE:
                found.append(Imbalance(attribute, value, true, predicted, sureness))
    return sorted(found, key=lambda imbalance: -abs(imbalance.sureness))
