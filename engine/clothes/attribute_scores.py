"""Captions judged by what they say, whatever the wording: attribute by attribute, on canonical values.

What counts where one side is silent:

- These captions name every garment attribute that is known, so one that the reference does not name is not judged, and
  one that the candidate alone does not name is wrong. The neckline is the exception: a reference that tells of the
  upper garment leaves it out where none can be seen, so there "not said" is a value like the others, and a neckline
  that is made up is wrong.
- "Upper clothing" and "lower clothing" name a garment of any kind, by a coin and not by the picture: a candidate that
  says so is not judged on the garment's name.
- Outer garment and accessories are named whenever they are worn: silence is a no.
- A gender that the candidate does not tell is wrong, and how often one is told stands beside it.
- Silence means this only in these captions: of a reference of which less than ``reader.RELIABLE`` is understood
  nothing but the gender is judged.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.captions.attributes import NO, NOT_SAID, YES, AttributeReport, AttributeScore, GenderScore
from engine.captions.balance import imbalances
from engine.captions.confusion import Cell, score, table
from engine.clothes.attributes import FIELD_VALUES, GARMENT_VALUES, Accessory, Attributes, Gender
from engine.clothes.reader import read
from engine.metrics.scored import ScoredSet, Shares

GARMENTS, VALUED = GARMENT_VALUES, FIELD_VALUES
"""The garment attributes, over which the mean accuracy and the exact match are; and all that hold a value."""
WORN = ("outer", *(accessory.value for accessory in Accessory))
"""What is judged as a yes or a no: the outer garment, then each accessory."""
NAMES = ("gender", *GARMENTS, "outer", "outer_fabric", "outer_pattern", *WORN[1:])
"""Everything that is judged, in the order in which people read it."""

_KINDS = ("upper", "lower")
_OF_UPPER = ("upper", "sleeve", "upper_fabric", "upper_pattern", "neckline")


@dataclass(frozen=True, slots=True)
class _Told:
    """What one caption tells: the record, the garments it names in general words, every gender it says."""

    attributes: Attributes
    general: frozenset[str]
    genders: frozenset[Gender]
    reliable: bool

    @classmethod
    def of(cls, caption: str, gender: Gender | None = None) -> "_Told":
        """``gender``: whose picture it is, where that is known better."""
        reading = read(caption)
        return cls(
            replace(reading.attributes, gender=gender) if gender else reading.attributes,
            frozenset(fact.field for fact in reading.facts if fact.value is None and fact.field in _KINDS),
            frozenset(fact.value for fact in reading.facts if isinstance(fact.value, Gender)),
            reading.reliable,
        )

    def value(self, name: str) -> str:
        """The canonical value of one of ``NAMES``, as a word."""
        if name in VALUED:
            value = getattr(self.attributes, name)
            return NOT_SAID if value is None else str(value)
        worn = self.attributes.outer if name == "outer" else name in self.attributes.accessories
        return YES if worn else NO


def score_attributes(
    candidates: Sequence[str], references: Sequence[str], genders: Sequence[Gender | None] | None = None
) -> AttributeReport:
    """Score captions against their references, one each.

    Args:
        genders: the person's, where it is known otherwise (from the file's name); else the reference's counts.

    Raises:
        ValueError: if the numbers differ.
    """
    pairs = _pairs(candidates, references, genders)
    scores: dict[str, AttributeScore] = {}
    confusion: dict[str, dict[str, dict[str, int]]] = {}
    rights: list[list[bool]] = [[] for _ in pairs]
    for name in NAMES:
        cells: Counter[Cell] = Counter()
        judged: Counter[Cell] = Counter()
        for right, (candidate, reference) in zip(rights, pairs, strict=True):
            if not reference.reliable and name != "gender":
                continue
            cell = reference.value(name), candidate.value(name)
            cells[cell] += 1
            if _is_judged(name, candidate, reference):
                judged[cell] += 1
                if name in GARMENTS:
                    right.append(cell[0] == cell[1])
        if judged and set(judged) != {(NO, NO)}:
            scores[name] = score(judged, None if name in VALUED else YES)
            confusion[name] = table(cells, (*map(str, VALUED.get(name, (YES, NO))), NOT_SAID))
    return AttributeReport(
        scores=scores,
        accuracy=_mean([scores[name].accuracy for name in GARMENTS if name in scores]),
        exact_match=_mean([all(right) for right in rights if right]),
        gender=_gender(pairs),
        confusion=confusion,
        pairs=len(pairs),
        reliable=sum(reference.reliable for _, reference in pairs),
        imbalances=tuple(imbalances(confusion)),
    )


def garment_marks(
    candidates: Sequence[str], references: Sequence[str], genders: Sequence[Gender | None] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Caption by caption what ``score_attributes`` sums up, so that any part of a set is scored by adding.

    Args:
        candidates, references, genders: as in ``score_attributes``.

    Returns:
        (N, A) bool twice: on which of ``GARMENTS`` each caption is judged, and which of those it has right.

    Raises:
        ValueError: if the numbers differ.
    """
    pairs = _pairs(candidates, references, genders)
    judged = np.zeros((len(pairs), len(GARMENTS)), dtype=bool)
    right = np.zeros_like(judged)
    for row, (candidate, reference) in enumerate(pairs):
        if not reference.reliable:
            continue
        for place, name in enumerate(GARMENTS):
            judged[row, place] = _is_judged(name, candidate, reference)
            right[row, place] = judged[row, place] and reference.value(name) == candidate.value(name)
    return judged, right


def garment_accuracy(scored: ScoredSet) -> Shares:
    """The mean accuracy of the garment attributes, as a score of ``metrics.METRICS``."""
    return Shares(scored.marks, lambda: _report(scored).accuracy)


def exact_match(scored: ScoredSet) -> Shares:
    """The share of the captions that are right in every garment attribute on which they were judged, likewise."""
    return Shares(lambda: scored.shared(_whole_marks), lambda: _report(scored).exact_match)


def _report(scored: ScoredSet) -> AttributeReport:
    report = scored.attributes()
    assert report is not None
    return report


def _whole_marks(scored: ScoredSet) -> tuple[np.ndarray, np.ndarray]:
    """(N, 1) bool twice: which captions are judged on any attribute, and which of those have all of them right."""
    judged, right = scored.marks()
    any_judged = np.any(judged, axis=1)[:, None]
    return any_judged, any_judged & np.all(right == judged, axis=1)[:, None]


def _pairs(
    candidates: Sequence[str], references: Sequence[str], genders: Sequence[Gender | None] | None
) -> list[tuple[_Told, _Told]]:
    known = [None] * len(references) if genders is None else genders
    return [
        (_Told.of(candidate), _Told.of(reference, gender))
        for candidate, reference, gender in zip(candidates, references, known, strict=True)
    ]


def _is_judged(name: str, candidate: _Told, reference: _Told) -> bool:
    """Whether a caption is judged on an attribute; see the head of this file."""
    if name in WORN:
        return True
    if name == "neckline":
        upper_described = any(getattr(reference.attributes, field) is not None for field in _OF_UPPER)
        return upper_described or "upper" in reference.general
    if name in _KINDS and name in candidate.general and getattr(candidate.attributes, name) is None:
        return False
    return getattr(reference.attributes, name) is not None


def _gender(pairs: Sequence[tuple[_Told, _Told]]) -> GenderScore:
    of: dict[Gender | None, list[_Told]] = {gender: [] for gender in (*Gender, None)}
    for candidate, reference in pairs:
        of[reference.attributes.gender].append(candidate)
    women, men = of[Gender.FEMALE], of[Gender.MALE]
    rights = {
        gender: [candidate.attributes.gender is gender for candidate in of[gender] if candidate.attributes.gender]
        for gender in Gender
    }
    return GenderScore(
        pictures={str(gender or "unsaid"): len(candidates) for gender, candidates in of.items()},
        accuracy={gender.value: sum(right) / len(of[gender]) for gender, right in rights.items() if of[gender]},
        said=_mean([candidate.attributes.gender is not None for candidate, _ in pairs]) or 0.0,
        right_when_said=_mean([*rights[Gender.FEMALE], *rights[Gender.MALE]]),
        he_of_women=_mean([Gender.MALE in candidate.genders for candidate in women]),
        she_of_men=_mean([Gender.FEMALE in candidate.genders for candidate in men]),
        both=_mean([len(candidate.genders) == 2 for candidate, _ in pairs]) or 0.0,
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
