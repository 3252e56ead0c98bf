"""METEOR, where its data is at hand: NLTK's, whose synonyms are those of WordNet, which nobody fetches for it."""

from collections.abc import Sequence
from typing import Any

from engine.judging.corpus import References
from engine.judging.tokens import Tokens, cut


def find_wordnet() -> Any:
    """NLTK's reader of WordNet, or None where WordNet is in none of the folders that NLTK looks into."""
    # Only here: it takes half a second to import.
    from nltk.corpus import wordnet

    try:
        wordnet.ensure_loaded()
    except LookupError:
        return None
    return wordnet


def meteor(candidates: Sequence[str], references: Sequence[References], tokens: Tokens, wordnet: Any) -> float:
    """The mean over the candidates of METEOR against the best of their references, from 0 to 1.

    Words match as they are, by their stems (Porter 1980) or as synonyms; recall weighs nine times as much as precision,
    and what is scattered is punished (Banerjee and Lavie 2005, section 2; the parameters are NLTK's).

    Args:
        wordnet: what ``find_wordnet`` has found.
    """
    from nltk.translate.meteor_score import meteor_score

    texts = cut(candidates, tokens)
    # By place: a candidate may have any number of references.
    counts = [len(several) for several in references]
    flat = iter(cut([text for several in references for text in several], tokens))
    scores = [
        meteor_score([next(flat) for _ in range(count)], text, wordnet=wordnet)
        for text, count in zip(texts, counts, strict=True)
    ]
    return float(sum(scores) / max(1, len(scores)))
