"""How pictures come into the Caption tab: files, folders, the clipboard, what is dropped, and what is drawn."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.data.decoding import EXTENSIONS
from engine.data.strange import StrangePicture
from engine.events import Commands, Emit
from gui.caption.items import Source
from gui.caption.list_card import ListCard
from gui.caption.queue import CaptionQueue
from gui.caption.service import Captioning
from gui.dropped import local_paths
from gui.widgets import Banner
from gui.worker import Work

AT_ONCE = 4000
"""Files added before pending mouse and key events are processed."""


class Adding(QObject):
    """Adds pictures to the queue, shows the first of them and has them captioned.

    Attributes:
        folder: where pictures were chosen last; empty if they never were.
    """

    def __init__(
        self, window: QWidget, queue: CaptionQueue, listed: ListCard, service: Captioning, banner: Banner
    ) -> None:
        super().__init__(window)
        self.folder = ""
        self._window = window
        self._queue, self._list, self._service, self._banner = queue, listed, service, banner

    def paths(self, paths: Iterable[Path]) -> None:
        """Caption files, and all pictures below folders."""
        given = [path.absolute() for path in paths]
        files = [path for path in given if not path.is_dir()]
        folders = [path for path in given if path.is_dir()]
        if files:
            self._add(lambda: self._queue.add_files(files))
        if folders:
            work = Work(_listing(folders), "listing pictures", self)
            work.done.connect(self._listed)
            work.failed.connect(self._banner.tell_problem)
            work.start()

    def image(self, image: QImage) -> None:
        """Caption pixels that have no file."""
        self._add(lambda: [self._queue.add_image(image)])

    def noise(self, seed: int) -> None:
        """Caption a random tensor."""
        self._add(lambda: [self._queue.add_noise(seed)])

    def strange(self, wanted: Sequence[tuple[StrangePicture, Sequence[Source]]]) -> None:
        """Caption pictures that show nothing; one alone is shown, several stand beside what is on display."""
        if len(wanted) == 1:
            self._add(lambda: [self._queue.add_strange(*wanted[0])])
            return
        for strange, of in wanted:
            self._queue.add_strange(strange, of)
        if self._list.current is None:
            self._list.select(0)
        self._service.start()

    def paste(self) -> None:
        """Caption what is on the clipboard: files, or a picture."""
        data = QGuiApplication.clipboard().mimeData()
        paths = local_paths(data)
        image = QImage() if paths else QGuiApplication.clipboard().image()
        if paths:
            self.paths(paths)
        elif not image.isNull():
            self.image(image)
        else:
            self._banner.tell("info", lambda: self.tr("The clipboard contains no picture or file."))

    def dropped(self, data: QMimeData) -> None:
        """Caption what was dropped: files, or a picture."""
        paths = local_paths(data)
        image: Any = None if paths else data.imageData()
        if paths:
            self.paths(paths)
        elif isinstance(image, QImage) and not image.isNull():
            self.image(image)

    def ask_pictures(self) -> None:
        """Ask for files."""
        endings = " ".join(f"*{ending}" for ending in sorted(EXTENSIONS))
        kinds = self.tr("Pictures") + f" ({endings})"
        chosen, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Add pictures"), self.folder, kinds)
        if chosen:
            self.folder = str(Path(chosen[0]).parent)
            self.paths(map(Path, chosen))

    def ask_folder(self) -> None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(self._window, self.tr("Caption a folder"), self.folder)
        if chosen:
            self.folder = chosen
            self.paths([Path(chosen)])

    def _add(self, add: Callable[[], list[int]]) -> None:
        self._banner.clear()
        rows = add()
        if rows:
            self._list.select(rows[0])
            self._list.list.setFocus()
        self._service.start()

    def _listed(self, files: list[Path]) -> None:
        if files:
            self._add_rows(files, 0)
        else:
            self._banner.tell("warn", lambda: self.tr("The folder and its subfolders contain no pictures."))

    def _add_rows(self, files: list[Path], start: int) -> None:
        """Add the files from ``start`` on, some at a time: 100,000 at once would hold the window for a second."""
        batch = files[start : start + AT_ONCE]
        if start == 0:
            self._add(lambda: self._queue.add_files(batch))
        else:
            self._queue.add_files(batch)
            self._service.start()
        if start + AT_ONCE < len(files):
            QTimer.singleShot(0, self, lambda: self._add_rows(files, start + AT_ONCE))


def _listing(folders: list[Path]) -> Callable[[Commands, Emit], list[Path]]:
    def job(commands: Commands, emit: Emit) -> list[Path]:
        from engine.captioning import picture_files

        return list(picture_files(folders))

    return job
