"""Adding to the queue: one run with the form's settings, or one run per value of one setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from engine.checking import SettingsWrong
from engine.recipes import resolve
from engine.settings import Settings, choices, field
from gui import text, theme
from gui.train.recipe_card import MAIN, MORE
from gui.widgets import Button, Card, Facts, Hairline, Heading, Label, Scroll, column, row
from gui.widgets.setting import Combo

FIRST = "decoder"
"""The setting that is offered first."""
_UNVARIED = ("recipe", "fixed_samples")


class AddCard(Card):
    """``wanted``: a setting's name and its values; no name and no values for one run as it stands in the form."""

    wanted = Signal(str, list)

    def __init__(self) -> None:
        super().__init__()
        self._ready = False
        self._heading, self._from, self._vary = Heading(), Label("quiet", wrap=True), Heading()
        self._wrong = Label("bad", wrap=True)
        self._changed_name, self._own_name = Heading(), Heading()
        self.changed, self.own = Facts(), Facts()
        self._recipe, self._changes = "", dict[str, Any]()
        self.one, self.several = Button("secondary", "add"), Button("secondary", "add")
        self.setting = Combo()
        for name in Settings.model_fields:
            if name not in _UNVARIED:
                self.setting.addItem("", name)
        self.setting.setCurrentIndex(self.setting.findData(FIRST))
        self.typed = QLineEdit()
        self.typed.textChanged.connect(lambda _: self.tell_wrong(""))
        self.typed.textChanged.connect(self._refresh)
        self.boxes: dict[str, QCheckBox] = {}
        self._box_column = column(gap=0)
        self.setting.currentIndexChanged.connect(self._offer)
        self.one.clicked.connect(lambda: self.wanted.emit("", []))
        self.several.clicked.connect(lambda: self.wanted.emit(self.name, self.values))
        inside = QWidget()
        column(
            self._from,
            self.one,
            4,
            Hairline(),
            self._vary,
            self.setting,
            self.typed,
            self._box_column,
            self.several,
            self._wrong,
            4,
            Hairline(),
            self._changed_name,
            self.changed,
            self._own_name,
            self.own,
            None,
            parent=inside,
        )
        self._scroll = Scroll(inside)
        self.body.setContentsMargins(theme.PAD, theme.PAD - 2, theme.PAD - Scroll.BAR, theme.STEP)
        self.body.addLayout(row(self._heading))
        self.body.addWidget(self._scroll, 1)
        self._wrong.hide()
        self._offer()
        self.retranslate()

    @property
    def name(self) -> str:
        """The setting to vary."""
        return str(self.setting.currentData())

    @property
    def values(self) -> list[Any]:
        """The values to give it, each once."""
        if self.boxes:
            return [value for value, box in self.boxes.items() if box.isChecked()]
        parts = (part.strip() for part in self.typed.text().replace("，", ",").split(","))
        return list(dict.fromkeys(part for part in parts if part))

    def set_ready(self, ready: bool, reason: str) -> None:
        """Whether there is data to train on, and what a run would be made of."""
        self._ready = ready
        self._from.setText(reason)
        self._refresh()

    def show_settings(self, recipe: str, changes: Mapping[str, Any]) -> None:
        """List what a run would have: first what is changed of the recipe, then the recipe's own main settings."""
        self._recipe, self._changes = recipe, dict(changes)
        self._list()

    def tell_wrong(self, sentence: str) -> None:
        """Say what is wrong with the settings; nothing takes it away."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def choose(self, name: str, values: Sequence[str]) -> None:
        """Choose a setting and its values, as the person would."""
        self.setting.setCurrentIndex(self.setting.findData(name))
        self.typed.setText(", ".join(values))
        for value, box in self.boxes.items():
            box.setChecked(value in values)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Add to the queue"))
        self.one.setText(self.tr("Add one run"))
        self._vary.setText(self.tr("Vary one setting"))
        self.setting.setAccessibleName(self.tr("Vary one setting"))
        for place in range(self.setting.count()):
            self.setting.setItemText(place, text.setting_label(str(self.setting.itemData(place))))
        self.typed.setPlaceholderText(self.tr("Values, such as 128, 256, 512"))
        self.typed.setAccessibleName(self.tr("Values"))
        for value, box in self.boxes.items():
            box.setText(self._word(value))
        self._changed_name.setText(self.tr("Changed settings"))
        self._own_name.setText(self.tr("Recipe defaults"))
        self._list()
        self._refresh()

    def _list(self) -> None:
        if not self._recipe:
            return
        try:
            own = resolve(self._recipe, self._changes).model_dump()
        except SettingsWrong:
            # What is wrong is told where a run is added; the list says what stands in the form.
            own = {**resolve(self._recipe, {}).model_dump(), **self._changes}
        self.changed.take(_fact(name, own[name]) for name in self._changes)
        self.own.take(_fact(name, own[name]) for name in MAIN + MORE if name not in self._changes)
        for shown in (self._changed_name, self.changed):
            shown.setVisible(bool(self._changes))

    def _offer(self) -> None:
        """Show the values that the setting can have, or a place to type them."""
        for box in self.boxes.values():
            self._box_column.removeWidget(box)
            box.hide()
            box.deleteLater()
        truth = field(self.name).annotation is bool
        self.boxes = {value: QCheckBox() for value in (("true", "false") if truth else choices(self.name))}
        for box in self.boxes.values():
            box.toggled.connect(self._refresh)
            self._box_column.addWidget(box)
        self.typed.clear()
        self.typed.setVisible(not self.boxes)
        self.tell_wrong("")
        self.retranslate()

    def _word(self, value: str) -> str:
        words = {"true": self.tr("yes"), "false": self.tr("no")}
        return words.get(value) or text.choice_label(value)

    def _refresh(self) -> None:
        count = len(self.values)
        self.one.setEnabled(self._ready)
        self.several.setEnabled(self._ready and count > 0)
        label = self.tr("Add {count} runs") if count > 1 else self.tr("Add 1 run") if count else self.tr("Add runs")
        self.several.setText(label.format(count=text.number(count)))


def _fact(name: str, value: Any) -> tuple[str, str]:
    """A setting as a line of the list."""
    return text.setting_label(name), f"{text.value_text(value)} {text.setting_unit(name)}".rstrip()
