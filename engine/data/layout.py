"""The data sets people have: pictures somewhere below a folder, and caption files, joined by file name."""

import hashlib
import heapq
import itertools
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

import numpy as np

from engine.captions.domain import CaptionDomain
from engine.data.captiontable import Captions, read_captions
from engine.data.formats import FormatEntry, find_captions
from engine.data.formats.interface import Split
from engine.data.packed import ChosenTexts, CompressedTexts, Files, Texts
from engine.data.pictureindex import PictureIndex
from engine.data.records import LeftOut, Record, Records
from engine.domains import AUTO, resolve
from engine.errors import Problem, reason

__all__ = ["DataSet", "LeftOut", "Record", "Records", "open_data"]

# Share of the pictures that becomes the test split, where the caption files do not tell the splits.
TEST_SHARE = 0.2
Product = Callable[[str], str]
"""Tells which product a picture shows, by its name."""
# Names that are looked for at once.
_TOGETHER = 4096


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data folder, read.

    Attributes:
        train, validation, test: pairs whose picture lies there, sorted by name.
        left_out: captions that do not take part.
        captions: every usable caption of the training pictures (with those drawn for validation), in the file's order,
            whether or not its picture lies there: what the vocabulary is made of.
        pictures: number of picture files below the folder, with or without a caption.
        format: key of the caption files' format.
        domain: the kind of the captions.
    """

    folder: Path
    train: Records
    validation: Records
    test: Records
    left_out: tuple[LeftOut, ...]
    captions: Sequence[str]
    pictures: int
    format: str
    domain: CaptionDomain

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


def open_data(
    folder: Path, *, validation_share: float, seed: int, by_product: bool = False, captions: str = AUTO
) -> DataSet:
    """Read a data folder's captions and find their pictures, without decoding any.

    The captions lie in files of any format of ``engine.data.formats``. Where these tell no splits, a fifth of the
    pictures becomes the test split; where they tell no validation split, a share of the training pictures becomes it.
    Which pictures are tested never depends on the seed, so that no run is judged on what another learned; which are
    kept for validation depends on the seed and the names alone. A picture of several splits is in the last of train,
    validation, test.

    Args:
        folder: pictures may lie anywhere below; of two with one name that under images/ counts.
        validation_share: share of the training pictures kept for validation, 0 to 1.
        seed: chooses those.
        by_product: no product is in two splits, where the names tell products: whole products are kept for validation,
            and of the test split what shows a product of the training file is left out.
        captions: the setting of this name: their kind, or "auto" for the one that fits the training captions.

    Raises:
        Problem: ``data-missing``, ``data-not-folder``, ``data-unreadable``, ``captions-…``, ``vocabulary-empty``,
            ``pictures-missing``, ``pictures-unmatched``.
    """
    folder = Path(folder)
    entry, files = _caption_files(folder)
    index = PictureIndex(folder)
    left_out: list[LeftOut] = []
    splits = read_captions(entry.reader(), files, left_out)
    domain = resolve(captions, splits["train"].captions or splits["test"].captions)
    product = domain.product if by_product else None
    parts = _divide(splits, product, left_out)
    count = sum(len(rows) for _, rows in parts)
    if not count:
        raise Problem("vocabulary-empty", path=files[0])
    if not index.count:
        raise Problem("pictures-missing", path=folder)
    pairs = heapq.merge(*(_by_name(table, rows, split) for split, (table, rows) in enumerate(parts)), key=itemgetter(0))
    train, validation, test = _join(pairs, index, left_out)
    if not train and not validation and not test:
        raise Problem("pictures-unmatched", captions=count, path=folder)
    if product is not None:
        known = {product(name) for records in (train, validation) for name in records.names}
        shown = [name for name in test.names if product(name) in known]
        test = test.without(frozenset(shown))
        left_out += [LeftOut(name, "product-in-train") for name in shown]
    if not len(parts[1][1]):
        kept_back = _drawn(train.names, validation_share, f"validation {seed}", product)
        train, validation = train.at(np.flatnonzero(~kept_back)), train.at(np.flatnonzero(kept_back))
    spoken, rows = parts[0]
    return DataSet(
        folder=folder,
        train=train,
        validation=validation,
        test=test,
        left_out=tuple(left_out),
        captions=ChosenTexts(spoken.captions, rows),
        pictures=index.count,
        format=entry.key,
        domain=domain,
    )


def _caption_files(folder: Path) -> tuple[FormatEntry, tuple[Path, ...]]:
    try:
        if not folder.exists():
            raise Problem("data-missing", path=folder)
        if not folder.is_dir():
            raise Problem("data-not-folder", path=folder)
        found = find_captions(folder)
    except (OSError, ValueError) as error:
        raise Problem("data-unreadable", path=folder, reason=reason(error)) from error
    if found is None:
        raise Problem("captions-missing", path=folder)
    return found


def _divide(
    splits: Mapping[Split, Captions], product: Product | None, left_out: list[LeftOut]
) -> list[tuple[Captions, np.ndarray]]:
    """Of train, validation and test the captions and their rows, no name in two of them.

    Args:
        product: tells which product a name shows, where no product may be in two splits.
    """
    train, validation, test = splits["train"], splits["validation"], splits["test"]
    train_rows, validation_rows, test_rows = (np.arange(len(split)) for split in (train, validation, test))
    train_rows = _without(train, train_rows, test, "also-in-test", left_out)
    validation_rows = _without(validation, validation_rows, test, "also-in-test", left_out)
    train_rows = _without(train, train_rows, validation, "also-in-validation", left_out)
    undecided = train_rows[np.frombuffer(train.undecided, dtype=bool)[train_rows]]
    if not len(test) and len(undecided):
        test = train
        test_rows = undecided[_drawn(ChosenTexts(train.names, undecided), TEST_SHARE, "test", product)]
        train_rows = np.setdiff1d(train_rows, test_rows)
    return [(train, train_rows), (validation, validation_rows), (test, test_rows)]


def _without(
    captions: Captions, rows: np.ndarray, others: Captions, reason: str, left_out: list[LeftOut]
) -> np.ndarray:
    """The rows whose names are not among others; where its file puts a name in a split, the reason is told."""
    if not len(others):
        return rows
    names = frozenset(others.names)
    both = np.array([captions.names[row] in names for row in rows.tolist()], dtype=bool)
    again = (row for row in rows[both].tolist() if not captions.undecided[row])
    left_out += [LeftOut(captions.names[row], reason) for row in again]
    return rows[~both]


def _by_name(captions: Captions, rows: np.ndarray, split: int) -> Iterator[tuple[str, str, int]]:
    """Names and captions of some rows, ascending by name."""
    order = sorted(rows.tolist(), key=captions.names.__getitem__)
    # Out of their order, each would cost a block.
    texts = captions.captions if order == rows.tolist() else Texts(captions.captions)
    for row in order:
        yield captions.names[row], texts[row], split


def _join(pairs: Iterator[tuple[str, str, int]], index: PictureIndex, left_out: list[LeftOut]) -> list[Records]:
    """The records of train, validation and test, 0 to 2, in one table; the pairs come in ascending order."""
    files, captions = Files(), CompressedTexts()
    rows = array("i"), array("i"), array("i")
    missing: tuple[list[LeftOut], ...] = [], [], []
    while batch := list(itertools.islice(pairs, _TOGETHER)):
        found = index.find([name for name, _, _ in batch])
        for (name, caption, split), file in zip(batch, found, strict=True):
            if file is None:
                missing[split].append(LeftOut(name, "missing"))
            else:
                rows[split].append(len(files))
                files.append(name, file)
                captions.append(caption)
    left_out += itertools.chain(*missing)
    return [Records(files, captions, np.array(batch, dtype=np.int32)) for batch in rows]


def known_products(data: DataSet) -> int:
    """How many test pictures show a product that the training file shows too."""
    product = data.domain.product
    known = {product(name) for records in (data.train, data.validation) for name in records.names}
    return sum(product(name) in known for name in data.test.names)


def _drawn(names: Sequence[str], share: float, salt: str, product: Product | None) -> np.ndarray:
    """Which (N,) of some names are among a share of them; with ``product``, which show one of a share of products."""
    if product is None:
        return np.isin(np.arange(len(names)), _draw(names, share, salt))
    shown = [product(name) for name in names]
    products = sorted(set(shown))
    chosen = {products[place] for place in _draw(products, share, salt).tolist()}
    return np.array([group in chosen for group in shown], dtype=bool)


def _draw(names: Iterable[str], share: float, salt: str) -> np.ndarray:
    """The places of a share of the names, at least one of two; when each name is drawn depends on itself and the salt
    alone."""
    digests = b"".join(hashlib.sha256(f"{salt}\0{name}".encode()).digest() for name in names)
    # Four numbers a digest, the first of which counts most.
    numbers = np.frombuffer(digests, dtype=">u8").astype(np.uint64).reshape(-1, 4)
    count = min(max(1, round(share * len(numbers))), len(numbers) - 1) if share > 0 else 0
    return np.lexsort(numbers.T[::-1])[: max(0, count)]
