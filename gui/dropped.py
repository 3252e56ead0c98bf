"""What was dropped or pasted: the files and folders of this machine among it."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QSysInfo, QUrl


def local_paths(data: QMimeData) -> list[Path]:
    """The files and folders of this machine, in their order."""
    return [Path(_here(url).toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _here(url: QUrl) -> QUrl:
    """The address without the name of this machine, which file managers of X11 may put in: Qt takes it for a server."""
    if url.host().lower() not in ("localhost", QSysInfo.machineHostName().lower()):
        return url
    plain = QUrl(url)
    plain.setHost("")
    return plain
