"""A caption file read in pieces gives what it gives when it is read whole, wherever the pieces end."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data import captionfile
from engine.data.captionfile import _pairs, read_captions
from engine.data.records import LeftOut

AWKWARD = st.text('a",:{}[]\\ é衣\U0001f457', max_size=6)
VALUES = st.recursive(
    AWKWARD | st.none() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(AWKWARD, inner)
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
        patch.setattr(captionfile, "_PIECE", piece)
        found = list(_pairs(path))
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
    monkeypatch.setattr(captionfile, "_PIECE", piece)
    with pytest.raises(ValueError):  # noqa: PT011 - whatever JSON says of it
        list(_pairs(path))


def test_of_two_captions_of_a_name_the_last_counts_and_of_two_names_for_a_file_the_first(tmp_path: Path) -> None:
    path = tmp_path / "captions.json"
    path.write_text('{"a.jpg": null, "b.jpg": "One.", "./c.jpg": "Two.", "a.jpg": "Three.", "c.jpg": "Four."}')
    left_out: list[LeftOut] = []
    found = read_captions(path, left_out)
    assert list(zip(found.names, found.captions, strict=True)) == [
        ("a.jpg", "Three."),
        ("b.jpg", "One."),
        ("c.jpg", "Two."),
    ]
    assert left_out == [LeftOut("c.jpg", "named-twice")]
