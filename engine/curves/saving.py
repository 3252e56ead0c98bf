"""Writes the curves of a run in one of the formats that other programs read."""

from pathlib import Path

from engine.captions.domain import FREE, Language
from engine.curves.formats import CurvesFormat
from engine.curves.sheet import png_of, sheet_svg
from engine.curves.table import csv_rows
from engine.errors import Problem
from engine.files import make_folder, write_atomically, write_bytes_atomically, write_text_atomically
from engine.report.panels import curve_panels
from engine.report.wording import Words
from engine.runs.event_files import begin_event_file
from engine.runs.metrics_log import read_metrics
from engine.runs.run import Run


def save_curves(run: Path, out: Path, form: CurvesFormat, *, language: Language = "en") -> Path:
    """Write the curves of a run.

    Args:
        run: its folder.
        out: the file; of TensorBoard's event file the folder.
        language: of the words in a picture.

    Returns:
        The file.

    Raises:
        Problem: as ``Run.open``; ``curves-missing``, ``file-unreadable``, ``tensorboardx-missing``,
            ``folder-unwritable``, ``disk-full``.
    """
    folder = Run.open(run).folder
    metrics = read_metrics(folder)
    if not len(metrics.losses.step) and not len(metrics.scores.step):
        raise Problem("curves-missing", path=folder)
    out = Path(out).absolute()
    if form == "tensorboard":
        make_folder(out)
        return begin_event_file(folder, out).path
    make_folder(out.parent)
    if form == "csv":
        write_atomically(out, csv_rows(folder))
        return out
    say = Words(language, FREE)
    svg = sheet_svg(curve_panels(metrics, metrics.scores.sides, say), folder.name, say("step"))
    if form == "svg":
        write_text_atomically(out, svg)
    else:
        write_bytes_atomically(out, png_of(svg))
    return out
