"""A grid, or a list, of cells of one size: where each stands is reckoned, not laid out, so it opens at any length."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from gui import theme

Index = QModelIndex | QPersistentModelIndex
_Hint = QAbstractItemView.ScrollHint
_Cursor = QAbstractItemView.CursorAction


class CellSize(NamedTuple):
    """The least width and the height of a cell, in pixels; ``fills``: one cell takes the whole width."""

    width: int
    height: int
    fills: bool = False


def draw_cell(painter: QPainter, option: QStyleOptionViewItem) -> QRectF:
    """Draw the ground of a cell that is selected or pointed at, and the frame of the focus; returns its place."""
    shown, cell = theme.current(), QRectF(option.rect).adjusted(1, 1, -1, -1)
    state: QStyle.StateFlag = option.state
    path = QPainterPath()
    path.addRoundedRect(cell, 8, 8)
    if state & QStyle.StateFlag.State_Selected:
        painter.fillPath(path, QColor(shown.soft))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillPath(path, QColor(shown.mix(shown.text, 0.045)))
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(QColor(shown.mix(shown.accent, 0.5)), 1))
        painter.drawPath(path)
    return cell


class Grid(QAbstractItemView):
    """Cells side by side, as many as fit; they share the width evenly.

    ``seen``: other rows are in view, first and last. ``acted``: Enter, or two clicks. ``removed``: Delete.
    """

    seen = Signal(int, int)
    acted = Signal()
    removed = Signal()

    def __init__(self, size: CellSize) -> None:
        super().__init__()
        self._size = size
        self._hovered = -1
        self._seen = (0, -1)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: a bar that came with the rows would change how many fit.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.doubleClicked.connect(lambda _: self.acted.emit())

    def set_cell_size(self, size: CellSize) -> None:
        """Give the cells another size; what was at the top stays in view."""
        if size != self._size:
            top = self.indexAt(QPoint(4, 4))
            self._size = size
            self.updateGeometries()
            if top.isValid():
                self.scrollTo(top, _Hint.PositionAtTop)
            self.viewport().update()

    @property
    def columns(self) -> int:
        """Cells beside each other."""
        return 1 if self._size.fills else max(1, self.viewport().width() // self._size.width)

    @property
    def in_view(self) -> tuple[int, int]:
        """The first and the last row that can be seen; the last is before the first where there is none."""
        count = self._count()
        height, columns = self._size.height, self.columns
        first = self.verticalOffset() // height * columns
        last = ((self.verticalOffset() + self.viewport().height() - 1) // height + 1) * columns - 1
        return first, min(count - 1, last)

    def selected_places(self) -> list[int]:
        """The rows that are selected, ascending."""
        found: list[int] = []
        for part in self.selectionModel().selection().toList():
            found.extend(range(part.top(), part.bottom() + 1))
        return sorted(found)

    def selected_count(self) -> int:
        """How many rows are selected; quick, however many."""
        return sum(part.height() for part in self.selectionModel().selection().toList())

    # What QAbstractItemView asks for

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802
        """Qt override: the bar follows the number of rows."""
        super().setModel(model)
        if model is not None:
            for changed in (model.rowsInserted, model.rowsRemoved, model.layoutChanged):
                changed.connect(self._rows_changed)

    def visualRect(self, index: Index) -> QRect:  # noqa: N802
        """Qt override."""
        return self._cell(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        """Qt override."""
        columns = self.columns
        column = point.x() * columns // max(1, self.viewport().width())
        line = (point.y() + self.verticalOffset()) // self._size.height
        place = line * columns + column
        model = self.model()
        if model is None or not (0 <= column < columns and line >= 0 and place < model.rowCount()):
            return QModelIndex()
        return model.index(place, 0)

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _Hint.EnsureVisible) -> None:  # noqa: N802
        """Qt override."""
        if not index.isValid():
            return
        height, room = self._size.height, self.viewport().height()
        top = index.row() // self.columns * height
        bar, offset = self.verticalScrollBar(), self.verticalOffset()
        if hint == _Hint.PositionAtTop:
            bar.setValue(top)
        elif hint == _Hint.PositionAtCenter:
            bar.setValue(top - (room - height) // 2)
        elif hint == _Hint.PositionAtBottom or top + height > offset + room:
            bar.setValue(top + height - room)
        elif top < offset:
            bar.setValue(top)

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Qt override."""
        count, columns = self._count(), self.columns
        if not count:
            return QModelIndex()
        now = max(0, self.currentIndex().row())
        page = max(1, self.viewport().height() // self._size.height) * columns
        step = {
            _Cursor.MoveLeft: -1,
            _Cursor.MovePrevious: -1,
            _Cursor.MoveRight: 1,
            _Cursor.MoveNext: 1,
            _Cursor.MoveUp: -columns,
            _Cursor.MoveDown: columns,
            _Cursor.MovePageUp: -page,
            _Cursor.MovePageDown: page,
            _Cursor.MoveHome: -count,
            _Cursor.MoveEnd: count,
        }[action]
        place = now + step
        if abs(step) in (columns, page) and not 0 <= place < count and abs(step) > 1:
            # Up from the first line stays in its column; down reaches a last line that is shorter.
            whole = (count - 1) // columns > now // columns
            place = now % columns if step < 0 else (count - 1 if whole else now)
        return self.model().index(min(count - 1, max(0, place)), 0)

    def horizontalOffset(self) -> int:  # noqa: N802
        """Qt override."""
        return 0

    def verticalOffset(self) -> int:  # noqa: N802
        """Qt override."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: N802
        """Qt override."""
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:  # noqa: N802
        """Qt override: all rows from the one under a corner to the one under the other, as words in a text are."""
        model = self.model()
        first, last = self._nearest(rect.topLeft()), self._nearest(rect.bottomRight())
        chosen = QItemSelection()
        if first >= 0:
            chosen.select(model.index(min(first, last), 0), model.index(max(first, last), 0))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802
        """Qt override: a region of each of 100,000 rows would take a second."""
        return QRegion(self.viewport().rect())

    def updateGeometries(self) -> None:  # noqa: N802
        """Qt override."""
        lines = -(-self._count() // self.columns)
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, lines * self._size.height - room))
        bar.setPageStep(max(1, room))
        # Without anything to scroll its handle is not drawn; the bar keeps its place.
        bar.setEnabled(bar.maximum() > 0)
        bar.setSingleStep(max(16, self._size.height // 4))
        super().updateGeometries()

    def dataChanged(self, first: QModelIndex, last: QModelIndex, roles: Sequence[int] = ()) -> None:  # type: ignore[override] # noqa: N802
        """Qt override."""
        self.viewport().update()

    def reset(self) -> None:
        """Qt override: other rows."""
        super().reset()
        self._hovered = -1
        self.updateGeometries()
        self._seen = (0, -1)
        self.viewport().update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(3 * self._size.width, 3 * self._size.height)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: the row at the top stays there, though other rows stand beside it now."""
        before = event.oldSize().width()
        columns = 1 if self._size.fills else max(1, before // self._size.width)
        top = self.verticalOffset() // self._size.height * columns
        super().resizeEvent(event)
        self.updateGeometries()
        if before > 0 and columns != self.columns:
            self.verticalScrollBar().setValue(top // self.columns * self._size.height)

    def scrollContentsBy(self, across: int, down: int) -> None:  # noqa: N802
        """Qt override."""
        self.viewport().scroll(0, down)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt override: the cell under the mouse."""
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt override."""
        super().leaveEvent(event)
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt override."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.acted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override: the cells in view, and no others."""
        first, last = self.in_view
        if (first, last) != self._seen:
            self._seen = (first, last)
            self.seen.emit(first, last)
        model, chosen = self.model(), self.selectionModel()
        if model is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        state = QStyle.StateFlag
        current, focused = self.currentIndex().row(), self.hasFocus()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        for place in range(first, last + 1):
            cell = self._cell(place)
            if not cell.intersects(event.rect()):
                continue
            index = model.index(place, 0)
            option.rect = cell
            flags = state.State_Enabled
            if chosen.isSelected(index):
                flags |= state.State_Selected
            if place == self._hovered:
                flags |= state.State_MouseOver
            if place == current and focused:
                flags |= state.State_HasFocus
            option.state = flags
            self.itemDelegate().paint(painter, option, index)

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            for changed in (self._hovered, place):
                if changed >= 0:
                    self.viewport().update(self._cell(changed))
            self._hovered = place

    def _rows_changed(self) -> None:
        self.updateGeometries()
        self.viewport().update()

    def _count(self) -> int:
        model = self.model()
        return 0 if model is None else model.rowCount()

    def _cell(self, place: int) -> QRect:
        columns, height = self.columns, self._size.height
        line, column = divmod(place, columns)
        room = self.viewport().width()
        left, right = column * room // columns, (column + 1) * room // columns
        return QRect(left, line * height - self.verticalOffset(), right - left, height)

    def _nearest(self, point: QPoint) -> int:
        """The row under a point, or the one nearest to it; -1 where there is none."""
        columns = self.columns
        column = min(columns - 1, max(0, point.x() * columns // max(1, self.viewport().width())))
        line = max(0, (point.y() + self.verticalOffset()) // self._size.height)
        return min(self._count() - 1, line * columns + column)
