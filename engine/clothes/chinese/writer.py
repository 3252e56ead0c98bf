"""Attributes to a Chinese caption: in varied sentences, or in one fixed wording."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from engine.clothes.attributes import Accessory, Attributes, Gender, Lower
from engine.clothes.chinese.templates import (
    BOTH,
    FORMS,
    LOWER,
    OUTER,
    REST,
    UNNAMED_LOWER,
    UPPER,
    ChineseOutline,
)
from engine.clothes.chinese.words import ACCESSORIES, LOWERS, PRONOUNS, SUBJECTS, WORDS, ChineseWord
from engine.clothes.sayable import settled_lower
from engine.clothes.writer import PLAIN_ORDER, fitting_words

Choice = TypeVar("Choice")

_PART = re.compile(r"\[([^\]]*)\]|\{(\w+)(?::(\w+))?\}|[^\[\]{}]+")
_WHO = ("{who}", "{whose}")
_OF_UPPER = ("upper", "sleeve", "upper_fabric", "upper_pattern", "neckline")
_OF_LOWER = ("lower", "lower_length", "lower_fabric", "lower_pattern")
_BOTH_SHARE = 0.3
"""How often the opening names both garments, where both have a name."""
_NAMED_AGAIN, _HE_OR_SHE = 0.15, 0.25
"""How often a later sentence names the person anew, and by a pronoun; the others name nobody."""


def sayable(attributes: Attributes) -> Attributes:
    """What a Chinese caption says of a record: all of it, but for fabric and pattern of an outer garment that is not
    worn; and trousers that end at the knee or above it are shorts, as in English.
    """
    outer = attributes.outer
    return replace(
        attributes,
        lower=settled_lower(attributes.lower, attributes.lower_length),
        outer_fabric=attributes.outer_fabric if outer else None,
        outer_pattern=attributes.outer_pattern if outer else None,
    )


def write(attributes: Attributes, rng: random.Random) -> str:
    """A caption that says all of ``sayable(attributes)``, in sentences and words chosen by chance.

    The first word for somebody tells their gender, where it is known.
    """
    return _write(sayable(attributes), _Coins(rng))


def write_plain(attributes: Attributes) -> str:
    """A caption in one fixed wording, which shares most with the others; it says all of ``sayable(attributes)``."""
    return _write(sayable(attributes), _Fixed())


class _Coins:
    """Chooses at random, by weight."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def among(self, choices: Sequence[tuple[Choice, float]]) -> Choice:
        return self._rng.choices([choice for choice, _ in choices], [weight for _, weight in choices])[0]

    def outline(self, outlines: Sequence[ChineseOutline]) -> ChineseOutline:
        return self.among([(outline, outline.weight) for outline in outlines])

    def happens(self, share: float) -> bool:
        return self._rng.random() < share

    def order(self, accessories: frozenset[Accessory]) -> list[Accessory]:
        # Sorted first: the order of a set of strings differs from process to process.
        names = sorted(accessories)
        self._rng.shuffle(names)
        return names


class _Fixed:
    """Chooses the same always: the plain outlines, and the commonest words."""

    def among(self, choices: Sequence[tuple[Choice, float]]) -> Choice:
        return max(choices, key=lambda choice: choice[1])[0]

    def outline(self, outlines: Sequence[ChineseOutline]) -> ChineseOutline:
        return max(outlines, key=lambda outline: (outline.plain, outline.weight))

    def happens(self, share: float) -> bool:
        return share > 0.5

    def order(self, accessories: frozenset[Accessory]) -> list[Accessory]:
        return sorted(accessories, key=PLAIN_ORDER.index)


_Chooser = _Coins | _Fixed


def _write(a: Attributes, choose: _Chooser) -> str:
    words = _garment_words(a, choose)
    garments = _garments(a, words, choose)
    if a.outer:
        garments.append(_filled(_outline(OUTER, words, choose).sentences[0], words))
    worn = [choose.among(ACCESSORIES[accessory]) for accessory in choose.order(a.accessories)]
    sentences = garments + (["{who}" + "，".join(worn)] if worn else [])
    if not sentences:
        return choose.among(_weighted(SUBJECTS[a.gender])).text + "。" if a.gender else ""
    joint = "；" if len(garments) > 1 and choose.happens(0.3) else "。"
    people = [_person(a.gender, number == 0, choose) for number in range(len(sentences))]
    told = [_of_person(sentence, person) for sentence, person in zip(sentences, people, strict=True)]
    return joint.join(told) + "。"


def _garments(a: Attributes, words: dict[str, str], choose: _Chooser) -> list[str]:
    """The sentences about the upper and the lower garment, the person still open."""
    upper = any(getattr(a, field) is not None for field in _OF_UPPER)
    if upper and "lower" in words and choose.happens(_BOTH_SHARE):
        return [_filled(text, words) for text in _telling(_outline(BOTH, words, choose), words)]
    sentences: list[str] = []
    if upper:
        sentences += [_filled(text, words) for text in _telling(_outline(UPPER, words, choose), words)]
    if "lower" in words:
        sentences += [_filled(text, words) for text in _telling(_outline(LOWER, words, choose), words)]
    elif a.lower is Lower.SHORTS:
        sentences.append(_filled(REST[0], words))
    elif a.lower_length is not None:
        sentences += [_filled(text, words) for text in _telling(_outline(UNNAMED_LOWER, words, choose), words)]
    elif any(getattr(a, field) is not None for field in _OF_LOWER):
        sentences.append(_filled(REST[1] if a.lower_fabric else REST[2], words))
    return sentences


def _outline(outlines: Sequence[ChineseOutline], words: dict[str, str], choose: _Chooser) -> ChineseOutline:
    """One of those that can say what there is."""
    able = [outline for outline in outlines if _says_all(outline, words)]
    return choose.outline(able)


def _says_all(outline: ChineseOutline, words: dict[str, str]) -> bool:
    """Whether each gap that must be filled can be, and nothing that is told of its garments is left out."""
    text = "，".join(outline.sentences)
    needed = [match for match in _PART.finditer(text) if match[2] and match[0] not in _WHO]
    return all(_key(match) in words for match in needed)


def _telling(outline: ChineseOutline, words: dict[str, str]) -> list[str]:
    """The first sentence, and those after it that fill a gap beyond the nouns."""
    first, *rest = outline.sentences
    return [first, *(text for text in rest if any(_has(part[1], words) for part in _PART.finditer(text) if part[1]))]


def _has(optional: str, words: dict[str, str]) -> bool:
    return all(_key(match) in words for match in _PART.finditer(optional) if match[2])


def _filled(sentence: str, words: dict[str, str]) -> str:
    """A sentence with its gaps filled, but for the person."""
    who = next((who for who in _WHO if sentence.startswith(who)), "")
    parts: list[str] = []
    for match in _PART.finditer(sentence.removeprefix(who)):
        if match[1] is not None:
            parts.append(_filled(match[1], words) if _has(match[1], words) else "")
        else:
            parts.append(words[_key(match)] if match[2] else match[0])
    # 牛仔裤, 牛仔裙 are words of their own.
    return who + "".join(parts).replace("牛仔裤子", "牛仔裤").replace("牛仔裙子", "牛仔裙")


def _key(match: re.Match[str]) -> str:
    return match[2] + FORMS.get(match[3], "")


def _of_person(sentence: str, person: str) -> str:
    """A sentence about somebody, or nobody, in which nothing was told before its first clause."""
    whose = sentence.startswith("{whose}")
    rest = sentence.removeprefix("{whose}").removeprefix("{who}")
    return (person + "的" if whose and person else person) + rest.strip("，")


def _person(gender: Gender | None, first: bool, choose: _Chooser) -> str:
    """Who a sentence is about; the first tells it, where it is known."""
    named = choose.among(_weighted(SUBJECTS[gender])).text
    if first or choose.happens(_NAMED_AGAIN):
        return named
    return PRONOUNS[gender].text if gender and choose.happens(_HE_OR_SHE) else ""


def _garment_words(a: Attributes, choose: _Chooser) -> dict[str, str]:
    """The words for everything that a record says of its garments; one caption names a garment by one word."""
    words = {"upper": "上衣", "lower_clothing": "下装", "outer": "外套"}
    if a.upper is not None:
        fitting = fitting_words(a.upper, a.sleeve)
        words["upper"] = choose.among(
            [(word, word.weight) for word in _of("upper", a.upper) if word.said[0].word in fitting]
        ).text
    for field in ("sleeve", "neckline"):
        value = getattr(a, field)
        if value is not None:
            words[field] = _word(field, value, choose)
    for part in ("upper", "lower", "outer"):
        fabric, pattern = getattr(a, f"{part}_fabric"), getattr(a, f"{part}_pattern")
        if fabric is not None:
            words |= {f"{part}_{form}": _word(form, fabric, choose) for form in ("fabric_before", "fabric_alone")}
        if pattern is not None:
            forms = ("pattern_before", "pattern_alone", "pattern_named")
            words |= {f"{part}_{form}": _word(form, pattern, choose) for form in forms}
    if a.lower is not None and (a.lower, a.lower_length) in LOWERS:
        words["lower"] = choose.among(_weighted(LOWERS[a.lower, a.lower_length])).text
    elif a.lower_length is not None:
        words["length"] = _word("length", a.lower_length, choose)
    return words


def _word(gap: str, value: object, choose: _Chooser) -> str:
    """A word of a gap for a value."""
    return choose.among(_weighted(_of(gap, value))).text


def _of(gap: str, value: object) -> tuple[ChineseWord, ...]:
    return tuple(word for word in WORDS[gap] if word.said[0].value == value)


def _weighted(words: Sequence[ChineseWord]) -> list[tuple[ChineseWord, float]]:
    return [(word, word.weight) for word in words]
