"""Settings of the window kept between sessions, and whether the last session ended properly."""

from PySide6.QtCore import QSettings

_CLEAN = "exit/clean"


def store() -> QSettings:
    """The settings file, in the user's configuration folder."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "atelier", "atelier")


def begin(settings: QSettings) -> bool:
    """Record the start of a session; returns whether the previous one ended properly."""
    clean = settings.value(_CLEAN, True, type=bool)
    settings.setValue(_CLEAN, False)
    settings.sync()
    return bool(clean)


def end(settings: QSettings) -> None:
    """Record that the session ended properly."""
    settings.setValue(_CLEAN, True)
    settings.sync()


def text(settings: QSettings, key: str, default: str = "") -> str:
    """A stored string."""
    return str(settings.value(key, default))
