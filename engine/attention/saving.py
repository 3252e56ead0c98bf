"""Where strips are written: one file for one picture, or a folder with one for each."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from engine.attention.strip import PANEL, draw_strip, write_strip
from engine.attention.wordmaps import WordMaps
from engine.data.picture import WHOLE, glance
from engine.errors import Problem

ENDING = ".png"


def save_strip(
    path: Path, picture: Path | Image.Image | np.ndarray, maps: WordMaps, *, told: Sequence[str] = ()
) -> None:
    """Write the strip of a picture's maps as PNG.

    Args:
        picture: its file, the upright picture itself, or (H, W, 3) uint8 as the model saw it.
        told: as of ``draw_strip``.

    Raises:
        Problem: ``maps-over-picture`` where the strip would take the picture's own place; as ``load``; ``disk-full``,
            ``folder-unwritable``.
    """
    if isinstance(picture, np.ndarray):
        image, box = Image.fromarray(picture), WHOLE
    elif isinstance(picture, Path):
        if path.exists() and picture.exists() and path.samefile(picture):
            raise Problem("maps-over-picture", path=path)
        image, size = glance(picture, PANEL)
        box = maps.framing.view_box(*size)
    else:
        image, box = picture, maps.framing.view_box(*picture.size)
    write_strip(path, draw_strip(image, box, maps, told=told))


class StripFiles:
    """Writes the strip of each picture, as NAME.attention.png or NAME.gradient.png where they go into a folder.

    Args:
        place: a file that ends in .png, for one picture, or a folder.
        several: there may be more pictures than one.

    Raises:
        Problem: ``maps-one-file`` where one file is named for several pictures.
    """

    def __init__(self, place: Path, *, several: bool) -> None:
        self._place = place
        # A folder may be called anything.
        self._one = place.suffix.lower() == ENDING and not place.is_dir()
        self._written: set[Path] = set()
        if self._one and several:
            raise Problem("maps-one-file", path=place)

    def write(
        self, name: str, source: Path | None, seen: np.ndarray, maps: WordMaps, *, told: Sequence[str] = ()
    ) -> Path:
        """Write the strip of a picture's maps.

        Args:
            name: of the picture's file, or what is said of one that has none.
            source: the file; where there is none, or none any more, the picture is drawn as the model saw it.
            seen: (H, W, 3) uint8, the picture as the model saw it.
            told: as of ``draw_strip``.

        Returns:
            The file.

        Raises:
            Problem: ``maps-one-file`` at the second picture where one file is named; as ``save_strip``.
        """
        # Of one that is made of others, no folder of these goes into its name.
        stem = Path(name).stem if source else ", ".join(Path(part).name for part in name.split(", "))
        path = self._path(stem, maps)
        try:
            save_strip(path, seen if source is None else source, maps, told=told)
        except Problem as problem:
            if not problem.code.startswith("picture-"):
                raise
            # The file has gone since it was captioned.
            save_strip(path, seen, maps, told=told)
        return path

    def _path(self, stem: str, maps: WordMaps) -> Path:
        """The file of the next strip; of two pictures of one name the second gets a number."""
        if self._one:
            if self._written:
                raise Problem("maps-one-file", path=self._place)
            self._written.add(self._place)
            return self._place
        path, number = self._place / f"{stem}.{maps.method}{ENDING}", 1
        while path in self._written:
            number += 1
            path = self._place / f"{stem} {number}.{maps.method}{ENDING}"
        self._written.add(path)
        return path
