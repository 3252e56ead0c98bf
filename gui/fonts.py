"""The bundled fonts, used as a fallback for the system's own, so that Chinese displays on every machine."""

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication

from engine.files import project_folder
from gui.languages import LANGUAGES

FAMILY = "Noto Sans SC"
FILES = tuple(dict.fromkeys(file for language in LANGUAGES.values() for file in language.fonts))
"""What the languages of the interface need; Chinese captions stand in the window whatever its language."""

MISSING = "No Chinese font was found, so Chinese text shows as boxes. Restore resources/fonts from the repository."
"""In English only: Chinese text could not be displayed."""

# What fontconfig gives where nobody chose a font; the shipped one reads better and matches its Chinese.
_UNCHOSEN = {"DejaVu Sans", "Bitstream Vera Sans", "FreeSans", "Nimbus Sans", "Droid Sans Fallback", ""}


def load_fonts() -> bool:
    """Give the application the system's font with the shipped one behind it; call it before the theme starts.

    Returns:
        Whether Chinese can be shown: by the shipped font, or by one of the system's where that is missing.
    """
    folder = project_folder() / "resources" / "fonts"
    shipped = [name for name in FILES if QFontDatabase.addApplicationFont(str(folder / name)) >= 0]
    font = QFont(QGuiApplication.font())
    system = QFontInfo(font).family()
    if not shipped:
        return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    font.setFamilies([FAMILY] if system in _UNCHOSEN else [font.family(), FAMILY])
    QGuiApplication.setFont(font)
    return True
