"""What the Caption tab writes to files: all captions, and the maps of one caption's words."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from gui import text
from gui.caption.export import export_row, write_captions
from gui.caption.items import CaptionItem
from gui.caption.maps import Maps
from gui.caption.queue import CaptionQueue
from gui.caption.translating import Translating
from gui.widgets import Banner
from gui.worker import Work


class CaptionSaving(QObject):
    """Asks for a file, writes it on a thread, and says in the banner what came of it."""

    def __init__(
        self, window: QWidget, queue: CaptionQueue, translating: Translating, maps: Maps, banner: Banner
    ) -> None:
        super().__init__(window)
        self._window = window
        self._queue, self._translating, self._maps, self._banner = queue, translating, maps, banner
        maps.saved.connect(self._maps_saved)
        maps.failed.connect(banner.tell_problem)

    def ask_captions(self, folder: str) -> None:
        """Ask for a file, at first in a folder, and write all captions to it."""
        kinds = self.tr("Spreadsheet (*.csv);;JSON (*.json)")
        start = str(Path(folder) / "captions.csv")
        chosen, kind = QFileDialog.getSaveFileName(self._window, self.tr("Export captions"), start, kinds)
        if chosen:
            path = Path(chosen)
            self.captions(path if path.suffix else path.with_suffix(".json" if "json" in kind else ".csv"))

    def captions(self, path: Path) -> None:
        """Write all captions to a file; what is unreadable goes in with its reason."""
        found = self._translating.found
        items = [item for item in self._queue.items() if item.caption or item.problem]
        rows = [export_row(item, found) for item in items]
        work = Work(lambda commands, emit: write_captions(path, rows), "export", self)
        unreadable = sum(item.caption is None for item in items)
        work.done.connect(lambda count: self._captions_saved(path, count - unreadable, unreadable))
        work.failed.connect(self._banner.tell_problem)
        work.start()

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

    def _maps_saved(self, path: Path) -> None:
        self._banner.tell("good", lambda: self.tr("Maps saved to {path}.").format(path=path))

    def _captions_saved(self, path: Path, count: int, unreadable: int) -> None:
        def words() -> str:
            sentence = self.tr("Captions exported to {path}: {count}.").format(path=path, count=text.number(count))
            if unreadable:
                sentence += " " + self.tr("Unreadable pictures, listed with the reason: {count}.").format(
                    count=text.number(unreadable)
                )
            return sentence

        self._banner.tell("good", words)
