"""The scores by which checkpoints are laid beside each other: their names, which one counts, where one lies."""

from collections.abc import Collection, Iterable, Mapping

SCORES = ("bleu4", "rouge_l", "cider_d", "attribute_accuracy")
"""What a checkpoint can be best by, in the order in which they are shown."""
SCORE_NAMES: Mapping[str, str] = {
    "bleu4": "BLEU-4",
    "rouge_l": "ROUGE-L",
    "cider_d": "CIDEr-D",
    "attribute_accuracy": "attribute accuracy",
}
PREFERRED = ("cider_d", "bleu4")
"""What counts where nobody says which: CIDEr-D separates models best; runs of before it was scored have BLEU-4."""


def preferred(scored: Iterable[Collection[str]]) -> str:
    """The first of ``PREFERRED`` that any of some checkpoints has; the last of them where none has any.

    Args:
        scored: names of the scores of each.
    """
    known = {name for scores in scored for name in scores}
    return next((name for name in PREFERRED if name in known), PREFERRED[-1])


def place(score: str, value: float, floor: Mapping[str, float], ceiling: Mapping[str, float]) -> float | None:
    """Where a score lies between its floor, 0, and its ceiling, 1; None where these are not known or are no bounds."""
    low, high = floor.get(score), ceiling.get(score)
    return None if low is None or high is None or high <= low else (value - low) / (high - low)
