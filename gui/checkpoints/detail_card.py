"""The details of one checkpoint, its note, and its pin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui import text, theme
from gui.checkpoints.rows import CheckpointRows
from gui.checkpoints.verdicts import KINDS, verdict_told, verdict_word
from gui.widgets import (
    Button,
    Card,
    Chip,
    Elided,
    EmptyPlace,
    Facts,
    Label,
    Panel,
    Scale,
    Scroll,
    between_told,
    bounds_told,
    column,
    fault_told,
    row,
)

if TYPE_CHECKING:
    from engine.runs.catalog import CatalogEntry

NOTE_MS = 700
"""A note is written when the typing has paused so long."""


_LEAST = 84
"""Height that the facts have at least, in pixels."""


class _Room(Scroll):
    """As high as what is in it; in a low window it gives way, and scrolls."""

    def __init__(self, facts: Facts) -> None:
        self._facts, self._held = facts, QWidget()
        column(facts, parent=self._held)
        super().__init__(self._held)
        self.setMinimumHeight(_LEAST)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt override: its own hint stays what it was at first, however many facts there are."""
        return self._held.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt override: a line that has only now taken the theme's font may have another height."""
        done = super().eventFilter(watched, event)
        if watched is self._held and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return done

    def fit(self) -> None:
        """Take the height of other facts. By itself Qt would come to it one change late, and cut their values."""
        for widget in (self._facts, self._held):
            layout = widget.layout()
            assert layout is not None
            layout.activate()
        self.setMaximumHeight(max(_LEAST, self.sizeHint().height()))
        self.updateGeometry()


class DetailCard(Card):
    """``noted``: a checkpoint with another note or pin."""

    noted = Signal(object)

    def __init__(self, rows: CheckpointRows) -> None:
        super().__init__()
        self._rows = rows
        self._entry: CatalogEntry | None = None
        self._title, self._told = Elided("heading"), Elided("quiet", mode=Qt.TextElideMode.ElideRight)
        self.pin, self._open = Button("quiet", "pin", small=True), Button("quiet", "folder", small=True)
        self.pin.setCheckable(True)
        self.pin.clicked.connect(self._pin)
        self._open.clicked.connect(self._open_folder)
        self._verdict = Chip("good")
        self.evaluate = Button("secondary", "curve", small=True)
        self._facts = Facts()
        self._room = _Room(self._facts)
        self._note_name = Label("quiet")
        self.note = QPlainTextEdit()
        self.note.setProperty("boxed", True)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(52)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(NOTE_MS)
        self._later.timeout.connect(self.flush)
        self.note.textChanged.connect(self._later.start)
        self._full, self._empty = Panel(), EmptyPlace("info")
        head = row(self._title, self.pin, self._open, gap=2)
        head.setStretch(0, 1)
        judged = row(self._verdict, None, self.evaluate)
        above, below = column(head, self._told, judged, 2), column(4, self._note_name, self.note)
        for part in (above, below):
            part.setContentsMargins(0, 0, Scroll.BAR, 0)
        column(above, self._room, below, parent=self._full)
        self.body.setContentsMargins(theme.PAD, 8, theme.PAD - Scroll.BAR, theme.PAD)
        self.body.addWidget(self._full)
        self.body.addWidget(self._empty)
        self.retranslate()

    def show_entry(self, entry: CatalogEntry | None) -> None:
        """Show another checkpoint; a note that is still being typed is written first."""
        self.flush()
        self._entry = entry
        self._full.setVisible(entry is not None)
        self._empty.setVisible(entry is None)
        if entry is None:
            return
        self.note.blockSignals(True)
        self.note.setPlainText(entry.note.text)
        self.note.blockSignals(False)
        self.pin.setChecked(entry.note.pinned)
        self._word()

    def flush(self) -> None:
        """Tell what was typed, if it differs."""
        self._later.stop()
        entry = self._entry
        if entry is not None and self.note.toPlainText().strip() != entry.note.text:
            self._change(replace(entry.note, text=self.note.toPlainText().strip()))

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._empty.sentence.setText(self.tr("Select a checkpoint to see its details."))
        self._note_name.setText(self.tr("Note"))
        self.note.setPlaceholderText(self.tr("Add a note"))
        self.note.setAccessibleName(self.tr("Note"))
        self.pin.setToolTip(self.tr("Pin: never delete it automatically, and keep it at the top of the table"))
        self.pin.setAccessibleName(self.tr("Pin"))
        self._open.setToolTip(self.tr("Open folder"))
        self._open.setAccessibleName(self.tr("Open folder"))
        self.evaluate.setText(self.tr("Evaluate…"))
        self.evaluate.setToolTip(self.tr("Caption a split with this checkpoint and evaluate it in full"))
        self._word()

    def _word(self) -> None:
        entry = self._entry
        if entry is None:
            return
        self._title.set_whole(f"{entry.name} · {text.number(entry.step)}")
        parts = [text.choice_label(value) for value in (entry.recipe, entry.encoder, entry.decoder)]
        self._told.set_whole(" · ".join(dict.fromkeys(parts)))
        self._verdict.setVisible(entry.verdict is not None)
        if entry.verdict is not None:
            self._verdict.set_kind(KINDS[entry.verdict])
            self._verdict.setText(verdict_word(entry.verdict))
            self._verdict.setToolTip(text.plain(verdict_told(entry.verdict, entry.scores.get("grounding"))))
        self._facts.take(self._list(entry), self._scales(entry))
        self._room.fit()

    def _list(self, entry: CatalogEntry) -> list[tuple[str, str]]:
        name = self._rows.column_name
        facts = [(self.tr("Epoch"), text.number(entry.epoch))]
        if entry.loss is not None:
            facts.append((name("loss"), text.decimal(entry.loss, 4)))
        for score, value in entry.scores.items():
            if score == "grounding":
                # The verdict above tells it.
                continue
            scale = self._rows.scale(entry, score)
            value_words = text.decimal(value, 4)
            if scale is not None:
                value_words += " ({}–{})".format(*(text.decimal(bound, 2) for bound in scale.bounds))
            facts.append((name(score), value_words))
        facts.append((name("size"), text.size(entry.size_bytes)))
        facts.append((self.tr("Can be resumed"), self.tr("yes") if entry.resumable else self.tr("no")))
        return facts

    def _scales(self, entry: CatalogEntry) -> dict[str, tuple[Scale, str]]:
        """By what the scores are called, where they stand between what is reached blindly and by knowing all."""
        found = {}
        for score in entry.scores:
            scale = self._rows.scale(entry, score)
            if scale is not None:
                tip = bounds_told(scale.value, scale.bounds, "{:.4f}".format)
                meant = fault_told(scale.bounds.people) if scale.wrong else between_told(scale.bounds.people)
                found[self._rows.column_name(score)] = (scale, f"{tip}\n{meant}")
        return found

    def _pin(self, on: bool) -> None:
        if self._entry is not None:
            self._change(replace(self._entry.note, pinned=on))

    def _change(self, note: object) -> None:
        assert self._entry is not None
        self._entry = replace(self._entry, note=note)  # type: ignore[arg-type]
        self.noted.emit(self._entry)

    def _open_folder(self) -> None:
        if self._entry is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._entry.folder)))
