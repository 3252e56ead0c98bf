"""All n-gram scores of captions against their references."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.captions.tokens import Tokens, cut
from engine.metrics.bleu import Four, bleu_counts
from engine.metrics.cider import cider_d
from engine.metrics.corpus import Corpus, References
from engine.metrics.rouge import rouge_l


@dataclass(frozen=True, slots=True)
class NgramScores:
    """BLEU-1 to 4 and ROUGE-L from 0 to 1, CIDEr-D from 0 to 10."""

    bleu1: float
    bleu2: float
    bleu3: float
    bleu4: float
    rouge_l: float
    cider_d: float

    def to_json(self) -> dict[str, float]:
        """The scores by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class CaptionScores(NgramScores):
    """What runs and evaluations tell: BLEU on NLTK's words as the notebook counts it, and under names of its own on
    coco-caption's tokens; ROUGE-L and CIDEr-D on coco-caption's."""

    coco_bleu1: float
    coco_bleu2: float
    coco_bleu3: float
    coco_bleu4: float


BLEU = ("bleu1", "bleu2", "bleu3", "bleu4")
_COCO = "coco_"
_COCO_BLEU = tuple(_COCO + name for name in BLEU)


def on_tokens(named: Mapping[str, Any], tokens: Tokens) -> dict[str, Any]:
    """Of values under the names of ``CaptionScores`` and others: BLEU on one kind of tokens, by its plain names."""
    kept = {name: value for name, value in named.items() if not name.startswith(_COCO)}
    if tokens is Tokens.COCO:
        kept.update({name: named[_COCO + name] for name in BLEU if _COCO + name in named})
    return kept


def ngram_scores(candidates: Sequence[str], references: Sequence[References], tokens: Tokens) -> NgramScores:
    """All scores, counted on one kind of tokens: the numbers of coco-caption, and BLEU on NLTK's words those of NLTK.

    Raises:
        ValueError: if a candidate has no reference, or the numbers differ.
    """
    corpus = Corpus.of(candidates, references, tokens)
    return corpus_scores(corpus, bleu_of(corpus, tokens))


class TokenizedReferences:
    """One reference for each of N pictures, cut once for any number of sets of captions."""

    def __init__(self, captions: Sequence[str]) -> None:
        self.captions = captions
        self._cut = {tokens: [[text] for text in cut(captions, tokens)] for tokens in Tokens}

    def score(self, candidates: Sequence[str]) -> CaptionScores:
        """All scores of N candidates.

        Raises:
            ValueError: if the numbers differ.
        """
        spoken, coco = self.corpora(candidates)
        scores = corpus_scores(coco, bleu_of(spoken, Tokens.NLTK))
        return CaptionScores(**scores.to_json(), **dict(zip(_COCO_BLEU, bleu_of(coco, Tokens.COCO), strict=True)))

    def corpora(self, candidates: Sequence[str]) -> tuple[Corpus, Corpus]:
        """N candidates beside the references: on NLTK's words, for BLEU, and on coco-caption's tokens, for the rest.

        Raises:
            ValueError: if the numbers differ.
        """
        spoken, coco = (Corpus(cut(candidates, tokens), self._cut[tokens]) for tokens in (Tokens.NLTK, Tokens.COCO))
        return spoken, coco


def caption_scores(candidates: Sequence[str], references: Sequence[str]) -> CaptionScores:
    """The scores that runs and evaluations tell, of captions with one reference each."""
    return TokenizedReferences(references).score(candidates)


def bleu_of(corpus: Corpus, tokens: Tokens) -> Four:
    """BLEU-1 to 4; NLTK's own on NLTK's words, coco-caption's on its tokens."""
    counts = bleu_counts(corpus)
    return counts.coco() if tokens is Tokens.COCO else counts.nltk()


def corpus_scores(corpus: Corpus, bleu: Four) -> NgramScores:
    """BLEU as given, and the other scores of a corpus."""
    size = max(1, len(corpus))
    return NgramScores(*bleu, float(rouge_l(corpus).sum() / size), float(cider_d(corpus).sum() / size))
