"""All n-gram scores of captions against their references."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from engine.judging.bleu import Four, bleu_counts
from engine.judging.cider import cider_d
from engine.judging.corpus import Corpus, References
from engine.judging.rouge import rouge_l
from engine.judging.tokens import Tokens, cut


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


def ngram_scores(candidates: Sequence[str], references: Sequence[References], tokens: Tokens) -> NgramScores:
    """All scores, counted on one kind of tokens: the numbers of coco-caption, and BLEU on NLTK's words those of NLTK.

    Raises:
        ValueError: if a candidate has no reference, or the numbers differ.
    """
    corpus = Corpus.of(candidates, references, tokens)
    return corpus_scores(corpus, bleu_of(corpus, tokens))


class HouseReferences:
    """One reference for each of N pictures, cut once for any number of sets of captions.

    Scores are those that runs and evaluations tell: BLEU on NLTK's words as the notebook counts it, the others on
    coco-caption's tokens.
    """

    def __init__(self, captions: Sequence[str]) -> None:
        self.captions = captions
        self._cut = {tokens: [[text] for text in cut(captions, tokens)] for tokens in Tokens}

    def score(self, candidates: Sequence[str]) -> NgramScores:
        """All scores of N candidates.

        Raises:
            ValueError: if the numbers differ.
        """
        spoken, coco = self.corpora(candidates)
        return corpus_scores(coco, bleu_of(spoken, Tokens.NLTK))

    def corpora(self, candidates: Sequence[str]) -> tuple[Corpus, Corpus]:
        """N candidates beside the references: on NLTK's words, for BLEU, and on coco-caption's tokens, for the rest.

        Raises:
            ValueError: if the numbers differ.
        """
        spoken, coco = (Corpus(cut(candidates, tokens), self._cut[tokens]) for tokens in (Tokens.NLTK, Tokens.COCO))
        return spoken, coco


def house_scores(candidates: Sequence[str], references: Sequence[str]) -> NgramScores:
    """The scores that runs and evaluations tell, of captions with one reference each; see ``HouseReferences``."""
    return HouseReferences(references).score(candidates)


def bleu_of(corpus: Corpus, tokens: Tokens) -> Four:
    """BLEU-1 to 4; NLTK's own on NLTK's words, coco-caption's on its tokens."""
    counts = bleu_counts(corpus)
    return counts.coco() if tokens is Tokens.COCO else counts.nltk()


def corpus_scores(corpus: Corpus, bleu: Four) -> NgramScores:
    """BLEU as given, and the other scores of a corpus."""
    size = max(1, len(corpus))
    return NgramScores(*bleu, float(rouge_l(corpus).sum() / size), float(cider_d(corpus).sum() / size))
