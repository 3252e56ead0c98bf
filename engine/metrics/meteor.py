"""METEOR as NLTK counts it, where its data is at hand: synonyms are those of WordNet, which nobody fetches for it.

It is not the METEOR 1.5 of coco-caption (Denkowski and Lavie 2014), which is a Java program with paraphrases and tuned
weights: the two give different figures, so it is told as "METEOR (NLTK)". On PyPI no package that is kept up and
carries WordNet was found (November 2026); whoever has it puts it where NLTK looks,
``nltk.data.path`` or ``NLTK_DATA``.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.metrics.corpus import Corpus

if TYPE_CHECKING:
    from engine.metrics.scored import ScoredSet


def find_wordnet() -> Any:
    """NLTK's reader of WordNet, or None where WordNet is in none of the folders that NLTK looks into."""
    # Only here: it takes half a second to import.
    from nltk.corpus import wordnet

    try:
        wordnet.ensure_loaded()
    except LookupError:
        return None
    return wordnet


MISSING = (
    "METEOR (NLTK) is left out: NLTK finds no WordNet on this machine. Put its folder corpora/wordnet where NLTK "
    "looks, or name the place by NLTK_DATA."
)


def missing() -> str | None:
    """The sentence that says what METEOR lacks here, or None."""
    return MISSING if find_wordnet() is None else None


def of_set(scored: "ScoredSet", tokens: str) -> np.ndarray:
    """METEOR of each caption of a set (N,)."""
    return meteor(scored.corpus(tokens), find_wordnet())


def meteor(corpus: Corpus, wordnet: Any) -> np.ndarray:
    """METEOR of each caption (N,) against the best of its references, from 0 to 1.

    Words match as they are, by their stems (Porter 1980) or as synonyms; recall weighs nine times as much as precision,
    and what is scattered is punished (Banerjee and Lavie 2005, section 2; the parameters are NLTK's).

    Args:
        wordnet: what ``find_wordnet`` has found.
    """
    from nltk.translate.meteor_score import single_meteor_score

    scores = np.zeros(len(corpus))
    for owner, reference in zip(corpus.owner.tolist(), corpus.references, strict=True):
        score = single_meteor_score(reference, corpus.candidates[owner], wordnet=wordnet)
        scores[owner] = max(scores[owner], score)
    return scores
