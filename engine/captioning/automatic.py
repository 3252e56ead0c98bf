"""Automatic choice: of several checkpoints, each picture is captioned by the one whose training pictures it fits best.

Which one that is, is told by the fit alone, before anything is captioned: a caption is as likely to its own model when
the picture is noise. Pictures that are captioned at once are so in groups, one for each model that was chosen.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine import files
from engine.captioning.captioned import BEAM, Captioned, GenerationConfig, Seen
from engine.captioning.captioner import PictureCaptioner, load_captioner
from engine.data.strange import StrangePicture
from engine.domains import AUTO
from engine.errors import Problem
from engine.fit.verdict import FITS, UNKNOWN, Fit

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class SeenByEach(Seen):
    """A picture that is ready for each of several models.

    Attributes:
        pixels: as the first of them sees it.
        views: as each of them sees it, in their order.
    """

    views: tuple[Seen, ...]


def best_fit(fits: Sequence[Fit]) -> int:
    """Which of several models a picture fits best, given its fit to each: an index.

    Of several that it fits it is the first: the narrower what a model was trained on, the earlier it stands. The street
    model, whose photographs differ much, calls 25 of 30 drawn people fitting, while no photograph fits the demo model;
    by distance 5 of the 30 went to the street model, so 2. Else it is the one with the smallest distance among those
    that the picture is not unlike, else one whose fit is unknown, and last the least unlike.
    """

    def rank(index: int) -> tuple[int, float]:
        fit = fits[index]
        if fit.verdict == FITS:
            return 0, 0.0
        return 3 if fit.unlike else 2 if fit.verdict == UNKNOWN else 1, fit.distance or 0.0

    return min(range(len(fits)), key=rank)


class AutomaticCaptioner:
    """Several captioners behind the interface of one; as of that, one thread calls it, and many its ``see_...``.

    Attributes:
        captioners: that it chooses from.
        device: that all of them compute on.
        fit_problem: None: those that ship know how well pictures fit them (see ``PictureCaptioner``).
    """

    name = AUTO
    fit_problem: Problem | None = None

    def __init__(self, captioners: Sequence[PictureCaptioner]) -> None:
        self.captioners = tuple(captioners)
        self.device = captioners[0].device

    @property
    def most(self) -> int:
        """Pictures that are captioned at once at most."""
        return min(captioner.most for captioner in self.captioners)

    def by(self, model: str) -> PictureCaptioner:
        """The captioner of a name, as ``Captioned.model`` has it.

        Raises:
            LookupError: if there is none.
        """
        for captioner in self.captioners:
            if captioner.name == model:
                return captioner
        raise LookupError(model)

    def see_file(self, path: Path) -> SeenByEach:
        """Get a picture file ready; raises as ``PictureCaptioner.see_file``."""
        return self._see(lambda captioner: captioner.see_file(path))

    def see_image(self, image: "Image", source: str) -> SeenByEach:
        """Get a picture ready that came without a file."""
        return self._see(lambda captioner: captioner.see_image(image, source))

    def see_noise(self, seed: int) -> SeenByEach:
        """A noise picture."""
        return self._see(lambda captioner: captioner.see_noise(seed))

    def see_strange(self, strange: StrangePicture, pictures: Sequence["Path | Image"], source: str) -> SeenByEach:
        """A picture that shows nothing; raises as ``PictureCaptioner.see_strange``."""
        return self._see(lambda captioner: captioner.see_strange(strange, pictures, source))

    def fits(self, pictures: Sequence[Seen]) -> list[Fit]:
        """The fit of each picture to the model that it fits best; raises as ``PictureCaptioner.fits``."""
        return [fits[best_fit(fits)] for fits in self._fits(pictures)]

    def caption_alone(self, picture: Seen, generation: GenerationConfig = BEAM) -> Captioned:
        """Caption one picture; raises as ``caption_seen``."""
        [captioned] = self.caption_seen([picture], generation)
        return captioned

    def caption_seen(self, pictures: Sequence[Seen], generation: GenerationConfig = BEAM) -> list[Captioned]:
        """Caption pictures at once, each with the model that it fits best; ``Captioned.model`` says which that is.

        Args:
            pictures: as the ``see_...`` of this captioner return them.

        Raises:
            Problem: ``memory-short`` where one at a time is still too much.
        """
        begun = time.perf_counter()
        chosen = [best_fit(fits) for fits in self._fits(pictures)]
        found: dict[int, Captioned] = {}
        for index, captioner in enumerate(self.captioners):
            places = [place for place, best in enumerate(chosen) if best == index]
            if places:
                group = captioner.caption_seen([_view(pictures[place], index) for place in places], generation)
                found.update(zip(places, group, strict=True))
        # To choose is part of it.
        share = (time.perf_counter() - begun) / max(1, len(pictures))
        return [replace(found[place], seconds=picture.seconds + share) for place, picture in enumerate(pictures)]

    def _fits(self, pictures: Sequence[Seen]) -> list[tuple[Fit, ...]]:
        """The fit of each picture to each model."""
        by_model = [
            captioner.fits([_view(picture, index) for picture in pictures])
            for index, captioner in enumerate(self.captioners)
        ]
        return list(zip(*by_model, strict=True))

    def _see(self, see: Callable[[PictureCaptioner], Seen]) -> SeenByEach:
        views = tuple(see(captioner) for captioner in self.captioners)
        return SeenByEach(views[0].source, views[0].pixels, sum(view.seconds for view in views), views)


def _view(picture: Seen, index: int) -> Seen:
    """A picture as the model of an index sees it."""
    assert isinstance(picture, SeenByEach)
    return picture.views[index]


def load_automatic(paths: Sequence[Path] | None = None, device: str = "auto") -> AutomaticCaptioner:
    """The automatic choice among checkpoints, by default those that ship. Imports torch: call it in a worker.

    Raises:
        Problem: ``checkpoint-missing``, ``checkpoint-broken``, ``checkpoint-version``, ``device-missing``.
    """
    chosen = files.shipped_checkpoints() if paths is None else list(paths)
    if not chosen:
        raise Problem("shipped-missing")
    return AutomaticCaptioner([load_captioner(path, device) for path in chosen])
