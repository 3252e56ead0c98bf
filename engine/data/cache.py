"""The folder of prepared pictures, kept within a budget: the stores that were not used for longest go first.

A store in use is never deleted. On POSIX its reader holds a shared lock on its file, which the system gives back even
when the reader is killed; Windows refuses to rename a folder with an open file in it.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

if os.name == "posix":
    import fcntl

BUDGET = 30 * 2**30

_DOOMED = ".old"


@dataclass(frozen=True, slots=True)
class Kept:
    """One folder in the cache: when it was last used, in seconds since 1970, and its size in bytes."""

    used: float
    size: int
    folder: Path


def hold(file: IO[bytes]) -> None:
    """Mark an open file as in use until it is closed.

    Raises:
        OSError: if its store is being deleted.
    """
    if os.name != "posix":
        return
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:
        # Some network drives know no locks; a deleted store stays readable there until it is closed.
        return


def make_room(cache: Path, needed: int, *, budget: int = BUDGET, spare: str = "") -> None:
    """Delete stores until ``needed`` bytes more fit into the budget and onto the disk, or none is left to delete.

    Args:
        spare: the name of a folder that stays.
    """
    kept = _list(cache)
    total = sum(entry.size for entry in kept)
    for entry in sorted(kept, key=lambda entry: entry.used):
        if total + needed <= budget and shutil.disk_usage(cache).free >= needed:
            return
        if entry.folder.name != spare and _delete(entry.folder):
            total -= entry.size


def _list(cache: Path) -> list[Kept]:
    kept = []
    for folder in cache.iterdir():
        if not folder.is_dir():
            continue
        if folder.suffix == _DOOMED:
            shutil.rmtree(folder, ignore_errors=True)
            continue
        try:
            files = [file.stat() for file in folder.iterdir()]
        except OSError:
            continue
        kept.append(Kept(max((file.st_mtime for file in files), default=0.0), sum(f.st_size for f in files), folder))
    return kept


def _delete(folder: Path) -> bool:
    files: list[IO[bytes]] = []
    try:
        # Another process that opens the store from here on finds it locked, and makes its own.
        for path in folder.glob("*.bin"):
            files.append(open(path, "rb"))  # noqa: SIM115 - closed below, after the folder has gone
            if os.name == "posix":
                fcntl.flock(files[-1].fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.name != "posix":
            _close(files)
        doomed = folder.with_name(folder.name + _DOOMED)
        os.rename(folder, doomed)
        shutil.rmtree(doomed, ignore_errors=True)
        return True
    except OSError:
        return False
    finally:
        _close(files)


def _close(files: list[IO[bytes]]) -> None:
    for file in files:
        file.close()
