"""Pictures decoded and fitted once, into one file of plain bytes that training and captioning read by position.

A store is a folder of the cache, named by a hash of the framing and of every picture's path, size and time:

    <key>/pictures.bin      uint8, one picture after another
    <key>/names.bin, shapes.bin     names and shapes (see ``entries``)
    <key>/index.json        what could not be read; written last
    <key>.part/             one being made; its journal.jsonl tells what is surely written, so that it is gone on with
    <key>.lock              held by the process that makes it

The file is read by position rather than mapped: both copy from the same page cache, but where a file shrinks or a drive
is pulled out, a mapped read ends the process with SIGBUS, which nothing can catch.
"""

import contextlib
import hashlib
import json
import os
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import filelock
import numpy as np

from engine.data.cache import BUDGET, hold
from engine.data.entries import Entries
from engine.data.making import FORMAT, INDEX, PICTURES, Decode, decode, make_store
from engine.data.packed import Files
from engine.data.picture import Framing, lasting, read_or_reason
from engine.data.records import LeftOut, Record, files_of
from engine.errors import Problem
from engine.files import make_folder, writing_problem

Progress = Callable[[int, int], None]
Stopped = Callable[[], bool]


class PreparedPictures:
    """Prepared pictures by name; safe to read from several threads.

    Args:
        folder: a whole store.
        source: the folder of the pictures themselves, for the message when the store can no longer be read.

    Attributes:
        key: tells its pictures and their preparation from any others.
        left_out: what the store does not hold, by name, with the reason.
        files: a digest of the names and sizes of the pictures' files, wherever they lie and however old they are; ""
            where the store was not opened by ``prepare``.
        close: lets the store go, so that it may be deleted.

    Raises:
        OSError, ValueError, KeyError, TypeError: if the store is not whole.
    """

    def __init__(self, folder: Path, source: Path) -> None:
        self.source = source
        self.key = folder.name
        self.files = ""
        description = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        self.left_out = {str(name): str(reason) for name, reason in description["left_out"].items()}
        self._entries = Entries.load(folder)
        # Unbuffered: each read asks for exactly one picture.
        self._file = open(folder / PICTURES, "rb", buffering=0)  # noqa: SIM115 - closed by close()
        self._reading = threading.Lock()
        # Forgotten stores let go of their file too.
        self.close = weakref.finalize(self, self._file.close)
        if description["format"] != FORMAT or os.fstat(self._file.fileno()).st_size != self._entries.size_bytes:
            raise ValueError("the store is not whole")
        hold(self._file)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._entries.find(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __getitem__(self, name: str) -> np.ndarray:
        """A new array (h, w, 3) uint8.

        Raises:
            KeyError: for a name that the store does not hold.
            Problem: ``data-gone`` if the file can no longer be read.
        """
        row = self._entries.find(name)
        if row is None:
            raise KeyError(name)
        offset, height, width = self._entries.place(row)
        picture = np.empty((height, width, 3), dtype=np.uint8)
        try:
            count = self._read_into(memoryview(picture.data).cast("B"), offset)
        except (OSError, ValueError) as error:
            raise Problem("data-gone", path=self.source) from error
        if count != picture.nbytes:
            raise Problem("data-gone", path=self.source)
        return picture

    def shape(self, name: str) -> tuple[int, int]:
        """Height and width of a picture; ``KeyError`` for a name that the store does not hold."""
        row = self._entries.find(name)
        if row is None:
            raise KeyError(name)
        return self._entries.place(row)[1:]

    def _read_into(self, target: memoryview, offset: int) -> int:
        if hasattr(os, "preadv"):
            return os.preadv(self._file.fileno(), [target], offset)
        with self._reading:
            self._file.seek(offset)
            return self._file.readinto(target) or 0


def prepare(
    records: Sequence[Record],
    framing: Framing,
    *,
    cache: Path,
    progress: Progress = lambda done, total: None,
    stopped: Stopped = lambda: False,
    budget: int = BUDGET,
    decoder: Decode = decode,
) -> tuple[PreparedPictures, list[LeftOut]]:
    """The pictures of some records, decoded and fitted: from the cache, or made now by all cores.

    Args:
        cache: the folder of all stores; it is made where it does not exist.
        progress: told (done, total), at most ten times a second.
        stopped: asked between two pictures; what is made by then is kept and gone on with the next time.
        budget: bytes that all stores together may take; older ones are deleted for it.
        decoder: by what pictures are decoded; all cores, unless it is told.

    Returns:
        The store, and the records that are not in it, each with its reason.

    Raises:
        Problem: ``stopped``, ``disk-full``, ``folder-unwritable``, ``data-gone``.
    """
    source = _source(records)
    present, left_out, key, files = _survey(records, framing, source)
    make_folder(cache)
    store = _open(cache / key, source, present, framing)
    if store is None:
        lock = filelock.FileLock(cache / f"{key}.lock")
        try:
            _acquire(lock, stopped)
            # Another process may have made it meanwhile.
            store = _open(cache / key, source, present, framing)
            if store is None:
                make_store(
                    cache / key,
                    present,
                    framing,
                    source,
                    progress=progress,
                    stopped=stopped,
                    budget=budget,
                    decoder=decoder,
                )
                store = PreparedPictures(cache / key, source)
        except OSError as error:
            raise writing_problem(error, cache, 0) from error
        finally:
            lock.release()
    store.files = files
    progress(len(present), len(present))
    return store, [*left_out, *(LeftOut(name, reason) for name, reason in store.left_out.items())]


def key_of(records: Sequence[Record], framing: Framing) -> str:
    """The name of the folder in which the pictures of some records would lie."""
    return _survey(records, framing, _source(records))[2]


def _source(records: Sequence[Record]) -> Path:
    folders = {os.path.dirname(file) for _, file in files_of(records)}
    try:
        return Path(os.path.commonpath(folders)) if folders else Path()
    except ValueError:
        # Two drives of Windows have nothing in common.
        return Path(min(folders))


def _survey(records: Sequence[Record], framing: Framing, source: Path) -> tuple[Files, list[LeftOut], str, str]:
    """The pictures that lie there, those that do not, the key of the store of the former, and ``files`` of it."""
    if not source.is_dir():
        raise Problem("data-gone", path=source)
    digest = hashlib.sha256(json.dumps([FORMAT, framing.to_json()]).encode())
    sizes = hashlib.sha256()
    present = Files()
    left_out = []
    for name, file in files_of(records):
        try:
            status = os.stat(file)
        except OSError:
            left_out.append(LeftOut(name, "missing"))
            continue
        if not os.access(file, os.R_OK):
            left_out.append(LeftOut(name, "unreadable: permission denied"))
            continue
        present.append(name, file)
        digest.update(b"%b\0%b\0%d\0%d\0" % (name.encode(), os.fsencode(file), status.st_size, status.st_mtime_ns))
        sizes.update(b"%b\0%d\0" % (os.fsencode(name), status.st_size))
    return present, left_out, digest.hexdigest()[:32], sizes.hexdigest()[:32]


def _open(folder: Path, source: Path, present: Files, framing: Framing) -> PreparedPictures | None:
    """The store in a folder, or None where there is none, or none that can be used."""
    try:
        store = PreparedPictures(folder, source)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None
    # What the system would not give out then, it may give now.
    passing = [name for name, reason in store.left_out.items() if not lasting(reason)]
    if any(not isinstance(read_or_reason(Path(present[name]), framing), str) for name in passing):
        store.close()
        return None
    with contextlib.suppress(OSError):
        os.utime(folder / INDEX)
    return store


def _acquire(lock: filelock.BaseFileLock, stopped: Stopped) -> None:
    while True:
        try:
            lock.acquire(timeout=0.2)
            return
        except filelock.Timeout:
            if stopped():
                raise Problem("stopped") from None
