"""What an evaluation runs on: the checkpoints, a data folder, and one of its splits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from gui import text
from gui.widgets import Button, Card, Chip, Elided, Label, Segments, row

if TYPE_CHECKING:
    from engine.runs.catalog import CatalogEntry

SPLITS = ("test", "validation", "train")


class InputCard(Card):
    """The inputs of an evaluation: one checkpoint, or one per letter; a data folder, a split.

    ``where``: the line of the folder and the split.
    """

    changed = Signal()

    def __init__(self, letters: Sequence[str] = ()) -> None:
        super().__init__()
        self.data: Path | None = None
        self._several = bool(letters)
        self.names = tuple(Elided("heading") for _ in letters or ("",))
        self._data_name, self._folder = Label("quiet"), Elided()
        self.change = Button("secondary", "folder", small=True)
        self.change.clicked.connect(self._choose)
        self.split = Segments(SPLITS)
        self.split.chosen.connect(lambda _: self.changed.emit())
        line = row()
        for place, name in enumerate(self.names):
            if letters:
                line.addSpacing(8 if place else 0)
                line.addWidget(Chip("accent", letters[place]))
            line.addWidget(name, 1)
        self.where = row(self._data_name, self._folder, self.change, 16, self.split)
        self.where.setStretch(1, 1)
        self.body.addLayout(line)
        self.body.addLayout(self.where)
        self.retranslate()

    def set_data(self, folder: Path | None) -> None:
        """Take a data folder, or none."""
        self.data = folder
        self.retranslate()
        self.changed.emit()

    def retranslate(self) -> None:
        """See ``Worded``."""
        both = self.tr("Both may have memorised these captions, so the scores say little about other pictures")
        alone = self.tr("It may have memorised these captions, so the scores say little about other pictures")
        self._data_name.setText(self.tr("Data"))
        self.change.setText(self.tr("Change…"))
        self.change.setToolTip(self.tr("Choose a folder with pictures and captions"))
        self._folder.set_whole(self.tr("none chosen") if self.data is None else str(self.data))
        self.split.set_words(
            {"test": self.tr("test"), "validation": self.tr("validation"), "train": self.tr("training")},
            {"train": both if self._several else alone},
        )
        self.split.setFixedWidth(self.split.sizeHint().width() + 24)

    def _choose(self) -> None:
        start = str(self.data.parent if self.data else Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder with pictures and captions"), start)
        if chosen:
            self.set_data(Path(chosen))


def entry_name(entry: CatalogEntry) -> str:
    """The display name of a checkpoint."""
    return f"{entry.name} · {text.number(entry.step)}"
