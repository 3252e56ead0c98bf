"""The maps of captions' words: found on demand, one caption at a time, and kept; their strip written to a file."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QImage

from engine.attention.drawing import overlay
from engine.errors import Problem
from engine.events import Commands, Emit
from gui import text
from gui.caption.items import Caption, CaptionItem, Source
from gui.caption.pictures import original_of, seen_of
from gui.caption.service import Captioning
from gui.images import image_from_array
from gui.worker import Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.attention.wordmaps import Method, WordMaps

translate = QCoreApplication.translate

KEPT = 64
"""Captions whose maps are kept, a few dozen kilobytes each."""


class Maps(QObject):
    """Asks for the maps of a caption when somebody points at one of its words.

    ``came``: the maps of a source's caption are there, or the Problem that stands against them. ``saved``: the path of
    a strip that was written. ``failed``: a Problem that kept one from being written.
    """

    came = Signal(int)
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, service: Captioning, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._found: OrderedDict[int, tuple[Caption, WordMaps | Problem]] = OrderedDict()
        self._asked: tuple[int, Caption] | None = None
        self._drawn: dict[int, QImage] = {}
        self._drawn_of: WordMaps | None = None
        self._wanted: tuple[CaptionItem, Caption, Path] | None = None
        service.looked.connect(self._take)

    def of(self, item: CaptionItem) -> WordMaps | Problem | None:
        """The maps of a picture's caption, or what stands against them; None while they are being found."""
        id_, caption = item.source.id, item.caption
        assert caption is not None
        kept = self._found.get(id_)
        if kept is not None and kept[0] is caption:
            self._found.move_to_end(id_)
            return kept[1]
        if self._asked is None or self._asked[0] != id_ or self._asked[1] is not caption:
            self._asked = (id_, caption)
            self._service.look(item.source, caption)
        return None

    def let_go(self, item: CaptionItem) -> None:
        """Nobody looks at a picture's words any more: what stood against its maps may have passed by the next time."""
        kept = self._found.get(item.source.id)
        if kept is not None and isinstance(kept[1], Problem):
            del self._found[item.source.id]

    def layer(self, maps: WordMaps, word: int) -> QImage:
        """The map of a word to be laid over what the model sees: one hue, the more opaque the more."""
        if maps is not self._drawn_of:
            self._drawn, self._drawn_of = {}, maps
        if word not in self._drawn:
            image = image_from_array(overlay(maps.shade(word, *maps.framing.seen)))
            self._drawn[word] = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        return self._drawn[word]

    def save(self, item: CaptionItem, path: Path) -> None:
        """Write the strip of a picture's maps, once they are found."""
        assert item.caption is not None
        self._wanted = (item, item.caption, path)
        if self.of(item) is not None:
            self._write()

    def _take(self, id_: int, caption: Caption, maps: WordMaps | Problem) -> None:
        if self._asked is not None and self._asked[0] == id_ and self._asked[1] is caption:
            self._asked = None
        self._found[id_] = (caption, maps)
        while len(self._found) > KEPT:
            self._found.popitem(last=False)
        self.came.emit(id_)
        if self._wanted is not None and self._wanted[1] is caption:
            self._write()

    def _write(self) -> None:
        assert self._wanted is not None
        (item, caption, path), self._wanted = self._wanted, None
        maps = self._found[item.source.id][1]
        if isinstance(maps, Problem):
            self.failed.emit(maps)
            return
        source = item.source
        told = (name_of(maps.method), sentence_of(maps.method, unlike=caption.fit.unlike))

        def job(commands: Commands, emit: Emit) -> Path:
            write(source, maps, path, told)
            return path

        work = Work(job, "maps", self)
        work.done.connect(self.saved)
        work.failed.connect(self.failed)
        work.start()


def write(source: Source, maps: WordMaps, path: Path, told: Sequence[str]) -> None:
    """Write the strip of a picture's maps as PNG; raises as ``engine.attention.saving.save_strip``."""
    from engine.attention.saving import save_strip

    picture = seen_of(source, maps.framing) if source.drawn else original_of(source)
    save_strip(path, picture, maps, told=told)


def name_of(method: Method) -> str:
    """What maps are called."""
    return {
        "attention": translate("Maps", "Attention"),
        "gradient": translate("Maps", "Gradient (Grad-CAM)"),
    }[method]


def sentence_of(method: Method, *, unlike: bool = False) -> str:
    """What maps show, and what they do not.

    Args:
        unlike: the picture is unlike what the model was trained on.
    """
    if unlike:
        return translate(
            "Maps", "The picture is unlike the training pictures: what the map shows may mean nothing at all."
        )
    return {
        "attention": translate(
            "Maps", "Where the decoder looked as it chose the word. This need not be why it chose the word."
        ),
        "gradient": translate(
            "Maps", "Places that made the word likelier, estimated from the gradient. This is no explanation."
        ),
    }[method]


def told_of(maps: WordMaps, word: int) -> str:
    """A word, and what its map is."""
    return translate("Maps", "“{word}”: {method}").format(word=maps.words[word], method=name_of(maps.method))


def peak_of(maps: WordMaps, word: int) -> str:
    """How far the strongest place of attention stands out; nothing for what is measured in nothing."""
    return f"{text.decimal(float(maps.strongest()[word]), 1)}×" if maps.method == "attention" else ""
