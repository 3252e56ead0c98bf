"""Recovery from a problem that ends a run: other encoder weights, or another try."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from engine.errors import Problem
from engine.recipes import resolve
from gui.train.recipe_card import RecipeCard
from gui.widgets import Banner
from gui.widgets.encoderrow import WEIGHTS, WeightsRow
from gui.widgets.notice import Action

Resume = Callable[[Path, dict[str, Any] | None], None]


class Mending(QObject):
    """Tells a problem in a banner with the buttons that mend it.

    Args:
        recipe: whose form then shows what was chosen.
        resume: goes on with a run, with some settings changed.
    """

    def __init__(self, banner: Banner, recipe: RecipeCard, resume: Resume, parent: QObject) -> None:
        super().__init__(parent)
        self._banner, self._recipe, self._resume = banner, recipe, resume

    def tell(self, problem: Problem, folder: Path | None) -> None:
        """Tell what a run failed by; without its folder there is nothing to mend."""
        actions: list[Action] = []
        if (
            problem.code in ("weights-unreachable", "weights-package", "weights-none", "weights-framing")
            and folder is not None
        ):
            actions = [
                (lambda: self.tr("Choose a file…"), lambda: self._with_file(folder)),
                (lambda: self.tr("Train from scratch"), lambda: self._from_scratch(folder)),
            ]
        if problem.code in ("weights-unreachable", "weights-package") and folder is not None:
            actions.append((lambda: self.tr("Try again"), lambda: self._resume(folder, None)))
        self._banner.tell_problem(problem, actions)

    def _with_file(self, folder: Path) -> None:
        weights = self._recipe.form.row(WEIGHTS)
        assert isinstance(weights, WeightsRow)
        if weights.choose_file():
            self._recipe.form.set_value(WEIGHTS, weights.value)
            self._resume(folder, {WEIGHTS: weights.value})

    def _from_scratch(self, folder: Path) -> None:
        """Go on without pretrained weights, at the rates that work so."""
        form = self._recipe.form
        form.set_value(WEIGHTS, "scratch")
        self._resume(folder, resolve(form.recipe, form.changes).model_dump())
