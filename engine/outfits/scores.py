"""Captions judged by the garments that they name, whatever the wording.

These captions list everything that is seen, so silence is a no. The score is the F1 of the garments over all captions
together (micro average: Manning, Raghavan and Schütze 2008, section 13.6), in which a common garment counts as often as
it is worn or named; the accuracy of each by itself says little, since most people wear no clogs.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from engine.captions.attributes import NO, YES, AttributeReport
from engine.captions.balance import imbalances
from engine.captions.confusion import Cell, score, table
from engine.metrics.scored import ScoredSet
from engine.outfits.garments import GARMENTS
from engine.outfits.reader import read


class GarmentCounts:
    """Garments named, worn, and both, caption by caption; the score is their F1.

    Args:
        said, true: (N, G) bool.
    """

    def __init__(self, said: np.ndarray, true: np.ndarray) -> None:
        self._right = (said & true).sum(1).astype(np.float64)
        self._named = said.sum(1) + true.sum(1).astype(np.float64)

    def score(self) -> float | None:
        """See ``engine.metrics.scored.Counts``; None where nothing is worn and nothing named."""
        [found] = self.resampled(np.ones((1, len(self._right)))).tolist()
        return None if np.isnan(found) else float(found)

    def resampled(self, weights: np.ndarray) -> np.ndarray:
        """See ``engine.metrics.scored.Counts``."""
        right, named = 2 * (weights @ self._right), weights @ self._named
        found: np.ndarray = np.divide(right, named, out=np.full(len(named), np.nan), where=named > 0)
        return found


def garment_f1(scored: ScoredSet) -> GarmentCounts:
    """The F1 of the garments, as a score of ``metrics.METRICS``; of several references the first one counts."""
    return GarmentCounts(worn(scored.candidates), worn(scored.references.firsts))


def worn(captions: Sequence[str]) -> np.ndarray:
    """(N, G) bool: which of ``GARMENTS`` each caption names."""
    places = {tag: place for place, tag in enumerate(GARMENTS)}
    found = np.zeros((len(captions), len(places)), dtype=bool)
    for row, caption in enumerate(captions):
        found[row, [places[tag] for tag in read(caption).garments]] = True
    return found


def marks(candidates: Sequence[str], references: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Caption by caption, (N, G) bool twice: which garments are judged, all of them; and which are right.

    Raises:
        ValueError: if the numbers differ.
    """
    said, true = _both(candidates, references)
    return np.ones_like(true), said == true


def report(candidates: Sequence[str], references: Sequence[str]) -> AttributeReport:
    """Every garment that is worn or named, as a yes or a no; the commonest first.

    Raises:
        ValueError: if the numbers differ.
    """
    said, true = _both(candidates, references)
    tags = list(GARMENTS)
    order = [place for place in np.argsort(-true.sum(0), kind="stable").tolist() if (said | true)[:, place].any()]
    cells: dict[str, Counter[Cell]] = {
        tags[place]: Counter(
            (YES if worn else NO, YES if named else NO)
            for worn, named in zip(true[:, place].tolist(), said[:, place].tolist(), strict=True)
        )
        for place in order
    }
    confusion = {tag: table(counts, (YES, NO)) for tag, counts in cells.items()}
    return AttributeReport(
        scores={tag: score(counts, YES) for tag, counts in cells.items()},
        accuracy=None,
        exact_match=float((said == true).all(1).mean()) if len(said) else None,
        gender=None,
        confusion=confusion,
        pairs=len(said),
        reliable=sum(read(reference).whole for reference in references),
        imbalances=tuple(imbalances(confusion)),
    )


def _both(candidates: Sequence[str], references: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    if len(candidates) != len(references):
        raise ValueError(f"{len(candidates)} candidates, but {len(references)} references")
    return worn(candidates), worn(references)
