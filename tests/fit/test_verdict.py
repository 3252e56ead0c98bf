"""The verdict on a distance, and what follows from it for the words of a caption."""

import math
from dataclasses import replace

import pytest
from torch import Tensor

from engine.captioning import GenerationConfig, PictureCaptioner, load_captioner
from engine.evaluation.support import WordSupport
from engine.files import project_folder
from engine.fit.verdict import DOUBTFUL, FARTHEST, FITS, UNKNOWN_FIT, UNLIKE, Fit, judge


@pytest.mark.parametrize(
    ("distance", "verdict"),
    [
        (0.0, FITS),
        (0.79, FITS),
        (0.8, DOUBTFUL),
        (0.99, DOUBTFUL),
        (1.0, UNLIKE),
        (math.inf, UNLIKE),
        (math.nan, UNLIKE),
    ],
)
def test_verdict_is_read_off_the_distance(distance: float, verdict: str) -> None:
    fit = judge(distance, 0.8)
    assert (fit.verdict, fit.unlike, fit.doubtful_from) == (verdict, verdict == UNLIKE, 0.8)
    assert fit.distance == (distance if math.isfinite(distance) else FARTHEST)


def test_a_word_of_an_unlike_picture_is_neither_seen_nor_therefore_made_up() -> None:
    word = WordSupport("crew", 0, 4, probability=0.9, meaning=0.9, support=2.0, tells=True)
    assert word.supported
    distrusted = replace(word, trusted=False)
    assert not distrusted.supported
    assert not distrusted.made_up, "a blank picture makes it less likely all the same"


class _Judged(PictureCaptioner):
    """Finds every second picture unlike, from the first on."""

    def _fits_of(self, grid: Tensor) -> list[Fit]:
        return [judge(0.5 if place % 2 else 2.0, 0.8) for place in range(len(grid))]


def test_no_word_counts_as_seen_where_the_picture_is_unlike() -> None:
    captioner = load_captioner(project_folder() / "checkpoints" / "demo", "cpu")
    noise = captioner.see_noise(7)
    judged = _Judged(captioner.info, "cpu")
    found = judged.caption_seen([noise, noise, noise], GenerationConfig(support=True))
    assert [captioned.fit.verdict for captioned in found] == [UNLIKE, FITS, UNLIKE]
    assert [any(word.supported for word in captioned.support) for captioned in found] == [False, True, False]
    assert [fit.verdict for fit in judged.fits([noise, noise])] == [UNLIKE, FITS]
    assert {captioned.model for captioned in found} == {"demo"}
    assert Fit("unknown", None, 1.0) == UNKNOWN_FIT
