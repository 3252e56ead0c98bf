"""The training loop: one run, from where its files say it stands to its end, a stop, or a problem.

Exactness: the order of the data, the shifts and the dropout are functions of seed, epoch and step, so weights, the
optimiser's state and the step are all that a resume needs. A step that a stop interrupts is thrown away and done again.
"""

import contextlib
import gc
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from engine import __version__
from engine.data.order import Batch
from engine.errors import Problem
from engine.events import (
    CheckpointSaved,
    Commands,
    Emit,
    Evaluated,
    Failed,
    LossLogged,
    ProbesCaptioned,
    Progress,
    State,
    StateChanged,
    Task,
)
from engine.heap import return_freed_blocks
from engine.judging.evaluation import evaluate
from engine.judging.looks import glance
from engine.models.decoders import cross_entropy
from engine.training.checkpoint import folder_name, read_info, write_checkpoint
from engine.training.hardware import autocast, captioning_batch
from engine.training.runs import METRICS, PROBES, Run
from engine.training.schedule import rate_factor
from engine.training.state import TrainingState, prepare


class _InterruptedError(Exception):
    """A stop was asked for within a step or an evaluation."""


def train(run: Run, commands: Commands, emit: Emit, *, device: str = "auto") -> State:
    """Train a run to its end or until a stop; a run that was begun goes on from its last checkpoint.

    Emits everything that happens, ``Failed`` included, and logs it into the run's folder. Memory of the GPU is given
    back before STOPPED or FINISHED is emitted.

    Returns:
        FINISHED or STOPPED.

    Raises:
        Problem: what ended the run; its last good state is on disk.
    """
    lock = run.lock()
    try:
        try:
            with _problems_of(run, device):
                trainer = _Trainer(run, commands, emit, device)
                with contextlib.closing(trainer.state.store):
                    ended = trainer.train()
                step, steps, epoch_steps = trainer.state.step, trainer.state.steps, trainer.state.epoch_steps
                del trainer
        except Problem as problem:
            if problem.code == "stopped":
                ended, step, steps, epoch_steps = State.STOPPED, 0, run.settings.steps, 0
            else:
                raise
        _return_memory()
        run.log(f"{ended.value} at step {step}")
        emit(StateChanged(ended, step, steps, epoch_steps))
        return ended
    except Problem as problem:
        _return_memory()
        # The log may lie on the very disk that is full.
        with _quietly():
            run.log(f"failed: {problem}")
        emit(Failed(problem))
        raise
    finally:
        lock.release()


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    try:
        yield
    except Problem:
        return


def _return_memory() -> None:
    gc.collect()
    return_freed_blocks()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


@contextlib.contextmanager
def _problems_of(run: Run, device: str) -> Iterator[None]:
    """Turn what the hardware raises into a problem with a sentence."""
    try:
        yield
    except (MemoryError, torch.OutOfMemoryError, RuntimeError) as error:
        exhausted = isinstance(error, MemoryError | torch.OutOfMemoryError) or "allocate memory" in str(error)
        if not exhausted:
            raise
        last = run.last_checkpoint()
        saved = read_info(last).step if last else 0
        where = "GPU" if isinstance(error, torch.OutOfMemoryError) else "computer"
        # Without its traceback, whose frames would hold the very memory that is short.
        raise Problem("memory-out", device=where, step=saved, saved=saved) from error.with_traceback(None)


class _Trainer:
    def __init__(self, run: Run, commands: Commands, emit: Emit, device: str) -> None:
        self.run = run
        self.commands = commands
        self.emit = emit
        self._state_now = State.PREPARING
        emit(StateChanged(State.PREPARING, 0, run.settings.steps, 0))
        self.state: TrainingState = prepare(run, device, emit, lambda: commands.stopping)
        run.log(
            f"Atelier {__version__}, torch {torch.__version__}, {self.state.device}, "
            f"step {self.state.step} of {self.state.steps}, {len(self.state.train)} training pictures"
        )
        self.settings = self.state.settings
        self._began = time.perf_counter()
        self._first_step = self.state.step
        self._parked_seconds = self._aside_seconds = 0.0
        self._saved_step = self.state.step if run.last_checkpoint() else -1
        self._scores: dict[str, float] = {}

    def train(self) -> State:
        """The loop; returns when the run is finished or stopped, its state saved."""
        state = self.state
        try:
            if self._evaluation_due() and state.step and state.evaluated != state.step:
                self._evaluate()
            self._enter(State.RUNNING)
            logged, pictures = self._training_clock(), 0
            batches = state.batches.between(state.step, state.steps)
            for batch in batches:
                loss = self._step(batch)
                state.step += 1
                pictures += len(batch.pictures)
                if state.step % self.settings.log_every == 0 or state.step == state.steps:
                    self._log(batch, loss, pictures / max(1e-9, self._training_clock() - logged))
                    logged, pictures = self._training_clock(), 0
                best = self._evaluation_due() and self._evaluate()
                due = state.step % self.settings.checkpoint_every == 0 or state.step == state.steps
                if due or best or self.commands.take_save():
                    self._save()
            return State.FINISHED
        except _InterruptedError:
            self._enter(State.STOPPING)
            self._save()
            return State.STOPPED
        finally:
            # Closes the generator, and with it the thread that makes batches.
            if "batches" in locals():
                batches.close()

    def _training_clock(self) -> float:
        """Seconds spent training: it stands still within ``_aside``."""
        return time.perf_counter() - self._aside_seconds

    @contextlib.contextmanager
    def _aside(self) -> Iterator[None]:
        """Time that is not the training's: pauses, evaluations, saving; one may lie within another."""
        began = self._training_clock()
        try:
            yield
        finally:
            self._aside_seconds += self._training_clock() - began

    def _step(self, batch: Batch) -> torch.Tensor:
        """One update of the weights. Returns the mean loss a word, still on the device.

        Raises:
            _InterruptedError: at a stop; the state is then as before the step.
        """
        state = self.state
        torch.manual_seed(self.settings.seed * 1_000_003 + batch.step)
        factor = rate_factor(batch.step, state.steps, self.settings.warmup_steps, self.settings.schedule)
        state.set_rates(factor)
        state.captioner.train()
        state.optimizer.zero_grad(set_to_none=True)
        pictures = torch.from_numpy(batch.pictures)
        words, labels = torch.from_numpy(batch.words), torch.from_numpy(batch.labels)
        if state.device.type == "cuda":
            pictures, words = pictures.pin_memory(), words.pin_memory()
        targets_count = int((batch.words[:, 1:] != 0).sum())
        total = torch.zeros((), device=state.device)
        for first in range(0, len(pictures), state.micro_batch):
            if self._wanted_to_stop():
                state.optimizer.zero_grad(set_to_none=True)
                raise _InterruptedError
            part = slice(first, first + state.micro_batch)
            some_words = words[part].to(state.device, non_blocking=True)
            with autocast(state.device, state.dtype):
                codes = state.captioner.encode(pictures[part].to(state.device, non_blocking=True))
                logits = state.captioner.decoder(codes, some_words[:, :-1])
            loss = cross_entropy(logits, some_words[:, 1:]) / targets_count
            # What is recorded and shown is the captions' loss alone.
            total += loss.detach()
            if self.settings.attribute_loss:
                named = state.captioner.attribute_loss(codes, labels[part].to(state.device))
                loss = loss + self.settings.attribute_loss / len(pictures) * named
            state.scaler.scale(loss).backward()
        if state.device.type == "cpu" and not math.isfinite(total.item()):
            self._fail_for_loss(total.item(), batch.step + 1, save=True)
        if self.settings.gradient_norm:
            state.scaler.unscale_(state.optimizer)
            torch.nn.utils.clip_grad_norm_(state.captioner.parameters(), self.settings.gradient_norm)
        state.scaler.step(state.optimizer)
        state.scaler.update()
        return total

    def _fail_for_loss(self, loss: float, step: int, *, save: bool) -> None:
        """End the run. The CPU still holds the weights from before the step; of a GPU's, those on disk are good."""
        if save:
            self._save()
        saved = max(0, self._saved_step)
        raise Problem("loss-not-finite", loss=loss, step=step, saved=saved)

    def _wanted_to_stop(self) -> bool:
        """Park while a pause is wanted; then whether a stop is."""
        if self.commands.pausing and not self.commands.stopping:
            began = time.perf_counter()
            resumed_state = self._state_now
            self._enter(State.PAUSED)
            # The pause may end with a power cut; nothing of it may be lost then.
            training = self.state.captioner.training
            self._save()
            self.state.captioner.train(training)
            with self._aside():
                self.commands.park()
            self._parked_seconds += time.perf_counter() - began
            if not self.commands.stopping:
                self._enter(resumed_state)
        return self.commands.stopping

    def _log(self, batch: Batch, loss: torch.Tensor, images_per_second: float) -> None:
        # The one place where a step waits for the GPU.
        value = loss.item()
        if not math.isfinite(value):
            self._fail_for_loss(value, self.state.step, save=False)
        state = self.state
        lr_encoder, lr_decoder = (group["lr"] for group in state.optimizer.param_groups)
        line = {
            "step": state.step,
            "epoch": batch.epoch + 1,
            "loss": value,
            "lr_encoder": lr_encoder,
            "lr_decoder": lr_decoder,
            "images_per_second": round(images_per_second, 2),
        }
        self.run.append(METRICS, line)
        spent = time.perf_counter() - self._began - self._parked_seconds
        done = state.step - self._first_step
        self.emit(
            LossLogged(
                **line,
                seconds_left=spent / done * (state.steps - state.step) if done else None,
                gpu_bytes=torch.cuda.memory_reserved(state.device) if state.device.type == "cuda" else None,
            )
        )

    def _evaluation_due(self) -> bool:
        every = self.settings.evaluate_every
        return bool(every) and (self.state.step % every == 0 or self.state.step == self.state.steps)

    def _evaluate(self) -> bool:
        """Caption and score the validation set and the probes. Returns whether a score is the run's best so far."""
        if not self.state.validation:
            self.state.evaluated = self.state.step
            return False
        with self._aside():
            return self._evaluate_now()

    def _evaluate_now(self) -> bool:
        state = self.state
        self._enter(State.EVALUATING)
        state.settle()
        state.captioner.eval()

        def tick(done: int, total: int) -> None:
            if self._wanted_to_stop():
                raise _InterruptedError
            self.emit(Progress(Task.EVALUATING, done, total))

        batch_size = captioning_batch(state.captioner, state.device)
        with autocast(state.device, state.dtype):
            scores, _ = evaluate(
                state.captioner,
                state.validation,
                state.store,
                beam_width=self.settings.beam_width,
                max_words=self.settings.max_words,
                batch_size=batch_size,
                tick=tick,
            )
            looks = glance(state.captioner, state.validation, state.store, batch_size=batch_size)
            probes = state.probes.caption(state.captioner, state.store)
        said = scores.attributes
        line: dict[str, Any] = {
            "step": state.step,
            "bleu4": scores.bleu4,
            "rouge_l": scores.rouge_l,
            "seconds": round(scores.seconds, 3),
            "attribute_accuracy": said.accuracy,
            "attributes": {name: round(score.accuracy, 4) for name, score in said.scores.items()},
            "majority": {name: round(score.majority, 4) for name, score in said.scores.items()},
            "looks": looks,
        }
        self.run.append(METRICS, line)
        self.run.append(PROBES, {"step": state.step, "probes": [_plain(probe) for probe in probes]})
        told = "" if said.accuracy is None else f", attributes {said.accuracy:.4f}"
        self.run.log(f"step {state.step}: BLEU-4 {scores.bleu4:.4f}, ROUGE-L {scores.rouge_l:.4f}{told}")
        self.emit(Evaluated(**line))
        self.emit(ProbesCaptioned(state.step, probes))
        kept = {"bleu4": scores.bleu4, "rouge_l": scores.rouge_l}
        self._scores = kept if said.accuracy is None else {**kept, "attribute_accuracy": said.accuracy}
        state.evaluated = state.step
        improved = [name for name, value in kept.items() if value > state.best.get(name, -1.0)]
        state.best.update({name: kept[name] for name in improved})
        self._enter(State.RUNNING)
        return bool(improved)

    def _save(self) -> None:
        """Write a checkpoint of the last whole step, unless one stands."""
        state = self.state
        folder = self.run.folder / "checkpoints" / folder_name(state.step)
        scores = self._scores if state.evaluated == state.step else {}
        if self._saved_step == state.step and (not scores or read_info(folder).scores == scores):
            return
        with self._aside():
            self._save_now(folder, scores)

    def _save_now(self, folder: Path, scores: dict[str, float]) -> None:
        state = self.state
        self.run.sync()
        state.settle()
        tensors, training = state.tensors()
        write_checkpoint(
            folder,
            tensors,
            training,
            step=state.step,
            epoch=state.step // state.epoch_steps,
            settings=self.settings,
            vocabulary=state.vocabulary,
            framing=state.framing,
            scores=scores,
            progress=state.progress(),
        )
        self._saved_step = state.step
        self.run.thin_out()
        self.emit(CheckpointSaved(state.step, folder))

    def _enter(self, state: State) -> None:
        if state is not self._state_now:
            self._state_now = state
            self.emit(StateChanged(state, self.state.step, self.state.steps, self.state.epoch_steps))


def _plain(probe: Any) -> dict[str, Any]:
    return {
        "name": probe.name,
        "picture": str(probe.picture) if probe.picture else None,
        "noise_seed": probe.noise_seed,
        "english": probe.english,
        "chinese": probe.chinese,
    }
