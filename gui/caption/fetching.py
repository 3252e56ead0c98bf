"""Fetches dropped or pasted pictures of the web on a thread, one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from engine.data.fetching import Fetched, fetch_picture
from engine.errors import Problem
from engine.events import Commands, Emit, Event
from gui import text, worker
from gui.images import image_from_array
from gui.widgets import Banner

Fetch = Callable[[str, Callable[[], bool]], Fetched]
"""``fetch_picture``, or what stands in for it."""


@dataclass(frozen=True, slots=True)
class PictureFetched(Event):
    """A picture came, with the name that its address gives it."""

    image: QImage
    name: str


@dataclass(frozen=True, slots=True)
class NotFetched(Event):
    """A picture did not come, and why."""

    problem: Problem


class Fetching(QObject):
    """Tells in the banner what it waits for and what did not come; ``add`` takes each picture and its name."""

    def __init__(self, banner: Banner, add: Callable[[QImage, str], None], fetch: Fetch = fetch_picture) -> None:
        super().__init__(banner)
        self._banner, self._add, self._fetch = banner, add, fetch
        self._problems: list[Problem] = []
        self._host = ""

    def fetch(self, addresses: Sequence[str]) -> None:
        """Fetch pictures by their addresses."""
        work = worker.Work(_job(list(addresses), self._fetch), "fetching", self)
        work.events.connect(self._take)
        work.ended.connect(self._end)
        work.failed.connect(self._banner.tell_problem)
        self._problems = []
        self._host = urlsplit(addresses[0]).hostname or ""
        if self._host:
            self._banner.tell("info", self._words, [(lambda: self.tr("Stop"), work.stop)])
        work.start()

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, PictureFetched):
                self._add(event.image, event.name)
            elif isinstance(event, NotFetched):
                self._problems.append(event.problem)

    def _end(self) -> None:
        if len(self._problems) == 1:
            self._banner.tell_problem(self._problems[0])
        elif self._problems:
            problems = self._problems

            def words() -> str:
                count = text.number(len(problems))
                first = text.problem_text(problems[0])
                return self.tr("Pictures that could not be fetched: {count}.").format(count=count) + " " + first

            self._banner.tell("bad", words)
        elif self._banner.sentence == self._words():
            self._banner.clear()

    def _words(self) -> str:
        return self.tr("Fetching the picture from {host}…").format(host=self._host)


def _job(addresses: list[str], fetch: Fetch) -> Callable[[Commands, Emit], None]:
    def job(commands: Commands, emit: Emit) -> None:
        for address in addresses:
            try:
                fetched = fetch(address, lambda: commands.stopping)
            except Problem as problem:
                if problem.code == "stopped":
                    raise
                emit(NotFetched(problem))
            else:
                emit(PictureFetched(image_from_array(fetched.pixels), fetched.name))

    return job
