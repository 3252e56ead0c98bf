"""Near-duplicates: copies are found, other pictures are not, and each file is decoded once."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engine.data import looks as looks_module
from engine.data.duplicates import groups_of, members, near_pairs
from engine.data.known import KnownLooks
from engine.data.looks import Looks, look_at
from engine.errors import Problem


def draw(seed: int, shade: int = 0) -> Image.Image:
    """A picture of a few large shapes on white."""
    chance = np.random.default_rng(seed)
    image = Image.new("RGB", (240, 320), "white")
    pen = ImageDraw.Draw(image)
    for _ in range(9):
        left, top = (int(value) for value in chance.integers(0, 200, 2))
        colour = tuple(int(value) for value in (chance.integers(0, 200, 3) + shade) % 256)
        pen.ellipse((left, top, left + int(chance.integers(20, 120)), top + int(chance.integers(20, 160))), fill=colour)
    return image


@pytest.fixture
def known(tmp_path: Path) -> KnownLooks:
    return KnownLooks(tmp_path / "cache" / "looks.sqlite")


def save(folder: Path) -> list[str]:
    """Six pictures, then a smaller copy of the first and a worse one of the second."""
    for seed in range(6):
        draw(seed).save(folder / f"{seed}.png")
    draw(0).resize((160, 213)).save(folder / "6.jpg", quality=90)
    draw(1).save(folder / "7.jpg", quality=40)
    return [str(folder / name) for name in (*(f"{seed}.png" for seed in range(6)), "6.jpg", "7.jpg")]


def test_copies_are_found_and_others_are_not(tmp_path: Path, known: KnownLooks) -> None:
    looks = look_at(save(tmp_path), known=known)
    assert near_pairs(looks).tolist() == [[0, 6], [1, 7]]
    assert looks.widths.tolist() == [240] * 6 + [160, 240]
    assert looks.heights.tolist() == [320] * 6 + [213, 320]


def test_another_colour_is_another_picture(tmp_path: Path, known: KnownLooks) -> None:
    for name, colour in (("red", (200, 40, 40)), ("blue", (40, 40, 200)), ("also red", (196, 44, 40))):
        image = Image.new("L", (64, 64), 255)
        ImageDraw.Draw(image).rectangle((10, 20, 50, 60), fill=0)
        shirt = Image.new("RGB", (64, 64), colour)
        Image.composite(Image.new("RGB", (64, 64), "white"), shirt, image).save(tmp_path / f"{name}.png")
    looks = look_at([str(tmp_path / f"{name}.png") for name in ("red", "blue", "also red")], known=known)
    assert near_pairs(looks).tolist() == [[0, 2]]
    assert [0, 1] in near_pairs(looks, distance=256, colour_distance=255).tolist()


def test_what_cannot_be_decoded_is_told_and_like_nothing(tmp_path: Path, known: KnownLooks) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    (tmp_path / "b.jpg").write_bytes(b"")
    looks = look_at([str(tmp_path / "a.jpg"), None, str(tmp_path / "b.jpg"), str(tmp_path / "c.jpg")], known=known)
    assert looks.reasons == {0: "it is empty", 2: "it is empty", 3: "missing"}
    assert not looks.seen.any()
    assert len(near_pairs(looks)) == 0


def test_a_file_is_decoded_again_only_when_it_has_changed(
    tmp_path: Path, known: KnownLooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = save(tmp_path)
    first = look_at(files, known=known)
    decoded: list[str] = []
    real = looks_module._look
    monkeypatch.setattr(looks_module, "_look", lambda path: decoded.append(path) or real(path))  # type: ignore[func-returns-value]
    second = look_at(files, known=known)
    assert not decoded
    for before, after in zip(first[:5], second[:5], strict=True):
        assert np.array_equal(before, after)
    draw(9).save(tmp_path / "3.png")
    assert not np.array_equal(look_at(files, known=known).hashes[3], first.hashes[3])
    assert decoded == [files[3]]


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be one" * 40, b""])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "looks.sqlite"
    path.write_bytes(content)
    files = save(tmp_path)
    for _ in range(2):
        assert look_at(files, known=KnownLooks(path)).seen.all()
    assert path.read_bytes().startswith(b"SQLite format 3")


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert look_at(save(tmp_path), known=KnownLooks(tmp_path / "file" / "looks.sqlite")).seen.all()


def test_looking_and_comparing_stop_when_asked(tmp_path: Path, known: KnownLooks) -> None:
    files = save(tmp_path)
    with pytest.raises(Problem, match=r"Stopped\."):
        look_at(files, known=known, stopped=lambda: True)
    looks = look_at(files, known=known)
    with pytest.raises(Problem, match=r"Stopped\."):
        near_pairs(looks, stopped=lambda: True)


@pytest.mark.parametrize("count", [0, 1, 2, 63, 64, 65, 200])
def test_pairs_are_all_that_comparing_each_with_each_finds(count: int) -> None:
    chance = np.random.default_rng(count)
    bases = chance.integers(0, 2, (7, 256))
    bits = bases[chance.integers(0, 7, count)] ^ (chance.random((count, 256)) < 0.04)
    hashes = np.packbits(bits.astype(np.uint8), axis=1).view(np.uint64).reshape(count, 4)
    looks = Looks(
        np.ones(count, np.int32), np.ones(count, np.int32), hashes, np.zeros((count, 48), np.uint8),
        chance.random(count) < 0.9, {},
    )  # fmt: skip
    told: list[tuple[int, int]] = []
    pairs = near_pairs(looks, progress=lambda done, total: told.append((done, total)))
    expected = [
        [one, other]
        for one in range(count)
        for other in range(one + 1, count)
        if looks.seen[one] and looks.seen[other] and int((bits[one] != bits[other]).sum()) <= 16
    ]
    assert pairs.tolist() == expected
    assert all(done == total for done, total in told[-1:])


def test_groups_hang_together_whatever_the_order_of_the_pairs() -> None:
    pairs = np.array([[1, 2], [5, 6], [2, 4], [4, 7]])
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]):
        groups = groups_of(pairs[order], 9)
        assert groups.tolist() == [0, 1, 1, 3, 1, 5, 5, 1, 8]
        assert members(groups) == [[1, 2, 4, 7], [5, 6]]
    assert members(groups_of(np.zeros((0, 2), np.int64), 3)) == []
    assert members(groups_of(np.zeros((0, 2), np.int64), 0)) == []
