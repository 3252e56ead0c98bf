"""Data folders of every text format opened as a whole, alone and several at once: no caption is lost unsaid."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.data.layout import DataSet, open_data
from engine.errors import Problem
from tests.data.bad_inputs import write_jpeg
from tests.data.formats.laid import lay

COUNT = 30
PICTURES = [f"images/{number}.jpg" for number in range(COUNT)]


def caption(number: int, turn: int = 0) -> str:
    return f"A dog with number {number} runs for the {turn}. time, over there"


def tokens() -> dict[str, str]:
    return {
        "Flickr8k.token.txt": "".join(
            f"{number}.jpg#{turn}\t{caption(number, turn)}\n" for number in range(COUNT) for turn in range(2)
        )
    }


def table() -> dict[str, str]:
    rows = (f'{number}.jpg,"{caption(number, turn)}"\n' for number in range(COUNT) for turn in range(2))
    return {"captions.csv": "image,caption\n" + "".join(rows)}


def lines() -> dict[str, str]:
    rows = ({"image": f"{number}.jpg", "captions": [caption(number), caption(number, 1)]} for number in range(COUNT))
    return {"captions.jsonl": "".join(json.dumps(row) + "\n" for row in rows)}


def image_folder() -> dict[str, str]:
    rows = ({"file_name": f"{number}.jpg", "text": caption(number, turn)} for number in range(COUNT) for turn in (0, 1))
    return {"images/metadata.jsonl": "".join(json.dumps(row) + "\n" for row in rows)}


def sidecars() -> dict[str, str]:
    return {f"images/{number}.txt": caption(number) + "\n" for number in range(COUNT)}


def pairs() -> dict[str, str]:
    return {"captions.json": json.dumps({f"{number}.jpg": caption(number) for number in range(COUNT)})}


FORMATS: dict[str, Callable[[], Mapping[str, str]]] = {
    "flickr": tokens,
    "table": table,
    "jsonl": lines,
    "imagefolder": image_folder,
    "sidecars": sidecars,
    "name_to_caption": pairs,
}


def opened(folder: Path, **settings: str) -> DataSet:
    return open_data(folder, validation_share=0.1, seed=1, **settings)  # type: ignore[arg-type]


def used(data: DataSet) -> int:
    return sum(len(record.captions) for record in data.records)


@pytest.mark.parametrize("key", FORMATS)
def test_each_is_recognised_and_no_caption_is_lost(key: str, tmp_path: Path) -> None:
    lay(tmp_path, FORMATS[key](), PICTURES[3:])
    data = opened(tmp_path)
    count = COUNT * (1 if key in ("sidecars", "name_to_caption") else 2)
    assert data.format == key
    assert used(data) + len(data.left_out) == count
    assert len(data.records) == COUNT - 3
    assert {item.reason for item in data.left_out} == {"missing"}
    assert data.records[0].caption.startswith("A dog with number")


@pytest.mark.parametrize("key", FORMATS)
def test_each_is_read_where_its_format_is_named(key: str, tmp_path: Path) -> None:
    lay(tmp_path, FORMATS[key](), PICTURES)
    assert opened(tmp_path, data_format=key).format == key
    others = "name_to_caption" if key != "name_to_caption" else "table"
    with pytest.raises(Problem) as caught:
        opened(tmp_path, data_format=others)
    assert caught.value.code == "format-missing"


@pytest.mark.parametrize("key", [key for key in FORMATS if key != "sidecars"])
def test_the_file_itself_may_be_the_data(key: str, tmp_path: Path) -> None:
    files = FORMATS[key]()
    lay(tmp_path, files, PICTURES)
    data = opened(tmp_path / next(iter(files)))
    assert (data.format, len(data.records)) == (key, COUNT)


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        ("flickr", "table", "flickr"),
        ("flickr", "name_to_caption", "flickr"),
        ("table", "imagefolder", "imagefolder"),
        ("table", "sidecars", "table"),
        ("jsonl", "table", "jsonl"),
        ("name_to_caption", "sidecars", "sidecars"),
    ],
)
def test_of_two_that_say_the_same_one_is_read_and_the_other_told(
    one: str, other: str, kept: str, tmp_path: Path
) -> None:
    lay(tmp_path, {**FORMATS[one](), **FORMATS[other]()}, PICTURES)
    data = opened(tmp_path)
    assert data.format == kept
    counts = {key: COUNT * (1 if key in ("sidecars", "name_to_caption") else 2) for key in (one, other)}
    assert used(data) == counts[kept]
    assert [item.reason for item in data.left_out] == ["other-file"] * (sum(counts.values()) - counts[kept])


def test_of_two_that_say_the_same_the_one_with_splits_is_read(tmp_path: Path) -> None:
    rows = (f"{number}.jpg,{'test' if number % 3 else 'train'},{caption(number)}\n" for number in range(COUNT))
    lay(tmp_path, {"list.csv": "image,split,caption\n" + "".join(rows), **lines()}, PICTURES)
    data = opened(tmp_path)
    assert (data.format, len(data.test)) == ("table", 20)


def test_two_that_differ_are_asked_about(tmp_path: Path) -> None:
    others = {f"images/{number}.txt": f"Another text of {number}, quite unlike." for number in range(COUNT)}
    lay(tmp_path, {**table(), **others}, PICTURES)
    with pytest.raises(Problem) as caught:
        opened(tmp_path)
    question = caught.value.values["question"]
    assert (question.about, question.choices) == ("format", ("table", "sidecars"))
    assert question.preview[1][:3] == ("table", "captions.csv", "0.jpg")
    assert "table, sidecars" in str(caught.value)
    assert '--set "data_format=table"' in str(caught.value)
    for key in question.choices:
        assert opened(tmp_path, data_format=key).format == key


def test_a_few_stray_files_beside_a_table_are_told(tmp_path: Path) -> None:
    lay(tmp_path, {**table(), "images/4.txt": "Bought in May."}, PICTURES)
    data = opened(tmp_path)
    assert (data.format, used(data)) == ("table", 2 * COUNT)
    assert [(item.name, item.reason, item.caption) for item in data.left_out] == [
        ("images/4.jpg", "other-file", "Bought in May.")
    ]


def test_the_sentence_names_the_file_the_choices_and_the_flag(tmp_path: Path) -> None:
    lay(tmp_path, {"shop.csv": "file,title,description\n0.jpg,Red coat,A red coat.\n1.jpg,Hat,A hat.\n"}, PICTURES)
    with pytest.raises(Problem) as caught:
        opened(tmp_path)
    sentence = str(caught.value)
    assert str(tmp_path / "shop.csv") in sentence
    assert "image=file,caption=title; image=file,caption=description;" in sentence
    assert '--set "columns=image=file,caption=title"' in sentence
    assert opened(tmp_path, columns="image=file,caption=title+description").records[0].captions == (
        "Red coat",
        "A red coat.",
    )


def test_a_named_column_that_no_file_has(tmp_path: Path) -> None:
    lay(tmp_path, table(), PICTURES)
    with pytest.raises(Problem, match=r'captions\.csv has no column "words"'):
        opened(tmp_path, columns="caption=words")


def test_several_tables_are_asked_about_by_their_names(tmp_path: Path) -> None:
    rows = "".join(f"{number}.jpg,Some other words on {number}\n" for number in range(COUNT))
    lay(tmp_path, {**table(), "notes.csv": "image,caption\n" + rows}, PICTURES)
    with pytest.raises(
        Problem, match=r"several caption files: captions.csv, notes.csv\. Give .* captions.csv"
    ) as caught:
        opened(tmp_path)
    assert caught.value.code == "data-several"
    assert used(opened(tmp_path / "notes.csv")) == COUNT


def test_the_flag_that_the_sentence_names_answers_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tmp_path, {"shop.csv": "file,title,description\n0.jpg,Red coat,A red coat.\n1.jpg,Hat,A hat.\n"})
    (tmp_path / "images").mkdir()
    for number in range(2):
        write_jpeg(tmp_path / "images" / f"{number}.jpg")
    assert main(["inspect", str(tmp_path)]) == 2
    sentence = capsys.readouterr().err
    [flag] = re.findall(r'--set "([^"]*)"', sentence)
    assert main(["inspect", str(tmp_path), "--json", "--set", flag]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "table"
