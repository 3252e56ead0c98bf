"""The data sets people have: pictures somewhere below a folder, and captions in JSON, joined by file name."""

import hashlib
import heapq
import itertools
import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

import numpy as np

from engine.data.captionfile import Captions, read_captions
from engine.data.packed import ChosenTexts, CompressedTexts, Files, Texts
from engine.data.pictureindex import PictureIndex
from engine.data.records import LeftOut, Record, Records
from engine.errors import Problem, reason

__all__ = ["DataSet", "LeftOut", "Record", "Records", "open_data"]

TRAIN_FILE, TEST_FILE, WHOLE_FILE = "train_captions.json", "test_captions.json", "captions.json"

# Share of a single captions.json that becomes the test split.
TEST_SHARE = 0.2
_PRODUCT = re.compile(r".*?-id_\d+")
# Names that are looked for at once.
_TOGETHER = 4096


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data folder, read.

    Attributes:
        train, validation, test: pairs whose picture lies there, sorted by name.
        left_out: captions that do not take part.
        captions: every usable caption of the training file (train and validation), in the file's order, whether or
            not its picture lies there: what the vocabulary is made of.
        pictures: number of picture files below the folder, with or without a caption.
    """

    folder: Path
    train: Records
    validation: Records
    test: Records
    left_out: tuple[LeftOut, ...]
    captions: Sequence[str]
    pictures: int

    @property
    def records(self) -> Records:
        """All three splits."""
        return self.train + self.validation + self.test

    def split(self, name: str) -> Records:
        """The split called train, validation or test.

        Raises:
            Problem: ``split-missing`` if there is none, or nothing in it.
        """
        records = {"train": self.train, "validation": self.validation, "test": self.test}.get(name)
        if not records:
            raise Problem("split-missing", path=self.folder, split=name)
        return records

    def without(self, names: Collection[str]) -> "DataSet":
        """The same without some pictures; the splits of all others stay."""
        train, validation, test = (split.without(names) for split in (self.train, self.validation, self.test))
        return replace(self, train=train, validation=validation, test=test)


def open_data(folder: Path, *, validation_share: float, seed: int, by_product: bool = False) -> DataSet:
    """Read a data folder's captions and find their pictures, without decoding any.

    The captions lie in train_captions.json and test_captions.json, or in one captions.json, a fifth of which becomes
    the test split. Which pictures are tested never depends on the seed, so that no run is judged on what another
    learned; which are kept for validation depends on the seed and the names alone.

    Args:
        folder: pictures may lie anywhere below; of two with one name that under images/ counts.
        validation_share: share of the training pictures kept for validation, 0 to 1.
        seed: chooses those.
        by_product: no product is in two splits, where the names tell products: whole products are kept for validation,
            and of the test split what shows a product of the training file is left out.

    Raises:
        Problem: ``data-missing``, ``data-not-folder``, ``data-unreadable``, ``captions-…``, ``vocabulary-empty``,
            ``pictures-missing``, ``pictures-unmatched``.
    """
    folder = Path(folder)
    files = _caption_files(folder)
    index = PictureIndex(folder)
    left_out: list[LeftOut] = []
    test = read_captions(files["test"], left_out) if "test" in files else Captions()
    train = read_captions(files["train"], left_out) if "train" in files else Captions()
    if "test" not in files and files["train"].name == WHOLE_FILE:
        test = train
        tested = _drawn(train.names, TEST_SHARE, "test", by_product)
        train_rows, test_rows = np.flatnonzero(~tested), np.flatnonzero(tested)
    else:
        names = frozenset(test.names)
        tested = np.array([name in names for name in train.names], dtype=bool)
        train_rows, test_rows = np.flatnonzero(~tested), np.arange(len(test))
        if files.get("train", folder).name != WHOLE_FILE:
            left_out += [LeftOut(train.names[row], "also-in-test") for row in np.flatnonzero(tested).tolist()]
    if not len(train_rows) and not len(test_rows):
        raise Problem("vocabulary-empty", path=next(iter(files.values())))
    if not index.count:
        raise Problem("pictures-missing", path=folder)
    pairs = heapq.merge(_by_name(train, train_rows, 0), _by_name(test, test_rows, 1), key=itemgetter(0))
    trained, held_out = _join(pairs, index, left_out)
    if not trained and not held_out:
        raise Problem("pictures-unmatched", captions=len(train_rows) + len(test_rows), path=folder)
    if by_product:
        known = {product(name) for name in trained.names}
        shown = [name for name in held_out.names if product(name) in known]
        held_out = held_out.without(frozenset(shown))
        left_out += [LeftOut(name, "product-in-train") for name in shown]
    kept_back = _drawn(trained.names, validation_share, f"validation {seed}", by_product)
    return DataSet(
        folder=folder,
        train=trained.at(np.flatnonzero(~kept_back)),
        validation=trained.at(np.flatnonzero(kept_back)),
        test=held_out,
        left_out=tuple(left_out),
        captions=ChosenTexts(train.captions, train_rows),
        pictures=index.count,
    )


def _caption_files(folder: Path) -> dict[str, Path]:
    try:
        if not folder.exists():
            raise Problem("data-missing", path=folder)
        if not folder.is_dir():
            raise Problem("data-not-folder", path=folder)
        files = {}
        train = next((folder / name for name in (TRAIN_FILE, WHOLE_FILE) if (folder / name).exists()), None)
        if train:
            files["train"] = train
        if (folder / TEST_FILE).exists():
            files["test"] = folder / TEST_FILE
    except (OSError, ValueError) as error:
        raise Problem("data-unreadable", path=folder, reason=reason(error)) from error
    if not files:
        raise Problem("captions-missing", path=folder)
    return files


def _by_name(captions: Captions, rows: np.ndarray, split: int) -> Iterator[tuple[str, str, int]]:
    """Names and captions of some rows, ascending by name."""
    order = sorted(rows.tolist(), key=captions.names.__getitem__)
    # Out of their order, each would cost a block.
    texts = captions.captions if order == rows.tolist() else Texts(captions.captions)
    for row in order:
        yield captions.names[row], texts[row], split


def _join(
    pairs: Iterator[tuple[str, str, int]], index: PictureIndex, left_out: list[LeftOut]
) -> tuple[Records, Records]:
    """The records of both splits, 0 and 1, in one table; the pairs come in ascending order."""
    files, captions = Files(), CompressedTexts()
    rows = array("i"), array("i")
    missing: tuple[list[LeftOut], list[LeftOut]] = [], []
    while some := list(itertools.islice(pairs, _TOGETHER)):
        found = index.find([name for name, _, _ in some])
        for (name, caption, split), file in zip(some, found, strict=True):
            if file is None:
                missing[split].append(LeftOut(name, "missing"))
            else:
                rows[split].append(len(files))
                files.append(name, file)
                captions.append(caption)
    left_out += [*missing[0], *missing[1]]
    first, second = (Records(files, captions, np.array(some, dtype=np.int32)) for some in rows)
    return first, second


def product(name: str) -> str:
    """Which product a picture shows, by its name: up to its number, as in "MEN-Denim-id_00000080-01_7_additional.jpg",
    or the whole name where it has none."""
    found = _PRODUCT.match(name)
    return found[0] if found else name


def known_products(data: DataSet) -> int:
    """How many test pictures show a product that the training file shows too."""
    known = {product(name) for records in (data.train, data.validation) for name in records.names}
    return sum(product(name) in known for name in data.test.names)


def _drawn(names: Sequence[str], share: float, salt: str, by_product: bool) -> np.ndarray:
    """Which (N,) of some names are among a share of them, or show one of a share of their products."""
    if not by_product:
        return np.isin(np.arange(len(names)), _draw(names, share, salt))
    shown = [product(name) for name in names]
    products = sorted(set(shown))
    chosen = {products[place] for place in _draw(products, share, salt).tolist()}
    return np.array([one in chosen for one in shown], dtype=bool)


def _draw(names: Iterable[str], share: float, salt: str) -> np.ndarray:
    """The places of a share of the names, at least one of two; when each name is drawn depends on itself and the salt
    alone."""
    digests = b"".join(hashlib.sha256(f"{salt}\0{name}".encode()).digest() for name in names)
    # Four numbers a digest, the first of which counts most.
    numbers = np.frombuffer(digests, dtype=">u8").astype(np.uint64).reshape(-1, 4)
    count = min(max(1, round(share * len(numbers))), len(numbers) - 1) if share > 0 else 0
    return np.lexsort(numbers.T[::-1])[: max(0, count)]
