"""What languages are called, of captions in any of them."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from engine.translation.direction import CHINESE, ENGLISH, primary

_OWN = {ENGLISH: "English", CHINESE: "中文"}
"""Those that the window speaks keep their own names in either of them."""
_NAMES = {
    "ar": QT_TRANSLATE_NOOP("Language", "Arabic"),
    "bg": QT_TRANSLATE_NOOP("Language", "Bulgarian"),
    "bn": QT_TRANSLATE_NOOP("Language", "Bengali"),
    "ca": QT_TRANSLATE_NOOP("Language", "Catalan"),
    "cs": QT_TRANSLATE_NOOP("Language", "Czech"),
    "da": QT_TRANSLATE_NOOP("Language", "Danish"),
    "de": QT_TRANSLATE_NOOP("Language", "German"),
    "el": QT_TRANSLATE_NOOP("Language", "Greek"),
    "es": QT_TRANSLATE_NOOP("Language", "Spanish"),
    "et": QT_TRANSLATE_NOOP("Language", "Estonian"),
    "fa": QT_TRANSLATE_NOOP("Language", "Persian"),
    "fi": QT_TRANSLATE_NOOP("Language", "Finnish"),
    "fr": QT_TRANSLATE_NOOP("Language", "French"),
    "he": QT_TRANSLATE_NOOP("Language", "Hebrew"),
    "hi": QT_TRANSLATE_NOOP("Language", "Hindi"),
    "hr": QT_TRANSLATE_NOOP("Language", "Croatian"),
    "hu": QT_TRANSLATE_NOOP("Language", "Hungarian"),
    "id": QT_TRANSLATE_NOOP("Language", "Indonesian"),
    "it": QT_TRANSLATE_NOOP("Language", "Italian"),
    "ja": QT_TRANSLATE_NOOP("Language", "Japanese"),
    "kk": QT_TRANSLATE_NOOP("Language", "Kazakh"),
    "km": QT_TRANSLATE_NOOP("Language", "Khmer"),
    "ko": QT_TRANSLATE_NOOP("Language", "Korean"),
    "lo": QT_TRANSLATE_NOOP("Language", "Lao"),
    "lt": QT_TRANSLATE_NOOP("Language", "Lithuanian"),
    "lv": QT_TRANSLATE_NOOP("Language", "Latvian"),
    "mn": QT_TRANSLATE_NOOP("Language", "Mongolian"),
    "ms": QT_TRANSLATE_NOOP("Language", "Malay"),
    "my": QT_TRANSLATE_NOOP("Language", "Burmese"),
    "nl": QT_TRANSLATE_NOOP("Language", "Dutch"),
    "no": QT_TRANSLATE_NOOP("Language", "Norwegian"),
    "pl": QT_TRANSLATE_NOOP("Language", "Polish"),
    "pt": QT_TRANSLATE_NOOP("Language", "Portuguese"),
    "ro": QT_TRANSLATE_NOOP("Language", "Romanian"),
    "ru": QT_TRANSLATE_NOOP("Language", "Russian"),
    "sk": QT_TRANSLATE_NOOP("Language", "Slovak"),
    "sl": QT_TRANSLATE_NOOP("Language", "Slovenian"),
    "sr": QT_TRANSLATE_NOOP("Language", "Serbian"),
    "sv": QT_TRANSLATE_NOOP("Language", "Swedish"),
    "ta": QT_TRANSLATE_NOOP("Language", "Tamil"),
    "th": QT_TRANSLATE_NOOP("Language", "Thai"),
    "tl": QT_TRANSLATE_NOOP("Language", "Tagalog"),
    "tr": QT_TRANSLATE_NOOP("Language", "Turkish"),
    "ug": QT_TRANSLATE_NOOP("Language", "Uyghur"),
    "uk": QT_TRANSLATE_NOOP("Language", "Ukrainian"),
    "ur": QT_TRANSLATE_NOOP("Language", "Urdu"),
    "uz": QT_TRANSLATE_NOOP("Language", "Uzbek"),
    "vi": QT_TRANSLATE_NOOP("Language", "Vietnamese"),
    "en": QT_TRANSLATE_NOOP("Language", "English"),
    "zh": QT_TRANSLATE_NOOP("Language", "Chinese"),
}


def language_name(key: str) -> str:
    """What a language is called in that of the window; a rare one in English, or by its BCP 47 key."""
    if primary(key) in _NAMES:
        return QCoreApplication.translate("Language", str(_NAMES[primary(key)]))
    code = QLocale.codeToLanguage(primary(key))
    return key if code == QLocale.Language.AnyLanguage else QLocale.languageToString(code)


def heading_name(key: str) -> str:
    """The same over a text in that language: English and Chinese by their own names."""
    return _OWN.get(primary(key)) or language_name(key)
