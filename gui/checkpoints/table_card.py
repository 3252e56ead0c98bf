"""All checkpoints in a table that sorts, filters and shows each run's scores over its steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from engine.metrics import METRICS
from gui import icons, text, theme
from gui.checkpoints.rows import (
    BEST,
    ENTRY,
    RUN,
    SCALE,
    STEP,
    TREND,
    VERDICT,
    CheckpointOrder,
    CheckpointRows,
    key_of,
)
from gui.checkpoints.verdicts import KINDS
from gui.widgets import Card, EmptyPlace, Heading, Label, Scale, column, draw_pill, draw_scale, row
from gui.widgets.cells import draw_ground

if TYPE_CHECKING:
    from engine.runs.catalog import CatalogEntry

ROW = 38
_WIDTHS = {
    "trend": 128,
    "step": 72,
    "loss": 68,
    "verdict": 98,
    "size": 76,
}
_SCORE = 82
"""Width that a score's column has at least."""
_BAR, _BAR_WIDTH = 3, 46
"""Height and width of the bar below a score, in pixels."""
_PAD = 10
_NAME = 140
"""Width that the runs' names have at least."""


class CellDelegate(QStyledItemDelegate):
    """Paints a cell: figures to the right, the best of each in bold, a score over a bar from its floor to its ceiling,
    the verdict on its colour, a run's scores as a small curve."""

    def __init__(self, rows: CheckpointRows, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt override."""
        shown, area = theme.current(), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, option)
        entry: CatalogEntry = index.data(ENTRY)
        column_ = self._rows.columns[index.column()]
        inside = QRectF(area).adjusted(theme.PAD if column_ is RUN else _PAD, 0, -_PAD, 0)
        if column_ is TREND:
            self._trend(painter, inside.adjusted(0, 9, 0, -9), entry)
        elif column_ is VERDICT and entry.verdict is not None:
            draw_pill(painter, inside, str(index.data()), KINDS[entry.verdict], option.font)
        else:
            scale: Scale | None = index.data(SCALE)
            if scale is not None:
                wide = min(_BAR_WIDTH, inside.width())
                draw_scale(painter, QRectF(inside.right() - wide, inside.bottom() - 6, wide, _BAR), scale)
            if column_ is RUN and entry.note.pinned:
                pin = icons.pixmap("pin", shown.accent, 14)
                painter.drawPixmap(QPointF(inside.left(), area.center().y() - 6), pin)
                inside.adjust(20, 0, 0, 0)
            font = QFont(option.font)
            best = bool(index.data(BEST))
            font.setWeight(QFont.Weight.DemiBold if best else QFont.Weight.Normal)
            painter.setFont(font)
            quiet = index.data() == "–"
            wrong = scale is not None and scale.wrong
            colour = shown.bad if wrong else shown.quiet if quiet else shown.good if best else shown.text
            painter.setPen(QColor(colour))
            mode = Qt.TextElideMode.ElideMiddle
            words = painter.fontMetrics().elidedText(str(index.data()), mode, int(inside.width()))
            painter.drawText(inside, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), words)
        painter.restore()

    def _trend(self, painter: QPainter, place: QRectF, entry: CatalogEntry) -> None:
        """A score of the run over its steps, with a dot where this checkpoint stands."""
        catalog = self._rows.catalog
        curve = catalog.curves.get(entry.run, {}).get(self._rows.score) if catalog else None
        if curve is None or len(curve[0]) < 2:
            return
        steps, scores = curve
        shown = theme.current()
        left, wide = float(steps[0]), float(steps[-1] - steps[0]) or 1.0
        low, high = float(min(scores)), float(max(scores))
        tall = (high - low) or 1.0

        def point(step: float, score: float) -> QPointF:
            x = place.left() + (step - left) / wide * place.width()
            return QPointF(x, place.bottom() - (score - low) / tall * place.height())

        every = max(1, len(steps) // 60)
        line = [point(float(steps[i]), float(scores[i])) for i in range(0, len(steps), every)]
        painter.setPen(QPen(QColor(shown.mix(shown.lines[0], 0.6)), 1.4))
        painter.drawPolyline(QPolygonF(line))
        mine = entry.scores.get(self._rows.score)
        if mine is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(shown.lines[0]))
            painter.drawEllipse(point(float(entry.step), mine), 3, 3)


class TableCard(Card):
    """``chosen``: the checkpoint that is looked at, or None. ``acted``: it was clicked twice.

    ``sorted_by``: the key of the score that now rules the order. ``picked``: others are selected.
    """

    chosen = Signal(object)
    sorted_by = Signal(str)
    acted = Signal()
    picked = Signal()

    def __init__(self) -> None:
        super().__init__()
        # Beside the filter: what is done with the table as a whole.
        self.tools = row(gap=theme.STEP)
        self.rows = CheckpointRows(self)
        self.order = CheckpointOrder(self.rows, self)
        self._heading, self._count, self.filter = Heading(), Label("quiet"), QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._look_for)
        self.view = QTableView()
        self.view.setModel(self.order)
        self.view.setItemDelegate(CellDelegate(self.rows, self.view))
        self.view.setSortingEnabled(True)
        self.view.setShowGrid(False)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setTabKeyNavigation(False)
        side = self.view.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(ROW)
        top = self.view.horizontalHeader()
        top.setHighlightSections(False)
        top.sortIndicatorChanged.connect(self._sorted)
        top.setMinimumSectionSize(48)
        self.view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit(self.current))
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())
        self.view.doubleClicked.connect(lambda _: self.acted.emit())
        self._empty = EmptyPlace("layers")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        head = row(self._heading, self._count, None, self.tools, self.filter, gap=10)
        self._heading.setMinimumHeight(theme.CONTROL)
        head.setContentsMargins(theme.PAD - 1, 0, theme.STEP, 0)
        self.body.setContentsMargins(1, 8, 1, 8)
        self.body.addLayout(head)
        self.body.addLayout(column(self._stack), 1)
        self._sized: tuple[str, ...] = ()
        self._score = ""
        self.retranslate()

    @property
    def current(self) -> CatalogEntry | None:
        """The checkpoint that is looked at."""
        found = self.view.selectionModel().selectedRows()
        return found[0].data(ENTRY) if found else None

    @property
    def selected(self) -> list[CatalogEntry]:
        """All that are selected, from the top."""
        found = sorted(self.view.selectionModel().selectedRows(), key=lambda index: index.row())
        return [index.data(ENTRY) for index in found]

    @property
    def score(self) -> str:
        """The key of the score by which the rows were last sorted; "" before they were."""
        return self._score

    def take(self, catalog: object) -> None:
        """Show a catalog; what was selected stays so, or the row that took its place is."""
        chosen = {key_of(entry) for entry in self.selected}
        found = self.view.selectionModel().selectedRows()
        place = min((index.row() for index in found), default=0)
        self.rows.take(catalog)  # type: ignore[arg-type]
        self._size()
        self._select(chosen, otherwise=place)
        self._tell()

    def select(self, key: object) -> bool:
        """Look at one checkpoint; returns whether it is there."""
        return self._select({key})

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Checkpoints"))
        self.filter.setPlaceholderText(self.tr("Find"))
        self.filter.setAccessibleName(self.tr("Find"))
        self.filter.setToolTip(
            self.tr(
                "Words from the run, note, recipe, encoder, decoder or verdict, or “pinned”; all of them must match"
            )
        )
        self.view.setAccessibleName(self.tr("Checkpoints"))
        self.rows.retranslate()
        self._tell()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.view.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: what can be spared gives way to the runs' names."""
        super().resizeEvent(event)
        self.filter.setFixedWidth(min(220, max(126, self.width() // 4)))
        self._spare()

    def _spare(self) -> None:
        keys = [column_.key for column_ in self.rows.columns]
        taken = sum(self._width(key) for key in keys)
        ruling = keys[self.order.sortColumn()] if 0 <= self.order.sortColumn() < len(keys) else ""
        for key in self._spared(keys):
            hidden = taken > self.width() - _NAME and key != ruling
            self.view.setColumnHidden(keys.index(key), hidden)
            taken -= self._width(key) if hidden else 0

    @staticmethod
    def _spared(keys: Sequence[str]) -> list[str]:
        """Columns in the order in which they give way where the runs' names have no room; the side column tells all of
        them. Never the verdict, without which the scores mean nothing, nor the score that counts first."""
        scores = sorted((key for key in keys if key in METRICS), key=lambda key: METRICS[key].preference)
        never_counting = [key for key in scores if not METRICS[key].preference]
        order = ["trend", *never_counting, "loss", "size", *scores[len(never_counting) : -1]]
        return [key for key in order if key in keys]

    def _width(self, key: str) -> int:
        """A score's column is as wide as its name and the arrow ask for."""
        if key in METRICS:
            words = f"{self.rows.column_name(key)} ↓"
            return max(_SCORE, self.view.fontMetrics().horizontalAdvance(words) + 2 * _PAD + 4)
        return _WIDTHS.get(key, 0)

    def _look_for(self, words: str) -> None:
        self.order.look_for(words)
        self._tell()

    def _tell(self) -> None:
        total, seen = self.rows.rowCount(), self.order.rowCount()
        self._stack.setCurrentIndex(1 if seen else 0)
        self._empty.sentence.setText(
            self.tr("No checkpoint matches all of these words.")
            if total
            else self.tr("Checkpoints and their scores are listed here once a run has saved one.")
        )
        self.filter.setEnabled(total > 0)
        count = text.number(seen) if seen == total else f"{text.number(seen)} / {text.number(total)}"
        self._count.setText(count if total else "")

    def _size(self) -> None:
        keys = tuple(column_.key for column_ in self.rows.columns)
        if keys == self._sized:
            return
        self._sized = keys
        top = self.view.horizontalHeader()
        for place, column_ in enumerate(self.rows.columns):
            top.setSectionResizeMode(
                place, QHeaderView.ResizeMode.Stretch if column_ is RUN else QHeaderView.ResizeMode.Fixed
            )
            top.resizeSection(place, self._width(column_.key) or _NAME)
            self.view.setColumnHidden(place, False)
        # At first by the score that the latest run monitors, the best on top; where nothing was scored, the last step.
        catalog = self.rows.catalog
        watched = next((key for key in catalog.monitored.values() if key in keys), "") if catalog else ""
        first = self.rows.columns[keys.index(watched or STEP.key)]
        falling = Qt.SortOrder.AscendingOrder if first.rising is False else Qt.SortOrder.DescendingOrder
        self.view.sortByColumn(self.rows.columns.index(first), falling)
        self._spare()

    def _sorted(self, place: int) -> None:
        self._spare()
        self.order.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.rows.columns) - 1)
        if 0 <= place < len(self.rows.columns) and (key := self.rows.columns[place].key) in (*METRICS, "verdict"):
            # The verdict is read off the margin, and that is what can be drawn.
            self._score = "grounding" if key == "verdict" else key
            self.rows.show_score(self._score)
            self.sorted_by.emit(self._score)

    def _select(self, keys: set[Any], otherwise: int | None = None) -> bool:
        """Select the rows of some keys; where there are none of them, the row at a place."""
        model = self.view.selectionModel()
        rows = [row_ for row_ in range(self.order.rowCount()) if key_of(self.order.index(row_, 0).data(ENTRY)) in keys]
        if not rows and otherwise is None:
            return False
        if not rows and otherwise is not None and self.order.rowCount():
            rows = [min(otherwise, self.order.rowCount() - 1)]
        # In one go: on the way from one row to another nothing is ever unchosen.
        chosen = QItemSelection()
        for row_ in rows:
            index = self.order.index(row_, 0)
            chosen.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        model.select(chosen, flags.ClearAndSelect | flags.Rows)
        if rows:
            model.setCurrentIndex(self.order.index(rows[0], 0), flags.NoUpdate)
            self.view.scrollTo(self.order.index(rows[0], 0))
        else:
            self.chosen.emit(None)
        return bool(rows)
