"""The parts of the page that judge: scores between their bounds, whether it looks, attributes, balance, samples."""

from collections.abc import Mapping, Sequence

from engine.captions.attributes import AttributeReport
from engine.evaluation.checkpoint import CheckpointEvaluation
from engine.evaluation.full import FullEvaluation
from engine.evaluation.samples import Sample
from engine.metrics.verdict import REASONS
from engine.report.markup import Markup, facts, join, section, table, tag
from engine.report.pictures import of_array
from engine.report.wording import Words
from engine.translation.offline import to_chinese

TOKENS = (
    "BLEU is counted on NLTK's words, as during training; BLEU where coco-caption is named, and the other n-gram "
    "scores, on coco-caption's tokens."
)
ABOVE = (
    "A score above the ceiling cannot be earned by looking: the captions judged were trained on, the references are "
    "wrong, or the split is."
)
NEVER_SAID = 40
"""Words shown of those that are never said."""
IMBALANCES = 20
_WIDE, _HIGH = 200, 14


def scores(judged: CheckpointEvaluation, step: int, by: str | None, say: Words) -> Markup:
    """Each score beside what random, constant and perfect captions get; ``by``: as of ``Material``."""
    judgement = judged.evaluation
    bounds = judgement.bounds
    rows: list[Sequence[object]] = []
    for name, value in judgement.scores.values.items():
        floor, ceiling = bounds.floor.get(name), (bounds.ceiling or {}).get(name)
        above = tag("div", say("above the ceiling"), class_="bad") if name in judgement.above_ceiling else ""
        figures = (value, bounds.random.get(name), floor, ceiling)
        bar = _bar(value, floor, ceiling)
        rows.append((say.score(name), *(_figure(figure) for figure in figures), join((bar, above))))
    names = ("", say("score"), say("random"), say("constant"), say("ceiling"), say("between floor and ceiling"))
    where = {"step": f"{step:,}", "count": f"{len(judgement.captions):,}", "split": say(judged.split)}
    if by is None:
        intro = say("The checkpoint of step {step}, on the {count} pictures of the split {split}.", **where)
    else:
        intro = say(
            "The checkpoint of step {step}, the best by {by}, on the {count} pictures of the split {split}.",
            by=say.score(by),
            **where,
        )
    return section(
        "judgement",
        say("FullEvaluation"),
        tag("p", intro, class_="quiet"),
        table(names, rows),
        tag("p", say(ABOVE), class_="bad") if judgement.above_ceiling else "",
        tag("p", say(TOKENS), class_="quiet"),
        tag("p", say("The best constant caption: {caption}", caption=bounds.caption), class_="quiet"),
        _set(judgement, say),
    )


def grounding(judgement: FullEvaluation, say: Words) -> Markup:
    """The verdict with its figures, and the loss by groups of words."""
    found = judgement.grounding
    pairs = [
        (say("loss beside their own pictures"), f"{found.loss_true:.4f}"),
        (say("loss beside others"), f"{found.loss_shuffled:.4f}"),
        (say("margin"), f"{found.margin:+.4f}"),
        (say("standard error"), f"{found.error:.4f}"),
        (say("likelier beside their own"), _percent(found.own)),
        (say("loss beside a white picture"), f"{found.loss_blank:.4f}"),
        (say("captioned as the white picture"), _percent(found.same_as_blank)),
        (say("codes alike"), f"{found.code_similarity:.3f}"),
        (say("dead units"), _percent(found.dead_units)),
        (say("pictures looked at"), f"{found.pictures:,}"),
    ]
    rows = [
        (say(group), f"{loss.true:.4f}", f"{loss.shuffled:.4f}", f"{loss.words:,}")
        for group, loss in found.groups.items()
    ]
    names = ("", say("loss beside their own pictures"), say("loss beside others"), say("words"))
    return section(
        "grounding",
        say("Does it look?"),
        tag("p", say.verdict(REASONS[found.reason]), class_=f"verdict {found.verdict.value}"),
        facts(pairs),
        table(names, rows),
    )


def attributes(report: AttributeReport, say: Words) -> Markup:
    """How well each attribute is named, beside what never looking would reach."""
    if not report.scores:
        return section("attributes", say("Attributes"), tag("p", say("No attribute can be read off these captions.")))
    rows = [
        (
            say.attribute(name),
            *(f"{value:.3f}" for value in (score.accuracy, score.majority, score.precision, score.recall, score.f1)),
            f"{score.judged:,}",
            _bar(score.accuracy, score.majority, 1.0),
        )
        for name, score in report.scores.items()
    ]
    names = (say("accuracy"), say("commonest value"), say("precision"), say("recall"), "F1", say("judged"), "")
    return section(
        "attributes",
        say("Attributes"),
        table(("", *names), rows),
        tag("p", say("A model that never looks reaches the share of the commonest value."), class_="quiet"),
    )


def confusion(report: AttributeReport, say: Words) -> Markup:
    """A table for each attribute of which more than one value occurs, darker where a cell has more of its row."""
    blocks = []
    for name, rows in report.confusion.items():
        columns = list(dict.fromkeys(predicted for cells in rows.values() for predicted in cells))
        columns = [row for row in rows if row in columns] + [
            predicted for predicted in columns if predicted not in rows
        ]
        if len({*rows, *columns}) < 2:
            continue
        lines = [
            tag(
                "tr",
                tag("th", say.value(name, row), scope="row"),
                *(_cell(cells, predicted, predicted == row) for predicted in columns),
            )
            for row, cells in rows.items()
        ]
        heads = [tag("th", cell, scope="col") for cell in (say("true \\ said"), *(say.value(name, c) for c in columns))]
        body = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *lines))
        blocks.append(tag("div", tag("h3", say.attribute(name)), body))
    predicted = say("Rows are what is true, columns what was said.") if blocks else say("There are none.")
    return section(
        "confusion", say("Confusion"), tag("p", predicted, class_="quiet"), tag("div", *blocks, class_="confusions")
    )


def balance(report: AttributeReport, say: Words) -> Markup:
    """Whose gender is told how, and which values are said too often or too seldom."""
    gender = report.gender
    pairs = [
        (say("gender said"), _percent(gender.said)),
        (say("right where said"), _percent(gender.right_when_said)),
        (say("women right"), _percent(gender.accuracy.get("female"))),
        (say("men right"), _percent(gender.accuracy.get("male"))),
        (say("he or his of women"), _percent(gender.he_of_women)),
        (say("she or her of men"), _percent(gender.she_of_men)),
        (say("both in one caption"), _percent(gender.both)),
    ]
    rows = [
        (
            f"{say.attribute(imbalance.attribute)}: {say.value(imbalance.attribute, imbalance.value)}",
            f"{imbalance.true:,}",
            f"{imbalance.said:,}",
            f"{imbalance.said - imbalance.true:+,}",
        )
        for imbalance in report.imbalances[:IMBALANCES]
    ]
    sentence = "Said surely too often or too seldom:" if rows else "No value is surely said too often or too seldom."
    return section(
        "balance",
        say("Gender and balance"),
        facts(pairs),
        tag("p", say(sentence)),
        table((say("value"), say("true"), say("said"), say("difference")), rows) if rows else "",
    )


def samples(judged: CheckpointEvaluation, say: Words) -> Markup:
    """Pictures with what was said of them and what is true."""
    return section(
        "samples",
        say("Samples"),
        tag("h3", say("Nearest to the truth")),
        _shown(judged.good, say),
        tag("h3", say("Farthest from the truth")),
        _shown(judged.bad, say),
    )


def _shown(chosen: Sequence[Sample], say: Words) -> Markup:
    if not chosen:
        return tag("p", say("There are none."), class_="quiet")
    figures = []
    for sample in chosen:
        mistaken = [
            tag(
                "div",
                say(
                    "{attribute}: {said} (true: {true})",
                    attribute=say.attribute(name),
                    said=say.value(name, predicted),
                    true=say.value(name, true),
                ),
                class_="bad",
            )
            for name, true, predicted in sample.mistaken
        ]
        lines = [tag("p", sample.caption)]
        if say.language == "zh":
            lines.append(tag("p", to_chinese(sample.caption, say.domain)))
        true = tag("p", say("true: {caption}", caption=sample.reference), class_="quiet")
        figures.append(
            tag(
                "figure",
                tag("img", src=of_array(sample.pixels), alt=sample.name),
                tag("figcaption", *lines, true, *mistaken),
            )
        )
    return tag("div", *figures, class_="samples")


def _set(judgement: FullEvaluation, say: Words) -> Markup:
    """What the captions look like as a set."""
    found = judgement.diversity
    never = ", ".join(found.never_said[:NEVER_SAID]) + (" …" if len(found.never_said) > NEVER_SAID else "")
    return facts(
        [
            (say("different captions"), _percent(found.distinct)),
            (say("words a caption"), f"{found.words:.1f}"),
            (say("repeat themselves"), _percent(found.repeated)),
            (say("break off"), _percent(found.broken)),
            (say("words never said"), f"{len(found.never_said):,}" + (f": {never}" if never else "")),
        ]
    )


def _bar(value: float | None, low: float | None, high: float | None) -> Markup:
    """A score on a track, with the part between its bounds in a deeper ground."""
    if value is None:
        return Markup("")
    whole = max(1.0, value, high or 0.0) if (high or 0) > 1 or value > 1 else 1.0

    def at(figure: float) -> str:
        return f"{max(0.0, min(1.0, figure / whole)) * _WIDE:.1f}"

    parts = [tag("rect", width=_WIDE, height=_HIGH, rx=3, fill="#f0eee9")]
    if low is not None and high is not None and high > low:
        wide = f"{(min(high, whole) - low) / whole * _WIDE:.1f}"
        parts.append(tag("rect", x=at(low), width=wide, height=_HIGH, fill="#d3e2f1"))
    parts.append(tag("rect", y=4, width=at(value), height=_HIGH - 8, rx=2, fill="#2c5f94"))
    return tag("svg", *parts, width=_WIDE, height=_HIGH, viewBox=f"0 0 {_WIDE} {_HIGH}", role="img")


def _cell(cells: Mapping[str, int], predicted: str, right: bool) -> Markup:
    count = cells.get(predicted, 0)
    share = count / max(1, sum(cells.values()))
    red, green, blue = (43, 122, 88) if right else (168, 67, 47)
    style = f"background: rgba({red}, {green}, {blue}, {0.7 * share:.2f})" if count else None
    return tag("td", f"{count:,}" if count else "", style=style)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
