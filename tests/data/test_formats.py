"""Formats of caption files: what they find, and that a file read in pieces gives what it gives when read whole."""

import io
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data.captiontable import SPLITS, read_captions
from engine.data.formats.interface import Columns, Item
from engine.data.formats.name_to_caption import NameToCaption
from engine.data.pictureindex import PictureIndex
from engine.data.records import LeftOut

AWKWARD = st.text('a",:{}[]\\ é衣\U0001f457', max_size=6)
# A busy machine draws slowly.
SUPPRESSED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
VALUES = st.recursive(
    AWKWARD | st.none() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(AWKWARD, inner)
)


Found = dict[str | None, dict[str, tuple[str, ...]]]


def gather(items: Iterable[Item | LeftOut], folder: Path, repeats: bool = True) -> tuple[Found, list[LeftOut]]:
    """Captions by split and name, and what is left out; no name has a picture."""
    left_out: list[LeftOut] = []
    table = read_captions(items, PictureIndex(folder), left_out)
    later = table.superseded()
    words = {number: split for split, number in SPLITS.items()}
    found: Found = {}
    for row, caption in enumerate(table.texts):
        name = table.names[table.pictures[row]]
        if not repeats and later[row]:
            left_out.append(LeftOut(name, "named-twice", caption))
        else:
            batch = found.setdefault(words[table.splits[row]], {})
            batch[name] = (*batch.get(name, ()), caption)
    return found, left_out


def read(path: Path) -> tuple[Found, list[LeftOut]]:
    return gather(NameToCaption().read((path,), Columns()), path.parent, repeats=False)


def test_of_two_captions_of_a_name_the_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "captions.json"
    path.write_text('{"a.jpg": null, "b.jpg": "One.", "./c.jpg": "Two.", "a.jpg": "Three.", "c.jpg": "Four."}')
    found, left_out = read(path)
    assert list(found[None].items()) == [("b.jpg", ("One.",)), ("a.jpg", ("Three.",)), ("c.jpg", ("Four.",))]
    assert left_out == [LeftOut("a.jpg", "caption-not-text"), LeftOut("c.jpg", "named-twice", "Two.")]


def test_each_split_has_its_own_names(tmp_path: Path) -> None:
    trained, tested = Item("a.jpg", ("One.",), "train"), Item("a.jpg", ("Two.",), "test")
    found, left_out = gather([trained, tested, Item("b.jpg", ("Three.",), "validation")], tmp_path, repeats=False)
    assert found == {"train": {"a.jpg": ("One.",)}, "validation": {"b.jpg": ("Three.",)}, "test": {"a.jpg": ("Two.",)}}
    assert left_out == []


def test_all_usable_captions_of_a_picture_are_taken(tmp_path: Path) -> None:
    items: list[Item | LeftOut] = [
        Item("a.jpg", (7, " ", "One.", " Two\n\x1f lines.\0 ")),
        Item("b.jpg", ()),
        LeftOut("line 3", "no-separator"),
        Item("./a.jpg", ("Three.", "half \ud800")),
    ]
    found, left_out = gather(items, tmp_path)
    assert found == {None: {"a.jpg": ("One.", "Two lines.", "Three.")}}
    assert Counter(left_out) == Counter(
        [
            LeftOut("a.jpg", "caption-not-text"),
            LeftOut("a.jpg", "caption-empty"),
            LeftOut("b.jpg", "caption-empty"),
            LeftOut("line 3", "no-separator"),
            LeftOut("./a.jpg", "caption-not-text"),
        ]
    )


@settings(max_examples=40, deadline=None, suppress_health_check=SUPPRESSED)
@given(
    pairs=st.dictionaries(AWKWARD, AWKWARD | st.lists(AWKWARD, min_size=2, max_size=3), min_size=1, max_size=6),
    style=st.sampled_from([{"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}, {}]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    data=st.data(),
)
def test_a_file_is_rewritten_in_what_changes_alone(
    pairs: dict[str, Any], style: dict[str, Any], encoding: str, data: st.DataObject, tmp_path: Path
) -> None:
    path = tmp_path / "captions.json"
    path.write_text(json.dumps(pairs, **style), encoding=encoding)
    changed = data.draw(st.sampled_from(sorted(pairs)))
    target = io.BytesIO()
    NameToCaption().rewrite(
        path, target, lambda name, old: ["Ein neuer Text 衣."] if name == changed else None, Columns()
    )
    value = ["Ein neuer Text 衣."] if isinstance(pairs[changed], list) else "Ein neuer Text 衣."
    assert json.loads(target.getvalue().decode(encoding)) == {**pairs, changed: value}
    untouched = io.BytesIO()
    NameToCaption().rewrite(path, untouched, lambda name, old: None, Columns())
    assert untouched.getvalue() == path.read_bytes()


NESTED = {"info": "x", "train": {"a.jpg": "One.", "b.jpg": ["Two.", "Three."]}, "val": {"c.jpg": "Four."}}
KOHYA = {"a": {"caption": "One.", "tags": "1girl"}, "b": {"tags": "hat, ring"}, "c": {"caption": ["Two.", "Three."]}}


def listed(path: Path) -> list[tuple[str, tuple[object, ...], str | None]]:
    items = [item for item in NameToCaption().read((path,), Columns()) if isinstance(item, Item)]
    return [(item.name, tuple(item.captions), item.split) for item in items]


def test_pictures_below_keys_and_captions_in_objects(tmp_path: Path) -> None:
    path = tmp_path / "captions.json"
    path.write_text(json.dumps(NESTED))
    assert listed(path) == [
        ("a.jpg", ("One.",), "train"),
        ("b.jpg", ("Two.", "Three."), "train"),
        ("c.jpg", ("Four.",), "validation"),
    ]
    path.write_text(json.dumps(KOHYA))
    assert listed(path) == [("a", ("One.",), None), ("b", ("hat, ring",), None), ("c", ("Two.", "Three."), None)]


@pytest.mark.parametrize("value", [NESTED, KOHYA])
def test_they_are_rewritten_in_place(value: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "captions.json"
    path.write_text(json.dumps(value, indent=1))
    target = io.BytesIO()
    NameToCaption().rewrite(path, target, lambda name, old: [f"New {text}" for text in map(str, old)], Columns())
    for caption in ("One.", "Two.", "Three.", "Four.", "hat, ring"):
        assert target.getvalue().decode().count(f'"New {caption}"') == path.read_text().count(f'"{caption}"')
    before, after = path.read_text(), target.getvalue().decode()
    assert after.replace('"New ', '"') == before


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    items = [Item("a.jpg", ("One.", "Zwei 衣."), "train"), Item("é/b.jpg", ("Three.",), "test"), Item("c.jpg", ("x",))]
    files = NameToCaption().write(tmp_path, items)
    assert [path.name for path in files] == ["train_captions.json", "test_captions.json", "captions.json"]
    read = [item for item in NameToCaption().read(files, Columns()) if isinstance(item, Item)]
    assert [item._replace(captions=tuple(item.captions)) for item in read] == items
