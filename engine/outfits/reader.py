"""What a sentence says that a person wears: English as ``writer`` writes it, plain or listed, and its Chinese.

A model that is half trained says a garment twice, or stops in the middle of a list; so the words are looked at one by
one, and what is no word of these sentences is left over.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.captions.scripts import is_chinese
from engine.outfits.garments import GARMENTS, Garment, How, by_chinese, by_word

_OPENING = re.compile(r"\s*(?:a person\b|the person wears\b|一位|一个人)", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]|_")
_LINKS = frozenset(("a", "an", "the", "person", "wears", "in", "with", "and", "nothing", ",", "."))
_CHINESE_LINKS = ("一个人", "一位", "的人", *(how.value for how in How), "、", "和", "，", "。")


@dataclass(frozen=True, slots=True)
class OutfitReading:
    """What was read out of a caption.

    Attributes:
        said: the tags of garments in the order in which they are said, each as often as it is.
        understood: share of the caption's words and marks, in Chinese of its characters, that was read; 1.0 for an
            empty caption.
        leftover: the stretches that were not, in their order.
        opened: it begins as these sentences do.
    """

    said: tuple[str, ...]
    understood: float
    leftover: tuple[str, ...]
    opened: bool

    @property
    def garments(self) -> frozenset[str]:
        """Their tags."""
        return frozenset(self.said)

    @property
    def named(self) -> tuple[Garment, ...]:
        """The garments in the order in which they are said, each once."""
        return tuple(GARMENTS[tag] for tag in dict.fromkeys(self.said))

    @property
    def whole(self) -> bool:
        """All of it is a sentence of this kind."""
        return self.opened and not self.leftover

    def to_json(self) -> dict[str, Any]:
        """Plain values: ``garments`` in the order in which they are said, ``understood`` and ``leftover``."""
        return {
            "garments": [garment.tag for garment in self.named],
            "understood": self.understood,
            "leftover": list(self.leftover),
        }


@functools.lru_cache(maxsize=1 << 14)
def read(caption: str) -> OutfitReading:
    """What a caption says, in English or Chinese."""
    said: list[str] = []
    leftover: list[list[str]] = []
    sizes, lost, apart = 0, 0, True
    chinese = is_chinese(caption)
    for word, found in _chinese_parts(caption) if chinese else _english_parts(caption):
        size = len(word) if chinese else 1
        sizes += size
        if isinstance(found, Garment):
            said.append(found.tag)
        elif found is None:
            lost += size
            if apart:
                leftover.append([])
            leftover[-1].append(word)
        apart = found is not None
    return OutfitReading(
        tuple(said),
        1 - lost / sizes if sizes else 1.0,
        tuple(("" if chinese else " ").join(stretch) for stretch in leftover),
        _OPENING.match(caption) is not None,
    )


def _english_parts(caption: str) -> Iterator[tuple[str, Garment | bool | None]]:
    """Each word and mark with the garment that it names, True where it links, None where it is strange."""
    for word in _WORDS.findall(caption):
        lower = word.lower()
        yield word, by_word().get(lower) or (lower in _LINKS or None)


def _chinese_parts(caption: str) -> Iterator[tuple[str, Garment | bool | None]]:
    known = _chinese_words()
    place = 0
    while place < len(caption):
        word = next((word for word in known if caption.startswith(word, place)), caption[place])
        if not word.isspace():
            yield word, known.get(word)
        place += len(word)


@functools.cache
def _chinese_words() -> Mapping[str, Garment | bool]:
    """What ``_chinese_parts`` gives of each word that is not strange, the garments first."""
    return {**by_chinese(), **dict.fromkeys(_CHINESE_LINKS, True)}
