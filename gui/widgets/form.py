"""The settings form, generated from their schema: the main ones first, all of them by section on demand."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from engine.checking import SettingsWrong, Wrong
from engine.recipes import RECIPES, resolve
from engine.settings import SECTIONS, Settings, choices, extra, field
from gui import text, theme
from gui.widgets.basics import Label, Panel, column
from gui.widgets.encoderrow import WEIGHTS, EncoderRow, WeightsRow
from gui.widgets.setting import ChoiceRow, NumberRow, SettingRow, SwitchRow, TextRow

HIDDEN = ("recipe",)
"""What another control of the window chooses."""


class SettingsForm(Panel):
    """Holds a recipe and the changes to it; reports all errors at once."""

    changed = Signal()

    def __init__(self, main: Sequence[str]) -> None:
        super().__init__()
        self._main = tuple(main)
        self._recipe = next(iter(RECIPES))
        self._changes: dict[str, dict[str, Any]] = {recipe: {} for recipe in RECIPES}
        self._rows: dict[str, SettingRow] = {}
        self._headings: dict[str, Label] = {}
        self._all = False
        self._layout: QVBoxLayout = column(gap=6, parent=self)
        for name in self._main:
            self._add(name)

    @property
    def recipe(self) -> str:
        """The recipe that the values start from."""
        return self._recipe

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from the recipe by the person's wish."""
        return dict(self._changes[self._recipe])

    @property
    def shows_all(self) -> bool:
        """Whether every setting is shown, and not the main ones only."""
        return self._all

    def set_recipe(self, recipe: str, changes: Mapping[str, Any] | None = None) -> None:
        """Take a recipe's values, with what was changed of it before or with the given changes."""
        if recipe not in RECIPES:
            return
        self._recipe = recipe
        if changes is not None:
            self._changes[recipe] = {name: value for name, value in changes.items() if name in Settings.model_fields}
        self._show()

    def reset(self) -> None:
        """Go back to the recipe's own values."""
        self._changes[self._recipe] = {}
        self._show()
        self.changed.emit()

    def set_value(self, name: str, value: Any) -> None:
        """Change one setting, as the person would."""
        self._changes[self._recipe][name] = value
        self._show()
        self.changed.emit()

    def set_in_all(self, changes: Mapping[str, Any]) -> None:
        """Change settings of every recipe: those that go with the data rather than with the recipe."""
        for kept in self._changes.values():
            kept.update((name, value) for name, value in changes.items() if name in Settings.model_fields)
        self._show()
        self.changed.emit()

    def settings(self) -> Settings:
        """The values in the form.

        Raises:
            SettingsWrong: with all that is wrong, which the form then shows too.
        """
        try:
            return resolve(self._recipe, self._changes[self._recipe])
        except SettingsWrong as problem:
            if any(wrong.name not in self._main for wrong in problem.wrongs):
                self.show_all(True)
            self._show()
            raise

    def sound_settings(self) -> Settings:
        """What stands in the form, with the recipe's own values where it is wrong."""
        return self._sound()[0]

    def row(self, name: str) -> SettingRow:
        """The row of a setting that is shown."""
        return self._rows[name]

    def set_main(self, names: Sequence[str]) -> None:
        """The settings shown where not all are, in their order."""
        if tuple(names) != self._main:
            self._main = tuple(names)
            self.show_all(self._all)

    def show_all(self, everything: bool) -> None:
        """Show every setting by section, or the main ones."""
        self._all = everything
        names = [name for name in Settings.model_fields if name not in HIDDEN]
        for name in names if everything else self._main:
            if name not in self._rows:
                self._add(name)
        # Not takeAt(): PySide never deletes what it gives, and a row would keep for good the height it had then.
        for part in (*self._rows.values(), *self._headings.values()):
            self._layout.removeWidget(part)
        for heading in self._headings.values():
            heading.hide()
        if everything:
            for section in SECTIONS:
                self._place_heading(section)
                for name in names:
                    if extra(name)["section"] == section:
                        self._layout.addWidget(self._rows[name])
        else:
            for name in self._main:
                self._layout.addWidget(self._rows[name])
        for name, row in self._rows.items():
            row.setVisible(everything or name in self._main)
        self._show()

    def retranslate(self) -> None:
        """See ``Worded``."""
        for section, heading in self._headings.items():
            heading.setText(text.section_label(section))

    def _add(self, name: str) -> None:
        row = make_row(name)
        row.edited.connect(lambda name=name: self._edited(name))
        self._rows[name] = row
        self._layout.addWidget(row)

    def _place_heading(self, section: str) -> None:
        if section not in self._headings:
            heading = Label("section")
            heading.setContentsMargins(0, theme.STEP, 0, 0)
            self._headings[section] = heading
        heading = self._headings[section]
        heading.setText(text.section_label(section))
        heading.show()
        self._layout.addWidget(heading)

    def _edited(self, name: str) -> None:
        changes = self._changes[self._recipe]
        changes[name] = self._rows[name].value
        weights = self._rows.get(WEIGHTS)
        if name == "encoder" and isinstance(weights, WeightsRow):
            weights.offer(str(changes[name]))
            changes[WEIGHTS] = weights.value
        self._show(keep=name)
        self.changed.emit()

    def _sound(self) -> tuple[Settings, dict[str, Wrong]]:
        changes = self._changes[self._recipe]
        try:
            return resolve(self._recipe, changes), {}
        except SettingsWrong as problem:
            wrongs = {wrong.name: wrong for wrong in problem.wrongs}
            sound = {name: value for name, value in changes.items() if name not in wrongs}
            return resolve(self._recipe, sound), wrongs

    def _show(self, keep: str = "") -> None:
        """Bring every row up to date, but for the one being typed in."""
        changes = self._changes[self._recipe]
        settings, wrongs = self._sound()
        values = {**settings.model_dump(), **{name: changes[name] for name in wrongs}}
        own = resolve(self._recipe, {WEIGHTS: changes[WEIGHTS]} if WEIGHTS in changes else {}).model_dump()
        for name, row in self._rows.items():
            if isinstance(row, WeightsRow):
                row.offer(str(values["encoder"]))
            if name != keep:
                row.set_value(values[name])
            row.tell(wrongs.get(name))
            row.set_changed(name in changes and (name == WEIGHTS or values[name] != own[name]))


def make_row(name: str) -> SettingRow:
    """The row that fits a setting's type."""
    if name == WEIGHTS:
        return WeightsRow()
    if name == "encoder":
        return EncoderRow()
    if choices(name):
        return ChoiceRow(name)
    kind = field(name).annotation
    if kind is str:
        return TextRow(name)
    return SwitchRow(name) if kind is bool else NumberRow(name)
