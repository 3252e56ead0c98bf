"""The fixed samples in the window: their small pictures and their names."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from engine.events import Commands, Emit, SampleCaption
from engine.fit.verdict import UNKNOWN
from gui.images import small_image
from gui.widgets import fit_word, image_from_array
from gui.worker import Job


def sample_name(sample: SampleCaption) -> str:
    """The display name of a fixed sample."""
    if sample.picture is None:
        return QCoreApplication.translate("FixedSample", "noise, seed {seed}").format(seed=sample.noise_seed)
    names = {
        "woman": QCoreApplication.translate("FixedSample", "woman"),
        "man": QCoreApplication.translate("FixedSample", "man"),
    }
    return names.get(sample.name, sample.name)


def sample_title(sample: SampleCaption) -> str:
    """The name of a fixed sample, with how well it fits what the model was trained on, where that is known."""
    return sample_name(sample) if sample.fit == UNKNOWN else f"{sample_name(sample)} · {fit_word(sample.fit)}"


def pictures_job(samples: Sequence[SampleCaption], height: int) -> Job:
    """A job that reads the small pictures of the fixed samples, in their order; a null one where it cannot be read.

    Args:
        height: in pixels, about.
    """

    def job(commands: Commands, emit: Emit) -> list[QImage]:
        return [
            _noise(sample.noise_seed) if sample.picture is None else small_image(sample.picture, height)
            for sample in samples
        ]

    return job


def _noise(seed: int | None) -> QImage:
    import numpy as np

    # A patch of the noise, enlarged: whole, it would look like plain grey at this size.
    patch = np.random.default_rng(seed or 0).integers(0, 256, (24, 16, 3), dtype=np.uint8)
    return image_from_array(patch)
