"""How long the monitored score has not improved: what early stopping and the plateau schedule go by."""

from dataclasses import asdict, dataclass
from typing import Any

from engine.settings import Settings


@dataclass(slots=True)
class Patience:
    """How long the monitored score has not risen.

    Attributes:
        waited: evaluations since its best.
        held: evaluations since its best, or since the rates were lowered.
        lowered: how often plateau has lowered the rates.
    """

    waited: int = 0
    held: int = 0
    lowered: int = 0

    def note(self, settings: Settings, *, better: bool) -> None:
        """An evaluation was done, and the monitored score was the best so far or not."""
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
        return 0 < settings.early_stopping_patience <= self.waited

    def to_json(self) -> dict[str, int]:
        """What ``from_json`` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Any) -> "Patience":
        """What ``to_json`` wrote; of a checkpoint from before there was any, a new one."""
        known = value if isinstance(value, dict) else {}
        return cls(**{name: int(known.get(name, 0)) for name in ("waited", "held", "lowered")})
