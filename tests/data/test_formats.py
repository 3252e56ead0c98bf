"""Formats of caption files: what they find, and that a file read in pieces gives what it gives when read whole."""

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data.captiontable import read_captions
from engine.data.formats import name_to_caption
from engine.data.formats.interface import CaptionFormat, Item
from engine.data.formats.name_to_caption import NameToCaption, _in_pieces
from engine.data.records import LeftOut
from engine.errors import Problem

AWKWARD = st.text('a",:{}[]\\ é衣\U0001f457', max_size=6)
# A busy machine draws slowly.
SUPPRESSED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
VALUES = st.recursive(
    AWKWARD | st.none() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(AWKWARD, inner)
)


@settings(max_examples=40, deadline=None, suppress_health_check=SUPPRESSED)
@given(
    pairs=st.dictionaries(AWKWARD, VALUES, min_size=1, max_size=8),
    piece=st.integers(1, 30),
    indent=st.none() | st.integers(0, 2),
    ascii_only=st.booleans(),
)
def test_the_pieces_may_end_anywhere(
    pairs: dict[str, Any], piece: int, indent: int | None, ascii_only: bool, tmp_path: Path
) -> None:
    path = tmp_path / "captions.json"
    path.write_text(json.dumps(pairs, indent=indent, ensure_ascii=ascii_only), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(name_to_caption, "_PIECE", piece)
        found = list(_in_pieces(path))
    assert [key for key, _ in found] == list(pairs)
    assert [value for _, value in found if isinstance(value, str)] == [
        value for value in pairs.values() if isinstance(value, str)
    ]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '"a"', '{"a":"b",}', '{"a":"b"', '{"a":"b"} {}', '{"a":"b","c"}', "{,}"]
)
@pytest.mark.parametrize("piece", [1, 8, 1000])
def test_what_is_not_one_object_with_captions_is_left_to_the_whole_file(
    text: str, piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "captions.json"
    path.write_text(text)
    monkeypatch.setattr(name_to_caption, "_PIECE", piece)
    with pytest.raises(ValueError):  # noqa: PT011 - whatever JSON says of it
        list(_in_pieces(path))


def read(reader: CaptionFormat, *files: Path) -> tuple[dict[str, dict[str, str]], list[LeftOut]]:
    """Captions by split and name, and what is left out."""
    left_out: list[LeftOut] = []
    found = read_captions(reader, files, left_out)
    return {
        split: dict(zip(batch.names, batch.captions, strict=True)) for split, batch in found.items() if batch
    }, left_out


def test_of_two_captions_of_a_name_the_last_counts_and_of_two_names_for_a_file_the_first(tmp_path: Path) -> None:
    path = tmp_path / "captions.json"
    path.write_text('{"a.jpg": null, "b.jpg": "One.", "./c.jpg": "Two.", "a.jpg": "Three.", "c.jpg": "Four."}')
    found, left_out = read(NameToCaption(), path)
    assert list(found["train"].items()) == [("a.jpg", "Three."), ("b.jpg", "One."), ("c.jpg", "Two.")]
    assert left_out == [LeftOut("c.jpg", "named-twice")]


def test_what_is_wrong_behind_pieces_that_were_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_to_caption, "_PIECE", 20)
    path = tmp_path / "captions.json"
    path.write_text(json.dumps({f"{number}.jpg": "A caption." for number in range(20)})[:-1] + ', "b": }')
    with pytest.raises(Problem, match="is not valid JSON at line 1, column"):
        read(NameToCaption(), path)


def test_a_file_that_changes_its_state_between_two_readings_loses_and_repeats_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "captions.json"
    pairs = {f"{number}.jpg": f"Caption {number}." for number in range(20)}
    path.write_text(json.dumps(pairs))
    whole = name_to_caption._in_pieces

    def interrupted(path: Path) -> Iterator[tuple[str, Any]]:
        yield from itertools.islice(whole(path), 7)
        raise OSError("gone for a moment")

    monkeypatch.setattr(name_to_caption, "_in_pieces", interrupted)
    assert read(NameToCaption(), path) == ({"train": pairs}, [])


class Given:
    """A reader of what it is given."""

    def __init__(self, *items: Item | LeftOut) -> None:
        self.items = items

    def find(self, folder: Path) -> tuple[Path, ...]:
        return ()

    def read(self, files: Sequence[Path]) -> Iterator[Item | LeftOut]:
        yield from self.items


def test_each_split_has_its_own_names() -> None:
    trained, tested = Item("a.jpg", ("One.",), "train"), Item("a.jpg", ("Two.",), "test")
    found, left_out = read(Given(trained, tested, Item("b.jpg", ("Three.",), "validation")))
    assert found == {"train": {"a.jpg": "One."}, "validation": {"b.jpg": "Three."}, "test": {"a.jpg": "Two."}}
    assert left_out == []


@pytest.mark.parametrize("twice", [False, True])
def test_of_several_captions_the_first_usable_is_taken_and_the_others_are_told(twice: bool) -> None:
    items: list[Item | LeftOut] = [
        Item("a.jpg", (7, " ", "One.", "Two.", "Three.")),
        Item("b.jpg", ()),
        LeftOut("line 3", "no-separator"),
    ]
    if twice:
        items.append(items[0])
    found, left_out = read(Given(*items))
    assert found == {"train": {"a.jpg": "One."}}
    reasons = [item.reason for item in left_out if item.name == "a.jpg"]
    assert reasons == ["caption-not-text", "caption-empty", "further-caption", "further-caption"]
    assert {item for item in left_out if item.name != "a.jpg"} == {
        LeftOut("b.jpg", "caption-empty"),
        LeftOut("line 3", "no-separator"),
    }


def test_only_what_a_file_puts_in_no_split_may_be_drawn() -> None:
    left_out: list[LeftOut] = []
    found = read_captions(Given(Item("a.jpg", ("One.",)), Item("b.jpg", ("Two.",), "train")), (), left_out)
    assert list(found["train"].undecided) == [1, 0]
