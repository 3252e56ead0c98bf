"""Pictures that look nearly the same, group by group, and what can be done where a group stands in two splits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui import text, theme
from gui.data.alike_row import draw_small
from gui.data.looking import Looking
from gui.data.session import DataSession
from gui.data.thumbnails import Thumbnails
from gui.data.wording import split_text
from gui.widgets import Button, EmptyPlace, Label, Panel, ProgressLine, column, draw_pill, row

if TYPE_CHECKING:
    from engine.curation.pictures import Group

GROUP = int(Qt.ItemDataRole.UserRole)
_HEIGHT, _PICTURE, _GAP, _PAD = 132, 84, 8, 10
_THUMBNAIL = 132


class GroupRows(QAbstractListModel):
    """One row a group."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: tuple[Group, ...] = ()

    def take(self, groups: Sequence[Group]) -> None:
        """Show others."""
        self.beginResetModel()
        self.groups = tuple(groups)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        """Qt override."""
        return 0 if parent.isValid() else len(self.groups)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt override."""
        if not index.isValid() or index.row() >= len(self.groups):
            return None
        group = self.groups[index.row()]
        if role == GROUP:
            return group
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join([text.number(len(group.rows)), *map(split_text, group.splits)])
        return None


class GroupDelegate(QStyledItemDelegate):
    """Paints a group: how many, in which splits, and its first pictures."""

    def __init__(self, session: DataSession, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._thumbnails = session, thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Qt override."""
        return QSize(200, _HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt override."""
        group, now = index.data(GROUP), self._session.now
        if group is None or now is None:
            return
        shown, area, state = theme.current(), QRectF(option.rect).adjusted(1, 2, -1, -2), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(shown.soft))
            painter.drawRoundedRect(area, 8, 8)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(shown.mix(shown.text, 0.045)))
            painter.drawRoundedRect(area, 8, 8)
        font = QFont(option.font)
        font.setPixelSize(12)
        painter.setFont(font)
        said = " · ".join(f"{split_text(split)} {text.number(count)}" for split, count in self._splits(group))
        head = QRectF(area.left() + _PAD, area.top() + 6, area.width() - 2 * _PAD, 22)
        if group.leak:
            draw_pill(painter, head, said, "bad", option.font)
        else:
            painter.setPen(QColor(shown.quiet))
            painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
        places = fitting(int(area.width()), len(group.rows))
        for place in range(places):
            spot = QRectF(area.left() + _PAD + place * (_PICTURE + _GAP), area.top() + 32, _PICTURE, _PICTURE)
            if place == places - 1 and places < len(group.rows):
                painter.setPen(QColor(shown.quiet))
                more = f"+{text.number(len(group.rows) - places + 1)}"
                painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, more)
            else:
                draw_small(painter, spot, self._thumbnails, now.table.file(group.rows[place]))
        painter.restore()

    def _splits(self, group: Group) -> list[tuple[str, int]]:
        now = self._session.now
        assert now is not None
        counts: dict[str, int] = {}
        for number in group.rows:
            split = now.table[number].split
            counts[split] = counts.get(split, 0) + 1
        return [(split, counts[split]) for split in ("train", "validation", "test", "") if split in counts]


def fitting(width: int, count: int) -> int:
    """How many pictures of a group fit beside each other."""
    return min(count, max(1, (width - 2 * _PAD + _GAP) // (_PICTURE + _GAP)))


class GroupList(QListView):
    """``wanted``: the row of the picture that was clicked. ``seen``: files in view."""

    wanted = Signal(int)
    seen = Signal(list)

    def __init__(self, rows: GroupRows, session: DataSession) -> None:
        super().__init__()
        self._rows, self._session = rows, session
        self._asked: list[str] = []
        self.setModel(rows)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt override: the picture under the mouse."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            group = self._rows.groups[index.row()]
            place = int((event.position().x() - _PAD) // (_PICTURE + _GAP))
            last = fitting(self.viewport().width(), len(group.rows)) - 1
            self.wanted.emit(group.rows[min(last, max(0, place))])

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Qt override: ask for the pictures that are about to be painted."""
        if event.type() == QEvent.Type.Paint:
            self._ask()
        return super().viewportEvent(event)

    def _ask(self) -> None:
        now, width = self._session.now, self.viewport().width()
        top = self.indexAt(QPointF(4, 4).toPoint())
        if now is None or not top.isValid():
            return
        last = top.row() + self.viewport().height() // _HEIGHT + 2
        files = []
        for group in self._rows.groups[top.row() : last]:
            for number in group.rows[: fitting(width, len(group.rows))]:
                file = now.table.file(number)
                if file:
                    files.append(file)
        if files != self._asked:
            self._asked = files
            self.seen.emit(files)


class DuplicatesView(Panel):
    """``shown``: a row to look at. ``filtered``: fields of a filter. ``split_wanted``: a value of ``split_by``."""

    shown = Signal(int)
    filtered = Signal(dict)
    split_wanted = Signal(str)

    def __init__(self, session: DataSession, looking: Looking, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._session, self._looking = session, looking
        self._split = ""
        self.progress = ProgressLine()
        self.progress.stopped.connect(looking.stop)
        self.rows = GroupRows()
        self.list = GroupList(self.rows, session)
        self.list.setItemDelegate(GroupDelegate(session, thumbnails, self.list))
        self._told, self._why = Label("heading", wrap=True), Label("quiet", wrap=True)
        self.by_product, self.by_look = Button("secondary", small=True), Button("secondary", small=True)
        self.grid = Button("link")
        self._again = Button("secondary", "refresh")
        self._none = EmptyPlace("check", (self._again,))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._none)
        self._offers = QWidget()
        row(self.by_look, self.by_product, None, gap=8, parent=self._offers)
        head = row(self._told, self.grid, gap=10)
        head.setStretch(0, 1)
        layout = column(head, self._why, self._offers, self.progress, self._stack, gap=8, parent=self)
        layout.setStretch(4, 1)
        self.list.wanted.connect(self.shown)
        self.list.selectionModel().currentChanged.connect(self._current)
        self.list.seen.connect(lambda files: thumbnails.want(files, _THUMBNAIL))
        self.list.doubleClicked.connect(lambda _: self._show_group())
        thumbnails.made.connect(self.list.viewport().update)
        self.by_product.clicked.connect(lambda: self.split_wanted.emit("product"))
        self.by_look.clicked.connect(lambda: self.split_wanted.emit("near-duplicates"))
        self.grid.clicked.connect(self._show_all)
        self._again.clicked.connect(looking.again)
        looking.changed.connect(self.refresh)
        self.retranslate()

    def set_split(self, split_by: str) -> None:
        """What the setting ``split_by`` is."""
        self._split = split_by
        self.refresh()

    def refresh(self) -> None:
        """Show what is known by now."""
        looking = self._looking
        groups = looking.groups
        if looking.busy:
            if self.progress.isHidden():
                self.progress.begin(looking.words)
            self.progress.name(looking.words)
            if looking.progress is not None:
                self.progress.show_progress(looking.progress)
        else:
            self.progress.end()
        if tuple(groups or ()) != self.rows.groups:
            self.rows.take(groups or ())
        self._word(groups)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.by_product.setText(self.tr("Split by product"))
        self.by_product.setToolTip(self.tr("All pictures of one product, known by file name, go into the same split"))
        self.by_look.setText(self.tr("Split by near-duplicates"))
        self.by_look.setToolTip(self.tr("Pictures that look nearly the same go into the same split"))
        self.grid.setText(self.tr("Show in grid"))
        self._again.setText(self.tr("Find near-duplicates"))
        self.list.setAccessibleName(self.tr("Near-duplicates"))
        self.refresh()

    def _word(self, groups: Sequence[Group] | None) -> None:
        leaks = sum(group.leak for group in groups or ())
        count = sum(len(group.rows) for group in groups or ())
        if groups:
            self._told.setText(
                self.tr("Groups of near-duplicates: {groups}, with {pictures} pictures").format(
                    groups=text.number(len(groups)), pictures=text.number(count)
                )
            )
            self._why.setText(
                self.tr(
                    "In more than one split: {leaks}. There the model is tested on pictures that it was trained on, so "
                    "its scores are too good."
                ).format(leaks=text.number(leaks))
                if leaks
                else self.tr("None of them is in more than one split.")
            )
        for part in (self._told, self._why, self._offers, self.grid):
            part.setVisible(bool(groups))
        for button, value in ((self.by_product, "product"), (self.by_look, "near-duplicates")):
            button.setVisible(leaks > 0 or self._split == value)
            button.setEnabled(self._split != value)
        self._stack.setCurrentIndex(0 if groups else 1)
        self._stack.setVisible(bool(groups) or not self._looking.busy)
        self._none.sentence.setText(
            self.tr("No near-duplicates found.")
            if groups is not None
            else self.tr("Pictures that look nearly the same are listed here, with the splits they are in.")
        )
        self._again.setVisible(groups is None)

    def _current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.shown.emit(self.rows.groups[index.row()].rows[0])

    def _show_group(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self.filtered.emit({"rows": self.rows.groups[index.row()].rows})

    def _show_all(self) -> None:
        self.filtered.emit({"problem": "near-duplicate"})
