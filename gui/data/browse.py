"""The pictures of the middle column: search, filter, order, and the grid itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QMenu, QStackedWidget

from gui import icons, text, theme
from gui.data.cells import GRID, LIST, PICTURE, DataCellDelegate
from gui.data.filter_sheet import FilterSheet
from gui.data.rows import ShownRows
from gui.data.session import DataSession
from gui.data.thumbnails import Thumbnails
from gui.data.wording import order_text
from gui.widgets import Button, Elided, EmptyPlace, Label, Panel, column, row
from gui.widgets.grid import Grid

PAUSE_MS = 60
"""A search begins when the typing has paused so long."""
REST_MS = 40
"""Pictures are decoded once the rows have stood still so long, after a jump."""
ORDERS = ("name", "split", "captions", "length", "problems")


class Browse(Panel):
    """``shown``: the number of the row that is looked at, or -1. ``selected``: others are. ``acted``: it is to be
    edited. ``removed``: the captions of those selected. ``replace_wanted``, ``filtered``: as they say."""

    shown = Signal(int)
    selected = Signal()
    acted = Signal()
    removed = Signal()
    replace_wanted = Signal()
    filtered = Signal()

    def __init__(self, session: DataSession, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._session, self._thumbnails = session, thumbnails
        self._order, self._descending = "name", False
        self._quiet = False
        self.rows = ShownRows()
        self.view = Grid(GRID)
        self._cells = DataCellDelegate(thumbnails, self.view)
        self.view.setModel(self.rows)
        self.view.setItemDelegate(self._cells)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self._glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.sheet = FilterSheet(self)
        self.filter, self.sort = Button("secondary", "filter"), Button("secondary", "sort")
        self.mode, self.replace = Button("secondary", "list"), Button("secondary", "replace")
        self.filter.setCheckable(True)
        for button in (self.filter, self.sort, self.mode, self.replace):
            button.setProperty("tight", True)
            button.setFixedWidth(38)
        self._count, self._wanted = Label("quiet"), Elided("quiet", mode=Qt.TextElideMode.ElideRight)
        self._wanted.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._clear = Button("link")
        self._none = EmptyPlace("search")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._none)
        tools = row(self.search, self.filter, self.sort, self.mode, self.replace, gap=6)
        tools.setStretch(0, 1)
        told = row(self._count, self._wanted, self._clear, gap=10)
        told.setStretch(1, 1)
        layout = column(tools, told, self._stack, gap=8, parent=self)
        layout.setStretch(2, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE_MS)
        self._later.timeout.connect(self.look)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._wanted_rows = (0, -1)
        self._connect()
        self.recolour()
        self.retranslate()

    # What is shown

    def show_opened(self) -> None:
        """Show other data, all of them."""
        self.search.clear()
        self.sheet.show_opened(self._session.now)
        self.look()

    def look(self) -> None:
        """Search, filter and sort again; the picture that is looked at stays, where it is among those found."""
        self._later.stop()
        now = self._session.now
        if now is None:
            self._take(None)
            return
        from engine.curation.selection import Order

        wanted = self.sheet.filter(self.search.text().strip())
        self._take(self._session.select(wanted, Order(self._order), self._descending))

    def refresh(self) -> None:
        """Captions have changed, or more is known of them."""
        self.rows.refresh()
        self.sheet.refresh()
        self._tell()

    def go_to(self, number: int) -> bool:
        """Look at a row of the table; False where it is not among those shown."""
        place = self.rows.place(number)
        if place < 0:
            return False
        self._select(place)
        return True

    def show_only(self, **wanted: Any) -> None:
        """Filter by this alone."""
        self.search.clear()
        self.sheet.set(**wanted)

    @property
    def current(self) -> int:
        """The number of the row that is looked at; -1 where there is none."""
        place = self.view.currentIndex().row()
        return int(self.rows.numbers[place]) if 0 <= place < len(self.rows.numbers) else -1

    @property
    def chosen(self) -> list[int]:
        """The numbers of the rows that are selected."""
        return [int(self.rows.numbers[place]) for place in self.view.selected_places()]

    @property
    def narrowed(self) -> bool:
        """Whether fewer rows are shown than there are."""
        return bool(self.search.text().strip() or self.sheet.sentence())

    def set_listed(self, listed: bool) -> None:
        """Show a list, or a grid."""
        self._cells.listed = listed
        self.view.set_cell_size(LIST if listed else GRID)
        self.mode.set_icon("grid" if listed else "list")
        self.retranslate()

    @property
    def listed(self) -> bool:
        """Whether a list is shown, and not a grid."""
        return self._cells.listed

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.search.setPlaceholderText(self.tr("Search captions"))
        self.search.setAccessibleName(self.tr("Search captions"))
        self.search.setToolTip(
            self.tr("Words match from their beginning; “in quotes” exactly; -word excludes a word (Ctrl+F)")
        )
        self.view.setAccessibleName(self.tr("Pictures"))
        for button, words in (
            (self.filter, self.tr("Filter")),
            (self.sort, self.tr("Sort")),
            (self.mode, self.tr("Grid") if self.listed else self.tr("List")),
            (self.replace, self.tr("Find and replace (Ctrl+H)")),
        ):
            button.setToolTip(text.plain(words))
            button.setAccessibleName(words)
        self._clear.setText(self.tr("Clear"))
        self._clear.setToolTip(self.tr("Show all pictures"))
        self._none.sentence.setText(self.tr("No picture matches. Change the search or clear the filter."))
        self._tell()

    def recolour(self) -> None:
        """See ``Worded``."""
        self._glass.setIcon(icons.icon("search", theme.current().quiet, 16))
        self.view.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Qt override: another view may have asked for other pictures meanwhile."""
        super().showEvent(event)
        self._want(*self.view.in_view)

    # Inside

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._later.start())
        self.search.returnPressed.connect(self._into_grid)
        self.sheet.changed.connect(self._filter_changed)
        self.filter.clicked.connect(self._open_sheet)
        self.sort.clicked.connect(self._open_orders)
        self.mode.clicked.connect(lambda: self.set_listed(not self.listed))
        self.replace.clicked.connect(self.replace_wanted)
        self._clear.clicked.connect(self._clear_all)
        self.view.acted.connect(self.acted)
        self.view.removed.connect(self.removed)
        self.view.seen.connect(self._seen)
        self._rest.timeout.connect(lambda: self._want(*self.view.in_view))
        self._thumbnails.made.connect(self.view.viewport().update)
        chosen = self.view.selectionModel()
        chosen.currentChanged.connect(self._current)
        chosen.selectionChanged.connect(lambda *_: self._selected())

    def _take(self, numbers: Any) -> None:
        import numpy as np

        looked_at = self.current
        now = self._session.now
        self._quiet = True
        self.rows.take(None if now is None else now.table, np.zeros(0, np.int64) if numbers is None else numbers)
        place = self.rows.place(looked_at)
        if place < 0 and self.rows.rowCount():
            place = 0
        if place >= 0:
            self._select(place)
        self._quiet = False
        self._stack.setCurrentIndex(1 if now is not None and not self.rows.rowCount() else 0)
        self._tell()
        self.shown.emit(self.current)
        self.selected.emit()

    def _select(self, place: int) -> None:
        index = self.rows.index(place)
        flag = self.view.selectionModel().SelectionFlag.ClearAndSelect
        self.view.selectionModel().setCurrentIndex(index, flag)
        self.view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _current(self, index: QModelIndex) -> None:
        if not self._quiet:
            self.shown.emit(self.current)

    def _selected(self) -> None:
        if not self._quiet:
            self._tell()
            self.selected.emit()

    def _tell(self) -> None:
        now = self._session.now
        total, found = 0 if now is None else len(now.table), self.rows.rowCount()
        chosen = self.view.selected_count()
        if chosen > 1:
            words = self.tr("{count} selected").format(count=text.number(chosen))
        elif found == total:
            words = self.tr("{count} pictures").format(count=text.number(total))
        else:
            words = self.tr("{count} of {total}").format(count=text.number(found), total=text.number(total))
        self._count.setText("" if now is None else words)
        sentence = self.sheet.sentence()
        self._wanted.set_whole(sentence)
        self._clear.setVisible(self.narrowed)
        self.filter.setChecked(bool(sentence))
        for part in (self.search, self.filter, self.sort, self.mode, self.replace):
            part.setEnabled(now is not None)

    def _seen(self, first: int, last: int) -> None:
        """Other rows are in view: what comes step by step is asked for at once, what flies by not before it rests."""
        low, high = self._wanted_rows
        if first > high or last < low:
            self._rest.start()
        else:
            self._want(first, last)

    def _want(self, first: int, last: int) -> None:
        """Ask for the pictures in view, then for those of the next page."""
        self._rest.stop()
        self._wanted_rows = (first, last)
        table = self.rows.table
        if table is None:
            return
        page = last - first + 1
        numbers = self.rows.numbers[first : last + 1 + page].tolist()
        files = [file for number in numbers if (file := table.file(number))]
        self._thumbnails.want(files, round(PICTURE * self.devicePixelRatioF()))

    def _filter_changed(self) -> None:
        self.filtered.emit()
        self.look()

    def _open_sheet(self) -> None:
        self.sheet.refresh()
        self.sheet.fit()
        corner = self.filter.mapToGlobal(QPoint(self.filter.width(), self.filter.height() + 6))
        self.sheet.move(corner - QPoint(self.sheet.width(), 0))
        self.sheet.show()

    def _open_orders(self) -> None:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for order in ORDERS:
            action = QAction(order_text(order), menu, checkable=True)
            action.setChecked(order == self._order)
            action.triggered.connect(lambda _=False, order=order: self._sort_by(order, self._descending))
            group.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        down = QAction(self.tr("Descending"), menu, checkable=True)
        down.setChecked(self._descending)
        down.triggered.connect(lambda checked: self._sort_by(self._order, checked))
        menu.addAction(down)
        menu.exec(self.sort.mapToGlobal(QPoint(0, self.sort.height() + 4)))
        menu.deleteLater()

    def _sort_by(self, order: str, descending: bool) -> None:
        self._order, self._descending = order, descending
        self.look()

    def _clear_all(self) -> None:
        self.search.clear()
        self.sheet.clear()

    def _into_grid(self) -> None:
        self.look()
        self.view.setFocus()
