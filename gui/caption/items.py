"""A picture of the Caption tab: where it comes from, how far it is, and its caption."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtGui import QImage

from engine.captions.carrying import carried
from engine.captions.languages import language_of_edit
from engine.captions.rewriting import NOTHING, Rewriting
from engine.data.strange import StrangePicture
from engine.errors import Problem
from engine.evaluation.wordsupport import WordSupport
from engine.translation.direction import CHINESE, ENGLISH
from engine.translation.offline import in_language
from engine.worklist import Caption

__all__ = ["Caption", "CaptionItem", "FileChange", "ItemState", "Source"]


class ItemState(StrEnum):
    """How far a picture is."""

    WAITING = "waiting"
    CAPTIONING = "captioning"
    DONE = "done"
    FAILED = "failed"


class FileChange(StrEnum):
    """What has become of a captioned picture's file since."""

    NONE = ""
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a picture comes from: a file, a seed of noise, or pixels that were pasted or fetched. ``number`` counts the
    latter, ``name`` is what they are called, if anything.

    One that is ``strange`` shows nothing; it may be made ``of`` others. Pixels without a file are kept under the key
    ``pixels``; those of an earlier session lie ``stored`` in a file.
    """

    id: int
    path: Path | None = None
    seed: int | None = None
    image: QImage | None = None
    number: int = 0
    strange: StrangePicture | None = None
    of: "tuple[Source, ...]" = ()
    name: str = ""
    pixels: str = ""
    stored: Path | None = None

    @property
    def drawn(self) -> bool:
        """It has no original: it is made in the shape that the model sees."""
        return self.seed is not None or self.strange is not None


@dataclass(slots=True)
class CaptionItem:
    """A row of the list.

    Attributes:
        caption: the model's own, untouched.
        skipped: it was not captioned anew, since its caption stays.
        changed: what has become of its file since it was captioned.
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
    changed: FileChange = FileChange.NONE
    # The last translation that had to be made anew, and of what.
    _made: tuple[str, str, str] = field(default=("", "", ""), repr=False, compare=False)

    @property
    def body(self) -> str:
        """The caption without what the rules lay before and after it: what is edited and translated; empty where there
        is none."""
        return self.unedited if self.edited is None else self.edited

    @property
    def unedited(self) -> str:
        """The model's own caption with its words replaced by the rules; empty where there is none."""
        return self.rewriting.replaced(self.caption.caption) if self.caption is not None else ""

    @property
    def language(self) -> str:
        """The language of the caption that stands, as a BCP 47 key: the model's, unless an edit is in another script;
        empty where there is no caption."""
        if self.caption is None or self.edited is None:
            return "" if self.caption is None else self.caption.language
        return language_of_edit(self.edited, self.caption.language)

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
                self._made = body, wanted, in_language(body, self.language, wanted, caption.domain)
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
