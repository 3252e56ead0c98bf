"""Sections of the report that come from the run's files: header, settings, curves, fixed samples, data, software."""

from collections.abc import Sequence
from typing import Any

from engine.charts.lines import line_chart
from engine.charts.ticks import clock
from engine.data.picture import noise
from engine.errors import Problem
from engine.events import SampleCaption
from engine.metrics.bounds import Sides
from engine.recipes import resolve
from engine.report.gathering import Material
from engine.report.markup import Markup, facts, join, section, table, tag
from engine.report.panels import CurvePanel, curve_panels
from engine.report.pictures import of_array, of_file
from engine.report.wording import Words
from engine.settings import SECTIONS, extra

STEPS_SHOWN = 12
"""Maximum number of evaluations shown for the fixed samples, including the first and the last."""
_XMLNS = ' xmlns="http://www.w3.org/2000/svg"'


def head(material: Material, say: Words, date: str) -> Markup:
    """Name and key figures of the run."""
    summary, times, best = material.summary, material.times, material.best
    pairs: list[tuple[str, object]] = [
        (say("recipe"), summary.recipe),
        (say("encoder"), best.settings.encoder),
        (say("decoder"), best.settings.decoder),
        (say("state"), say("finished") if summary.finished else say("not finished")),
        (say("step"), f"{summary.step:,} / {summary.steps:,}"),
        (say("evaluated step"), f"{best.step:,}"),
        (say("training time"), clock(times.training_seconds)),
        (say("size"), f"{best.size_bytes / 1e6:.1f} MB"),
    ]
    if times.images_per_second is not None:
        pairs.append((say("images/s"), f"{times.images_per_second:.1f}"))
    if material.parameters is not None:
        pairs.append((say("parameters"), f"{material.parameters:,}"))
    if times.caption_seconds is not None:
        pairs.append((say("time per caption"), say("{ms} ms", ms=f"{1000 * times.caption_seconds:.1f}")))
    return tag(
        "header",
        tag("h1", say("Run {name}", name=material.run.name)),
        tag("p", say("Written on {date}", date=date), class_="quiet"),
        facts(pairs),
    )


def settings(material: Material, say: Words) -> Markup:
    """Settings that differ from the recipe, and all settings."""
    own, recipe = material.run.settings, material.run.settings.recipe
    theirs = resolve(recipe, {}).model_dump()
    values = own.model_dump()
    if material.best.captions.labels is None:
        # Without attributes there is no attribute loss.
        del values["attribute_loss"]
    changed = [name for name, value in values.items() if value != theirs[name]]
    rows = [(say.setting(name), name, _plain(values[name]), _plain(theirs[name])) for name in changed]
    names = (say("setting"), say("name"), say("this run"), say("recipe"))
    first: Markup = table(names, rows) if rows else tag("p", say("All settings are those of the recipe."))
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
    """Charts of the loss and of each score over the steps, with a band from floor to ceiling behind each score."""
    scores, sides = material.metrics.scores, _bounds(material)
    charts = [_chart(panel, say) for panel in curve_panels(material.metrics, sides, say)]
    caption = say(
        "Band: from the score of the best constant caption to that of people, each caption against the others of its "
        "picture."
        if sides.ceiling_of == "people"
        else "Band: from the score of the best constant caption to that of the true attributes in the best wording."
    )
    if not charts:
        return section("curves", say("Curves"), tag("p", say("Nothing was logged.")))
    explained = tag("p", caption, class_="quiet") if sides.ceiling else ""
    fitted: Markup | str = ""
    if scores.overfitting:
        sentence = say(
            "The model over-fits: the validation loss was lowest at step {step} and has risen since, while the "
            "training loss falls. More dropout, more pictures or fewer epochs help; early stopping ends a run in time.",
            step=f"{scores.overfitting:,}",
        )
        fitted = tag("p", sentence, class_="bad")
    return section("curves", say("Curves"), tag("div", *charts, class_="charts"), fitted, explained)


def fixed_samples(material: Material, say: Words) -> Markup:
    """Table of the captions of the fixed samples: a column per sample, a row per evaluation."""
    history = list(material.fixed_samples)
    if not history:
        return section("fixed-samples", say("Fixed samples"), tag("p", say("Not captioned yet.")))
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
            lines = [] if caption is None else list(dict.fromkeys([caption.caption, _worded(caption, say)]))
            cells.append(join(tag("div", line) for line in lines))
        rows.append(cells)
    return section(
        "fixed-samples",
        say("Fixed samples"),
        tag("p", say("Captions of the fixed samples at each evaluation."), class_="quiet"),
        table((say("step"), *pictures), rows, class_="fixed-samples"),
    )


def _worded(sample: SampleCaption, say: Words) -> str:
    """A sample's caption in the language of the report; as it is where that is not known."""
    return (sample.chinese if say.language == "zh" else sample.english) or sample.caption


def data(material: Material, say: Words) -> Markup:
    """Data that the run was trained on."""
    evaluated = material.evaluated
    pairs: list[tuple[str, object]] = [(say("folder"), str(material.data))]
    if evaluated is not None:
        names = (say("training pictures"), say("validation pictures"), say("test pictures"))
        pairs += [(name, f"{count:,}") for name, count in zip(names, evaluated.counts, strict=True)]
        pairs.append((say("left out"), f"{evaluated.left_out:,}"))
    pairs.append((say("vocabulary"), f"{len(material.best.vocabulary.words):,}"))
    return section("data", say("Data"), facts(pairs))


def software(material: Material, say: Words, versions: Sequence[str]) -> Markup:
    """Software of training and of evaluation."""
    pairs = [(say("Trained with"), line) for line in material.software]
    return section("software", say("Software"), facts([*pairs, (say("Evaluated with"), ", ".join(versions))]))


def missing(problem: Problem, say: Words) -> Markup:
    """Why there is no evaluation."""
    return section(
        "evaluation",
        say("Evaluation"),
        tag("p", say("The data could not be read, so nothing was evaluated:"), " ", say.problem(problem)),
    )


def _bounds(material: Material) -> Sides:
    """Floor and ceiling on the validation pictures; if the run did not log them, on the evaluated ones."""
    scores, evaluated = material.metrics.scores, material.evaluated
    if scores.floor or evaluated is None:
        return scores.sides
    bounds = evaluated.evaluation.bounds
    return Sides(bounds.floor, bounds.ceiling or {}, bounds.ceiling_of)


def _chart(panel: CurvePanel, say: Words) -> Markup:
    chart = line_chart(panel.curves, panel.name, x_name=say("step"), band=panel.band, width=480, height=240)
    # HTML needs no XML namespace; without it the file contains no address.
    return tag("div", tag("h3", panel.name), Markup(chart.replace(_XMLNS, "")))


def _thinned(history: Sequence[Any]) -> list[Any]:
    last = len(history) - 1
    most = min(STEPS_SHOWN, len(history))
    places = sorted({round(number * last / max(1, most - 1)) for number in range(most)})
    return [history[place] for place in places]


def _plain(value: object) -> str:
    """A value as in ``settings.toml``."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
