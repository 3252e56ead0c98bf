"""A picture of the Caption tab: where it comes from, how far it is, and its caption."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from engine.captions.carrying import carried
from engine.captions.domain import CaptionDomain
from engine.captions.rewriting import NOTHING, Rewriting
from engine.captions.surprise import mean_surprise
from engine.data.picture import Framing
from engine.data.strange import StrangePicture
from engine.domains import AUTO
from engine.errors import Problem
from engine.fit.verdict import UNKNOWN_FIT, Fit
from engine.translation.direction import CHINESE, ENGLISH, Direction, direction_of
from engine.translation.offline import in_language

if TYPE_CHECKING:
    from engine.evaluation.support import WordSupport


class ItemState(StrEnum):
    """How far a picture is."""

    WAITING = "waiting"
    CAPTIONING = "captioning"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a picture comes from: a file, a seed of noise, or pixels that were pasted or fetched. ``number`` counts the
    latter, ``name`` is what they are called, if anything.

    One that is ``strange`` shows nothing; it may be made ``of`` others.
    """

    id: int
    path: Path | None = None
    seed: int | None = None
    image: QImage | None = None
    number: int = 0
    strange: StrangePicture | None = None
    of: "tuple[Source, ...]" = ()
    name: str = ""

    @property
    def drawn(self) -> bool:
        """It has no original: it is made in the shape that the model sees."""
        return self.seed is not None or self.strange is not None


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
    support: "tuple[WordSupport, ...]" = ()
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
        return mean_surprise([word.probability for word in self.support])

    @property
    def offline(self) -> str:
        """Its offline translation; empty where there is none."""
        return self.english if self.direction.target == ENGLISH else self.chinese


@dataclass(slots=True)
class CaptionItem:
    """A row of the list.

    Attributes:
        caption: the model's own, untouched.
        skipped: it was not captioned anew, since its caption stays.
        edited: what a person has put in place of the model's caption, by hand or by choosing another of the model's.
        rewriting: the person's rules. What stands before and after is laid around an edited caption as well, while
            words are replaced in the model's own alone.
    """

    source: Source
    state: ItemState = ItemState.WAITING
    caption: Caption | None = None
    problem: Problem | None = None
    skipped: bool = False
    edited: str | None = None
    rewriting: Rewriting = NOTHING
    # The last translation that had to be made anew, and of what.
    _made: tuple[str, str, str] = field(default=("", "", ""), repr=False, compare=False)

    @property
    def body(self) -> str:
        """The caption without what the rules lay before and after it: what is edited and translated; empty where there
        is none."""
        if self.edited is not None:
            return self.edited
        return self.rewriting.replaced(self.caption.caption) if self.caption is not None else ""

    @property
    def text(self) -> str:
        """The caption that stands: by the model or edited, and by the rules; empty where there is none."""
        return self.rewriting.framed(self.body)

    @property
    def translated(self) -> str:
        """Its offline translation into the other language, between what the rules lay before and after; empty where
        there is none."""
        return "" if self.caption is None else self.in_language(self.caption.direction.target)

    def in_language(self, wanted: str) -> str:
        """The caption that stands in English ("en") or Chinese ("zh"), itself or its offline translation; empty where
        there is none."""
        return self.rewriting.framed(self.body_in(wanted))

    def body_in(self, wanted: str) -> str:
        """``in_language`` without what stands before and after it."""
        caption, body = self.caption, self.body
        if caption is None:
            return ""
        if body == caption.caption:
            found = {ENGLISH: caption.english, CHINESE: caption.chinese}[wanted]
        else:
            # An edit is translated once, however often it is shown.
            if self._made[:2] != (body, wanted):
                self._made = body, wanted, in_language(body, caption.language, wanted, caption.domain)
            found = self._made[2]
        return found if found == body else self.rewriting.replaced(found)

    @property
    def support(self) -> "tuple[tuple[int, WordSupport], ...]":
        """The words of the model's caption that still stand, at their places in ``text``, each with its number."""
        caption = self.caption
        if caption is None or not caption.support or not self.text:
            return ()
        words = caption.support
        before = len(self.rewriting.prefix)
        starts = carried(caption.caption, self.body, [(word.start, word.length) for word in words])
        return tuple(
            (number, replace(word, start=before + start))
            for number, (word, start) in enumerate(zip(words, starts, strict=True))
            if start is not None
        )
