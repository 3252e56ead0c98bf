"""Files that survive a kill: written beside their place, flushed, and renamed into it."""

import contextlib
import errno
import io
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import platformdirs

from engine.errors import Problem, reason

TEMPORARY = ".part"
ORIGINAL = ".orig"
"""Stands behind the name of a file as it was before captions were written back into it, a number behind that."""
_ASIDE = re.compile(rf"(?:{re.escape(TEMPORARY)}|{re.escape(ORIGINAL)}(?:\.\d+)?)\Z")
DAMAGED = ".damaged-"
"""Stands in the name of a file that could not be read and was set aside, before its number."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def open_regular(path: Path) -> io.BufferedReader:
    """Open a regular file for reading its bytes.

    Raises:
        OSError: as ``open``, and where something else lies there: a folder, a pipe, a device.
    """

    def opener(name: str, flags: int) -> int:
        # Opening a pipe would otherwise wait for whoever writes to it.
        return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))

    file = open(path, "rb", opener=opener)  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return file


def read_bounded(path: Path, most: int) -> bytes:
    """All bytes of a regular file.

    Args:
        most: bytes that it may have.

    Raises:
        OSError: as ``open_regular``, and where the file is larger.
    """
    with open_regular(path) as file:
        too_large = os.fstat(file.fileno()).st_size > most
        data = b"" if too_large else file.read(most + 1)
    if too_large or len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most // 2**20} MB", str(path))
    return data


def read_bounded_text(path: Path, most: int) -> str:
    """A UTF-8 text file, with or without a byte-order mark.

    Raises:
        OSError: as ``read_bounded``.
        ValueError: where it is not UTF-8.
    """
    return read_bounded(path, most).decode("utf-8-sig")


def parse_json(text: str) -> Any:
    """The value that a JSON text holds.

    Raises:
        ValueError: for anything else, values nested too deeply for Python among it.
    """
    try:
        value = json.loads(text)
        if _SURROGATE.search(text):
            # Half a pair is no character: it could be neither written nor shown.
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        return value
    except RecursionError as error:
        raise ValueError("its values are nested too deeply") from error


def read_json(path: Path, most: int) -> Any:
    """The value in a JSON file; raises as ``read_bounded_text`` and ``parse_json``."""
    return parse_json(read_bounded_text(path, most))


def is_aside(name: str) -> bool:
    """Whether a file is what an interrupted write left, or the original of one that was written back."""
    return _ASIDE.search(name) is not None


def set_aside(path: Path, *, copied: bool = False) -> Path:
    """Rename what lies at a path to ``NAME.damaged-1``, or the next number that is free; returns its new path.

    Args:
        copied: leave the file where it is, and copy it instead.

    Raises:
        Problem: ``folder-unwritable``, ``disk-full``.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}{DAMAGED}{number}")).exists():
        number += 1
    try:
        if copied:
            shutil.copyfile(path, aside)
        else:
            os.rename(path, aside)
    except OSError as error:
        raise writing_problem(error, path.parent, 0) from error
    return aside


def write_bytes_atomically(path: Path, data: bytes) -> None:
    """Write a file so that after a crash either the old or the new content stands there, whole.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    write_atomically(path, (data,))


def write_atomically(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file a piece at a time, as ``write_bytes_atomically`` does; what making the pieces raises comes through.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    written = 0
    try:
        with open(temporary, "wb") as file:
            for piece in pieces:
                file.write(piece)
                written += len(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        # Where a folder stands in the file's place, it is the place that has to be another one.
        raise writing_problem(error, path if path.is_dir() else path.parent, written) from error
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def write_new_atomically(path: Path, data: bytes) -> bool:
    """Write a file where there is none, whole or not at all. Its bytes are on the disk when this returns; that its name
    is as well, ``sync_folder`` sees to, once for many files.

    Returns:
        False where something lies there by now, which stays.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return _moved(temporary, path)
    except OSError as error:
        raise writing_problem(error, path.parent, len(data)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _moved(source: Path, target: Path) -> bool:
    """Move a file to a place where there is none; False where there is one.

    Raises:
        OSError: where it cannot be moved.
    """
    try:
        if os.name == "nt":
            os.rename(source, target)
        else:
            # Renaming would replace what has come there meanwhile.
            os.link(source, target)
    except FileExistsError:
        return False
    except OSError:
        # Some disks have no links, such as those of cameras.
        if os.path.lexists(target):
            return False
        os.rename(source, target)
    return True


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
        for entry in temporary.rglob("*"):
            if entry.is_dir():
                sync_folder(entry)
                continue
            # Opened for writing, since Windows refuses to flush a handle that only reads.
            with open(entry, "r+b") as handle:
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


def require_empty(folder: Path) -> None:
    """Check that a folder can be made: nothing stands in its place but an empty one.

    Raises:
        Problem: ``folder-not-empty``.
        OSError: where it cannot be looked into.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Problem("folder-not-empty", path=folder)


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


def make_folder(folder: Path, needed: int = 0) -> None:
    """Make a folder, and those that it lies in, where there is none.

    Args:
        needed: bytes that are to be written there.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise writing_problem(error, folder, needed) from error


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


def imported_folder() -> Path:
    """Where the window puts checkpoints that it brings in from other programs."""
    return runs_folder().parent / "imported"


def demo_checkpoint() -> Path:
    """The checkpoint that ships and knows drawn pictures."""
    return project_folder() / "checkpoints" / "demo"


def shipped_checkpoints() -> list[Path]:
    """The checkpoints that ship, those of them that are there."""
    folders = (demo_checkpoint(), demo_checkpoint().with_name("street"))
    return [folder for folder in folders if (folder / "checkpoint.json").is_file()]


def cache_folder() -> Path:
    """Where prepared pictures lie; ATELIER_CACHE moves it."""
    named = os.environ.get("ATELIER_CACHE")
    return Path(named) if named else Path(platformdirs.user_cache_dir("atelier", appauthor=False))


def data_folder() -> Path:
    """Where what the window keeps for a person lies, which nothing makes again; ATELIER_DATA moves it."""
    named = os.environ.get("ATELIER_DATA")
    return Path(named) if named else Path(platformdirs.user_data_dir("atelier", appauthor=False))
