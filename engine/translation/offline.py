"""The translator that needs nobody: the Chinese of a caption's grammar, and of free English word by word."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from engine.captions.domain import CaptionDomain, Lost, Translation
from engine.errors import Problem
from engine.translation.english.freetext import free_to_chinese
from engine.translation.english.tokens import tokenize


class Maker(StrEnum):
    """Who makes the Chinese of a caption."""

    OFFLINE = "offline"
    BAIDU = "baidu"
    LIBRETRANSLATE = "libretranslate"


@dataclass(frozen=True, slots=True)
class Translated:
    """A caption in both languages.

    Attributes:
        provider: who really made the Chinese.
        problem: why that was not the translator asked for; None where it was.
        marked: the stretches that the offline translator did not understand, and unknown: the words among them that it
            left in English. Both are empty where another translator made the Chinese.
        free: whether the offline translator took it for free English, of which it knows words but no sentences.
    """

    english: str
    chinese: str
    provider: Maker
    problem: Problem | None = None
    marked: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    free: bool = False


@dataclass(frozen=True, slots=True)
class BothTranslations:
    """A caption translated offline and online; ``lost``: what it says that the online Chinese does not."""

    offline: Translated
    online: Translated
    lost: tuple[Lost, ...]


DomainOf = Callable[[str], CaptionDomain]
"""Gives the kind of a caption."""


def translate(caption: str, domain: CaptionDomain) -> Translation:
    """A caption in Chinese by the grammar of its kind; one that holds no sentence of it as free English."""
    made = domain.translate(caption)
    if made is not None:
        return made
    text, marked, unknown = free_to_chinese(tokenize(caption))
    return Translation(text, 0.0, marked, unknown, free=True)


def to_chinese(caption: str, domain: CaptionDomain) -> str:
    """A caption in Chinese; empty for an empty one."""
    return translate(caption, domain).text


def translate_offline(caption: str, domain: CaptionDomain, problem: Problem | None = None) -> Translated:
    """A caption translated offline; ``problem`` is why no other translator did it, if one was to."""
    made = translate(caption, domain)
    return Translated(caption, made.text, Maker.OFFLINE, problem, made.marked, made.unknown, made.free)


def compare(online: Translated, domain: CaptionDomain) -> BothTranslations:
    """A translation beside the offline one. Where it was made offline itself, nothing counts as lost."""
    if online.provider is Maker.OFFLINE:
        return BothTranslations(online, online, ())
    lost = domain.lost(online.english, online.chinese)
    return BothTranslations(translate_offline(online.english, domain), online, lost)
