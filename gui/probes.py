"""The probes in the window: their small pictures, their names, and what changed in what is said of them."""

import difflib
import re
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from engine.events import Commands, Emit, ProbeCaption
from gui.images import small_image
from gui.widgets import image_from_array
from gui.worker import Job


def probe_name(probe: ProbeCaption) -> str:
    """What a person calls a probe."""
    if probe.picture is None:
        return QCoreApplication.translate("Probe", "noise, seed {seed}").format(seed=probe.noise_seed)
    names = {"woman": QCoreApplication.translate("Probe", "woman"), "man": QCoreApplication.translate("Probe", "man")}
    return names.get(probe.name, probe.name)


def pictures_job(probes: Sequence[ProbeCaption], height: int) -> Job:
    """A job that reads the small pictures of the probes, in their order; a null one where it cannot be read.

    Args:
        height: in pixels, about.
    """

    def job(commands: Commands, emit: Emit) -> list[QImage]:
        return [
            _noise(probe.noise_seed) if probe.picture is None else small_image(probe.picture, height)
            for probe in probes
        ]

    return job


def _noise(seed: int | None) -> QImage:
    import numpy as np

    # A patch of the noise, enlarged: whole, it would look like plain grey at this size.
    patch = np.random.default_rng(seed or 0).integers(0, 256, (24, 16, 3), dtype=np.uint8)
    return image_from_array(patch)


def pieces(caption: str) -> list[str]:
    """Words with what stands around them, or single Chinese characters: what a change is told in."""
    return re.findall(r"[A-Za-z0-9'-]+|\s+|.", caption)


def changes(before: str, now: str) -> tuple[tuple[int, int], ...]:
    """Places of a caption, as (start, length), that are not in the one before; none where there is none before."""
    if not before:
        return ()
    old, new = pieces(before), pieces(now)
    starts = [0]
    for piece in new:
        starts.append(starts[-1] + len(piece))
    found = []
    for kind, _, _, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        words = "".join(new[first:last])
        if kind in ("replace", "insert") and words.strip():
            start = starts[first] + len(words) - len(words.lstrip())
            found.append((start, len(words.strip())))
    return tuple(found)
