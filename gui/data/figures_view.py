"""The figures of the data, drawn; what is clicked is filtered by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from gui import text
from gui.data.charts import Chart, ChartBar, HistogramChart, NameBars
from gui.data.looking import Looking
from gui.data.wording import problem_text, split_text
from gui.widgets import Heading, Label, Panel, ProgressLine, Scroll, column, row

if TYPE_CHECKING:
    from engine.captions.domain import CaptionDomain
    from engine.curation.figures import Figures

WORDS, VALUES = 20, 12
"""Words, and values of an attribute, that are shown; a click on them filters."""
TWO = 500
"""Width from which two figures stand beside each other."""


class Section(Panel):
    """A heading, a note at its right, a chart."""

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self.chart = chart
        self.heading, self.note = Heading(), Label("small")
        head = row(self.heading, None, self.note)
        column(head, chart, None, gap=6, parent=self)

    def tell(self, heading: str, note: str = "") -> None:
        """Name it."""
        self.heading.setText(heading)
        self.note.setText(note)
        self.chart.setToolTip("")


class FiguresView(Panel):
    """``filtered``: fields of a filter, by their names, that show what was clicked."""

    filtered = Signal(dict)

    def __init__(self, looking: Looking) -> None:
        super().__init__()
        self._looking = looking
        self._figures: Figures | None = None
        self._domain: CaptionDomain | None = None
        self.progress = ProgressLine()
        self.progress.stopped.connect(looking.stop)
        self._told = Label("quiet", wrap=True)
        self.lengths, self.sizes = Section(HistogramChart()), Section(HistogramChart())
        self.words, self.each = Section(NameBars()), Section(NameBars())
        self.splits, self.shapes = Section(NameBars()), Section(NameBars())
        self.problems = Section(NameBars())
        self._balance: list[Section] = []
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setHorizontalSpacing(28)
        self._grid.setVerticalSpacing(24)
        scroll = Scroll(self._inside)
        scroll.viewport().installEventFilter(self)
        layout = column(self._told, self.progress, scroll, gap=10, parent=self)
        layout.setStretch(2, 1)
        self._columns = 0
        self._connect()
        looking.changed.connect(self.refresh)
        self.retranslate()

    def refresh(self) -> None:
        """Show what is known by now."""
        self._figures = self._looking.figures
        self._domain = self._looking.domain
        if self._looking.busy:
            if self.progress.isHidden():
                self.progress.begin(self._busy_words)
            self.progress.name(self._busy_words)
            if self._looking.progress is not None:
                self.progress.show_progress(self._looking.progress)
        else:
            self.progress.end()
        self._fill()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt override: two columns where there is room."""
        if event.type() == QEvent.Type.Resize:
            self._lay()
        return super().eventFilter(watched, event)

    # Inside

    def _connect(self) -> None:
        def words(key: Any) -> None:
            self.filtered.emit({"word": key})

        def between(key: Any) -> None:
            self.filtered.emit({"shortest": key[0], "longest": key[1]})

        def each(key: Any) -> None:
            self.filtered.emit({"fewest": key, "most": key})

        self.words.chart.chosen.connect(words)
        self.lengths.chart.chosen.connect(between)
        self.each.chart.chosen.connect(each)
        self.splits.chart.chosen.connect(lambda key: self.filtered.emit({"split": key}))
        self.problems.chart.chosen.connect(lambda key: self.filtered.emit({"problem": key}))

    @property
    def _sections(self) -> list[Section]:
        found = self._figures
        if found is None:
            return []
        shown = [self.lengths, self.words, self.each, self.splits]
        if found.problems:
            shown.append(self.problems)
        shown += self._balance[: len(found.balance)]
        if found.sides is not None:
            shown += [self.sizes, self.shapes]
        return shown

    def _fill(self) -> None:
        found = self._figures
        if found is None:
            self._told.setText("" if self._looking.busy else self.tr("No figures yet."))
            self._lay()
            return
        self._told.setText(
            self.tr("{pictures} pictures, {captions} captions").format(
                pictures=text.number(found.pictures), captions=text.number(found.captions)
            )
        )
        while len(self._balance) < len(found.balance):
            section = Section(NameBars())
            section.chart.chosen.connect(lambda key: self.filtered.emit({"attribute": key}))
            self._balance.append(section)
        self._fill_captions(found)
        self._fill_pictures(found)
        for section, (attribute, values) in zip(self._balance, found.balance.items(), strict=False):
            bars = [
                ChartBar(self._value(attribute, value), count, (attribute, value))
                for value, count in list(values.items())[:VALUES]
            ]
            section.tell(self._attribute(attribute), _more(len(values) - VALUES))
            _bars(section, bars)
        self._lay()

    def _fill_captions(self, found: Figures) -> None:
        lengths = found.lengths
        self.lengths.tell(
            self.tr("Words per caption"),
            self.tr("mean {mean}, median {median}").format(
                mean=text.decimal(lengths.mean, 1), median=text.number(round(lengths.median))
            ),
        )
        _histogram(self.lengths, lengths.edges, lengths.counts)
        self.words.tell(
            self.tr("Words"),
            self.tr("{count} different, {once} only once").format(
                count=text.number(found.vocabulary), once=text.number(found.once)
            ),
        )
        _bars(self.words, [ChartBar(word, count, word) for word, count in found.words[:WORDS]])
        each = list(found.captions_per_picture.items())
        self.each.tell(self.tr("Captions per picture"), _more(len(each) - VALUES))
        _bars(self.each, [ChartBar(text.number(number), count, number) for number, count in each[:VALUES]])

    def _fill_pictures(self, found: Figures) -> None:
        self.splits.tell(self.tr("Splits"))
        order = [split for split in ("train", "validation", "test", "") if split in found.splits]
        _bars(self.splits, [ChartBar(split_text(split), found.splits[split], split or None) for split in order])
        self.problems.tell(self.tr("Problems"))
        _bars(self.problems, [ChartBar(problem_text(code), count, code) for code, count in found.problems.items()])
        if found.sides is not None:
            self.sizes.tell(
                self.tr("Shorter side, pixels"),
                self.tr("median {median}").format(median=text.number(round(found.sides.median))),
            )
            _histogram(self.sizes, found.sides.edges, found.sides.counts, clickable=False)
        if found.aspects is not None:
            self.shapes.tell(self.tr("Width : height"))
            edges, counts = found.aspects.edges, found.aspects.counts
            bars = [
                ChartBar(self._shape(edges[place], edges[place + 1]), count)
                for place, count in enumerate(counts)
                if count
            ]
            _bars(self.shapes, bars)

    def _shape(self, low: float, high: float) -> str:
        if low < 1 < high:
            return self.tr("square")
        return f"{low:.2g}–{high:.2g}"

    def _lay(self) -> None:
        sections = self._sections
        wide = self._inside.width() >= TWO
        for section in (self.lengths, self.words, self.each, self.splits, self.problems, self.sizes, self.shapes):
            section.setVisible(section in sections)
        for section in self._balance:
            section.setVisible(section in sections)
        # Each goes into the column that is shorter so far.
        while self._grid.count():
            self._grid.takeAt(0)
        columns: list[list[Section]] = [[], []] if wide else [[]]
        heights = [0] * len(columns)
        for section in sections:
            shorter = heights.index(min(heights))
            columns[shorter].append(section)
            heights[shorter] += section.chart.height() + 54
        for place, part in enumerate(columns):
            holder = self._holders[place]
            _refill(holder, part)
            self._grid.addWidget(holder, 0, place, Qt.AlignmentFlag.AlignTop)
            self._grid.setColumnStretch(place, 1)
        self._grid.setColumnStretch(1, 1 if wide else 0)
        self._holders[1].setVisible(wide)

    @property
    def _holders(self) -> tuple[QWidget, QWidget]:
        if not hasattr(self, "_made_holders"):
            self._made_holders = (QWidget(self._inside), QWidget(self._inside))
            for holder in self._made_holders:
                column(gap=24, parent=holder)
        return self._made_holders

    def _busy_words(self) -> str:
        return self._looking.words()

    def _attribute(self, name: str) -> str:
        said = name if self._domain is None else self._domain.field_name(name, text.language().content)
        return said[:1].upper() + said[1:]

    def _value(self, name: str, value: str) -> str:
        return value if self._domain is None else self._domain.value_name(name, value, text.language().content)


def _refill(holder: QWidget, sections: Sequence[Section]) -> None:
    layout = holder.layout()
    assert layout is not None
    held = [item.widget() for place in range(layout.count()) if (item := layout.itemAt(place)) is not None]
    if held == list(sections):
        return
    while layout.count():
        layout.takeAt(0)
    for section in sections:
        layout.addWidget(section)


def _bars(section: Section, bars: Sequence[ChartBar]) -> None:
    assert isinstance(section.chart, NameBars)
    section.chart.show_bars(bars)


def _histogram(section: Section, edges: Sequence[float], counts: Sequence[int], clickable: bool = True) -> None:
    assert isinstance(section.chart, HistogramChart)
    section.chart.show_counts(edges, counts, clickable)


def _more(count: int) -> str:
    return f"+{text.number(count)}" if count > 0 else ""
