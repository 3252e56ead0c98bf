"""The current theme: light or dark as the system is, unless the person chose one."""

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from gui.style import sheet
from gui.tokens import CONTROL, CORNER, DARK, GAP, LIGHT, PAD, STEP, Theme

__all__ = ["CONTROL", "CORNER", "DARK", "GAP", "LIGHT", "PAD", "STEP", "Mode", "Theme", "Themes", "current", "themes"]

Mode = Literal["system", "light", "dark"]


class Themes(QObject):
    """The current theme. ``changed`` is emitted after palette and style sheet are set, for custom painting."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode: Mode = "system"
        self._current = LIGHT
        self._applied = False

    @property
    def current(self) -> Theme:
        """The current colours."""
        return self._current

    @property
    def mode(self) -> Mode:
        """Whose choice they are: the system's or the person's."""
        return self._mode

    def start(self, mode: Mode = "system") -> None:
        """Set style, font and colours of the application, and follow the system from now on."""
        if not self._applied:
            app = _application()
            app.setStyle(QStyleFactory.create("Fusion"))
            app.setFont(_font(app.font()))
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)
        self.set_mode(mode)

    def set_mode(self, mode: Mode) -> None:
        """Follow the system, or keep to light or dark."""
        self._mode = mode
        hints = QGuiApplication.styleHints()
        # Tells the system too, so that the frame of the window goes along.
        if mode == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if mode == "dark" else Qt.ColorScheme.Light)
        self._apply()

    def toggle(self) -> None:
        """The other of light and dark; where that is the system's own, the system is followed again."""
        wanted: Mode = "light" if self._current.dark else "dark"
        self.set_mode(wanted)

    def _apply(self) -> None:
        system_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self._mode == "dark" or (self._mode == "system" and system_dark)
        wanted = DARK if dark else LIGHT
        if self._applied and wanted is self._current:
            return
        self._current, self._applied = wanted, True
        app = _application()
        app.setPalette(_palette(self._current))
        app.setStyleSheet(sheet(self._current))
        self.changed.emit()


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _font(system: QFont) -> QFont:
    """The system's font at 13 pixels, with figures of equal width."""
    font = QFont(system)
    font.setPixelSize(13)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.ground,
        role.WindowText: theme.text,
        role.Base: theme.card,
        role.AlternateBase: theme.ground,
        role.Text: theme.text,
        role.Button: theme.card,
        role.ButtonText: theme.text,
        role.BrightText: theme.on_accent,
        role.ToolTipBase: theme.card,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.quiet,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Accent: theme.accent,
        role.Light: theme.card,
        role.Midlight: theme.line,
        role.Mid: theme.line,
        role.Dark: theme.line,
        role.Shadow: theme.line,
    }
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.mix(theme.quiet, 0.6)))
    return palette


_themes: Themes | None = None


def themes() -> Themes:
    """The one object that knows the theme; made at the first call."""
    global _themes
    if _themes is None:
        _themes = Themes()
    return _themes


def current() -> Theme:
    """The current colours."""
    return themes().current
