"""What a set of captions says by attributes, as the evaluation, the report and the window show it.

Which attributes there are, and what counts as right, is the business of the kind of captions that tells them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

NOT_SAID = "not said"
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class AttributeScore:
    """How well one attribute is named, each 0 to 1.

    Attributes:
        accuracy: share of the judged captions with the true value.
        precision, recall, f1: of "yes" where the attribute is a yes or a no; else the plain mean over the values that
            are true of some judged caption (macro average, as in Sokolova and Lapalme 2009). A model that always says
            the commonest value has that value's share as its accuracy, and shows by a low F1. What is never said has
            precision 0, what is never true recall 0.
        majority: share of the commonest true value: the accuracy of a model that always says it.
        judged: how many captions that is.
    """

    accuracy: float
    precision: float
    recall: float
    f1: float
    majority: float
    judged: int


@dataclass(frozen=True, slots=True)
class GenderScore:
    """Who is said to be seen.

    Attributes:
        pictures: pictures of women ("female"), of men ("male") and of people of whom nothing tells ("unsaid").
        accuracy: by gender, the share of its pictures whose caption tells it (first).
        said: share of all captions that tell a gender.
        right_when_said: share of the captions right, of those that tell a gender where one is known; None for none.
        he_of_women: share of the captions of women with "he", "his" or another man's word anywhere; None without women.
        she_of_men: the other way round.
        both: share of all captions that say both.
    """

    pictures: Mapping[str, int]
    accuracy: Mapping[str, float]
    said: float
    right_when_said: float | None
    he_of_women: float | None
    she_of_men: float | None
    both: float


@dataclass(frozen=True, slots=True)
class Imbalance:
    """A value that is said too often or too seldom.

    Attributes:
        attribute, value: what; a name and a value of the confusion table.
        true, said: in how many captions it is true, and said.
        sureness: the difference in standard errors, positive where it is said too often (McNemar 1947: of the captions
            in which only one of the two holds, half would be each by chance).
    """

    attribute: str
    value: str
    true: int
    said: int
    sureness: float


@dataclass(frozen=True, slots=True)
class AttributeReport:
    """What a set of captions scores by attributes.

    Attributes:
        scores: by attribute; what no reference tells is left out.
        accuracy: mean accuracy of the attributes that count; None where none was judged, or where most are so seldom
            true that it would tell little.
        exact_match: share of the captions that are right in every attribute that counts; None where none was judged.
        gender: None where captions of this kind tell of nobody.
        confusion: by attribute, rows of true values, in each what was said and how often, ``NOT_SAID`` included.
        pairs, reliable: captions in all, and those whose reference is understood well enough to judge more than the
            gender.
        imbalances: the values that are surely over- or under-said, the surest first.
    """

    scores: Mapping[str, AttributeScore]
    accuracy: float | None
    exact_match: float | None
    gender: GenderScore | None
    confusion: Mapping[str, Mapping[str, Mapping[str, int]]]
    pairs: int
    reliable: int
    imbalances: tuple[Imbalance, ...] = ()

    def mistakes(self) -> list[tuple[int, str, str, str]]:
        """What is mistaken for what: (how often, attribute, true value, said value), the commonest first.

        Left out are the gender, which has figures of its own, and what is a yes or a no.
        """
        silent = (NOT_SAID, YES, NO)
        return sorted(
            (
                (count, name, true, predicted)
                for name, rows in self.confusion.items()
                for true, cells in rows.items()
                for predicted, count in cells.items()
                if name != "gender" and true != predicted and true not in silent and predicted not in silent
            ),
            reverse=True,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values: ``attributes`` by name, ``attribute_accuracy``, ``exact_match``, ``gender``, ``confusion``."""
        return {
            "attributes": {name: asdict(score) for name, score in self.scores.items()},
            "attribute_accuracy": self.accuracy,
            "exact_match": self.exact_match,
            "gender": None if self.gender is None else asdict(self.gender),
            "confusion": {
                name: {row: dict(cells) for row, cells in rows.items()} for name, rows in self.confusion.items()
            },
        }
