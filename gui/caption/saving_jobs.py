"""What is done on a thread where captions are saved: they are gathered, foreseen, and written."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.domains import AUTO
from engine.escapes import path_text
from engine.events import Commands, Emit, Progress, Task
from engine.keeping import (
    PATTERN,
    SIDECAR,
    CaptionKeeper,
    Earlier,
    KeptCaption,
    Naming,
    SavedCaptions,
    SavingPreview,
    SidecarLanguage,
    common_folder,
    open_keeper,
    preview,
    save_captions,
)
from engine.translation.direction import CHINESE, ENGLISH
from gui.caption.items import CaptionItem, Source
from gui.caption.translating import TranslationWanted, wanted_of

if TYPE_CHECKING:
    from engine.translation.offline import Translated

Found = Callable[[TranslationWanted], "Translated | None"]
"""What an online translator made of a caption, if it has."""
_TOLD_EVERY = 20


@dataclass(frozen=True, slots=True)
class SavePlan:
    """How captions are to be saved; ``out`` is None for beside the pictures, or the file of its usual name there."""

    form: str = SIDECAR
    language: SidecarLanguage = SidecarLanguage.OWN
    pattern: str = PATTERN
    earlier: Earlier = Earlier.LEAVE
    out: Path | None = None

    @property
    def beside(self) -> bool:
        """Whether each picture has a text file."""
        return self.form == SIDECAR

    def check(self) -> None:
        """See whether files can be named so.

        Raises:
            Problem: as ``Naming``.
        """
        self._naming()

    def open(self, items: Sequence[CaptionItem], fallback: Path, *, dry: bool = False) -> CaptionKeeper:
        """Open what keeps the captions.

        Args:
            fallback: the folder where pictures have none in common.

        Raises:
            Problem: as ``open_keeper``.
        """
        folders = {os.path.dirname(item.source.path) for item in items if item.source.path is not None}
        root = common_folder(map(Path, folders))
        return open_keeper(self.form, self.earlier, out=self.out, root=root or fallback, naming=self._naming(), dry=dry)

    def _naming(self) -> Naming:
        return Naming(self.pattern, self.language) if self.beside else Naming()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would happen, and how many pictures are not captioned yet."""

    preview: SavingPreview
    waiting: int


@dataclass(frozen=True, slots=True)
class SavedBy:
    """What came of a plan, and how many pictures were not captioned yet."""

    plan: SavePlan
    saved: SavedCaptions
    waiting: int


def kept_of(item: CaptionItem, found: Found = lambda wanted: None) -> KeptCaption | None:
    """A picture's caption as it is kept, or why there is none; None where neither is there yet.

    Args:
        found: an online translation comes before an offline one.
    """
    source, caption = item.source, item.caption
    name = "" if source.path is not None else source_name(source)
    if caption is None:
        # A program reads it: it is told in the engine's words.
        problem = str(item.problem) if item.problem else ""
        return KeptCaption(source.path, "", "", source=name, problem=problem) if problem else None
    online = found(wanted_of(item))
    texts = {"english": item.in_language(ENGLISH), "chinese": item.in_language(CHINESE)}
    if online is not None:
        online_text = item.rewriting.apply(online.text)
        texts["english" if online.direction.target == ENGLISH else "chinese"] = online_text
    translated = bool(item.translated if online is None else online.text)
    return KeptCaption(
        source.path,
        item.text,
        caption.language,
        **texts,
        model=caption.model,
        fit=caption.fit,
        source=name,
        translator=(str(online.provider) if online else "offline") if translated else "",
        checkpoint=AUTO if caption.automatic else caption.model,
        seconds=round(caption.seconds, 4),
        model_caption=caption.caption if item.text != caption.caption else "",
    )


def source_name(source: Source) -> str:
    """How a picture came that has no file, the same in every language, for programs; of a file its path."""
    if source.path is not None:
        return path_text(source.path)
    if source.strange is not None:
        return ", ".join([source.strange.told, *map(source_name, source.of)])
    return f"noise, seed {source.seed}" if source.seed is not None else source.name or f"pasted {source.number}"


def captions_of(items: Sequence[CaptionItem], found: Found) -> Iterator[KeptCaption]:
    """What there is to be saved."""
    return filter(None, (kept_of(item, found) for item in items))


def waiting_among(items: Sequence[CaptionItem]) -> int:
    """How many have neither a caption nor a reason why not."""
    return sum(item.caption is None and item.problem is None for item in items)


def preview_job(
    plan: SavePlan, items: Sequence[CaptionItem], found: Found, fallback: Path
) -> Callable[[Commands, Emit], Outlook]:
    """A job that foresees what ``save_job`` would do."""

    def job(commands: Commands, emit: Emit) -> Outlook:
        keeper = plan.open(items, fallback, dry=True)
        foreseen = preview(keeper, captions_of(items, found), stopped=lambda: commands.stopping)
        return Outlook(foreseen, waiting_among(items))

    return job


def save_job(
    plan: SavePlan, items: Sequence[CaptionItem], found: Found, fallback: Path
) -> Callable[[Commands, Emit], SavedBy]:
    """A job that saves captions."""

    def job(commands: Commands, emit: Emit) -> SavedBy:
        waiting = waiting_among(items)
        total = len(items) - waiting

        def progress(done: int, left: float | None) -> None:
            if done % _TOLD_EVERY == 0 or done == total:
                emit(Progress(Task.EXPORTING, done, total, left))

        saved = save_captions(
            lambda: plan.open(items, fallback),
            captions_of(items, found),
            stopped=lambda: commands.stopping,
            progress=progress,
            total=total,
        )
        return SavedBy(plan, saved, waiting)

    return job
