"""The recipe and its settings."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.recipes import RECIPES, resolve
from engine.settings import Settings
from gui import text, theme
from gui.widgets import Button, Card, Heading, Label, Scroll, Segments, column, row
from gui.widgets.form import SettingsForm

MAIN = ("encoder", "encoder_weights", "batch_size", "epochs", "lr_encoder", "lr_decoder", "evaluate_every")
MORE = ("warmup_steps", "schedule", "dropout", "frame", "evaluate_share", "beam_width", "checkpoint_every", "seed")
"""Shown among the main settings as far as there is room for them."""
START = "compact"
"""The recipe that any machine can train."""
ROW = 38
"""Height of a setting with its space."""


class RecipeCard(Card):
    """A recipe, the main settings, and all of them on demand; scrolls inside itself."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heading = Heading()
        self._reset = Button("link")
        self._held = Label("small")
        self._recipes = Segments(tuple(RECIPES))
        self._recipes.chosen.connect(self._choose)
        self.form = SettingsForm(MAIN)
        self._reset.clicked.connect(self.form.reset)
        self.form.changed.connect(self._mark)
        self.form.changed.connect(self.changed)
        self._more = Button("link", "settings")
        self._more.clicked.connect(lambda: self.show_all(not self.form.shows_all))
        inside = QWidget()
        column(self.form, self._more, None, gap=theme.STEP, parent=inside)
        self._scroll = Scroll(inside)
        self.body.setContentsMargins(theme.PAD, theme.PAD - 2, theme.PAD - Scroll.BAR, theme.STEP)
        head, choice = row(self._heading, None, self._held, self._reset), row(self._recipes)
        for line in (head, choice):
            line.setContentsMargins(0, 0, Scroll.BAR, 0)
            self.body.addLayout(line)
        self.body.addWidget(self._scroll, 1)
        self.set_recipe(START)
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: a high card shows more settings at once."""
        super().resizeEvent(event)
        room = (self._scroll.height() - 40) // ROW - len(MAIN)
        self.form.set_main(MAIN + MORE[: max(0, room)])

    def set_recipe(self, recipe: str, changes: Mapping[str, Any] | None = None) -> None:
        """Take a recipe with some values changed."""
        if recipe in RECIPES:
            self._recipes.set_value(recipe)
            self.form.set_recipe(recipe, changes)
            self._mark()

    def show_settings(self, settings: Settings) -> None:
        """Take the values of a run."""
        values = settings.model_dump()
        weights = settings.encoder_weights
        own = resolve(settings.recipe, {"encoder_weights": weights}).model_dump()
        changes = {name: value for name, value in values.items() if value != own[name]}
        if weights != resolve(settings.recipe, {}).encoder_weights:
            changes["encoder_weights"] = weights
        self.set_recipe(settings.recipe, changes)

    def tip(self, recipe: str) -> str:
        """What is told of a recipe beside its name."""
        if recipe == "notebook":
            first = self.tr("VGG19 and a GRU, trained as in the published notebook; needs a GPU")
            return "\n".join([first, *self._notebook_differences()])
        if recipe == "recommended":
            return self.tr(
                "Frozen EfficientNet-Lite0 with ImageNet weights and a GRU with attention; trains in "
                "minutes without a GPU"
            )
        return self.tr("A small network that trains on any machine in minutes")

    def settings(self) -> Settings:
        """The values in the form.

        Raises:
            SettingsWrong: with all that is wrong, which then stands beside each value.
        """
        try:
            return self.form.settings()
        finally:
            self.retranslate()

    def set_editable(self, editable: bool) -> None:
        """Whether values may be changed now."""
        for widget in (self._recipes, self.form, self._reset):
            widget.setEnabled(editable)
        self._mark()

    def show_all(self, everything: bool) -> None:
        """Show every setting, or the main ones."""
        self.form.show_all(everything)
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Recipe"))
        self._held.setText(self.tr("stop the run to change it"))
        self._reset.setText(self.tr("Reset"))
        self._reset.setToolTip(self.tr("Reset all settings to the recipe defaults"))
        self._more.setText(self.tr("Fewer settings") if self.form.shows_all else self.tr("All settings…"))
        self._recipes.set_words(
            {name: text.choice_label(name) for name in RECIPES}, {name: self.tip(name) for name in RECIPES}
        )

    def _notebook_differences(self) -> list[str]:
        """What the recipe does otherwise than the notebook; both READMEs say the same."""
        return [
            self.tr("Batches of 32 pictures in place of 1; batch_size=1 gives the notebook's."),
            self.tr("Captions are made of the centre of a picture, where the notebook crops at random."),
            self.tr("Beam search keeps 5 hypotheses alive; the notebook's loses one whenever a caption ends."),
            self.tr("Pictures are resized with a Hamming filter in place of a bilinear one."),
        ]

    def _choose(self, recipe: str) -> None:
        self.form.set_recipe(recipe)
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        editable = self.form.isEnabledTo(self)
        self._held.setVisible(not editable)
        self._reset.setVisible(editable and bool(self.form.changes))
