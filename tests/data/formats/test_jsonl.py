"""JSON Lines with captions, under whatever keys and file names."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data.formats.interface import Columns, Item
from engine.data.formats.jsonl import JsonLines
from engine.data.records import LeftOut
from engine.errors import Problem

from .laid import change, check_rewriting, found_in, lay, lines_of, opened

PICTURES = ("images/0.jpg", "images/1.jpg")
LINES = (
    '{"id": 7, "image": "0.jpg", "captions": ["One dog", "Two dogs"], "tags": {"a": "}", "b": [1, 2]}}\n'
    '{"captions": ["A cat"], "image":"1.jpg","id" : 8}\n'
)


def spelled(*objects: Any) -> str:
    return "".join(json.dumps(found, ensure_ascii=False) + "\n" for found in objects)


@pytest.mark.parametrize("name", ["captions.json", "data/annotations.jsonl", "x.ndjson", "y.txt"])
def test_it_is_known_by_what_it_holds(name: str, tmp_path: Path) -> None:
    data = opened(JsonLines(), lay(tmp_path, {name: LINES}, PICTURES))
    assert data.captions == {"0.jpg": ["One dog", "Two dogs"], "1.jpg": ["A cat"]}
    check_rewriting(data)


@pytest.mark.parametrize(
    ("image", "caption"), [("file_name", "text"), ("filepath", "caption"), ("图片", "描述"), ("img", "sentences")]
)
def test_the_keys_people_use(image: str, caption: str, tmp_path: Path) -> None:
    text = spelled(
        {image: "0.jpg", caption: "A red coat", "source": "web shop"}, {image: "1.jpg", caption: "衣服很好看"}
    )
    data = opened(JsonLines(), lay(tmp_path, {"x.jsonl": text}, PICTURES))
    assert data.captions == {"0.jpg": ["A red coat"], "1.jpg": ["衣服很好看"]}
    check_rewriting(data)


def test_lines_of_one_picture_are_its_captions(tmp_path: Path) -> None:
    text = spelled(*({"image": "0.jpg", "caption": f"Caption {number}", "split": "val"} for number in range(3)))
    data = opened(JsonLines(), lay(tmp_path, {"x.jsonl": text}, PICTURES))
    assert data.captions == {"0.jpg": ["Caption 0", "Caption 1", "Caption 2"]}
    assert data.splits == {"0.jpg": "validation"}
    check_rewriting(data)
    change(data, "0.jpg", ["One", "Two"])
    assert lines_of((tmp_path / "x.jsonl").read_text()) == [
        '{"image": "0.jpg", "caption": "One", "split": "val"}\n',
        '{"image": "0.jpg", "caption": "Two", "split": "val"}\n',
    ]
    change(data, "0.jpg", ["One", "Two", "Three"])
    assert lines_of((tmp_path / "x.jsonl").read_text())[1] == (
        '{"image": "0.jpg", "caption": ["Two", "Three"], "split": "val"}\n'
    )


def test_numbered_keys_are_several_captions(tmp_path: Path) -> None:
    text = spelled(
        {"image": "0.jpg", "caption_1": "One dog", "caption_2": "Two dogs"}, {"image": "1.jpg", "caption_1": "A cat"}
    )
    data = opened(JsonLines(), lay(tmp_path, {"x.jsonl": text}, PICTURES))
    assert data.captions == {"0.jpg": ["One dog", "Two dogs"], "1.jpg": ["A cat"]}
    check_rewriting(data)


def test_all_but_the_caption_stays_letter_by_letter(tmp_path: Path) -> None:
    data = opened(JsonLines(), lay(tmp_path, {"x.jsonl": LINES}, PICTURES))
    change(data, "0.jpg", ['Say "hi"', "Zwei Hündchen"])
    assert (tmp_path / "x.jsonl").read_text(encoding="utf-8") == LINES.replace(
        '["One dog", "Two dogs"]', '["Say \\"hi\\"", "Zwei Hündchen"]'
    )
    change(data, "1.jpg", [])
    assert '"captions": [], "image":"1.jpg"' in (tmp_path / "x.jsonl").read_text(encoding="utf-8")


def test_a_file_that_escapes_goes_on_escaping(tmp_path: Path) -> None:
    text = '{"image": "0.jpg", "caption": "\\u8863"}\r\n{"image": "1.jpg", "caption": "\\u8863\\u670d"}'
    data = opened(JsonLines(), lay(tmp_path, {"x.jsonl": text}, PICTURES))
    change(data, "1.jpg", ["服"])
    assert (tmp_path / "x.jsonl").read_bytes().decode() == text.replace("\\u8863\\u670d", "\\u670d")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings(encoding: str, tmp_path: Path) -> None:
    text = spelled({"image": "0.jpg", "caption": "一件红色的外套"}, {"image": "1.jpg", "caption": "蓝色牛仔裤和衬衫"})
    data = opened(JsonLines(), lay(tmp_path, {"x.jsonl": text.encode(encoding)}, PICTURES))
    assert data.captions == {"0.jpg": ["一件红色的外套"], "1.jpg": ["蓝色牛仔裤和衬衫"]}
    change(data, "0.jpg", ["外套"])
    assert (tmp_path / "x.jsonl").read_bytes() == text.replace("一件红色的外套", "外套").encode(encoding)


def test_two_texts_are_asked_about(tmp_path: Path) -> None:
    text = spelled({"file": "0.jpg", "title": "A dog", "description": "A dog that runs"})
    lay(tmp_path, {"x.jsonl": text}, PICTURES)
    found = found_in(JsonLines(), tmp_path)
    assert found is not None
    assert found.question is not None
    assert found.question.choices[:2] == ("image=file,caption=title", "image=file,caption=description")
    assert opened(JsonLines(), tmp_path, Columns(captions=("title",))).captions == {"0.jpg": ["A dog"]}
    with pytest.raises(Problem, match="nothing"):
        found_in(JsonLines(), tmp_path, Columns(captions=("nothing",)))


@pytest.mark.parametrize(
    "content",
    [
        '{"0.jpg": "A dog", "1.jpg": "A cat"}\n',
        '{"images": [{"id": 0, "file_name": "0.jpg"}], "annotations": [{"id": 0, "image_id": 0, "caption": "A dog"}]}',
        '{"0": {"caption": "A dog", "tags": "dog"}}',
        '{"step": 1, "loss": 0.5, "time": "2026-01-01"}\n{"step": 2, "loss": 0.4, "time": "2026-01-02"}\n',
        '{"candidate": "A dog runs", "references": ["A dog"]}\n',
        "{\n}\n",
        "[1, 2]\n",
    ],
)
def test_other_json_is_none_of_it(content: str, tmp_path: Path) -> None:
    assert found_in(JsonLines(), lay(tmp_path, {"captions.json": content}, PICTURES)) is None


def test_what_a_line_lacks_is_told(tmp_path: Path) -> None:
    text = LINES + 'not JSON\n{"captions": ["A", "B"]}\n[1]\n{"image": 5, "captions": "C"}\n\n{"image": "1.jpg"}\n'
    data = opened(JsonLines(), lay(tmp_path, {"x.jsonl": text}, PICTURES))
    assert data.left_out == [
        LeftOut("x.jsonl, line 3", "not-json", "not JSON"),
        LeftOut("x.jsonl, line 4", "no-name", "A"),
        LeftOut("x.jsonl, line 4", "no-name", "B"),
        LeftOut("x.jsonl, line 5", "not-json", "[1]"),
        LeftOut("x.jsonl, line 6", "no-name", "C"),
    ]
    assert data.items[-1] == Item("1.jpg", ())
    check_rewriting(data)


# A busy machine draws slowly.
SUPPRESSED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
DAMAGES = {
    "cut short": LINES[:-9],
    "a comma too many": LINES.replace("]}}", "]}},"),
    "blank lines": LINES.replace("\n", "\n\n"),
    "a key twice": LINES.replace('"id" : 8', '"image": "1.jpg"'),
    "a line twice": LINES + LINES,
    "single quotes": LINES + "{'image': '0.jpg', 'captions': ['x']}\n",
    "null": LINES + '{"image": "0.jpg", "captions": null}\n',
    "numbers": LINES + '{"image": "0.jpg", "captions": [1, null, "A dog", {"raw": "x"}]}\n',
    "half a pair": LINES + '{"image": "0.jpg", "captions": "\\ud83d"}\n',
    "deep": LINES + "[" * 100_000 + "\n",
    "NaN": LINES.replace("7", "NaN"),
    "old line ends": LINES.replace("\n", "\r"),
    "another split": LINES + '{"image": "0.jpg", "captions": "A dog", "split": 3}\n',
}


@pytest.mark.parametrize("how", DAMAGES)
def test_each_line_of_a_damaged_file_is_read_or_told(how: str, tmp_path: Path) -> None:
    data = opened(JsonLines(), lay(tmp_path, {"x.jsonl": DAMAGES[how]}, PICTURES))
    assert len(data.entries) == len(lines_of(DAMAGES[how]))
    check_rewriting(data)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(LINES)), st.integers(0, 4), st.text('\n{}[]",: a\\', max_size=3)), max_size=3
    )
)
def test_wherever_it_is_damaged_no_line_is_lost(cuts: list[tuple[int, int, str]], tmp_path: Path) -> None:
    text = LINES * 4
    for at, length, new in cuts:
        text = text[:at] + new + text[at + length :]
    (tmp_path / "x.jsonl").write_bytes(text.encode())
    found = found_in(JsonLines(), tmp_path)
    if found is None or found.question is not None:
        return
    data = opened(JsonLines(), tmp_path)
    told = {entry.name for entry in data.left_out if ", line " in entry.name}
    assert len(data.items) + len(told) + sum(entry.reason == "split-unknown" for entry in data.left_out) >= len(
        lines_of(text)
    )
    check_rewriting(data)


def test_written_and_read_it_is_the_same(tmp_path: Path) -> None:
    items = [
        Item("women/a.jpg", ("One, two", 'Say "hi"', "Line\nbreak"), "train"),
        Item("b c.jpg", ("衣服",), "validation"),
        Item("d.jpg", ("One dog",), None),
    ]
    [path] = JsonLines().write(tmp_path, items)
    data = opened(JsonLines(), lay(tmp_path, {}, [item.name for item in items]))
    assert data.found.files == (path,)
    assert data.captions == {item.name: list(item.captions) for item in items}
    assert data.splits == {item.name: item.split for item in items}
    check_rewriting(data)
