"""The queue's runs in a table, with the actions on the selected one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from engine.metrics import METRICS
from gui import text, theme
from gui.train.queueing.rows import BEST, KIND, ROW, SHARE, QueueRows
from gui.widgets import Button, Card, Elided, EmptyPlace, Heading, Label, column, row
from gui.widgets.cells import draw_ground

if TYPE_CHECKING:
    from engine.queueing.table import Row

HIGH = 38
_WIDTHS = {"state": 152, "verdict": 122, "training_seconds": 78, "size_bytes": 78, "caption_ms": 82}
_SPARED = ("settings", "size_bytes", "training_seconds")
"""Columns that give way where the runs' names have no room, after the time a caption takes and the scores that never
count by themselves, and before the others; never that of the score that counts."""
_NAME, _PAD, _BAR = 120, 10, 3
_SCORE = 76
"""Width that a score's column has at least."""


class QueueDelegate(QStyledItemDelegate):
    """Paints a cell: a state in its colour over a thin bar of its progress, the best score in bold."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt override."""
        shown = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, option)
        inside = QRectF(option.rect).adjusted(theme.PAD if index.column() == 0 else _PAD, 0, -_PAD, 0)
        kind, share, best = index.data(KIND), index.data(SHARE), bool(index.data(BEST))
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if best else QFont.Weight.Normal)
        painter.setFont(font)
        colours = {"accent": shown.accent, "good": shown.good, "bad": shown.bad, "plain": shown.quiet}
        quiet = index.data() == "–"
        colour = (
            shown.quiet if quiet else colours.get(kind, shown.good if best else shown.quiet if quiet else shown.text)
        )
        if share is not None:
            track = QRectF(inside.left(), inside.bottom() - 8, inside.width(), _BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            for width, ground in ((1.0, shown.mix(shown.line, 0.8)), (share, shown.accent)):
                painter.setBrush(QColor(ground))
                painter.drawRoundedRect(
                    QRectF(track.topLeft(), track.size()).adjusted(0, 0, -(1 - width) * track.width(), 0), 1.5, 1.5
                )
            inside.adjust(0, 0, 0, -8)
        painter.setPen(QColor(colour))
        mode = Qt.TextElideMode.ElideMiddle if index.column() == 0 else Qt.TextElideMode.ElideRight
        words = painter.fontMetrics().elidedText(str(index.data()), mode, int(inside.width()))
        painter.drawText(inside, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), words)
        painter.restore()


class QueueTable(Card):
    """``moved``: a name and by how many places. ``acted``: a name, and what is wanted: skip, again or remove."""

    moved = Signal(str, int)
    acted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.rows = QueueRows(self)
        self._heading, self._count, self._told = Heading(), Label("quiet"), Elided("small")
        self.up, self.down = Button("quiet", "chevron-up", small=True), Button("quiet", "chevron-down", small=True)
        self.act, self.remove = Button("secondary", small=True), Button("secondary", "trash", small=True)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.act.clicked.connect(lambda: self._act("skip" if self._can_skip() else "again"))
        self.remove.clicked.connect(lambda: self._act("remove"))
        self.view = QTableView()
        self.view.setModel(self.rows)
        self.view.setItemDelegate(QueueDelegate(self.view))
        self.view.setShowGrid(False)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setTabKeyNavigation(False)
        side, top = self.view.verticalHeader(), self.view.horizontalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(HIGH)
        top.setHighlightSections(False)
        top.setSectionsClickable(False)
        top.setMinimumSectionSize(48)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._choose())
        self.rows.dataChanged.connect(self._choose)
        self._empty = EmptyPlace("layers")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        head = row(self._heading, self._count, None, self.up, self.down, self.act, self.remove, gap=theme.STEP)
        self._heading.setMinimumHeight(theme.CONTROL)
        head.setContentsMargins(theme.PAD - 1, 0, theme.STEP, 0)
        foot = row(self._told)
        foot.setContentsMargins(theme.PAD - 1, 2, theme.PAD, 2)
        self.body.setContentsMargins(1, 8, 1, 8)
        self.body.setSpacing(2)
        self.body.addLayout(head)
        self.body.addLayout(column(self._stack), 1)
        self.body.addLayout(foot)
        self.take(())
        self.retranslate()

    @property
    def current(self) -> Row | None:
        """The run that is chosen."""
        found = self.view.selectionModel().selectedRows()
        return found[0].data(ROW) if found else None

    def take(self, rows: Sequence[Row]) -> None:
        """Show other rows; the run that was chosen stays so, or the first one is."""
        chosen = self.current.name if self.current else ""
        self.rows.take(rows)
        self._size()
        names = [row.name for row in rows]
        if names:
            self.view.selectRow(names.index(chosen) if chosen in names else 0)
        self._stack.setCurrentIndex(1 if names else 0)
        self._choose()
        self._count.setText(text.number(len(names)) if names else "")

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Queue"))
        for button, words in ((self.up, self.tr("Train earlier")), (self.down, self.tr("Train later"))):
            button.setToolTip(text.plain(words))
            button.setAccessibleName(words)
        self.remove.setText(self.tr("Remove"))
        self.remove.setToolTip(self.tr("Remove from the queue; what is already trained is kept"))
        self._empty.sentence.setText(
            self.tr("Queued runs appear here and are trained one after another. Add runs on the left.")
        )
        self.view.setAccessibleName(self.tr("Queue"))
        self.rows.retranslate()
        self._choose()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.view.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: what can be spared gives way to the runs' names."""
        super().resizeEvent(event)
        self._spare()

    def _can_skip(self) -> bool:
        current = self.current
        return current is not None and self.rows.standing(current) in ("waiting", "training", "interrupted")

    def _choose(self) -> None:
        current = self.current
        standing = "" if current is None else self.rows.standing(current)
        place = -1 if current is None else self.rows.rows.index(current)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < len(self.rows.rows) - 1)
        self.remove.setEnabled(standing not in ("", "training"))
        self.act.setEnabled(standing not in ("", "finished"))
        if standing == "failed":
            words, icon, tip = self.tr("Try again"), "refresh", self.tr("Put this run back in the queue")
        elif standing == "skipped":
            words, icon, tip = self.tr("Unskip"), "play", self.tr("Train this run after all")
        else:
            words, icon, tip = (
                self.tr("Skip"),
                "chevron-right",
                self.tr("Leave this run as it is and continue with the next"),
            )
        self.act.setText(words)
        self.act.set_icon(icon)
        self.act.setToolTip(text.plain(tip))
        self._told.set_role("bad" if standing == "failed" else "small")
        self._told.set_whole("" if current is None else self.rows.told(current))

    def _move(self, by: int) -> None:
        if self.current is not None:
            self.moved.emit(self.current.name, by)

    def _act(self, what: str) -> None:
        if self.current is not None:
            self.acted.emit(self.current.name, what)

    def _size(self) -> None:
        top = self.view.horizontalHeader()
        for place, key in enumerate(self.rows.columns):
            stretched = key in ("run", "settings")
            top.setSectionResizeMode(
                place, QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Fixed
            )
            top.resizeSection(place, self._width(key))
        self._spare()

    def _width(self, key: str) -> int:
        """A score's column is as wide as its name asks for."""
        if key in METRICS:
            return max(_SCORE, self.view.fontMetrics().horizontalAdvance(self.rows.column_name(key)) + 2 * _PAD + 6)
        return _WIDTHS.get(key, _NAME)

    @property
    def _spared(self) -> list[str]:
        """Columns in the order in which they give way."""
        scores = sorted((key for key in self.rows.columns if key in METRICS), key=lambda key: METRICS[key].preference)
        never_counting = [key for key in scores if not METRICS[key].preference]
        return ["caption_ms", *never_counting, *_SPARED, *(key for key in scores if key not in never_counting)]

    def _spare(self) -> None:
        keys = self.rows.columns
        taken = sum(self._width(key) for key in keys if key != "run")
        counted = {row.score for row in self.rows.rows}
        for key in self._spared:
            if key in keys:
                hidden = key not in counted and taken > self.width() - _NAME
                self.view.setColumnHidden(keys.index(key), hidden)
                taken -= self._width(key) if hidden else 0
