"""From figures to a plain verdict: do the captions depend on the pictures?

Where the thresholds come from (``python -m tests.benchmarks.blindness``, 120 pictures, 10 seeds of each kind): of sound
captioners trained for a quarter of a minute the margin was 0.083 to 0.118 nats a word, 12 to 18 standard errors, and 83
to 88 % of the comparisons were won; of those trained on shuffled pairs it was -0.003 to 0.002, -1.3 to 1.4 standard
errors, and 45 to 53 % were won. A sound one that had only begun had 9.5 standard errors and 73 %, one that had learned
shuffled pairs nearly by heart 1.4 and 53 %, the captioner that ships 41 and 99.6 %. A dead encoder or a deaf decoder
gives nought to the last digit. The quick test (64 pictures, one comparison each) is judged by the same rule: of three
sound captioners it found 8.1 to 9.4 standard errors, of three trained on shuffled pairs -0.3 to 0.7.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

FEWEST = 30
"""Pictures below which a margin that does not show may still be there."""
LEAST = 12
"""Pictures below which a margin that shows may be chance."""
SURE, NOTHING = 5.0, 3.0
"""Standard errors by which the margin must lie above nought for "grounded", and below which it is nothing: "blind"."""
ROUNDING = 1e-6
"""Nats a word that may come of summing in another order."""
CLEAR = 0.1
"""Nats a word at which a margin is plain of which no error was kept; see ``recorded_verdict``."""
OWN = 0.6
"""Share of comparisons that must be won for "grounded"; chance wins half."""


class Verdict(StrEnum):
    """Whether the captions depend on the pictures."""

    GROUNDED = "grounded"
    BLIND = "blind"
    UNSURE = "unsure"

    @classmethod
    def _missing_(cls, value: object) -> "Verdict | None":
        # What files called it before format 2.
        return cls.GROUNDED if value == "looks" else None


REASONS: dict[str, str] = {
    "follows": "The captions depend on the pictures: each fits its own picture better than others.",
    "features-alike": (
        "The captions do not depend on the pictures: the encoder gives the same features for every picture."
    ),
    "deaf": "The captions do not depend on the pictures: the decoder ignores the image features.",
    "unmatched": (
        "The captions do not depend on the pictures: they fit other pictures just as well. Check that each "
        "caption belongs to its picture."
    ),
    "one-caption": "The captions do not depend on the pictures: every picture gets the same caption.",
    "few": "Too few pictures with different captions to tell whether the captions depend on the pictures.",
    "weak": "The captions depend on the pictures only weakly, or not yet. Train longer, or evaluate more pictures.",
}
"""What a person is told, by reason."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verdict looks at, in a full evaluation and in each of a run's; names as in ``looks.Looks``.

    Attributes:
        compared: pictures whose captions were laid beside others; 0 where none has another caption.
        captions, different: captions made, and how many different ones.
    """

    margin: float
    error: float
    own: float
    dead_units: float
    compared: int
    captions: int
    different: int

    def to_json(self) -> dict[str, float]:
        """Plain values under the names above."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any] | None) -> "Evidence | None":
        """What ``to_json`` gave; None where that is not all there, as in records from before evidence was kept."""
        names = [field.name for field in fields(cls)]
        if plain is None or not all(name in plain for name in names):
            return None
        return cls(**{name: plain[name] for name in names})


def verdict_of(found: Evidence) -> tuple[Verdict, str]:
    """The verdict and its reason, a key of ``REASONS``."""
    if found.dead_units == 1 and found.compared > 1:
        return Verdict.BLIND, "features-alike"
    if found.compared > 1 and abs(found.margin) + found.error < ROUNDING:
        return Verdict.BLIND, "deaf"
    if found.compared >= FEWEST and found.margin < NOTHING * found.error:
        return Verdict.BLIND, "unmatched"
    if found.captions >= FEWEST and found.different == 1 and found.compared:
        return Verdict.BLIND, "one-caption"
    if found.margin >= SURE * found.error and found.own >= OWN and found.compared >= LEAST:
        return Verdict.GROUNDED, "follows"
    if found.compared < FEWEST:
        return Verdict.UNSURE, "few"
    return Verdict.UNSURE, "weak"


def recorded_verdict(margin: float | None, evidence: Evidence | None) -> Verdict | None:
    """The verdict on what an evaluation within a run has left; None where it could compare nothing.

    Records from before evidence was kept hold a margin alone, of which nobody knows how sure it is: a plain one is
    grounded, and no other is called blind for it.
    """
    if evidence is not None:
        return verdict_of(evidence)[0]
    if margin is None:
        return None
    return Verdict.GROUNDED if margin >= CLEAR else Verdict.UNSURE
