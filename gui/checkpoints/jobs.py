"""Jobs that the Checkpoints tab starts: reading, deleting and restoring, recommending, exporting."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.events import Commands, Emit, SampleCaption
from gui.worker import Job

if TYPE_CHECKING:
    from engine.choosing.comparing import Comparison
    from engine.choosing.recommending import Recommendation, Rule
    from engine.evaluation.checkpoint import CheckpointEvaluation
    from engine.export.exporter import Exported
    from engine.runs.catalog import Catalog, CatalogEntry


def catalog_job(runs: Path) -> Job:
    """A job that reads all checkpoints of all runs, the latest run first."""

    def job(commands: Commands, emit: Emit) -> "Catalog":
        from engine.runs.catalog import read_catalog
        from engine.runs.summary import run_folders

        return read_catalog(run_folders(runs))

    return job


def samples_job(run: Path) -> Job:
    """A job that reads the captions of a run's fixed samples at each evaluation."""

    def job(commands: Commands, emit: Emit) -> tuple[Path, list[tuple[int, tuple[SampleCaption, ...]]]]:
        from engine.runs.samples_log import read_samples

        return run, read_samples(run)

    return job


def delete_job(checkpoints: Sequence[Path]) -> Job:
    """A job that moves checkpoints to the trash; returns where they are."""

    def job(commands: Commands, emit: Emit) -> list[Path]:
        from engine.runs.catalog import delete

        return delete(checkpoints)

    return job


def restore_job(deleted: Sequence[Path]) -> Job:
    """A job that restores checkpoints from the trash."""

    def job(commands: Commands, emit: Emit) -> None:
        from engine.runs.catalog import restore

        restore(deleted)

    return job


def forget_job(runs: Path) -> Job:
    """A job that frees the disk space of what an earlier session deleted."""

    def job(commands: Commands, emit: Emit) -> None:
        from engine.runs.catalog import forget_deleted
        from engine.runs.summary import run_folders

        forget_deleted(run_folders(runs))

    return job


def note_job(run: Path, step: int, text: str, pinned: bool) -> Job:
    """A job that writes the note of a checkpoint; returns the new path of notes that could not be read, if any."""

    def job(commands: Commands, emit: Emit) -> Path | None:
        from engine.runs.notes import Note, write_note

        return write_note(run, step, Note(text, pinned))

    return job


def data_job(run: Path) -> Job:
    """A job that finds the data folder of a run; returns None if it no longer exists."""

    def job(commands: Commands, emit: Emit) -> Path | None:
        from engine.runs.run import Run

        data = Run.open(run).data
        return data if data.is_dir() else None

    return job


def compare_job(first: Path, second: Path, data: Path, split: str) -> Job:
    """A job that captions a split of a data folder with two checkpoints and compares the captions."""

    def job(commands: Commands, emit: Emit) -> "Comparison":
        from engine.choosing.comparing import compare_checkpoints
        from engine.files import cache_folder
        from engine.models.devices import use_threads

        use_threads(0)
        return compare_checkpoints(
            first,
            second,
            data,
            split=split,  # type: ignore[arg-type]
            cache=cache_folder(),
            emit=emit,
            stopped=lambda: commands.stopping,
        )

    return job


def evaluate_job(checkpoint: Path, data: Path, split: str, most: int | None) -> Job:
    """A job that captions a split of a data folder, or ``most`` of its pictures, and runs the full evaluation."""

    def job(commands: Commands, emit: Emit) -> "CheckpointEvaluation":
        from engine.evaluation.checkpoint import evaluate_checkpoint
        from engine.models.devices import choose_device
        from engine.runs.checkpoint import read_captioner

        return evaluate_checkpoint(
            read_captioner(checkpoint),
            data,
            split=split,
            most=most,
            device=choose_device("auto"),
            emit=emit,
            stopped=lambda: commands.stopping,
        )

    return job


def recommend_job(entries: "Sequence[CatalogEntry]", rule: "Rule") -> Job:
    """A job that finds the best checkpoint by a rule; it measures times on this machine if the rule limits them."""

    def job(commands: Commands, emit: Emit) -> "Recommendation":
        from engine.choosing.recommending import recommend

        def measure(folder: Path) -> float:
            from engine.choosing.timing import milliseconds_a_picture
            from engine.models.devices import use_threads

            use_threads(0)
            return milliseconds_a_picture(folder, stopped=lambda: commands.stopping)

        return recommend(entries, rule, measure)

    return job


def export_job(checkpoint: Path, run: Path, folder: Path, form: str, precision: str) -> Job:
    """A job that exports one checkpoint, calibrated and compared on its run's pictures if they still exist."""

    def job(commands: Commands, emit: Emit) -> "Exported":
        from engine.export.exporter import export_checkpoint
        from engine.models.devices import use_threads
        from engine.runs.run import Run

        use_threads(0)
        data = Run.open(run).data
        return export_checkpoint(
            checkpoint,
            folder,
            form=form,  # type: ignore[arg-type]
            precision=precision,  # type: ignore[arg-type]
            data=data if data.is_dir() else None,
            emit=emit,
            stopped=lambda: commands.stopping,
        )

    return job
