"""Assembles the report and writes it as one file."""

import datetime
import importlib.metadata
import platform
from collections.abc import Callable
from pathlib import Path

from engine import __version__
from engine.events import Emit
from engine.files import make_folder, write_text_atomically
from engine.report import findings, told
from engine.report.gathering import Material, gather
from engine.report.look import STYLE
from engine.report.markup import Markup, tag
from engine.report.wording import Language, Words

REPORTS: dict[Language, str] = {"en": "report.html", "zh": "report.zh.html"}
"""Default file names in the run's folder, one per language, so that both can exist."""
SHOWN = ("torch", "torchvision", "numpy", "pillow")
# The page may load nothing, whatever a caption contains.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def write_report(
    run: Path,
    out: Path | None = None,
    *,
    language: Language = "en",
    data: Path | None = None,
    by: str | None = None,
    device: str = "auto",
    emit: Emit = lambda event: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Path:
    """Evaluate a run's best checkpoint, or the one that is named, and write the report about the run.

    Args:
        run: its folder, or that of a checkpoint in it.
        out: the report's file; None takes that of ``REPORTS`` in the run's folder.
        data: folder to evaluate on instead of the one that the run was trained on.
        by: the score that selects the run's best checkpoint, as in ``find_checkpoint``.

    Returns:
        The report's file.

    Raises:
        Problem: as ``gather``; ``folder-unwritable`` or ``disk-full``.
    """
    material = gather(run, data=data, by=by, device=device, emit=emit, stopped=stopped)
    path = Path(out or material.run.folder / REPORTS[language]).absolute()
    make_folder(path.parent)
    write_text_atomically(path, page(material, language))
    return path


def page(material: Material, language: Language) -> str:
    """The page as text."""
    say = Words(language, material.best.captions)
    date = datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    evaluated, parts = material.evaluated, [told.settings(material, say), told.curves(material, say)]
    if evaluated is not None:
        evaluation = evaluated.evaluation
        parts += [findings.scores(evaluated, material.best.step, material.by, say), findings.grounding(evaluation, say)]
        attributes_report = evaluation.scores.attributes
        if attributes_report is not None:
            parts += [
                findings.attributes(attributes_report, say),
                findings.confusion(attributes_report, say),
                findings.balance(attributes_report, say),
            ]
    elif material.missing is not None:
        parts.append(told.missing(material.missing, say))
    parts.append(told.fixed_samples(material, say))
    if evaluated is not None:
        parts.append(findings.samples(evaluated, say))
    parts += [told.data(material, say), told.software(material, say, versions(material.device))]
    top = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>'),
        tag("title", say("Run {name}", name=material.run.name)),
        tag("style", Markup(STYLE)),
    )
    body = tag("body", told.head(material, say, date), *parts)
    spoken = "zh-CN" if language == "zh" else "en"
    return f"<!DOCTYPE html>\n{tag('html', top, body, lang=spoken)}\n"


def versions(device: str) -> list[str]:
    """Software and device that this report was made with."""
    packages = [f"{name} {importlib.metadata.version(name)}" for name in SHOWN]
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return [f"Atelier {__version__}", f"Python {platform.python_version()}", *packages, system, device]
