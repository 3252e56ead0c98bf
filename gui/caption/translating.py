"""Translates captions online on a separate thread, the caption on display first.

The offline Chinese is always there already; what comes from elsewhere is laid beside it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Signal

from engine.events import Commands, Emit, Event
from gui import memory, worker

if TYPE_CHECKING:
    from engine.translation.offline import Translated

OFFLINE = "offline"
MAKERS = (OFFLINE, "baidu", "libretranslate")

NAME = "translating"
AT_ONCE = 16
"""Captions handed to the translator together: about what one request holds."""

Make = Callable[[str, str], Any]
"""Makes the engine's ``Translator`` of a maker's name and a server's address, or what stands in for it."""


@dataclass(frozen=True, slots=True)
class Came(Event):
    """Captions are translated, or fell back to offline."""

    translated: list[Translated]


def make_translator(maker: str, url: str) -> Any:
    """The engine's translator; it may ask the system's keyring, so it is made on the job's thread."""
    from engine.domains import for_text
    from engine.translation.translator import Translator

    return Translator(maker, url=url, domain=for_text)


class Translating(QObject):
    """The captions to translate, the translator, and the translations.

    ``changed``: another translator, or busy has changed. ``chosen``: all captions are to be wanted anew. ``came``: the
    English captions that are now translated. ``failed``: a Problem that keeps the translator from beginning, as a key
    that is missing.
    """

    changed = Signal()
    chosen = Signal()
    came = Signal(set)
    failed = Signal(object)

    def __init__(self, make: Make = make_translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._found: dict[str, Translated] = {}
        self._work: worker.Work | None = None
        self._refused = False
        self.maker = OFFLINE
        self.url = ""
        self.both = False

    def restore(self, settings: QSettings) -> None:
        """Bring back the last choices; keys are not among them."""
        maker = memory.text(settings, "translator/maker", OFFLINE)
        self.maker = maker if maker in MAKERS else OFFLINE
        self.url = memory.text(settings, "translator/url")
        self.both = memory.text(settings, "translator/both") == "true"
        self.changed.emit()

    def remember(self, settings: QSettings) -> None:
        """Save the choices for the next session."""
        settings.setValue("translator/maker", self.maker)
        settings.setValue("translator/url", self.url)
        settings.setValue("translator/both", "true" if self.both else "false")

    def choose(self, maker: str, url: str | None = None) -> None:
        """Use another translator from now on, or retry the same one after a refusal."""
        self.maker = maker
        self.url = self.url if url is None else url
        self._refused = False
        self._found.clear()
        with self._lock:
            self._waiting.clear()
        if self._work is not None:
            self._work.stop()
        self.changed.emit()
        self.chosen.emit()

    def show_both(self, both: bool) -> None:
        """Whether the offline translation is shown beside the online one."""
        self.both = both
        self.changed.emit()

    def found(self, english: str) -> Translated | None:
        """The Chinese of a caption by the translator that is chosen; None while there is none, and offline."""
        return self._found.get(english)

    def want(self, captions: list[str], first: bool = False) -> None:
        """Have captions translated, at the end or before all others; those that are known are passed over."""
        if self.maker == OFFLINE or self._refused:
            return
        with self._lock:
            for english in captions:
                if english and english not in self._found:
                    self._waiting[english] = None
                    if first:
                        self._waiting.move_to_end(english, last=False)
            wanted = bool(self._waiting)
        if wanted and self._work is None:
            self._start()

    @property
    def compares(self) -> bool:
        """The offline Chinese is to stand beside another one."""
        return self.both and self.maker != OFFLINE

    @property
    def busy(self) -> bool:
        """A job is under way."""
        return self._work is not None

    def _start(self) -> None:
        self._work = worker.Work(self._job(self.maker, self.url), NAME, self)
        maker = self.maker
        self._work.events.connect(lambda events: self._take(maker, events))
        self._work.failed.connect(lambda problem: self._refuse(maker, problem))
        self._work.ended.connect(self._end)
        self._work.start()
        self.changed.emit()

    def _job(self, maker: str, url: str) -> worker.Job:
        def job(commands: Commands, emit: Emit) -> None:
            with self._make(maker, url) as translator:
                while not commands.stopping:
                    captions = self._next()
                    if not captions:
                        return
                    emit(Came(translator.translate(captions, stopped=lambda: commands.stopping)))

        return job

    def _next(self) -> list[str]:
        with self._lock:
            return [self._waiting.popitem(last=False)[0] for _ in range(min(AT_ONCE, len(self._waiting)))]

    def _take(self, maker: str, events: list[Event]) -> None:
        if maker != self.maker:
            # Taken from the line by the job of the translator before, just as another one was chosen.
            self.want(
                [translated.english for event in events if isinstance(event, Came) for translated in event.translated]
            )
            return
        now: set[str] = set()
        for event in events:
            if isinstance(event, Came):
                self._found.update({translated.english: translated for translated in event.translated})
                now.update(translated.english for translated in event.translated)
        if now:
            self.came.emit(now)

    def _refuse(self, maker: str, problem: object) -> None:
        if maker != self.maker:
            return
        # Asked again only when the person has chosen or entered something.
        self._refused = True
        with self._lock:
            self._waiting.clear()
        self.failed.emit(problem)

    def _end(self) -> None:
        self._work = None
        if self.maker != OFFLINE and self._waiting:
            # What came while the job was on its way out.
            self._start()
        else:
            self.changed.emit()
