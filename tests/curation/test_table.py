"""The table of a data set: no picture, no caption and no fault is lost."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.curation.table import MISSING, NO_CAPTION, SPLITS, DataTable
from tests.curation.folders import write_folder

SPLITTING: dict[str, Any] = {"validation_share": 0.2, "seed": 1}
CAPTIONS: dict[str, object] = {f"{number}.png": f"Picture {number} is red." for number in range(12)}


@pytest.fixture
def table(tmp_path: Path) -> DataTable:
    captions = CAPTIONS | {"11.png": "", "10.png": 7}
    return DataTable.open(write_folder(tmp_path / "data", captions, ("alone.png",), missing=2), **SPLITTING)


def test_each_picture_and_each_caption_without_one_is_a_row(table: DataTable) -> None:
    assert list(table.names) == [*(f"{number}.png" for number in range(12)), "images/alone.png"]
    assert [row.name for row in table if row.file is None] == ["0.png", "1.png"]
    assert sum(row.captions != () for row in table if row.file) == 8
    assert table[0].captions == ("Picture 0 is red.",)


def test_each_row_tells_its_problems(table: DataTable) -> None:
    problems = {row.name: row.problems for row in table if row.problems}
    assert problems == {
        "0.png": (MISSING,),
        "1.png": (MISSING,),
        "10.png": (NO_CAPTION, "caption-not-text"),
        "11.png": (NO_CAPTION, "caption-empty"),
        "images/alone.png": (NO_CAPTION,),
    }
    assert table.problem_codes == {NO_CAPTION: 3, MISSING: 2, "caption-not-text": 1, "caption-empty": 1}


def test_splits_are_those_of_the_data_set(table: DataTable) -> None:
    for split in SPLITS[1:]:
        of_table = {table.names[row] for row in np.flatnonzero(table.splits == SPLITS.index(split)).tolist()}
        assert of_table == set(table.data.split(split).names)


def test_what_is_put_is_shown_and_counted(table: DataTable) -> None:
    table.put({2: ("One.", "Two."), 3: ()})
    assert table[2].captions == ("One.", "Two.")
    assert table[2].changed
    assert table.counts[2] == 2
    assert NO_CAPTION in table[3].problems
    assert table.revisions.tolist()[:4] == [0, 0, 1, 1]
    table.put({2: table.read_captions(2), 3: table.read_captions(3)})
    assert not table.edited
    assert table[2].captions == (CAPTIONS["2.png"],)


def test_a_problem_found_later_is_told_with_its_detail(table: DataTable) -> None:
    table.mark("unreadable", [4, 5], {4: "it is empty"})
    assert table[4].problems == ("unreadable: it is empty",)
    table.mark("unreadable", [5])
    assert table[4].problems == ()
    assert table[5].problems == ("unreadable",)
