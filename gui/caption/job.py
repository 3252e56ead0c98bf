"""The job that captions on a thread of its own, what it tells the window, and the loading of its model.

The first picture is captioned alone, and so is one that somebody looks at; of the others as many at once as take half a
second, while the next ones are got ready on another thread. Between two batches a camera's newest frame is captioned,
where somebody watches one.
"""

import contextlib
import functools
import os
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from engine.errors import Problem
from engine.events import Commands, Emit, Event
from engine.worklist import PackedSupport
from gui import worker
from gui.caption.choices import Choice
from gui.caption.items import Caption, Source
from gui.caption.live import FrameCaptioned, LiveFrames
from gui.caption.pictures import original_of
from gui.caption.questions import MapsWanted, OthersWanted, Question, Questions
from gui.caption.waiting_line import WaitingLine
from gui.crash import as_problem

if TYPE_CHECKING:
    from pathlib import Path

    from engine.attention.wordmaps import WordMaps
    from engine.captioning import Ahead, Alternative, Captioned, See

TRAINING = "training"
DIVERSITY = 4.0
"""Of the groups of the beam that give other captions: at the half nat of the command a model that is sure of its words
says one caption in all of them."""
OTHERS = 5
"""Captions of one picture that are offered."""
MOST_THREADS = 4
"""More do not make one picture faster."""
MANY = 64
"""Waiting pictures from which on their speed counts for more than how soon the next one is there."""

Job = Literal["captioning", "warming", "looking", "live"]
"""What a job is for. One that gets a model ready, or captions, looks as well; one that looks does nothing else. A live
one captions a camera's frames, and none of the pictures that wait until it is asked for them."""

Keep = Callable[["Sequence[CaptionReady | Refused]"], None]
"""Keeps what came of pictures before it is shown; called on the job's thread."""

Load = Callable[[Sequence["Path"], str], Any]
"""``load_captioner``, or a substitute in tests."""


@dataclass(frozen=True, slots=True)
class CaptionBegun(Event):
    """A picture is being captioned."""

    id: int


@dataclass(frozen=True, slots=True)
class Loaded(Event):
    """The model is loaded."""


@dataclass(frozen=True, slots=True)
class CaptionReady(Event):
    """A picture is captioned; ``seen`` is the model's input, uint8 (H, W, 3)."""

    id: int
    caption: Caption
    seen: np.ndarray


@dataclass(frozen=True, slots=True)
class Refused(Event):
    """A picture could not be captioned, and why."""

    id: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class MapsFound(Event):
    """The maps of a caption's words were found, or why they cannot be."""

    id: int
    caption: Caption
    maps: "WordMaps | Problem"


@dataclass(frozen=True, slots=True)
class OthersFound(Event):
    """Other captions of a picture, the likeliest first, or why there are none."""

    wanted: OthersWanted
    found: "tuple[Alternative, ...] | Problem"


@dataclass(frozen=True, slots=True)
class FitBegun(Event):
    """It is computed how well pictures fit what the checkpoint was trained on."""


@dataclass(frozen=True, slots=True)
class FitEnded(Event):
    """That is known by now, or why it cannot be; of a computation that was left off neither.

    Attributes:
        choice: the key of the checkpoint.
    """

    choice: str
    known: bool = False
    problem: Problem | None = None


def load_captioner(paths: Sequence["Path"], device: str) -> Any:
    """The engine's captioner of one checkpoint, or the one that chooses among several; loads torch, so it is called on
    the job's thread.
    """
    if len(paths) > 1:
        from engine.captioning.automatic import load_automatic

        return load_automatic(paths, device)
    from engine.captioning import load_captioner

    return load_captioner(paths[0], device)


def _training() -> bool:
    return any(work.name == TRAINING for work in worker.running())


def _share_cores(training: bool, many: bool) -> None:
    """Compute in this thread with so few threads that the window, and a training, keep a core to themselves; where many
    pictures wait and nothing is trained, with a thread for each core, as a training in the window and the command do.

    Threads that wait for a core that is taken wait for each other too: beside a busy core a caption took 2.4 s with two
    threads, and 0.05 s with one.
    """
    from engine.models.devices import use_threads

    cores = os.cpu_count() or 1
    use_threads(1 if training else cores if many else min(MOST_THREADS, max(1, cores - 1)))


class CaptionJob:
    """The job on the thread; between batches it checks whether to stop, what to look at, which checkpoint to use."""

    def __init__(
        self,
        line: WaitingLine,
        questions: Questions,
        held: dict[tuple[Sequence["Path"], str], Any],
        load: Load,
        choice: Callable[[], Choice | None],
        task: Job,
        hopeless: Collection[str],
        keep: "Keep",
        live: LiveFrames,
        takes: Callable[[], bool],
    ) -> None:
        self._live, self._takes = live, takes
        self._line, self._questions, self._held, self._load, self._choice = line, questions, held, load, choice
        self._task, self._hopeless, self._keep = task, hopeless, keep

    def __call__(self, commands: Commands, emit: Emit) -> None:
        # Here, since it comes with torch.
        from engine.captioning import PROMPT_SECONDS, Ahead, BatchPacer, GenerationConfig

        choice = self._choice()
        if self._task == "warming" and choice is not None:
            captioner = self._captioner(choice)
            # What the first caption of a process takes longer for is done once.
            captioner.caption_seen([captioner.see_noise(0)], GenerationConfig(support=True))
        pace = BatchPacer(PROMPT_SECONDS)
        with contextlib.closing(Ahead(1)) as ahead:
            while not commands.stopping:
                while not commands.stopping and (question := self._questions.next()) is not None:
                    emit(self._answer(question))
                if self._task == "looking":
                    return
                batch = self._line.take(pace.size) if self._takes() else []
                if self._live.wanted:
                    self._caption_frame(emit)
                elif not batch and self._measure(commands, emit):
                    return
                if not batch:
                    continue
                for source in batch:
                    emit(CaptionBegun(source.id))
                choice = self._choice()
                assert choice is not None
                captioner = self._captioner(choice, many=len(batch) > 1 and len(self._line) >= MANY)
                emit(Loaded())
                begun = time.perf_counter()
                # Another checkpoint may see the same picture otherwise.
                expected = [*batch, *self._line.next(2 * pace.size)]
                ahead.expect({(captioner, source.id): self._see(captioner, source) for source in expected})
                events = self._caption(captioner, choice, batch, ahead)
                # What is shown as done is on disk.
                self._keep(events)
                for event in events:
                    emit(event)
                pace.took(len(batch), time.perf_counter() - begun, captioner.most)

    def _measure(self, commands: Commands, emit: Emit) -> bool:
        """Learn how well pictures fit the checkpoint, if it cannot tell; False where there is something else to do."""
        choice = self._choice()
        # A training needs the processor, and the checkpoints that it has not finished with.
        if choice is None or choice.key in self._hopeless or _training():
            return True
        captioner = self._captioner(choice)
        if captioner.fit_problem is None:
            return True
        emit(FitBegun())
        try:
            captioner.learn_fit(emit, lambda: commands.stopping or self._more())
        except Exception as error:
            problem = as_problem(error)
            left_off = problem.code == "stopped"
            emit(FitEnded(choice.key, problem=None if left_off else problem))
            return not left_off
        emit(FitEnded(choice.key, known=True))
        return True

    def _more(self) -> bool:
        """Whether there is something to caption or to look at."""
        return (self._line.ready and self._takes()) or len(self._questions) > 0 or self._live.wanted

    def _caption_frame(self, emit: Emit) -> None:
        """Caption the newest frame of the camera that is watched, if there is a new one."""
        from PIL import Image

        from engine.captioning import GenerationConfig, caption_together

        choice, taken = self._choice(), self._live.take()
        if choice is None or taken is None:
            return
        source, frame = taken
        captioner = self._captioner(choice)
        # What each word owes to the picture is left out: it costs a third of the pace.
        [outcome] = caption_together(
            captioner, [lambda: captioner.see_image(Image.fromarray(frame.pixels), "camera")], GenerationConfig()
        )
        told = as_problem(outcome) if isinstance(outcome, Exception) else self._caption_of(captioner, choice, outcome)
        emit(FrameCaptioned(source, frame, told))

    def _answer(self, question: Question) -> MapsFound | OthersFound:
        """What the checkpoint that wrote a caption tells of it, or why it cannot."""
        source, caption = question.source, question.caption
        try:
            choice = self._choice()
            # The choice may have become another, a run's best too, and the file another picture.
            if choice is None or choice.key != caption.choice or self._line.stale(source):
                raise Problem("maps-outdated")
            captioner = self._captioner(choice).by(caption.model)
            if captioner.name != caption.model:
                raise Problem("maps-outdated")
            seen = self._see(captioner, source, look=True)()
            if isinstance(question, MapsWanted):
                return MapsFound(source.id, caption, captioner.look(seen, [word.word for word in caption.support]))
            return OthersFound(question, self._others(captioner, seen, question))
        except Exception as error:
            problem = as_problem(error)
            if isinstance(question, MapsWanted):
                return MapsFound(source.id, caption, problem)
            return OthersFound(question, problem)

    @staticmethod
    def _others(captioner: Any, seen: Any, wanted: OthersWanted) -> "tuple[Alternative, ...]":
        from engine.captioning import GenerationConfig

        how = GenerationConfig(
            diversity=DIVERSITY, temperature=wanted.temperature, top_p=wanted.top_p, seed=wanted.seed
        )
        return tuple(captioner.alternatives(seen, how, OTHERS))

    def _captioner(self, choice: Choice, many: bool = False) -> Any:
        # Two users of one GPU at once have hung such programs; while a training runs, captions come from the processor.
        training = _training()
        _share_cores(training, many)
        key = (choice.resolve(), "cpu" if training else "auto")
        if key not in self._held:
            self._held.clear()
            self._held[key] = self._load(*key)
        return self._held[key]

    def _caption(
        self, captioner: Any, choice: Choice, sources: list[Source], ahead: "Ahead"
    ) -> "list[CaptionReady | Refused]":
        from engine.captioning import GenerationConfig, caption_together

        sights = [
            functools.partial(ahead.get, (captioner, source.id), self._see(captioner, source)) for source in sources
        ]
        events: list[CaptionReady | Refused] = []
        for source, outcome in zip(
            sources, caption_together(captioner, sights, GenerationConfig(support=True)), strict=True
        ):
            if isinstance(outcome, Exception):
                # One bad picture does not stop a night's batch.
                events.append(Refused(source.id, as_problem(outcome)))
                continue
            events.append(CaptionReady(source.id, self._caption_of(captioner, choice, outcome), outcome.seen))
        return events

    @staticmethod
    def _caption_of(captioner: Any, choice: Choice, made: "Captioned") -> Caption:
        model = captioner.by(made.model)
        return Caption(
            caption=made.caption,
            language=made.language,
            english=made.english,
            chinese=made.chinese,
            seconds=made.seconds,
            model=made.model,
            choice=choice.key,
            device=str(captioner.device),
            framing=model.framing,
            domain=model.domain,
            support=PackedSupport.of(made.support),
            fit=made.fit,
            fit_problem=model.fit_problem,
        )

    def _see(self, captioner: Any, source: Source, *, look: bool = False) -> "See":
        """The function that prepares a picture for a captioner; for a look its file is not noted as read anew."""
        path = source.path or source.stored
        if source.strange is not None:
            parts = [original_of(part) for part in source.of]
            return functools.partial(captioner.see_strange, source.strange, parts, source.strange.told)
        if source.seed is not None:
            return functools.partial(captioner.see_noise, source.seed)
        if path is None:
            return lambda: captioner.see_image(original_of(source), str(source.number))

        def see() -> Any:
            if not look:
                self._line.note_read(source)
            return captioner.see_file(path)

        return see
