"""METEOR as NLTK counts it, where its data is at hand: synonyms are those of WordNet, which nobody fetches for it.

It is not the METEOR 1.5 of coco-caption (Denkowski and Lavie 2014), which is a Java program with paraphrases and tuned
weights: the two give different figures, so it is told as "METEOR (NLTK)". On PyPI no package that is kept up and
carries WordNet was found (November 2026); whoever has it puts it where NLTK looks,
``nltk.data.path`` or ``NLTK_DATA``.
"""

from collections.abc import Sequence
from typing import Any

from engine.captions.tokens import Tokens, cut
from engine.metrics.corpus import References


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


def told_meteor(candidates: Sequence[str], references: Sequence[References], tokens: Tokens) -> dict[str, Any]:
    """``meteor`` and ``meteor_missing``: the score and None, or None and the sentence that says what it lacks."""
    wordnet = find_wordnet()
    if wordnet is None:
        return {"meteor": None, "meteor_missing": MISSING}
    return {"meteor": meteor(candidates, references, tokens, wordnet), "meteor_missing": None}


def meteor(candidates: Sequence[str], references: Sequence[References], tokens: Tokens, wordnet: Any) -> float:
    """The mean over the candidates of METEOR against the best of their references, from 0 to 1.

    Words match as they are, by their stems (Porter 1980) or as synonyms; recall weighs nine times as much as precision,
    and what is scattered is punished (Banerjee and Lavie 2005, section 2; the parameters are NLTK's).

    Args:
        wordnet: what ``find_wordnet`` has found.
    """
    from nltk.translate.meteor_score import meteor_score

    texts = cut(candidates, tokens)
    listed = [[several] if isinstance(several, str) else several for several in references]
    # By place: a candidate may have any number of references.
    counts = [len(several) for several in listed]
    flat = iter(cut([text for several in listed for text in several], tokens))
    scores = [
        meteor_score([next(flat) for _ in range(count)], text, wordnet=wordnet)
        for text, count in zip(texts, counts, strict=True)
    ]
    return float(sum(scores) / max(1, len(scores)))
