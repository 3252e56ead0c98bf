"""Searching: what the index finds is what a scan finds, in any script, and after edits."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.curation.search import Search
from engine.curation.table import DataTable
from engine.curation.words import Query, searchable, words_of
from engine.errors import Problem
from tests.curation.folders import write_folder
from tests.curation.test_table import SPLITTING

CAPTIONS: dict[str, object] = {
    "0.png": "The lady wears a red dress, and a T-shirt.",
    "1.png": "A man's shirt is dark-red.",
    "2.png": "一个女人穿着红色的裙子",
    "3.png": "Một người đàn ông đang chơi bóng đá",
    "4.png": "Mot nguoi dan ong dang choi bong da",
    "5.png": "赤いドレスを着た女性",
    "6.png": "ผู้หญิงใส่ชุดสีแดง",
    "7.png": "Dressed in red",
}


@pytest.fixture
def table(tmp_path: Path) -> DataTable:
    return DataTable.open(write_folder(tmp_path / "data", CAPTIONS), **SPLITTING)


@pytest.mark.parametrize("built", [False, True])
@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", [0, 1, 2, 3, 4, 5, 6, 7]),
        ("red", [0, 1, 7]),
        ("DRESS", [0, 7]),
        ('"dress"', [0]),
        ("dr red", [0, 7]),
        ('"red dress"', [0]),
        ('"dress red"', []),
        ("red -dress", [1]),
        ("-red", [2, 3, 4, 5, 6]),
        ("t-shirt", [0]),
        ("man's", [1]),
        ("man’s", [1]),
        ("man", [1]),
        ("红色", [2]),
        ("裙子 女", [2]),
        ("色红", []),
        ("ドレス", [5]),
        ("女性", [5]),
        ("女", [2, 5]),
        ("หญิง", [6]),
        ("đàn", [3]),
        ("dan", [4]),
        ("ｒｅｄ", [0, 1, 7]),
        ('"', [0, 1, 2, 3, 4, 5, 6, 7]),
        ("* OR (", []),
        ("NEAR", []),
    ],
)
def test_queries_find(table: DataTable, built: bool, query: str, rows: list[int]) -> None:
    search = Search(table)
    if built:
        search.build()
    assert search.ready is built
    assert search.rows(query).tolist() == rows


def test_an_accent_apart_from_its_letter_is_the_same(table: DataTable) -> None:
    search = Search(table)
    search.build()
    assert search.rows("\u0111a\u0300n").tolist() == [3]


def test_no_phrase_reaches_from_one_caption_into_the_next(table: DataTable) -> None:
    table.put({0: ("A red", "dress")})
    search = Search(table)
    search.build()
    assert search.rows('"red dress"').tolist() == []
    assert search.rows("red dress").tolist() == [0, 7]


def test_edits_are_found_before_and_after_they_are_indexed(table: DataTable) -> None:
    search = Search(table)
    search.build()
    table.put({1: ("A green hat.",)})
    assert not search.ready
    for _ in range(2):
        assert search.rows("red").tolist() == [0, 7]
        assert search.rows("green").tolist() == [1]
        assert search.rows("-green").tolist() == [0, 2, 3, 4, 5, 6, 7]
        search.build()
    assert search.ready
    table.put({1: table.read_captions(1)})
    assert search.rows("red").tolist() == [0, 1, 7]


def test_building_stops_when_asked_and_goes_on_later(table: DataTable) -> None:
    search = Search(table)
    with pytest.raises(Problem, match=r"Stopped\."):
        search.build(stopped=lambda: True)
    told: list[tuple[int, int]] = []
    search.build(lambda done, total: told.append((done, total)))
    assert told == [(len(table), len(table))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's a 'red' V-neck_top!", ["it's", "a", "red", "v", "neck", "top"]),
        ("红T恤2件", ["红", "t", "恤", "2", "件"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("Straße ÇA", ["strasse", "ça"]),
        ("' '' -", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


ALPHABET = st.text(st.sampled_from("ab c'Aé红裙ที่-\"ß1"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(ALPHABET, max_size=3), min_size=1, max_size=6), st.lists(ALPHABET, min_size=1, max_size=4))
def test_the_index_finds_what_a_scan_finds(captions: list[list[str]], queries: list[str]) -> None:
    table = _Captions(captions)
    search = Search(table)  # type: ignore[arg-type]
    search.build()
    for text in queries:
        query = Query.parse(text)
        scanned = [row for row, own in enumerate(captions) if query.within(searchable(own))]
        assert search.rows(text).tolist() == scanned
    search.close()


class _Captions:
    """As much of a table as a search needs."""

    def __init__(self, captions: list[list[str]]) -> None:
        self._captions = captions
        self.revisions = np.zeros(len(captions), dtype=np.int32)

    def __len__(self) -> int:
        return len(self._captions)

    def captions(self, row: int) -> tuple[str, ...]:
        return tuple(self._captions[row])
