"""Image folders of Hugging Face, laid out as its documentation has them."""

import json
from pathlib import Path

import pytest

from engine.data.formats.imagefolder import ImageFolder
from engine.data.formats.interface import Columns, Item
from engine.data.formats.jsonl import JsonLines
from engine.data.formats.table import TableFormat
from engine.data.records import LeftOut

from .laid import change, check_rewriting, found_in, lay, lines_of, opened

PICTURES = ("0001.png", "0002.png", "0003.png")
LINES = (
    '{"file_name": "0001.png", "text": "This is a golden retriever playing with a ball"}\n'
    '{"file_name": "0002.png", "text": "A german shepherd"}\n'
    '{"file_name": "0003.png", "text": "One chihuahua"}\n'
)
ROWS = 'file_name,text,width\n0001.png,"A golden retriever, playing",640\n0002.png,A german shepherd,480\n'


def test_metadata_beside_the_pictures(tmp_path: Path) -> None:
    data = opened(ImageFolder(), lay(tmp_path, {"metadata.jsonl": LINES}, PICTURES))
    assert data.captions["0001.png"] == ["This is a golden retriever playing with a ball"]
    assert (data.count, set(data.splits.values())) == (3, {None})
    check_rewriting(data)
    assert found_in(JsonLines(), tmp_path) is None


def test_metadata_as_csv(tmp_path: Path) -> None:
    data = opened(ImageFolder(), lay(tmp_path, {"images/metadata.csv": ROWS}, [f"images/{name}" for name in PICTURES]))
    assert data.captions == {
        "images/0001.png": ["A golden retriever, playing"],
        "images/0002.png": ["A german shepherd"],
    }
    check_rewriting(data)
    assert found_in(TableFormat(), tmp_path) is None
    change(data, "images/0002.png", ["A dog"])
    assert (tmp_path / "images/metadata.csv").read_text() == ROWS.replace("A german shepherd", "A dog")


@pytest.mark.parametrize("below", ["", "data/"])
def test_folders_tell_the_splits(below: str, tmp_path: Path) -> None:
    folders = {f"{below}train": "train", f"{below}validation": "validation", f"{below}test": "test"}
    files = {f"{folder}/metadata.jsonl": LINES.replace("A german", f"A {split}") for folder, split in folders.items()}
    lay(tmp_path, files, [f"{folder}/{name}" for folder in folders for name in PICTURES])
    data = opened(ImageFolder(), tmp_path)
    assert data.splits == {f"{folder}/{name}": split for folder, split in folders.items() for name in PICTURES}
    assert data.captions[f"{below}test/0002.png"] == ["A test shepherd"]
    check_rewriting(data)


def test_a_feature_of_any_name_and_names_under_another_key(tmp_path: Path) -> None:
    text = LINES.replace("text", "additional_feature").replace("file_name", "image_file_name")
    data = opened(ImageFolder(), lay(tmp_path, {"metadata.jsonl": text}, PICTURES))
    assert data.count == len(data.items) == 3


def test_two_texts_are_asked_about(tmp_path: Path) -> None:
    text = LINES.replace('"text"', '"title": "Some dog here", "text"')
    found = found_in(ImageFolder(), lay(tmp_path, {"metadata.jsonl": text}, PICTURES))
    assert found is not None
    assert found.question is not None
    assert found.question.choices[:2] == ("image=file_name,caption=title", "image=file_name,caption=text")
    assert opened(ImageFolder(), tmp_path, Columns(captions=("text",))).count == 3


def test_metadata_of_objects_to_be_detected_holds_no_captions(tmp_path: Path) -> None:
    text = '{"file_name": "0001.png", "objects": {"bbox": [[302.0, 109.0, 73.0, 52.0]], "categories": [0]}}\n'
    assert found_in(ImageFolder(), lay(tmp_path, {"metadata.jsonl": text}, PICTURES)) is None


def test_under_another_name_it_is_read_as_what_it_is(tmp_path: Path) -> None:
    files = {"train/info.jsonl": LINES, "test/info.jsonl": LINES}
    lay(tmp_path, files, [f"{split}/{name}" for split in ("train", "test") for name in PICTURES])
    assert found_in(ImageFolder(), tmp_path) is None
    data = opened(JsonLines(), tmp_path)
    assert (data.splits["train/0001.png"], data.splits["test/0001.png"]) == ("train", "test")


DAMAGES = {
    "cut short": LINES[:-9],
    "a line that is no JSON": LINES + "0004.png: a dog\n",
    "a line without a name": LINES + '{"text": "A dog"}\n',
    "a name that is a number": LINES + '{"file_name": 4, "text": "A dog"}\n',
    "no text": LINES + '{"file_name": "0004.png", "text": ""}\n',
    "text that is null": LINES.replace('"One chihuahua"', "null"),
    "a list": LINES.replace('"One chihuahua"', '["One chihuahua"]'),
    "blank lines": LINES.replace("\n", "\n\n"),
    "a mark of order": "\ufeff" + LINES,
    "line ends of Windows": LINES.replace("\n", "\r\n"),
    "a line twice": LINES + LINES,
    "half a pair": LINES.replace("One", "\\ud83d"),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_each_line_of_a_damaged_file_is_read_or_told(how: str, tmp_path: Path) -> None:
    data = opened(ImageFolder(), lay(tmp_path, {"metadata.jsonl": DAMAGES[how]}, PICTURES))
    assert len(data.entries) == len(lines_of(DAMAGES[how].removeprefix("\ufeff")))
    check_rewriting(data)


def test_what_is_left_out_says_where_it_stands(tmp_path: Path) -> None:
    text = LINES + '{"text": "A dog"}\n'
    data = opened(ImageFolder(), lay(tmp_path, {"train/metadata.jsonl": text}, [f"train/{name}" for name in PICTURES]))
    assert data.left_out == [LeftOut("train/metadata.jsonl, line 4", "no-name", "A dog")]


@pytest.mark.parametrize("several", [False, True])
def test_written_and_read_it_is_the_same(several: bool, tmp_path: Path) -> None:
    items = [
        Item("train/a.jpg", ("One, two", "Two") if several else ("One, two",), "train"),
        Item("test/a.jpg", ("衣服",), "test"),
        Item("deep/b.jpg", ("A dog",), "validation"),
        Item("c.jpg", ("A cat",), None),
    ]
    written = ImageFolder().write(tmp_path, items)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in written) == [
        "metadata.jsonl",
        "test/metadata.jsonl",
        "train/metadata.jsonl",
    ]
    texts = {type(json.loads(line)["text"]) for path in written for line in path.read_text().splitlines()}
    assert texts == {list if several else str}
    data = opened(ImageFolder(), lay(tmp_path, {}, [item.name for item in items]))
    assert data.captions == {item.name: list(item.captions) for item in items}
    assert data.splits == {item.name: item.split for item in items}
    check_rewriting(data)
