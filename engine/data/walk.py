"""One walk through a folder for every use: the pictures of a data folder, those to be captioned, what is dropped."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from engine.data.natural import natural_key, sorted_naturally
from engine.errors import Problem, reason


class Visited(NamedTuple):
    """A folder on the walk.

    Attributes:
        path: its absolute path.
        place: below the folder at which the walk began: "" for that one itself, else with a slash at its end.
        files: the names of its files, 1 before 2 before 10.
    """

    path: str
    place: str
    files: tuple[str, ...]


def walk(folder: Path, passed: Callable[[Path, str], None] = lambda path, reason: None) -> Iterator[Visited]:
    """A folder and all below it, each before what it holds, in natural order.

    Hidden files and folders (among them the ``._`` files of macOS) and ``__MACOSX`` are passed over, and so is what is
    neither file nor folder: a link to nothing, a pipe. Links are followed, but no folder is visited twice.

    Args:
        passed: told of each folder below that cannot be listed, which is passed over, and the reason.

    Raises:
        Problem: ``data-unreadable`` if the folder itself cannot be listed.
    """
    seen: set[tuple[int, int]] = set()
    waiting = [(os.path.abspath(folder), "")]
    while waiting:
        path, place = waiting.pop()
        try:
            status = os.stat(path)
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            files, folders = _list(path)
        except (OSError, ValueError) as error:
            if not place:
                raise Problem("data-unreadable", path=folder, reason=reason(error)) from error
            passed(Path(path), reason(error))
            continue
        yield Visited(path, place, tuple(sorted_naturally(files)))
        below = sorted(folders, key=natural_key, reverse=True)
        waiting += ((os.path.join(path, name), f"{place}{name}/") for name in below)


def _list(path: str) -> tuple[list[str], list[str]]:
    """The names of a folder's files and folders."""
    files: list[str] = []
    folders: list[str] = []
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__MACOSX":
                continue
            try:
                if entry.is_dir():
                    folders.append(entry.name)
                elif entry.is_file():
                    files.append(entry.name)
            except OSError:
                continue
    return files, folders
