"""The view of the history within the Caption tab: a list to search, one entry beside it, and what is done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget

from engine.errors import Problem
from gui import text, theme
from gui.caption.history.cells import CELL, HistoryCells
from gui.caption.history.changing import HistoryChanging
from gui.caption.history.detail_card import HistoryDetailCard
from gui.caption.history.filters import HistoryFilters
from gui.caption.history.keeping import HistoryKeeping
from gui.caption.history.reading import HistoryFound, HistoryRead, HistoryRow, Latest, look_job, rows_job, search_job
from gui.caption.history.rows import HistoryRows, noise_seed
from gui.widgets import Banner, Button, Card, EmptyPlace, Heading, Label, Panel, column, row
from gui.widgets.grid import Grid

if TYPE_CHECKING:
    from engine.history import HistoryEntry, HistoryQuery

AHEAD = 30
"""Rows that are read beyond those in view."""
LOOK = QSize(720, 720)
REST_MS = 400
"""Captions that are kept while the list stands at its beginning show once no other has come for so long."""


class HistoryView(Panel):
    """``left``: the person goes back. ``again``: entries are to be captioned again."""

    left = Signal()
    again = Signal(list)

    def __init__(self, keeping: HistoryKeeping) -> None:
        super().__init__()
        self._keeping, self._history = keeping, keeping.history
        self._more = self._extending = self._anew = False
        self._deleted_at = 0
        self._size = 0
        self._asked: HistoryQuery | None = None
        self._finding, self._read, self._look = Latest(self), Latest(self), Latest(self)
        self._heading, self.count = Heading(), Label("quiet")
        self.filters, self.rows = HistoryFilters(), HistoryRows(self)
        self.list = Grid(CELL)
        self.list.setModel(self.rows)
        self.list.setItemDelegate(HistoryCells(self.list))
        self.detail, self.banner = HistoryDetailCard(), Banner()
        self.changing = HistoryChanging(self, self._history, self.banner)
        self._clear = Button("link")
        self.none = EmptyPlace("search", (self._clear,))
        self.empty = EmptyPlace("clock")
        self._state, self.switch = Label("quiet"), Button("link")
        self.caption, self.back = Button("primary", "refresh"), Button("secondary", "back")
        self.export, self.delete_all = Button("secondary", "download"), Button("secondary", "trash")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._refresh()

    def open(self) -> None:
        """Show what there is by now."""
        self.banner.clear()
        self.rows.forget()
        self.search()
        self.filters.search.setFocus()

    def search(self) -> None:
        """Search again."""
        self._rest.stop()
        self._extending = False
        query = self.filters.query
        # Of another search the newest is shown first.
        self._anew = self._anew or query != self._asked
        self._asked = query
        self._finding.run(search_job(self._history, query))

    @property
    def selected(self) -> list[HistoryEntry]:
        """The entries that are selected, the newest first, as far as they have been read."""
        found = (self.rows.row(place) for place in self.list.selected_places())
        return [one.entry for one in found if one is not None]

    def delete_selected(self) -> None:
        """Delete what is selected, until "Undo" is pressed."""
        if places := self.list.selected_places():
            self._deleted_at = places[0]
            self.changing.delete([self.rows.numbers[place] for place in places])

    def export_found(self) -> None:
        """Ask for a file, and write all that is found to it."""
        self.changing.ask_export(self.filters.query)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("History"))
        self.list.setAccessibleName(self.tr("History"))
        self._clear.setText(self.tr("Show all"))
        self.none.sentence.setText(self.tr("No caption matches. Change the search or the filters."))
        self.caption.setText(self.tr("Caption again"))
        self.caption.setToolTip(
            self.tr("Add the selected pictures to the list and caption them with the current model")
        )
        self.back.setText(self.tr("Back"))
        self.back.setToolTip(self.tr("Back to the pictures (Esc)"))
        self.export.setText(self.tr("Export…"))
        self.export.setToolTip(self.tr("Export the captions that are listed as CSV or JSON lines (Ctrl+E)"))
        self.delete_all.setText(self.tr("Delete all…"))
        self.delete_all.setToolTip(self.tr("Delete the whole history for good"))
        self.rows.refresh()
        self._refresh()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.list.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: the right column keeps a share of the width within bounds."""
        super().resizeEvent(event)
        self.detail.setFixedWidth(min(460, max(320, round(self.width() * 0.34))))

    # Inside

    def _lay_out(self) -> None:
        listed = Card()
        head, foot = row(self._heading, None, self.count), row(self._state, None, self.switch)
        self._heading.setMinimumHeight(theme.CONTROL)
        self._stack = QStackedWidget()
        for place in (self.list, self.none, self.empty):
            self._stack.addWidget(place)
        inside = (theme.STEP, 0, theme.STEP, 0)
        tools = column(self.filters)
        for line in (head, foot, tools):
            line.setContentsMargins(*inside)
        listed.body.setContentsMargins(theme.STEP, 8, theme.STEP, 10)
        listed.body.addLayout(head)
        listed.body.addLayout(tools)
        listed.body.addWidget(self._stack, 1)
        listed.body.addLayout(foot)
        cards = row(listed, self.detail, gap=theme.GAP)
        cards.setStretch(0, 1)
        line = row(self.caption, self.back, None, self.export, self.delete_all)
        page = column(cards, line, gap=theme.GAP, parent=self)
        page.setStretch(0, 1)
        self.banner.stand_over(self._stack)

    def _connect(self) -> None:
        self.filters.changed.connect(self.search)
        self._clear.clicked.connect(self.filters.clear)
        self._finding.done.connect(self._found)
        self._read.done.connect(self._came)
        self._look.done.connect(self.detail.take)
        for latest in (self._finding, self._read):
            latest.failed.connect(self._failed)
        self._look.failed.connect(self.banner.tell_problem)
        self.list.seen.connect(self._seen)
        self.list.acted.connect(self._caption_again)
        self.list.selectionModel().currentChanged.connect(self._current)
        self.list.selectionModel().selectionChanged.connect(self._refresh)
        self.detail.deleted.connect(self.delete_selected)
        self.caption.clicked.connect(self._caption_again)
        self.back.clicked.connect(self.left)
        self.changing.changed.connect(self.search)
        self.changing.emptied.connect(self._emptied)
        self.export.clicked.connect(self.export_found)
        self.delete_all.clicked.connect(self.changing.ask_delete_all)
        self.switch.clicked.connect(lambda: self._keeping.switch(not self._keeping.on))
        self._keeping.switched.connect(self._refresh)
        self._keeping.kept.connect(self._kept)
        self._rest.timeout.connect(self._catch_up)
        keys = QKeySequence.StandardKey
        for key, act in (
            (QKeySequence(Qt.Key.Key_Escape), self.left.emit),
            (QKeySequence(keys.Find), self._find_words),
            (QKeySequence(keys.Copy), self.detail.copy_both),
            (QKeySequence(keys.Delete), self.delete_selected),
            (QKeySequence("Ctrl+E"), self.export_found),
        ):
            shortcut = QShortcut(key, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _found(self, found: HistoryFound) -> None:
        self.filters.set_checkpoints(found.checkpoints)
        self._more, self._size = found.more, found.size
        if self._extending:
            self._extending = False
            self.rows.extend(found.numbers)
            self.list.updateGeometries()
            self._refresh()
            return
        current = self._number(self.list.currentIndex().row())
        top = 0 if self._anew else self.list.verticalScrollBar().value()
        self.rows.take(found.numbers)
        self.list.verticalScrollBar().setValue(top)
        # Where the entry on display has gone, the one in its place is shown.
        place = 0 if self._anew else self._place_of(current)
        self._anew, self._deleted_at = False, 0
        if found.numbers:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(self.rows.index(place), flag)
        else:
            self.detail.show_row(None)
        self._refresh()
        self._want()

    def _came(self, read: HistoryRead) -> None:
        self.rows.keep(read.rows)
        current = self.rows.row(self.list.currentIndex().row())
        shown = self.detail.row
        if current is not None and (shown is None or shown.entry != current.entry):
            self._show(current)
        if read.gone:
            # What is no longer there leaves the list, and is not asked for again.
            self.search()
        else:
            self._want()

    def _seen(self, first: int, last: int) -> None:
        self._want()
        if self._more and not self._finding.busy and last >= len(self.rows.numbers) - AHEAD:
            self._extending = True
            self._finding.run(search_job(self._history, self.filters.query, before=self.rows.numbers[-1]))

    def _want(self) -> None:
        """Read what is in view and has not been read; what flew by is not asked for any more."""
        first, last = self.list.in_view
        unread = self.rows.unread(first, last + AHEAD)
        if unread and not self._read.busy:
            self._read.run(rows_job(self._history, unread))

    def _current(self, index: QModelIndex) -> None:
        self._show(self.rows.row(index.row()))

    def _show(self, found: HistoryRow | None) -> None:
        self.detail.show_row(found)
        if found is not None:
            self._look.run(look_job(found.entry, LOOK.width(), LOOK.height()))
        self._refresh()

    def _kept(self) -> None:
        """Captions were kept: they show at once where the list stands at its beginning."""
        if self.isVisible() and self.list.verticalScrollBar().value() == 0:
            self._rest.start()
        self._refresh()

    def _catch_up(self) -> None:
        """Show what has come, and what has changed of those in view, as by a translation that came late."""
        first, last = self.list.in_view
        self._read.run(rows_job(self._history, self.rows.numbers[first : last + 1]))
        self.search()

    def _failed(self, problem: Problem) -> None:
        self._extending = False
        self.rows.take([])
        self.detail.show_row(None)
        self.banner.tell_problem(problem)
        self._refresh()

    def _emptied(self) -> None:
        self.rows.forget()
        self.search()

    def _caption_again(self) -> None:
        if entries := [entry for entry in self.selected if can_again(entry)]:
            self.again.emit(entries)

    def _find_words(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def _place_of(self, number: int) -> int:
        numbers = self.rows.numbers
        return numbers.index(number) if number in numbers else max(0, min(self._deleted_at, len(numbers) - 1))

    def _number(self, place: int) -> int:
        return self.rows.numbers[place] if 0 <= place < len(self.rows.numbers) else -1

    def _refresh(self) -> None:
        count = len(self.rows.numbers)
        some = self.tr("more than {count}") if self._more else "{count}"
        self.count.setText(some.format(count=text.number(count)) if count else "")
        narrowed = self.filters.narrowed
        self._stack.setCurrentIndex(0 if count else 1 if narrowed else 2)
        keeping, on = self._keeping, self._keeping.on
        if not on:
            self.empty.sentence.setText(self.tr("The history is off: new captions are not kept."))
        else:
            self.empty.sentence.setText(
                self.tr("Every caption that you make is kept here, with its picture, on this computer only.")
            )
        unkept = keeping.lost + (keeping.waiting if keeping.problem else 0)
        if not on:
            self._state.setText(self.tr("Off: new captions are not kept"))
        elif unkept:
            self._state.setText(self.tr("Captions not kept: {count}").format(count=text.number(unkept)))
        else:
            size = self.tr("{size} on this computer").format(size=text.size(self._size))
            self._state.setText(size if self._size else "")
        self._state.set_role("bad" if unkept or not on else "quiet")
        self.switch.setText(self.tr("Turn the history off") if on else self.tr("Turn the history on"))
        self.switch.setToolTip(
            self.tr("Keep no more captions; those that are kept stay") if on else self.tr("Keep captions from now on")
        )
        self.caption.setEnabled(any(map(can_again, self.selected[:200])))
        self.export.setEnabled(count > 0)
        self.delete_all.setEnabled(count > 0 or narrowed)


def can_again(entry: HistoryEntry) -> bool:
    """Whether the picture of an entry can be captioned again: its file is known, or it is drawn by a seed alone."""
    return entry.kind == "file" or noise_seed(entry) is not None
