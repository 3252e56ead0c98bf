"""Files that survive a kill: written beside their place, flushed, and renamed into it."""

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs

from engine.errors import Problem, reason

TEMPORARY = ".part"


def write_bytes_atomically(path: Path, data: bytes) -> None:
    """Write a file so that after a crash either the old or the new content stands there, whole.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        # Where a folder stands in the file's place, it is the place that has to be another one.
        raise writing_problem(error, path if path.is_dir() else path.parent, len(data)) from error


def write_text_atomically(path: Path, text: str) -> None:
    """Write a UTF-8 text file as ``write_bytes_atomically`` does."""
    write_bytes_atomically(path, text.encode("utf-8"))


def write_json_atomically(path: Path, value: Any) -> None:
    """Write an indented UTF-8 JSON file as ``write_bytes_atomically`` does."""
    write_text_atomically(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_folder_atomically(path: Path, fill: Callable[[Path], None]) -> None:
    """Make a folder that appears whole or not at all.

    Args:
        path: the folder's place; it must not exist yet.
        fill: writes the files into the folder it is given.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        fill(temporary)
        for file in temporary.iterdir():
            # Opened for writing, since Windows refuses to flush a handle that only reads.
            with open(file, "r+b") as handle:
                os.fsync(handle.fileno())
        sync_folder(temporary)
        os.rename(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise writing_problem(error, path.parent, 0) from error
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def remove_leftovers(folder: Path) -> None:
    """Delete what an interrupted write left directly in a folder."""
    for path in folder.glob("*" + TEMPORARY):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename durable; on Windows a folder cannot be flushed and need not be."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def require_space(folder: Path, needed: int) -> None:
    """Look for ``needed`` bytes on the disk of a folder that exists.

    Raises:
        Problem: ``disk-full``.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Problem("disk-full", path=folder, free=free // 2**20, needed=max(1, needed // 2**20))


def writing_problem(error: OSError, folder: Path, needed: int) -> Problem:
    """The sentence for a write that failed."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        try:
            free = shutil.disk_usage(folder).free
        except OSError:
            free = 0
        return Problem("disk-full", path=folder, free=free // 2**20, needed=max(1, needed // 2**20))
    return Problem("folder-unwritable", path=folder, reason=reason(error))


def project_folder() -> Path:
    """The folder that holds engine/, checkpoints/ and resources/."""
    return Path(__file__).resolve().parent.parent


def runs_folder() -> Path:
    """Where runs lie unless another place is named."""
    return project_folder() / "checkpoints" / "runs"


def demo_checkpoint() -> Path:
    """The checkpoint that ships."""
    return project_folder() / "checkpoints" / "demo"


def cache_folder() -> Path:
    """Where prepared pictures lie; ATELIER_CACHE moves it."""
    named = os.environ.get("ATELIER_CACHE")
    return Path(named) if named else Path(platformdirs.user_cache_dir("atelier", appauthor=False))
