"""Thumbnails and large views of the queue's pictures, read on a thread, newest request first."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from engine.data.picture import Framing, noise, thumbnail
from engine.events import Commands, Emit, Event
from gui import worker
from gui.caption.items import Source
from gui.images import pillow_image
from gui.widgets import image_from_array

if TYPE_CHECKING:
    from PIL.Image import Image

View = Literal["thumbnail", "seen", "original"]

THUMBNAIL = QSize(40, 56)
"""In logical pixels; read at twice that, for fine screens."""
_LARGE = 1600
_THUMBNAILS, _VIEWS, _WISHES = 600, 24, 120

NAME = "pictures"


@dataclass(frozen=True, slots=True)
class Wish:
    """A request for one picture in one form; ``framing`` is needed for ``seen`` only."""

    source: Source
    view: View
    framing: Framing | None = None

    @property
    def key(self) -> tuple[int, str, Framing | None]:
        """What tells it from others."""
        return self.source.id, self.view, self.framing


@dataclass(frozen=True, slots=True)
class Made(Event):
    """A request and its image, null if the picture cannot be read."""

    wish: Wish
    image: QImage


def make(wish: Wish) -> QImage:
    """Read a picture in the requested form; a null image if that fails."""
    try:
        return _make(wish)
    except Exception:
        # A picture that cannot be shown is no fault of the window's; why it cannot be captioned is told in its row.
        return QImage()


def _make(wish: Wish) -> QImage:
    source = wish.source
    if wish.view == "seen":
        assert wish.framing is not None
        return image_from_array(seen_of(source, wish.framing))
    size = THUMBNAIL * 2 if wish.view == "thumbnail" else QSize(_LARGE, _LARGE)
    if source.drawn:
        framing = wish.framing or Framing("fit", 336, 224)
        return _within(image_from_array(seen_of(source, framing)), size)
    if source.image is not None:
        return _within(source.image, size)
    path = source.path or source.stored
    assert path is not None
    covers = wish.view == "thumbnail"
    return image_from_array(thumbnail(path, size.width(), size.height(), covers=covers, most=_LARGE))


def seen_of(source: Source, framing: Framing) -> np.ndarray:
    """A picture (H, W, 3) uint8 as a model sees it.

    Raises:
        Problem: where its file cannot be read.
    """
    if source.strange is not None:
        return source.strange.make(framing, *(seen_of(part, framing) for part in source.of))
    if source.seed is not None:
        return noise(framing, source.seed)
    original = original_of(source)
    return framing.view(framing.read(original) if isinstance(original, Path) else framing.prepare(original))


def original_of(source: Source) -> "Path | Image":
    """The file of a picture that was not drawn, or the pixels that were pasted."""
    if path := source.path or source.stored:
        return path
    assert source.image is not None
    return pillow_image(source.image)


def _within(image: QImage, size: QSize) -> QImage:
    if image.width() <= size.width() and image.height() <= size.height():
        return image
    return image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


class Pictures(QObject):
    """Returns cached images and loads missing ones: ``thumbnail_made`` and ``view_made`` announce that one is ready."""

    thumbnail_made = Signal(int)
    view_made = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._wishes: OrderedDict[tuple[int, str, Framing | None], Wish] = OrderedDict()
        self._thumbnails: OrderedDict[int, QPixmap] = OrderedDict()
        self._views: OrderedDict[tuple[int, str, Framing | None], QImage] = OrderedDict()
        self._work: worker.Work | None = None
        self._stopped = False

    def thumbnail(self, source: Source) -> QPixmap | None:
        """A small picture, null where it cannot be read; None while it is not there yet."""
        found = self._thumbnails.get(source.id)
        if found is not None:
            self._thumbnails.move_to_end(source.id)
            return found
        self._want(Wish(source, "thumbnail"))
        return None

    def view(self, source: Source, view: View, framing: Framing | None = None) -> QImage | None:
        """A large picture, null where it cannot be read; None while it is not there yet."""
        wish = Wish(source, view, framing)
        found = self._views.get(wish.key)
        if found is not None:
            self._views.move_to_end(wish.key)
            return found
        self._want(wish)
        return None

    def keep_seen(self, source: Source, framing: Framing, seen: np.ndarray) -> None:
        """Keep what the model has just seen, uint8 (H, W, 3), instead of reading it again."""
        self._keep_view(Wish(source, "seen", framing), image_from_array(seen))

    def _want(self, wish: Wish) -> None:
        if self._stopped:
            return
        with self._lock:
            self._wishes[wish.key] = wish
            # The newest is what somebody looks at now; what was scrolled past long ago is asked for again when seen.
            self._wishes.move_to_end(wish.key)
            while len(self._wishes) > _WISHES:
                self._wishes.popitem(last=False)
        self._start()

    def _start(self) -> None:
        if self._work is not None or not self._wishes:
            return
        self._work = worker.Work(self._job, NAME, self)
        self._work.events.connect(self._take)
        self._work.ended.connect(self._end)
        self._work.start()

    def _job(self, commands: Commands, emit: Emit) -> None:
        while not commands.stopping:
            with self._lock:
                if not self._wishes:
                    return
                wish = self._wishes.popitem()[1]
            emit(Made(wish, make(wish)))
        # The window is closing: nothing is begun any more.
        self._stopped = True

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if not isinstance(event, Made):
                continue
            if event.wish.view == "thumbnail":
                pixels = QPixmap.fromImage(event.image)
                pixels.setDevicePixelRatio(2)
                self._thumbnails[event.wish.source.id] = pixels
                while len(self._thumbnails) > _THUMBNAILS:
                    self._thumbnails.popitem(last=False)
                self.thumbnail_made.emit(event.wish.source.id)
            else:
                self._keep_view(event.wish, event.image)
                self.view_made.emit(event.wish.source.id)

    def _keep_view(self, wish: Wish, image: QImage) -> None:
        self._views[wish.key] = image
        while len(self._views) > _VIEWS:
            self._views.popitem(last=False)

    def _end(self) -> None:
        self._work = None
        if not self._stopped:
            self._start()
