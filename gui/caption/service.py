"""Captions the waiting pictures on a separate thread, with the selected checkpoint or the one that fits each best.

A model that ships is loaded, and tried on a picture of noise, before there is anything to caption, so that the first
caption comes at once. Where somebody looks at a caption's words, their maps are found between two batches. A checkpoint
that cannot tell how well pictures fit learns it once nothing waits, from the data of its run, and leaves off as soon as
something does.
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from engine.errors import Problem
from engine.events import Event, Progress, Task
from gui import worker
from gui.caption.choices import Choice
from gui.caption.items import Caption, ItemState, Source
from gui.caption.job import (
    CaptionBegun,
    CaptionJob,
    CaptionReady,
    FitBegun,
    FitEnded,
    Job,
    Keep,
    Load,
    Loaded,
    MapsFound,
    OthersFound,
    Refused,
    load_captioner,
)
from gui.caption.live import FrameCaptioned, LiveFrames, LiveSource
from gui.caption.questions import MapsWanted, Question, Questions
from gui.caption.queue import CaptionQueue

if TYPE_CHECKING:
    from pathlib import Path

NAME = "captioning"


class Captioning(QObject):
    """The one captioning job of the window.

    ``changed``: busy, loading or stopping is another. ``captioned``: a source's id and what the model saw of it, uint8
    (H, W, 3). ``looked``: a source's id, the caption, and the maps of its words or the Problem that stands against
    them. ``others_found``: an OthersWanted, and the captions or the Problem that stands against them. ``fit_known``: a
    checkpoint, by the key of its choice, can now tell how well pictures fit. ``frame_captioned``: a FrameCaptioned of
    the camera that is watched. ``failed``: a Problem that stopped the whole batch, as a checkpoint that cannot be
    loaded.
    """

    changed = Signal()
    captioned = Signal(int, object)
    looked = Signal(int, object, object)
    others_found = Signal(object, object)
    fit_known = Signal(str)
    frame_captioned = Signal(object)
    failed = Signal(object)

    def __init__(self, queue: CaptionQueue, load: Load = load_captioner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._load = load
        self._work: worker.Work | None = None
        self._choice: Choice | None = None
        # The loaded model, with what it was loaded from: only the job under way touches it.
        self._held: dict[tuple[Sequence[Path], str], Any] = {}
        self._questions = Questions()
        # Of what is captioned from here on.
        self.keep: Keep = lambda events: None
        # The camera whose frames are captioned, while somebody watches it.
        self._live: LiveSource | None = None
        self._task: Job | None = None
        self._warms = self._asked = False
        # Why a checkpoint cannot learn how well pictures fit, by the key of its choice: it is not tried again.
        self._fit_problems: dict[str, Problem] = {}
        self.measured: set[str] = set()
        self._done = 0
        self._since = 0.0
        self.loading = False
        self.stopping = False
        self.paused = False
        self.measuring: Progress | None = None

    @property
    def busy(self) -> bool:
        """Pictures are being captioned."""
        return self._task == "captioning"

    @property
    def choice(self) -> Choice | None:
        """The checkpoint that captions what comes next."""
        return self._choice

    def choose(self, choice: Choice | None) -> None:
        """Caption what comes next with another checkpoint."""
        self._choice = choice
        self.changed.emit()
        self._go_on_live()
        self._warm()

    def warm(self) -> None:
        """From now on, have a checkpoint that ships ready before there is anything to caption."""
        self._warms = True
        self._warm()

    def fit_problem(self, choice: str) -> Problem | None:
        """Why a checkpoint, by the key of its choice, could not learn how well pictures fit."""
        return self._fit_problems.get(choice)

    def start(self) -> None:
        """Caption all waiting pictures, since somebody asks for it; without any checkpoint once there is one."""
        self._queue.line.held = False
        if self.busy or self._choice is None or not len(self._queue.line):
            return
        if self._task == "looking":
            # It would not take them; they follow it.
            self._asked = True
            return
        self._done, self._since = 0, 0.0
        self.loading, self.stopping, self.paused = True, False, False
        # A job that gets the model ready goes on with what waits by then.
        if self._work is None:
            self._begin("captioning")
        self._task = "captioning"
        self.changed.emit()

    def go_on(self) -> None:
        """Caption the waiting pictures, unless nobody has asked for these yet."""
        if not self._queue.line.held:
            self.start()

    def look(self, source: Source, caption: Caption) -> None:
        """Find the maps of a caption's words: between two batches, or at once where nothing is being captioned."""
        self.ask(MapsWanted(source, caption))

    def ask(self, question: Question) -> None:
        """Ask about one picture: answered between two batches, or at once where nothing is being captioned."""
        self._questions.ask(question)
        if self._work is None:
            self._begin("looking")

    @property
    def live(self) -> LiveSource | None:
        """The camera whose newest frames are being captioned."""
        return self._live

    def caption_live(self, source: LiveSource | None) -> None:
        """Caption the newest frames of a camera, one after the other, until another one or None is given."""
        self._live = source
        self._go_on_live()
        self.changed.emit()

    def _go_on_live(self) -> None:
        if self._live is not None and self._work is None and self._choice is not None:
            self._begin("live")

    def _warm(self) -> None:
        # One that a person trained may be large: it is loaded when it is used.
        if self._warms and self._work is None and self._choice is not None and self._choice.ships:
            self._begin("warming")

    def _begin(self, task: Job) -> None:
        self._task = task
        hopeless = self._fit_problems.keys()
        live, takes = LiveFrames(lambda: self._live), lambda: self._task != "live"
        job = CaptionJob(
            self._queue.line,
            self._questions,
            self._held,
            self._load,
            lambda: self._choice,
            task,
            hopeless,
            self.keep,
            live,
            takes,
        )
        self._work = worker.Work(job, NAME, self)
        self._work.events.connect(self._take)
        self._work.failed.connect(self._fail)
        self._work.ended.connect(self._end)
        self._work.start()

    def pause(self) -> None:
        """Stop after the pictures in progress until somebody asks for captions again."""
        self.paused = True
        self.stop()

    def stop(self) -> None:
        """Stop after the pictures in progress; the others keep waiting."""
        self._asked = False
        if self._work:
            self.stopping = True
            self._work.stop()
            self.changed.emit()

    def seconds_left(self) -> float | None:
        """The estimated time left at this session's pace, once it is known."""
        if self._done < 2:
            return None
        return (time.monotonic() - self._since) / self._done * self._queue.count(ItemState.WAITING)

    def _take(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case CaptionBegun():
                    self._queue.begun(event.id)
                case Loaded():
                    self.loading = False
                    self._since = self._since or time.monotonic()
                case CaptionReady():
                    self._done += 1
                    self._queue.captioned(event.id, event.caption)
                    self.captioned.emit(event.id, event.seen)
                case Refused():
                    self._done += 1
                    self._queue.refused(event.id, event.problem)
                case MapsFound():
                    self.looked.emit(event.id, event.caption, event.maps)
                case OthersFound():
                    self.others_found.emit(event.wanted, event.found)
                case FrameCaptioned():
                    self.frame_captioned.emit(event)
                case FitBegun():
                    self.measuring = Progress(Task.READING, 0, 0)
                case Progress():
                    self.measuring = event
                case FitEnded():
                    self._end_measuring(event)
        if self._live is not None and self.busy and not self._queue.count(ItemState.CAPTIONING):
            # The job goes on for the camera alone, so nothing says that it has captioned all that waited.
            self._task = "captioning" if self._queue.line.ready else "live"
        self._queue.counted.emit()
        self.changed.emit()

    def _end_measuring(self, event: FitEnded) -> None:
        self.measuring = None
        if event.problem is not None:
            self._fit_problems[event.choice] = event.problem
        elif event.known:
            self.measured.add(event.choice)
            self.fit_known.emit(event.choice)

    def _fail(self, problem: Problem) -> None:
        if self._task == "warming":
            # Nobody has asked for a caption yet; who does is told, since the model is then loaded anew.
            return
        self.stopping, self._live = True, None
        self.failed.emit(problem)

    def _end(self) -> None:
        # A picture may have come while the job was already on its way out.
        again = self._asked if self._task == "looking" else not self.stopping
        self._work = self._task = self.measuring = None
        self.loading = self.stopping = self._asked = False
        self._queue.wait_again()
        self.changed.emit()
        if again:
            self.go_on()
        if self._questions and self._work is None:
            self._begin("looking")
        self._go_on_live()
