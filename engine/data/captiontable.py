"""The captions of a data folder, whatever their format: cleaned, each picture once a split, and packed."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.data.formats.interface import CaptionFormat, Item, Split
from engine.data.packed import CompressedTexts, Texts
from engine.data.pictureindex import normalise
from engine.data.records import LeftOut


@dataclass(frozen=True, slots=True)
class Captions:
    """Usable names and captions of a split, in the order of its file, each name once.

    Attributes:
        undecided: of each (N,), whether its file puts it in no split, so that it may be drawn for the test split.
    """

    names: Texts = field(default_factory=Texts)
    captions: CompressedTexts = field(default_factory=CompressedTexts)
    undecided: bytearray = field(default_factory=bytearray)

    def __len__(self) -> int:
        return len(self.names)

    def append(self, name: str, caption: str, undecided: bool) -> None:
        """Add a picture."""
        self.names.append(name)
        self.captions.append(caption)
        self.undecided.append(undecided)


def read_captions(reader: CaptionFormat, files: Sequence[Path], left_out: list[LeftOut]) -> dict[Split, Captions]:
    """The usable captions of some files by split, those of no split among train; the others are put into ``left_out``.

    Raises:
        Problem: as ``CaptionFormat.read``.
    """
    faults: list[LeftOut] = []
    found = _clean(reader.read(files), faults)
    if found is None:
        # Two names may be one. Which counts, is told with all of them at hand.
        faults.clear()
        found = _clean_all(reader.read(files), faults)
    left_out += faults
    return found


def _no_captions() -> dict[Split, Captions]:
    return {"train": Captions(), "validation": Captions(), "test": Captions()}


def _clean(items: Iterable[Item | LeftOut], left_out: list[LeftOut]) -> dict[Split, Captions] | None:
    """What is usable of some items, and of the others why not; None where two of a split may have one name."""
    splits = _no_captions()
    hashes = {split: array("q") for split in splits}
    for item in items:
        if isinstance(item, LeftOut):
            left_out.append(item)
            continue
        split = item.split or "train"
        name, caption, faults = _check(item)
        left_out += faults
        # A hundred bytes a picture less than a set of names takes.
        hashes[split].append(hash(name or item.name))
        if caption:
            splits[split].append(name, caption, item.split is None)
    once = (len(np.unique(np.frombuffer(values, np.int64))) == len(values) for values in hashes.values())
    return splits if all(once) else None


def _clean_all(items: Iterable[Item | LeftOut], left_out: list[LeftOut]) -> dict[Split, Captions]:
    """The same of items among which two may come to one name: of one spelling the last counts, of several the first."""
    spelled: dict[tuple[Split, str], Item] = {}
    for item in items:
        if isinstance(item, LeftOut):
            left_out.append(item)
        else:
            spelled[item.split or "train", item.name] = item
    splits = _no_captions()
    known: set[tuple[Split, str]] = set()
    for (split, _), item in spelled.items():
        name, caption, faults = _check(item)
        if caption and (split, name) in known:
            left_out.append(LeftOut(item.name, "named-twice"))
            continue
        left_out += faults
        if caption:
            known.add((split, name))
            splits[split].append(name, caption, item.split is None)
    return splits


def _check(item: Item) -> tuple[str, str, list[LeftOut]]:
    """A picture's name and its first usable caption, both empty where there is none, and what is left out of it."""
    name = _safe(item.name)
    if name is None:
        return "", "", [LeftOut(item.name, "unsafe-name")]
    usable = ""
    faults = [] if item.captions else [LeftOut(item.name, "caption-empty")]
    for caption in item.captions:
        if not isinstance(caption, str) or not _encodable(caption):
            faults.append(LeftOut(item.name, "caption-not-text"))
        elif not (cleaned := " ".join(caption.split())):
            faults.append(LeftOut(item.name, "caption-empty"))
        elif usable:
            faults.append(LeftOut(item.name, "further-caption"))
        else:
            usable = cleaned
    return name, usable, faults


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
