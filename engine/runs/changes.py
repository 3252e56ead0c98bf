"""What a resume may change: settings of a run against those of the checkpoint that it goes on from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import Problem
from engine.settings import Settings

FIXED = frozenset(
    (
        # Where the weights began, and their shapes.
        "recipe",
        "encoder",
        "encoder_weights",
        "features",
        "decoder",
        "decoder_layers",
        "hidden_size",
        "embed_dim",
        "word_init",
        "captions",
        "objective",
        "language",
        "min_word_count",
        # Which pictures are trained on, as what, and at which step each comes.
        "batch_size",
        "length_buckets",
        "seed",
        "frame",
        "height",
        "width",
        "validation_share",
        "split_by",
    )
)
"""What stays as a run began with it: another value would make it another model, or another order of other pictures."""


@dataclass(frozen=True, slots=True)
class Change:
    """A setting that has another value from a step on; the first step of a run is 1."""

    name: str
    before: Any
    now: Any
    step: int

    def __str__(self) -> str:
        before, now = plain(self.before), plain(self.now)
        return f"{self.name}: {before} in the run, {now} now; from step {self.step} on {now}"


def plain(value: Any) -> str:
    """A value as the command line takes it; none where a text is empty."""
    if value == "":
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def changes(before: Settings, now: Settings, step: int) -> tuple[Change, ...]:
    """What has changed, in the schema's order, in a run that has done so many steps.

    Raises:
        Problem: ``setting-fixed`` where anything of it must stay.
    """
    then, wanted = before.model_dump(), now.model_dump()
    found = tuple(Change(name, then[name], value, step + 1) for name, value in wanted.items() if value != then[name])
    fixed = [change for change in found if _is_fixed(change)]
    if fixed:
        details = "; ".join(
            f"{change.name}: {plain(change.before)} in the run, {plain(change.now)} now" for change in fixed
        )
        raise Problem(
            "setting-fixed", details=details, fixed=[(change.name, change.before, change.now) for change in fixed]
        )
    return found


def rates_rise(found: Sequence[Change], now: Settings) -> bool:
    """Whether changes lengthen a run whose learning rates fall along a cosine: at the step where it goes on, they rise
    at once to what the longer run has there."""
    lengths = {change.name: change for change in found if change.name in ("steps", "epochs")}
    if now.schedule != "cosine" or not lengths:
        return False
    # The steps count where they are set; 0 leaves the length to the epochs, whose number of steps is not known yet.
    length = lengths.get("steps") or lengths["epochs"]
    return bool(length.before and length.now > length.before)


RATES_RISE = (
    "The run becomes longer, so its cosine schedule has the learning rates rise at this step to those of the longer "
    "run. To avoid that, set schedule=constant and lower rates."
)


def _is_fixed(change: Change) -> bool:
    # Its weight may change, but the head that it trains is there or not.
    if change.name == "attribute_loss":
        return bool(change.before) != bool(change.now)
    return change.name in FIXED
