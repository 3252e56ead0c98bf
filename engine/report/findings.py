"""Evaluation sections of the report: scores with bounds, image grounding, attributes, balance, samples."""

from collections.abc import Mapping, Sequence

from engine.captions.attributes import AttributeReport
from engine.captions.tokens import Tokens, counted_in
from engine.evaluation.checkpoint import CheckpointEvaluation
from engine.evaluation.full import FullEvaluation
from engine.evaluation.samples import Sample
from engine.metrics.verdict import REASONS
from engine.report.markup import Markup, facts, join, section, table, tag
from engine.report.pictures import of_array
from engine.report.wording import Words
from engine.translation.offline import worded

TOKENS = (
    "BLEU uses NLTK's tokens, as during training. The scores marked coco-caption and the other n-gram scores use "
    "coco-caption's tokens."
)
COUNTED = {
    "characters": "All n-gram scores are counted on characters, without punctuation.",
    "words": "All n-gram scores are counted on words in lower case, without punctuation.",
}
"""The same for captions in other languages than English."""
ABOVE = (
    "A score above the ceiling points to a fault in the data: the model was trained on the captions it is evaluated "
    "on, or the references or the split are wrong."
)
PEOPLE = (
    "The ceiling is people: each caption against the others of its picture, one reference fewer than the model's score "
    "has. Held out: the model against as many. A good model may pass people, because it says what is most common."
)
SINGLE = "Pictures with one caption, which take no part in the ceiling: {count}."
NEVER_SAID = 40
"""Number of unused vocabulary words shown."""
IMBALANCES = 20
_WIDE, _HIGH = 200, 14


def scores(evaluated: CheckpointEvaluation, step: int, by: str | None, say: Words) -> Markup:
    """Table of the scores, with those of random, constant and perfect captions; ``by``: as in ``Material``."""
    evaluation = evaluated.evaluation
    bounds, people = evaluation.bounds, evaluation.held_out
    rows: list[Sequence[object]] = []
    for name, value in evaluation.scores.values.items():
        floor, ceiling = bounds.floor.get(name), (bounds.ceiling or {}).get(name)
        above = tag("div", say("above the ceiling"), class_="bad") if name in evaluation.above_ceiling else ""
        figures = [value, bounds.random.get(name), floor, ceiling]
        if people:
            figures.append(people.get(name))
        bar = _bar(value, floor, ceiling)
        rows.append((say.score(name), *(_figure(figure) for figure in figures), join((bar, above))))
    names = ["", say("score"), say("random"), say("constant"), say("people" if people else "ceiling")]
    names += [*([say("held out")] if people else []), say("between floor and ceiling")]
    where = {"step": f"{step:,}", "count": f"{len(evaluation.captions):,}", "split": say(evaluated.split)}
    if by is None:
        intro = say("Checkpoint of step {step}, on the {count} pictures of the {split} split.", **where)
    else:
        intro = say(
            "Checkpoint of step {step}, the best by {by}, on the {count} pictures of the {split} split.",
            by=say.score(by),
            **where,
        )
    return section(
        "evaluation",
        say("Evaluation"),
        tag("p", intro, class_="quiet"),
        table(names, rows),
        tag("p", say(ABOVE), class_="bad") if evaluation.above_ceiling else "",
        tag("p", say(COUNTED.get(counted_in(evaluation.language, Tokens.COCO), TOKENS)), class_="quiet"),
        tag("p", say(PEOPLE), class_="quiet") if people else "",
        tag("p", say(SINGLE, count=f"{bounds.single:,}"), class_="quiet") if bounds.single else "",
        tag("p", say("Best constant caption: {caption}", caption=bounds.caption), class_="quiet"),
        _set(evaluation, say),
    )


def grounding(evaluation: FullEvaluation, say: Words) -> Markup:
    """The verdict of the image-grounding test, its figures, and the loss by word group."""
    found = evaluation.grounding
    pairs = [
        (say("loss with own picture"), f"{found.loss_true:.4f}"),
        (say("loss with other pictures"), f"{found.loss_shuffled:.4f}"),
        (say("margin"), f"{found.margin:+.4f}"),
        (say("standard error"), f"{found.error:.4f}"),
        (say("own picture preferred"), _percent(found.own)),
        (say("loss with white picture"), f"{found.loss_blank:.4f}"),
        (say("same caption as white picture"), _percent(found.same_as_blank)),
        (say("feature similarity"), f"{found.feature_similarity:.3f}"),
        (say("dead units"), _percent(found.dead_units)),
        (say("pictures tested"), f"{found.pictures:,}"),
    ]
    rows = [
        (say(group), f"{loss.true:.4f}", f"{loss.shuffled:.4f}", f"{loss.words:,}")
        for group, loss in found.groups.items()
    ]
    names = ("", say("loss with own picture"), say("loss with other pictures"), say("words"))
    return section(
        "grounding",
        say("Image grounding"),
        tag("p", say.verdict(REASONS[found.reason]), class_=f"verdict {found.verdict.value}"),
        facts(pairs),
        table(names, rows),
    )


def attributes(report: AttributeReport, say: Words) -> Markup:
    """Scores of each attribute, with the share of its most common value as the baseline."""
    if not report.scores:
        return section("attributes", say("Attributes"), tag("p", say("No attributes were found in these captions.")))
    rows = [
        (
            say.attribute(name),
            *(f"{value:.3f}" for value in (score.accuracy, score.majority, score.precision, score.recall, score.f1)),
            f"{score.judged:,}",
            _bar(score.accuracy, score.majority, 1.0),
        )
        for name, score in report.scores.items()
    ]
    names = (say("accuracy"), say("most common value"), say("precision"), say("recall"), "F1", say("count"), "")
    return section(
        "attributes",
        say("Attributes"),
        table(("", *names), rows),
        tag(
            "p", say("A model that ignores the pictures can reach the share of the most common value."), class_="quiet"
        ),
    )


def confusion(report: AttributeReport, say: Words) -> Markup:
    """A confusion table per attribute with more than one value; the darker a cell, the larger its share of the row."""
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
        heads = [
            tag("th", cell, scope="col") for cell in (say("true \\ predicted"), *(say.value(name, c) for c in columns))
        ]
        body = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *lines))
        blocks.append(tag("div", tag("h3", say.attribute(name)), body))
    predicted = say("Rows: true values. Columns: predicted values.") if blocks else say("None.")
    return section(
        "confusion", say("Confusion"), tag("p", predicted, class_="quiet"), tag("div", *blocks, class_="confusions")
    )


def balance(report: AttributeReport, say: Words) -> Markup:
    """Gender figures, and the values predicted too often or too rarely."""
    gender = report.gender
    pairs = (
        []
        if gender is None
        else [
            (say("gender mentioned"), _percent(gender.said)),
            (say("correct where mentioned"), _percent(gender.right_when_said)),
            (say("women correct"), _percent(gender.accuracy.get("female"))),
            (say("men correct"), _percent(gender.accuracy.get("male"))),
            (say("he or his for women"), _percent(gender.he_of_women)),
            (say("she or her for men"), _percent(gender.she_of_men)),
            (say("both genders in one caption"), _percent(gender.both)),
        ]
    )
    rows = [
        (
            f"{say.attribute(imbalance.attribute)}: {say.value(imbalance.attribute, imbalance.value)}",
            f"{imbalance.true:,}",
            f"{imbalance.said:,}",
            f"{imbalance.said - imbalance.true:+,}",
        )
        for imbalance in report.imbalances[:IMBALANCES]
    ]
    sentence = (
        "Predicted significantly too often or too rarely:"
        if rows
        else "No value is predicted significantly too often or too rarely."
    )
    return section(
        "balance",
        say("Balance" if gender is None else "Gender and balance"),
        facts(pairs) if pairs else "",
        tag("p", say(sentence)),
        table((say("value"), say("true"), say("predicted"), say("difference")), rows) if rows else "",
    )


def samples(evaluated: CheckpointEvaluation, say: Words) -> Markup:
    """Pictures with predicted caption and reference."""
    return section(
        "samples",
        say("Samples"),
        tag("h3", say("Closest to the reference")),
        _shown(evaluated.good, evaluated.evaluation.language, say),
        tag("h3", say("Farthest from the reference")),
        _shown(evaluated.bad, evaluated.evaluation.language, say),
    )


def _shown(chosen: Sequence[Sample], language: str, say: Words) -> Markup:
    if not chosen:
        return tag("p", say("None."), class_="quiet")
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
        texts = dict.fromkeys((sample.caption, worded(sample.caption, language, say.language, say.domain)))
        lines = [tag("p", text) for text in texts]
        true = [tag("p", say("reference: {caption}", caption=sample.reference), class_="quiet")]
        if len(sample.references) > 1:
            others = [tag("div", caption) for caption in sample.references[1:]]
            count = say("further references: {count}", count=len(others))
            true.append(tag("details", tag("summary", count), *others, class_="quiet"))
        figures.append(
            tag(
                "figure",
                tag("img", src=of_array(sample.pixels), alt=sample.name),
                tag("figcaption", *lines, *true, *mistaken),
            )
        )
    return tag("div", *figures, class_="samples")


def _set(evaluation: FullEvaluation, say: Words) -> Markup:
    """Figures of the set of captions: diversity, length, repetition."""
    found = evaluation.diversity
    by_characters = counted_in(evaluation.language, Tokens.COCO) == "characters"
    never = ", ".join(found.never_said[:NEVER_SAID]) + (" …" if len(found.never_said) > NEVER_SAID else "")
    return facts(
        [
            (say("reference captions"), f"{evaluation.references:,}"),
            (say("different captions"), _percent(found.distinct)),
            (say("characters per caption" if by_characters else "words per caption"), f"{found.words:.1f}"),
            (say("repeat a phrase"), _percent(found.repeated)),
            (say("cut off"), _percent(found.broken)),
            (say("unused words"), f"{len(found.never_said):,}" + (f": {never}" if never else "")),
        ]
    )


def _bar(value: float | None, low: float | None, high: float | None) -> Markup:
    """A bar for a score, with the range between floor and ceiling shaded."""
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
