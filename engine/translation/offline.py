"""The translator that needs nobody: by a caption's grammar, and of free English word by word.

Into Chinese it translates English, into English the Chinese of a grammar, and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from engine.captions.domain import CaptionDomain, Lost, Translation
from engine.errors import Problem
from engine.translation.direction import CHINESE, ENGLISH, TO_CHINESE, TO_ENGLISH, Direction, primary
from engine.translation.english.freetext import free_to_chinese
from engine.translation.english.tokens import tokenize


class Maker(StrEnum):
    """Who translates a caption."""

    OFFLINE = "offline"
    BAIDU = "baidu"
    LIBRETRANSLATE = "libretranslate"


@dataclass(frozen=True, slots=True)
class Translated:
    """A caption and its translation.

    Attributes:
        text: the translation; empty where there is none.
        provider: who really translated.
        problem: why that was not the translator asked for; None where it was.
        marked: the stretches that the offline translator did not understand, and unknown: the words among them that it
            left as they were. Both are empty where another translator did it.
        free: whether the offline translator took it for free English, of which it knows words but no sentences.
    """

    caption: str
    text: str
    direction: Direction
    provider: Maker
    problem: Problem | None = None
    marked: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    free: bool = False


@dataclass(frozen=True, slots=True)
class BothTranslations:
    """A caption translated offline and online; ``lost``: what it says that the online text does not."""

    offline: Translated
    online: Translated
    lost: tuple[Lost, ...]


DomainOf = Callable[[str], CaptionDomain]
"""Gives the kind of a caption."""


def translate(caption: str, domain: CaptionDomain, direction: Direction = TO_CHINESE) -> Translation | None:
    """A caption translated by the grammar of its kind, or, from English into Chinese, as free English; None where
    neither can be done offline.
    """
    source, target = map(primary, direction)
    if (source, target) not in (TO_CHINESE, TO_ENGLISH):
        return None
    made = domain.translate(caption, "en" if target == ENGLISH else "zh")
    if made is not None or source != ENGLISH:
        return made if made is not None or caption.strip() else Translation("", 1.0, (), ())
    text, marked, unknown = free_to_chinese(tokenize(caption))
    return Translation(text, 0.0, marked, unknown, free=True)


def in_language(caption: str, language: str, wanted: str, domain: CaptionDomain) -> str:
    """A caption in another language, as far as that is known offline; itself in its own; empty where it is not known.

    Args:
        language: that the caption is in.
        wanted: "en" or "zh".
    """
    if primary(language) == wanted:
        return caption
    made = translate(caption, domain, Direction(language, wanted))
    return "" if made is None else made.text


def in_both(caption: str, language: str, domain: CaptionDomain) -> tuple[str, str]:
    """A caption in English and in Chinese; see ``in_language``."""
    return in_language(caption, language, ENGLISH, domain), in_language(caption, language, CHINESE, domain)


def worded(caption: str, language: str, reader: str, domain: CaptionDomain) -> str:
    """A caption for somebody who reads English or Chinese: translated where that can be done offline, else as it is."""
    return in_language(caption, language, reader, domain) or caption


def translate_offline(
    caption: str, domain: CaptionDomain, direction: Direction = TO_CHINESE, problem: Problem | None = None
) -> Translated:
    """A caption translated offline; ``problem`` is why no other translator did it, if one was to.

    Where it cannot be translated offline either, the text is empty, and a problem says so if there is no other.
    """
    made = translate(caption, domain, direction)
    if made is None:
        return Translated(caption, "", direction, Maker.OFFLINE, problem or Problem("translator-offline-language"))
    return Translated(caption, made.text, direction, Maker.OFFLINE, problem, made.marked, made.unknown, made.free)


def compare(online: Translated, domain: CaptionDomain) -> BothTranslations:
    """A translation beside the offline one. Where it was made offline itself, nothing counts as lost."""
    if online.provider is Maker.OFFLINE:
        return BothTranslations(online, online, ())
    lost = domain.lost(online.caption, online.text) if primary(online.direction.target) == CHINESE else ()
    return BothTranslations(translate_offline(online.caption, domain, online.direction), online, lost)
