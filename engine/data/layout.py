"""The data sets people have: pictures somewhere below a folder, and caption files, joined by file name."""

import hashlib
import itertools
from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from engine.captions.domain import CaptionDomain
from engine.captions.languages import resolve_language
from engine.data.captiontable import FAULTS, SPLITS, Captions, passed_over, read_captions
from engine.data.duplicates import groups_of, near_pairs
from engine.data.finding import choose_format, parse_columns
from engine.data.formats.interface import Columns
from engine.data.looks import look_at
from engine.data.packed import CaptionLists, Chosen, CompressedTexts, Files
from engine.data.pictureindex import MISSING, PictureIndex
from engine.data.reasons import counted, reason_in_words
from engine.data.records import LeftOut, Record, Records
from engine.data.rivals import left_by
from engine.data.survey import Survey
from engine.domains import AUTO, resolve
from engine.errors import Problem, reason

__all__ = ["DataSet", "LeftOut", "Record", "Records", "open_data"]

# Share of the pictures that becomes the test split, where the caption files do not tell the splits.
TEST_SHARE = 0.2
BY_FILES, BY_PRODUCT, BY_LOOKS = "files", "product", "near-duplicates"
"""By what a data set is split."""
Product = Callable[[str], str]
"""Tells which product a picture shows, by its name, or which group of near-duplicates it belongs to."""
TRAIN, VALIDATION, TEST = SPLITS["train"], SPLITS["validation"], SPLITS["test"]
# Why a caption is left out.
_ELSEWHERE, _TWICE = 1, 2
_ALSO = {VALIDATION: "also-in-validation", TEST: "also-in-test", TRAIN: "named-twice"}


@dataclass(frozen=True, slots=True)
class DataSet:
    """Captions and their pictures, read.

    Attributes:
        folder: the data folder, or the one that holds the file of captions.
        train, validation, test: pairs whose picture lies there, sorted by name.
        left_out: captions that do not take part.
        captions: every usable caption of the training pictures (with those drawn for validation), in the file's order,
            whether or not its picture lies there: what the vocabulary is made of.
        pictures: number of picture files below the folder, with or without a caption.
        format: key of the caption files' format.
        domain: the kind of the captions.
        language: of the training captions, as a BCP 47 key.
        files: the caption files that were read.
        columns: what their columns are, as they were found, or told by a person.
        index: all picture files, and which of them a name means.
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
    language: str
    files: tuple[Path, ...]
    columns: Columns
    index: PictureIndex = field(repr=False, compare=False)

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
    data: Path,
    *,
    validation_share: float,
    seed: int,
    split_by: str = BY_FILES,
    captions: str = AUTO,
    data_format: str = AUTO,
    columns: str = "",
    images: str = "",
    language: str = AUTO,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> DataSet:
    """Read the captions of a data folder, or of one file, and find their pictures.

    None is decoded, but to split by near-duplicates.

    The captions lie in files of any format of ``engine.data.formats``. Where these tell no splits, a fifth of the
    pictures becomes the test split; where they tell no validation split, a share of the training pictures becomes it.
    Which pictures are tested never depends on the seed, so that no run is judged on what another learned; which are
    kept for validation depends on the seed and the names alone. A picture of several splits is in the last of train,
    validation, test.

    Args:
        data: a folder below which pictures lie anywhere, of two with one name that under images/ counting; or a file
            of captions, whose folder it is then.
        validation_share: share of the training pictures kept for validation, 0 to 1.
        seed: chooses those.
        split_by: the setting of this name. With "product", no product is in two splits, where the names tell products:
            whole products are drawn, and of the test split what shows a product of the training file is left out. With
            "near-duplicates" the same holds for pictures that look nearly the same (see ``duplicates``).
        captions: the setting of this name: their kind, or "auto" for the one that fits the training captions.
        data_format, columns, images: the settings of these names: the format of the files, what its columns are, and
            the folder of the pictures where that is another one.
        language: the setting of this name: a BCP 47 key, or "auto" for what the training captions are in.
        progress, stopped: told (done, total) of the pictures that are looked at for near-duplicates, and asked between
            them.

    Raises:
        Problem: ``data-missing``, ``data-unreadable``, ``data-ambiguous``, ``data-several``, ``columns-…``,
            ``captions-…``, ``vocabulary-empty``, ``pictures-missing``, ``names-unmatched``; ``stopped``.
    """
    data = Path(data)
    survey = survey_of(data, images)
    chosen = parse_columns(columns)
    entry, found, passed = choose_format(survey, data_format, chosen)
    how = found.columns or chosen
    left_out: list[LeftOut] = []
    reader = entry.format()
    table = read_captions(reader.read(found.files, how), survey.pictures, left_out)
    left_out += passed_over(reader.read(found.beside, how))
    left_out += itertools.chain.from_iterable(left_by(rival, chosen) for rival in passed)
    parts = _divide(table, reader.repeats, left_out)
    spoken = np.flatnonzero(parts.splits == TRAIN)
    texts = Chosen(table.texts, spoken if len(spoken) else np.flatnonzero(parts.splits == TEST))
    domain = resolve(captions, texts)
    product, known_reason = None, ""
    if split_by == BY_PRODUCT:
        product, known_reason = domain.product, "product-in-train"
    elif split_by == BY_LOOKS:
        alike = _lookalikes(table, survey.pictures, progress, stopped)
        product, known_reason = (lambda name: alike.get(name, name)), "alike-in-train"
    _draw_test(parts, table, product)
    count = int(np.count_nonzero(parts.splits))
    if not count:
        raise _unusable(found.files[0], left_out)
    if not survey.pictures.count:
        raise Problem("pictures-missing", path=survey.pictures.folder)
    train, validation, test = _join(parts, table, survey.pictures, left_out)
    if not train and not validation and not test:
        raise _unmatched(survey.pictures.folder, count, left_out)
    if product is not None:
        known = {product(name) for name in train.names}
        validation = _without_known(validation, product, known, known_reason, left_out)
        known.update(map(product, validation.names))
        test = _without_known(test, product, known, known_reason, left_out)
    if not parts.validated:
        kept_back = _drawn(train.names, validation_share, f"validation {seed}", product)
        train, validation = train.at(np.flatnonzero(~kept_back)), train.at(np.flatnonzero(kept_back))
    return DataSet(
        folder=survey.folder,
        train=train,
        validation=validation,
        test=test,
        left_out=tuple(left_out),
        captions=CompressedTexts(Chosen(table.texts, np.flatnonzero(parts.splits == TRAIN))),
        pictures=survey.pictures.count,
        format=entry.key,
        domain=domain,
        language=resolve_language(language, texts),
        files=found.files,
        columns=how,
        index=survey.pictures,
    )


def _unusable(path: Path, left_out: Sequence[LeftOut]) -> Problem:
    """What is wrong with captions none of which can be used: the commonest reason, with one of those that have it."""
    for code in counted(left_out):
        name = next(item.name for item in left_out if item.reason == code)
        return Problem("captions-unusable", path=path, cause=reason_in_words(code), name=name)
    return Problem("vocabulary-empty", path=path)


def _unmatched(path: Path, count: int, left_out: Sequence[LeftOut]) -> Problem:
    """The same of captions none of which has a picture."""
    reasons = counted(item for item in left_out if item.reason in FAULTS.values())
    code = next(iter(reasons), FAULTS[MISSING])
    name = next((item.name for item in left_out if item.reason == code), "")
    return Problem("names-unmatched", captions=count, path=path, cause=reason_in_words(code), name=name)


def survey_of(data: Path, images: str = "") -> Survey:
    """A survey of what a person names as data.

    Raises:
        Problem: ``data-missing``, ``data-unreadable``, ``images-missing``.
    """
    try:
        if not data.exists():
            raise Problem("data-missing", path=data)
        return Survey.of(data, Path(images) if images else None)
    except (OSError, ValueError) as error:
        raise Problem("data-unreadable", path=data, reason=reason(error)) from error


@dataclass(slots=True)
class _Parts:
    """Which split each caption is in.

    Attributes:
        splits: (N,) of each caption, 0 where it is left out.
        drawable: (P,) whether no file puts a picture in a split.
        validated: whether a file tells a validation split.
    """

    splits: np.ndarray
    drawable: np.ndarray
    validated: bool


def _divide(table: Captions, repeats: bool, left_out: list[LeftOut]) -> _Parts:
    """The split of each caption, those of no split among train, and each picture in one split alone.

    Args:
        repeats: several items of one picture are several captions of it; else the last of them counts.
    """
    pictures, told = table.picture_numbers(), table.split_numbers()
    decided = table.split_of_pictures()
    own = decided[pictures]
    splits = np.where(own == 0, TRAIN, own)
    reasons = np.zeros(len(table), np.uint8)
    if repeats:
        # What its file puts in no split is one more caption of the picture.
        reasons[(told != own) & (told != 0)] = _ELSEWHERE
    else:
        reasons[told != own] = _ELSEWHERE
        reasons[table.superseded()] = _TWICE
    for place in np.flatnonzero(reasons).tolist():
        word = "named-twice" if reasons[place] == _TWICE else _ALSO[int(own[place])]
        left_out.append(LeftOut(table.names[pictures[place]], word, table.texts[place]))
    splits[reasons != 0] = 0
    return _Parts(splits, decided == 0, bool((splits == VALIDATION).any()))


def _draw_test(parts: _Parts, table: Captions, product: Product | None) -> None:
    """Put a share of the pictures that no file puts in a split into the test split, where there is none."""
    drawable = np.flatnonzero(parts.drawable)
    if (parts.splits == TEST).any() or not len(drawable):
        return
    drawn = np.zeros(len(table.names), dtype=bool)
    drawn[drawable] = _drawn(Chosen(table.names, drawable), TEST_SHARE, "test", product)
    parts.splits[drawn[table.picture_numbers()] & (parts.splits != 0)] = TEST


def _join(parts: _Parts, table: Captions, index: PictureIndex, left_out: list[LeftOut]) -> list[Records]:
    """The records of train, validation and test, in one table, ascending by name."""
    kept = np.flatnonzero(parts.splits)
    pictures = table.picture_numbers()[kept]
    # Captions by picture, in the order of their files; where those of each picture begin.
    kept = kept[np.argsort(pictures, kind="stable")]
    begins = np.searchsorted(np.sort(pictures), np.arange(len(table.names) + 1)).tolist()
    files, captions = Files(), CaptionLists()
    rows, told = (array("i"), array("i"), array("i")), bytearray()
    missing: tuple[list[LeftOut], ...] = [], [], []
    names = list(table.names)
    for number in sorted(range(len(names)), key=names.__getitem__):
        places = kept[begins[number] : begins[number + 1]].tolist()
        if not places:
            continue
        split = int(parts.splits[places[0]]) - TRAIN
        texts = list(map(table.texts.at, places))
        row = table.rows[number]
        if row < 0:
            missing[split].extend(LeftOut(names[number], FAULTS[row], text) for text in texts)
        else:
            rows[split].append(len(files))
            files.append(names[number], index.path(row))
            captions.append(texts)
            told.append(0 if parts.drawable[number] else split + TRAIN)
    left_out += itertools.chain(*missing)
    by_row = np.frombuffer(told, np.uint8)
    return [Records(files, captions, np.array(batch, dtype=np.int32), by_row) for batch in rows]


def _without_known(
    records: Records, product: Product, known: Collection[str], reason: str, left_out: list[LeftOut]
) -> Records:
    """Records without those that show a known product, which are left out."""
    shown = [record for record in records if product(record.name) in known]
    left_out += [LeftOut(record.name, reason, caption) for record in shown for caption in record.captions]
    return records.without({record.name for record in shown})


def _lookalikes(
    table: Captions, index: PictureIndex, progress: Callable[[int, int], None], stopped: Callable[[], bool]
) -> dict[str, str]:
    """Of each name whose picture looks nearly like others': the first of their names."""
    places = [place for place, row in enumerate(table.rows) if row >= 0]
    places.sort(key=table.names.__getitem__)
    looks = look_at([index.path(table.rows[place]) for place in places], progress=progress, stopped=stopped)
    groups = groups_of(near_pairs(looks, stopped=stopped), len(places)).tolist()
    return {
        table.names[places[place]]: table.names[places[first]] for place, first in enumerate(groups) if first != place
    }


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
