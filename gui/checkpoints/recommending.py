"""Recommending a checkpoint by a rule: the form, and why one was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from engine.choosing.recommending import Recommendation, Rule, Why
from engine.metrics import METRICS, preferred, tracked
from gui import text
from gui.checkpoints import jobs
from gui.checkpoints.rows import key_of
from gui.widgets import Banner, Button, Heading, Label, Panel, Segments, Sheet, column, restyle, row
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.runs.catalog import CatalogEntry

_FIELD = 92


class RecommendSheet(Sheet):
    """A small sheet under its button. ``wanted``: the rule.

    Args:
        name: what a score is called.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget, name: Callable[[str], str]) -> None:
        super().__init__(parent)
        self._name = name
        self._offered = False
        self._heading, self._told = Heading(), Label("small", wrap=True)
        self.by = Segments(tracked())
        self._words = (Label(), Label())
        self.size_limit, self.time_limit = QLineEdit(), QLineEdit()
        lines = []
        for words, field in zip(self._words, (self.size_limit, self.time_limit), strict=True):
            field.setFixedWidth(_FIELD)
            field.textChanged.connect(self._check)
            field.returnPressed.connect(self._want)
            lines.append(row(words, None, field))
        self.go = Button("primary", "check")
        self.go.clicked.connect(self._want)
        self.body.addLayout(column(self._heading, self.by, *lines, self._told, 4, row(None, self.go)))
        self.retranslate()

    def offer(self, entries: Sequence[CatalogEntry]) -> None:
        """Let the scores that some checkpoint has be chosen; the first time the one that separates them best is."""
        known = {score for entry in entries for score in entry.scores}
        offered = [score for score in METRICS if score in known] or tracked()
        self.by.set_keys(offered)
        self.by.set_words({score: self._name(score) for score in offered})
        for score in offered:
            self.by.set_enabled(score, score in known)
        if known and (self.by.value not in known or not self._offered):
            self.by.set_value(preferred(entry.scores for entry in entries))
        self._offered = self._offered or bool(known)

    def open_under(self, place: QPoint) -> None:
        """Open with the right upper corner at a place of the screen."""
        self.fit()
        self.move(place - QPoint(self.width(), 0))
        self.show()

    @property
    def rule(self) -> Rule | None:
        """The rule as it is typed; None while a limit is no number above 0."""
        limits = [_limit(field.text()) for field in (self.size_limit, self.time_limit)]
        if any(limit is not None and not limit > 0 for limit in limits):
            return None
        return Rule(self.by.value, *limits)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Best checkpoint by"))
        self.by.set_words({score: self._name(score) for score in self.by.keys})
        limits = (self.tr("Maximum size in MB"), self.tr("Maximum time per picture in ms"))
        for words, field, label in zip(self._words, (self.size_limit, self.time_limit), limits, strict=True):
            words.setText(label)
            field.setAccessibleName(label)
            field.setPlaceholderText(self.tr("no limit"))
        self._told.setText(
            self.tr(
                "A checkpoint that is not grounded is never recommended. The time is measured on "
                "this machine, from the best checkpoint down."
            )
        )
        self.go.setText(self.tr("Recommend"))

    def _check(self) -> None:
        for field in (self.size_limit, self.time_limit):
            limit = _limit(field.text())
            restyle(field, "wrong", limit is not None and not limit > 0)
        self.go.setEnabled(self.rule is not None)

    def _want(self) -> None:
        rule = self.rule
        if rule is not None:
            self.hide()
            self.wanted.emit(rule)


Make = Callable[["Sequence[CatalogEntry]", Rule], Job]


class Recommending(Panel):
    """The button, its sheet, and the answer. ``chosen``: the key of the checkpoint that was found.

    Args:
        banner: where the answer and its reason are told.
        entries: gives all checkpoints.
        name: what a score is called.
        make: makes the job, as ``jobs.recommend_job`` does.
    """

    chosen = Signal(object)

    def __init__(
        self,
        banner: Banner,
        entries: Callable[[], Sequence[CatalogEntry]],
        name: Callable[[str], str],
        make: Make = jobs.recommend_job,
    ) -> None:
        super().__init__()
        self._banner, self._entries, self._name, self._make = banner, entries, name, make
        self._work: Work | None = None
        self.button = Button("secondary", "check", small=True)
        self.button.clicked.connect(self._ask)
        self.sheet = RecommendSheet(self, name)
        self.sheet.wanted.connect(self.recommend)
        row(self.button, parent=self)
        self.retranslate()

    def refresh(self) -> None:
        """Check again whether there is anything to choose from."""
        self.button.setEnabled(self._work is None and bool(self._entries()))

    def recommend(self, rule: Rule) -> None:
        """Find the best by a rule."""
        if self._work is not None:
            return
        work = self._work = Work(self._make(tuple(self._entries()), rule), "recommending", self)
        if rule.max_ms is not None:
            self._banner.tell(
                "info",
                lambda: self.tr("Measuring the time per picture on this machine…"),
                [(lambda: self.tr("Stop"), self._stop)],
                closable=False,
            )
        else:
            self._banner.clear()
        work.done.connect(self._tell)
        work.failed.connect(self._banner.tell_problem)
        work.ended.connect(self._end)
        self.refresh()
        work.start()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.button.setText(self.tr("Recommend…"))
        self.button.setToolTip(self.tr("Find the best checkpoint by a score, within limits of size and time"))

    def _ask(self) -> None:
        self.sheet.offer(self._entries())
        self.sheet.open_under(self.button.mapToGlobal(QPoint(self.button.width(), self.button.height() + 6)))

    def _tell(self, answer: Recommendation) -> None:
        self._banner.tell(
            "warn" if answer.chosen is None else "good", lambda: reason_text(answer, self._name(answer.score))
        )
        if answer.chosen is not None:
            self.chosen.emit(key_of(answer.chosen))

    def _stop(self) -> None:
        self._banner.clear()
        if self._work is not None:
            self._work.stop()

    def _end(self) -> None:
        self._work = None
        self.refresh()


def reason_text(answer: Recommendation, score: str) -> str:
    """Which checkpoint was chosen, and why, in the reader's language.

    Args:
        score: what the score is called.
    """
    translate = QCoreApplication.translate
    chosen, second = answer.chosen, answer.runner_up
    parts = []
    if answer.by_place:
        parts.append(
            translate(
                "Recommend",
                "The checkpoints were scored on different pictures, so they are ranked by position "
                "between floor and ceiling.",
            )
        )
    if chosen is None:
        parts.append(translate("Recommend", "No checkpoint meets these limits."))
    else:
        name, place = f"{chosen.name} · {text.number(chosen.step)}", chosen.place(answer.score)
        if answer.by_place and place is not None:
            sentence = translate(
                "Recommend", "{name} has the best {score}, {value}, {place} of the way from floor to ceiling."
            )
        else:
            sentence = translate("Recommend", "{name} has the best {score}, {value}.")
        value = f"{chosen.scores[answer.score]:.4f}"
        parts.append(sentence.format(name=name, score=score, value=value, place=_percent(place or 0.0)))
        if chosen.run in answer.milliseconds:
            sentence = translate("Recommend", "It takes {time} ms per picture.")
            parts.append(sentence.format(time=text.number(round(answer.milliseconds[chosen.run]))))
    if second is not None and answer.ahead is not None:
        name = f"{second.name} · {text.number(second.step)}"
        if answer.ahead > 0 and answer.by_place:
            sentence = translate("Recommend", "The next, {name}, trails by {ahead} of that range.")
        elif answer.ahead > 0:
            sentence = translate("Recommend", "The next, {name}, trails by {ahead}.")
        else:
            sentence = translate(
                "Recommend", "{name} has the same score; ties go to the smaller, faster or earlier checkpoint."
            )
        parts.append(
            sentence.format(name=name, ahead=_percent(answer.ahead) if answer.by_place else f"{answer.ahead:.4f}")
        )
    out = {
        "unscored": translate("Recommend", "{count} without this score"),
        "blind": translate("Recommend", "{count} not grounded"),
        "large": translate("Recommend", "{count} too large"),
        "unplaced": translate("Recommend", "{count} scored on other pictures, without floor and ceiling"),
        "slow": translate("Recommend", "{count} too slow"),
        "unreadable": translate("Recommend", "{count} cannot be loaded"),
    }
    reasons: list[Why] = ["unscored", "blind", "large", "unplaced", "slow", "unreadable"]
    counted = [out[why].format(count=text.number(answer.count(why))) for why in reasons if answer.count(why)]
    if counted:
        comma = translate("Recommend", ", ")
        parts.append(translate("Recommend", "Excluded: {reasons}.").format(reasons=comma.join(counted)))
    return text.sentences(parts)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _limit(words: str) -> float | None:
    """A limit as it is typed: None for none, not a number for what is none."""
    if not words.strip():
        return None
    try:
        return float(words)
    except ValueError:
        return float("nan")
