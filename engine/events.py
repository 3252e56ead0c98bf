"""The whole border between the engine and whoever watches it: events out, commands in.

The engine calls one function, ``emit``, with an event; it asks a ``Commands`` object between two steps what is wanted.
Both are plain Python: the window carries them over a thread, the command line prints them.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from engine.errors import Problem


class State(StrEnum):
    """What a run is doing, told honestly: pausing is not yet paused, stopping not yet stopped."""

    PREPARING = "preparing"
    RUNNING = "running"
    EVALUATING = "evaluating"
    PAUSING = "pausing"
    PAUSED = "paused"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"


class Task(StrEnum):
    """Long work that shows its progress."""

    DRAWING = "drawing"
    READING = "reading"
    PREPARING = "preparing"
    FETCHING = "fetching"
    ENCODING = "encoding"
    EVALUATING = "evaluating"
    CAPTIONING = "captioning"
    TRANSLATING = "translating"
    EXPORTING = "exporting"
    CALIBRATING = "calibrating"
    COMPARING = "comparing"


@dataclass(frozen=True, slots=True)
class Event:
    """Anything the engine tells."""


@dataclass(frozen=True, slots=True)
class StateChanged(Event):
    """A run entered a state. ``steps`` is the run's whole length, ``epoch_steps`` that of one epoch."""

    state: State
    step: int
    steps: int
    epoch_steps: int


@dataclass(frozen=True, slots=True)
class Progress(Event):
    """``done`` of ``total`` (pictures, or bytes when fetching); seconds_left is None until it can be told."""

    task: Task
    done: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class LossLogged(Event):
    """One line of metrics. ``gpu_bytes`` is what this process holds of the GPU, None on the CPU.

    ``loss`` is the mean cross-entropy per word; of self-critical training the policy loss, whose sign and size tell
    nothing by themselves. ``reward`` is then the mean reward of the step's samples, and ``greedy_reward`` that of the
    greedy captions where these are the baseline; else None.
    """

    step: int
    epoch: int
    loss: float
    lr_encoder: float
    lr_decoder: float
    images_per_second: float
    seconds_left: float | None
    gpu_bytes: int | None
    reward: float | None = None
    greedy_reward: float | None = None


@dataclass(frozen=True, slots=True)
class Evaluated(Event):
    """The validation set was captioned and scored; ``seconds`` is how long that took.

    ``scores`` has each score by its key in ``metrics.METRICS``, those that the captions allow; ``monitored`` is the key
    of the one that plateau and early stopping go by.
    ``attributes`` has the accuracy of each attribute by name, ``majority`` the share of its commonest value,
    no names where the captions tell none.
    ``grounding`` is by how much, in nats a word, captions are likelier beside their own pictures than beside others:
    near 0 they do not depend on them; None where no two captions differ. ``verdict`` is what follows: grounded, blind
    or unsure; ``evidence`` is what it follows from, under the names of ``metrics.verdict.Evidence``.
    ``floor`` and ``ceiling`` are what the best constant caption and the true attributes score on the same pictures, by
    the same keys; none where that is not known. ``ceiling_of`` is "attributes", or "people" where they are the ceiling.
    ``above`` has the keys of the scores that lie above the ceiling, which no looking earns: the data or the split is
    at fault.
    ``pictures`` is how many were captioned, 0 where it was not told.
    ``overfitting`` is the step of the lowest validation loss, where it has clearly risen since while the training loss
    fell.
    """

    step: int
    scores: Mapping[str, float]
    seconds: float
    monitored: str = ""
    attributes: Mapping[str, float] = field(default_factory=dict)
    majority: Mapping[str, float] = field(default_factory=dict)
    grounding: float | None = None
    verdict: str | None = None
    floor: Mapping[str, float] = field(default_factory=dict)
    ceiling: Mapping[str, float] = field(default_factory=dict)
    pictures: int = 0
    evidence: Mapping[str, float] | None = None
    above: Sequence[str] = ()
    ceiling_of: Literal["", "attributes", "people"] = "attributes"
    overfitting: int | None = None


@dataclass(frozen=True, slots=True)
class SampleCaption:
    """The caption of a fixed sample; ``picture`` is None for noise, whose seed is then given.

    Attributes:
        fit: the verdict on how well the picture fits the training pictures (``fit.verdict``).
        distance: that the verdict is read off; None where it is unknown.
    """

    name: str
    picture: Path | None
    noise_seed: int | None
    caption: str
    language: str
    english: str
    chinese: str
    fit: str = "unknown"
    distance: float | None = None


@dataclass(frozen=True, slots=True)
class SamplesCaptioned(Event):
    """The captions of all fixed samples at one step. They come again with their fit where a run ends before that could
    be told: it is measured once, by the best checkpoint.
    """

    step: int
    samples: tuple[SampleCaption, ...]


@dataclass(frozen=True, slots=True)
class CheckpointSaved(Event):
    """A checkpoint stands whole on disk."""

    step: int
    folder: Path


@dataclass(frozen=True, slots=True)
class DataRead(Event):
    """What the run trains on: pictures by split, and those left out.

    Attributes:
        exchanged: the files of the pictures are not those that the checkpoint was trained on: others, or other sizes.
        language: of the captions, as a BCP 47 key.
        too_long: training captions that are cut off after ``most_words`` words.
        longest: words of the longest caption.
    """

    train: int
    validation: int
    test: int
    left_out: int
    vocabulary: int
    exchanged: bool = False
    language: str = "en"
    too_long: int = 0
    most_words: int = 0
    longest: int = 0


@dataclass(frozen=True, slots=True)
class WeightsTaken(Event):
    """A new run begins with the weights of another checkpoint, as far as they fit.

    Attributes:
        source: that checkpoint's folder.
        taken, tensors: how many of the model's tensors were taken over, wholly or word by word, and how many it has.
        words, vocabulary: how many of the vocabulary's words the source knows as well, and how many there are.
        left: names of the tensors that begin as in any new run, each with the reason: "missing" where the source has
            none, "shape" where it is of another shape, "encoder" where it belongs to another encoder.
    """

    source: Path
    taken: int
    tensors: int
    words: int
    vocabulary: int
    left: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueueTurned(Event):
    """A queue turns to its ``number``-th run of ``count``; what follows is that run's, up to the next of these."""

    folder: Path
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """The run ended with a problem; its last good state is on disk."""

    problem: Problem


Emit = Callable[[Event], None]


class Commands:
    """What is wanted of a run. Any thread may ask; the engine looks between two (micro-)steps.

    Resume after a pause is ``resume()``; a stop also ends a pause.
    """

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._pause = False
        self._stop = False
        self._skip = False
        self._save = False

    def pause(self) -> None:
        """Park at the next step and keep everything."""
        self._set(pause=True)

    def resume(self) -> None:
        """Go on from a pause."""
        self._set(pause=False)

    def stop(self) -> None:
        """Save, free the memory, end."""
        self._set(stop=True)

    def skip(self) -> None:
        """Save and end this run alone: of a queue the next one follows."""
        self._set(skip=True, pause=False)

    def save(self) -> None:
        """Write a checkpoint at the next step."""
        with self._wake:
            self._save = True

    @property
    def pausing(self) -> bool:
        """A pause is wanted."""
        return self._pause

    @property
    def stopping(self) -> bool:
        """A stop is wanted, be it of this run alone."""
        return self._stop or self._skip

    def take_save(self) -> bool:
        """Whether a checkpoint was asked for since the last call."""
        with self._wake:
            wanted, self._save = self._save, False
            return wanted

    def take_skip(self) -> bool:
        """Whether the run was to be skipped since the last call."""
        with self._wake:
            wanted, self._skip = self._skip, False
            return wanted

    def park(self) -> None:
        """Block until the pause is over or a stop is wanted; costs no processor time."""
        with self._wake:
            self._wake.wait_for(lambda: self._stop or self._skip or not self._pause)

    def _set(self, *, pause: bool | None = None, stop: bool | None = None, skip: bool | None = None) -> None:
        with self._wake:
            if pause is not None:
                self._pause = pause
            if stop is not None:
                self._stop = stop
            if skip is not None:
                self._skip = skip
            self._wake.notify_all()
