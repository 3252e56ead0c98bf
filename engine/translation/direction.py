"""From which language into which."""

from typing import NamedTuple

ENGLISH, CHINESE = "en", "zh"


class Direction(NamedTuple):
    """The languages of a caption and of its translation, as BCP 47 keys."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


TO_CHINESE = Direction(ENGLISH, CHINESE)
TO_ENGLISH = Direction(CHINESE, ENGLISH)


def direction_of(language: str) -> Direction:
    """How captions of a language are translated: Chinese ones into English, all others into Chinese."""
    return Direction(language, ENGLISH if primary(language) == CHINESE else CHINESE)


def primary(language: str) -> str:
    """A language without its script and region: "zh" of "zh-Hant"."""
    return language.partition("-")[0].lower()
