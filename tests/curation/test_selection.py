"""Filters and orders: which rows are shown."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.curation.facts import CaptionFacts
from engine.curation.search import Search
from engine.curation.selection import ANY, Filter, Order, select
from engine.curation.table import LONG, REPEATED, SPLITS, DataTable
from engine.errors import Problem
from tests.curation.folders import write_folder
from tests.curation.test_table import SPLITTING
from tests.tiny import write_data

CAPTIONS: dict[str, object] = {
    "a1.png": "A red dress.",
    "a2.png": "A hat.",
    "a10.png": "The red hat of a very tall man.",
    "b1.png": "",
    "b2.png": "Red, red and red.",
}


@pytest.fixture
def table(tmp_path: Path) -> DataTable:
    return DataTable.open(write_folder(tmp_path / "data", CAPTIONS), **SPLITTING)


def names(table: DataTable, wanted: Filter, order: Order = Order.NAME, *, descending: bool = False) -> list[str]:
    facts = CaptionFacts(table)
    facts.update()
    rows = select(table, Search(table), facts, wanted, order, descending=descending)
    return [table.names[row].removesuffix(".png") for row in rows.tolist()]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["a1", "a2", "a10", "b1", "b2"]),
        (Filter(query="red"), ["a1", "a10", "b2"]),
        (Filter(query="red", name="A1"), ["a1", "a10"]),
        (Filter(word="hat"), ["a2", "a10"]),
        (Filter(word="ha"), []),
        (Filter(query="red", word="hat"), ["a10"]),
        (Filter(problem="caption-empty"), ["b1"]),
        (Filter(problem=ANY), ["b1"]),
        (Filter(problem="leak"), []),
        (Filter(shortest=4), ["a10", "b2"]),
        (Filter(longest=3), ["a1", "a2"]),
        (Filter(shortest=3, longest=4), ["a1", "b2"]),
        (Filter(fewest=1), ["a1", "a2", "a10", "b2"]),
        (Filter(most=0), ["b1"]),
        (Filter(rows=(0, 3)), ["a1", "b1"]),
        (Filter(attribute=("gender", "female")), []),
    ],
)
def test_filters(table: DataTable, wanted: Filter, found: list[str]) -> None:
    assert names(table, wanted) == found


def test_a_split(table: DataTable) -> None:
    for split in SPLITS[1:]:
        assert names(table, Filter(split=split)) == [
            name.removesuffix(".png") for name in table.data.split(split).names
        ]


def test_what_is_edited(table: DataTable) -> None:
    table.put({4: ("Blue.",)})
    assert names(table, Filter(changed=True)) == ["b2"]
    assert names(table, Filter(query="blue")) == ["b2"]


def test_orders(table: DataTable) -> None:
    assert names(table, Filter(), Order.LENGTH) == ["b1", "a2", "a1", "b2", "a10"]
    assert names(table, Filter(), Order.LENGTH, descending=True) == ["a10", "b2", "a1", "a2", "b1"]
    assert names(table, Filter(), Order.PROBLEMS, descending=True)[0] == "b1"
    assert names(table, Filter(), Order.SPLIT)[-1] == "b1"
    table.put({1: ("One.", "Two.")})
    assert names(table, Filter(), Order.CAPTIONS) == ["b1", "a1", "a10", "b2", "a2"]


def test_facts_tell_problems_and_follow_edits(table: DataTable) -> None:
    facts = CaptionFacts(table, longest=5)
    assert not facts.ready
    with pytest.raises(Problem, match=r"Stopped\."):
        facts.update(stopped=lambda: True)
    facts.update()
    assert facts.ready
    assert facts.longest.tolist() == [3, 2, 8, 0, 4]
    assert np.flatnonzero(table.having(LONG)).tolist() == [2]
    table.put({2: ("Short.",), 0: ("Same.", "Same.")})
    assert not facts.ready
    told: list[tuple[int, int]] = []
    facts.update(lambda done, total: told.append((done, total)))
    assert told[-1] == (2, 2)
    assert facts.longest.tolist() == [1, 2, 1, 0, 4]
    assert not table.having(LONG).any()
    assert np.flatnonzero(table.having(REPEATED)).tolist() == [0]


def test_attributes_are_those_of_the_captions(tmp_path: Path) -> None:
    settings: dict[str, Any] = {**SPLITTING, "captions": "clothes"}
    table = DataTable.open(write_data(tmp_path / "data"), **settings)
    facts = CaptionFacts(table)
    facts.update()
    told = facts.balance(np.arange(len(table)))
    assert sum(told["gender"].values()) == len(table)
    assert list(told) == ["gender", "outer", "hat", *list(told)[3:]]
    assert told["ring"]["yes"] + told["hat"]["yes"] == len(table)
    women = select(table, Search(table), facts, Filter(attribute=("gender", "female")))
    assert all(table.names[row].startswith("WOMEN") for row in women.tolist())
    assert len(women) == told["gender"]["female"]
    table.put({0: ()})
    facts.update()
    assert sum(facts.balance(np.arange(len(table)))["gender"].values()) == len(table) - 1
