"""The parts of the page that are read off the run's files: what it is, its settings, its curves, its fixed samples."""

import math
from collections.abc import Sequence
from typing import Any

from engine.charts.band import Band
from engine.charts.lines import Curve, line_chart
from engine.charts.ticks import clock
from engine.data.picture import noise
from engine.errors import Problem
from engine.metrics import METRICS, rank
from engine.recipes import resolve
from engine.report.gathering import Material
from engine.report.markup import Markup, facts, join, section, table, tag
from engine.report.pictures import of_array, of_file
from engine.report.wording import Words
from engine.settings import SECTIONS, extra

STEPS_SHOWN = 12
"""Evaluations of the fixed samples that are shown, the first and the last among them."""
_XMLNS = ' xmlns="http://www.w3.org/2000/svg"'


def head(material: Material, say: Words, date: str) -> Markup:
    """The name of the run and what it is in figures."""
    summary, times, best = material.summary, material.times, material.best
    pairs: list[tuple[str, object]] = [
        (say("recipe"), summary.recipe),
        (say("encoder"), best.settings.encoder),
        (say("decoder"), best.settings.decoder),
        (say("state"), say("finished") if summary.finished else say("not finished")),
        (say("step"), f"{summary.step:,} / {summary.steps:,}"),
        (say("judged step"), f"{best.step:,}"),
        (say("training time"), clock(times.training_seconds)),
        (say("size"), f"{best.size_bytes / 1e6:.1f} MB"),
    ]
    if times.images_per_second is not None:
        pairs.append((say("images/s"), f"{times.images_per_second:.1f}"))
    if material.parameters is not None:
        pairs.append((say("parameters"), f"{material.parameters:,}"))
    if times.caption_seconds is not None:
        pairs.append((say("caption time"), say("{ms} ms", ms=f"{1000 * times.caption_seconds:.1f}")))
    return tag(
        "header",
        tag("h1", say("Run {name}", name=material.run.name)),
        tag("p", say("Written on {date}", date=date), class_="quiet"),
        facts(pairs),
    )


def settings(material: Material, say: Words) -> Markup:
    """What was changed of the recipe, and every value."""
    own, recipe = material.run.settings, material.run.settings.recipe
    theirs = resolve(recipe, {}).model_dump()
    values = own.model_dump()
    if material.best.captions.labels is None:
        # What it weighs is not there.
        del values["attribute_loss"]
    changed = [name for name, value in values.items() if value != theirs[name]]
    rows = [(say.setting(name), name, _plain(values[name]), _plain(theirs[name])) for name in changed]
    names = (say("setting"), say("name"), say("this run"), say("the recipe"))
    first: Markup = table(names, rows) if rows else tag("p", say("Every setting is the recipe's own."))
    blocks = []
    for part in SECTIONS:
        inside = [name for name in values if extra(name)["section"] == part]
        lines = [
            tag(
                "tr",
                tag("th", say.setting(name), scope="row"),
                tag("td", name),
                tag("td", _plain(values[name])),
                class_="changed" if name in changed else None,
            )
            for name in inside
        ]
        blocks.append(tag("div", tag("h3", say.section(part)), tag("table", tag("tbody", *lines))))
    return section(
        "settings",
        say("Settings"),
        tag("h3", say("Changed from the recipe {recipe}", recipe=recipe)),
        first,
        tag("h3", say("All settings")),
        tag("div", *blocks, class_="settings"),
    )


def curves(material: Material, say: Words) -> Markup:
    """The loss and each score over the steps; behind a score the band between its floor and its ceiling."""
    losses, scores = material.metrics.losses, material.metrics.scores
    charts = []
    if len(losses.step):
        drawn = Curve(say("loss"), losses.step.tolist(), losses.loss.tolist(), smooth=True)
        charts.append(_chart(say("Loss"), [drawn], say))
    floor, ceiling = _bounds(material)
    for number, name in enumerate(name for name in METRICS if name in scores.values):
        values = scores.values[name].tolist()
        if not any(math.isfinite(value) for value in values):
            continue
        band = None
        if name in floor and name in ceiling and rank(name, ceiling[name]) > rank(name, floor[name]):
            band = Band(floor[name], ceiling[name], say("floor"), say("ceiling"))
        charts.append(_chart(say.score(name), [Curve(name, scores.step.tolist(), values, number + 1)], say, band))
    caption = say(
        "The band lies between what the best constant caption and what the true attributes in the best wording score."
    )
    if not charts:
        return section("curves", say("Curves"), tag("p", say("nothing was logged")))
    explained = tag("p", caption, class_="quiet") if ceiling else ""
    return section("curves", say("Curves"), tag("div", *charts, class_="charts"), explained)


def fixed_samples(material: Material, say: Words) -> Markup:
    """The fixed samples across, the evaluations down."""
    history = list(material.fixed_samples)
    if not history:
        return section("fixed-samples", say("Fixed samples"), tag("p", say("No evaluation has captioned any.")))
    names = [sample.name for sample in history[-1][1]]
    pictures = []
    for sample in history[-1][1]:
        source = of_array(noise(material.best.framing, sample.noise_seed)) if sample.noise_seed is not None else None
        if sample.picture is not None:
            source = of_file(sample.picture)
        image = tag("img", src=source, alt=say.known(sample.name)) if source else ""
        pictures.append(join((image, tag("div", say.known(sample.name)))))
    rows = []
    for step, captions in _thinned(history):
        by_name = {sample.name: sample for sample in captions}
        cells: list[object] = [f"{step:,}"]
        for name in names:
            caption = by_name.get(name)
            lines = [] if caption is None else [caption.english, caption.chinese][: 2 if say.language == "zh" else 1]
            cells.append(join(tag("div", line) for line in lines))
        rows.append(cells)
    return section(
        "fixed-samples",
        say("Fixed samples"),
        tag("p", say("Captions of the fixed samples, evaluation by evaluation."), class_="quiet"),
        table((say("step"), *pictures), rows, class_="fixed-samples"),
    )


def data(material: Material, say: Words) -> Markup:
    """What it was trained on."""
    judged = material.judged
    pairs: list[tuple[str, object]] = [(say("folder"), str(material.data))]
    if judged is not None:
        names = (say("training pictures"), say("validation pictures"), say("test pictures"))
        pairs += [(name, f"{count:,}") for name, count in zip(names, judged.counts, strict=True)]
        pairs.append((say("left out"), f"{judged.left_out:,}"))
    pairs.append((say("vocabulary"), f"{len(material.best.vocabulary.words):,}"))
    return section("data", say("Data"), facts(pairs))


def software(material: Material, say: Words, versions: Sequence[str]) -> Markup:
    """With what it was trained and judged."""
    pairs = [(say("Trained with"), line) for line in material.software]
    return section("software", say("Software"), facts([*pairs, (say("Judged with"), ", ".join(versions))]))


def missing(problem: Problem, say: Words) -> Markup:
    """Why there is no judgement."""
    return section(
        "judgement",
        say("FullEvaluation"),
        tag("p", say("The data could not be read, so nothing was judged:"), " ", say.problem(problem)),
    )


def _bounds(material: Material) -> tuple[dict[str, float], dict[str, float]]:
    """The floor and the ceiling on the validation pictures, or, of a run that did not note them, on those judged."""
    scores, judged = material.metrics.scores, material.judged
    floor, ceiling = dict(scores.floor), dict(scores.ceiling)
    if not floor and judged is not None:
        floor, ceiling = dict(judged.evaluation.bounds.floor), dict(judged.evaluation.bounds.ceiling or {})
    return floor, ceiling


def _chart(name: str, drawn: Sequence[Curve], say: Words, band: Band | None = None) -> Markup:
    chart = line_chart(drawn, name, x_name=say("step"), band=band, width=480, height=240)
    # Inside a page the name space is known; without it no address stands in the file.
    return tag("div", tag("h3", name), Markup(chart.replace(_XMLNS, "")))


def _thinned(history: Sequence[Any]) -> list[Any]:
    last = len(history) - 1
    most = min(STEPS_SHOWN, len(history))
    places = sorted({round(number * last / max(1, most - 1)) for number in range(most)})
    return [history[place] for place in places]


def _plain(value: object) -> str:
    """A value as ``settings.toml`` has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
