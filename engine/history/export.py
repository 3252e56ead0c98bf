"""The history as a file for others: a table, or an object a line."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from engine.errors import Problem
from engine.files import write_atomically
from engine.history.entry import HistoryEntry

ExportFormat = Literal["csv", "jsonl"]

FIELDS = (
    *("made", "source", "kind", "checkpoint", "language", "caption", "model_caption", "edited", "translation"),
    *("fit", "distance"),
)
"""``caption`` is what stands, ``model_caption`` what the model wrote; ``made`` is ISO 8601, in UTC."""


def format_of(path: Path) -> ExportFormat:
    """The format that a file's name asks for: a table, unless it is named as lines of JSON."""
    return "jsonl" if path.suffix.lower() in (".jsonl", ".ndjson", ".json") else "csv"


def exported(entry: HistoryEntry) -> dict[str, Any]:
    """An entry as a dict of ``FIELDS``."""
    made = datetime.fromtimestamp(entry.made / 1000, UTC).isoformat(timespec="milliseconds")
    return {
        "made": made.replace("+00:00", "Z"),
        "source": entry.source,
        "kind": entry.kind,
        "checkpoint": entry.checkpoint,
        "language": entry.language,
        "caption": entry.text,
        "model_caption": entry.caption,
        "edited": entry.edited,
        "translation": entry.translation,
        **entry.fit.to_json(),
    }


def export(
    path: Path, form: ExportFormat, entries: Iterable[HistoryEntry], stopped: Callable[[], bool] = lambda: False
) -> int:
    """Write entries to a file, which appears whole or, where ``stopped`` says so, not at all; returns how many.

    Raises:
        Problem: ``disk-full``, ``folder-unwritable``, ``stopped``; what reading the entries raises.
    """
    count = 0

    def pieces() -> Iterator[bytes]:
        nonlocal count
        if form == "csv":
            # Without the mark, spreadsheets take the Chinese for another encoding.
            yield ("\ufeff" + _csv_line(FIELDS)).encode()
        for entry in entries:
            if stopped():
                raise Problem("stopped")
            row = exported(entry)
            line = _csv_line(row.values()) if form == "csv" else json.dumps(row, ensure_ascii=False) + "\n"
            count += 1
            yield line.encode()

    write_atomically(path, pieces())
    return count


def _csv_line(values: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(["" if value is None else value for value in values])
    return line.getvalue()
