"""What is changed in the history, each as a job."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.events import Commands, Emit
from gui.worker import Job

if TYPE_CHECKING:
    from engine.history import CaptionHistory, HistoryQuery


def delete_job(history: CaptionHistory, numbers: Sequence[int]) -> Job:
    """Deletes entries, and for good those that were deleted long ago; returns how many."""

    def job(commands: Commands, emit: Emit) -> int:
        deleted = history.delete(numbers)
        history.purge()
        return deleted

    return job


def restore_job(history: CaptionHistory, numbers: Sequence[int]) -> Job:
    """Brings deleted entries back; returns how many."""
    return lambda commands, emit: history.restore(numbers)


def delete_all_job(history: CaptionHistory) -> Job:
    """Deletes all for good; returns the damaged files that stay."""
    return lambda commands, emit: history.delete_all()


def export_job(history: CaptionHistory, query: HistoryQuery, path: Path) -> Job:
    """Writes all that a query finds to a file, as its ending says; returns how many entries."""

    def job(commands: Commands, emit: Emit) -> int:
        from engine.history.export import export, format_of

        return export(path, format_of(path), history.every(query), stopped=lambda: commands.stopping)

    return job
