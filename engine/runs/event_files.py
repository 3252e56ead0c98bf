"""The event file of TensorBoard: what ``metrics.jsonl`` holds, for TensorBoard to draw while a run is trained.

Each time that a run begins or goes on, the file is written anew from ``metrics.jsonl``, so that no step stands in it
twice, whatever a kill has left. It is made by tensorboardX, which is an optional package.
"""

import contextlib
import importlib.util
import os
import struct
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.errors import Problem
from engine.files import write_atomically, writing_problem
from engine.runs.metrics_log import metrics_lines, numbers_in

NAME = "events.out.tfevents."
"""What TensorBoard knows such files by."""
_TOLD = ("training", "validation", "scores", "attributes")
"""The groups of ``numbers_in`` that are drawn; the others, such as floors, are no curves."""
# Renamed when it is whole: TensorBoard must not find it before.
_WRITTEN = "tensorboard.new"


def require_tensorboardx() -> None:
    """Look for the package that writes event files.

    Raises:
        Problem: ``tensorboardx-missing``.
    """
    if importlib.util.find_spec("tensorboardX") is None:
        raise Problem("tensorboardx-missing")


class EventFile:
    """An event file that lines are added to; it is closed in between, so that the folder can be moved or deleted."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, line: Mapping[str, Any]) -> None:
        """Add what a line of ``metrics.jsonl`` tells.

        Raises:
            Problem: ``disk-full`` or ``folder-unwritable``.
        """
        record = _record(_scalars(line, time.time()))
        try:
            with open(self.path, "ab") as file:
                file.write(record)
        except OSError as error:
            raise writing_problem(error, self.path.parent, len(record)) from error


def begin_event_file(run: Path, folder: Path) -> EventFile:
    """Write the event file of a run from its ``metrics.jsonl``, in place of those that lie in the folder.

    Args:
        run: the run's folder.
        folder: where the event file goes.

    Raises:
        Problem: ``tensorboardx-missing``, ``file-unreadable``, ``disk-full``, ``folder-unwritable``.
    """
    require_tensorboardx()
    old = sorted(folder.glob(f"{NAME}*.atelier"))
    # TensorBoard goes on to files of later names only, so a clock that was set back must not name it.
    last = old[-1].name.removeprefix(NAME).partition(".")[0] if old else ""
    number = max(int(time.time()), int(last) + 1 if last.isdecimal() else 0)
    path = folder / f"{NAME}{number:010d}.atelier"
    write_atomically(folder / _WRITTEN, _records(run))
    try:
        os.replace(folder / _WRITTEN, path)
    except OSError as error:
        raise writing_problem(error, folder, 0) from error
    for before in old:
        # One that TensorBoard holds open on Windows stays; the new file takes back what it told.
        with contextlib.suppress(OSError):
            before.unlink()
    return EventFile(path)


def _records(run: Path) -> Iterator[bytes]:
    """All records of a run's file: the version, a new start at step 0, and the lines."""
    from tensorboardX.proto.event_pb2 import Event, SessionLog

    now = time.time()
    yield _record(Event(wall_time=now, file_version="brain.Event:2"))
    # A reader forgets what earlier files told from this step on.
    yield _record(Event(wall_time=now, step=0, session_log=SessionLog(status=SessionLog.START)))
    for line in metrics_lines(run):
        yield _record(_scalars(line, now))


def _scalars(line: Mapping[str, Any], now: float) -> Any:
    """The event of a line. TensorBoard keeps single precision."""
    from tensorboardX.proto.event_pb2 import Event
    from tensorboardX.proto.summary_pb2 import Summary

    told = {tag: value for tag, value in numbers_in(line).items() if tag.partition("/")[0] in _TOLD}
    values = [Summary.Value(tag=tag, simple_value=value) for tag, value in told.items()]
    return Event(wall_time=now, step=line["step"], summary=Summary(value=values))


def _record(event: Any) -> bytes:
    """An event as a record of a TFRecord file: length and its checksum, the bytes and theirs."""
    from tensorboardX.record_writer import masked_crc32c

    data = event.SerializeToString()
    head = struct.pack("<Q", len(data))
    return head + struct.pack("<I", masked_crc32c(head)) + data + struct.pack("<I", masked_crc32c(data))
