"""How pictures come into the Caption tab: files, folders, the clipboard, what is dropped, and what is drawn."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.data.decoding import EXTENSIONS
from engine.data.fetching import fetch_picture
from engine.data.listing import Listing, list_pictures
from engine.data.strange import StrangePicture
from engine.events import Commands, Emit
from engine.heap import uncollected
from gui import text
from gui.caption.fetching import Fetch, Fetching
from gui.caption.items import Source
from gui.caption.list_card import ListCard
from gui.caption.queue import CaptionQueue, TakenBack
from gui.caption.service import Captioning
from gui.dropped import image_of, local_paths, web_addresses
from gui.widgets import Banner
from gui.worker import Work

AT_ONCE = 2000
"""Files added before pending mouse and key events are processed."""
_FEW = 64
"""Files that are looked at at once; of more, a slow disk might not say soon whether they are folders."""


class Adding(QObject):
    """Adds pictures to the queue, shows the first of them and has them captioned.

    Attributes:
        folder: where pictures were chosen last; empty if they never were.
    """

    def __init__(
        self,
        window: QWidget,
        queue: CaptionQueue,
        listed: ListCard,
        service: Captioning,
        banner: Banner,
        fetch: Fetch = fetch_picture,
    ) -> None:
        super().__init__(window)
        self.folder = ""
        # Calls at once, or once there is a list to add to.
        self.when_ready: Callable[[Callable[[], None]], None] = lambda call: call()
        self._window = window
        self._queue, self._list, self._service, self._banner = queue, listed, service, banner
        self._fetching = Fetching(banner, self.image, fetch)
        listed.foot.cancelled.connect(self._cancelled)

    def paths(self, paths: Iterable[Path]) -> None:
        """Caption files, and all pictures below folders."""
        given = [path.absolute() for path in paths]
        if len(given) <= _FEW and not any(path.is_dir() for path in given):
            self._listed(list_pictures(given))
            return
        work = Work(_listing(given), "listing pictures", self)
        work.done.connect(self._listed)
        work.failed.connect(self._banner.tell_problem)
        work.start()

    def image(self, image: QImage, name: str = "") -> None:
        """Caption pixels that have no file."""
        self._add(lambda: [self._queue.add_image(image, name)])

    def noise(self, seed: int) -> None:
        """Caption a random tensor."""
        self._add(lambda: [self._queue.add_noise(seed)])

    def strange(self, wanted: Sequence[tuple[StrangePicture, Sequence[Source]]]) -> None:
        """Caption pictures that show nothing; one alone is shown, several stand beside what is on display."""
        if len(wanted) == 1:
            self._add(lambda: [self._queue.add_strange(*wanted[0])])
        else:
            self.when_ready(lambda: self._add_beside(wanted))

    def paste(self) -> None:
        """Caption what is on the clipboard: files, a picture, or the address of one."""
        if not self.dropped(QGuiApplication.clipboard().mimeData()):
            self._banner.tell("info", lambda: self.tr("The clipboard contains no picture or file."))

    def dropped(self, data: QMimeData) -> bool:
        """Caption what was dropped: files, a picture, or the address of one on the web; False where it is neither."""
        if paths := local_paths(data):
            self.paths(paths)
        elif not (image := image_of(data)).isNull():
            self.image(image)
        elif addresses := web_addresses(data):
            self._fetching.fetch(addresses)
        else:
            return False
        return True

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

    def _add_beside(self, wanted: Sequence[tuple[StrangePicture, Sequence[Source]]]) -> None:
        for strange, of in wanted:
            self._queue.add_strange(strange, of)
        if self._list.current is None:
            self._list.select(0)
        self._service.start()

    def _add(self, add: Callable[[], list[int]]) -> None:
        self.when_ready(lambda: self._add_now(add))

    def _add_now(self, add: Callable[[], list[int]]) -> None:
        self._banner.clear()
        rows = add()
        if rows:
            self._list.select(rows[0])
            self._list.list.setFocus()
        self._service.start()

    def _listed(self, listing: Listing) -> None:
        self.when_ready(lambda: self._add_listed(listing))

    def _add_listed(self, listing: Listing) -> None:
        if listing.pictures:
            self._add_rows(listing, 0, 0)
        elif listing.unread:
            self._tell_left_out(listing, 0)
        else:
            self._banner.tell("warn", lambda: self.tr("The folder and its subfolders contain no pictures."))

    def _add_rows(self, listing: Listing, start: int, listed: int) -> None:
        """Add the files from ``start`` on, some at a time: 100,000 at once would hold the window for a second.
        ``listed`` of those before were in the list already."""
        batch = listing.pictures[start : start + AT_ONCE]
        before = self._queue.rowCount()
        with uncollected():
            if start == 0:
                self._add(lambda: self._queue.add_files(batch))
            else:
                self._queue.add_files(batch)
        listed += len(batch) - (self._queue.rowCount() - before)
        self._service.start()
        if start + AT_ONCE < len(listing.pictures):
            QTimer.singleShot(0, self, lambda: self._add_rows(listing, start + AT_ONCE, listed))
        else:
            self._tell_left_out(listing, listed)

    def _cancelled(self, taken: TakenBack) -> None:
        def put_back() -> None:
            self._banner.clear()
            self._queue.put_back(taken)
            self._service.start()

        def words() -> str:
            return self.tr("Captioning cancelled. Pictures taken back: {count}.").format(count=text.number(len(taken)))

        self._banner.tell("info", words, [(lambda: self.tr("Undo"), put_back)])

    def _tell_left_out(self, listing: Listing, listed: int) -> None:
        """Tell what of a drop was not added, and why: ``listed`` pictures were in the list already."""
        if not (listed or listing.twice or listing.others or listing.unread):
            return
        path, reason = listing.unread[0] if listing.unread else (None, "")

        def words() -> str:
            counted = (
                (listed, self.tr("already in the list: {count}")),
                (listing.twice, self.tr("given twice: {count}")),
                (listing.others, self.tr("files that are no pictures: {count}")),
                (len(listing.unread), self.tr("folders that cannot be read: {count}, the first is {path} ({reason})")),
            )
            parts = [
                part.format(count=text.number(count), path=path, reason=text.reason_text(reason))
                for count, part in counted
                if count
            ]
            return self.tr("Pictures added: {added}. Left out: {parts}.").format(
                added=text.number(len(listing.pictures) - listed), parts=text.language().semicolon.join(parts)
            )

        self._banner.tell("warn" if listing.unread else "info", words)


def _listing(paths: list[Path]) -> Callable[[Commands, Emit], Listing]:
    return lambda commands, emit: list_pictures(paths, lambda: commands.stopping)
