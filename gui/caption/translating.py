"""Translates captions online on a separate thread, the caption on display first.

What can be translated offline is there already; what comes from elsewhere is laid beside it. Chinese captions go into
English, all others into Chinese, and each of the two has its own translator.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, QSettings, Signal

from engine.events import Commands, Emit, Event
from engine.translation.direction import CHINESE, ENGLISH, Direction, direction_of
from gui import memory, worker

if TYPE_CHECKING:
    from engine.translation.offline import Translated
    from gui.caption.items import CaptionItem

OFFLINE = "offline"
MAKERS = (OFFLINE, "baidu", "libretranslate")
TARGETS = (CHINESE, ENGLISH)

NAME = "translating"
AT_ONCE = 16
"""Captions handed to the translator together: about what one request holds."""

Make = Callable[[str, str], Any]
"""Makes the engine's ``Translator`` of a maker's name and a server's address, or what stands in for it."""


class TranslationWanted(NamedTuple):
    """A caption that is to be translated, and its language."""

    caption: str
    language: str

    @property
    def direction(self) -> Direction:
        """From its language into the other."""
        return direction_of(self.language)


def wanted_of(item: CaptionItem) -> TranslationWanted:
    """What is to be translated of a picture that has a caption: that which stands, without what rules lay around it."""
    assert item.caption is not None
    return TranslationWanted(item.body, item.caption.language)


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
    """The captions to translate, the translators, and the translations.

    ``changed``: another translator, or busy has changed. ``chosen``: all captions are to be wanted anew. ``came``: the
    captions that are now translated, as ``TranslationWanted``. ``failed``: a Problem that keeps the translator from
    beginning, as a key that is missing.
    """

    changed = Signal()
    chosen = Signal()
    came = Signal(set)
    failed = Signal(object)

    def __init__(self, make: Make = make_translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._lock = threading.Lock()
        self._waiting: OrderedDict[TranslationWanted, None] = OrderedDict()
        self._found: dict[TranslationWanted, Translated] = {}
        self._work: worker.Work | None = None
        self._refused: set[str] = set()
        self._makers = dict.fromkeys(TARGETS, OFFLINE)
        self.url = ""
        self.both = False

    def restore(self, settings: QSettings) -> None:
        """Bring back the last choices; keys are not among them."""
        for target in TARGETS:
            maker = memory.text(settings, _setting(target), OFFLINE)
            self._makers[target] = maker if maker in MAKERS else OFFLINE
        self.url = memory.text(settings, "translator/url")
        self.both = memory.text(settings, "translator/both") == "true"
        self.changed.emit()

    def remember(self, settings: QSettings) -> None:
        """Save the choices for the next session."""
        for target in TARGETS:
            settings.setValue(_setting(target), self._makers[target])
        settings.setValue("translator/url", self.url)
        settings.setValue("translator/both", "true" if self.both else "false")

    def maker(self, target: str = CHINESE) -> str:
        """Who translates into a language."""
        return self._makers[target]

    def choose(self, maker: str, url: str | None = None, target: str = CHINESE) -> None:
        """Use another translator into a language from now on, or retry the same one after a refusal."""
        self._makers[target] = maker
        self.url = self.url if url is None else url
        # A new address or key may be what another language waits for.
        self._refused.clear()
        with self._lock:
            for wanted in [wanted for wanted in self._waiting if wanted.direction.target == target]:
                del self._waiting[wanted]
        self._found = {wanted: found for wanted, found in self._found.items() if wanted.direction.target != target}
        if self._work is not None:
            self._work.stop()
        self.changed.emit()
        self.chosen.emit()

    def show_both(self, both: bool) -> None:
        """Whether the offline translation is shown beside the online one."""
        self.both = both
        self.changed.emit()

    def found(self, wanted: TranslationWanted) -> Translated | None:
        """The translation by the translator that is chosen; None while there is none, and offline."""
        return self._found.get(wanted)

    def want(self, captions: list[TranslationWanted], first: bool = False) -> None:
        """Have captions translated, at the end or before all others; those that are known are passed over."""
        with self._lock:
            for wanted in captions:
                target = wanted.direction.target
                if self._makers[target] == OFFLINE or target in self._refused:
                    continue
                if wanted.caption and wanted not in self._found:
                    self._waiting[wanted] = None
                    if first:
                        self._waiting.move_to_end(wanted, last=False)
            waiting = bool(self._waiting)
        if waiting and self._work is None:
            self._start()

    def compares(self, target: str = CHINESE) -> bool:
        """The offline translation is to stand beside another one."""
        return self.both and self._makers[target] != OFFLINE

    @property
    def busy(self) -> bool:
        """A job is under way."""
        return self._work is not None

    def _start(self) -> None:
        with self._lock:
            target = next(iter(self._waiting)).direction.target
        maker = self._makers[target]
        self._work = worker.Work(self._job(maker, self.url, target), NAME, self)
        self._work.events.connect(lambda events: self._take(maker, target, events))
        self._work.failed.connect(lambda problem: self._refuse(maker, target, problem))
        self._work.ended.connect(self._end)
        self._work.start()
        self.changed.emit()

    def _job(self, maker: str, url: str, target: str) -> worker.Job:
        def job(commands: Commands, emit: Emit) -> None:
            with self._make(maker, url) as translator:
                while not commands.stopping:
                    batch = self._next(target)
                    if not batch:
                        return
                    captions = [wanted.caption for wanted in batch]
                    emit(Came(translator.translate(captions, batch[0].direction, stopped=lambda: commands.stopping)))

        return job

    def _next(self, target: str) -> list[TranslationWanted]:
        """The next captions that go in one direction into a language."""
        with self._lock:
            batch: list[TranslationWanted] = []
            for wanted in self._waiting:
                if len(batch) == AT_ONCE:
                    break
                if wanted.direction.target == target and (not batch or wanted.language == batch[0].language):
                    batch.append(wanted)
            for wanted in batch:
                del self._waiting[wanted]
            return batch

    def _take(self, maker: str, target: str, events: list[Event]) -> None:
        came = {
            TranslationWanted(translated.caption, translated.direction.source): translated
            for event in events
            if isinstance(event, Came)
            for translated in event.translated
        }
        if maker != self._makers[target]:
            # Taken from the line by the job of the translator before, just as another one was chosen.
            self.want(list(came))
            return
        self._found.update(came)
        if came:
            self.came.emit(set(came))

    def _refuse(self, maker: str, target: str, problem: object) -> None:
        if maker != self._makers[target]:
            return
        # Asked again only when the person has chosen or entered something.
        self._refused.add(target)
        with self._lock:
            for wanted in [wanted for wanted in self._waiting if wanted.direction.target == target]:
                del self._waiting[wanted]
        self.failed.emit(problem)

    def _end(self) -> None:
        self._work = None
        if self._waiting:
            # What came while the job was on its way out, or goes into the other language.
            self._start()
        else:
            self.changed.emit()


def _setting(target: str) -> str:
    """Where the translator into a language is remembered; that into Chinese has been there for longest."""
    return "translator/maker" if target == CHINESE else f"translator/maker-{target}"
