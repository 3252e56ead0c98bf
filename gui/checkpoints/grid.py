"""The fixed samples of a run as a grid: evaluations down, pictures across, what changed from the row above marked."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from engine.captions.changes import changes
from engine.events import SampleCaption
from gui import text, theme
from gui.checkpoints.marked import LINE, draw_caption
from gui.samples import sample_title
from gui.widgets.cells import draw_ground, draw_hairline
from gui.widgets.picture import draw_picture

Index = QModelIndex | QPersistentModelIndex
History = Sequence[tuple[int, tuple[SampleCaption, ...]]]

PICTURE = QSize(48, 72)
HEADER = PICTURE.height() + 16
LINES, PAD = 3, 9
ROW = LINES * LINE + 2 * PAD
STEP_WIDTH = 80
LEAST = 168
"""Width of a picture's column, below which the grid scrolls sideways."""

STEP = Qt.ItemDataRole.UserRole + 1
MARKS = Qt.ItemDataRole.UserRole + 2
KEPT = Qt.ItemDataRole.UserRole + 3


Who = tuple[str, int | None]
"""Which picture it is: a run that is gone on with may have other fixed samples, or the same in another order."""


def _who(sample: SampleCaption) -> Who:
    return sample.name, sample.noise_seed


class SampleGrid(QAbstractTableModel):
    """Rows are evaluations, the latest on top; the first column is the step, the others are the fixed samples."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history: list[tuple[int, tuple[SampleCaption, ...]]] = []
        self._rows: list[tuple[int, dict[Who, SampleCaption]]] = []
        self._saved_only = False
        self._language = text.language().content
        self._kept: frozenset[int] = frozenset()
        self.samples: tuple[SampleCaption, ...] = ()
        self.images: list[QImage] = []

    def take(self, history: History, kept: frozenset[int]) -> None:
        """Show the evaluations of a run; ``kept`` are the steps of which a checkpoint stands."""
        self.beginResetModel()
        self._history = sorted(history, key=lambda line: -line[0])
        self._kept = kept
        self.samples = self._history[0][1] if self._history else ()
        self.images = []
        self._choose()
        self.endResetModel()

    @property
    def evaluated(self) -> bool:
        """Whether any evaluation captioned anything, shown or not."""
        return bool(self._history)

    def show_saved_only(self, wanted: bool) -> None:
        """Leave out the evaluations of which no checkpoint stands."""
        self.beginResetModel()
        self._saved_only = wanted
        self._choose()
        self.endResetModel()

    def speak(self, language: text.ContentLanguage) -> None:
        """Show the captions in a language, whatever the window's."""
        self._language = language
        self.retranslate()

    def set_images(self, images: list[QImage]) -> None:
        """The pictures of the fixed samples, in their order."""
        self.images = images
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(images))

    def row_of(self, step: int) -> int:
        """The row of a step, -1 where it was not evaluated."""
        return next((row for row, line in enumerate(self._rows) if line[0] == step), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt override."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt override."""
        return 0 if parent.isValid() or not self._history else len(self.samples) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt override."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        step, _ = self._rows[index.row()]
        if role == STEP:
            return step
        if role == KEPT:
            return step in self._kept
        if index.column() == 0:
            return text.number(step) if role == Qt.ItemDataRole.DisplayRole else None
        caption = self._said(index.row(), index.column() - 1)
        if role == Qt.ItemDataRole.DisplayRole:
            return caption
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.plain(caption)
        if role == MARKS:
            return changes(self._said(index.row() + 1, index.column() - 1), caption)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Qt override."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return self.tr("Step")
        return sample_title(self.samples[section - 1]) if section <= len(self.samples) else None

    def retranslate(self) -> None:
        """Update all text after a change of language."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.samples)))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.samples))

    def _choose(self) -> None:
        self._rows = [
            (step, {_who(sample): sample for sample in samples})
            for step, samples in self._history
            if step in self._kept or not self._saved_only
        ]

    def _said(self, row: int, place: int) -> str:
        """What was said of the picture of a column; nothing where it was not among those of the row."""
        sample = self._rows[row][1].get(_who(self.samples[place])) if 0 <= row < len(self._rows) else None
        if sample is None:
            return ""
        return (sample.chinese if self._language == "zh" else sample.english) or sample.caption


class _Header(QHeaderView):
    """The pictures over their columns."""

    def __init__(self, grid: SampleGrid, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._grid = grid
        self.setFixedHeight(HEADER)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        """Qt override."""
        if not rect.isValid():
            return
        shown = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_hairline(painter, rect)
        left = rect.left() + (PAD if section else theme.PAD)
        if section > 0 and section <= len(self._grid.images):
            place = QRectF(left + 0.5, rect.top() + 4.5, PICTURE.width() - 1, PICTURE.height() - 1)
            draw_picture(painter, self._grid.images[section - 1], place, 5, self.devicePixelRatioF())
        if section > 0:
            left += PICTURE.width() + 10
        font = QFont(self.font())
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(QColor(shown.quiet))
        words = QRectF(left, rect.top(), rect.right() - left - 4, rect.height() - 10)
        name = str(self._grid.headerData(section, Qt.Orientation.Horizontal) or "")
        cut = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), cut)
        painter.restore()


class _Cell(QStyledItemDelegate):
    """A caption in up to three lines; only what is visible is ever laid out."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt override."""
        shown, area = theme.current(), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, option)
        inside = area.adjusted(theme.PAD if index.column() == 0 else PAD, PAD, -PAD, -PAD)
        if index.column() == 0:
            font = QFont(option.font)
            kept = bool(index.data(KEPT))
            font.setWeight(QFont.Weight.DemiBold if kept else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(QColor(shown.text if kept else shown.quiet))
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), str(index.data()))
        else:
            draw_caption(painter, inside, str(index.data()), index.data(MARKS), option.font, LINES)
        painter.restore()


class GridView(QTableView):
    """Shows a ``SampleGrid``; its columns share the width evenly, down to a least one."""

    def __init__(self, grid: SampleGrid) -> None:
        super().__init__()
        self._grid = grid
        self.setHorizontalHeader(_Header(grid, self))
        self.setModel(grid)
        self.setItemDelegate(_Cell(self))
        self.setShowGrid(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        grid.modelReset.connect(self.share_width)

    def share_width(self) -> None:
        """Give every picture its share."""
        count = len(self._grid.samples)
        if not count:
            return
        wide = max(LEAST, (self.viewport().width() - STEP_WIDTH) // count)
        self.setColumnWidth(0, STEP_WIDTH)
        for place in range(1, count + 1):
            self.setColumnWidth(place, wide)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override."""
        super().resizeEvent(event)
        self.share_width()
