"""Pictures with the captions that a person lets stand, gathered in a data folder to train on.

The folder is an image folder of Hugging Face: ``metadata.jsonl``, and the pictures, copied, in ``images/``. Each line
also has the caption's language and the digest of its picture, by which the same picture is known again whatever it is
called: its caption is then replaced.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import filelock

from engine.errors import Problem, reason
from engine.files import cache_folder, make_folder, open_regular, parse_json, write_atomically, write_bytes_atomically
from engine.translation.direction import primary

FILE = "metadata.jsonl"
IMAGES = "images"
AT_ONCE = 256
"""Pictures that are copied before their captions are written: a kill loses the captions of so many at most."""
MOST_BYTES = 200
"""Of a copy's name."""
BUSY_SECONDS = 30.0
"""How long to wait for another program that writes into the same folder."""


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A picture and its caption.

    Attributes:
        picture: its file, or the bytes of one where it came without.
        name: what its copy is called, unless another picture is called so already.
        language: of the caption, as a BCP 47 key.
    """

    picture: Path | bytes
    name: str
    caption: str
    language: str


@dataclass(slots=True)
class KeptForTraining:
    """What became of the examples.

    Attributes:
        added: how many pictures are new in the folder.
        replaced: how many of those that were there have another caption now.
        same: how many were there with the same caption.
        refused: the names of those that were not kept, each with its reason.
        total: how many captions the folder holds now.
    """

    added: int = 0
    replaced: int = 0
    same: int = 0
    refused: list[tuple[str, Problem]] = field(default_factory=list)
    total: int = 0

    @property
    def kept(self) -> int:
        """How many of the captions stand in the folder now."""
        return self.added + self.replaced + self.same


def keep_for_training(
    folder: Path,
    examples: Sequence[TrainingExample],
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> KeptForTraining:
    """Copy pictures into a data folder, and write their captions there; nothing is moved, and no other file changed.

    Args:
        folder: is made where there is none.
        progress: told (done, total) of the pictures.
        stopped: asked between pictures; what was copied until then is kept.

    Raises:
        Problem: ``training-folder-other`` where the folder holds something else, ``training-folder-busy``;
            ``captions-unreadable``, ``disk-full``, ``folder-unwritable``.
    """
    make_folder(folder)
    lock = cache_folder() / "locks" / hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]
    make_folder(lock.parent)
    try:
        with filelock.FileLock(lock, timeout=BUSY_SECONDS):
            kept, lines = KeptForTraining(), _Lines(folder)
            for number, example in enumerate(examples):
                if stopped():
                    break
                try:
                    lines.keep(example, kept)
                except Problem as problem:
                    # A picture that is gone stops no other one; a full disk stops all.
                    if problem.code in ("disk-full", "folder-unwritable"):
                        lines.write()
                        raise
                    kept.refused.append((example.name, problem))
                if (number + 1) % AT_ONCE == 0:
                    lines.write()
                progress(number + 1, len(examples))
            lines.write()
            kept.total = len(lines)
            return kept
    except filelock.Timeout as error:
        raise Problem("training-folder-busy", path=folder) from error


class _Lines:
    """The lines of the caption file, each as it stands there, and the pictures that they are of."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._path = folder, folder / FILE
        self._raw: list[bytes] = []
        self._rows: list[dict[str, Any]] = []
        self._changed = False
        self._read()
        self._by_digest = {row["digest"]: place for place, row in enumerate(self._rows) if "digest" in row}
        # Names are compared as Windows does it, which tells no capitals from small letters.
        self._by_name = {str(row["file_name"]).casefold(): place for place, row in enumerate(self._rows)}
        self._languages = {primary(str(row["language"])) for row in self._rows if row.get("language")}

    def __len__(self) -> int:
        return len(self._rows)

    def keep(self, example: TrainingExample, kept: KeptForTraining) -> None:
        """Copy a picture unless it is there, and take its caption.

        Raises:
            Problem: ``training-language`` where the folder's captions are in another language; ``picture-missing``,
                ``picture-unreadable``; of writing.
        """
        if self._languages - {primary(example.language)}:
            raise Problem("training-language", path=self._folder, language=min(self._languages))
        data = _bytes_of(example.picture)
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        place = self._by_digest.get(digest)
        if place is None:
            place = self._by_name.get(self._same_copy(example.name, data) or "")
        caption = " ".join(example.caption.split())
        if place is None:
            name = self._free(example.name, data)
            self._copy(name, data)
            self._put(len(self._rows), {"file_name": name, "text": caption}, example.language, digest)
            kept.added += 1
            return
        row = self._rows[place]
        self._copy(str(row["file_name"]), data)
        if row["text"] == caption:
            kept.same += 1
        else:
            self._put(place, {**row, "text": caption}, example.language, digest)
            kept.replaced += 1

    def write(self) -> None:
        """Write the file, if anything is to be changed in it; raises as ``write_atomically``."""
        if self._changed:
            write_atomically(self._path, (line + b"\n" for line in self._raw))
            self._changed = False

    def _read(self) -> None:
        try:
            with open_regular(self._path) as file:
                text = file.read().decode("utf-8-sig", "surrogatepass")
        except FileNotFoundError:
            if any(not path.name.startswith(".") for path in self._folder.iterdir()):
                raise Problem("training-folder-other", path=self._folder) from None
            # From here on the folder is known as one of captions, even if the first picture is cut short.
            write_bytes_atomically(self._path, b"")
            return
        except (OSError, ValueError) as error:
            raise Problem("captions-unreadable", path=self._path, reason=reason(error)) from error
        for line in filter(str.strip, text.split("\n")):
            try:
                row = parse_json(line)
            except ValueError:
                row = None
            if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("file_name", "text")):
                raise Problem("training-folder-other", path=self._folder)
            self._rows.append(row)
            self._raw.append(line.rstrip("\r").encode("utf-8", "surrogatepass"))

    def _put(self, place: int, row: dict[str, Any], language: str, digest: str) -> None:
        row = {**row, "language": language, "digest": digest}
        self._rows[place : place + 1] = [row]
        self._raw[place : place + 1] = [json.dumps(row, ensure_ascii=False).encode("utf-8")]
        self._by_digest[digest] = place
        self._by_name[row["file_name"].casefold()] = place
        self._languages.add(primary(language))
        self._changed = True

    def _same_copy(self, name: str, data: bytes) -> str | None:
        """The entry of a picture that another program listed, without a digest, if it is this one."""
        listed = f"{IMAGES}/{_safe(name)}".casefold()
        place = self._by_name.get(listed)
        if place is None or "digest" in self._rows[place]:
            return None
        return listed if _holds(self._folder / str(self._rows[place]["file_name"]), data) else None

    def _free(self, name: str, data: bytes) -> str:
        """A name that no other picture has: its own, or one with a number behind it."""
        stem, ending = os.path.splitext(_safe(name))
        number = 1
        while True:
            found = f"{IMAGES}/{stem}{f'-{number}' if number > 1 else ''}{ending}"
            path = self._folder / found
            # What a kill has left of this very picture is as good as new.
            if found.casefold() not in self._by_name and (not path.exists() or _holds(path, data)):
                return found
            number += 1

    def _copy(self, name: str, data: bytes) -> None:
        path = self._folder / name
        # A line that another program wrote may name any place: nothing is written outside the folder.
        if name.startswith(f"{IMAGES}/") and ".." not in path.parts and not path.exists():
            make_folder(path.parent)
            write_bytes_atomically(path, data)


def _bytes_of(picture: Path | bytes) -> bytes:
    if isinstance(picture, bytes):
        return picture
    try:
        with open_regular(picture) as file:
            return file.read()
    except FileNotFoundError:
        raise Problem("picture-missing", path=picture) from None
    except OSError as error:
        raise Problem("picture-unreadable", path=picture, reason=reason(error)) from error


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file has just this content."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _safe(name: str) -> str:
    """A name that can be written as UTF-8, in one folder of any system."""
    plain = name.encode("utf-8", "replace").decode("utf-8").replace("?", "_")
    plain = "".join("_" if letter in '<>:"/\\|*' or ord(letter) < 32 else letter for letter in plain)
    stem, ending = os.path.splitext(plain)
    # Room for a number, and for what stands behind the name while the file is being written.
    return stem.encode()[: MOST_BYTES - len(ending.encode())].decode("utf-8", "ignore") + ending
