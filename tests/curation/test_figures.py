"""Figures of a data set, and what its pictures tell."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curation.facts import CaptionFacts
from engine.curation.figures import figures, of_counts
from engine.curation.pictures import PictureLooks
from engine.curation.table import LEAK, NEAR_DUPLICATE, SPLITS, UNREADABLE, DataTable
from engine.errors import Problem
from tests.curation.folders import write_folder
from tests.curation.test_table import SPLITTING
from tests.data.test_duplicates import draw

CAPTIONS: dict[str, object] = {
    "0.png": "A red dress.",
    "1.png": "A red, red hat.",
    "2.png": "",
    "3.png": "Red.",
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "data", CAPTIONS, ("alone.png",))


def test_figures_count_everything_once(folder: Path) -> None:
    table = DataTable.open(folder, **SPLITTING)
    facts = CaptionFacts(table)
    facts.update()
    found = figures(table, facts)
    assert (found.rows, found.pictures, found.captions) == (5, 5, 3)
    assert found.words == (("red", 4), ("a", 2), ("dress", 1), ("hat", 1))
    assert (found.vocabulary, found.once) == (4, 2)
    assert found.lengths.edges == (1.0, 2.0, 3.0, 4.0, 5.0)
    assert found.lengths.counts == (1, 0, 1, 1)
    assert (found.lengths.mean, found.lengths.median) == (pytest.approx(8 / 3), 3.0)
    assert found.captions_per_picture == {0: 2, 1: 3}
    assert sum(found.splits.values()) == 5
    assert found.splits[""] == 2
    assert found.problems == {"no-caption": 2, "caption-empty": 1}
    assert found.balance == {}
    assert found.sides is found.aspects is None


def test_figures_of_some_rows_and_after_edits(folder: Path) -> None:
    table = DataTable.open(folder, **SPLITTING)
    table.put({0: ("One two.", "Three.")})
    facts = CaptionFacts(table)
    facts.update()
    found = figures(table, facts, rows=np.array([0, 3]))
    assert (found.rows, found.captions, found.vocabulary) == (2, 3, 4)
    assert found.captions_per_picture == {1: 1, 2: 1}
    assert figures(table, facts, rows=np.array([], dtype=int)).captions == 0


def test_figures_stop_when_asked(folder: Path) -> None:
    table = DataTable.open(folder, **SPLITTING)
    facts = CaptionFacts(table)
    facts.update()
    with pytest.raises(Problem, match=r"Stopped\."):
        figures(table, facts, stopped=lambda: True)


def test_pictures_tell_sizes_and_what_cannot_be_decoded(folder: Path) -> None:
    (folder / "images" / "1.png").write_bytes(b"no picture")
    table = DataTable.open(folder, **SPLITTING)
    looks = PictureLooks(table).look()
    assert table[1].problems == (f"{UNREADABLE}: it is no picture",)
    facts = CaptionFacts(table)
    facts.update()
    found = figures(table, facts, looks)
    assert found.sides is not None
    assert found.sides.counts == (4,)
    assert found.sides.edges == (16.0, 17.0)
    assert found.aspects is not None
    assert sum(found.aspects.counts) == 4
    assert found.aspects.counts[found.aspects.edges.index(0.95)] == 4


def test_near_duplicates_in_two_splits_are_leaks(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "data", {f"{number}.png": "A thing." for number in range(20)})
    for number in range(20):
        draw(number).save(folder / "images" / f"{number}.png")
    table = DataTable.open(folder, **SPLITTING)
    in_train, in_test = (np.flatnonzero(table.splits == SPLITS.index(split)).tolist() for split in ("train", "test"))
    files = [str(table.file(row)) for row in (*in_train[:3], in_test[0])]
    shutil.copy(files[0], files[1])
    shutil.copy(files[2], files[3])
    pictures = PictureLooks(table)
    assert pictures.leaks == ()
    groups = pictures.compare()
    assert [group.rows for group in groups] == [tuple(sorted((in_train[2], in_test[0]))), tuple(in_train[:2])]
    assert [group.splits for group in groups] == [("train", "test"), ("train",)]
    assert pictures.leaks == groups[:1]
    assert np.flatnonzero(table.having(NEAR_DUPLICATE)).tolist() == sorted([*in_train[:3], in_test[0]])
    assert np.flatnonzero(table.having(LEAK)).tolist() == sorted([in_train[2], in_test[0]])


@given(st.dictionaries(st.integers(0, 5000), st.integers(1, 9), max_size=30))
def test_a_histogram_holds_every_value_in_few_bars(counts: dict[int, int]) -> None:
    found = of_counts(counts)
    assert sum(found.counts) == sum(counts.values())
    assert len(found.counts) <= 41
    values = np.repeat(list(counts), list(counts.values()))
    if counts:
        assert found.counts == tuple(np.histogram(values, found.edges)[0])
        assert found.mean == pytest.approx(values.mean())
        assert found.edges[0] <= min(counts) <= max(counts) < found.edges[-1]
        assert found.median in values
    else:
        assert found.edges == ()
