"""Learning rates as a function of the step, and what evaluations change in them."""

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from engine.settings import Settings


def rate_factor(step: int, steps: int, warmup_steps: int, schedule: Literal["constant", "cosine", "plateau"]) -> float:
    """What the rates are multiplied with at a step counted from 0, in a run of ``steps``.

    Linear warm-up, then constant or half a cosine down to zero (Loshchilov and Hutter 2017, section 3, one period).
    What plateau does to constant rates is in ``Patience.factor``.
    """
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    if schedule != "cosine":
        return 1.0
    share = (step - warmup_steps) / max(1, steps - warmup_steps)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, share)))


@dataclass(slots=True)
class Patience:
    """How long the watched score has not risen.

    Attributes:
        waited: evaluations since its best.
        held: evaluations since its best, or since the rates were lowered.
        lowered: how often plateau has lowered the rates.
    """

    waited: int = 0
    held: int = 0
    lowered: int = 0

    def note(self, settings: Settings, *, better: bool) -> None:
        """An evaluation was done, and the watched score was the best so far or not."""
        self.waited = 0 if better else self.waited + 1
        self.held = 0 if better else self.held + 1
        if settings.schedule == "plateau" and self.held >= settings.plateau_patience:
            self.lowered += 1
            self.held = 0

    def factor(self, settings: Settings) -> float:
        """What plateau multiplies the rates with."""
        return float(settings.plateau_factor**self.lowered) if settings.schedule == "plateau" else 1.0

    def is_over(self, settings: Settings) -> bool:
        """The run ends early."""
        return 0 < settings.stop_after <= self.waited

    def to_json(self) -> dict[str, int]:
        """What ``from_json`` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Any) -> "Patience":
        """What ``to_json`` wrote; of a checkpoint from before there was any, a new one."""
        known = value if isinstance(value, dict) else {}
        return cls(**{name: int(known.get(name, 0)) for name in ("waited", "held", "lowered")})
