"""The one way in to all translators: captions in, translations out, whatever becomes of the network.

What an online translator does not translate, for whatever reason, is translated offline, where that can be done, and
says so. An account that is refused is not asked again; a server that fails is left alone for a while.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from engine.captions.domain import FREE
from engine.errors import Problem
from engine.events import Emit, Progress, Task
from engine.translation.asking import Asking
from engine.translation.baidu import Baidu
from engine.translation.cache import Cache, cache_file
from engine.translation.client import checked_address
from engine.translation.direction import TO_CHINESE, Direction
from engine.translation.judging import fault_of
from engine.translation.keys import BAIDU_APP_ID, BAIDU_KEY, Key, find_key, libretranslate_key
from engine.translation.libretranslate import LibreTranslate
from engine.translation.offline import DomainOf, Maker, Translated, translate_offline
from engine.translation.provider import Provider, one_line, plain, unescaped
from engine.translation.waiting import RetryPolicy, Stopped

DirectionOf = Callable[[str], Direction]
"""Gives the direction in which a caption is translated."""
PROGRESS_SECONDS = 0.1
_MOST_WAITING = 1000
"""Captions that wait for one request at most: those known already, or said twice, wait with the others."""


def keys_of(maker: Maker, url: str = "") -> tuple[Key, ...]:
    """The keys that a translator takes, in the order in which a person is asked for them.

    Raises:
        Problem: ``translator-address-missing``, ``translator-address-wrong``.
    """
    match maker:
        case Maker.BAIDU:
            return BAIDU_APP_ID, BAIDU_KEY
        case Maker.LIBRETRANSLATE:
            return (libretranslate_key(_server(url)),)
    return ()


class Translator:
    """Translates captions by one translator, with the offline one behind it.

    It looks for the keys when it is made, which may ask the system's keyring, and opens file and network at the first
    caption. Use it in a ``with`` statement, or close it; by one thread at a time.

    Args:
        maker: who is to translate, as ``Maker`` or by name.
        url: the server's address; needed by LibreTranslate, in place of its own for Baidu.
        rate: requests a second; by default what the translator usually allows.
        timeout: seconds for one request; by default what the translator usually needs.
        cache: the file of earlier answers; by default that in the user's cache folder.
        domain: gives the kind of a caption, by which it is translated where that must be done offline; by default all
            are free ones.

    Raises:
        Problem: ``translator-address-missing``, ``translator-address-wrong``, ``translator-key-missing``.
    """

    def __init__(
        self,
        maker: Maker | str = Maker.OFFLINE,
        *,
        domain: DomainOf = lambda caption: FREE,
        url: str = "",
        rate: float | None = None,
        timeout: float | None = None,
        cache: Path | None = None,
        patience: RetryPolicy | None = None,
    ) -> None:
        self.maker = Maker(maker)
        self._domain = domain
        provider = _provider(self.maker, url, timeout)
        self._asking = None if provider is None else Asking(provider, rate, patience or RetryPolicy())
        self._cache = Cache(cache or cache_file())

    def translate(
        self,
        captions: Sequence[str],
        direction: Direction | DirectionOf = TO_CHINESE,
        *,
        stopped: Stopped = lambda: False,
        emit: Emit = lambda event: None,
    ) -> list[Translated]:
        """The translation of each caption, in their order.

        Args:
            direction: of all captions, or what gives that of each.
            stopped: asked ten times a second or more, while waiting too.
            emit: told the progress, at most ten times a second.

        Raises:
            Problem: ``stopped``.
        """
        done: list[Translated] = []
        reported = 0.0
        for translated in self.stream(captions, direction, stopped=stopped):
            done.append(translated)
            now = time.perf_counter()
            if now - reported >= PROGRESS_SECONDS or len(done) == len(captions):
                reported = now
                emit(Progress(Task.TRANSLATING, len(done), len(captions)))
        return done

    def stream(
        self,
        captions: Iterable[str],
        direction: Direction | DirectionOf = TO_CHINESE,
        *,
        stopped: Stopped = lambda: False,
    ) -> Iterator[Translated]:
        """As ``translate``, but one by one as they come: an online request is sent as soon as it is full.

        Raises:
            Problem: ``stopped``.
        """
        page = None if self._asking is None else _Page(self._asking, self._cache, self.maker, self._domain, stopped)
        for caption in captions:
            if stopped():
                raise Problem("stopped")
            way = direction if isinstance(direction, Direction) else direction(caption)
            if page is None:
                yield translate_offline(caption, self._domain(caption), way)
            else:
                yield from page.add(caption, way)
        if page is not None:
            yield from page.settle()

    @property
    def cache_problem(self) -> Problem | None:
        """Why earlier answers cannot be kept or found; None where they can."""
        return self._cache.problem

    def close(self) -> None:
        """Close the cache and the connections."""
        self._cache.close()
        if self._asking is not None:
            self._asking.provider.close()

    def __enter__(self) -> "Translator":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Page:
    """Captions on their way through one request, in their order: those to be asked for, and those among them known.

    All of them go in one direction.
    """

    def __init__(self, asking: Asking, cache: Cache, maker: Maker, domain: DomainOf, stopped: Stopped) -> None:
        self._asking = asking
        self._provider = asking.provider
        self._cache = cache
        self._maker = maker
        self._domain = domain
        self._stopped = stopped
        self._direction = TO_CHINESE
        self._waiting: list[tuple[str, str]] = []
        self._known: dict[str, str | Problem] = {}
        self._sizes: dict[str, int] = {}

    def add(self, caption: str, direction: Direction) -> Iterator[Translated]:
        """Take a caption up, and give back those that need not wait any longer."""
        if direction != self._direction:
            yield from self.settle()
            self._direction = direction
        text = one_line(caption)
        if text and text not in self._known and text not in self._sizes:
            size, limit = self._provider.size(text), self._provider.limit
            kept = self._kept(text, direction)
            if kept:
                self._known[text] = kept
            elif size > limit:
                service = self._provider.service
                self._known[text] = Problem("caption-too-long", service=service, size=size, limit=limit)
            else:
                if not self._asking.fits(list(self._sizes.values()), size):
                    yield from self.settle()
                self._sizes[text] = size
        self._waiting.append((caption, text))
        if not self._sizes or len(self._waiting) >= _MOST_WAITING:
            yield from self.settle()

    def _kept(self, text: str, direction: Direction) -> str:
        """An earlier answer; empty where there is none, or one that would not be taken today."""
        found = self._cache.find(self._provider.name, [text], direction).get(text, "")
        answer = plain(unescaped(found, text))
        return "" if fault_of(text, answer, direction) else answer

    def settle(self) -> Iterator[Translated]:
        """Ask for what is wanted and give all that wait their translation; the page is empty afterwards."""
        if self._sizes:
            answers = self._asking.ask(list(self._sizes), self._stopped, self._direction)
            came = {text: answer for text, answer in answers.items() if isinstance(answer, str)}
            if came:
                self._cache.keep(self._provider.name, came, self._direction)
            self._known.update(answers)
        waiting, known = self._waiting, self._known
        self._waiting, self._known, self._sizes = [], {}, {}
        for caption, text in waiting:
            answer = known.get(text)
            if isinstance(answer, str):
                yield Translated(caption, answer, self._direction, self._maker)
            else:
                # An empty caption was not asked for: there is nothing to say of it.
                yield translate_offline(caption, self._domain(caption), self._direction, answer)


def _server(url: str) -> str:
    """The address of a LibreTranslate server, by which its key is kept."""
    if not url.strip():
        raise Problem("translator-address-missing")
    return checked_address(url).removesuffix("/translate")


def _provider(maker: Maker, url: str, timeout: float | None) -> Provider | None:
    keys = {key: find_key(key) for key in keys_of(maker, url)}
    missing = [key.variable for key, secret in keys.items() if key.needed and secret is None]
    if missing:
        raise Problem("translator-key-missing", service=Baidu.service, variables=" and ".join(missing))
    found = list(keys.values())
    given = {} if timeout is None else {"timeout": timeout}
    match maker:
        case Maker.BAIDU:
            app_id, key = found
            assert app_id is not None
            assert key is not None
            return Baidu(app_id, key, address=url, **given)
        case Maker.LIBRETRANSLATE:
            return LibreTranslate(url, found[0], **given)
    return None
