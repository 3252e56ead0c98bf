"""Captions in the grammar of clothes, English or Chinese, as one kind of captions."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from engine.captions.attributes import NO, NOT_SAID, YES, AttributeReport
from engine.captions.domain import UNSAID, CaptionDomain, CaptionReading, Labels, Language, Lost, Summary, Translation
from engine.captions.scripts import is_chinese
from engine.captions.tokenizers import ENGLISH
from engine.clothes.attribute_scores import garment_marks, score_attributes
from engine.clothes.attributes import Accessory, Gender
from engine.clothes.chinese import writer as chinese
from engine.clothes.chinese.english import to_english
from engine.clothes.chinese.translating import to_chinese
from engine.clothes.constant import wordings
from engine.clothes.fidelity import lost_attributes
from engine.clothes.labels import LABEL_NAMES, LABEL_SIZES, label_value, labels, labels_of
from engine.clothes.reader import read
from engine.clothes.summary import reading_lines, summary
from engine.clothes.terms import field_name, term
from engine.clothes.wordgroups import WordGroup, word_groups, words_alike
from engine.clothes.writer import write_plain

TOLD = 0.8
"""Share of the references that must be understood for the true attributes to be known."""
# How DeepFashion's file names begin.
_NAMED = re.compile(r"(?:.*/)?(?P<women>WO)?MEN-", re.IGNORECASE)
_ACCESSORIES = frozenset(Accessory)
_JUDGED = {NOT_SAID: "未提及", YES: "有", NO: "无"}


class ClothesCaptions(CaptionDomain):
    """Captions that tell gender, garments and accessories, as DeepFashion-MultiModal has them."""

    key = "clothes"
    metrics = ("attribute_accuracy", "exact_match")
    groups = tuple(group.value for group in WordGroup)
    has_attributes = True

    @property
    def labels(self) -> Labels:
        """See ``CaptionDomain``."""
        return Labels(LABEL_NAMES, LABEL_SIZES, labels)

    def reads(self, caption: str) -> bool:
        """See ``CaptionDomain``."""
        return read(caption).reliable

    def read(self, caption: str) -> CaptionReading:
        """See ``CaptionDomain``."""
        return read(caption)

    def describe(self, caption: str) -> list[str]:
        """See ``CaptionDomain``."""
        return reading_lines(read(caption))

    def summary(self, caption: str, language: Language) -> Summary:
        """See ``CaptionDomain``; by the parts of an outfit."""
        return summary(read(caption), language)

    def word_groups(self, words: Sequence[str], language: str = ENGLISH) -> list[str]:
        """See ``CaptionDomain``; of the person, of a garment, of its attributes, or nothing."""
        return [group.value for group in word_groups(words)]

    def words_alike(self, word: str) -> frozenset[str]:
        """See ``CaptionDomain``; "crew" and "round" say the same."""
        return words_alike(word)

    def translate(self, caption: str, target: Language = "zh") -> Translation | None:
        """See ``CaptionDomain``."""
        source = "zh" if is_chinese(caption) else "en"
        if source == target:
            return None
        return to_english(caption) if target == "en" else to_chinese(caption)

    def lost(self, caption: str, chinese: str) -> tuple[Lost, ...]:
        """See ``CaptionDomain``."""
        return lost_attributes(caption, chinese)

    def field_name(self, field: str, language: Language) -> str:
        """See ``CaptionDomain``; also of an accessory that is judged by itself."""
        return term("accessories", field, language) if field in _ACCESSORIES else field_name(field, language)

    def value_name(self, field: str, value: str, language: Language) -> str:
        """See ``CaptionDomain``; also of what is judged: not said, yes and no."""
        if value in _JUDGED:
            return _JUDGED[value] if language == "zh" else value
        return term(field, value, language)

    def known(self, name: str) -> str | None:
        """Whose picture it is by its file's name."""
        named = _NAMED.match(name)
        if named is None:
            return None
        return (Gender.FEMALE if named["women"] else Gender.MALE).value

    def said(self, name: str, caption: str) -> dict[str, str]:
        """See ``CaptionDomain``; nothing but the gender of a caption that is not understood."""
        reading = read(caption)
        said = {
            LABEL_NAMES[place]: label_value(place, number)
            for place, number in enumerate(labels_of(reading).tolist())
            if number != UNSAID
        }
        gender = self.known(name) or reading.attributes.gender
        return {**said, "gender": str(gender)} if gender else said

    def counts(self, pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
        """Pictures of women ("female"), of men ("male"), and of people of whom nothing tells ("unsaid")."""
        found = {"female": 0, "male": 0, "unsaid": 0}
        for name, caption in pairs:
            found[self.known(name) or read(caption).attributes.gender or "unsaid"] += 1
        return {"gender": found}

    def fixed_samples(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, int]]:
        """The first woman and the first man; where captions tell of nobody, the first two pictures."""
        found: dict[str, int] = {}
        first: list[tuple[str, str]] = []
        for place, (name, caption) in enumerate(pairs):
            if place < 2:
                first.append((name, caption))
            gender = read(caption).attributes.gender
            if gender is not None:
                found.setdefault("woman" if gender is Gender.FEMALE else "man", place)
            if len(found) == 2:
                break
        return sorted(found.items(), reverse=True) or super().fixed_samples(first)

    def report(
        self, candidates: Sequence[str], references: Sequence[str], known: Sequence[str | None] | None = None
    ) -> AttributeReport:
        """See ``CaptionDomain``."""
        return score_attributes(candidates, references, _genders(known))

    def marks(
        self, candidates: Sequence[str], references: Sequence[str], known: Sequence[str | None] | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``CaptionDomain``."""
        return garment_marks(candidates, references, _genders(known))

    def ceiling(self, references: Sequence[str]) -> list[str] | None:
        """The true attributes in the fixed wording of the reference's language; None where too few are understood."""
        readings = [read(reference) for reference in references]
        if not readings or sum(reading.reliable for reading in readings) < TOLD * len(readings):
            return None
        return [
            (chinese.write_plain if is_chinese(reference) else write_plain)(reading.attributes)
            for reference, reading in zip(references, readings, strict=True)
        ]

    def constant_candidates(self, captions: Sequence[str], score: Callable[[str], float]) -> Iterator[str]:
        """See ``CaptionDomain``; wordings of the commonest outfit."""
        return wordings(captions, score)


def _genders(known: Sequence[str | None] | None) -> list[Gender | None] | None:
    return None if known is None else [None if value is None else Gender(value) for value in known]


CLOTHES = ClothesCaptions()
