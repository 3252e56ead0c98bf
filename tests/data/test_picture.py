"""Any picture file comes out right or with one clear sentence; what the model sees has one shape."""

import contextlib
import io
import os
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.data import decoding
from engine.data.picture import Framing, load, noise, read_or_reason
from engine.errors import Problem
from engine.recipes import resolve
from tests.data.bad_inputs import BOTTOM, PICTURES, TOP, Odd, contents, jpeg, two_colours
from tests.data.sound_inputs import SOUND

# Outside the tests the engine keeps Pillow's warnings to itself.
pytestmark = pytest.mark.filterwarnings(r"ignore:::PIL\.")

FIT, CROP = Framing("fit", 336, 224), Framing("crop", 336, 224)
WRONG = [odd for odd in PICTURES if odd.fault]
RIGHT = [*(odd for odd in PICTURES if not odd.fault), *SOUND]

CONTENTS = [
    contents(odd)
    for odd in (*PICTURES, *SOUND)
    if odd.name not in ("folder.jpg", "empty.jpg", "huge.png", "text-bomb.png", "plain-text-of-megabytes.png")
]


def by_name(odd: Odd) -> str:
    return odd.name


@pytest.mark.parametrize("odd", WRONG, ids=by_name)
def test_a_file_that_is_no_picture_gets_its_sentence(odd: Odd, tmp_path: Path) -> None:
    path = tmp_path / odd.name
    odd.write(path)
    with pytest.raises(Problem) as caught:
        FIT.read(path)
    sentence = str(caught.value)
    if odd.fault == "picture-too-large":
        assert re.fullmatch(r".* has \d+ x \d+ pixels, more than can be read\. Make it smaller first\.", sentence)
    else:
        assert sentence == f"{path} cannot be read as a picture ({odd.fault}). Save it again as JPEG or PNG."


@pytest.mark.parametrize("odd", RIGHT, ids=by_name)
def test_an_odd_picture_comes_out_right(odd: Odd, tmp_path: Path) -> None:
    path = tmp_path / odd.name
    odd.write(path)
    image = load(path)
    assert (image.mode, image.size) == ("RGB", odd.size)
    values = np.asarray(image).astype(int)
    assert np.abs(values[: max(1, odd.size[1] // 3)].mean(axis=(0, 1)) - odd.top).max() <= odd.near
    assert np.abs(values[-max(1, odd.size[1] // 3) :].mean(axis=(0, 1)) - odd.bottom).max() <= odd.near
    for framing in (FIT, CROP):
        assert framing.view(framing.read(path)).shape == (*framing.seen, 3)


@given(
    st.sampled_from(range(len(CONTENTS))), st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=8)
)
def test_no_damage_raises_anything_else(which: int, changes: list[tuple[int, int]]) -> None:
    content = bytearray(CONTENTS[which])
    for place, value in changes:
        content[place % len(content)] = value
    with pytest.MonkeyPatch.context() as patched:
        # A changed header may ask for a hundred million pixels, which is allowed and slow.
        for limit in ("PIXEL_LIMIT", "CLAIM_LIMIT"):
            patched.setattr(decoding, limit, 10**6)
        with contextlib.suppress(Problem):
            assert FIT.read(io.BytesIO(bytes(content))).shape == (336, 224, 3)


def test_a_refused_size_is_not_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even the first row: loading anything would fail."""
    path = tmp_path / "huge.png"
    next(odd for odd in PICTURES if odd.name == "huge.png").write(path)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: pytest.fail("decoded"))
    with pytest.raises(Problem, match="30000 x 30000"):
        load(path)


def test_a_missing_file_and_a_closed_one(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        load(tmp_path / "none.jpg")
    assert caught.value.code == "picture-missing"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(Problem, match="it is no file"):
        load(tmp_path / "pipe.jpg")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file(tmp_path: Path) -> None:
    path = tmp_path / "forbidden.jpg"
    path.write_bytes(jpeg())
    path.chmod(0)
    with pytest.raises(Problem, match="Permission denied"):
        load(path)


def test_an_open_file_is_read_as_well() -> None:
    assert load(io.BytesIO(jpeg())).size == (40, 60)
    with pytest.raises(Problem, match="The picture cannot be read"):
        load(io.BytesIO(b"no"))


def test_too_little_memory_is_not_taken_for_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg())

    def fail(image: Image.Image) -> None:
        raise MemoryError

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", fail)
    assert read_or_reason(tmp_path / "a.jpg", FIT) == "unreadable: the memory does not suffice for it"


def test_the_whole_figure_is_fitted_in_the_middle_on_white() -> None:
    prepared = FIT.prepare(two_colours((750, 1101)))
    assert prepared.shape == (336, 224, 3)
    assert prepared.dtype == np.uint8
    margins = np.all(prepared == 255, axis=(1, 2))
    # 1101 lines become 329: three white lines above, four below.
    assert margins[:3].all()
    assert margins[-4:].all()
    assert not margins[3:-4].any()
    assert tuple(prepared[10, 100]) == TOP
    assert tuple(prepared[-10, 100]) == BOTTOM


def test_a_wide_picture_has_white_above_and_below() -> None:
    prepared = FIT.prepare(Image.new("RGB", (800, 100), TOP))
    assert (prepared[:150] == 255).all()
    assert (prepared[-150:] == 255).all()
    assert tuple(prepared[168, 112]) == TOP


def test_crop_makes_the_shorter_side_256_and_sees_the_centre() -> None:
    image = two_colours((750, 1101))
    prepared = CROP.prepare(image)
    assert prepared.shape == (375, 256, 3)
    assert (CROP.view(prepared) == prepared[75:299, 16:240]).all()


def test_crop_bounds_a_strip() -> None:
    assert CROP.prepare(Image.new("RGB", (1, 5000))).shape == (1024, 256, 3)
    assert CROP.prepare(Image.new("RGB", (5000, 1))).shape == (256, 1024, 3)


def test_a_jpeg_decoded_small_looks_like_one_decoded_whole(tmp_path: Path) -> None:
    """Turned ones too: what is asked of the decoder is then turned back."""
    rng = np.random.default_rng(0)
    coarse = Image.fromarray(rng.integers(0, 255, (22, 15, 3), dtype=np.uint8)).resize(
        (1500, 2202), Image.Resampling.BICUBIC
    )
    exif = Image.Exif()
    exif[0x0112] = 8
    upright, turned = tmp_path / "upright.jpg", tmp_path / "turned.jpg"
    coarse.save(upright, quality=95)
    coarse.transpose(Image.Transpose.ROTATE_270).save(turned, quality=95, exif=exif)
    for framing in (FIT, CROP):
        whole = framing.prepare(load(upright)).astype(int)
        for path in (upright, turned):
            small = framing.read(path).astype(int)
            assert small.shape == whole.shape
            assert np.abs(small - whole).mean() < 2


@given(
    frame=st.sampled_from(["fit", "crop"]),
    width=st.integers(1, 900),
    height=st.integers(1, 900),
    seed=st.integers(0, 2**32),
)
def test_what_the_model_sees_has_one_shape(frame: str, width: int, height: int, seed: int) -> None:
    framing = Framing(frame, 96, 64)  # type: ignore[arg-type]
    prepared = framing.prepare(Image.new("RGB", (width, height), (9, 9, 9)))
    assert framing.view(prepared).shape == (*framing.seen, 3)
    augmented = framing.augment(prepared, np.random.default_rng(seed))
    assert augmented.shape == (*framing.seen, 3)
    assert augmented.flags.c_contiguous


def test_shifts_are_small_and_half_of_the_pictures_are_mirrored() -> None:
    prepared = np.full((336, 224, 3), 255, dtype=np.uint8)
    prepared[160:170, 50:60] = 0
    rng = np.random.default_rng(1)
    places = set()
    for _ in range(400):
        rows, columns = np.nonzero(FIT.augment(prepared, rng)[:, :, 0] == 0)
        places.add((int(rows[0]) - 160, int(columns[0])))
        assert len(rows) == 100
    down = {place[0] for place in places}
    left = {place[1] for place in places if place[1] < 112}
    right = {place[1] for place in places if place[1] >= 112}
    assert (min(down), max(down)) == (-14, 14)
    assert (min(left), max(left)) == (41, 59)
    # Mirrored, the square's left edge at column 50 lies at 224 - 60.
    assert (min(right), max(right)) == (155, 173)


def test_augmentation_and_noise_follow_their_seeds() -> None:
    prepared = noise(FIT, 3)
    assert prepared.shape == (336, 224, 3)
    assert (prepared == noise(FIT, 3)).all()
    assert (prepared != noise(FIT, 4)).any()
    assert noise(CROP, 3).shape == (224, 224, 3)
    first, second = (FIT.augment(prepared, np.random.default_rng(5)) for _ in range(2))
    assert (first == second).all()


def test_a_framing_is_saved_and_found_again() -> None:
    framing = Framing.of(resolve("compact", {"frame": "crop"}))
    assert framing == CROP
    assert Framing.from_json(framing.to_json()) == framing


@pytest.mark.parametrize(
    "value", [None, [], {}, {"frame": "zoom", "height": 9, "width": 9}, {"frame": "fit", "height": "9", "width": 9},
              {"frame": "fit", "height": 0, "width": 9}, {"frame": "fit", "height": True, "width": 9}]
)  # fmt: skip
def test_a_framing_that_is_not_known_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="framing"):
        Framing.from_json(value)
