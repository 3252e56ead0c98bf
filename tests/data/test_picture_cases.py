"""Small pictures that went wrong in other programs, and what a viewer shows of each; they lie beside the checkout."""

from pathlib import Path

import numpy as np
import pytest

from engine.data.picture import load, thumbnail
from engine.errors import Problem
from tests.data.bad_inputs import BOTTOM, TOP, WHITE

CASES = Path(__file__).parents[3] / "shared" / "cases"
FOLDERS = ("pictures", "formats", "icc", "turned", "mac/photos")
FILES = sorted(
    path for folder in FOLDERS if (CASES / folder).is_dir() for path in (CASES / folder).glob("[!.]*") if path.is_file()
)

pytestmark = [
    pytest.mark.skipif(not FILES, reason="the cases do not lie beside the checkout"),
    pytest.mark.filterwarnings(r"ignore:::PIL\."),
]

# What is no picture, or none of a kind that is read, and the reason that is told.
REFUSED = {
    "captions.json": "it is no picture",
    "empty-name.svg": "it is no picture",
    "heic.heic": "it is HEIC, which needs the package pi-heif",
    "jxl.jxl": "it is JPEG XL, which is not supported",
    "rgb32f.tiff": "its variant cannot be decoded",
}
GREY, DARK = (195, 195, 195), (39, 39, 39)
SHOWN = {
    "l16-trns.png": (GREY, WHITE),
    # Nothing says that its values have twelve bits: its brightest, 3000, is taken for that of 4095.
    "l16-twelve-bits.png": ((187, 187, 187), (37, 37, 37)),
    "la16.png": (GREY, WHITE),
    "rgb-trns.png": (TOP, WHITE),
    "strip-tall.png": (TOP, TOP),
    "strip-wide.png": (TOP, TOP),
}
# Height and width where they are others than 60 and 40. The progressive one was cut in its last scan, which would only
# have made the colours finer than eight bits show: all its pixels are there, and so it is read.
SIZES = {"progressive-cut.jpg": (600, 400), "plain.ico": (32, 21)}
PROFILED = {"200": (200, 40, 40), "150": (150, 90, 50), "30": (30, 140, 60)}


def named(path: Path) -> str:
    return str(path.relative_to(CASES))


@pytest.mark.parametrize("path", [path for path in FILES if path.name in REFUSED], ids=named)
def test_what_is_not_read_is_told(path: Path) -> None:
    for read in (load, lambda file: thumbnail(file, 40, 56)):
        with pytest.raises(Problem) as caught:
            read(path)
        assert caught.value.values["reason"] == REFUSED[path.name]


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.name not in REFUSED and path.parent.name not in ("icc", "turned")],
    ids=named,
)
def test_what_a_viewer_shows_is_read(path: Path) -> None:
    pixels = np.asarray(load(path)).astype(int)
    top, bottom = SHOWN.get(path.name, (TOP, BOTTOM))
    third = max(1, len(pixels) // 3)
    assert np.abs(pixels[:third].mean((0, 1)) - top).max() <= 3
    assert np.abs(pixels[-third:].mean((0, 1)) - bottom).max() <= 3
    if not path.name.startswith("strip"):
        assert pixels.shape[:2] == SIZES.get(path.name, (60, 40))
    small = thumbnail(path, 20, 30).astype(int)
    assert small.shape[0] <= 30
    assert small.shape[1] <= 20
    assert np.abs(small[0].mean(0) - top).max() <= 8
    assert np.abs(small[-1].mean(0) - bottom).max() <= 8


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name == "icc"], ids=named)
def test_colours_are_those_that_the_profile_means(path: Path) -> None:
    meant = PROFILED[path.stem.rpartition("-")[2]]
    # Wide profiles hold a green that 8 bits round by a few steps of sRGB.
    assert np.abs(np.asarray(load(path)).astype(int) - meant).max() <= 4


def test_turned_pictures_are_the_upright_one() -> None:
    folder = CASES / "turned"
    upright = np.asarray(load(folder / "a-upright.png"))
    for name in ("c-turned.png", "e-turned.tiff"):
        np.testing.assert_array_equal(np.asarray(load(folder / name)), upright, strict=True)
    assert np.abs(np.asarray(load(folder / "b-turned.jpg")).astype(int) - upright).mean() < 2
