"""Which attributes of a caption a Chinese text of it has lost, whoever translated it.

Each attribute is looked for by its terms and their synonyms. Fabric and pattern are said of up to three garments, so
they are looked for in the clauses about theirs: those that name the garment, and those after it that name none.
"""

import re
from dataclasses import fields
from functools import cache

from engine.captions.domain import Lost
from engine.captions.scripts import is_chinese
from engine.clothes.attributes import Attributes
from engine.clothes.reader import read
from engine.clothes.reading import PART_OF
from engine.clothes.synonyms import GARMENTS, SYNONYMS
from engine.clothes.terms import term

_CLAUSE = re.compile(r"[。；;，,.!！?？\n]+")
# Looked for anywhere: only one garment has them, or the text would name it in so many ways.
_ANYWHERE = frozenset({"gender", "upper", "sleeve", "neckline", "outer", "accessories"})
_FIELDS = tuple(field.name for field in fields(Attributes) if field.name not in ("said", "accessories"))


def lost_attributes(caption: str, chinese: str) -> tuple[Lost, ...]:
    """What a caption says of the clothes and its Chinese does not, in the order of ``Attributes``.

    Words of the caption that the reader does not understand are not judged.
    """
    if is_chinese(caption):
        # What an English text of it says is told in more ways than are known.
        return ()
    a = read(caption).attributes
    expected = [Lost(field, getattr(a, field), a.said.get(field, "")) for field in _FIELDS if getattr(a, field)]
    expected += [Lost("accessories", accessory, str(accessory)) for accessory in sorted(a.accessories)]
    if not expected:
        return ()
    texts = _by_part(chinese)
    return tuple(
        attribute
        for attribute in expected
        if not _wording(attribute.field, str(attribute.value), attribute.word).search(
            chinese if attribute.field in _ANYWHERE else texts[PART_OF[attribute.field]]
        )
    )


@cache
def _wording(field: str, value: str, word: str) -> re.Pattern[str]:
    """What says a value in Chinese."""
    known, name = SYNONYMS[field], term(field, word, "zh")
    return re.compile(known.get(name) or known.get(value) or re.escape(name), re.DOTALL)


def _by_part(chinese: str) -> dict[str, str]:
    """The clauses about each garment, joined. Those before any garment is named are about all of them."""
    found: dict[str, list[str]] = {part: [] for part in GARMENTS}
    about = list(GARMENTS)
    for clause in _CLAUSE.split(chinese):
        about = [part for part, noun in _nouns().items() if noun.search(clause)] or about
        for part in about:
            found[part].append(clause)
    return {part: "，".join(clauses) for part, clauses in found.items()}


@cache
def _nouns() -> dict[str, re.Pattern[str]]:
    return {part: re.compile(noun) for part, noun in GARMENTS.items()}
