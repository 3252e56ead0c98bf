"""Maps in the frame of the whole picture, and all of a caption's in one strip."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.attention.drawing import HUE
from engine.attention.saving import StripFiles, save_strip
from engine.attention.strip import COLUMNS, PANEL, draw_strip, over_picture
from engine.attention.wordmaps import WordMaps
from engine.data.picture import CROPPED, WHOLE, Framing, glance
from engine.errors import Problem
from tests.data.turned import every_turn, store_turned

FIT, CROP = Framing("fit", 448, 304), Framing("crop", 448, 304)


def _maps(framing: Framing, *places: tuple[int, int], shape: tuple[int, int] = (14, 10)) -> WordMaps:
    """A word for each place of the grid, which has all of its weight."""
    grid = np.zeros((len(places), *shape), np.float32)
    for word, place in enumerate(places):
        grid[word][place] = 1
    return WordMaps("attention", tuple(f"word{number}" for number in range(len(places))), grid, framing)


def _middle(shade: np.ndarray) -> tuple[float, float]:
    """The middle (y, x) of a shade, in shares of its height and width."""
    weights = shade / shade.sum()
    height, width = shade.shape
    return weights.sum(1) @ (np.arange(height) + 0.5) / height, weights.sum(0) @ (np.arange(width) + 0.5) / width


# A dot in the picture, its size, and what frames it.
@pytest.mark.parametrize("framing", [FIT, CROP], ids=["fit", "crop"])
@pytest.mark.parametrize(
    ("width", "height", "x", "y"),
    [
        (600, 900, 300, 450),
        (600, 900, 180, 640),
        (1200, 500, 640, 150),
        (333, 701, 150, 400),
        (200, 3000, 100, 1500),
        (3000, 200, 1450, 90),
    ],
)
def test_a_map_lies_over_what_it_looks_at(framing: Framing, width: int, height: int, x: int, y: int) -> None:
    """A dot is found where the model sees it, and the place of the grid in which it lies is drawn around it."""
    radius = max(8, min(width, height) // 20)
    image = Image.new("RGB", (width, height), "white")
    image.paste("black", (x - radius, y - radius, x + radius, y + radius))
    seen = framing.view(framing.prepare(image)).min(2)
    rows, columns = (seen < 128).nonzero()
    assert len(rows)
    dot = (rows.mean() + 0.5, columns.mean() + 0.5)
    box = framing.view_box(width, height)
    found_x = (box.left + dot[1] / seen.shape[1] * (box.right - box.left)) * width
    found_y = (box.top + dot[0] / seen.shape[0] * (box.bottom - box.top)) * height
    # A pixel that the model sees is so many of the picture's.
    pixel = (box.right - box.left) * width / seen.shape[1], (box.bottom - box.top) * height / seen.shape[0]
    assert found_x == pytest.approx(x, abs=pixel[0])
    assert found_y == pytest.approx(y, abs=pixel[1])

    grid = (28, 20)
    place = tuple(int(middle / side * count) for middle, side, count in zip(dot, seen.shape, grid, strict=True))
    shade = over_picture(_maps(framing, place, shape=grid), 0, box, height, width)  # type: ignore[arg-type]
    assert shade.shape == (height, width)
    assert shade[y, x] > 0.5 * shade.max()
    assert shade.max() > 0.5


def test_nothing_is_drawn_where_the_model_saw_nothing() -> None:
    everywhere = WordMaps("gradient", ("a",), np.ones((1, 7, 7), np.float32), CROP)
    shade = over_picture(everywhere, 0, CROP.view_box(300, 900), 900, 300)
    seen = round(CROPPED / 256 * 300)
    assert (shade > 0).any(1).sum() == pytest.approx(seen, abs=1)
    assert (shade > 0).any(0).sum() == pytest.approx(seen, abs=1)
    assert not shade[:100].any()
    fitted = over_picture(_maps(FIT, (7, 0)), 0, FIT.view_box(300, 900), 900, 300)
    assert fitted.max() < 0.5, "what lies on the border beside the picture is cut"


@every_turn
def test_a_turned_picture_is_drawn_upright(turn: int, tmp_path: Path) -> None:
    path = store_turned(tmp_path, "jpg", turn)
    image, size = glance(path, PANEL)
    assert size == (640, 960)
    straight = draw_strip(image, FIT.view_box(*size), _maps(FIT, (2, 3)))
    save_strip(tmp_path / "strip.png", path, _maps(FIT, (2, 3)))
    with Image.open(tmp_path / "strip.png") as written:
        assert np.array_equal(np.asarray(written), np.asarray(straight))
    panel = _panels(straight, 213, 320)[1]
    y, x = _middle(_orange(panel))
    assert (y, x) == pytest.approx((2.5 / 14, 3.5 / 10), abs=0.03)


def _panels(strip: Image.Image, width: int, height: int) -> list[np.ndarray]:
    """All panels of a strip, as long as there is one."""
    found, pixels = [], np.asarray(strip)
    for number in range(200):
        left, top = 24 + number % COLUMNS * (width + 12), 24 + number // COLUMNS * (height + 52)
        panel = pixels[top : top + height, left : left + width]
        if panel.shape[:2] != (height, width) or (panel[height // 2] == 255).all():
            break
        found.append(panel)
    return found


def _orange(panel: np.ndarray) -> np.ndarray:
    """How much of the hue stands in each pixel of a panel."""
    colours = panel.astype(float)
    return np.clip(colours[..., 0] - colours[..., 2], 0, None) / (HUE[0] - HUE[2])


@pytest.mark.parametrize("count", [1, 7, 8, 19])
def test_a_strip_has_a_panel_for_each_word_which_shows_its_place(count: int) -> None:
    places = [(1 + number % 12, 1 + number * 5 % 8) for number in range(count)]
    picture = Image.new("RGB", (304, 448), (90, 110, 170))
    panels = _panels(draw_strip(picture, WHOLE, _maps(FIT, *places)), 217, 320)
    assert len(panels) == 1 + count, "the picture itself, and a panel a word"
    assert (panels[0] == (90, 110, 170)).all(), "the first one keeps its colours"
    for panel, (row, column) in zip(panels[1:], places, strict=True):
        assert _middle(_orange(panel)) == pytest.approx(((row + 0.5) / 14, (column + 0.5) / 10), abs=0.02)


def test_words_of_any_language_and_length_stand_under_their_panels() -> None:
    picture = Image.new("RGB", (304, 448), (90, 110, 170))
    maps = _maps(FIT, (3, 3), (4, 4), (5, 5))
    named = WordMaps(maps.method, ("这位女士", "w" * 300, ""), maps.maps, FIT)
    strip = np.asarray(draw_strip(picture, WHOLE, named, told=("注意力", "一句话")))
    below = [strip[24 + 320 + 6 : 24 + 320 + 38, 24 + number * 229 : 24 + number * 229 + 217] for number in range(1, 4)]
    inked = [int((part.min(2) < 128).sum()) for part in below]
    assert inked[0] > 100
    assert inked[1] > 100
    assert inked[2] == 0
    gaps = strip[24 + 320 + 6 : 24 + 320 + 38, 24 + 2 * 229 + 217 + 1 : 24 + 3 * 229 - 1]
    assert (gaps == 255).all(), "a long word is cut"


def test_files_are_named_after_their_pictures_and_never_written_over_them(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("RGB", (60, 90), "navy").save(picture)
    before, seen = picture.read_bytes(), np.zeros((448, 304, 3), np.uint8)
    maps = _maps(FIT, (3, 3))
    files = StripFiles(tmp_path / "maps", several=True)
    written = [files.write(str(picture), picture, seen, maps) for _ in range(2)]
    written.append(files.write("noise, seed 7", None, seen, maps))
    assert [path.name for path in written] == ["a.attention.png", "a 2.attention.png", "noise, seed 7.attention.png"]
    assert all(path.parent == tmp_path / "maps" and path.is_file() for path in written)
    beside = StripFiles(tmp_path, several=True).write(str(picture), picture, seen, maps)
    assert beside == tmp_path / "a.attention.png"

    gone = StripFiles(tmp_path / "gone", several=True).write("b.png", tmp_path / "b.png", seen, maps)
    assert gone.is_file(), "what was captioned and has gone is drawn as the model saw it"

    with pytest.raises(Problem) as over:
        StripFiles(picture, several=False).write(str(picture), picture, seen, maps)
    assert over.value.code == "maps-over-picture"
    assert picture.read_bytes() == before
    with pytest.raises(Problem) as several:
        StripFiles(tmp_path / "one.png", several=True)
    assert several.value.code == "maps-one-file"
    one = StripFiles(tmp_path / "one.PNG", several=False)
    assert one.write("x", None, seen, maps) == tmp_path / "one.PNG"
    with pytest.raises(Problem) as second:
        one.write("y", None, seen, maps)
    assert second.value.code == "maps-one-file"
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem) as blocked:
        StripFiles(tmp_path / "file" / "maps", several=True).write("x", None, seen, maps)
    assert blocked.value.code == "folder-unwritable"
