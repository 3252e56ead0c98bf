"""The rows of the list as the engine keeps them, and back."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from engine.worklist import ListedPicture, PictureOrigin, Progressed, Stamp
from gui.caption.items import CaptionItem, ItemState, Source

STATES = {
    ItemState.WAITING: Progressed.WAITING,
    # What is being captioned is so again after a kill.
    ItemState.CAPTIONING: Progressed.WAITING,
    ItemState.DONE: Progressed.DONE,
    ItemState.FAILED: Progressed.FAILED,
}


def new_picture(source: Source) -> ListedPicture:
    """A picture that has just come."""
    return listed_picture(CaptionItem(source), None)


def listed_picture(item: CaptionItem, stamp: Stamp | None) -> ListedPicture:
    """A row as it is kept.

    Args:
        stamp: of its file when it was captioned last.
    """
    source = item.source
    image = source.image
    return ListedPicture(
        source.id,
        _origin(source),
        STATES[item.state],
        item.caption,
        item.problem,
        item.edited,
        stamp,
        png=None if image is None else lambda: png_bytes(image),
    )


def item_of(kept: ListedPicture, pixels: Callable[[str], Path]) -> CaptionItem:
    """The row of what was kept.

    Args:
        pixels: gives the file of pixels without a file of their own, by their key.
    """
    back = {progressed: state for state, progressed in STATES.items() if state is not ItemState.CAPTIONING}
    source = _source(kept.id, kept.origin, pixels)
    return CaptionItem(source, back[kept.state], kept.caption, kept.problem, edited=kept.edited)


def png_bytes(image: QImage) -> bytes:
    """An image as a PNG file has it; may be called on any thread."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def _origin(source: Source, part: bool = False) -> PictureOrigin:
    return PictureOrigin(
        source.path,
        source.seed,
        source.pixels,
        source.number,
        source.name,
        source.strange,
        tuple(_origin(one, part=True) for one in source.of),
        source.id if part else 0,
    )


def _source(id_: int, origin: PictureOrigin, pixels: Callable[[str], Path]) -> Source:
    return Source(
        id_,
        origin.path,
        origin.seed,
        None,
        origin.number,
        origin.strange,
        tuple(_source(part.id, part, pixels) for part in origin.of),
        origin.name,
        origin.pixels,
        pixels(origin.pixels) if origin.pixels else None,
    )
