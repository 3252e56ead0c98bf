"""The translator that needs nobody: the caption grammar's own Chinese."""

from dataclasses import dataclass
from enum import StrEnum

from engine.clothes.chinese import translate as to_chinese
from engine.clothes.fidelity import Lost, lost_attributes
from engine.errors import Problem


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
class Compared:
    """A caption translated offline and online; ``lost``: what it says that the online Chinese does not."""

    offline: Translated
    online: Translated
    lost: tuple[Lost, ...]


def translate_offline(caption: str, problem: Problem | None = None) -> Translated:
    """A caption translated offline; ``problem`` is why no other translator did it, if one was to."""
    made = to_chinese(caption)
    return Translated(caption, made.text, Maker.OFFLINE, problem, made.marked, made.unknown, made.free)


def compare(online: Translated) -> Compared:
    """A translation beside the offline one. Where it was made offline itself, nothing counts as lost."""
    if online.provider is Maker.OFFLINE:
        return Compared(online, online, ())
    return Compared(translate_offline(online.english), online, lost_attributes(online.english, online.chinese))
