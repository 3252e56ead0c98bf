"""The results of an evaluation, one card each: verdict, scores, attributes with their confusions, balance, words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal

from engine.captions.tokens import Tokens, counted_in
from engine.metrics.verdict import REASONS
from engine.report.wording import Words
from engine.translation.offline import worded
from gui import text, theme
from gui.checkpoints.evaluating.bars import Bar, Bars
from gui.checkpoints.evaluating.matrix import Matrix
from gui.checkpoints.verdicts import KINDS, verdict_word
from gui.widgets import Card, Chip, Heading, Label, Pill, PillRows, column, fault_told, row

if TYPE_CHECKING:
    from engine.captions.attributes import AttributeReport
    from engine.captions.domain import CaptionDomain
    from engine.evaluation.full import FullEvaluation
    from engine.metrics.bounds import Bounds

IMBALANCES = 8
NEVER_SAID = 40
"""Number of never-used words that are shown."""


def words(domain: CaptionDomain) -> Words:
    """What attributes and their values are called, in the reader's language."""
    return Words(text.language().content, domain)


def percent(value: float | None) -> str:
    """A share as people read it."""
    return "–" if value is None else f"{value:.1%}"


class Finding(Card):
    """A card of an evaluation: a heading, a sentence, and the content of a subclass."""

    def __init__(self) -> None:
        super().__init__()
        self.evaluation: FullEvaluation | None = None
        self.heading, self.sentence = Heading(), Label("quiet", wrap=True)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.sentence)

    def take(self, evaluation: FullEvaluation) -> None:
        """Show another evaluation."""
        self.evaluation = evaluation
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        if self.evaluation is not None:
            self.tell(self.evaluation)

    def tell(self, evaluation: FullEvaluation) -> None:
        """Word and draw it."""
        raise NotImplementedError


class VerdictCard(Finding):
    """The grounding verdict, its figures, and the losses of each group of words."""

    def __init__(self) -> None:
        super().__init__()
        self.chip, self.verdict = Chip("good"), Label(wrap=True)
        self.bars = Bars()
        self._key = Label("small", wrap=True)
        self.body.removeWidget(self.sentence)
        head = row(self.heading, self.chip, None, gap=theme.GAP)
        self.body.removeWidget(self.heading)
        left = column(head, self.verdict, self.sentence, None)
        right = column(self.bars, self._key, None)
        both = row(left, right, gap=3 * theme.STEP)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.body.addLayout(both)

    def tell(self, evaluation: FullEvaluation) -> None:
        """See ``Finding``."""
        found = evaluation.grounding
        self.heading.setText(self.tr("Grounding test"))
        self.chip.set_kind(KINDS[found.verdict])
        self.chip.setText(verdict_word(found.verdict, found.reason))
        self.verdict.setText(QCoreApplication.translate("Grounding", REASONS[found.reason]))
        self.sentence.setText(
            self.tr(
                "With other pictures the loss goes from {own} to {others} nats per word, a change of "
                "{margin} (standard error {error}). In {won} of the comparisons a caption is more "
                "likely with its own picture (chance: 50%). {blank} of the captions equal that of a "
                "white picture; {dead} of the feature units are dead. {count} pictures were tested."
            ).format(
                own=text.decimal(found.loss_true, 3),
                others=text.decimal(found.loss_shuffled, 3),
                margin=text.decimal(found.margin, 4, signed=True),
                error=text.decimal(found.error, 4),
                won=percent(found.own),
                blank=percent(found.same_as_blank),
                dead=percent(found.dead_units),
                count=text.number(found.pictures),
            )
        )
        say = words(evaluation.domain)
        whole = max((max(loss.true, loss.shuffled) for loss in found.groups.values()), default=1.0) or 1.0
        self.bars.take(
            [
                Bar(
                    say(group),
                    f"{loss.true:.2f} / {loss.shuffled:.2f}",
                    loss.true / whole,
                    second=loss.shuffled / whole,
                    tip=self.tr("{count} words").format(count=text.number(loss.words)),
                )
                for group, loss in found.groups.items()
            ]
        )
        self._key.setText(
            self.tr("Loss per word by kind of word: with the captions' own pictures (blue) and with others (grey).")
        )


class ScoresCard(Finding):
    """Every score between its floor and its ceiling."""

    def __init__(self) -> None:
        super().__init__()
        self.bars, self.fault = Bars(), Label("bad", wrap=True)
        self._constant = Label("small", wrap=True)
        for part in (self.bars, self.fault, self._constant):
            self.body.addWidget(part)

    def tell(self, evaluation: FullEvaluation) -> None:
        """See ``Finding``."""
        bounds = evaluation.bounds
        self.heading.setText(self.tr("Scores"))
        people = bounds.ceiling_of == "people"
        self.sentence.setText(" ".join((self._explained(bounds), *self._counted(evaluation.language))))
        rows = []
        for score, value in evaluation.scores.values.items():
            fair = (evaluation.held_out or {}).get(score)
            floor, ceiling = bounds.floor.get(score), (bounds.ceiling or {}).get(score)
            wrong = score in evaluation.above_ceiling
            chance = bounds.random.get(score)
            whole = max(value, floor or 0.0, ceiling or 0.0, chance or 0.0) or 1.0
            between = "–".join("?" if bound is None else f"{bound:.2f}" for bound in (floor, ceiling))
            words = f"{value:.3f}" if floor is None else f"{value:.3f} ({between})"
            rows.append(
                Bar(
                    text.score_name(score),
                    words,
                    value / whole,
                    mark=None if chance is None else chance / whole,
                    band=None if floor is None or ceiling is None else (floor / whole, ceiling / whole),
                    bad=wrong,
                    tip=fault_told(people) if wrong else "" if fair is None else self._fair(fair),
                )
            )
        self.bars.take(rows)
        self.fault.setText(fault_told(people))
        self.fault.setVisible(bool(evaluation.above_ceiling))
        reader = text.language().content
        caption = worded(bounds.caption, evaluation.language, reader, evaluation.domain)
        self._constant.setText(self.tr("The best constant caption: {caption}").format(caption=caption))

    def _explained(self, bounds: Bounds) -> str:
        """What the band and the line are."""
        if not bounds.ceiling:
            return self.tr(
                "The second figure is the score of the best constant caption; the line marks a random caption."
            )
        if bounds.ceiling_of != "people":
            return self.tr(
                "The darker band runs from the best constant caption to the true attributes in the "
                "best wording; the line marks a random caption."
            )
        sentence = self.tr(
            "The darker band runs from the best constant caption to people, whose captions are each scored against the "
            "other captions of the picture: one reference fewer than the model has. A good model may pass people, "
            "because it says what is most common. The line marks a random caption."
        )
        if not bounds.single:
            return sentence
        left_out = self.tr("Pictures with one caption, which take no part in it: {count}.")
        return f"{sentence} {left_out.format(count=text.number(bounds.single))}"

    def _counted(self, language: str) -> tuple[str, ...]:
        """On what scores of another language than English are counted."""
        counted = {
            "characters": self.tr("Scores are counted on characters, without punctuation."),
            "words": self.tr("Scores are counted on words in lower case, without punctuation."),
        }
        tokens = counted_in(language, Tokens.COCO)
        return (counted[tokens],) if tokens in counted else ()

    def _fair(self, score: float) -> str:
        return self.tr("Against as many references as people, the model scores {score}.").format(
            score=text.decimal(score, 3)
        )


class AttributesFinding(Finding):
    """A card about attributes; hidden for captions that have none."""

    def tell(self, evaluation: FullEvaluation) -> None:
        """See ``Finding``."""
        report = evaluation.scores.attributes
        self.setVisible(report is not None)
        if report is not None:
            self.tell_attributes(report, words(evaluation.domain))

    def tell_attributes(self, report: AttributeReport, say: Words) -> None:
        """Word and draw what was said."""
        raise NotImplementedError


class AttributeAccuracyCard(AttributesFinding):
    """The accuracy of each attribute. ``chosen``: the name of one that was clicked."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.bars = Bars(choosing=True)
        self._names: tuple[str, ...] = ()
        self.bars.chosen.connect(self._choose)
        self.body.addWidget(self.bars)
        self.body.addStretch(1)

    def tell_attributes(self, report: AttributeReport, say: Words) -> None:
        """See ``AttributesFinding``."""
        self._names = tuple(report.scores)
        self.heading.setText(self.tr("Attributes"))
        self.sentence.setText(
            self.tr(
                "Share of captions that state the attribute correctly. The line marks what "
                "always guessing the most common value would reach."
            )
            if report.scores
            else self.tr("No attributes were found in these captions.")
        )
        sentence = self.tr(
            "most common value {majority}, precision {precision}, recall {recall}, F1 {f1}; {count} evaluated"
        )
        self.bars.take(
            [
                Bar(
                    say.attribute(name),
                    percent(score.accuracy),
                    score.accuracy,
                    mark=score.majority,
                    bad=score.accuracy < score.majority,
                    tip=sentence.format(
                        majority=percent(score.majority),
                        precision=percent(score.precision),
                        recall=percent(score.recall),
                        f1=percent(score.f1),
                        count=text.number(score.judged),
                    ),
                )
                for name, score in report.scores.items()
            ]
        )

    def _choose(self, number: int) -> None:
        self.bars.mark(number)
        self.chosen.emit(self._names[number])


class MistakesCard(AttributesFinding):
    """The confusion matrix of one attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.matrix = Matrix()
        self._name = ""
        self.body.addWidget(self.matrix)
        self.body.addStretch(1)

    def choose(self, name: str) -> None:
        """Show another attribute."""
        self._name = name
        self.retranslate()

    def tell_attributes(self, report: AttributeReport, say: Words) -> None:
        """See ``AttributesFinding``."""
        tables = report.confusion
        self.setVisible(bool(tables))
        if not tables:
            return
        name = self._name if self._name in tables else next(iter(tables))
        rows = tables[name]
        self.heading.setText(self.tr("Confusions: {attribute}").format(attribute=say.attribute(name)))
        self.sentence.setText(
            self.tr("Rows: true value. Columns: value in the caption. Click an attribute to see its confusions.")
        )
        columns = list(dict.fromkeys([*rows, *(predicted for cells in rows.values() for predicted in cells)]))
        self.matrix.take(rows, columns, lambda value: say.value(name, value))


class BalanceCard(AttributesFinding):
    """How gender is stated, and which values are stated too often or too rarely."""

    def __init__(self) -> None:
        super().__init__()
        self.gender, self.values, self._told = Bars(), Bars(), Label("quiet", wrap=True)
        self.body.removeWidget(self.sentence)
        self.sentence.hide()
        for part in (self.gender, self._told, self.values):
            self.body.addWidget(part)

    def tell_attributes(self, report: AttributeReport, say: Words) -> None:
        """See ``AttributesFinding``."""
        gender = report.gender
        self.heading.setText(self.tr("Balance") if gender is None else self.tr("Gender and balance"))
        self.gender.setVisible(gender is not None)
        shares = (
            ()
            if gender is None
            else (
                (self.tr("Gender stated"), gender.said, False),
                (self.tr("Correct where stated"), gender.right_when_said, False),
                (self.tr("Women correct"), gender.accuracy.get("female"), False),
                (self.tr("Men correct"), gender.accuracy.get("male"), False),
                (self.tr("“He” or “his” for women"), gender.he_of_women, True),
                (self.tr("“She” or “her” for men"), gender.she_of_men, True),
                (self.tr("Both in one caption"), gender.both, True),
            )
        )
        self.gender.take([Bar(name, percent(share), share, bad=wrong and bool(share)) for name, share, wrong in shares])
        shown = report.imbalances[:IMBALANCES]
        self._told.setText(
            self.tr("Values stated significantly too rarely (left) or too often (right), and by how many captions:")
            if shown
            else self.tr("No value is stated significantly too often or too rarely.")
        )
        most = max((abs(imbalance.said - imbalance.true) for imbalance in shown), default=1)
        self.values.take(
            [
                Bar(
                    f"{say.attribute(imbalance.attribute)}: {say.value(imbalance.attribute, imbalance.value)}",
                    f"{imbalance.said - imbalance.true:+,}".replace("-", "\u2212"),
                    0.5 + 0.5 * (imbalance.said - imbalance.true) / most,
                    begin=0.5,
                    tip=self.tr("stated {said} times, true {true} times").format(
                        said=text.number(imbalance.said), true=text.number(imbalance.true)
                    ),
                )
                for imbalance in shown
            ]
        )


class WordsCard(Finding):
    """The diversity of the captions as a set."""

    def __init__(self) -> None:
        super().__init__()
        self.bars, self.never, self._told = Bars(), PillRows(), Label("quiet", wrap=True)
        self.body.removeWidget(self.sentence)
        self.sentence.hide()
        for part in (self.bars, self._told, self.never):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def tell(self, evaluation: FullEvaluation) -> None:
        """See ``Finding``."""
        found = evaluation.diversity
        self.heading.setText(self.tr("Diversity"))
        shares = (
            (self.tr("Different captions"), found.distinct, False),
            (self.tr("Different words"), found.distinct_1, False),
            (self.tr("Different word pairs"), found.distinct_2, False),
            (self.tr("With repetition"), found.repeated, True),
            (self.tr("Cut off"), found.broken, True),
        )
        bars = [Bar(name, percent(share), share, bad=wrong and bool(share)) for name, share, wrong in shares]
        self.bars.take([*bars, Bar(self.tr("Words per caption"), text.decimal(found.words, 1))])
        never = found.never_said
        self._told.setText(self.tr("Words never used: {count}").format(count=text.number(len(never))))
        more = [Pill("…", "plain")] if len(never) > NEVER_SAID else []
        self.never.set_rows([("", [*(Pill(word, "plain") for word in never[:NEVER_SAID]), *more])] if never else [])
