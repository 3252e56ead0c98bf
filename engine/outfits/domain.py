"""Lists of what a person wears, English or Chinese, as one kind of captions."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from engine.captions.attributes import NO, YES, AttributeReport
from engine.captions.domain import (
    UNSAID,
    CaptionDomain,
    Labels,
    Language,
    Lost,
    Statement,
    Summary,
    Translation,
)
from engine.captions.lists import ListSentences
from engine.captions.scripts import is_chinese
from engine.captions.tokenizers import ENGLISH
from engine.outfits import scores
from engine.outfits.garments import GARMENTS, Garment, by_chinese, by_word
from engine.outfits.reader import OutfitReading, read
from engine.outfits.writer import PLAIN_SENTENCES, write_chinese, write_listed, write_plain
from engine.translation.english.lexicon import gloss
from engine.translation.english.nounphrases import CLOSING, OPENING

TOLD = 0.8
"""Share of the references that must be read for what is worn to be known."""
_FUNCTION, _GARMENT = "function", "garment"
_JUDGED = {YES: "有", NO: "无"}


class OutfitCaptions(CaptionDomain):
    """Captions that list garments: "A person in a coat and trousers, with a bag.", "The person wears a coat."."""

    key = "outfits"
    metrics = ("garment_f1",)
    groups = (_FUNCTION, _GARMENT)
    has_attributes = True

    @property
    def labels(self) -> Labels:
        """See ``CaptionDomain``; of each garment whether it is worn."""
        return Labels(tuple(GARMENTS), (2,) * len(GARMENTS), _labels)

    def reads(self, caption: str) -> bool:
        """See ``CaptionDomain``."""
        # Captions of a whole data set are asked about once each: none is worth keeping.
        return read.__wrapped__(caption).whole

    def read(self, caption: str) -> OutfitReading:
        """See ``CaptionDomain``."""
        return read(caption)

    def describe(self, caption: str) -> list[str]:
        """See ``CaptionDomain``."""
        found = read(caption)
        worn = [garment.word for garment in found.named]
        lines = [f"garments: {', '.join(worn)}" if worn else "garments: none"]
        if found.leftover:
            lines.append(f"not understood: {'; '.join(found.leftover)}")
        return lines

    def summary(self, caption: str, language: Language) -> Summary:
        """See ``CaptionDomain``; clothing, then what is worn or carried beside it."""
        found = read(caption)
        chinese = language == "zh"
        parts = (("服装" if chinese else "clothing", True), ("配饰" if chinese else "accessories", False))
        told: Summary = [
            (name, tuple(Statement(_name(each, language), name) for each in found.named if each.is_worn is clothing))
            for name, clothing in parts
        ]
        told.append(("", tuple(Statement(stretch, "", "leftover") for stretch in found.leftover)))
        return [part for part in told if part[1]]

    def word_groups(self, words: Sequence[str], language: str = ENGLISH) -> list[str]:
        """See ``CaptionDomain``; the names of garments, in Chinese their characters, and all else."""
        known = _chinese_characters() if language.startswith("zh") else by_word()
        return [_GARMENT if word.lower() in known else _FUNCTION for word in words]

    def words_alike(self, word: str) -> frozenset[str]:
        """See ``CaptionDomain``; "trousers" and "pants" say the same."""
        lower = word.lower()
        garment = by_word().get(lower)
        return frozenset([lower] if garment is None else [lower, garment.tag, garment.word.lower()])

    def list_sentences(self, words: Sequence[str]) -> ListSentences | None:
        """See ``CaptionDomain``; of the plain English sentences alone."""
        return PLAIN_SENTENCES if PLAIN_SENTENCES.are_of(words) else None

    def translate(self, caption: str, target: Language = "zh") -> Translation | None:
        """See ``CaptionDomain``."""
        found, source = read(caption), "zh" if is_chinese(caption) else "en"
        if source == target or not found.opened:
            return None
        text = (write_chinese if target == "zh" else write_plain)(found.garments)
        unknown: tuple[str, ...] = ()
        if found.leftover:
            glosses = found.leftover
            if target == "zh":
                glossed = [gloss(stretch) for stretch in found.leftover]
                glosses = tuple(text for text, _ in glossed)
                unknown = tuple(word for _, words in glossed for word in words)
            marked = "".join(f"{OPENING}{text}{CLOSING}" for text in glosses if text)
            text = text[:-1] + marked + text[-1]
        return Translation(text, found.understood, found.leftover, unknown)

    def lost(self, caption: str, chinese: str) -> tuple[Lost, ...]:
        """See ``CaptionDomain``."""
        if is_chinese(caption):
            return ()
        return tuple(
            Lost("garment", garment.tag, garment.word)
            for garment in read(caption).named
            if not any(name in chinese for name in (garment.chinese, *garment.also))
        )

    def field_name(self, field: str, language: Language) -> str:
        """See ``CaptionDomain``; of a garment, or of "garment"."""
        if field in GARMENTS:
            return _name(GARMENTS[field], language)
        return {"garment": "服装"}.get(field, field) if language == "zh" else field

    def value_name(self, field: str, value: str, language: Language) -> str:
        """See ``CaptionDomain``; also of what is judged: yes and no."""
        garment = by_word().get(value.lower())
        if garment is not None:
            return _name(garment, language)
        return _JUDGED.get(value, value) if language == "zh" else value

    def said(self, name: str, caption: str) -> dict[str, str]:
        """See ``CaptionDomain``; a yes for each garment."""
        return dict.fromkeys(read(caption).said, YES)

    def report(
        self, candidates: Sequence[str], references: Sequence[str], known: Sequence[Any] | None = None
    ) -> AttributeReport:
        """See ``CaptionDomain``."""
        return scores.report(candidates, references)

    def marks(
        self, candidates: Sequence[str], references: Sequence[str], known: Sequence[Any] | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """See ``CaptionDomain``."""
        return scores.marks(candidates, references)

    def ceiling(self, references: Sequence[str]) -> list[str] | None:
        """The true garments in the wording of the reference; None where too few are read."""
        if not references or sum(read(reference).whole for reference in references) < TOLD * len(references):
            return None
        return [_wording(reference)(read(reference).garments) for reference in references]

    def constant_candidates(self, captions: Sequence[str], score: Callable[[str], float]) -> Iterator[str]:
        """See ``CaptionDomain``; the commonest garments, more and more of them."""
        counts = Counter(tag for caption in captions for tag in read(caption).garments)
        wordings = Counter(_wording(caption) for caption in captions if read(caption).whole)
        if not wordings:
            return
        [(write, _)] = wordings.most_common(1)
        # By name where two are as common, so that the same data gives the same captions.
        common = sorted(counts, key=lambda tag: (-counts[tag], tag))
        for number in range(1, min(len(common), 12) + 1):
            yield write(frozenset(common[:number]))


def _labels(caption: str) -> np.ndarray:
    """(G,) int64, 1 for what is worn; all unsaid where the caption is none of these sentences."""
    if not read(caption).whole:
        return np.full(len(GARMENTS), UNSAID, dtype=np.int64)
    return scores.worn([caption])[0].astype(np.int64)


def _name(garment: Garment, language: Language) -> str:
    return garment.chinese if language == "zh" else garment.word


def _wording(caption: str) -> Callable[[frozenset[str]], str]:
    """What writes sentences as a caption is written."""
    if is_chinese(caption):
        return write_chinese
    return write_listed if caption.lstrip().lower().startswith("the") else write_plain


def _chinese_characters() -> frozenset[str]:
    return frozenset("".join(by_chinese()).lower())


OUTFITS = OutfitCaptions()
