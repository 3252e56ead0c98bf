"""In what order a run sees its pictures, with which of its captions each, and the batches made of them.

Everything here is a function of the seed, the epoch and the step: a resume needs no state of any random generator.

An epoch is one visit of each picture, however many captions it has. Each visit teaches one of them, and they take
turns: of n captions each is taught once in n epochs, whichever the seed begins with.
"""

import array
import functools
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from engine.captions.domain import Labels
from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Cut, Framing
from engine.data.records import Record, captions_of, names_of
from engine.data.store import PreparedPictures

Ready = TypeVar("Ready")

BUCKET = 16
"""Batches among whose captions those of like length are put together."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pictures (B, H, W, 3) uint8; words (B, T) int64 of one caption each from start to end, padded with 0; labels
    (B, L) int64 of the same captions.

    ``names`` are the pictures' names, ``cuts`` the parts of them that are seen; ``pictures`` is None where these alone
    are wanted, ``cuts`` is empty where no pictures are. ``rows`` (B,) int32 are the pictures' places among the records.
    """

    step: int
    epoch: int
    names: tuple[str, ...]
    cuts: tuple[Cut, ...]
    pictures: np.ndarray | None
    words: np.ndarray
    labels: np.ndarray
    rows: np.ndarray


@functools.lru_cache(maxsize=2)
def epoch_order(count: int, seed: int, epoch: int) -> np.ndarray:
    """The order (count,) in which an epoch, counted from 0, sees the pictures."""
    return np.random.default_rng((seed, epoch)).permutation(count).astype(np.int32)


def turns(counts: np.ndarray, seed: int, epoch: int) -> np.ndarray:
    """Which of its captions, counted from 0, each picture (count,) is visited with in an epoch: the one after that of
    the epoch before, so that each is taught as often as any other.

    Args:
        counts: (count,), how many captions each picture has.
    """
    if not (counts > 1).any():
        return np.zeros(len(counts), dtype=np.int64)
    first = (np.random.default_rng((seed, 0, 0, 1)).random(len(counts)) * counts).astype(np.int64)
    return (first + epoch) % counts


def bucketed(order: np.ndarray, lengths: np.ndarray, batch_size: int, seed: int, epoch: int) -> np.ndarray:
    """An order (count,) in which the captions of a batch are of like length, so that little of it is padding.

    Within ``BUCKET`` batches the pictures are sorted by length; then the batches are shuffled. The last, smaller one
    stays last.

    Args:
        lengths: (count,), words of each picture's caption in this epoch.
    """
    parts = []
    for first in range(0, len(order), BUCKET * batch_size):
        part = order[first : first + BUCKET * batch_size]
        parts.append(part[np.argsort(lengths[part], kind="stable")])
    sorted_order = np.concatenate(parts) if parts else order
    whole = len(order) // batch_size
    batches = sorted_order[: whole * batch_size].reshape(whole, batch_size)
    shuffled = batches[np.random.default_rng((seed, epoch, 1)).permutation(whole)]
    return np.concatenate([shuffled.ravel(), sorted_order[whole * batch_size :]])


def pad(captions: Sequence[Sequence[int] | np.ndarray]) -> np.ndarray:
    """Word ids of several captions as one array (B, T), padded with 0."""
    words = np.zeros((len(captions), max(map(len, captions))), dtype=np.int64)
    for row, caption in enumerate(captions):
        words[row, : len(caption)] = caption
    return words


class Batches:
    """The batches of a run, made one ahead in a thread of its own.

    Step k, counted from 0, belongs to epoch k // epoch_steps; an epoch's last batch may be smaller. Without a store the
    batches carry no pictures; without ``labels`` they carry no labels, and L is 0.

    Attributes:
        gathered: whether batches carry the pictures, or only what is to be cut out of them.
        longest: words of the longest caption, with those that are cut off.
        too_long: captions that are cut off at the vocabulary's limit.

    Args:
        buckets: whether captions of like length share a batch.
        labels: what an auxiliary head of the encoder learns to name.
    """

    def __init__(
        self,
        records: Sequence[Record],
        store: PreparedPictures | None,
        vocabulary: Vocabulary,
        framing: Framing,
        *,
        batch_size: int,
        seed: int,
        augment: bool,
        mirror: bool = True,
        buckets: bool = False,
        labels: Labels | None = None,
    ) -> None:
        self.records = records
        self._names = names_of(records)
        self.store = store
        self.framing = framing
        self.batch_size = batch_size
        self.seed = seed
        self.augment = augment
        self.mirror = mirror
        self.gathered = True
        self._drawn = (-1, np.empty(0, dtype=np.int64))
        self._bucketed = (-1, np.empty(0, dtype=np.int64))
        self.epoch_steps = -(-len(records) // batch_size)
        # One after another in two bytes each: as lists, those of a million captions would take a gigabyte.
        words = array.array("H" if vocabulary.size <= 1 << 16 else "i")
        ends = array.array("q", [0])
        self._most_words = vocabulary.most_words
        self.too_long = self.longest = 0
        counts, named = array.array("i"), bytearray()
        for captions in captions_of(records):
            counts.append(len(captions))
            for caption in captions:
                encoded, count = vocabulary.measured(caption)
                words.extend(encoded)
                self.longest = max(self.longest, count)
                self.too_long += 0 < vocabulary.most_words < count
                ends.append(len(words))
                if labels:
                    named += labels.encode(caption).astype(np.int8).tobytes()
        kinds = len(labels.sizes) if labels else 0
        self._labels = np.frombuffer(named, dtype=np.int8).reshape(len(ends) - 1, kinds)
        self._words, self._ends = np.frombuffer(words, dtype=words.typecode), np.frombuffer(ends, dtype=np.int64)
        # The rows of a picture's captions among all, from the first on.
        self._counts = np.frombuffer(counts, dtype=np.int32)
        self._firsts = np.cumsum(self._counts, dtype=np.int64) - self._counts
        self._lengths = np.diff(self._ends) if buckets else None

    def remarks(self) -> list[str]:
        """What is told of the captions before a run starts."""
        found, captions, pictures = [], len(self._ends) - 1, len(self.records)
        if captions > pictures:
            found.append(
                f"several captions a picture: {captions:,} of {pictures:,} training pictures; an epoch visits each "
                "picture once, with the next of its captions"
            )
        if self.too_long:
            found.append(
                f"too long: {self.too_long:,} of {captions:,} training captions have more than "
                f"{self._most_words:,} words and are cut there (setting max_caption_words); the longest has "
                f"{self.longest:,}"
            )
        return found

    def make(self, step: int) -> Batch:
        """The batch of one step."""
        epoch, place = divmod(step, self.epoch_steps)
        order = self._order(epoch)
        places = order[place * self.batch_size : (place + 1) * self.batch_size]
        chosen = places.tolist()
        names = tuple(self._names[index] for index in chosen)
        cuts: tuple[Cut, ...] = ()
        pictures = None
        if self.store:
            cuts = tuple(self._cut(self.store, index, epoch) for index in chosen)
            if self.gathered:
                parts = zip(names, cuts, strict=True)
                pictures = np.stack([self.framing.cut(self.store[name], cut) for name, cut in parts])
        rows = self._rows(epoch)[chosen]
        words = pad([self._words[self._ends[row] : self._ends[row + 1]] for row in rows.tolist()])
        return Batch(step, epoch, names, cuts, pictures, words, self._labels[rows].astype(np.int64), places)

    def _rows(self, epoch: int) -> np.ndarray:
        """The row of each picture's caption of an epoch."""
        # Read and replaced as a whole, since an evaluation makes batches beside the thread that makes them ahead.
        drawn = self._drawn
        if drawn[0] != epoch:
            drawn = self._drawn = epoch, self._firsts + turns(self._counts, self.seed, epoch)
        return drawn[1]

    def _order(self, epoch: int) -> np.ndarray:
        order = epoch_order(len(self._names), self.seed, epoch)
        if self._lengths is None:
            return order
        sorted_order = self._bucketed
        if sorted_order[0] != epoch:
            lengths = self._lengths[self._rows(epoch)]
            sorted_order = epoch, bucketed(order, lengths, self.batch_size, self.seed, epoch)
            self._bucketed = sorted_order
        return sorted_order[1]

    def _cut(self, store: PreparedPictures, index: int, epoch: int) -> Cut:
        shape = store.shape(self._names[index])
        if not self.augment:
            return self.framing.centre(shape)
        return self.framing.throw(shape, np.random.default_rng((self.seed, epoch, index)), mirror=self.mirror)

    def between(self, first: int, last: int) -> Generator[Batch, None, None]:
        """The batches of steps first to last - 1."""
        yield from self.made_ready(first, last, lambda batch: batch)

    def made_ready(self, first: int, last: int, ready: Callable[[Batch], Ready]) -> Generator[Ready, None, None]:
        """What ``ready`` makes of the batches of steps first to last - 1, in the thread that makes them."""
        with ThreadPoolExecutor(1, "batches") as pool:
            ahead: Future[Ready] | None = None
            try:
                for step in range(first, last):
                    batch = ahead.result() if ahead else ready(self.make(step))
                    ahead = pool.submit(lambda step: ready(self.make(step)), step + 1) if step + 1 < last else None
                    yield batch
            finally:
                if ahead:
                    ahead.cancel()
