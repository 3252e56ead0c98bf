"""Words by what they tell: of the person, of a garment, of its attributes, or nothing; and which say the same.

The words of Chinese captions are its characters (``engine.captions.tokens``), but for Latin letters: 衬, 衫, T.
"""

import functools
from collections.abc import Mapping, Sequence
from enum import StrEnum

from engine.clothes.chinese import words as chinese
from engine.clothes.slots import SLOTS


class WordGroup(StrEnum):
    """A word that the language of clothes does not fill a gap with is a function word, and so is every other word."""

    FUNCTION = "function"
    PERSON = "person"
    GARMENT = "garment"
    ATTRIBUTE = "attribute"


_ATTRIBUTES = ("sleeve_adjective", "sleeves", "neckline", "length", "fabric", "pattern")
_PERSON = ("subject", "poss")
# 裤 and 裙 are of the garment in 短裤 and 长裙, 短 and 长 of its attributes; 款, 面, 料, 图, 案 tell nothing alone.
_CHINESE: tuple[tuple[WordGroup, tuple[str, ...]], ...] = (
    (
        WordGroup.ATTRIBUTE,
        ("长中短无袖圆V字翻立方领吊带三五七分棉质牛仔雪纺针织皮革毛绒混其他", "纯单花卉条格纹子拼撞色复杂合形"),
    ),
    (WordGroup.GARMENT, ("衬衫T恤衣背心裤裙打底外套", "帽镜颈饰腕戒指腰带袜鞋墨太阳眼物")),
    (WordGroup.PERSON, ("她他女男士性人",)),
)


def word_groups(words: Sequence[str]) -> list[WordGroup]:
    """The group of each word; case makes no difference."""
    known = _groups()
    return [known.get(word.lower(), WordGroup.FUNCTION) for word in words]


def words_alike(word: str) -> frozenset[str]:
    """The words, in lower case, that say the same in the same place: "crew" and "round"; itself among them."""
    return _alike().get(word.lower(), frozenset([word.lower()]))


@functools.cache
def _alike() -> Mapping[str, frozenset[str]]:
    alike: dict[str, frozenset[str]] = {}
    for slot in SLOTS.values():
        tokens_of: dict[tuple[object, int], set[str]] = {}
        for word in slot.words:
            if word.value is None:
                continue
            for place, token in enumerate(word.text.lower().split()):
                tokens_of.setdefault((word.value, place), set()).add(token)
        _join(alike, tokens_of)
    for words in chinese.WORDS.values():
        characters_of: dict[tuple[object, int], set[str]] = {}
        for chinese_word in words:
            if len(chinese_word.said) == 1 and chinese_word.said[0].value is not None:
                for place, character in enumerate(chinese_word.text.lower()):
                    characters_of.setdefault((chinese_word.said[0].value, place), set()).add(character)
        _join(alike, characters_of)
    return alike


def _join(alike: dict[str, frozenset[str]], tokens_of: Mapping[tuple[object, int], set[str]]) -> None:
    """Note as alike the tokens that stand at one place of the words of one value."""
    for tokens in tokens_of.values():
        for token in tokens:
            alike[token] = alike.get(token, frozenset()) | tokens


@functools.cache
def _groups() -> Mapping[str, WordGroup]:
    fillers: dict[str, WordGroup] = {}
    garments = [name for name, slot in SLOTS.items() if slot.field in ("upper", "lower", "outer", "accessories")]
    # A word of several groups ("tank") belongs to the last of them.
    for group, slots in (
        (WordGroup.ATTRIBUTE, _ATTRIBUTES),
        (WordGroup.GARMENT, garments),
        (WordGroup.PERSON, _PERSON),
    ):
        for slot in slots:
            fillers |= {token: group for word in SLOTS[slot].words for token in word.text.lower().split()}
    # "socks in shoes" makes no garment of "in".
    del fillers["in"]
    for group, texts in _CHINESE:
        fillers |= dict.fromkeys("".join(texts).lower(), group)
    return fillers
