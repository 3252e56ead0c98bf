"""A model's caption of a picture, with all that is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.captions.domain import CaptionDomain
from engine.captions.surprise import mean_surprise
from engine.data.picture import Framing
from engine.domains import AUTO
from engine.errors import Problem
from engine.evaluation.wordsupport import WordSupport
from engine.fit.verdict import UNKNOWN_FIT, Fit
from engine.translation.direction import ENGLISH, Direction, direction_of
from engine.worklist.packed import PackedSupport


@dataclass(frozen=True, slots=True)
class Caption:
    """A model's caption of a picture.

    Attributes:
        language: that the model writes, as a BCP 47 key.
        english, chinese: the caption in these languages, itself or its offline translation; empty where there is none.
        seconds: from the file to the caption and its offline translation.
        model: the checkpoint's name; ``choice`` is the key it was chosen by.
        framing: how the model saw the picture.
        domain: the kind of the model's captions.
        support: how sure the model was of each word, and what of it the picture supports.
        fit: how well the picture fits what the model was trained on.
        fit_problem: why that was not known.
    """

    caption: str
    language: str
    english: str
    chinese: str
    seconds: float
    model: str
    choice: str
    device: str
    framing: Framing
    domain: CaptionDomain
    support: Sequence[WordSupport] = ()
    fit: Fit = UNKNOWN_FIT
    fit_problem: Problem | None = None

    @property
    def automatic(self) -> bool:
        """The model was chosen by the fit."""
        return self.choice == AUTO

    @property
    def direction(self) -> Direction:
        """From its own language into the one that it is translated into."""
        return direction_of(self.language)

    @property
    def surprise(self) -> float | None:
        """How surprised the model was by its own words on average, in nats; None where that is not known."""
        if isinstance(self.support, PackedSupport):
            return mean_surprise(self.support.probabilities)
        return mean_surprise([word.probability for word in self.support])

    @property
    def offline(self) -> str:
        """Its offline translation; empty where there is none."""
        return self.english if self.direction.target == ENGLISH else self.chinese
