"""What a file does not tell: which columns hold what, which of several formats it is, where the pictures lie."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QHeaderView,
    QRadioButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from engine.errors import Problem
from gui import text, theme
from gui.data.wording import format_text
from gui.reading import ANSWERABLE
from gui.widgets import Button, Heading, Label, Panel, Scroll, column, row
from gui.widgets.setting import Combo

if TYPE_CHECKING:
    from engine.data.formats.interface import Question

_SEPARATORS = frozenset(",+=")
_CELL = 400
"""Characters of a cell that are shown."""


class QuestionView(Panel):
    """``answered``: the path, and the settings that the answer sets. ``left``: it is not answered."""

    answered = Signal(object, dict)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._path = Path()
        self._problem: Problem | None = None
        self._heading, self._told = Heading(), Label("quiet", wrap=True)
        self.images = Button("secondary", "folder")
        self.picture, self.split = Combo(), Combo()
        self._names = (Label("quiet"), Label("quiet"), Label("quiet"))
        self._ticks = column(gap=0)
        self.captions: list[QCheckBox] = []
        self.formats: list[QRadioButton] = []
        self._kinds = column(gap=0)
        ticks, self._columns, self._formats = QWidget(), QWidget(), QWidget()
        column(self._ticks, None, parent=ticks)
        column(self._kinds, None, parent=self._formats)
        self._scroll = Scroll(ticks)
        self._scroll.setFixedHeight(124)
        lines = []
        for name, part in zip(self._names, (self.picture, self._scroll, self.split), strict=True):
            name.setFixedWidth(96)
            line = row(name, part, gap=8)
            line.setStretch(1, 1)
            line.setAlignment(
                name, Qt.AlignmentFlag.AlignTop if part is self._scroll else Qt.AlignmentFlag.AlignVCenter
            )
            lines.append(line)
        column(*lines, gap=6, parent=self._columns)
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        self.table.setProperty("padded", True)
        self.table.setWordWrap(False)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.go, self.cancel = Button("secondary", "check"), Button("secondary")
        buttons = row(self.go, self.cancel, None, gap=8)
        pictures = row(self.images, None)
        parts = (self._heading, self._told, pictures, self._formats, self._columns, buttons, self.table, None)
        self._layout = column(*parts, gap=10, parent=self)
        self.picture.activated.connect(self._mark)
        self.split.activated.connect(self._mark)
        self.images.clicked.connect(self._choose_images)
        self.go.clicked.connect(self._answer)
        self.cancel.clicked.connect(self.left)
        self.retranslate()

    def ask(self, path: Path, problem: Problem) -> bool:
        """Put the question of a problem; False where it is none that can be answered here."""
        if problem.code not in ANSWERABLE:
            return False
        self._path, self._problem = path, problem
        question = self.question
        self._fill_choices(question.choices if question is not None and not self._by_columns else ())
        self._fill_columns(question)
        self.retranslate()
        return True

    @property
    def question(self) -> Question | None:
        """The engine's own question, where it has one."""
        return None if self._problem is None else self._problem.values.get("question")

    @property
    def _by_columns(self) -> bool:
        """Whether any columns of a table may be chosen, and not only what the engine names."""
        question = self.question
        return (
            question is not None
            and question.about == "columns"
            and bool(question.preview)
            and all("image=" in choice for choice in question.choices)
        )

    def retranslate(self) -> None:
        """See ``Worded``."""
        for name, said in zip(self._names, (self.tr("Picture"), self.tr("Captions"), self.tr("Split")), strict=True):
            name.setText(said)
        self.picture.setAccessibleName(self._names[0].text())
        self.split.setAccessibleName(self._names[2].text())
        self.images.setText(self.tr("Choose the pictures' folder…"))
        self.cancel.setText(self.tr("Cancel"))
        self.table.setAccessibleName(self.tr("First rows of the file"))
        problem, question = self._problem, self.question
        if problem is None:
            return
        about = "" if question is None else question.about
        file = (self._path if question is None else question.path).name
        if self._by_columns:
            self._heading.setText(self.tr("Which columns of {name} hold what?").format(name=file))
            self._told.setText(self.tr("Choose the column of file names and the columns of captions."))
            self.go.setText(self.tr("Use these columns"))
        elif about == "file":
            self._heading.setText(self.tr("Which file of {name} holds the captions?").format(name=file))
            self._told.setText(self.tr("Several files hold captions of the same pictures."))
            self.go.setText(self.tr("Open this file"))
        elif about:
            self._heading.setText(self.tr("How is {name} to be read?").format(name=file))
            self._told.setText(self.tr("It can be read in several ways."))
            self.go.setText(self.tr("Read it so"))
        else:
            self._heading.setText(self.tr("Where are the pictures of {name}?").format(name=file))
            self._told.setText(text.problem_text(problem))
        self.images.setVisible(not about)
        self._formats.setVisible(bool(about) and not self._by_columns)
        self._columns.setVisible(self._by_columns)
        self.go.setVisible(bool(about))
        previewed = question is not None and bool(question.preview)
        self.table.setVisible(previewed)
        # The table takes what room there is; without it, nothing does.
        self._layout.setStretch(6, 1 if previewed else 0)
        self._layout.setStretch(7, 0 if previewed else 1)
        for button, choice in zip(self.formats, question.choices if question else (), strict=False):
            button.setText(self._choice_text(about, choice))
        if self.picture.count():
            self.picture.setItemText(0, self.tr("choose…"))
            self.split.setItemText(0, self.tr("none"))

    def recolour(self) -> None:
        """See ``Worded``."""
        self._mark()

    # Inside

    def _choice_text(self, about: str, choice: str) -> str:
        if about == "format":
            return format_text(choice)
        words = {
            "caption=lines": self.tr("Each line of a text file is a caption"),
            "caption=file": self.tr("A text file is one caption"),
            "caption=.txt": self.tr("The .txt files are the captions"),
            "caption=.caption": self.tr("The .caption files are the captions"),
        }
        return words.get(choice, choice.replace("&", "&&"))

    def _fill_choices(self, choices: Sequence[str]) -> None:
        for button in self.formats:
            button.setParent(None)
            button.deleteLater()
        self.formats = []
        for number, _ in enumerate(choices):
            button = QRadioButton()
            button.setChecked(number == 0)
            self.formats.append(button)
            self._kinds.addWidget(button)
        if choices:
            self.go.setEnabled(True)

    def _fill_columns(self, question: Question | None) -> None:
        preview = () if question is None else question.preview
        headings = tuple(preview[0]) if preview else ()
        rows = preview[1:]
        if question is not None and question.about == "file":
            # Rows of several files, each behind its name; they have no headings in common.
            headings, rows = ("",) * max((len(cells) for cells in preview), default=0), preview
        self._headings = headings
        for combo in (self.picture, self.split):
            combo.clear()
            combo.addItem("", -1)
            for place, heading in enumerate(headings):
                combo.addItem(heading or str(place + 1), place)
        pictured = [place for place in range(len(headings)) if _names_pictures(rows, place)]
        if pictured:
            self.picture.setCurrentIndex(pictured[0] + 1)
        for box in self.captions:
            box.setParent(None)
            box.deleteLater()
        self.captions = []
        for place, heading in enumerate(headings):
            box = QCheckBox((heading or str(place + 1)).replace("&", "&&"))
            box.toggled.connect(self._mark)
            self.captions.append(box)
            self._ticks.addWidget(box)
        self.table.clear()
        self.table.setColumnCount(len(headings))
        self.table.setRowCount(len(rows))
        for place, heading in enumerate(headings):
            self.table.setHorizontalHeaderItem(place, QTableWidgetItem(heading or str(place + 1)))
        for number, cells in enumerate(rows):
            for place, cell in enumerate(cells[: len(headings)]):
                item = QTableWidgetItem(" ".join(cell[:_CELL].split()))
                item.setToolTip(text.plain(cell[:_CELL]))
                self.table.setItem(number, place, item)
        side = self.table.horizontalHeader()
        self.table.resizeColumnsToContents()
        for place in range(len(headings)):
            self.table.setColumnWidth(place, min(260, max(80, self.table.columnWidth(place))))
        side.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        if question is not None:
            self._mark()

    def _mark(self) -> None:
        """Colour the columns that are chosen, and allow the answer once there is one."""
        question = self.question
        if question is None or not self._by_columns:
            return
        shown = theme.current()
        chosen = {self._picture_place, self._split_place, *self._caption_places}
        for place in range(self.table.columnCount()):
            ground = QColor(shown.soft) if place in chosen else QColor(Qt.GlobalColor.transparent)
            for number in range(self.table.rowCount()):
                item = self.table.item(number, place)
                if item is not None:
                    item.setBackground(ground)
        self.go.setEnabled(self._picture_place >= 0 and bool(self._caption_places))

    @property
    def _picture_place(self) -> int:
        return int(self.picture.currentData() if self.picture.currentData() is not None else -1)

    @property
    def _split_place(self) -> int:
        return int(self.split.currentData() if self.split.currentData() is not None else -1)

    @property
    def _caption_places(self) -> list[int]:
        return [place for place, box in enumerate(self.captions) if box.isChecked()]

    def _answer(self) -> None:
        question = self.question
        if question is None:
            return
        if not self._by_columns:
            chosen = next(place for place, button in enumerate(self.formats) if button.isChecked())
            choice = question.choices[chosen]
            if question.about == "file":
                self.answered.emit(question.path / choice, {})
            else:
                setting = "data_format" if question.about == "format" else "columns"
                self.answered.emit(self._path, {setting: choice})
            return
        parts = [f"image={self._spelt(self._picture_place)}"]
        parts.append(f"caption={'+'.join(self._spelt(place) for place in self._caption_places)}")
        if self._split_place >= 0:
            parts.append(f"split={self._spelt(self._split_place)}")
        self.answered.emit(self._path, {"columns": ", ".join(parts)})

    def _spelt(self, place: int) -> str:
        """A column by its heading, or by its number where that would not be understood."""
        heading = self._headings[place]
        plain = heading and heading.strip() == heading and not _SEPARATORS & set(heading) and not heading.isdecimal()
        return heading if plain and self._headings.count(heading) == 1 else str(place + 1)

    def _choose_images(self) -> None:
        start = str(self._path if self._path.is_dir() else self._path.parent)
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder of the pictures"), start)
        if chosen:
            self.answered.emit(self._path, {"images": chosen})


def _names_pictures(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether the cells of a column end as picture files do."""
    from engine.data.pictureindex import EXTENSIONS

    cells = [cells[place] for cells in rows if place < len(cells) and cells[place].strip()]
    return bool(cells) and all(os.path.splitext(cell.strip())[1].lower() in EXTENSIONS for cell in cells)
