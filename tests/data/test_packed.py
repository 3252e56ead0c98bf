"""Texts and files that are held in few bytes come out as they went in."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.packed import _BLOCK, CaptionLists, Chosen, CompressedTexts, Files, Texts

LINES = st.lists(st.text("ab é衣\U0001f457\0\"'", max_size=4), max_size=3 * _BLOCK)


@pytest.mark.parametrize("make", [Texts, CompressedTexts])
@given(texts=LINES, chance=st.randoms())
def test_texts_come_out_as_they_went_in(
    make: Callable[[list[str]], Sequence[str]], texts: list[str], chance: object
) -> None:
    packed = make(texts)
    assert packed == texts
    assert (packed == [*texts, "more"]) is False
    assert list(packed) == texts
    assert packed[1:-1:2] == texts[1:-1:2]
    rows = list(range(-len(texts), len(texts)))
    chance.shuffle(rows)  # type: ignore[attr-defined]
    assert [packed[row] for row in rows] == [texts[row] for row in rows]
    for beyond in (len(texts), -len(texts) - 1):
        with pytest.raises(IndexError):
            packed[beyond]
    chosen = Chosen(packed, np.array(rows, dtype=np.int32) % max(1, len(texts)))
    assert chosen == [texts[row] for row in rows]


@given(batches=st.lists(LINES, max_size=3))
def test_texts_may_come_several_at_once(batches: list[list[str]]) -> None:
    texts = Texts(["é"])
    for batch in batches:
        texts.extend(batch)
        texts.append("x")
    assert texts == ["é", *(text for batch in batches for text in [*batch, "x"])]


def test_a_name_that_is_no_unicode_is_kept() -> None:
    assert list(Texts(["a\udcff.jpg"])) == ["a\udcff.jpg"]


def test_a_text_of_two_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="several lines"):
        CompressedTexts(["one\ntwo"])


@given(lists=st.lists(st.lists(st.text("ab é衣", max_size=4), min_size=1, max_size=5), max_size=2 * _BLOCK))
def test_lists_of_captions_come_out_as_they_went_in(lists: list[list[str]]) -> None:
    packed = CaptionLists(lists)
    assert packed == [tuple(captions) for captions in lists]
    rows = np.arange(len(lists), dtype=np.int32)[::-1]
    assert Chosen(packed, rows) == [tuple(captions) for captions in reversed(lists)]


@pytest.mark.parametrize("captions", [[], ["one\x1ftwo"], ["one\ntwo"]])
def test_a_list_that_would_come_out_otherwise_is_refused(captions: list[str]) -> None:
    with pytest.raises(ValueError, match=r"no captions|several lines"):
        CaptionLists([captions])


def test_files_are_found_by_name_and_by_row(tmp_path: Path) -> None:
    given: dict[str, str | Path] = {
        "a.jpg": str(tmp_path / "a.jpg"),
        "b.jpg": tmp_path / "other" / "another.jpg",
        "c/d.jpg": str(tmp_path / "c" / "d.jpg"),
        "e.jpg": "e.jpg",
        "f": f"{tmp_path}{os.sep}",
    }
    files = Files()
    for name, path in given.items():
        files.append(name, path)
    assert dict(files) == {name: os.fspath(path) for name, path in given.items()}
    assert [files.path(row) for row in range(len(files))] == list(files.values())
    assert "d.jpg" not in files
    assert "" not in files
    assert "z" not in files
