"""Attributes to a caption: in the data's distribution of templates and words, or in one fixed best wording."""

import random
from collections.abc import Mapping, Sequence
from enum import StrEnum

from engine.clothes.attributes import Accessory, Attributes, Gender, Lower, Sleeve, Upper
from engine.clothes.sayable import ABOVE_THE_KNEE, sayable
from engine.clothes.slots import SLOTS, SUBJECTS, Word
from engine.clothes.templates import (
    ACCESSORY_TEMPLATES,
    OUTER_TEMPLATES,
    OUTLINES,
    TEMPLATES,
    Outline,
    elements,
)

_POSSESSIVES = {Gender.FEMALE: "her", Gender.MALE: "his"}
_FABRIC_FIRST = "upper-fabric"
_NECKLINE_FABRIC = frozenset({"upper-fabric-its-neckline", "upper-fabric-a-neckline"})
_ONLY_WORDS = {name: slot.words[0].text for name, slot in SLOTS.items() if len(slot.words) == 1}
# The most frequent order of accessories says the frequent ones first.
PLAIN_ORDER = (
    Accessory.WRIST,
    Accessory.NECKWEAR,
    Accessory.RING,
    Accessory.HAT,
    Accessory.SUNGLASSES,
    Accessory.SOCKS,
    Accessory.SOCKS_IN_SHOES,
    Accessory.BELT,
    Accessory.LEGGINGS,
    Accessory.WAIST_CLOTHING,
    Accessory.GLASSES_HELD,
)


def write(attributes: Attributes, rng: random.Random, *, telling: bool = False) -> str:
    """A caption in the data's distribution of sentences and words; it says all of ``sayable(attributes)``.

    The caller leaves out what is not to be said by None (the data leaves the neckline out in 14 % of its captions).
    A gender that the record holds is said at least once. Reading the caption gives the same record.

    With ``telling`` the first word for somebody tells the gender that the record holds; a third of the later sentences
    say "person". A small model then learns to say it at once, instead of remembering that it has not done so yet.
    """
    return _write(sayable(attributes), _Coins(rng), telling=telling)


def write_plain(attributes: Attributes, *, keep_words: bool = False) -> str:
    """A caption in one fixed wording, the commonest; it says all of ``sayable(attributes)``.

    With ``keep_words`` the words in ``attributes.said`` stand for their values where they can.
    """
    return _write(sayable(attributes), _Fixed(attributes.said if keep_words else {}))


class _Coins:
    """Chooses at random, by weight."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def outline(self, outlines: Sequence[Outline]) -> Outline:
        return self._rng.choices(outlines, [outline.weight for outline in outlines])[0]

    def word(self, slot: str, words: Sequence[Word]) -> Word:
        if len(words) == 1:
            return words[0]
        return self._rng.choices(words, [word.weight for word in words])[0]

    def noun(self, gender: Gender | None) -> Word:
        return self.word("subject", SUBJECTS[gender] + SUBJECTS[None] if gender else SUBJECTS[None])

    def template(self, names: Sequence[str]) -> str:
        return self._rng.choices(names, [TEMPLATES[name].count for name in names])[0]

    def optional(self) -> bool:
        return self._rng.random() < 0.5

    def order(self, accessories: frozenset[Accessory]) -> list[Accessory]:
        # Sorted first: the order of a set of strings differs from process to process.
        names = sorted(accessories)
        self._rng.shuffle(names)
        return names


class _Fixed:
    """Chooses the same always: the commonest, or the word that was said."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._said = words

    def outline(self, outlines: Sequence[Outline]) -> Outline:
        return max(outlines, key=lambda outline: outline.weight)

    def word(self, slot: str, words: Sequence[Word]) -> Word:
        wanted = self._said.get(SLOTS[slot].field or slot)
        return next((word for word in words if word.text == wanted), max(words, key=lambda word: word.weight))

    def noun(self, gender: Gender | None) -> Word:
        return self.word("subject", SUBJECTS[gender])

    def template(self, names: Sequence[str]) -> str:
        return max(names, key=lambda name: TEMPLATES[name].count)

    def optional(self) -> bool:
        return False

    def order(self, accessories: frozenset[Accessory]) -> list[Accessory]:
        return sorted(accessories, key=PLAIN_ORDER.index)


_Words = dict[str, str]


def _outlines(a: Attributes) -> list[Outline]:
    """The outlines that can say the garments of a sayable record, at least one."""
    named = bool(a.upper and a.sleeve)
    fabric, pattern = a.upper_fabric is not None, a.upper_pattern is not None
    able = {
        "dressed": named and pattern,
        "dressed-both": bool(named and pattern and a.lower and a.lower_length),
        "upper-own": bool(named and fabric and pattern and a.gender),
        "upper-clothing": bool(a.upper is None and a.sleeve),
        "upper-worn-it": named and fabric and pattern,
        "upper-worn-its": named and fabric and pattern,
        "upper-worn": named and fabric,
    }
    found = [outline for outline in OUTLINES if able[outline.opening]]
    return found or list(OUTLINES)


def _upper_plan(a: Attributes, outline: Outline) -> list[str]:
    """The names of the sentences about the upper garment."""
    plan: list[str] = []
    fabric, pattern = a.upper_fabric is not None, a.upper_pattern is not None
    if a.sleeve is not None:
        plan.append(outline.opening)
        fabric = fabric and outline.opening in ("dressed", "dressed-both")
        pattern = pattern and outline.opening == "upper-worn"
    neckline = outline.neckline if a.neckline is not None else None
    if fabric:
        if neckline in _NECKLINE_FABRIC:
            plan.append(neckline)
            neckline = None
        else:
            plan.append(_FABRIC_FIRST)
    if pattern:
        plan.append("upper-pattern")
    if neckline is not None:
        # Without a fabric the garment is named by its neckline where nothing else has named it.
        if neckline in _NECKLINE_FABRIC:
            neckline = "neckline-it-has"
        if a.upper is None and neckline in ("neckline-of-upper", "neckline-upper-has"):
            neckline = "neckline-it-has"
        if a.upper is not None and a.sleeve is None and a.upper_fabric is None:
            neckline = "neckline-upper-has"
        plan.append(neckline)
    return plan


def _lower_plan(a: Attributes, outline: Outline, gender_told: bool) -> list[str]:
    """The names of the sentences about the lower garment; ``told``: the opening has told its name and length."""
    made = a.lower_fabric is not None
    if a.lower is None:
        return ["lower-clothing"] * (a.lower_length is not None) + ["lower-it"] * made
    if a.lower_length is None or gender_told:
        return ["lower-fabric"] * made
    sentence = outline.lower
    if (sentence == "lower-all" and made) or (sentence == "lower-own" and made and a.gender):
        return [sentence]
    if sentence not in ("lower-worn", "lower-length"):
        sentence = "lower-worn"
    return [sentence] + ["lower-fabric"] * made


def _garment_words(a: Attributes, choose: "_Coins | _Fixed") -> _Words:
    """The words for everything that a record says of its garments; one caption names a garment by one word."""
    words: _Words = {}
    for slot, value in (
        ("upper", a.upper),
        ("upper_fabric", a.upper_fabric),
        ("upper_pattern", a.upper_pattern),
        ("neckline", a.neckline),
        ("lower", a.lower),
        ("length", a.lower_length),
        ("lower_fabric", a.lower_fabric),
        ("lower_pattern", a.lower_pattern),
        ("outer_fabric", a.outer_fabric),
        ("outer_pattern", a.outer_pattern),
        ("sleeve_adjective", a.sleeve),
        ("sleeves", a.sleeve),
    ):
        if value is not None:
            words[slot] = choose.word(slot, _names(slot, value, a)).text
    words["be"] = "is" if a.lower is Lower.SKIRT else "are"
    return words


def _names(slot: str, value: StrEnum, a: Attributes) -> tuple[Word, ...]:
    """The words of a slot that name a value in the company of the record's other values."""
    words = tuple(word for word in SLOTS[slot].words if word.value == value)
    if slot == "upper" and value is Upper.SHIRT:
        fitting = fitting_words(value, a.sleeve)
        return tuple(word for word in words if word.text in fitting)
    if slot == "sleeve_adjective" and value is Sleeve.SLEEVELESS and a.upper is not Upper.TANK:
        # "a tank shirt" would name another garment.
        return tuple(word for word in words if word.text != "tank")
    if slot == "lower" and value is Lower.SHORTS and a.lower_length in ABOVE_THE_KNEE:
        return words + tuple(word for word in SLOTS[slot].words if word.text == "pants")
    return words


def fitting_words(upper: StrEnum, sleeve: Sleeve | None) -> frozenset[str]:
    """The words that may name an upper garment with such a sleeve: no T-shirt has long ones, no sweater short ones."""
    if upper is Upper.SHIRT:
        others = {Sleeve.SHORT: {"T-shirt"}, Sleeve.LONG: {"sweater"}}
        return frozenset({"shirt", *(others.get(sleeve, set()) if sleeve else set())})
    return frozenset(word.text for word in SLOTS["upper"].words if word.value == upper)


def _write(a: Attributes, choose: "_Coins | _Fixed", *, telling: bool = False) -> str:
    """The caption of a sayable record."""
    outline = choose.outline(_outlines(a))
    upper = _upper_plan(a, outline)
    garments = upper + _lower_plan(a, outline, gender_told="dressed-both" in upper)
    others = [choose.template(OUTER_TEMPLATES)] if a.outer else []
    for accessory in choose.order(a.accessories):
        names = [name for name in ACCESSORY_TEMPLATES[accessory] if a.gender or "{poss}" not in TEMPLATES[name].text]
        others.append(choose.template(names))

    # The garment sentences speak of the person in one and the same way, every other sentence in a way of its own.
    shared = _subject(a.gender, choose)
    subjects = [shared] * len(garments) + [_subject(a.gender, choose) for _ in others]
    plan = garments + others
    if a.gender and not any("{subject}" in TEMPLATES[name].text or "{poss}" in TEMPLATES[name].text for name in plan):
        # A sayable record has a gender here only for its outer garment's sake, whose sentence can name somebody.
        plan[plan.index("outer")] = choose.template([name for name in OUTER_TEMPLATES if name != "outer"])
    _ensure_gender(a.gender, plan, subjects, choose, at_once=telling)
    words = _garment_words(a, choose)
    if a.gender is not None:
        words["poss"] = _POSSESSIVES[a.gender]
    sentences = []
    for name, subject in zip(plan, subjects, strict=True):
        verb, optional = choose.word("wears", SLOTS["wears"].words).text, choose.optional()
        if name == outline.opening:
            verb, optional = outline.verb, outline.article
        elif upper and name == "lower-worn":
            verb = "wears"
        sentences.append(_sentence(TEMPLATES[name].text, {**_ONLY_WORDS, **words, **subject, "wears": verb}, optional))
    return " ".join(sentences)


def _subject(gender: Gender | None, choose: "_Coins | _Fixed") -> _Words:
    determiner = choose.word("det", SLOTS["det"].words).text
    return {"det": determiner, "subject": choose.noun(gender).text}


def _ensure_gender(
    gender: Gender | None, plan: list[str], subjects: list[_Words], choose: "_Coins | _Fixed", *, at_once: bool
) -> None:
    """Where only "person" would be said of somebody whose gender is to be told, change the first such word.

    ``at_once``: change it too where "person" would be the first word for somebody.
    """
    if gender is None:
        return
    texts = [TEMPLATES[name].text for name in plan]
    places = [
        "{subject}" not in text or subject["subject"] != "person"
        for text, subject in zip(texts, subjects, strict=True)
        if "{subject}" in text or "{poss}" in text
    ]
    if places[0] if at_once else any(places) or any("{poss}" in text for text in texts):
        return
    noun = choose.word("subject", SUBJECTS[gender]).text
    for text, subject in zip(texts, subjects, strict=True):
        if "{subject}" in text:
            # Shared by all garment sentences, so that they go on naming the person by one word.
            subject["subject"] = noun
            return


def _sentence(text: str, words: _Words, optional: bool) -> str:
    """A template with its gaps filled, its first letter large, its full stop set."""
    parts: list[str] = []
    for kind, part in elements(text):
        if kind == "slot":
            parts.append(words[part])
        elif kind == "word" or optional:
            parts.append(part)
    sentence = " ".join(parts).replace(" ,", ",")
    return sentence[0].upper() + sentence[1:] + "."
