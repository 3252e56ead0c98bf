"""The form for what an online translator needs: a server's address, an app ID, keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from engine.errors import Problem
from gui import text
from gui.widgets import Button, Heading, Label, Sheet, column, row

Keep = Callable[[str, str, list[str]], Problem | None]
"""Keeps the keys of a maker (its name, the server's address, the keys); tells why they are not kept for good."""


def keep_keys(maker: str, url: str, values: list[str]) -> Problem | None:
    """Put keys into the system's keyring, or into this session where there is none; empty ones are left as they are.

    Raises:
        Problem: the address is missing or wrong.
    """
    from engine.translation.keys import Secret, keep_key
    from engine.translation.translator import keys_of

    problem: Problem | None = None
    for key, value in zip(keys_of(maker, url), values, strict=True):  # type: ignore[arg-type]
        if value.strip():
            problem = keep_key(key, Secret(value)) or problem
    return problem


class TranslatorForm(Sheet):
    """A small sheet beside its button. ``entered``: the maker's name and the server's address, its keys being kept.

    ``kept_for_session``: a Problem that says why the keys are not kept for longer.
    """

    entered = Signal(str, str)
    kept_for_session = Signal(object)

    def __init__(self, parent: QWidget, keep: Keep = keep_keys) -> None:
        super().__init__(parent)
        self._keep = keep
        self._maker = "baidu"
        self._heading, self._told = Heading(), Label("small", wrap=True)
        self._names = [Label("quiet"), Label("quiet")]
        self.edits = [QLineEdit(), QLineEdit()]
        self._bad = Label("bad", wrap=True)
        self.save = Button("primary")
        self.save.clicked.connect(self.enter)
        for edit in self.edits:
            edit.returnPressed.connect(self.enter)
        fields = [part for pair in zip(self._names, self.edits, strict=True) for part in pair]
        self.body.addLayout(column(self._heading, self._told, 4, *fields, self._bad, 4, row(None, self.save)))
        self.retranslate()

    def ask(self, maker: str, url: str, place: QPoint) -> None:
        """Open for a translator, with the right upper corner at a place of the screen."""
        self._maker = maker
        self._bad.hide()
        for edit in self.edits:
            edit.clear()
        self.edits[0].setText(url if maker == "libretranslate" else "")
        self.retranslate()
        self.fit()
        self.move(place - QPoint(self.width(), 0))
        self.show()
        self.edits[0].setFocus()

    def enter(self) -> None:
        """Keep what was typed, and go on with it; what is wrong is told here."""
        first, second = (edit.text().strip() for edit in self.edits)
        online = self._maker == "libretranslate"
        url, values = (first, [second]) if online else ("", [first, second])
        try:
            fault = self._keep(self._maker, url, values)
        except Problem as problem:
            self._bad.setText(text.problem_text(problem))
            self._bad.show()
            self.fit()
            return
        # What stood here must not be read over a shoulder later.
        self.edits[1].clear()
        self.hide()
        self.entered.emit(self._maker, url)
        if fault is not None:
            self.kept_for_session.emit(fault)

    def retranslate(self) -> None:
        """See ``Worded``."""
        online = self._maker == "libretranslate"
        self._heading.setText(text.choice_label(self._maker))
        self._told.setText(
            self.tr("Captions are sent to this server. Its key, if it needs one, is stored in the system keyring.")
            if online
            else self.tr(
                "Captions are sent to Baidu. The app ID and key are stored in the system keyring, never in a file."
            )
        )
        names = (
            (self.tr("Address, such as http://localhost:5000"), self.tr("Key, if the server needs one"))
            if online
            else (self.tr("App ID"), self.tr("Key"))
        )
        for label, edit, name in zip(self._names, self.edits, names, strict=True):
            label.setText(name)
            edit.setAccessibleName(name)
        self.edits[0].setEchoMode(QLineEdit.EchoMode.Normal)
        self.edits[1].setEchoMode(QLineEdit.EchoMode.Password)
        self.save.setText(self.tr("Save and use"))
