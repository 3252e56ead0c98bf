"""Lists of objects with captions, as BLIP's copy of Karpathy's splits has them: read and changed one by one."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data.formats import arrays
from engine.data.formats.arrays import elements
from engine.data.formats.jsonl import JsonLines
from engine.data.records import LeftOut

from .laid import change, check_rewriting, lay, opened

OBJECTS: list[dict[str, Any]] = [
    {"caption": "A woman wearing a net on her head .", "image": "val2014/0.jpg", "image_id": "coco_0"},
    {"caption": "A woman cutting a large white sheet cake.", "image": "val2014/0.jpg", "image_id": "coco_0"},
    {"caption": ["A child, with [headphones] on", 'Say "hi"'], "image": "val2014/1.jpg", "image_id": "coco_1"},
]
CAPTIONS = {
    "val2014/0.jpg": ["A woman wearing a net on her head .", "A woman cutting a large white sheet cake."],
    "val2014/1.jpg": ["A child, with [headphones] on", 'Say "hi"'],
}
TEXT = json.dumps(OBJECTS, indent=1)


@pytest.mark.parametrize("indent", [None, 0, 4])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_of_objects(indent: int | None, encoding: str, tmp_path: Path) -> None:
    text = json.dumps(OBJECTS, indent=indent)
    data = opened(JsonLines(), lay(tmp_path, {"coco_karpathy_val.json": text.encode(encoding)}))
    assert data.captions == CAPTIONS
    check_rewriting(data)
    change(data, "val2014/1.jpg", ["One", "Two"])
    assert (tmp_path / "coco_karpathy_val.json").read_bytes().decode(encoding).startswith(text[:200])
    assert opened(JsonLines(), tmp_path).captions["val2014/1.jpg"] == ["One", "Two"]


def test_a_caption_less_leaves_a_list(tmp_path: Path) -> None:
    data = opened(JsonLines(), lay(tmp_path, {"x.json": TEXT}))
    change(data, "val2014/0.jpg", ["One"])
    assert [found["caption"] for found in json.loads((tmp_path / "x.json").read_text())] == [
        "One",
        OBJECTS[2]["caption"],
    ]


DAMAGES: dict[str, tuple[str, int]] = {
    "cut short": (TEXT[:-60], 1),
    "no closing bracket": (TEXT[:-1], 0),
    "a comma too many": (TEXT.replace("},", "},,"), 0),
    "a comma missing": (TEXT.replace("},", "}"), 0),
    "a quotation mark missing": (TEXT.replace('"image":', 'image":', 1), 1),
    "a number among them": (TEXT.replace("[\n {", "[\n 5,\n {", 1), 1),
    "a list among them": (TEXT.replace("[\n {", "[\n [1, 2],\n {", 1), 1),
    "null among them": (TEXT.replace("[\n {", "[\n null,\n {", 1), 1),
    "no name": (TEXT.replace('"image": "val2014/1.jpg",', ""), 2),
    "text behind": (TEXT + "\nthe end", 0),
    "text between": (TEXT.replace("},", "}, oops,", 1), 1),
    "blank lines": (TEXT.replace("\n", "\n\n"), 0),
    "a brace missing": (TEXT.replace("},", ",", 1), 1),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_element_costs_itself_alone(how: str, tmp_path: Path) -> None:
    text, lost = DAMAGES[how]
    data = opened(JsonLines(), lay(tmp_path, {"x.json": text}))
    assert len(data.left_out) == lost
    assert len(data.items) >= 1
    check_rewriting(data)


def test_the_line_of_what_is_left_out_is_told(tmp_path: Path) -> None:
    text = '[\n{"image": "a.jpg", "caption": "A dog"},\n\n{"image": 5, "caption": "A cat"}\n]'
    data = opened(JsonLines(), lay(tmp_path, {"x.json": text}))
    assert data.left_out == [LeftOut("x.json, line 4", "no-name", "A cat")]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text('[]{}",: \n1a\\', max_size=40), piece=st.integers(1, 9))
def test_the_elements_are_the_file(text: str, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "PIECE", piece)
    text = " [" + text
    found = list(elements(text[place : place + piece] for place in range(0, len(text), piece)))
    assert "".join(element.raw for element in found) == text
    line = 1
    for element in found:
        begins = len(element.raw) - len(element.raw.lstrip(" \n\t\r,")) if element.holds else 0
        assert not element.holds or element.line == line + element.raw.count("\n", 0, begins)
        line += element.raw.count("\n")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.recursive(st.text(max_size=5) | st.integers() | st.none(), st.lists), max_size=6),
    piece=st.integers(1, 30),
    indent=st.none() | st.integers(0, 2),
)
def test_each_value_is_an_element(
    values: list[object], piece: int, indent: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrays, "PIECE", piece)
    text = json.dumps(values, indent=indent)
    found = elements(text[place : place + piece] for place in range(0, len(text), piece))
    assert [json.loads(element.raw.lstrip(", \n")) for element in found if element.holds] == values
