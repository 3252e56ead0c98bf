"""A run's checkpoints as they are written: one for each step at most, and none that holds what is not finite."""

from pathlib import Path

from engine.errors import Problem
from engine.events import CheckpointSaved, Emit
from engine.runs.checkpoint import CheckpointInfo, folder_name, read_info, write_checkpoint
from engine.runs.run import Run
from engine.training.clock import TrainingClock
from engine.training.parallel import Workers
from engine.training.recalibration import recalibrate_batch_norm
from engine.training.state import TrainingState
from engine.training.validation import ValidationResult


class Saver:
    """Writes the checkpoints of a run; of several processes the first one does.

    Attributes:
        step: that of the last checkpoint; -1 where there is none.
        validation: the last evaluation.
    """

    def __init__(self, run: Run, state: TrainingState, workers: Workers, clock: TrainingClock, emit: Emit) -> None:
        self._run = run
        self._state = state
        self._workers = workers
        self._clock = clock
        self._emit = emit
        self.step = state.step if run.last_checkpoint() else -1
        self.validation: ValidationResult | None = None

    @property
    def kept(self) -> int:
        """The step as of which the run is kept."""
        return max(0, self.step)

    def save(self) -> None:
        """Write a checkpoint of the last whole step, unless one stands.

        Raises:
            Problem: ``weights-not-finite``, with nothing written; ``disk-full``, ``folder-unwritable``.
        """
        if not self._workers.first:
            return
        state = self._state
        folder = self._run.folder / "checkpoints" / folder_name(state.step)
        found = self.validation if state.evaluated == state.step else None
        if self.step == state.step and (not found or read_info(folder).scores == found.scores):
            return
        with self._clock.aside(), state.ema_weights():
            self._save_now(folder, found)

    def _save_now(self, folder: Path, found: ValidationResult | None) -> None:
        state = self._state
        recalibrate_batch_norm(state)
        # A loss is looked at when it is logged; what has gone wrong since then must not replace what was well.
        if not state.finite():
            raise Problem("weights-not-finite", step=state.step, saved=self.kept)
        self._run.sync()
        tensors, training = state.tensors()
        info = CheckpointInfo(
            folder,
            step=state.step,
            epoch=state.step // state.epoch_steps,
            settings=state.settings,
            vocabulary=state.vocabulary,
            framing=state.framing,
            domain=state.captioner.domain.key,
            scores=found.scores if found else {},
            progress=state.progress(),
            evidence=found.evidence if found else None,
            normalisation=state.captioner.normalisation,
        )
        write_checkpoint(info, tensors, training)
        self.step = state.step
        self._run.thin_out()
        self._emit(CheckpointSaved(state.step, folder))
