"""Reading data for any page: what is said, and offered, where it cannot be read."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from engine.data.layout import DataSet, open_data
from engine.errors import Problem
from engine.events import Commands, Emit, Progress, Task
from engine.settings import Splitting
from gui import text
from gui.widgets import Banner
from gui.widgets.notice import Action

ANSWERABLE = frozenset(("data-ambiguous", "data-several", "images-missing", "pictures-missing", "names-unmatched"))
"""Problems that an answer on the Data page solves: which column, which format, which file, where the pictures lie."""
SOURCE = ("data_format", "columns", "images")
"""Settings that hold for one data folder only."""
CAPTION_ENDINGS = frozenset((".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".tab", ".txt", ".token"))


def may_be_data(path: Path) -> bool:
    """Whether a path is a folder, or a file that captions may stand in; neither is opened."""
    return path.is_dir() or (path.suffix.lower() in CAPTION_ENDINGS and path.is_file())


def open_told(path: Path, splitting: Splitting, commands: Commands, emit: Emit) -> DataSet:
    """``open_data``; where there are no captions, the problem tells the number of pictures too, as ``pictures``."""
    try:
        return open_data(
            path,
            **splitting,
            progress=lambda done, total: emit(Progress(Task.READING, done, total)),
            stopped=lambda: commands.stopping,
        )
    except Problem as problem:
        if problem.code == "captions-missing" and path.is_dir():
            from engine.data.pictureindex import PictureIndex

            problem.values["pictures"] = PictureIndex(path).count
        raise


def tell_unread(
    banner: Banner, problem: Problem, path: Path, look: Callable[[Path], None], caption: Callable[[Path], None]
) -> None:
    """Say why data could not be read, and offer what helps.

    Args:
        look: shows the question on the Data page.
        caption: takes the pictures to the Caption page.
    """

    count = problem.values.get("pictures", 0)
    if problem.code == "captions-missing" and count:
        action: Action = (
            lambda: QCoreApplication.translate("Reading", "Caption them"),
            lambda: caption(path),
        )
        banner.tell(
            "info",
            lambda: QCoreApplication.translate("Reading", "{name} contains {count} pictures but no captions.").format(
                name=path.name, count=text.number(count)
            ),
            [action],
        )
    elif problem.code in ("data-ambiguous", "data-several"):
        banner.tell(
            "info",
            lambda: QCoreApplication.translate("Reading", "{name} can be read in several ways.").format(name=path.name),
            [(lambda: QCoreApplication.translate("Reading", "Choose…"), lambda: look(path))],
        )
    elif problem.code in ANSWERABLE:
        banner.tell_problem(problem, [(lambda: QCoreApplication.translate("Reading", "Choose…"), lambda: look(path))])
    else:
        banner.tell_problem(problem)
