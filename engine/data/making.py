"""Making a store of prepared pictures: decoded by all cores, written in order, gone on with after a kill.

Pillow decodes and resizes outside the interpreter's lock, so that threads suffice.
"""

import contextlib
import itertools
import json
import os
import shutil
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import numpy as np

from engine.data.cache import BUDGET, hold, make_room
from engine.data.entries import EntriesInTheMaking
from engine.data.picture import RESIZED, Framing, read_or_reason
from engine.errors import Problem
from engine.files import TEMPORARY, require_space, sync_folder, write_text_atomically

# Raised whenever the same picture would be prepared to other bytes, or a store laid out otherwise.
FORMAT = 3

PICTURES, INDEX = "pictures.bin", "index.json"
_JOURNAL = "journal.jsonl"

# Height and width of a picture in the store, or the reason why it is not there.
Entry = list[int] | str

Decode = Callable[
    [Iterable[str], Mapping[str, str | os.PathLike[str]], Framing], Generator[tuple[str, np.ndarray | str], None, None]
]
"""What ``decode`` does, by whatever means."""

# Pictures between two flushes to the disk; what a kill loses at most.
_FLUSH_EVERY = 256
_PROGRESS_SECONDS = 0.1


def processors() -> int:
    """Number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def make_store(
    folder: Path,
    paths: Mapping[str, str | os.PathLike[str]],
    framing: Framing,
    source: Path,
    *,
    progress: Callable[[int, int], None],
    stopped: Callable[[], bool],
    budget: int = BUDGET,
    decoder: Decode,
) -> None:
    """Make the store that ``PreparedPictures`` reads; it appears whole or not at all.

    Args:
        folder: its place; what lies there is replaced.
        paths: the pictures by name, names ascending.
        source: the folder of the pictures, which must not vanish meanwhile.
        budget: bytes that all stores beside it and it may take.
        decoder: by what pictures are decoded.

    Raises:
        Problem: ``stopped``, ``disk-full``, ``data-gone``.
        OSError: if it cannot be written.
    """
    part = folder.with_name(folder.name + TEMPORARY)
    part.mkdir(exist_ok=True)
    writer = _Writer(part, paths)
    try:
        rest = itertools.islice(paths, writer.count, None)
        needed = (
            (len(paths) - writer.count)
            * 3
            * (framing.height * framing.width if framing.frame == "fit" else RESIZED * RESIZED * 3 // 2)
        )
        make_room(folder.parent, needed, budget=budget, spare=part.name)
        require_space(folder.parent, needed)
        reported = 0.0
        with contextlib.closing(decoder(rest, paths, framing)) as decoded:
            for name, prepared in decoded:
                if isinstance(prepared, str) and not source.is_dir():
                    raise Problem("data-gone", path=source)
                writer.add(name, prepared)
                if time.monotonic() >= reported + _PROGRESS_SECONDS:
                    reported = time.monotonic()
                    progress(writer.count, len(paths))
                if stopped():
                    raise Problem("stopped")
        writer.finish()
    except OSError:
        writer.abandon()
        raise
    finally:
        writer.close()
    shutil.rmtree(folder, ignore_errors=True)
    os.rename(part, folder)
    sync_folder(folder.parent)


def decode(
    names: Iterable[str], paths: Mapping[str, str | os.PathLike[str]], framing: Framing
) -> Generator[tuple[str, np.ndarray | str], None, None]:
    """Each name with its prepared picture or the reason why there is none, in order, a few decoded ahead.

    To be closed by who does not take all of them.
    """
    workers = processors()
    waiting: deque[tuple[str, Future[np.ndarray | str]]] = deque()
    with ThreadPoolExecutor(workers, "pictures") as pool:
        try:
            for name in names:
                waiting.append((name, pool.submit(read_or_reason, Path(paths[name]), framing)))
                if len(waiting) > 32 * workers:
                    ready, future = waiting.popleft()
                    yield ready, future.result()
            while waiting:
                ready, future = waiting.popleft()
                yield ready, future.result()
        finally:
            for _, future in waiting:
                future.cancel()


class _Writer:
    """The files of a store in the making. The journal never runs ahead of the pictures, even through a power cut.

    Attributes:
        count: names that are done with.
    """

    def __init__(self, part: Path, names: Iterable[str]) -> None:
        self._part = part
        self.count = 0
        self._entries = EntriesInTheMaking()
        self._left_out: dict[str, str] = {}
        size = journal_size = 0
        for name, entry, length in _surely_written(part, names):
            self._take(name, entry)
            size += _bytes_of(entry)
            journal_size += length
        self._pictures = _open_at(part / PICTURES, size)
        self._journal = _open_at(part / _JOURNAL, journal_size)
        self._unsaved: list[str] = []
        hold(self._pictures)

    def add(self, name: str, prepared: np.ndarray | str) -> None:
        entry: Entry
        if isinstance(prepared, str):
            entry = prepared
        else:
            self._pictures.write(np.ascontiguousarray(prepared).data)
            entry = [prepared.shape[0], prepared.shape[1]]
        self._take(name, entry)
        self._unsaved.append(json.dumps([name, entry]) + "\n")
        if len(self._unsaved) >= _FLUSH_EVERY:
            self._flush()

    def _take(self, name: str, entry: Entry) -> None:
        self.count += 1
        if isinstance(entry, str):
            self._left_out[name] = entry
        else:
            self._entries.add(name, *entry)

    def _flush(self) -> None:
        self._pictures.flush()
        os.fsync(self._pictures.fileno())
        self._journal.write("".join(self._unsaved).encode())
        self._journal.flush()
        self._unsaved.clear()

    def finish(self) -> None:
        self._flush()
        self._entries.save(self._part)
        # The last to come: where it stands, all stands.
        write_text_atomically(self._part / INDEX, json.dumps({"format": FORMAT, "left_out": self._left_out}))

    def close(self) -> None:
        # Whatever fails here, the journal tells how far the pictures are good.
        with contextlib.suppress(OSError):
            if self._unsaved:
                self._flush()
        for file in (self._pictures, self._journal):
            with contextlib.suppress(OSError):
                file.close()

    def abandon(self) -> None:
        """Give a full disk its room back."""
        self._unsaved.clear()
        shutil.rmtree(self._part, ignore_errors=True)


def _open_at(path: Path, size: int) -> BinaryIO:
    file = open(path, "r+b" if path.exists() else "w+b")  # noqa: SIM115 - closed by _Writer.close
    file.truncate(size)
    file.seek(size)
    return file


def _bytes_of(entry: Entry) -> int:
    return 0 if isinstance(entry, str) else 3 * entry[0] * entry[1]


def _surely_written(part: Path, names: Iterable[str]) -> Iterator[tuple[str, Entry, int]]:
    """What an interrupted making has surely written: names, their entries, the bytes of each line of the journal."""
    try:
        available = (part / PICTURES).stat().st_size
        journal = open(part / _JOURNAL, "rb")  # noqa: SIM115 - closed below
    except OSError:
        return
    with journal:
        for line, expected in zip(journal, names, strict=False):
            try:
                name, entry = json.loads(line)
                available -= _bytes_of(entry)
            except (ValueError, TypeError, IndexError):
                return
            if name != expected or available < 0 or not line.endswith(b"\n"):
                return
            yield name, entry, len(line)
