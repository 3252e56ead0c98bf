"""Records held in a table are as good as a tuple of them, and take less room than their letters would."""

import gc
import json
import tracemalloc
from pathlib import Path

import pytest

from engine.data.layout import open_data
from engine.data.records import Record, Records, captions_of, files_of, names_of
from tests.data.folders import captions, make_folder
from tests.data.standins import write_pictures

MOST_BYTES = 300
"""That a picture may take of the memory, its place in the index of all pictures included; its name, path and caption
have 500 letters."""


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    pairs = {name: f"Caption {number}." for number, name in enumerate(captions(150))}
    return open_data(make_folder(tmp_path_factory.mktemp("d") / "d", pairs), validation_share=0.2, seed=1).train


def test_they_are_a_sequence(records: Records) -> None:
    whole = list(records)
    assert len(whole) == len(records) == 120
    assert records == whole
    assert records != whole[:-1]
    assert records[-3] == whole[-3]
    assert isinstance(records[0], Record)
    assert records[7:70:3] == whole[7:70:3]
    assert records.at([5, 2]) == [whole[5], whole[2]]
    assert list(files_of(records.at([5, 2]))) == list(files_of([whole[5], whole[2]]))
    assert list(files_of(records[5:6])) == [(whole[5].name, whole[5].file)]
    assert records[:2] + records[4:5] == [*whole[:2], whole[4]]
    assert records.without([whole[1].name, "none"]) == [whole[0], *whole[2:]]
    assert list(names_of(records)) == names_of(whole)
    assert list(captions_of(records)) == captions_of(whole)
    with pytest.raises(IndexError):
        records[120]


def test_those_of_two_tables_stay_apart(records: Records, tmp_path: Path) -> None:
    others = open_data(make_folder(tmp_path / "d", captions(3)), validation_share=0, seed=1).train
    with pytest.raises(ValueError, match="two tables"):
        records + others


def test_a_picture_takes_few_bytes(tmp_path: Path) -> None:
    count = 4000
    folder = write_pictures(tmp_path / "d", count)
    path = folder / "train_captions.json"
    # No caption twice, as with people's own data.
    pairs = json.loads(path.read_text())
    path.write_text(json.dumps({name: f"{caption} {number}" for number, (name, caption) in enumerate(pairs.items())}))
    # What is loaded at the first reading, such as a format's module, is not the pictures'.
    open_data(write_pictures(tmp_path / "first", 10), validation_share=0.1, seed=1)
    gc.collect()
    tracemalloc.start()
    try:
        data = open_data(folder, validation_share=0.1, seed=1)
        # What only a cycle keeps is not held.
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(data.records) == count
    assert held / count < MOST_BYTES
