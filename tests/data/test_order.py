from pathlib import Path

import numpy as np
import pytest

from engine.captions.domain import UNSAID
from engine.captions.vocabulary import Vocabulary
from engine.clothes.labels import LABEL_SIZES, labels
from engine.data.layout import Record
from engine.data.order import Batch, Batches, bucketed, epoch_order, pad
from engine.data.picture import Framing


class Pictures(dict[str, np.ndarray]):
    """A stand-in for the store: pictures by name."""

    def shape(self, name: str) -> tuple[int, int]:
        """As the store's."""
        height, width, _ = self[name].shape
        return height, width


def pictures_of(batch: Batch) -> np.ndarray:
    assert batch.pictures is not None
    return batch.pictures


@pytest.fixture
def batches() -> Batches:
    records = [Record(f"{i}.jpg", Path(f"{i}.jpg"), (f"This lady wears {'a hat' * (i % 2)}.",)) for i in range(10)]
    store = Pictures({record.name: np.full((8, 6, 3), index, np.uint8) for index, record in enumerate(records)})
    vocabulary = Vocabulary.build([record.caption for record in records])
    return Batches(records, store, vocabulary, Framing("fit", 8, 6), batch_size=4, seed=1, augment=False)  # type: ignore[arg-type]


def test_an_epoch_sees_every_picture_once_and_another_epoch_in_another_order(batches: Batches) -> None:
    seen = [pictures_of(batch)[:, 0, 0, 0].tolist() for batch in batches.between(0, 6)]
    assert [len(batch) for batch in seen] == [4, 4, 2, 4, 4, 2]
    first, second = [*seen[0], *seen[1], *seen[2]], [*seen[3], *seen[4], *seen[5]]
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second


def test_a_batch_is_the_same_whenever_it_is_made(batches: Batches) -> None:
    [late] = batches.between(4, 5)
    again = list(batches.between(0, 5))[-1]
    assert np.array_equal(pictures_of(late), pictures_of(again))
    assert np.array_equal(late.words, again.words)
    assert (late.step, late.epoch) == (4, 1)


def test_pictures_and_words_stay_together(batches: Batches) -> None:
    hat = batches.store
    assert hat is not None
    known = Vocabulary.build([record.caption for record in batches.records])
    for batch in batches.between(0, 3):
        for picture, words in zip(pictures_of(batch), batch.words, strict=True):
            assert known.decode(words[1:].tolist()) == batches.records[int(picture[0, 0, 0])].caption.replace(" .", ".")


def test_padding() -> None:
    assert pad([[5, 1, 6], [5, 6]]).tolist() == [[5, 1, 6], [5, 6, 0]]


def test_orders_differ_by_seed() -> None:
    assert not np.array_equal(epoch_order(50, 1, 0), epoch_order(50, 2, 0))


def test_labels_name_what_is_said_and_nothing_else() -> None:
    numbers = labels("The man wears a long-sleeve shirt with floral patterns and long pants. The person wears a hat.")
    assert numbers.shape == (len(LABEL_SIZES),)
    assert numbers[0] == 1  # male
    assert numbers[2] == 3  # long sleeves
    assert numbers[5] == UNSAID  # no neckline
    assert all(-1 <= number < size for number, size in zip(numbers, LABEL_SIZES, strict=True))
    assert set(labels("a dog runs on the beach").tolist()) == {UNSAID}


def test_buckets_see_every_picture_once_with_less_padding() -> None:
    lengths = np.random.default_rng(1).integers(10, 60, 1003)
    order = epoch_order(1003, 5, 0)
    sorted_order = bucketed(order, lengths, 8, 5, 0)
    assert sorted(sorted_order) == list(range(1003))
    np.testing.assert_array_equal(sorted_order, bucketed(order, lengths, 8, 5, 0))
    assert (sorted_order != bucketed(epoch_order(1003, 5, 1), lengths, 8, 5, 1)).any()

    def padded(places: np.ndarray) -> int:
        rows = [lengths[places[first : first + 8]] for first in range(0, len(places), 8)]
        return sum(int(row.max()) * len(row) for row in rows) - int(lengths.sum())

    assert padded(sorted_order) < padded(order) / 5
    # Long and short batches follow each other: an epoch does not begin with all that is short.
    means = [lengths[sorted_order[first : first + 8]].mean() for first in range(0, 1000, 8)]
    assert abs(np.mean(means[:60]) - np.mean(means[60:])) < 8


def test_a_batch_of_buckets_is_the_same_whenever_it_is_made(batches: Batches) -> None:
    vocabulary = Vocabulary.build([record.caption for record in batches.records])
    long = [Record(f"{i}.jpg", Path(f"{i}.jpg"), ("A hat." + " And a hat." * (i % 3),)) for i in range(40)]
    made = Batches(long, None, vocabulary, batches.framing, batch_size=4, seed=1, augment=False, buckets=True)
    names = [batch.names for batch in made.between(0, 20)]
    assert [batch.names for batch in made.between(13, 20)] == names[13:]
    assert sorted(name for batch in names[:10] for name in batch) == sorted(record.name for record in long)
