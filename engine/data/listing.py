"""The pictures that a drop of files and folders brings, and what of it is left out."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from engine.data.pictureindex import is_picture
from engine.data.walk import walk
from engine.errors import Problem
from engine.heap import uncollected


@dataclass(slots=True)
class Listing:
    """Pictures to be captioned.

    Attributes:
        pictures: each file once, files that were given first, then those of each folder in natural order.
        twice: how many more times they were given, as by a folder and its subfolder.
        others: files in the folders that are no pictures by their names.
        unread: folders that cannot be listed, and why.
    """

    pictures: list[Path] = field(default_factory=list)
    twice: int = 0
    others: int = 0
    unread: list[tuple[Path, str]] = field(default_factory=list)


def list_pictures(paths: Iterable[Path], stopped: Callable[[], bool] = lambda: False) -> Listing:
    """List the pictures that paths name: files as they are, folders by the pictures in them and below.

    A path at which there is nothing is taken for a file: it is told as one that is missing where it is read.

    Raises:
        Problem: ``stopped``.
    """
    with uncollected():
        return _listed(paths, stopped)


def _listed(paths: Iterable[Path], stopped: Callable[[], bool]) -> Listing:
    listing = Listing()
    # A dict keeps the order, and finds what is there already.
    found: dict[Path, None] = {}
    folders = []
    for path in paths:
        if os.path.isdir(path):
            folders.append(path)
        else:
            listing.twice += path in found
            found[path] = None
    for folder in folders:
        try:
            for visited in walk(folder, lambda path, reason: listing.unread.append((path, reason))):
                if stopped():
                    raise Problem("stopped")
                place = folder / visited.place
                pictures = [place.joinpath(name) for name in visited.files if is_picture(name)]
                listing.others += len(visited.files) - len(pictures)
                before = len(found)
                found.update(dict.fromkeys(pictures))
                listing.twice += len(pictures) - (len(found) - before)
        except Problem as problem:
            if problem.code == "stopped":
                raise
            listing.unread.append((folder, str(problem.values["reason"])))
    listing.pictures = list(found)
    return listing
