"""The training loop: one run, from where its files say it stands to its end, a stop, or a problem.

Exactness: the order of the data, the shifts and the dropout are functions of seed, epoch and step, so weights, the
optimiser's state and the step are all that a resume needs. A step that a stop interrupts is thrown away and done again.
"""

import contextlib
import math
from typing import Any, NoReturn

import torch

from engine import __version__
from engine.errors import Problem
from engine.events import (
    Commands,
    Emit,
    Evaluated,
    Event,
    Failed,
    LossLogged,
    Progress,
    SamplesCaptioned,
    State,
    StateChanged,
    Task,
)
from engine.loading.device_batch import DeviceBatch
from engine.metrics import monitored, rank
from engine.models.devices import give_back
from engine.runs.metrics_log import METRICS
from engine.runs.run import NullRun, Run
from engine.runs.samples_log import SAMPLES_LOG, as_line
from engine.training.clock import TrainingClock
from engine.training.faults import problems_of, quietly
from engine.training.fitting import measure_fit
from engine.training.offload import follow, park_offloaded
from engine.training.parallel import ALONE, Workers
from engine.training.preparing import prepare
from engine.training.recalibration import recalibrate_batch_norm
from engine.training.saving import Saver
from engine.training.self_critical import rewards_in_json
from engine.training.state import TrainingState
from engine.training.step import NotFiniteError, training_step
from engine.training.validation import validate


class _InterruptedError(Exception):
    """A stop was asked for within a step or an evaluation."""


class _PausedError(Exception):
    """A pause was asked for within a step that must first let go of the device."""


def train(run: Run, commands: Commands, emit: Emit, *, device: str = "auto", workers: Workers = ALONE) -> State:
    """Train a run to its end or until a stop; a run that was begun goes on from its last checkpoint.

    Emits everything that happens, ``Failed`` included, and logs it into the run's folder. The GPU's memory is
    released before STOPPED or FINISHED is emitted.

    Args:
        workers: the processes that train the run together. All but the first neither write nor emit, and get their
            commands from it.

    Returns:
        FINISHED or STOPPED.

    Raises:
        Problem: what ended the run; its last good state is on disk.
    """
    if not workers.first:
        run, emit = NullRun(run.folder, run.settings, run.data, run.source), _say_nothing
    try:
        lock = run.lock()
    except Problem:
        run.discard()
        raise
    refused = False
    try:
        try:
            run = run.look_again()
            with problems_of(run):
                trainer = _Trainer(run, commands, emit, device, workers)
                with contextlib.closing(trainer.state):
                    ended = trainer.train()
                    trainer.measure_fit(ended)
                step, steps, epoch_steps = trainer.state.step, trainer.state.steps, trainer.state.epoch_steps
                del trainer
        except (Problem, OSError) as problem:
            # Whatever it is, the cause is that the run's folder has gone, where it has.
            run.require_place()
            if not isinstance(problem, Problem) or problem.code != "stopped":
                raise
            ended, step, steps, epoch_steps = State.STOPPED, 0, run.settings.steps, 0
        give_back(for_good=True)
        if run.accepted:
            run.log(f"{ended.value} at step {step}")
        emit(StateChanged(ended, step, steps, epoch_steps))
        return ended
    except Problem as problem:
        give_back(for_good=True)
        refused = not run.accepted
        # The log may lie on the very disk that is full.
        with quietly():
            if run.accepted:
                run.log(f"failed: {problem}")
        emit(Failed(problem))
        raise
    finally:
        lock.release()
        if refused:
            run.discard()


def _say_nothing(event: Event) -> None:
    """What the processes beside the first one tell."""


class _Trainer:
    def __init__(self, run: Run, commands: Commands, emit: Emit, device: str, workers: Workers) -> None:
        self.run = run
        self.workers = workers
        self.commands = commands
        self.emit = emit
        self._state_now = State.PREPARING
        emit(StateChanged(State.PREPARING, 0, run.settings.steps, 0))
        with workers.in_turn():
            self.state: TrainingState = prepare(run, device, emit, lambda: commands.stopping, workers.count)
        run.log(
            f"Atelier {__version__}, torch {torch.__version__}, {self.state.device}, "
            f"step {self.state.step} of {self.state.steps}, {len(self.state.train)} training pictures"
        )
        self._agree_on_micro_batch()
        self.settings = self.state.settings
        self.clock = TrainingClock(self.state.device, self.state.step)
        self.saver = Saver(run, self.state, workers, self.clock, emit)

    def _agree_on_micro_batch(self) -> None:
        """Let all processes cut a batch alike, by the least memory among them: each knows its part by its place."""
        micro_batch, workers = self.state.micro_batch, self.workers
        if workers.count == 1:
            return
        micro_batch.size = workers.all_reduce_min(micro_batch.size)
        alone = self.state.micro_batch_size_for(1)
        if micro_batch.size < alone:
            self.run.log(
                f"micro-batch of {micro_batch.size} pictures with {workers.count} processes, {alone} with one: "
                f"batch normalisation and dropout differ from those of a single process, "
                f"unless micro_batch={micro_batch.size} is set"
            )

    def train(self) -> State:
        """The loop; returns when the run is finished or stopped, its state saved."""
        state = self.state
        try:
            begun = state.step or self.run.source
            if not state.step and self.run.source:
                # From here on the source is no longer needed.
                self.saver.save()
            pending = self._evaluation_due() and begun and state.evaluated != state.step
            if pending and self._evaluate():
                self.saver.save()
            if self._is_over():
                return State.FINISHED
            self._enter(State.RUNNING)
            self.clock.start()
            batches = state.device_batches(state.step, state.steps)
            for batch in batches:
                figures = self._step(batch)
                state.step += 1
                self.clock.count(len(batch.words))
                if state.step % self.settings.log_every == 0 or state.step == state.steps:
                    self._log(batch.batch.epoch, figures)
                # They lie on the device, which a pause in the evaluation may have to give back.
                del figures
                best = self._evaluation_due() and self._evaluate()
                due = state.step % self.settings.checkpoint_every == 0 or state.step == state.steps
                if due or best or self.commands.take_save():
                    if self.workers.count == 1:
                        self._recalibrate()
                    self.saver.save()
                if self._is_over():
                    break
            return State.FINISHED
        except _InterruptedError:
            self._enter(State.STOPPING)
            self.saver.save()
            return State.STOPPED
        finally:
            # Closes the generator, and with it the thread that makes batches.
            if "batches" in locals():
                batches.close()

    def measure_fit(self, ended: State) -> None:
        """Let the best checkpoint know how well pictures fit; nothing is computed twice."""
        if not self.workers.first:
            return
        finished = ended is State.FINISHED
        validation = self.saver.validation
        samples = validation.samples if validation else ()
        stopped = (lambda: self.commands.stopping) if finished else (lambda: False)
        measure_fit(self.run, self.state, self.emit, samples, ended=finished, stopped=stopped)

    @property
    def _monitored(self) -> str:
        return monitored(self.settings.monitor, self.state.best)

    def _is_over(self) -> bool:
        """Whether early stopping ends the run here; the checkpoint is saved then."""
        patience = self.state.patience
        if not patience.is_over(self.settings):
            return False
        self.saver.save()
        self.run.log(f"early stopping: {self._monitored} did not improve in {patience.waited} evaluations")
        return True

    def _step(self, batch: DeviceBatch) -> torch.Tensor:
        """One step, done again after a pause within it. Returns its figures, still on the device.

        Raises:
            _InterruptedError: at a stop; the state is then as before the step.
            Problem: ``loss-not-finite``, ``weights-not-finite``, ``memory-short``.
        """
        if self.workers.count > 1 and self._agreed_to_stop():
            raise _InterruptedError
        while True:
            size = self.state.micro_batch.size
            try:
                return training_step(self.state, self.workers, batch, self._check_interrupt)
            except _PausedError:
                # The pause begins below, where nothing of the step holds the device any more.
                pass
            except NotFiniteError as error:
                self._fail_for(error, batch.batch.step + 1)
            finally:
                self._log_micro_batch(size, batch.batch.step + 1)
            if self._wanted_to_stop():
                raise _InterruptedError

    def _log_micro_batch(self, before: int, step: int) -> None:
        """Tell the log if a step found that the memory holds fewer pictures at once than before."""
        size = self.state.micro_batch.size
        if size < before:
            self.run.log(f"out of memory with a micro-batch of {before} pictures: {size} from step {step} on")

    def _fail_for(self, error: NotFiniteError, step: int) -> NoReturn:
        """End the run, keeping the weights from before the step unless the step before has spoilt them."""
        if error.loss is None:
            self.saver.save()
            raise Problem("weights-not-finite", step=step, saved=self.saver.kept)
        if self.state.finite():
            self.saver.save()
        raise Problem("loss-not-finite", loss=error.loss, step=step, saved=self.saver.kept)

    def _check_interrupt(self) -> None:
        """Between two micro-batches. Several processes agree once a step instead: none may leave the others waiting."""
        if self.workers.count > 1:
            return
        if self.commands.pausing and not self.commands.stopping and self.settings.release_when_paused:
            raise _PausedError
        if self._wanted_to_stop():
            raise _InterruptedError

    def _agreed_to_stop(self) -> bool:
        """Of several processes: whether a stop is wanted of the first, which the others wait for through a pause."""
        if not self.workers.first:
            return follow(self.state, self.workers)
        return bool(self.workers.broadcast(self._wanted_to_stop()))

    def _wanted_to_stop(self) -> bool:
        """Park while a pause is wanted; then whether a stop is."""
        if self.commands.pausing and not self.commands.stopping:
            resumed_state = self._state_now
            self._enter(State.PAUSED)
            # The pause may end with a power cut; nothing of it may be lost then.
            training = self.state.captioner.training
            self.saver.save()
            self.state.captioner.train(training)
            with self.clock.parked():
                if self.settings.release_when_paused:
                    park_offloaded(self.state, self.commands, self.workers, self.run.log)
                else:
                    self.commands.park()
            if not self.commands.stopping:
                self._enter(resumed_state)
        return self.commands.stopping

    def _log(self, epoch: int, figures: torch.Tensor) -> None:
        state = self.state
        # Between evaluations and checkpoints the one place that waits for the GPU; only then are its pictures done.
        value, *rewards = (figure.item() for figure in figures)
        if not math.isfinite(value):
            # Of a GPU's weights those on disk are the last good ones.
            raise Problem("loss-not-finite", loss=value, step=state.step, saved=self.saver.kept)
        if not rewards:
            state.losses.train(state.step, value)
        lr_encoder, lr_decoder = state.rates
        line: dict[str, Any] = {
            "step": state.step,
            "epoch": epoch + 1,
            "loss": value,
            "lr_encoder": lr_encoder,
            "lr_decoder": lr_decoder,
            "images_per_second": round(self.clock.rate(), 2),
            **rewards_in_json(self.settings, rewards),
        }
        self.run.append(METRICS, line)
        self.emit(
            LossLogged(
                **line,
                seconds_left=self.clock.seconds_left(state.step, state.steps),
                gpu_bytes=torch.cuda.memory_reserved(state.device) if state.device.type == "cuda" else None,
            )
        )
        self.clock.start()

    def _recalibrate(self) -> None:
        """Measure batch normalisation anew before an evaluation or a checkpoint.

        That takes seconds on a busy machine, so a pause or a stop is heard in between.

        Raises:
            _InterruptedError: at a stop.
        """

        def interrupted() -> bool:
            return self.workers.count == 1 and (self.commands.pausing or self.commands.stopping)

        with self.clock.aside(), self.state.ema_weights():
            while not recalibrate_batch_norm(self.state, interrupted):
                if self._wanted_to_stop():
                    raise _InterruptedError

    def _evaluation_due(self) -> bool:
        every = self.settings.evaluate_every
        return bool(every) and (self.state.step % every == 0 or self.state.step == self.state.steps)

    def _evaluate(self) -> bool:
        """Score the validation set and caption the fixed samples. Returns whether a score is the run's best so far."""
        if not self.state.validation:
            self.state.evaluated = self.state.step
            return False
        with self.clock.aside(), self.state.ema_weights():
            return self._evaluate_now()

    def _evaluate_now(self) -> bool:
        state = self.state
        self._enter(State.EVALUATING)
        self._recalibrate()
        state.captioner.eval()

        def tick(done: int, total: int) -> None:
            if self.workers.count == 1 and self._wanted_to_stop():
                raise _InterruptedError
            self.emit(Progress(Task.EVALUATING, done, total))

        found = validate(state, self.workers, tick)
        self.run.append(METRICS, found.line)
        self.run.append(SAMPLES_LOG, {"step": state.step, "samples": [as_line(sample) for sample in found.samples]})
        self.run.log(found.sentence)
        if found.notice:
            self.run.log(found.notice)
        self.emit(Evaluated(**found.line))
        self.emit(SamplesCaptioned(state.step, found.samples))
        self.saver.validation, kept = found, found.selecting
        state.evaluated = state.step
        known = state.best
        improved = [
            name for name, value in kept.items() if name not in known or rank(name, value) > rank(name, known[name])
        ]
        state.best.update({name: kept[name] for name in improved})
        state.patience.note(self.settings, better=self._monitored in improved)
        self._enter(State.RUNNING)
        return bool(improved)

    def _enter(self, state: State) -> None:
        if state is not self._state_now:
            self._state_now = state
            self.emit(StateChanged(state, self.state.step, self.state.steps, self.state.epoch_steps))
