"""The languages of the interface, and the current one.

To add one: an entry in ``LANGUAGES`` and its ``atelier_<code>.ts`` in resources/translations, which
``python -m gui.translations`` makes and keeps up to date. A sentence without a translation is shown in English.
"""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QTranslator

from engine.files import project_folder
from engine.registry import Registry

ContentLanguage = Literal["en", "zh"]
"""A language that the engine writes: captions, the names of attributes, reports."""


@dataclass(frozen=True, slots=True)
class InterfaceLanguage:
    """A language of the interface.

    Attributes:
        code: Qt's name of it, such as "zh_CN"; its key in the settings of the window.
        label: its own name, so that whoever does not read the language in force still finds it.
        content: the language in which captions, attributes and reports are shown first.
        translations: the .qm file without its ending, in resources/translations where it is no whole path; empty for
            English, which is in the sources.
        fonts: files in resources/fonts that hold its characters.
        space: what stands between two sentences.
        semicolon: what joins two sentences into one, with its space.
        stop: what ends a sentence.
    """

    code: str
    label: str
    content: ContentLanguage = "en"
    translations: str = ""
    fonts: tuple[str, ...] = ()
    space: str = " "
    semicolon: str = "; "
    stop: str = "."

    @property
    def key(self) -> str:
        """See ``Registry``."""
        return self.code


LANGUAGES: Registry[InterfaceLanguage] = Registry("languages")

for _entry in (
    InterfaceLanguage("en", "English"),
    InterfaceLanguage(
        "zh_CN",
        "简体中文",
        content="zh",
        translations="atelier_zh_CN",
        fonts=("NotoSansSC-Regular.ttf", "NotoSansSC-SemiBold.ttf"),
        space="",
        semicolon="；",
        stop="。",
    ),
):
    LANGUAGES.register(_entry)

DEFAULT = "en"

_current = LANGUAGES[DEFAULT]
_translators: list[QTranslator] = []


def language() -> InterfaceLanguage:
    """The current language."""
    return _current


def following() -> InterfaceLanguage:
    """The language after the current one; after the last, the first."""
    codes = list(LANGUAGES)
    place = codes.index(_current.code) + 1 if _current.code in codes else 0
    return LANGUAGES[codes[place % len(codes)]]


def system_language() -> str:
    """The code of the system's language, or of English where the window does not speak it."""
    system = QLocale.system()
    if system.name() in LANGUAGES:
        return system.name()
    same = (code for code in LANGUAGES if QLocale(code).language() == system.language())
    return next(same, DEFAULT)


def set_language(code: str) -> None:
    """Switch the language of the whole program; every widget updates its text.

    A code that is not in the list, as from a newer version's settings, is the system's language.
    """
    global _current
    app = QCoreApplication.instance()
    assert app is not None
    wanted = LANGUAGES.get(code) or LANGUAGES[system_language()]
    _current = wanted
    QLocale.setDefault(QLocale(wanted.code))
    old = _translators[:]
    _translators.clear()
    if wanted.translations:
        places = (
            (f"qtbase_{wanted.code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
            (wanted.translations, str(project_folder() / "resources" / "translations")),
        )
        for name, place in places:
            translator = QTranslator(app)
            if translator.load(name, place):
                _translators.append(translator)
    # Each call sends LanguageChange to every widget; what is installed goes in before what is old comes out.
    for translator in _translators:
        app.installTranslator(translator)
    for translator in old:
        app.removeTranslator(translator)
        translator.deleteLater()
    if not (old or _translators):
        QCoreApplication.sendEvent(app, QEvent(QEvent.Type.LanguageChange))
