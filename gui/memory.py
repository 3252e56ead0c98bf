"""What the window remembers between two starts, and whether the last one ended well."""

from PySide6.QtCore import QSettings

_CLEAN = "exit/clean"


def store() -> QSettings:
    """The file of what is remembered; in the person's own configuration folder."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "atelier", "atelier")


def begin(settings: QSettings) -> bool:
    """Note that a session has begun; returns whether the one before ended well."""
    clean = settings.value(_CLEAN, True, type=bool)
    settings.setValue(_CLEAN, False)
    settings.sync()
    return bool(clean)


def end(settings: QSettings) -> None:
    """Note that the session ended well."""
    settings.setValue(_CLEAN, True)
    settings.sync()


def text(settings: QSettings, key: str, default: str = "") -> str:
    """A remembered word."""
    return str(settings.value(key, default))
