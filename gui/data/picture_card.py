"""The right column: one picture large, its captions, and what is known of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QWidget

from engine.events import Commands, Emit
from gui import text, theme
from gui.data.alike_row import AlikeRow
from gui.data.caption_boxes import CaptionBoxes
from gui.data.thumbnails import Thumbnails
from gui.data.wording import problem_text, split_text
from gui.images import small_image
from gui.widgets import Button, Card, Elided, EmptyPlace, Heading, Label, Panel, PictureView, Pill, PillRows, Scroll
from gui.widgets import column as column_of
from gui.widgets import row as row_of
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.curation.table import DataRow
    from gui.data.session import Opened

_READ = 1200
"""Height in pixels at which the picture is read."""
_YES, _NO = "yes", "no"
"""Values of attributes that are there or not, such as a hat."""


def read_job(path: Path) -> Job:
    """A job that reads a picture to be shown, and its width and height; these are 0 where it cannot be read."""

    def job(commands: Commands, emit: Emit) -> tuple[Path, QImage, tuple[int, int], int]:
        size, count = (0, 0), 0
        try:
            count = path.stat().st_size
            with Image.open(path) as image:
                turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
                size = image.size[::-1] if turned else image.size
            return path, small_image(path, _READ), size, count
        except Exception:
            # The row's problems say why.
            return path, QImage(), size, count

    return job


class DataPictureCard(Card):
    """``changed``, ``added``, ``removed``: captions, as of ``CaptionBoxes``. ``wanted``: a row to show instead."""

    wanted = Signal(int)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._now: Opened | None = None
        self._row: DataRow | None = None
        self._reading: Work | None = None
        self._path: Path | None = None
        self._size: tuple[int, int] = (0, 0)
        self._bytes = 0
        self._name, self.folder = Elided("heading"), Button("quiet", "folder", small=True)
        self.folder.clicked.connect(self._open_folder)
        self.picture = PictureView(hint=QSize(300, 300))
        self._told = Elided("small", mode=Qt.TextElideMode.ElideRight)
        self._pills = PillRows()
        self._heading, self._count = Heading(), Label("quiet")
        self.captions = CaptionBoxes()
        self._attributes, self._values = Label("section"), PillRows()
        self._alike = Label("section")
        self.alike = AlikeRow(thumbnails)
        self.alike.wanted.connect(self.wanted)
        inside = QWidget()
        head = row_of(self._heading, None, self._count)
        parts = (self._pills, 2, head, self.captions, self._attributes, self._values, self._alike, self.alike, None)
        column_of(*parts, gap=8, parent=inside)
        self._full, self._empty = Panel(), EmptyPlace("picture")
        top = row_of(self._name, self.folder, gap=4)
        top.setStretch(0, 1)
        above = column_of(top, self.picture, self._told, gap=6)
        above.setStretch(1, 1)
        above.setContentsMargins(0, 0, Scroll.BAR, 0)
        layout = column_of(above, Scroll(inside), gap=8, parent=self._full)
        layout.setStretch(0, 5)
        layout.setStretch(1, 6)
        self.body.setContentsMargins(theme.PAD, 8, theme.PAD - Scroll.BAR, 12)
        self.body.addWidget(self._full)
        self.body.addWidget(self._empty)
        self.show_row(None, None)
        self.retranslate()

    def show_alike(self, rows: list[DataRow]) -> None:
        """Show the near-duplicates of the picture."""
        self.alike.show_rows(rows)
        self._alike.setVisible(bool(rows))

    @property
    def row(self) -> DataRow | None:
        """What is shown."""
        return self._row

    def show_row(self, now: Opened | None, row: DataRow | None) -> None:
        """Show a row, or the empty place; what is being typed into another one's caption is kept first."""
        fresh = row is None or self._row is None or self._now is not now or row.number != self._row.number
        if fresh:
            self.captions.keep()
        self._now, self._row = now, row
        self._full.setVisible(row is not None)
        self._empty.setVisible(row is None)
        if row is None:
            self._path = None
            return
        if fresh:
            self._path = Path(row.file) if row.file else None
            self._size, self._bytes = (0, 0), 0
            self.picture.set_image(QImage())
            self._read()
        self.captions.show_captions(row.captions, row.editable, fresh)
        self._word()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._empty.sentence.setText(self.tr("Select a picture to see it with its captions."))
        self._heading.setText(self.tr("Captions"))
        self._attributes.setText(self.tr("Attributes"))
        self._alike.setText(self.tr("Near-duplicates"))
        self.folder.setToolTip(self.tr("Open folder"))
        self.folder.setAccessibleName(self.tr("Open folder"))
        self._word()

    def _word(self) -> None:
        row = self._row
        if row is None:
            return
        self._name.set_whole(row.name)
        self.picture.setAccessibleName(row.name)
        parts = []
        if all(self._size):
            parts.append(f"{self._size[0]} × {self._size[1]}")
        if self._bytes:
            parts.append(_bytes_text(self._bytes))
        self._told.set_whole(" · ".join(parts) or " ")
        pills = [Pill(split_text(row.split), "accent" if row.split else "plain")]
        if row.changed:
            pills.append(Pill(self.tr("not saved"), "mark"))
        pills += [Pill(problem_text(problem), "bad") for problem in row.problems]
        self._pills.set_rows([("", pills)])
        self._count.setText(text.number(len(row.captions)))
        values = self._values_of(row)
        self._values.set_rows(values)
        for part in (self._attributes, self._values):
            part.setVisible(bool(values))
        self._alike.setVisible(self.alike.isVisibleTo(self))

    def _values_of(self, row: DataRow) -> list[tuple[str, list[Pill]]]:
        """What the captions tell, attribute by attribute; what they tell to be there comes last, by its name alone."""
        now = self._now
        if now is None or not now.source.data.domain.has_attributes:
            return []
        domain, language = now.source.data.domain, text.language().content
        found: dict[str, str] = {}
        for caption in reversed(row.captions):
            found.update(domain.said(row.name, caption))
        rows = [
            (domain.field_name(field, language), [Pill(domain.value_name(field, value, language))])
            for field, value in found.items()
            if value not in (_YES, _NO)
        ]
        there = [Pill(domain.field_name(field, language)) for field, value in found.items() if value == _YES]
        return [*rows, ("", there)] if there else rows

    def _read(self) -> None:
        if self._path is None or self._reading is not None:
            return
        path = self._path
        work = self._reading = Work(read_job(path), "picture", self)
        work.done.connect(self._take)
        work.ended.connect(lambda: self._end(path))
        work.start()

    def _take(self, found: tuple[Path, QImage, tuple[int, int], int]) -> None:
        path, image, size, count = found
        if path == self._path:
            self.picture.set_image(image)
            self._size, self._bytes = size, count
            self._word()

    def _end(self, path: Path) -> None:
        self._reading = None
        if path != self._path:
            self._read()

    def _open_folder(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))


def _bytes_text(count: int) -> str:
    return f"{count / 1000:.0f} kB" if count < 10**6 else f"{count / 10**6:.1f} MB"
