"""The data sets people have: pictures somewhere below a folder, and captions in JSON, joined by file name."""

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.errors import Problem, reason
from engine.language.attributes import Gender

EXTENSIONS = frozenset((".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"))
TRAIN_FILE, TEST_FILE, WHOLE_FILE = "train_captions.json", "test_captions.json", "captions.json"

# Share of a single captions.json that becomes the test split.
TEST_SHARE = 0.2
# How the data set's file names begin.
_NAMED = re.compile(r"(?:.*/)?(?P<women>WO)?MEN-", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """A picture's file and its caption; ``name`` is the caption file's key."""

    name: str
    # Text, since a million paths would take a gigabyte.
    file: str | os.PathLike[str]
    caption: str

    @property
    def path(self) -> Path:
        """The picture's file."""
        return Path(self.file)

    @property
    def named_gender(self) -> Gender | None:
        """Whose picture it is by its file's name; None where that does not tell."""
        named = _NAMED.match(self.name)
        if named is None:
            return None
        return Gender.FEMALE if named["women"] else Gender.MALE


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What does not take part, and why.

    ``reason`` is one of missing, caption-not-text, caption-empty, unsafe-name, named-twice, also-in-test, or
    "unreadable: " and the reason in words.
    """

    name: str
    reason: str


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
    train: tuple[Record, ...]
    validation: tuple[Record, ...]
    test: tuple[Record, ...]
    left_out: tuple[LeftOut, ...]
    captions: tuple[str, ...]
    pictures: int

    @property
    def records(self) -> tuple[Record, ...]:
        """All three splits."""
        return (*self.train, *self.validation, *self.test)

    def split(self, name: str) -> tuple[Record, ...]:
        """The split called train, validation or test.

        Raises:
            Problem: ``split-missing`` if there is none, or nothing in it.
        """
        records = {"train": self.train, "validation": self.validation, "test": self.test}.get(name, ())
        if not records:
            raise Problem("split-missing", path=self.folder, split=name)
        return records

    def without(self, names: Collection[str]) -> "DataSet":
        """The same without some pictures; the splits of all others stay."""
        unwanted = frozenset(names)
        train, validation, test = (
            tuple(record for record in split if record.name not in unwanted)
            for split in (self.train, self.validation, self.test)
        )
        return replace(self, train=train, validation=validation, test=test)


def open_data(folder: Path, *, validation_share: float, seed: int) -> DataSet:
    """Read a data folder's captions and find their pictures, without decoding any.

    The captions lie in train_captions.json and test_captions.json, or in one captions.json, a fifth of which becomes
    the test split. Which pictures are tested never depends on the seed, so that no run is judged on what another
    learned; which are kept for validation depends on the seed and the names alone.

    Args:
        folder: pictures may lie anywhere below; of two with one name that under images/ counts.
        validation_share: share of the training pictures kept for validation, 0 to 1.
        seed: chooses those.

    Raises:
        Problem: ``data-missing``, ``data-not-folder``, ``data-unreadable``, ``captions-…``, ``vocabulary-empty``,
            ``pictures-missing``, ``pictures-unmatched``.
    """
    folder = Path(folder)
    files = _caption_files(folder)
    index = PictureIndex(folder)
    left_out: list[LeftOut] = []
    test = _clean(_read_captions(files["test"]), left_out) if "test" in files else {}
    train = _clean(_read_captions(files["train"]), left_out) if "train" in files else {}
    if "test" not in files and files["train"].name == WHOLE_FILE:
        chosen = set(_draw(train, TEST_SHARE, "test"))
        test = {name: caption for name, caption in train.items() if name in chosen}
    elif files.get("train", folder).name != WHOLE_FILE:
        left_out += [LeftOut(name, "also-in-test") for name in train if name in test]
    train = {name: caption for name, caption in train.items() if name not in test}
    if not train and not test:
        raise Problem("vocabulary-empty", path=next(iter(files.values())))
    if not index.count:
        raise Problem("pictures-missing", path=folder)
    trained, tested = _join(train, index, left_out), _join(test, index, left_out)
    if not trained and not tested:
        raise Problem("pictures-unmatched", captions=len(train) + len(test), path=folder)
    kept_back = set(_draw([record.name for record in trained], validation_share, f"validation {seed}"))
    return DataSet(
        folder=folder,
        train=tuple(record for record in trained if record.name not in kept_back),
        validation=tuple(record for record in trained if record.name in kept_back),
        test=tuple(tested),
        left_out=tuple(left_out),
        captions=tuple(train.values()),
        pictures=index.count,
    )


class PictureIndex:
    """Where the pictures below a folder lie, found in one walk.

    Args:
        folder: links to folders are followed once each; hidden folders and files are not looked at.

    Raises:
        Problem: ``data-unreadable`` if the folder itself cannot be listed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self._by_name: dict[str, str] = {}
        self._by_place: dict[str, str] = {}
        seen: set[tuple[int, int]] = set()
        waiting = [(os.path.abspath(folder), "")]
        while waiting:
            path, place = waiting.pop()
            try:
                status = os.stat(path)
                entries = [] if (status.st_dev, status.st_ino) in seen else list(os.scandir(path))
            except OSError as error:
                if not place:
                    raise Problem("data-unreadable", path=folder, reason=reason(error)) from error
                continue
            seen.add((status.st_dev, status.st_ino))
            for entry in entries:
                self._take(entry, place, waiting)

    def _take(self, entry: "os.DirEntry[str]", place: str, waiting: list[tuple[str, str]]) -> None:
        if entry.name.startswith(".") or entry.name == "__MACOSX":
            return
        try:
            if entry.is_dir():
                waiting.append((entry.path, f"{place}{entry.name}/"))
            elif os.path.splitext(entry.name)[1].lower() in EXTENSIONS and entry.is_file():
                self._add(entry.path, normalise(place + entry.name))
        except OSError:
            return

    def _add(self, path: str, place: str) -> None:
        self.count += 1
        self._by_place[place] = path
        name = place.rpartition("/")[2]
        other = self._by_name.get(name)
        if other is None or _rank(place) < _rank(other):
            self._by_name[name] = place

    def find(self, name: str) -> str | None:
        """The picture of a name: by its place where the name holds one, else by its file name."""
        if "/" in name:
            path = self._by_place.get(name) or self._by_place.get(f"images/{name}")
        else:
            path = self._by_place.get(self._by_name.get(name, ""))
        return path


def _rank(place: str) -> tuple[bool, int, str]:
    parts = place.split("/")
    return "images" not in parts[:-1], len(parts), place


def normalise(name: str) -> str:
    """A name in composed form, since some systems store an accent apart from its letter."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


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


def _read_captions(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
        value = json.loads(text)
    except OSError as error:
        raise Problem("captions-unreadable", path=path, reason=reason(error)) from error
    except UnicodeDecodeError as error:
        raise Problem("captions-encoding", path=path, position=error.start) from error
    except json.JSONDecodeError as error:
        raise Problem(
            "captions-not-json", path=path, line=error.lineno, column=error.colno, reason=error.msg
        ) from error
    except RecursionError as error:
        raise Problem("captions-not-json", path=path, line=1, column=1, reason="nested too deeply") from error
    except ValueError as error:
        raise Problem("captions-not-json", path=path, line=1, column=1, reason=reason(error)) from error
    if not isinstance(value, dict):
        found = {list: "a list", str: "a text", type(None): "null", bool: "true or false"}.get(type(value), "a number")
        raise Problem("captions-not-object", path=path, found=found)
    return value


def _clean(captions: Mapping[str, Any], left_out: list[LeftOut]) -> dict[str, str]:
    """Usable names and captions; the others are put into ``left_out``."""
    usable: dict[str, str] = {}
    for key, caption in captions.items():
        name = _safe(key)
        fault = None
        if name is None:
            fault = "unsafe-name"
        elif not isinstance(caption, str) or not _encodable(caption):
            fault = "caption-not-text"
        elif not caption.strip():
            fault = "caption-empty"
        elif name in usable:
            fault = "named-twice"
        if fault or name is None:
            left_out.append(LeftOut(key, fault or ""))
        else:
            tidy = " ".join(caption.split())
            # Of a million captions none is held twice.
            usable[name] = caption if caption == tidy else tidy
    return usable


def _safe(key: str) -> str | None:
    """A key as a name or a place below the folder, or None where it points elsewhere or nowhere."""
    name = normalise(key).replace("\\", "/")
    if not _encodable(name) or "\0" in name or name.startswith("/") or name[1:2] == ":":
        return None
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or ".." in parts:
        return None
    place = "/".join(parts)
    return key if key == place else place


def _encodable(text: str) -> bool:
    # JSON can spell half of a surrogate pair, which is no character and cannot be written anywhere.
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _join(captions: Mapping[str, str], index: PictureIndex, left_out: list[LeftOut]) -> list[Record]:
    records = []
    for name in sorted(captions):
        file = index.find(name)
        if file is None:
            left_out.append(LeftOut(name, "missing"))
        else:
            records.append(Record(name, file, captions[name]))
    return records


def _draw(names: Iterable[str], share: float, salt: str) -> list[str]:
    """A share of the names, at least one of two; each name's place in the draw depends on itself and the salt alone."""
    drawn = sorted(names, key=lambda name: hashlib.sha256(f"{salt}\0{name}".encode()).digest())
    count = min(max(1, round(share * len(drawn))), len(drawn) - 1) if share > 0 else 0
    return drawn[: max(0, count)]
