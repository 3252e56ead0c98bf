"""Counts of what was said against what is true, and the scores that follow from them."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from engine.captions.attributes import AttributeScore

Cell = tuple[str, str]
"""A true value and the one that was said."""


def score(cells: Counter[Cell], positive: str | None = None) -> AttributeScore:
    """The scores of a confusion table.

    Args:
        cells: counts; at least one.
        positive: the value whose precision and recall are wanted, or None for the mean over all true values.
    """
    true: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    for (reference, candidate), count in cells.items():
        true[reference] += count
        predicted[candidate] += count
    values = [positive] if positive is not None else sorted(true)
    of_values = [_of_value(cells[value, value], true[value], predicted[value]) for value in values]
    precision, recall, f1 = (sum(column) / len(values) for column in zip(*of_values, strict=True))
    judged = cells.total()
    return AttributeScore(
        accuracy=sum(count for (reference, candidate), count in cells.items() if reference == candidate) / judged,
        precision=precision,
        recall=recall,
        f1=f1,
        majority=max(true.values()) / judged,
        judged=judged,
    )


def table(cells: Counter[Cell], order: Iterable[str]) -> dict[str, dict[str, int]]:
    """Rows of true values, in each the values that were said and how often; only those that occur, in ``order``."""
    present = set(chain.from_iterable(cells))
    values = [value for value in order if value in present]
    rows = {
        reference: {candidate: cells[reference, candidate] for candidate in values if cells[reference, candidate]}
        for reference in values
    }
    return {reference: row for reference, row in rows.items() if row}


def _of_value(right: int, true: int, predicted: int) -> tuple[float, float, float]:
    """Precision, recall and F1 of one value."""
    return right / predicted if predicted else 0.0, right / true if true else 0.0, 2 * right / max(1, true + predicted)
