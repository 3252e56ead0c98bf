"""What the Caption tab writes to files: all captions, and the maps of one caption's words."""

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.caption import saving_words as words
from gui.caption.items import CaptionItem
from gui.caption.maps import Maps
from gui.caption.queue import CaptionQueue
from gui.caption.saving_jobs import SavedBy, SavePlan, save_job
from gui.caption.saving_sheet import SavingSheet
from gui.caption.translating import Translating
from gui.widgets import Banner, ProgressLine
from gui.worker import Work


class CaptionSaving(QObject):
    """Asks how and where, writes on a thread, and says in the banner what came of it.

    ``changed``: writing has begun or ended.
    """

    changed = Signal()

    def __init__(
        self, window: QWidget, queue: CaptionQueue, translating: Translating, maps: Maps, banner: Banner
    ) -> None:
        super().__init__(window)
        self._window = window
        self._queue, self._translating, self._maps, self._banner = queue, translating, maps, banner
        self._work: Work | None = None
        self._folder = ""
        self.sheet, self.progress = SavingSheet(window, queue.items, translating.found), ProgressLine()
        self.sheet.wanted.connect(self.captions)
        self.progress.stopped.connect(self._stop)
        maps.saved.connect(self._maps_saved)
        maps.failed.connect(banner.tell_problem)

    @property
    def busy(self) -> bool:
        """Captions are being written."""
        return self._work is not None

    def ask_captions(self, button: QWidget, folder: str) -> None:
        """Open the sheet over its button.

        Args:
            folder: where pictures were chosen last.
        """
        if self._work is None:
            self._folder = folder
            self.sheet.ask(button.mapToGlobal(QPoint(button.width(), -6)), folder)

    def captions(self, plan: SavePlan) -> None:
        """Write all captions; what is unreadable goes in with its reason where the format has a place for it."""
        if self._work is not None:
            return
        fallback = Path(self._folder) if self._folder else Path.home()
        items = list(self._queue.items())
        self._banner.clear()
        self.progress.begin(lambda: self.tr("Saving captions…"))
        work = self._work = Work(save_job(plan, items, self._translating.found, fallback), "saving captions", self)
        work.events.connect(self.progress.take)
        work.done.connect(self._captions_saved)
        work.failed.connect(self._banner.tell_problem)
        work.ended.connect(self._end)
        work.start()
        self.changed.emit()

    def ask_maps(self, item: CaptionItem | None, folder: str) -> None:
        """Ask for a file, at first in a folder, and write the maps of a caption's words to it."""
        if item is None or item.caption is None:
            return
        start = str(Path(folder) / f"{Path(self._queue.name(item)).stem}-maps.png")
        kinds = self.tr("Picture") + " (*.png)"
        chosen, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save the maps"), start, kinds)
        if chosen:
            path = Path(chosen)
            self._maps.save(item, path if path.suffix.lower() == ".png" else path.with_name(f"{path.name}.png"))

    def _stop(self) -> None:
        if self._work is not None:
            self._work.stop()

    def _end(self) -> None:
        self._work = None
        self.progress.end()
        self.changed.emit()

    def _maps_saved(self, path: Path) -> None:
        self._banner.tell("good", lambda: self.tr("Maps saved to {path}.").format(path=path))

    def _captions_saved(self, done: SavedBy) -> None:
        kind = "bad" if done.saved.problems else "warn" if done.saved.stopped else "good"
        self._banner.tell(kind, lambda: words.saved_words(done))
