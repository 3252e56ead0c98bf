"""Bringing in what the published notebook's own program saved: its file is asked for, and read on a thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.errors import Problem
from gui.worker import Work

BringIn = Callable[[Path, Path | None], Path]
"""Of a file, and of that of its vocabulary or None, makes a checkpoint; returns its folder."""

ENDINGS = "*.pt *.pth *.pkl *.pickle *.tar *.bin *.ckpt"


def bring_in(path: Path, vocabulary: Path | None) -> Path:
    """Make a checkpoint beside the others that were imported; raises as ``import_checkpoint``."""
    # Takes torch.
    from engine.importing.importer import import_checkpoint, place_for

    return import_checkpoint(path, place_for(path), vocabulary=vocabulary).folder


class CheckpointImport(QObject):
    """``done``: the folder of the new checkpoint. ``failed``: a Problem. ``changed``: it begins or ends."""

    done = Signal(object)
    failed = Signal(object)
    changed = Signal()

    def __init__(self, window: QWidget, bring: BringIn = bring_in) -> None:
        super().__init__(window)
        self._window = window
        self._bring = bring
        self._work: Work | None = None

    @property
    def running(self) -> bool:
        """A file is being read."""
        return self._work is not None

    def ask(self) -> None:
        """Ask for a file, and bring it in."""
        if path := self._chosen(self.tr("Choose a checkpoint to import"), ENDINGS):
            self.start(path)

    def start(self, path: Path, vocabulary: Path | None = None) -> None:
        """Bring a file in; where it holds no vocabulary, that one's file is asked for too."""
        if self.running:
            return
        bring = self._bring
        self._work = Work(lambda commands, emit: bring(path, vocabulary), "import", self)
        self._work.done.connect(self.done)
        self._work.failed.connect(lambda problem: self._refuse(problem, path, vocabulary))
        self._work.ended.connect(self._end)
        self._work.start()
        self.changed.emit()

    def _refuse(self, problem: Problem, path: Path, vocabulary: Path | None) -> None:
        if problem.code != "import-vocabulary" or vocabulary is not None:
            self.failed.emit(problem)
        elif words := self._chosen(self.tr("Choose the vocabulary of {file}").format(file=path.name), "*.json *.pkl"):
            self._end()
            self.start(path, words)
        else:
            self.failed.emit(problem)

    def _end(self) -> None:
        # Another may have begun in its place.
        if self._work is not None and not self._work.running:
            self._work = None
        self.changed.emit()

    def _chosen(self, title: str, endings: str) -> Path | None:
        kinds = f"{endings} ({endings});;" + self.tr("All files") + " (*)"
        name, _ = QFileDialog.getOpenFileName(self._window, title, "", kinds)
        return Path(name) if name else None
