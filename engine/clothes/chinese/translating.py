"""English captions in Chinese, as a shop would word them, from what was read rather than word for word.

One clause for each garment, in the order in which the caption comes to them, then the accessories in theirs. What was
not understood is glossed word by word and set between 〔 and 〕 at the end of the clause where it stood; a value that
contradicts an earlier one stands in such brackets at the end. Free English, which holds no sentence of the captions'
grammar and words that it lacks, is left to ``engine.translation.offline``.
"""

from engine.captions.domain import Translation
from engine.clothes.attributes import Accessory, Attributes, Fabric, Lower, LowerLength, Neckline
from engine.clothes.chinese.words import ABSENT, ACCESSORIES, KIND
from engine.clothes.reader import read
from engine.clothes.reading import PART_OF, Contradiction, Reading
from engine.clothes.templates import vocabulary
from engine.clothes.terms import field_name, term
from engine.translation.english.lexicon import HANGING, gloss
from engine.translation.english.nounphrases import CLOSING, OPENING

# A pattern before a noun, where it is more than its term.
_BEFORE_NOUN = {
    "graphic": "带图案的",
    "floral": "花卉纹",
    "complicated": "复杂图案的",
    "mixed": "混合图案的",
    "other": "其他图案的",
}
_ALONE = {"graphic": "带图案", "floral": "花卉纹"}
_COTTON = "棉质"
# The lower garment's noun by the word that was said: without a length, and with one (in words, in tenths).
_LOWER = {
    "pants": ("裤子", ("{}裤", "{}裤")),
    "trousers": ("裤子", ("{}裤", "{}裤")),
    "shorts": ("短裤", ("{}款短裤", "{}短裤")),
    "skirt": ("裙子", ("{}裙", "{}裙")),
    "leggings": ("打底裤", ("{}款打底裤", "{}打底裤")),
}
_TENTHS = frozenset({LowerLength.THREE_POINT, LowerLength.THREE_QUARTER})


def to_chinese(caption: str) -> Translation | None:
    """A caption in Chinese, with how much of it was understood; None where it is free English."""
    reading = read(caption)
    if _is_free(reading):
        return None
    clauses, unknown = _clauses(reading)
    text = "；".join(clauses) + _contradictions(reading.contradictions)
    text = text.replace(CLOSING + OPENING, "；")
    if text and any(fact.field != "leftover" for fact in reading.facts):
        text += "。"
    return Translation(text, reading.understood, reading.leftover, unknown)


def _is_free(reading: Reading) -> bool:
    """Whether a caption is free English: half-trained models stutter, too, but only in the grammar's own words."""
    if reading.sentences:
        return False
    words = (word for stretch in reading.leftover for word in stretch.lower().split() if word[0] != "<")
    return any(word not in vocabulary() and any(sign.isalnum() for sign in word) for word in words)


def _clauses(reading: Reading) -> tuple[list[str], tuple[str, ...]]:
    """The clauses in order, each with the marked glosses of what stood there, and the unknown words."""
    a = reading.attributes
    understood = any(fact.field != "leftover" for fact in reading.facts)
    glosses: dict[str, str] = {"subject": ""}
    accessories: dict[str, None] = {}
    unknown: list[str] = []
    part = "subject"
    ended = False
    for fact in reading.facts:
        if fact.field == "leftover":
            if understood and all(token.lower() in HANGING for token in fact.word.split()):
                # "… and a": nothing hangs on it.
                continue
            text, strange = gloss(fact.word)
            unknown.extend(strange)
            if text:
                before = glosses[part]
                if before.endswith(CLOSING):
                    # What is marked side by side is marked together.
                    joint = " " if before[-2].isascii() and text[0].isascii() else ""
                    before = before[: -len(CLOSING)] + ("，" if ended else joint)
                else:
                    before += OPENING
                glosses[part] = before + text + CLOSING
                ended = fact.word[-1] in ",."
            continue
        if isinstance(fact.value, Accessory):
            accessories[ACCESSORIES[fact.value][0][0]] = None
            part = "accessories"
        elif fact.field == "absent":
            accessories[ABSENT[Accessory(fact.word)]] = None
            part = "accessories"
        else:
            part = PART_OF.get(fact.field, part)
        glosses.setdefault(part, "")
    beginning = _subject(reading) + glosses.pop("subject")
    clauses = []
    for name, marked in glosses.items():
        if name == "accessories":
            clauses.append("，".join(accessories) + marked)
        else:
            clauses.append(_GARMENTS[name](a) + marked)
    if beginning:
        clauses[:1] = [beginning + "".join(clauses[:1])]
    return clauses, tuple(dict.fromkeys(unknown))


def _subject(reading: Reading) -> str:
    """Who wears it: the person whose gender was told, anybody, or nobody where the caption names none."""
    gender = reading.attributes.gender
    if gender is not None:
        return "这位" + term("gender", gender, "zh")
    return term("gender", "person", "zh") if any(fact.field == "gender" for fact in reading.facts) else ""


def _upper(a: Attributes) -> str:
    sleeve = term("sleeve", a.sleeve, "zh") if a.sleeve else ""
    garment = _said(a, "upper") or "上衣"
    noun = _before_noun(a, "upper_pattern") + sleeve + garment
    neckline = "吊带款" if a.neckline is Neckline.SUSPENDERS else _said(a, "neckline")
    return _listed("身穿一件" + noun, _fabric(a, "upper_fabric"), neckline)


def _lower(a: Attributes) -> str:
    length, fabric, pattern = _said(a, "lower_length"), _fabric(a, "lower_fabric"), _alone(a, "lower_pattern")
    if a.lower is None:
        parts = [text for text in (length and length + "款", fabric, pattern) if text]
        return _listed("下装为" + parts[0], *parts[1:]) if parts else "穿有下装"
    if a.lower is Lower.SHORTS and not length:
        # 下穿短裤 would tell that they are short.
        return _listed(KIND.text, fabric, pattern)
    without, with_length = _LOWER[a.said["lower"]]
    garment = with_length[a.lower_length in _TENTHS].format(length) if length else without
    # Shorts are short.
    garment = garment.removeprefix("短款") if garment == "短款短裤" else garment
    before = _fabric_before(a, "lower_fabric")
    if a.lower_fabric is Fabric.DENIM:
        # 牛仔裤, 牛仔裙 are words of their own.
        garment = garment.removesuffix("子")
    return _listed("下穿" + before + garment, "" if before else fabric, pattern)


def _outer(a: Attributes) -> str:
    before = _fabric_before(a, "outer_fabric")
    noun = _before_noun(a, "outer_pattern") + before + "外套"
    return _listed("外搭一件" + noun, "" if before else _fabric(a, "outer_fabric"))


_GARMENTS = {"upper": _upper, "lower": _lower, "outer": _outer}


def _listed(*texts: str) -> str:
    return "，".join(text for text in texts if text)


def _said(a: Attributes, field: str) -> str:
    """The term of the word that was said for a field; empty where none was."""
    return term(field, a.said[field], "zh") if field in a.said else ""


def _fabric(a: Attributes, field: str) -> str:
    """A fabric that stands alone: 棉质面料."""
    word = _said(a, field)
    return {"棉": _COTTON}.get(word, word) + "面料" if word else ""


def _fabric_before(a: Attributes, field: str) -> str:
    """A fabric as a noun takes it, empty for "other", which no noun takes."""
    word = _said(a, field)
    return {"棉": _COTTON, "其他": ""}.get(word, word)


def _before_noun(a: Attributes, field: str) -> str:
    """A pattern as a noun takes it: 带图案的, 纯色."""
    return _BEFORE_NOUN.get(a.said.get(field, ""), _said(a, field))


def _alone(a: Attributes, field: str) -> str:
    """A pattern that stands alone."""
    return _ALONE.get(a.said.get(field, ""), _said(a, field))


def _contradictions(contradictions: tuple[Contradiction, ...]) -> str:
    """What was also said: 〔另称领型：V领〕."""
    clauses = "，".join(
        f"另称{field_name(other.field, 'zh')}：{term(other.field, other.other_word, 'zh')}" for other in contradictions
    )
    return OPENING + clauses + CLOSING if clauses else ""
