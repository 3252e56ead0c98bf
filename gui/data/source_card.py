"""The left column: what is open, what was understood of it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from gui import text, theme
from gui.data.session import Opened
from gui.data.wording import format_text, problem_text
from gui.languagenames import language_name
from gui.widgets import Button, Card, Elided, Facts, Heading, Label, Panel, ProgressLine, Scroll, column, restyle, row


class SourceCount(Panel):
    """A figure over what it counts."""

    def __init__(self) -> None:
        super().__init__()
        self.value, self.name = Label("heading"), Label("small")
        column(self.value, self.name, gap=0, parent=self)


class ProblemLine(QPushButton):
    """A problem and how many pictures have it; pressed, it filters by it."""

    def __init__(self) -> None:
        super().__init__()
        self.code = ""
        self.setProperty("line", True)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name, self._count = Elided(mode=Qt.TextElideMode.ElideRight), Label("quiet")
        line = row(self._name, self._count, gap=8, parent=self)
        line.setContentsMargins(8, 0, 8, 0)
        line.setStretch(0, 1)
        for part in (self._name, self._count):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def tell(self, code: str, count: int) -> None:
        """Show another problem."""
        self.code = code
        words = problem_text(code)
        self._name.set_whole(words[:1].upper() + words[1:])
        self._count.setText(text.number(count))
        self.setAccessibleName(f"{words}, {text.number(count)}")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override: the words of a checked line are in the accent's colour."""
        restyle(self._name, "role", "accent" if self.isChecked() else "")
        super().paintEvent(event)


class SourceCard(Card):
    """``choose_folder``, ``choose_file``: asked for; ``recent``: a path of the list of those opened before.

    ``filtered``: the code of a problem to show alone, or "".
    """

    choose_folder = Signal()
    choose_file = Signal()
    recent = Signal(object)
    filtered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._now: Opened | None = None
        self._recent: tuple[Path, ...] = ()
        self._problem = ""
        self._heading = Heading()
        self.change = Button("quiet", "folder", small=True)
        self._menu = QMenu(self.change)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.change.setMenu(self._menu)
        self._name = Elided("quiet")
        self._facts = Facts()
        self._splits = (SourceCount(), SourceCount(), SourceCount())
        self._found = Label("section")
        self._lines: list[ProblemLine] = []
        self._list = column(gap=0)
        self._clean = Label("quiet", wrap=True)
        inside = QWidget()
        splits = row(*self._splits, gap=8)
        column(self._facts, 4, splits, 8, self._found, self._clean, self._list, None, gap=6, parent=inside)
        self._scroll = Scroll(inside)
        self._empty = Label("quiet", wrap=True)
        self.progress = ProgressLine()
        self.body.setContentsMargins(theme.PAD, theme.PAD - 4, theme.PAD - Scroll.BAR, theme.PAD - 4)
        self.body.setSpacing(6)
        head = row(self._heading, None, self.change)
        head.setContentsMargins(0, 0, Scroll.BAR - 8, 0)
        self.body.addLayout(head)
        for part in (self._name, self._empty, self.progress):
            line = row(part)
            line.setContentsMargins(0, 0, Scroll.BAR, 0)
            self.body.addLayout(line)
        self.body.addWidget(self._scroll, 1)
        self.body.addStretch(0)
        self.show_opened(None)
        self.retranslate()

    def show_opened(self, now: Opened | None) -> None:
        """Show other data."""
        self._now = now
        self._problem = ""
        self._empty.setVisible(now is None)
        self._name.setVisible(now is not None)
        self._scroll.setVisible(now is not None)
        self.refresh()

    def set_recent(self, paths: Sequence[Path]) -> None:
        """What was opened before, the latest first."""
        self._recent = tuple(paths)

    def mark(self, problem: str) -> None:
        """Show which problem is filtered by."""
        self._problem = problem
        for line in self._lines:
            line.setChecked(line.code == problem)

    def refresh(self) -> None:
        """SourceCount again."""
        now = self._now
        if now is None:
            return
        data, table = now.source.data, now.table
        self._name.set_whole(now.source.path.name)
        self._name.setToolTip(text.plain(str(now.source.path)))
        self._facts.take(self._told(now))
        sizes = (len(data.train), len(data.validation), len(data.test))
        names = (self.tr("training"), self.tr("validation"), self.tr("test"))
        for shown, name, size in zip(self._splits, names, sizes, strict=True):
            shown.value.setText(text.number(size))
            shown.name.setText(name)
        found = table.problem_codes
        self._found.setText(self.tr("Problems"))
        self._clean.setText(self.tr("None found."))
        self._clean.setVisible(not found)
        while len(self._lines) < len(found):
            line = ProblemLine()
            line.clicked.connect(lambda checked, line=line: self.filtered.emit(line.code if checked else ""))
            self._lines.append(line)
            self._list.addWidget(line)
        for line, (code, count) in zip(self._lines, found.items(), strict=False):
            line.tell(code, count)
            line.setToolTip(self.tr("Show only these pictures"))
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(found))
        self.mark(self._problem)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Data"))
        self.change.setText(self.tr("Open") + " ▾")
        self.change.setToolTip(self.tr("Open a folder or a caption file (Ctrl+O); you can also drop one"))
        self._empty.setText(self.tr("Nothing is open."))
        self.refresh()

    def _told(self, now: Opened) -> list[tuple[str, str]]:
        data, table = now.source.data, now.table
        facts = [(self.tr("Format"), format_text(data.format))]
        facts.append((self.tr("Language"), language_name(data.language)))
        captions = int(table.counts.sum())
        captioned = table.counts[table.counts > 0]
        facts.append((self.tr("Pictures"), text.number(data.pictures)))
        facts.append((self.tr("Captions"), text.number(captions)))
        if len(captioned):
            least, most = int(captioned.min()), int(captioned.max())
            each = text.number(least)
            if least != most:
                mean = text.decimal(float(captioned.mean()), 1)
                each = self.tr("{least} to {most}, mean {mean}").format(least=least, most=text.number(most), mean=mean)
            facts.append((self.tr("Captions per picture"), each))
        return facts

    def _fill_menu(self) -> None:
        self._menu.clear()
        self._menu.addAction(self.tr("Folder…"), self.choose_folder.emit)
        self._menu.addAction(self.tr("Caption file…"), self.choose_file.emit)
        if self._recent:
            self._menu.addSeparator()
        for path in self._recent:
            # An ampersand would underline the letter after it.
            name = str(path).replace("&", "&&")
            self._menu.addAction(name, partial(self.recent.emit, path))
