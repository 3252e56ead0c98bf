"""Jobs that the Train tab starts, except training itself."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from engine.events import Commands, Emit, Progress, SampleCaption, Task
from gui.languages import ContentLanguage
from gui.worker import Job

if TYPE_CHECKING:
    from engine.runs.metrics_log import Metrics
    from engine.runs.summary import RunSummary
    from engine.settings import Settings

DEMO_IMAGES, DEMO_SEED = 2000, 1


@dataclass(frozen=True, slots=True)
class LoadedRun:
    """A run as its files tell it."""

    summary: "RunSummary"
    settings: "Settings"
    metrics: "Metrics"
    samples: list[tuple[int, tuple[SampleCaption, ...]]]


@dataclass(frozen=True, slots=True)
class History:
    """All runs, the latest first, and the one that is shown."""

    runs: tuple["RunSummary", ...]
    shown: LoadedRun | None


def demo_folder(language: ContentLanguage = "en") -> Path:
    """Where the demo wardrobe is drawn: among the person's documents, since it is theirs to look at."""
    ending = "" if language == "en" else f"-{language}"
    return platformdirs.user_documents_path() / "Atelier" / f"demo-{DEMO_IMAGES}-seed-{DEMO_SEED}{ending}"


def draw_job(folder: Path, images: int = DEMO_IMAGES, seed: int = DEMO_SEED, language: ContentLanguage = "en") -> Job:
    """A job that draws the demo wardrobe; returns the folder. One that stands whole is not drawn again."""

    def job(commands: Commands, emit: Emit) -> Path:
        from engine.domains import draw_demo

        if (folder / "train_captions.json").exists():
            return folder
        began = time.monotonic()

        def progress(done: int, total: int) -> None:
            left = (time.monotonic() - began) / done * (total - done) if done else None
            emit(Progress(Task.DRAWING, done, total, left))

        draw_demo(folder, images, seed, language=language, progress=progress, stopped=lambda: commands.stopping)
        return folder

    return job


def load(folder: Path) -> LoadedRun:
    """Read a run's files."""
    from engine.runs.metrics_log import read_metrics
    from engine.runs.run import Run
    from engine.runs.samples_log import read_samples
    from engine.runs.summary import summarise

    return LoadedRun(summarise(folder), Run.open(folder).settings, read_metrics(folder), read_samples(folder))


def load_job(folder: Path) -> Job:
    """A job that reads one run."""
    return _plain(lambda: load(folder))


def history_job(runs: Path, shown: Path | None = None) -> Job:
    """A job that lists all runs and reads one: the given one, or the latest that has begun to learn."""

    def job() -> History:
        from engine.runs.summary import list_runs

        found = tuple(list_runs(runs))
        begun = [summary.folder for summary in found if summary.step or summary.resumable]
        wanted = shown if shown is not None else next(iter(begun), None)
        return History(found, load(wanted) if wanted is not None else None)

    return _plain(job)


def list_job(runs: Path) -> Job:
    """A job that lists all runs."""

    def job() -> History:
        from engine.runs.summary import list_runs

        return History(tuple(list_runs(runs)), None)

    return _plain(job)


def _plain(call: Callable[[], Any]) -> Job:
    """A job of what neither tells anything nor can be stopped."""

    def job(commands: Commands, emit: Emit) -> Any:
        return call()

    return job
