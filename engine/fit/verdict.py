"""How well a picture fits what a model was trained on, as a verdict and a distance. No torch."""

from dataclasses import dataclass
from typing import Any

FITS, DOUBTFUL, UNLIKE, UNKNOWN = "fits", "doubtful", "unlike", "unknown"
"""The verdicts, as JSON and CSV files have them."""
UNLIKE_FROM = 1.0
"""The distance from which on a picture is unlike."""
FARTHEST = 1000.0
"""No distance is larger: what is told stays a number that JSON and a scale can hold."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one picture fits what a model was trained on.

    Attributes:
        verdict: FITS, DOUBTFUL, UNLIKE or UNKNOWN.
        distance: from the training pictures, scaled so that UNLIKE begins at 1.0; 0 at the least. None where the
            verdict is UNKNOWN.
        doubtful_from: the distance from which on a picture is DOUBTFUL, at most 1.0.
    """

    verdict: str
    distance: float | None
    doubtful_from: float

    @property
    def unlike(self) -> bool:
        """The picture is unlike what the model was trained on: nothing that it says of it counts as seen."""
        return self.verdict == UNLIKE

    def __str__(self) -> str:
        return self.verdict if self.distance is None else f"{self.verdict}, distance {self.distance:.2f}"

    def to_json(self) -> dict[str, Any]:
        """``fit`` and ``distance``, as files have them."""
        return {"fit": self.verdict, "distance": None if self.distance is None else round(self.distance, 4)}


UNKNOWN_FIT = Fit(UNKNOWN, None, UNLIKE_FROM)
"""Of every picture, where a checkpoint holds no statistics of what it was trained on."""


def judge(distance: float, doubtful_from: float) -> Fit:
    """The fit of a picture at a distance.

    One that is no number counts as FARTHEST: it comes of pictures so strange that the arithmetic overflows.
    """
    if not distance < UNLIKE_FROM:
        return Fit(UNLIKE, min(distance, FARTHEST) if distance > 0 else FARTHEST, doubtful_from)
    return Fit(FITS if distance < doubtful_from else DOUBTFUL, distance, doubtful_from)
