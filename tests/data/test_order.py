import hashlib
from pathlib import Path

import numpy as np
import pytest

from engine.captions.domain import UNSAID
from engine.captions.vocabulary import Vocabulary
from engine.clothes.domain import CLOTHES
from engine.clothes.labels import LABEL_SIZES, labels
from engine.data.layout import Record
from engine.data.order import Batch, Batches, bucketed, epoch_order, pad, turns
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


def recorded(batches: Batches, epochs: int) -> str:
    """What some epochs of batches hold but the pictures' values, in short."""
    digest = hashlib.sha256()
    for batch in batches.between(0, epochs * batches.epoch_steps):
        cuts = [tuple(cut) for cut in batch.cuts]
        told = (batch.step, batch.epoch, batch.names, batch.words.tolist(), batch.labels.tolist())
        digest.update(repr((*told, pictures_of(batch).shape, cuts)).encode())
    return digest.hexdigest()


@pytest.mark.parametrize(
    ("buckets", "expected"),
    [
        (False, "f6eac99dda2f8756ee571cb2a741ee43eb33f0b24c0879c6613184c6f35d9027"),
        (True, "9b7370eec2cf2319746d9ccb601467f8631c6b1a6f887da4e1131662bedecb99"),
    ],
)
def test_with_one_caption_a_picture_the_batches_are_those_from_before_there_were_several(
    buckets: bool, expected: str
) -> None:
    """Recorded before: a run of then goes on to the losses that it would have had."""
    records = []
    for index in range(50):
        person, colour = ("man", "lady")[index % 2], ("red", "blue", "green")[index % 3]
        caption = f"The {person} wears a {'very ' * (index % 7)}{colour} hat" + " and pants" * (index % 5) + "."
        records.append(Record(f"{index}.jpg", Path(f"{index}.jpg"), (caption,)))
    store = Pictures({record.name: np.zeros((260, 250, 3), np.uint8) for record in records})
    vocabulary = Vocabulary.build([record.caption for record in records])
    options = {"batch_size": 4, "seed": 7, "augment": True, "buckets": buckets, "labels": CLOTHES.labels}
    made = Batches(records, store, vocabulary, Framing("crop", 224, 224), **options)  # type: ignore[arg-type]
    assert recorded(made, 3) == expected


WHO = ("man", "lady", "man", "person", "lady")


def told(picture: int) -> tuple[str, ...]:
    """One to five captions of a picture, none like another."""
    said = enumerate(WHO[: picture % 5 + 1])
    return tuple(f"The {who} wears {'very ' * (picture % 4 + number)}long pants." for number, who in said)


SEVERAL = [Record(f"{picture}.jpg", Path(f"{picture}.jpg"), told(picture)) for picture in range(40)]


def spoken(batch_size: int, *, buckets: bool = False, seed: int = 3, epochs: int = 12) -> list[dict[str, str]]:
    """Epoch by epoch, the caption that each picture is visited with."""
    vocabulary = Vocabulary.build([caption for record in SEVERAL for caption in record.captions])
    framing = Framing("fit", 8, 6)
    options = {"batch_size": batch_size, "seed": seed, "augment": False, "buckets": buckets, "labels": CLOTHES.labels}
    made = Batches(SEVERAL, None, vocabulary, framing, **options)  # type: ignore[arg-type]
    found: list[dict[str, str]] = [{} for _ in range(epochs)]
    for batch in made.between(0, epochs * made.epoch_steps):
        for name, words, named in zip(batch.names, batch.words, batch.labels, strict=True):
            assert name not in found[batch.epoch], "once an epoch"
            caption = vocabulary.decode(words[1:].tolist())
            found[batch.epoch][name] = caption
            assert named.tolist() == labels(caption).tolist(), "the labels are the drawn caption's"
    return found


def test_each_caption_of_a_picture_is_taught_once_in_as_many_epochs_as_there_are() -> None:
    epochs = spoken(7)
    for record in SEVERAL:
        count = len(record.captions)
        for first in range(0, 12 - count + 1, count):
            taught = [epoch[record.name] for epoch in epochs[first : first + count]]
            assert sorted(taught) == sorted(record.captions)
    # Not every picture begins with its first one.
    begun = {record.captions.index(epochs[0][record.name]) for record in SEVERAL if len(record.captions) == 5}
    assert len(begun) > 1


def test_which_caption_is_taught_hangs_on_seed_epoch_and_picture_alone() -> None:
    epochs = spoken(7)
    assert spoken(40) == spoken(3) == spoken(4, buckets=True) == epochs
    assert spoken(7, seed=4) != epochs


def test_a_batch_of_several_captions_is_the_same_whenever_it_is_made() -> None:
    vocabulary = Vocabulary.build([caption for record in SEVERAL for caption in record.captions])

    def make() -> Batches:
        framing = Framing("fit", 8, 6)
        return Batches(SEVERAL, None, vocabulary, framing, batch_size=4, seed=1, augment=False, buckets=True)

    words = [batch.words.tolist() for batch in make().between(0, 35)]
    assert [batch.words.tolist() for batch in make().between(23, 35)] == words[23:]
    late = make()
    assert [late.make(step).words.tolist() for step in (30, 3, 17)] == [words[30], words[3], words[17]]


def test_buckets_go_by_the_length_of_the_caption_that_is_taught() -> None:
    """Each picture has a short and a long caption; what shares a batch is of like length all the same."""
    records = [
        Record(f"{i}.jpg", Path(f"{i}.jpg"), ("a hat", f"a hat {'and a hat ' * 20}".strip())) for i in range(400)
    ]
    vocabulary = Vocabulary.build(["a hat and"])
    framing = Framing("fit", 8, 6)
    made = Batches(records, None, vocabulary, framing, batch_size=4, seed=1, augment=False, buckets=True)
    mixed = [len({int((row != 0).sum()) for row in batch.words}) > 1 for batch in made.between(0, made.epoch_steps)]
    # Where the short ones end and the long ones begin within sixteen batches.
    assert sum(mixed) <= -(-made.epoch_steps // 16)
    assert {int(batch.words.shape[1]) for batch in made.between(0, made.epoch_steps)} == {4, 64}


def test_captions_take_turns_and_a_single_one_is_always_taught() -> None:
    assert turns(np.array([1, 1, 1]), 1, 5).tolist() == [0, 0, 0]
    assert turns(np.array([], dtype=np.int64), 1, 5).tolist() == []
    in_turn = [turns(np.array([3, 1]), 9, epoch).tolist() for epoch in range(4)]
    assert in_turn[3] == in_turn[0]
    assert sorted(in_turn[:3]) == [[0, 0], [1, 0], [2, 0]]
