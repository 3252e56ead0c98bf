"""What was dropped or pasted: files and folders of this machine, a picture, or the address of one."""

from html.parser import HTMLParser
from pathlib import Path

from PySide6.QtCore import QMimeData, QSysInfo, QUrl
from PySide6.QtGui import QImage

from engine.data.fetching import is_web_address


def local_paths(data: QMimeData) -> list[Path]:
    """The files and folders of this machine, in their order."""
    return [Path(_here(url).toLocalFile()) for url in data.urls() if url.isLocalFile()]


def has_pictures(data: QMimeData) -> bool:
    """Whether there may be a picture in it; quick, as it is asked while something is dragged over the window."""
    return any(url.isLocalFile() for url in data.urls()) or data.hasImage() or bool(web_addresses(data))


def image_of(data: QMimeData) -> QImage:
    """The pixels of a picture that has no file; a null image where there are none."""
    image = data.imageData() if data.hasImage() else None
    return image if isinstance(image, QImage) else QImage()


def web_addresses(data: QMimeData) -> list[str]:
    """Where on the web the pictures are, as http, https or data: addresses.

    A browser that drags a picture inside a link gives the address of the link, and that of the picture only in HTML.
    """
    shown = _Pictures()
    if data.hasHtml():
        shown.feed(data.html())
    linked = [url.toString(QUrl.ComponentFormattingOption.FullyEncoded) for url in data.urls() if not url.isLocalFile()]
    typed = data.text().strip() if data.hasText() else ""
    for addresses in (shown.addresses, linked, [typed]):
        found = [address for address in dict.fromkeys(addresses) if is_web_address(address)]
        if found:
            return found
    return []


class _Pictures(HTMLParser):
    """The addresses of the pictures in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("src") if tag == "img" else None
        if address:
            address = address.strip()
            self.addresses.append(f"https:{address}" if address.startswith("//") else address)


def _here(url: QUrl) -> QUrl:
    """The address without the name of this machine, which file managers of X11 may put in: Qt takes it for a server."""
    if url.host().lower() not in ("localhost", QSysInfo.machineHostName().lower()):
        return url
    plain = QUrl(url)
    plain.setHost("")
    return plain
