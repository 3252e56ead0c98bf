"""COCO's captions and Karpathy's splits: read as published, damaged, written, and rewritten in place."""

import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.data import jsonstream
from engine.data.captiontable import SPLITS, Captions, clean, read_captions
from engine.data.encodings import encoding_of
from engine.data.formats import FORMATS
from engine.data.formats.coco import Coco
from engine.data.formats.interface import CaptionFormat, Columns, Item
from engine.data.formats.karpathy import Karpathy
from engine.data.formats.name_to_caption import NameToCaption
from engine.data.layout import DataSet, open_data
from engine.data.pictureindex import MISSING, PictureIndex
from engine.data.records import LeftOut
from engine.errors import Problem
from engine.files import project_folder
from tests.data.bad_inputs import write_jpeg

MINI = project_folder().parent / "shared" / "real" / "coco_mini"

IMAGES = [
    {"license": 4, "file_name": f"{number:012d}.jpg", "height": 427, "width": 640, "id": number, "coco_url": "http://x"}
    for number in range(1, 7)
]
ANNOTATIONS = [
    {"image_id": 1 + number % 6, "id": 100 + number, "caption": f"A dog {number} runs."} for number in range(14)
]
COCO: dict[str, Any] = {
    "info": {"description": "COCO 2017 Dataset", "year": 2017},
    "licenses": [{"url": "http://l", "id": 4, "name": "L"}],
    "images": IMAGES,
    "annotations": ANNOTATIONS,
}
KARPATHY: dict[str, Any] = {
    "images": [
        {
            "filepath": "train2017",
            "sentids": [2 * number, 2 * number + 1],
            "filename": f"{number:012d}.jpg",
            "imgid": number,
            "split": ("train", "restval", "val", "test", "train", "train")[number - 1],
            "sentences": [
                {"tokens": ["a", "dog"], "raw": "A dog.", "imgid": number, "sentid": 2 * number},
                {"tokens": ["two", "dogs"], "imgid": number, "sentid": 2 * number + 1},
            ],
            "cocoid": number,
        }
        for number in range(1, 7)
    ],
    "dataset": "coco",
}


def folder_of(folder: Path, value: Any, name: str = "captions_train2017.json", **style: Any) -> Path:
    """A data folder of six pictures and a file."""
    (folder / "annotations").mkdir(parents=True, exist_ok=True)
    path = folder / "annotations" / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, **style), encoding="utf-8")
    (folder / "train2017").mkdir(exist_ok=True)
    for image in IMAGES:
        write_jpeg(folder / "train2017" / str(image["file_name"]))
    return folder


def opened(folder: Path, **changes: Any) -> DataSet:
    return open_data(folder, validation_share=0.1, seed=1, **changes)


def used(data: DataSet) -> int:
    return sum(map(len, data.records.captions))


def test_captions_as_published(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "d", COCO)
    folder_of(folder, {**COCO, "images": IMAGES[:1], "annotations": ANNOTATIONS[:1]}, "captions_val2017.json")
    boxes = {**COCO, "annotations": [{"image_id": 1, "id": 1, "bbox": [0, 0, 5, 5], "category_id": 1}]}
    folder_of(folder, boxes, "instances_train2017.json")
    data = opened(folder)
    assert data.format == "coco"
    assert (len(data.train), len(data.validation), len(data.test)) == (5, 1, 0)
    # The picture of both splits is in the last of them.
    assert data.validation[0].captions == ("A dog 0 runs.",)
    assert used(data) + len(data.left_out) == 15
    assert Counter(item.reason for item in data.left_out) == {"also-in-validation": 3}
    assert data.train[0].captions == ("A dog 1 runs.", "A dog 7 runs.", "A dog 13 runs.")


def test_pictures_elsewhere_and_one_file_alone(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path / "d",
        {**COCO, "images": [{**image, "file_name": f"x/train2017/{image['file_name']}"} for image in IMAGES]},
    )
    (folder / "train2017").rename(tmp_path / "elsewhere")
    (folder / "none.jpg").write_bytes(b"")
    assert used(opened(folder, images=str(tmp_path / "elsewhere"))) == 14
    file = folder / "annotations" / "captions_train2017.json"
    assert used(opened(file, images=str(tmp_path / "elsewhere"))) == 14
    (tmp_path / "elsewhere").rename(folder / "train2017")
    assert used(opened(file)) == 14


Damage = Callable[[dict[str, Any]], Any]


def changed(part: str, number: int, **values: Any) -> Damage:
    """One element of a part with other values; a value of None takes its key out."""

    def damage(value: dict[str, Any]) -> Any:
        elements = [dict(element) for element in value[part]]
        for key, new in values.items():
            if new is None:
                del elements[number][key]
            else:
                elements[number][key] = new
        return {**value, part: elements}

    return damage


DAMAGES: dict[str, tuple[Damage, int, dict[str, int]]] = {
    "sound": (lambda value: value, 14, {}),
    "annotations first": (lambda value: dict(reversed(value.items())), 14, {}),
    "caption null": (changed("annotations", 3, caption=[None]), 13, {"caption-not-text": 1}),
    "caption number": (changed("annotations", 3, caption=7), 13, {"caption-not-text": 1}),
    "caption empty": (changed("annotations", 3, caption=" "), 13, {"caption-empty": 1}),
    "no caption": (changed("annotations", 3, caption=None), 13, {"no-caption": 1}),
    "no image id": (changed("annotations", 3, image_id=None), 13, {"no-name": 1}),
    "image id a list": (changed("annotations", 3, image_id=[1]), 13, {"no-name": 1}),
    "image unknown": (changed("annotations", 3, image_id=99), 13, {"image-unlisted": 1}),
    "no file name": (changed("images", 1, file_name=None), 11, {"image-unlisted": 3}),
    "file name a number": (changed("images", 1, file_name=5), 11, {"image-unlisted": 3}),
    "not a number": (changed("images", 1, height=float("nan")), 14, {}),
    "a NUL": (changed("annotations", 3, caption="A\0dog."), 14, {}),
    "half a letter": (changed("annotations", 3, caption="A dog \ud800."), 13, {"caption-not-text": 1}),
    "ids as texts": (
        lambda value: {
            **value,
            "images": [{**image, "id": str(image["id"])} for image in value["images"]],
            "annotations": [{**one, "image_id": str(one["image_id"])} for one in value["annotations"]],
        },
        14,
        {},
    ),
    "an annotation a text": (lambda value: {**value, "annotations": [*ANNOTATIONS, "x"]}, 14, {"caption-not-text": 1}),
    "a huge number": (
        lambda value: json.dumps(value).replace('"height": 427', '"height": ' + "9" * 5000, 1),
        14,
        {},
    ),
    "a key twice": (
        lambda value: json.dumps(value).replace('"caption": "A dog 3', '"caption": "Twice.", "caption": "A dog 3'),
        15,
        {},
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
@pytest.mark.parametrize("piece", [150, 1 << 20])
def test_captions_in_are_used_or_left_out(
    name: str, piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonstream, "PIECE", piece)
    damage, sound, reasons = DAMAGES[name]
    data = opened(folder_of(tmp_path / "d", damage(COCO)))
    assert used(data) == sound
    assert Counter(item.reason for item in data.left_out) == reasons


@pytest.mark.parametrize("form", [COCO, KARPATHY], ids=["coco", "karpathy"])
@pytest.mark.parametrize("piece", [150, 1 << 20])
def test_of_a_file_that_is_cut_short_the_beginning_is_read(
    form: dict[str, Any], piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonstream, "PIECE", piece)
    text = json.dumps(form)
    last = text.rindex('{"image_id"' if form is COCO else '{"filepath"')
    data = opened(folder_of(tmp_path / "d", text[: last + 30]))
    assert used(data) == (13 if form is COCO else 10)
    assert data.left_out == (LeftOut("captions_train2017.json, line 1", "not-json-from-here", text[last : last + 30]),)
    (file,) = data.files
    with pytest.raises(Problem, match="is not valid JSON at line 1, column"):
        FORMATS[data.format].format().rewrite(file, io.BytesIO(), lambda name, old: ["New."], Columns())


@pytest.mark.parametrize("form", [COCO, KARPATHY], ids=["coco", "karpathy"])
def test_a_file_with_nothing_before_the_fault_is_refused(form: dict[str, Any], tmp_path: Path) -> None:
    text = json.dumps(form)
    first = text.index('"annotations"' if form is COCO else '"filename"')
    for place in (first, first + 40):
        with pytest.raises(Problem, match="is not valid JSON at line 1, column"):
            opened(folder_of(tmp_path / str(place), text[:place]))


def test_captions_whose_images_are_cut_off_are_told(tmp_path: Path) -> None:
    text = json.dumps(dict(reversed(COCO.items())))
    data = opened(folder_of(tmp_path / "d", text[: text.index('{"license": 4, "file_name": "000000000005')]))
    assert used(data) == 10
    assert Counter(item.reason for item in data.left_out) == {"not-json-from-here": 1, "image-unlisted": 4}


def test_what_only_looks_like_it_is_not_read(tmp_path: Path) -> None:
    boxes = {**COCO, "annotations": [{"image_id": 1, "id": 1, "bbox": [0, 0, 5, 5], "category_id": 1}]}
    folder = folder_of(tmp_path / "d", boxes, "instances.json")
    with pytest.raises(Problem, match="no captions in a known format"):
        opened(folder)
    folder_of(folder, {**COCO, "annotations": []})
    with pytest.raises(Problem, match="contains a word"):
        opened(folder)


def test_the_splits_of_karpathy(tmp_path: Path) -> None:
    data = opened(folder_of(tmp_path / "d", KARPATHY, "dataset_coco.json"))
    assert (data.format, len(data.train), len(data.validation), len(data.test)) == ("karpathy", 4, 1, 1)
    assert used(data) == 12
    assert data.test[0].captions == ("A dog.", "two dogs")
    images = [dict(image) for image in KARPATHY["images"]]
    images[0]["split"] = "other"
    del images[1]["filename"]
    images[2]["sentences"] = [{"raw": 5}, {}, "x", *images[2]["sentences"]]
    images[3]["sentences"] = []
    data = opened(folder_of(tmp_path / "e", {**KARPATHY, "images": [*images, 7]}, "dataset_coco.json"))
    assert used(data) == 7
    assert Counter(item.reason for item in data.left_out) == {
        "split-unknown": 2,
        "no-name": 2,
        "caption-not-text": 3,
        "caption-empty": 1,
    }


ITEMS = [
    Item("a/1.jpg", ("One.", "Zwei „衣“."), "train"),
    Item("2.jpg", ("Three.",), "train"),
    Item("3.jpg", ("Four.", "Five."), "test"),
]


@pytest.mark.parametrize("form", [Coco(), Karpathy()])
def test_what_is_written_is_read_again(form: CaptionFormat, tmp_path: Path) -> None:
    files = form.write(tmp_path, ITEMS)
    found: dict[str, tuple[tuple[object, ...], str | None]] = {}
    for item in form.read(files, Columns()):
        assert isinstance(item, Item)
        found[item.name] = ((*found.get(item.name, ((), None))[0], *item.captions), item.split)
    assert found == {item.name: (item.captions, item.split) for item in ITEMS}


def rewritten(form: CaptionFormat, path: Path, changes: dict[str, Sequence[object]]) -> str:
    target = io.BytesIO()
    form.rewrite(path, target, lambda name, old: changes.get(name), Columns())
    assert json.loads(target.getvalue().decode(encoding_of(path).codec))
    return target.getvalue().decode()


def captions_of(form: CaptionFormat, path: Path) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for item in form.read((path,), Columns()):
        assert not isinstance(item, LeftOut)
        found.setdefault(item.name, []).extend(item.captions)
    return found


NEW: list[Sequence[object]] = [[], ["New."], ["A dog 0 runs.", "New.", "A dog 12 runs."], ["A dog 12 runs."]]


@pytest.mark.parametrize("style", [{}, {"indent": 1}, {"separators": (",", ":")}])
@pytest.mark.parametrize("new", NEW)
def test_captions_are_changed_in_place(new: Sequence[object], style: dict[str, Any], tmp_path: Path) -> None:
    path = folder_of(tmp_path, COCO, **style) / "annotations" / "captions_train2017.json"
    assert rewritten(Coco(), path, {}) == path.read_text()
    before = captions_of(Coco(), path)
    written = rewritten(Coco(), path, {"000000000001.jpg": new})
    after = json.loads(written)
    assert {key: after[key] for key in ("info", "licenses", "images")} == {
        key: COCO[key] for key in ("info", "licenses", "images")
    }
    ids = [one["id"] for one in after["annotations"]]
    assert len(set(ids)) == len(ids)
    kept = {one["id"]: one["caption"] for one in after["annotations"]}
    assert all(kept[one["id"]] == one["caption"] for one in ANNOTATIONS if one["image_id"] != 1)
    for own in ANNOTATIONS:
        if own["caption"] in new:
            assert kept[own["id"]] == own["caption"]
    path.write_text(written)
    expected = {**before, "000000000001.jpg": list(new)}
    assert captions_of(Coco(), path) == {name: captions for name, captions in expected.items() if captions}


def test_all_captions_may_go_and_others_come(tmp_path: Path) -> None:
    path = folder_of(tmp_path, COCO) / "annotations" / "captions_train2017.json"
    names = [str(image["file_name"]) for image in IMAGES]
    path.write_text(rewritten(Coco(), path, dict.fromkeys(names, ())))
    assert captions_of(Coco(), path) == {}
    path.write_text(rewritten(Coco(), path, {names[1]: ["One.", "Two."], names[2]: ["Three."]}))
    assert captions_of(Coco(), path) == {names[1]: ["One.", "Two."], names[2]: ["Three."]}


@pytest.mark.parametrize("style", [{}, {"indent": 1}, {"separators": (",", ":")}])
@pytest.mark.parametrize("new", [[], ["New."], ["A dog.", "New.", "two dogs"], ["two dogs"]])
def test_sentences_are_changed_in_place(new: Sequence[object], style: dict[str, Any], tmp_path: Path) -> None:
    path = folder_of(tmp_path, KARPATHY, "dataset_coco.json", **style) / "annotations" / "dataset_coco.json"
    assert rewritten(Karpathy(), path, {}) == path.read_text()
    name = "train2017/000000000002.jpg"
    before = captions_of(Karpathy(), path)
    after = rewritten(Karpathy(), path, {name: new})
    path.write_text(after)
    assert captions_of(Karpathy(), path) == {**before, name: list(new)}
    kept = json.loads(after)["images"][1]["sentences"]
    assert [one.get("sentid") for one in kept if one.get("raw") == "A dog."] == ([4] if "A dog." in new else [])
    assert json.loads(after)["images"][0] == KARPATHY["images"][0]


@pytest.mark.skipif(not MINI.is_dir(), reason="no photographs here")
def test_the_real_ones_are_read_as_published() -> None:
    data = opened(MINI)
    assert data.format == "coco"
    assert (len(data.train), len(data.validation), len(data.test), used(data)) == (80, 79, 0, 795)
    written = [json.loads(path.read_text()) for path in sorted((MINI / "annotations").glob("captions_*.json"))]
    assert used(data) + len(data.left_out) == sum(len(value["annotations"]) for value in written)
    assert data.left_out == ()


STRANGE: dict[int, int | str] = {2500: "none", 4000: 2**70}
"""Ids that no image has."""


def spelled(number: int) -> str:
    if number in (2000, 3000):
        return f"a\x01 dog {number}. "
    return f" a  dog\t{number}.\n" if number % 7 == 0 and number > 1000 else f"a dog {number}."


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(
    "id_of",
    [
        lambda number: number,
        lambda number: 2**62 + number,
        lambda number: -number,
        str,
        lambda n: n if n % 2 else str(n),
    ],
    ids=["dense", "sparse", "negative", "texts", "mixed"],
)
def test_many_captions_at_once_and_one_by_one(id_of: Callable[[int], int | str], late: bool, tmp_path: Path) -> None:
    # The seventh image repeats the file of the first, and the eighth has none.
    images = [{"id": id_of(number), "file_name": f"{(number - 1) % 6 + 1:012d}.jpg"} for number in range(1, 8)]
    shown = [8 if number in (3, 2500, 4000) else 1 + number % 7 for number in range(5000)]
    annotations = [
        {"image_id": STRANGE.get(number, id_of(image)), "id": number, "caption": spelled(number)}
        for number, image in enumerate(shown)
    ]
    parts = {"annotations": annotations, "images": images} if late else {"images": images, "annotations": annotations}
    folder = folder_of(tmp_path / "d", parts)
    path = folder / "annotations" / "captions_train2017.json"
    assert path.stat().st_size > 3 * jsonstream.PIECE
    index = PictureIndex(folder)
    tables: list[tuple[Captions, list[LeftOut]]] = []
    for items in (Coco().read((path,), Columns()), iter(list(Coco().read((path,), Columns())))):
        left_out: list[LeftOut] = []
        tables.append((read_captions(items, index, left_out), left_out))
    assert tables[0] == tables[1]
    table, left_out = tables[0]
    expected = [
        (f"{(image - 1) % 6 + 1:012d}.jpg", clean(spelled(number))) for number, image in enumerate(shown) if image < 8
    ]
    assert [(table.names[picture], text) for picture, text in zip(table.pictures, table.texts, strict=True)] == expected
    assert [item.reason for item in left_out] == ["image-unlisted"] * 3
    assert list(table.items) == list(range(len(expected)))
    assert set(table.splits) == {SPLITS["train"]}
    assert [Path(index.path(row)).name for row in table.rows] == list(table.names)


def appended(form: Any, path: Path, items: Sequence[Item]) -> tuple[Sequence[Item], str]:
    """What a format has no place for, and the file with the others behind its own."""
    target = io.BytesIO()
    left = form.append(path, target, items, Columns())
    return left, target.getvalue().decode("utf-8")


UNNAMED = [
    Item("train2017/new.jpg", ("A new dog.", "Another «dog»."), None),
    Item("more.jpg", ("A cat.",), None),
]


@pytest.mark.parametrize("indent", [None, 2])
def test_karpathy_takes_pictures_that_it_does_not_name(tmp_path: Path, indent: int | None) -> None:
    path = tmp_path / "dataset_coco.json"
    path.write_text(json.dumps(KARPATHY, indent=indent), "utf-8")
    left, text = appended(Karpathy(), path, UNNAMED)
    assert left == ()
    written = json.loads(text)
    assert written["images"][:-2] == KARPATHY["images"]
    assert written["dataset"] == "coco"
    first, second = written["images"][-2:]
    assert (first["filepath"], first["filename"], first["imgid"], first["sentids"]) == (
        "train2017",
        "new.jpg",
        7,
        [14, 15],
    )
    assert (second["filename"], second["imgid"], second["sentids"]) == ("more.jpg", 8, [16])
    assert "filepath" not in second
    assert "split" not in first
    path.write_text(text, "utf-8")
    assert list(Karpathy().read([path], Columns()))[-2:] == [Item(item.name, list(item.captions)) for item in UNNAMED]


def test_karpathy_without_an_image_takes_them_and_without_a_list_says_so(tmp_path: Path) -> None:
    path = tmp_path / "dataset.json"
    path.write_text('{"images": [], "dataset": "x"}')
    left, text = appended(Karpathy(), path, UNNAMED)
    assert (left, [image["imgid"] for image in json.loads(text)["images"]]) == ((), [0, 1])
    path.write_text('{"images": {}, "dataset": "x"}')
    assert appended(Karpathy(), path, UNNAMED) == (UNNAMED, '{"images": {}, "dataset": "x"}')


@pytest.mark.parametrize(
    ("nested", "holder"),
    [
        ({"val": {"b.jpg": "A cat."}, "train": {"a.jpg": "A dog."}, "info": {"year": 2017}}, "train"),
        ({"version": 1, "first": {"a.jpg": ["A dog."]}, "second": {"b.jpg": ["A cat."]}}, "second"),
    ],
)
def test_json_below_keys_takes_pictures_that_it_does_not_name(
    tmp_path: Path, nested: dict[str, Any], holder: str
) -> None:
    path = tmp_path / "captions.json"
    path.write_text(json.dumps(nested, indent=1), "utf-8")
    left, text = appended(NameToCaption(), path, UNNAMED)
    assert left == ()
    written = json.loads(text)
    single = "A cat." if holder == "train" else ["A cat."]
    expected = {**nested[holder], "train2017/new.jpg": ["A new dog.", "Another «dog»."], "more.jpg": single}
    assert written == {**nested, holder: expected}
    assert list(written[holder]) == list(expected)


def test_coco_s_names_of_2014_find_the_pictures_of_2017_and_the_other_way_round(tmp_path: Path) -> None:
    for name in ("train2017/000000000001.jpg", "val2017/000000000002.jpg", "val2014/COCO_val2014_000000000003.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write_jpeg(tmp_path / name)
    index = PictureIndex(tmp_path)
    found = index.find(["COCO_train2014_000000000001.jpg", "val2014/COCO_val2014_000000000002.jpg", "000000000003.jpg"])
    assert [index.place(row) for row, _ in found] == [
        "train2017/000000000001.jpg",
        "val2017/000000000002.jpg",
        "val2014/COCO_val2014_000000000003.jpg",
    ]
    # One that is there under its own name is that one, and what is no name of COCO's has no other name.
    write_jpeg(tmp_path / "COCO_train2014_000000000001.jpg")
    [(row, _)] = PictureIndex(tmp_path).find(["COCO_train2014_000000000001.jpg"])
    assert PictureIndex(tmp_path).place(row) == "COCO_train2014_000000000001.jpg"
    assert [row for row, _ in index.find(["000000000009.jpg", "COCO_1.jpg", "00000000000.jpg"])] == [MISSING] * 3
