import hashlib
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from engine.captions.scripts import is_chinese
from engine.clothes.reader import read
from engine.clothes.sayable import sayable
from engine.clothes.wardrobe import dataset
from engine.clothes.wardrobe.dataset import draw_wardrobe
from engine.clothes.wardrobe.plan import FEWEST, Picture, planned, style_pictures
from engine.errors import Problem

NAME = re.compile(r"(WOMEN|MEN)-[A-Z][A-Za-z_]+-id_\d{8}-01_(1_front|2_side|3_back|4_full|7_additional)\.jpg")


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def product(name: str) -> str:
    return name.rsplit("_", 2)[0]


@pytest.fixture(scope="module")
def wardrobe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "wardrobe"
    drawn = draw_wardrobe(folder, 36, 4, workers=2)
    assert drawn.images == 36
    assert drawn.train + drawn.test == 36
    return folder


def test_layout(wardrobe: Path) -> None:
    train = json.loads((wardrobe / "train_captions.json").read_text("utf-8"))
    test = json.loads((wardrobe / "test_captions.json").read_text("utf-8"))
    pictures = {path.name for path in (wardrobe / "images").iterdir()}
    assert set(train) | set(test) == pictures
    assert not set(train) & set(test)
    assert len(pictures) == 36
    assert 5 <= len(test) <= 12
    assert all(NAME.fullmatch(name) for name in pictures)
    assert {product(name) for name in train}.isdisjoint({product(name) for name in test})
    for name in pictures:
        with Image.open(wardrobe / "images" / name) as picture:
            assert (picture.format, picture.size, picture.mode) == ("JPEG", (750, 1101), "RGB")
    for name, caption in (train | test).items():
        words = caption.lower().replace("his her", "her")
        genders = re.findall(r"\b(her|his|woman|lady|female|man|guy|gentleman)\b", words)
        assert genders
        assert name.startswith("WOMEN") == (genders[0] in ("her", "woman", "lady", "female"))


def test_the_same_seed_gives_the_same_bytes_for_any_number_of_workers(wardrobe: Path, tmp_path: Path) -> None:
    draw_wardrobe(tmp_path / "again", 36, 4, workers=1)
    assert digests(tmp_path / "again") == digests(wardrobe)


def test_another_seed_gives_other_pictures(wardrobe: Path, tmp_path: Path) -> None:
    draw_wardrobe(tmp_path / "other", 5, 5)
    assert not set(digests(tmp_path / "other").values()) & set(digests(wardrobe).values())


def test_a_style_is_sold_as_several_products() -> None:
    for style in range(40):
        pictures = style_pictures(1, style, False)
        products = {product(picture.name) for picture in pictures}
        assert len(products) >= 2
        garments = {
            (picture.outfit.attributes.sleeve, picture.outfit.attributes.upper_pattern, picture.outfit.attributes.lower)
            for picture in pictures
        }
        assert len(garments) == 1


def test_some_pictures_of_each_style_alone(tmp_path: Path) -> None:
    pictures = list(planned(60, 3, False, 1))
    assert len(pictures) == 60
    views = set()
    for style, [picture] in pictures:
        assert picture in style_pictures(3, style, False)
        views.add(picture.name.rsplit("_", 1)[1])
    assert len(views) > 2
    drawn = draw_wardrobe(tmp_path / "few", 6, 3, a_style=1, workers=0)
    assert drawn.images == 6
    assert {path.name for path in (tmp_path / "few" / "images").iterdir()} == {
        picture.name for _, pictures in pictures[:6] for picture in pictures
    }
    # Of another kind, though of the same number and seed.
    with pytest.raises(Problem, match="already holds other files"):
        draw_wardrobe(tmp_path / "few", 6, 3, workers=0)


def test_file_names_are_unique() -> None:
    names = [picture.name for _, pictures in planned(3000, 2, False) for picture in pictures]
    assert len(names) == len(set(names)) == 3000


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    progress: list[tuple[int, int]] = []
    draw_wardrobe(tmp_path / "demo", 5, 1, progress=lambda done, total: progress.append((done, total)))
    assert progress == [(number, 5) for number in range(1, 6)]


def test_the_same_wardrobe_may_be_drawn_again(tmp_path: Path) -> None:
    draw_wardrobe(tmp_path / "demo", 5, 1)
    before = digests(tmp_path / "demo")
    draw_wardrobe(tmp_path / "demo", 5, 1)
    assert digests(tmp_path / "demo") == before


@pytest.mark.parametrize("found", ["other files", "another wardrobe"])
def test_a_folder_with_anything_else_is_refused(tmp_path: Path, found: str) -> None:
    if found == "other files":
        (tmp_path / "thesis.txt").write_text("mine")
    else:
        draw_wardrobe(tmp_path, 5, 1)
    before = digests(tmp_path)
    with pytest.raises(Problem) as caught:
        draw_wardrobe(tmp_path, 5, 2)
    assert caught.value.code == "folder-not-empty"
    assert digests(tmp_path) == before


@pytest.mark.parametrize(("images", "workers"), [(8, None), (80, 2)])
def test_stopping_leaves_nothing_behind(tmp_path: Path, images: int, workers: int | None) -> None:
    asked: list[bool] = []

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > 3

    with pytest.raises(Problem) as caught:
        draw_wardrobe(tmp_path / "demo", images, 1, stopped=stopped, workers=workers)
    assert caught.value.code == "stopped"
    assert not (tmp_path / "demo").exists()


def test_a_full_disk_is_told_and_cleared_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = dataset._draw_picture
    drawn: list[str] = []

    def full(folder: Path, picture: Picture) -> None:
        if len(drawn) == 2:
            raise OSError(28, "No space left on device")
        drawn.append(picture.name)
        real(folder, picture)

    monkeypatch.setattr(dataset, "_draw_picture", full)
    with pytest.raises(Problem) as caught:
        draw_wardrobe(tmp_path / "demo", 6, 1)
    assert caught.value.code == "disk-full"
    assert not (tmp_path / "demo").exists()


def test_a_disk_that_is_full_from_the_start_leaves_a_folder_to_draw_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, value: object) -> None:
        raise Problem("disk-full", path=path, free=0, needed=1)

    with monkeypatch.context() as patch:
        patch.setattr(dataset, "write_json_atomically", full)
        with pytest.raises(Problem):
            draw_wardrobe(tmp_path / "demo", 6, 1)
    assert draw_wardrobe(tmp_path / "demo", 6, 1).train


@pytest.mark.parametrize("images", [-3, 0, 4])
def test_too_few_pictures_for_a_test_split_are_refused(tmp_path: Path, images: int) -> None:
    with pytest.raises(Problem) as caught:
        draw_wardrobe(tmp_path / "demo", images, 1)
    assert caught.value.code == "wardrobe-few"
    assert not (tmp_path / "demo").exists()


def test_the_fewest_pictures_have_a_test_split() -> None:
    for seed in range(60):
        for count in (None, 1, 2, 4):
            products = {
                product(picture.name) for _, pictures in planned(FEWEST, seed, False, count) for picture in pictures
            }
            assert len(products) > 1


def test_the_disk_is_looked_at_before_anything_is_planned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "planned", lambda *a: pytest.fail("planned"))
    with pytest.raises(Problem) as caught:
        draw_wardrobe(tmp_path / "demo", 999_999_999_999, 1)
    assert caught.value.code == "disk-full"
    assert not (tmp_path / "demo").exists()


def test_in_chinese_the_same_pictures_have_captions_that_tell_the_same(tmp_path: Path) -> None:
    draw_wardrobe(tmp_path / "english", 20, 3, workers=0)
    draw_wardrobe(tmp_path / "chinese", 20, 3, language="zh", workers=0)
    for split in ("train_captions.json", "test_captions.json"):
        english = json.loads((tmp_path / "english" / split).read_text("utf-8"))
        chinese = json.loads((tmp_path / "chinese" / split).read_text("utf-8"))
        assert chinese.keys() == english.keys()
        for name, caption in chinese.items():
            assert is_chinese(caption)
            # English names nobody where it names no garment.
            assert sayable(read(caption).attributes) == read(english[name]).attributes
