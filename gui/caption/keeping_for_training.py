"""Pictures and the captions that stand, kept in a data folder of one's own, which Train opens as any other."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from engine.events import Commands, Emit
from engine.keeping.training import KeptForTraining, TrainingExample, keep_for_training
from gui import memory, text
from gui.caption.items import CaptionItem, ItemState, Source
from gui.caption.list_card import ListCard
from gui.caption.queue import CaptionQueue
from gui.images import pillow_image
from gui.pages import Message, TrainingWanted
from gui.widgets import Banner
from gui.worker import Work

KEYS = "Ctrl+Shift+K"


def usual_folder() -> Path:
    """Where captions are kept unless another folder is chosen: among the person's documents, since they are theirs."""
    return platformdirs.user_documents_path() / "Atelier" / "captions"


@dataclass(slots=True)
class KeepingOutcome:
    """What became of the pictures that were to be kept; ``uncaptioned``, ``drawn`` and ``changed`` are left out:
    without a caption, showing nothing, or another picture by now than the one that was captioned."""

    kept: KeptForTraining = field(default_factory=KeptForTraining)
    uncaptioned: int = 0
    drawn: int = 0
    changed: int = 0


class KeepingForTraining(QObject):
    """Copies the selected pictures, or the one on display, with their captions; on a thread.

    Args:
        menu: of the caption's card, which takes the actions.
        tell: sends a message to all pages.
    """

    def __init__(
        self,
        page: QWidget,
        queue: CaptionQueue,
        listed: ListCard,
        menu: QMenu,
        banner: Banner,
        tell: Callable[[Message], None],
    ) -> None:
        super().__init__(page)
        self._page, self._queue, self._list, self._banner, self._tell = page, queue, listed, banner, tell
        self._work: Work | None = None
        self._named = ""
        self.action, self._choose = QAction(menu), QAction(menu)
        self.action.triggered.connect(lambda: self.keep())
        self._choose.triggered.connect(self.choose)
        menu.addSeparator()
        menu.addActions([self.action, self._choose])
        menu.aboutToShow.connect(self._word)
        listed.offer(self.action)
        shortcut = QShortcut(QKeySequence(KEYS), page, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.keep)

    @property
    def folder(self) -> Path:
        """Where captions are kept."""
        return Path(self._named) if self._named else usual_folder()

    def restore(self, settings: QSettings) -> None:
        """Keep in the same folder as in the last session."""
        self._named = memory.text(settings, "caption/training")

    def remember(self, settings: QSettings) -> None:
        """Save the choice for the next session."""
        settings.setValue("caption/training", self._named)

    def choose(self) -> None:
        """Ask for the folder that captions are kept in from now on."""
        title = self.tr("Folder for training captions")
        start = next((str(path) for path in (self.folder, *self.folder.parents) if path.is_dir()), "")
        if found := QFileDialog.getExistingDirectory(self._page, title, start):
            self.use(Path(found))

    def use(self, folder: Path) -> None:
        """Keep captions in a folder from now on."""
        self._named = str(folder)
        self._banner.tell("info", lambda: self.tr("Training captions are kept in {path}.").format(path=folder))

    def keep(self) -> None:
        """Keep the captions of the selected pictures, or of the one on display where only that is selected."""
        if self._work is not None:
            return
        items = self._list.selected_items
        if len(items) < 2:
            items = [self._list.current] if self._list.current is not None else []
        if items:
            self._work = Work(self._job(items), "keeping for training", self)
            self._work.done.connect(self._kept)
            self._work.failed.connect(self._banner.tell_problem)
            self._work.ended.connect(self._end)
            self._work.start()

    def _job(self, items: Sequence[CaptionItem]) -> Callable[[Commands, Emit], KeepingOutcome]:
        outcome, wanted = KeepingOutcome(), list[tuple[Source, str, str]]()
        for item in items:
            if item.caption is None or item.state is ItemState.FAILED or not item.text:
                outcome.uncaptioned += 1
            elif item.source.drawn:
                outcome.drawn += 1
            else:
                wanted.append((item.source, item.text, item.language))
        line, folder = self._queue.line, self.folder

        def job(commands: Commands, emit: Emit) -> KeepingOutcome:
            fresh = [one for one in wanted if not line.stale(one[0])]
            outcome.changed = len(wanted) - len(fresh)
            examples = [_example(source, caption, language) for source, caption, language in fresh]
            if examples:
                outcome.kept = keep_for_training(folder, examples, stopped=lambda: commands.stopping)
            return outcome

        return job

    def _kept(self, outcome: KeepingOutcome) -> None:
        folder = self.folder
        bad = outcome.kept.refused or outcome.uncaptioned or outcome.drawn or outcome.changed
        opening = (lambda: self.tr("Open in Train"), lambda: self._tell(TrainingWanted(folder)))
        self._banner.tell(
            "warn" if bad else "good", lambda: self._told(outcome, folder), [opening] if outcome.kept.kept else []
        )

    def _told(self, outcome: KeepingOutcome, folder: Path) -> str:
        kept = outcome.kept
        sentences = [
            self.tr("Captions kept for training in {path}: {count} (new: {added}, replaced: {replaced}).").format(
                path=folder,
                count=text.number(kept.kept),
                added=text.number(kept.added),
                replaced=text.number(kept.replaced),
            )
        ]
        for count, sentence in (
            (outcome.uncaptioned, self.tr("Left out, without a caption: {count}.")),
            (outcome.drawn, self.tr("Left out, since they show nothing: {count}.")),
            (outcome.changed, self.tr("Left out, since the picture has changed since it was captioned: {count}.")),
            (len(kept.refused), self.tr("Not kept: {count}.")),
        ):
            if count:
                sentences.append(sentence.format(count=text.number(count)))
        if kept.refused:
            sentences.append(text.problem_text(kept.refused[0][1]))
        return text.sentences(sentences)

    def _end(self) -> None:
        self._work = None

    def _word(self) -> None:
        self.action.setText(self.tr("Keep as training caption") + f"\t{KEYS}")
        self._choose.setText(self.tr("Folder for training captions…"))


def _example(source: Source, caption: str, language: str) -> TrainingExample:
    if source.path is not None:
        return TrainingExample(source.path, source.path.name, caption, language)
    assert source.image is not None
    data = io.BytesIO()
    pillow_image(source.image).save(data, "PNG")
    name = f"{Path(source.name).stem or f'pasted-{source.number}'}.png"
    return TrainingExample(data.getvalue(), name, caption, language)
