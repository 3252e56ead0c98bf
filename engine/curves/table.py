"""``metrics.jsonl`` as CSV: one row a step, one column a number."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from engine.runs.metrics_log import metrics_lines, numbers_in


def csv_rows(folder: Path) -> Iterator[bytes]:
    """The lines of the CSV of a run, its head first; every figure as exact as in ``metrics.jsonl``.

    Columns are named as TensorBoard's curves (``metrics_log.numbers_in``), in the order in which they first come; a
    cell is empty where a step was not told one.

    Raises:
        Problem: ``file-unreadable``.
    """
    rows: dict[int, dict[str, float]] = {}
    for line in metrics_lines(folder):
        rows.setdefault(line["step"], {}).update(numbers_in(line))
    names = list(dict.fromkeys(name for row in rows.values() for name in row))
    yield _line("step", *names)
    for step in sorted(rows):
        row = rows[step]
        yield _line(str(step), *(_exact(row[name]) if name in row else "" for name in names))


def _exact(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _line(*cells: str) -> bytes:
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerow(cells)
    return held.getvalue().encode("utf-8")
