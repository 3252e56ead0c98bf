"""Sentences that list what a person wears: plain English, the list as the data has it, and Chinese."""

from collections.abc import Sequence

from engine.captions.lists import ListSentences
from engine.outfits.garments import GARMENTS, Garment, How, in_order

PLAIN_SENTENCES = ListSentences(
    ("A", "person"),
    tuple(
        (preposition, tuple(garment.word for garment in GARMENTS.values() if garment.is_worn is worn))
        for preposition, worn in (("in", True), ("with", False))
    ),
    frozenset(garment.word for garment in GARMENTS.values() if garment.english.startswith("a ")),
)
"""How the sentences of ``write_plain`` are built, word by word."""


def write_plain(tags: frozenset[str]) -> str:
    """Plain English: "A person in a coat and trousers, with a bag and sunglasses."."""
    garments = in_order(tags)
    worn = _listed([garment.english for garment in garments if garment.is_worn])
    beside = _listed([garment.english for garment in garments if not garment.is_worn])
    parts = [f"in {worn}" if worn else "", f"with {beside}" if beside else ""]
    return " ".join(["A person", ", ".join(filter(None, parts))]).rstrip() + "."


def write_listed(tags: frozenset[str]) -> str:
    """As the captions of the data are: "The person wears a bag, a coat and pants.", in the order of the alphabet."""
    if not tags:
        return "The person wears nothing."
    return f"The person wears {_listed([_as_tagged(garment) for garment in _alphabetical(tags)])}."


def write_chinese(tags: frozenset[str]) -> str:
    """Chinese: 一位穿着大衣和长裤的人，拎着包，戴着太阳镜。"""
    garments = in_order(tags)
    groups = [
        how.value + _listed([garment.chinese for garment in garments if garment.how is how], "、", "和")
        for how in How
        if any(garment.how is how for garment in garments)
    ]
    if not groups:
        return "一个人。"
    first, *others = groups
    return "，".join([f"一位{first}的人", *others]) + "。"


def _listed(items: Sequence[str], comma: str = ", ", last: str = " and ") -> str:
    return last.join(filter(None, [comma.join(items[:-1]), *items[-1:]]))


def _alphabetical(tags: frozenset[str]) -> list[Garment]:
    return sorted(in_order(tags), key=lambda garment: garment.tag)


def _as_tagged(garment: Garment) -> str:
    return f"a {garment.tag}" if garment.english.startswith("a ") else garment.tag
