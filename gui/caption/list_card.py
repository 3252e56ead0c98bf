"""The left column: the list of pictures, what it is searched and sorted by, and how far the captions are."""

from typing import Any

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QSettings,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QStackedWidget

from gui import text, theme
from gui.caption.arranging import Arranging
from gui.caption.delegate import HEIGHT, INSET, RowDelegate
from gui.caption.items import CaptionItem, ItemState, Source
from gui.caption.list_foot import ListFoot
from gui.caption.list_tools import ListTools
from gui.caption.pictures import Pictures
from gui.caption.queue import CaptionQueue
from gui.caption.service import Captioning
from gui.caption.shown_items import ShownItems
from gui.widgets import Button, Card, EmptyPlace, Heading, Label, row
from gui.widgets.grid import CellSize, Grid

_CELL = CellSize(120, HEIGHT, fills=True)
_RUNS = 2000
"""Runs of selected rows that stay selected in another order; of more, only the picture on display does."""
_Flag = QItemSelectionModel.SelectionFlag


class ListCard(Card):
    """The list between its tools and its foot. ``shown`` brings the picture to look at, or None.

    A *row* is a number in the queue, a *place* one in the list as it is sorted and filtered.
    """

    shown = Signal(object)

    def __init__(self, queue: CaptionQueue, pictures: Pictures, service: Captioning) -> None:
        super().__init__()
        self._queue, self._service = queue, service
        self._looked: CaptionItem | None = None
        self._place = 0
        self._quiet = False
        self._heading, self._count, self._all = Heading(), Label("quiet"), Button("link")
        self.items = ShownItems(queue, self)
        self.arranging = Arranging(queue, self.items, self._rearrange)
        self.tools, self.foot = ListTools(queue), ListFoot(queue, service)
        self.list = Grid(_CELL)
        self.list.setModel(self.items)
        self.list.setItemDelegate(RowDelegate(queue, pictures, self.list))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._none = EmptyPlace("search")
        self._offered: list[QAction] = []
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._none)
        self._lay_out()
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.selectionModel().currentChanged.connect(self._current)
        self.items.rowsRemoved.connect(self._settle)
        self.items.modelReset.connect(self._settle)
        self.arranging.arranged.connect(self.refresh)
        self.tools.changed.connect(lambda: self.arranging.ask(self.tools.wanted))
        self.tools.entered.connect(self.list.setFocus)
        self._all.clicked.connect(self.tools.show_all)
        pictures.thumbnail_made.connect(self._redraw)
        queue.counted.connect(self.refresh)
        self.retranslate()

    # What is looked at and selected

    def select(self, row_: int) -> None:
        """Look at a row, alone; it is shown even where a search or a filter left it out."""
        item = self._queue.item(row_)
        if item is None:
            return
        if not self.arranging.allows(item):
            self.tools.show_all()
        self.items.show_too(row_)
        self._go(self.items.place(row_))

    @property
    def current(self) -> CaptionItem | None:
        """The picture on display; it stays so where it is filtered out."""
        item = self._looked
        return item if item is not None and self._queue.row_of(item.source.id) >= 0 else None

    @property
    def selected_items(self) -> list[CaptionItem]:
        """The selected rows, in the order in which they are shown."""
        items = self._queue.items()
        return [items[row] for row in self.items.rows[self._selected_places()].tolist()]

    @property
    def selected_pictures(self) -> list[Source]:
        """The selected pictures that are real ones, the one on display first."""
        items = [self.current, *self.selected_items]
        sources = {item.source.id: item.source for item in items if item is not None and not item.source.drawn}
        return list(sources.values())

    def remove_selected(self) -> None:
        """Take the selected rows out of the list."""
        places = self._selected_places()
        if len(places):
            self._quiet = True
            self._queue.remove(self.items.rows[places].tolist())
            self._quiet = False
            self._looked = None
            self._place = int(places[0])
            self._settle()

    def again_selected(self) -> None:
        """Caption the selected rows again."""
        self._queue.again([item.source.id for item in self.selected_items])
        self._service.start()

    def offer(self, action: QAction) -> None:
        """Have the rows' menu offer something more for those that are selected."""
        self._offered.append(action)

    def restore(self, settings: QSettings) -> None:
        """Sort as in the last session."""
        self.tools.restore(settings)
        self.arranging.ask(self.tools.wanted)

    # Qt's hooks

    def refresh(self) -> None:
        """Tell how many there are."""
        queue, narrows = self._queue, self.arranging.wanted.narrows
        total, found = queue.rowCount(), self.items.rowCount()
        finished = queue.count(ItemState.DONE) + queue.count(ItemState.FAILED)
        if narrows:
            words = self.tr("{count} of {total}").format(count=text.number(found), total=text.number(total))
        else:
            words = f"{text.number(finished)} / {text.number(total)}" if total else ""
        self._count.setText(words)
        self._all.setVisible(narrows)
        self.tools.set_enabled(total > 0 or narrows)
        self._stack.setCurrentIndex(1 if narrows and not found and self.arranging.answered else 0)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Pictures"))
        self.list.setAccessibleName(self.tr("Pictures"))
        self._all.setText(self.tr("Show all"))
        self._none.sentence.setText(self.tr("No picture matches. Change the search or the filter."))
        self._queue.retranslate()
        self.refresh()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.list.viewport().update()

    # Inside

    def _lay_out(self) -> None:
        head = row(self._heading, None, self._count, self._all, gap=10)
        self._heading.setMinimumHeight(theme.CONTROL)
        # The rows' ground reaches into the card's margin, so that the pictures stand in line with the heading.
        tools, foot = row(self.tools), row(self.foot)
        for line in (head, tools, foot):
            line.setContentsMargins(INSET, 0, INSET, 0)
        self.body.setContentsMargins(theme.PAD - INSET, 8, theme.PAD - INSET, 12)
        self.body.addLayout(head)
        self.body.addLayout(tools)
        self.body.addWidget(self._stack, 1)
        self.body.addLayout(foot)

    def _selected_places(self) -> np.ndarray:
        """The selected places (M,), ascending."""
        parts = self.list.selectionModel().selection().toList()
        found = [np.arange(part.top(), part.bottom() + 1) for part in parts]
        return np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def _go(self, place: int) -> None:
        item = self.items.item(place)
        if item is None:
            return
        self._make_current(place)
        self.list.scrollTo(self.items.index(place))
        if item is not self._looked:
            self._look_at(item)

    def _make_current(self, place: int) -> None:
        """Select a place alone, without telling."""
        self._quiet, self._place = True, place
        self.list.selectionModel().setCurrentIndex(self.items.index(place), _Flag.ClearAndSelect)
        self._quiet = False

    def _current(self, index: QModelIndex) -> None:
        item = self.items.item(index.row())
        if not self._quiet and item is not None:
            self._place = index.row()
            self._look_at(item)

    def _look_at(self, item: CaptionItem | None) -> None:
        self._looked = item
        if item is not None:
            self._queue.prefer(item.source.id)
        self.shown.emit(item)

    def _settle(self, *_: Any) -> None:
        """Rows have gone: the picture on display stays current, or else the one that follows becomes so."""
        if self._quiet:
            return
        before, item = self._looked, self.current
        if item is not None:
            place = self.items.place(self._queue.row_of(item.source.id))
            if place >= 0 and place != self.list.currentIndex().row():
                self._make_current(place)
        elif self.items.rowCount():
            self._go(min(self._place, self.items.rowCount() - 1))
        elif before is not None or not self._queue.rowCount():
            self._look_at(None)

    def _rearrange(self, rows: np.ndarray, asked: bool) -> None:
        """Show other rows; what is selected stays so, and what is looked at stays where it is on the screen."""
        looked_at = -1 if self.current is None else self._queue.row_of(self.current.source.id)
        before, offset = self.items.place(looked_at), self.list.verticalOffset()
        seen = before >= 0 and 0 <= before * HEIGHT - offset < self.list.viewport().height()
        chosen = self.items.rows[self._selected_places()]
        self._quiet = True
        self.items.take(rows)
        self._quiet = False
        places = self.items.places[chosen]
        place = self.items.place(looked_at)
        self._select(np.sort(places[places >= 0]), place)
        if place >= 0 and asked:
            self.list.scrollTo(self.items.index(place))
        elif place >= 0 and seen:
            self.list.verticalScrollBar().setValue(offset + (place - before) * HEIGHT)
        elif len(rows) and (asked or self.current is None):
            # What somebody searches for is shown at once.
            self._go(0)

    def _select(self, places: np.ndarray, current: int) -> None:
        """Select places, ascending, and make one of them current."""
        breaks = np.flatnonzero(np.diff(places) != 1) + 1
        runs = np.split(places, breaks) if len(places) and len(breaks) < _RUNS else []
        chosen = QItemSelection()
        for run in runs:
            chosen.append(QItemSelectionRange(self.items.index(int(run[0])), self.items.index(int(run[-1]))))
        if current >= 0:
            self._make_current(current)
        if runs:
            self.list.selectionModel().select(chosen, _Flag.ClearAndSelect)

    def _redraw(self, id_: int) -> None:
        index = self.items.index(self.items.place(self._queue.row_of(id_)))
        if index.isValid():
            self.list.update(index)

    def _menu(self, place: QPoint) -> None:
        if not self.list.indexAt(place).isValid():
            return
        menu = QMenu(self)
        menu.addAction(self.tr("Caption again"), self.again_selected)
        menu.addActions(self._offered)
        remove = menu.addAction(self.tr("Remove from the list"), self.remove_selected)
        remove.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        menu.exec(self.list.viewport().mapToGlobal(place))
