"""A file of one JSON object a line, each with its step: how ``metrics.jsonl`` and the samples' file are read.

A last line without its line break was cut off by a kill and does not count. A whole line that cannot be read is passed
over and told; the lines after it count.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.checking import first_fault
from engine.errors import Problem, reason
from engine.files import open_regular, parse_json, set_aside, write_bytes_atomically

MOST_LINE = 2**24
"""Bytes of a line; an evaluation takes some thousands."""
MOST_STEP = 10**12
_TAIL = 2**16


@dataclass(frozen=True, slots=True)
class LineFault:
    """A line, counted from 1, that cannot be read, and why."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.reason}"


Validate = Callable[[Mapping[str, Any]], object]
"""Raises ValueError, such as pydantic's ValidationError, where a line does not hold what such a line holds."""


def read_lines(
    path: Path, validate: Validate | None = None, faults: list[LineFault] | None = None
) -> Iterator[dict[str, Any]]:
    """The whole lines of a file, none where it is missing.

    Args:
        validate: looks at each line.
        faults: takes what is passed over.

    Raises:
        Problem: ``file-unreadable``.
    """
    for number, data in _whole_lines(path):
        try:
            yield _parse(data, validate)
        except ValueError as error:
            if faults is not None:
                faults.append(LineFault(number, _reason(error)))


def last_line(path: Path) -> dict[str, Any] | None:
    """The last line that can be read, looked for from the end: a long run's file need not be read for it."""
    try:
        with open_regular(path) as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - _TAIL))
            lines = file.read().split(b"\n")[:-1]
    except OSError:
        return None
    for data in reversed(lines):
        try:
            return _parse(data, None)
        except ValueError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class Rewind:
    """A file without some of its lines, read but not written yet; see ``plan_rewind``."""

    path: Path
    kept: bytes
    damaged: bool

    def write(self) -> Path | None:
        """Write the file anew.

        Returns:
            Where the file as it was now lies, in case it held lines that cannot be read; None in case it held none.

        Raises:
            Problem: ``disk-full``, ``folder-unwritable``.
        """
        if not self.path.exists():
            return None
        aside = set_aside(self.path, copied=True) if self.damaged else None
        write_bytes_atomically(self.path, self.kept)
        return aside


def plan_rewind(path: Path, wanted: Callable[[Mapping[str, Any]], bool], validate: Validate | None = None) -> Rewind:
    """What a file comes to without the lines that are not wanted.

    Raises:
        Problem: ``file-unreadable``.
    """
    kept: list[bytes] = []
    damaged = False
    for _, data in _whole_lines(path):
        try:
            if wanted(_parse(data, validate)):
                kept.append(data + b"\n")
        except ValueError:
            damaged = True
    return Rewind(path, b"".join(kept), damaged)


def _whole_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line that ends in a line break, blank ones left out; of one too long its beginning."""
    try:
        with open_regular(path) as file:
            number = 0
            while data := file.readline(MOST_LINE + 1):
                number += 1
                rest = data
                while rest and not rest.endswith(b"\n"):
                    rest = file.readline(MOST_LINE)
                if not rest:
                    return
                if data.strip():
                    yield number, data.removesuffix(b"\n")
    except FileNotFoundError:
        return
    except OSError as error:
        raise Problem("file-unreadable", path=path, reason=reason(error)) from error


def _parse(data: bytes, validate: Validate | None) -> dict[str, Any]:
    if len(data) > MOST_LINE:
        raise ValueError("the line is too long")
    line = parse_json(data.decode("utf-8-sig"))
    if not isinstance(line, dict):
        raise ValueError("the line is not an object")
    step = line.get("step")
    if type(step) is not int or not 0 <= step <= MOST_STEP:
        raise ValueError("the line has no step")
    if validate is not None:
        validate(line)
    return line


def _reason(error: ValueError) -> str:
    return first_fault(error) if isinstance(error, ValidationError) else reason(error)
