"""The right column of the history: one entry with its picture, and what has become of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from gui import text, theme
from gui.caption.history.reading import HistoryLook, HistoryRow
from gui.caption.history.rows import name_of, time_of
from gui.caption.names import shipped_name
from gui.caption.words_card import copy
from gui.languagenames import language_name
from gui.widgets import Button, Card, Elided, EmptyPlace, Facts, FitScale, Label, PictureView, Scroll, column, row

if TYPE_CHECKING:
    from engine.history import Whereabouts

PICTURE = QSize(300, 240)


class HistoryDetailCard(Card):
    """``deleted``: the entry is to be deleted."""

    deleted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row: HistoryRow | None = None
        self._whereabouts: Whereabouts | None = None
        self._name = Elided("heading")
        self.copy, self.delete = Button("quiet", "copy", small=True), Button("quiet", "trash", small=True)
        self.picture = PictureView(hint=PICTURE)
        self.picture.setMinimumHeight(120)
        self.moved = Label("badSmall", wrap=True)
        self.caption, self.translation = Label("large", wrap=True, select=True), Label(wrap=True, select=True)
        self._own_name, self.own = Label("section"), Label("quiet", wrap=True, select=True)
        self.facts, self._fit_name, self.fit = Facts(), Label("quiet"), FitScale()
        for label in (self.caption, self.translation, self.own):
            # As high as its words need at this width, and not as at the width that it would like.
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            label.setSizePolicy(policy)
        self._empty = EmptyPlace("picture")
        head = row(self._name, self.copy, self.delete, gap=2)
        head.setStretch(0, 1)
        self._name.setMinimumHeight(theme.CONTROL)
        words, fit = QWidget(), row(self._fit_name, self.fit, gap=12)
        fit.setStretch(1, 1)
        parts = (self.caption, self.translation, self._own_name, self.own, self.facts, fit, None)
        column(*parts, gap=8, parent=words)
        full = QWidget()
        layout = column(head, self.picture, self.moved, Scroll(words), gap=10, parent=full)
        layout.setStretch(1, 2)
        layout.setStretch(3, 3)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(full)
        self.body.addWidget(self._stack)
        self.body.setContentsMargins(theme.PAD, 8, theme.PAD - 8, 12)
        self.copy.clicked.connect(self.copy_both)
        self.delete.clicked.connect(self.deleted)
        self.retranslate()

    @property
    def row(self) -> HistoryRow | None:
        """What is shown."""
        return self._row

    def show_row(self, found: HistoryRow | None) -> None:
        """Look at an entry, or at the empty place."""
        before, self._row = self._row, found
        if found is None or before is None or before.entry.id != found.entry.id:
            self._whereabouts = None
            self.picture.set_image(found.image if found else QImage())
        self._stack.setCurrentIndex(0 if found is None else 1)
        self.retranslate()

    def take(self, look: HistoryLook) -> None:
        """The file was looked for."""
        if self._row is None or look.number != self._row.entry.id:
            return
        self._whereabouts = look.whereabouts
        if not look.image.isNull():
            self.picture.set_image(look.image)
        self.retranslate()

    def copy_both(self) -> None:
        """Put the caption and its translation on the clipboard."""
        if self._row is not None:
            entry = self._row.entry
            copy("\n".join(filter(None, (entry.text, entry.translation))), self.copy)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._empty.sentence.setText(self.tr("Select a caption to see it with its picture."))
        for button, words in (
            (self.copy, self.tr("Copy the caption and its translation (Ctrl+C)")),
            (self.delete, self.tr("Delete from the history (Del)")),
        ):
            button.setToolTip(text.plain(words))
            button.setAccessibleName(words)
        self._fit_name.setText(self.tr("Fit"))
        self._own_name.setText(self.tr("The model's own caption"))
        found = self._row
        if found is None:
            return
        entry = found.entry
        self._name.set_whole(name_of(found))
        self.caption.setText(entry.text)
        self.translation.setText(entry.translation)
        self.translation.setVisible(bool(entry.translation))
        differs = entry.text != entry.caption
        self.own.setText(entry.caption)
        self._own_name.setVisible(differs)
        self.own.setVisible(differs)
        self.facts.take(
            (
                (self.tr("Source"), entry.source),
                (self.tr("Model"), shipped_name(entry.checkpoint)),
                (self.tr("Captioned"), time_of(entry.made)),
                (self.tr("Language"), language_name(entry.language)),
            )
        )
        self.fit.show_fit(entry.fit)
        sentence = {
            "gone": self.tr("The file is no longer there: it was moved, renamed or deleted."),
            "changed": self.tr("The file has changed since it was captioned. The caption is of the older picture."),
        }.get(str(self._whereabouts), "")
        self.moved.setText(sentence)
        self.moved.setVisible(bool(sentence))
