"""The pictures on which two checkpoints differ most: one row per picture with both captions and the reference."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from engine.captions.changes import changes
from engine.captions.domain import FREE, CaptionDomain
from engine.events import Commands, Emit
from engine.translation.direction import ENGLISH
from engine.translation.offline import worded
from gui import text, theme
from gui.checkpoints.marked import LINE, draw_caption
from gui.images import small_image
from gui.widgets.cells import aligned, draw_ground
from gui.widgets.picture import draw_picture
from gui.worker import Job

if TYPE_CHECKING:
    from engine.choosing.comparing import Pair, Said

Index = QModelIndex | QPersistentModelIndex

SHOWN = 60
"""Number of pictures in the list; smaller differences are not of interest."""
PICTURE = QSize(88, 132)
PAD = 9
ROW = PICTURE.height() + 2 * PAD
COUNTS = 18
"""Height of the small line of scores below a caption."""
LINES = (ROW - 2 * PAD - COUNTS) // LINE

MARKS = Qt.ItemDataRole.UserRole + 1
SCORED = Qt.ItemDataRole.UserRole + 2
PICTURED = Qt.ItemDataRole.UserRole + 3

_FIRST, _SECOND, _TRUE = 1, 2, 3


class PairRows(QAbstractTableModel):
    """Columns: the picture, A's caption, B's caption, the nearest reference; the tooltip has the others."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pairs: list[Pair] = []
        self._names = ("A", "B")
        self._images: list[QImage] = []
        self._wordings: dict[tuple[str, str], str] = {}
        self._language = ENGLISH
        self._domain: CaptionDomain = FREE

    def take(self, pairs: Sequence[Pair], first: str, second: str, language: str, domain: CaptionDomain) -> None:
        """Show those of some pairs whose captions differ.

        Args:
            pairs: those that differ most first.
            first, second: names of the checkpoints.
            language, domain: of the captions.
        """
        self.beginResetModel()
        self.pairs = [pair for pair in pairs if not pair.same][:SHOWN]
        self._names = (f"A · {first}", f"B · {second}")
        self._images, self._wordings, self._language, self._domain = [], {}, language, domain
        self.endResetModel()

    def set_images(self, images: list[QImage]) -> None:
        """The pictures, in the order of the rows."""
        self._images = images
        self.dataChanged.emit(self.index(0, 0), self.index(len(images) - 1, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt override."""
        return 0 if parent.isValid() else len(self.pairs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt override."""
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt override."""
        if not index.isValid() or index.row() >= len(self.pairs):
            return None
        pair, column = self.pairs[index.row()], index.column()
        if column == 0:
            if role == PICTURED:
                return self._images[index.row()] if index.row() < len(self._images) else QImage()
            if role == Qt.ItemDataRole.ToolTipRole:
                return text.plain(pair.name)
            return pair.name if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._worded(self._caption(pair, column))
        if role == Qt.ItemDataRole.ToolTipRole:
            shown = pair.references if column == _TRUE else (self._caption(pair, column),)
            return text.plain("\n".join(map(self._worded, shown)))
        if role == MARKS and column != _TRUE:
            other = _SECOND if column == _FIRST else _FIRST
            return changes(self._worded(self._caption(pair, other)), self._worded(self._caption(pair, column)))
        if role == MARKS:
            return ()
        if role == SCORED:
            return "" if column == _TRUE else self._scored(pair.first if column == _FIRST else pair.second)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt override."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return ("", *self._names, self.tr("Reference caption"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(left=True)
        return None

    def retranslate(self) -> None:
        """Update all text after a change of language."""
        if self.pairs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.pairs) - 1, 3))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 3)

    @staticmethod
    def _caption(pair: Pair, column: int) -> str:
        return pair.reference if column == _TRUE else pair.first.caption if column == _FIRST else pair.second.caption

    def _worded(self, caption: str) -> str:
        reader = text.language().content
        if (caption, reader) not in self._wordings:
            self._wordings[caption, reader] = worded(caption, self._language, reader, self._domain)
        return self._wordings[caption, reader]

    def _scored(self, caption: Said) -> str:
        parts = [f"{text.score_name(score)} {value:.3f}" for score, value in list(caption.scores.items())[:1]]
        if caption.judged:
            right = self.tr("{right} of {judged} attributes correct").format(right=caption.right, judged=caption.judged)
            parts.insert(0, right)
        return " · ".join(parts)


class _Cell(QStyledItemDelegate):
    """A picture, or a caption over its scores."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt override."""
        shown = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, option)
        inside = option.rect.adjusted(theme.PAD if index.column() == 0 else PAD, PAD, -PAD, -PAD)
        if index.column() == 0:
            place = QRectF(inside.left() + 0.5, inside.top() + 0.5, PICTURE.width() - 1, PICTURE.height() - 1)
            draw_picture(painter, index.data(PICTURED), place, 5, option.widget.devicePixelRatioF())
        else:
            scored = str(index.data(SCORED))
            lines = LINES if scored else (ROW - 2 * PAD) // LINE
            draw_caption(painter, inside, str(index.data()), index.data(MARKS), option.font, lines)
            font = QFont(option.font)
            font.setPixelSize(11)
            painter.setFont(font)
            painter.setPen(QColor(shown.quiet))
            cut = painter.fontMetrics().elidedText(scored, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), cut)
        painter.restore()


class PairView(QTableView):
    """Shows ``PairRows``; the captions share the width evenly."""

    def __init__(self, rows: PairRows) -> None:
        super().__init__()
        self.setModel(rows)
        self.setItemDelegate(_Cell(self))
        self.setShowGrid(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        side, top = self.verticalHeader(), self.horizontalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(ROW)
        top.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        top.setHighlightSections(False)
        top.setSectionsClickable(False)
        top.setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override."""
        super().resizeEvent(event)
        picture = PICTURE.width() + theme.PAD + PAD
        self.setColumnWidth(0, picture)
        for column in (_FIRST, _SECOND, _TRUE):
            self.setColumnWidth(column, (self.viewport().width() - picture) // 3)


def thumbnails_job(paths: Sequence[Path]) -> Job:
    """A job that reads small pictures, in their order; a null one where it cannot be read."""

    def job(commands: Commands, emit: Emit) -> list[QImage]:
        images: list[QImage] = []
        for path in paths:
            if commands.stopping:
                break
            images.append(small_image(path, 2 * PICTURE.height()))
        return images

    return job
