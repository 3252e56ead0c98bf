"""JSON read in pieces gives what it gives when read whole, wherever the pieces end."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data import jsonstream
from engine.data.jsonstream import JsonStream, Pairs
from engine.errors import Problem

AWKWARD = st.text('a",:{}[]\\ é衣\U0001f457', max_size=6)
VALUES = st.recursive(
    AWKWARD | st.none() | st.integers() | st.floats(allow_nan=False) | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(AWKWARD, inner, max_size=4),
)
STYLES = st.sampled_from([{}, {"indent": 2}, {"indent": 0}, {"separators": (",", ":")}, {"ensure_ascii": False}])
# A busy machine draws slowly.
HASTE = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def plain(value: Any) -> Any:
    """A value with its objects as dicts."""
    if isinstance(value, Pairs):
        return {key: plain(inner) for key, inner in value}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


@HASTE
@given(value=st.dictionaries(AWKWARD, VALUES, max_size=8), piece=st.integers(1, 40), style=STYLES)
def test_an_object_in_pieces(value: dict[str, Any], piece: int, style: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(value, **style), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonstream, "PIECE", piece)
        with JsonStream(path) as stream:
            assert [(key, plain(inner)) for key, inner in stream.pairs()] == list(value.items())
            stream.end()
        with JsonStream(path) as stream:
            taken = {key: plain(stream.value()) for number, key in enumerate(stream.members()) if number % 2}
            stream.end()
        assert taken == dict(list(value.items())[1::2])


@HASTE
@given(value=st.lists(VALUES, max_size=9), piece=st.integers(1, 40), style=STYLES)
def test_an_array_in_pieces(value: list[Any], piece: int, style: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([value, 7], **style), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonstream, "PIECE", piece)
        with JsonStream(path) as stream:
            assert plain([inner for batch in stream.elements() for inner in batch]) == [value, 7]
            stream.end()
        path.write_text(json.dumps({"a": value, "b": 7}, **style), encoding="utf-8")
        with JsonStream(path) as stream:
            for key in stream.members():
                if key == "a":
                    assert plain([inner for batch in stream.elements() for inner in batch]) == value
                else:
                    assert stream.value() == 7


FAULTY = [
    "",
    "{",
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    '{"a":1 "b":2}',
    '{"a":1,"b"}',
    "{,}",
    '{"a":1}}',
    "{a:1}",
]


def take_all(path: Path, way: str) -> None:
    with JsonStream(path) as stream:
        list(getattr(stream, way)())
        stream.end()


@pytest.mark.parametrize("text", FAULTY)
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_what_is_no_json_is_told_where_it_stands(
    text: str, piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonstream, "PIECE", piece)
    path = tmp_path / "x.json"
    path.write_text("\n" * 3 + text)
    for way in ("pairs", "members"):
        with pytest.raises(Problem, match="is not valid JSON at line 4, column") as caught:
            take_all(path, way)
        assert caught.value.values["column"] <= len(text) + 1


def test_a_number_of_any_length_and_one_key_twice_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"a": ' + "9" * 5000 + ', "b": NaN, "b": 1}')
    with JsonStream(path) as stream:
        assert [key for key, _ in stream.pairs()] == ["a", "b", "b"]


def test_what_is_nested_too_deeply_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"a": ' + "[" * 200_000)
    with pytest.raises(Problem, match="nested too deeply"):
        take_all(path, "pairs")
