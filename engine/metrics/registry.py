"""The scores by which checkpoints are laid beside each other: their names, which one counts, where one lies."""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, get_args

Score = Literal["bleu4", "rouge_l", "cider_d", "attribute_accuracy"]
"""What a checkpoint can be best by; captions outside the grammar have no attributes, older runs no CIDEr-D."""
SCORES: tuple[str, ...] = get_args(Score)
"""The scores in the order in which they are shown."""
SCORE_NAMES: Mapping[str, str] = {
    "bleu4": "BLEU-4",
    "rouge_l": "ROUGE-L",
    "cider_d": "CIDEr-D",
    "attribute_accuracy": "attribute accuracy",
}
PREFERRED: tuple[Score, ...] = ("attribute_accuracy", "cider_d", "bleu4")
"""What counts where nobody says which: attributes, where the captions tell them. The captions' wording is a throw of
coins, and on it hang the other scores: of one run on drawn pictures, two checkpoints of CIDEr-D 1.99 had every garment
attribute right in 56 % and in 76 % of the captions. Without attributes, CIDEr-D separates models best."""

PREFERENCE = "attribute_accuracy where the captions tell it, else cider_d"
"""What ``PREFERRED`` says, in words."""


def preferred(scored: Iterable[Collection[str]]) -> Score:
    """The first of ``PREFERRED`` that any of some checkpoints has; the last of them where none has any.

    Args:
        scored: names of the scores of each.
    """
    known = {name for scores in scored for name in scores}
    return next((name for name in PREFERRED if name in known), PREFERRED[-1])


def monitored(setting: str, scored: Collection[str]) -> str:
    """The score by which plateau and early stop go: the one that a setting names, or where it names none that the
    evaluation has, the preferred one."""
    return setting if setting in scored else preferred([scored])


def place(score: str, value: float, floor: Mapping[str, float], ceiling: Mapping[str, float]) -> float | None:
    """Where a score lies between its floor, 0, and its ceiling, 1; None where these are not known or are no bounds."""
    low, high = floor.get(score), ceiling.get(score)
    return None if low is None or high is None or high <= low else (value - low) / (high - low)
