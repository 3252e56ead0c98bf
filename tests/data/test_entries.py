"""The packed index of a store: every name is found, no other one, and damage is noticed."""

import random
from pathlib import Path

import numpy as np
import pytest

from engine.captions.vocabulary import Vocabulary
from engine.clothes.domain import CLOTHES
from engine.data.entries import NAMES, SHAPES, Entries, EntriesInTheMaking
from engine.data.layout import Record
from engine.data.order import Batches
from engine.data.picture import Framing
from tests.data.standins import write_pictures, write_store


def save(folder: Path, shapes: dict[str, tuple[int, int]]) -> Entries:
    made = EntriesInTheMaking()
    for name in sorted(shapes):
        made.add(name, *shapes[name])
    made.save(folder)
    return Entries.load(folder)


def test_every_name_is_found_and_no_other(tmp_path: Path) -> None:
    chance = random.Random(4)
    letters = "ab/é衣\U0001f457 ."
    names = {"".join(chance.choices(letters, k=chance.randint(1, 6))) for _ in range(500)}
    shapes = {name: (chance.randint(1, 2048), chance.randint(1, 2048)) for name in names}
    entries = save(tmp_path, shapes)
    assert list(entries) == sorted(names)
    assert len(entries) == len(names)
    begins = 0
    for row, name in enumerate(sorted(names)):
        assert entries.find(name) == row
        assert entries.place(row) == (begins, *shapes[name])
        begins += 3 * shapes[name][0] * shapes[name][1]
    assert entries.size_bytes == begins
    others = {name + "x" for name in names} | {name[:-1] for name in names} | {"", "\udc80", "￿"}
    assert all(entries.find(other) is None for other in others - names)


def test_an_empty_one(tmp_path: Path) -> None:
    entries = save(tmp_path, {})
    assert (len(entries), entries.size_bytes, entries.find("a")) == (0, 0, None)


@pytest.mark.parametrize("file", [NAMES, SHAPES])
def test_one_that_is_cut_short_is_refused(tmp_path: Path, file: str) -> None:
    save(tmp_path, {f"{number}.jpg": (3, 2) for number in range(10)})
    path = tmp_path / file
    for less in (1, 12):
        path.write_bytes(path.read_bytes()[:-less])
        with pytest.raises(ValueError, match=r"whole|size"):
            Entries.load(tmp_path)


def test_a_stand_in_store_is_the_one_that_is_looked_for(tmp_path: Path) -> None:
    from engine.data.layout import open_data
    from engine.data.store import prepare

    data = open_data(write_pictures(tmp_path / "data", 30), validation_share=0.1, seed=1)
    framing = Framing("fit", 48, 32)
    folder = write_store(tmp_path / "cache", list(data.records), framing)
    store, left_out = prepare(data.records, framing, cache=tmp_path / "cache")
    assert (store.key, len(store), left_out) == (folder.name, 30, [])
    assert not store[data.train[0].name].any()


def test_batches_without_labels_have_none_and_are_else_the_same() -> None:
    records = [
        Record(f"{number}.jpg", f"{number}.jpg", (f"A lady wears {'a hat' * (number % 3)}.",)) for number in range(9)
    ]
    vocabulary = Vocabulary.build(record.caption for record in records)
    framing = Framing("fit", 8, 6)
    with_labels, without = (
        Batches(records, None, vocabulary, framing, batch_size=4, seed=1, augment=False, labels=labels)
        for labels in (CLOTHES.labels, None)
    )
    for step in range(3):
        labelled, other = with_labels.make(step), without.make(step)
        assert labelled.names == other.names
        assert np.array_equal(labelled.words, other.words)
        assert labelled.words.dtype == labelled.labels.dtype == np.int64
        assert other.labels.shape == (len(other.names), 0)
        for name, words in zip(labelled.names, labelled.words, strict=True):
            caption = records[int(name.removesuffix(".jpg"))].caption
            assert vocabulary.encode(caption) == words[words > 0].tolist()
