"""Parity with coco-caption: tokens of Stanford's tokenizer, scores of pycocoevalcap and of NLTK."""

import json
from typing import Any

import numpy as np
import pytest

from engine.captions.coco import coco_tokens
from engine.captions.tokens import Tokens, cut
from engine.metrics.bleu import bleu_counts
from engine.metrics.cider import cider_d
from engine.metrics.corpus import Corpus
from engine.metrics.rouge import rouge_l
from tests.metrics.expected import LINES, PLACE, digest
from tests.metrics.pairs import SETS

EXPECTED: dict[str, Any] = json.loads(PLACE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("line", "tokens"), list(zip(LINES, EXPECTED["tokens"], strict=True)))
def test_tokens_are_those_of_coco_caption(line: str, tokens: list[str]) -> None:
    assert coco_tokens(line) == tokens


@pytest.mark.parametrize("name", list(SETS))
def test_scores_are_those_of_pycocoevalcap(name: str) -> None:
    expected = EXPECTED["scores"][name]
    corpus = Corpus.of([candidate for candidate, _ in SETS[name]], [several for _, several in SETS[name]], Tokens.COCO)
    rouges, ciders = rouge_l(corpus), cider_d(corpus)
    close: dict[str, Any] = {"rel": 0, "abs": 1e-9}
    assert bleu_counts(corpus).coco() == pytest.approx(expected["bleu"], **close)
    assert [rouges.mean()] == pytest.approx(expected["rouge_l"], **close)
    assert [ciders.mean()] == pytest.approx(expected["cider_d"], **close)
    assert rouges[:12] == pytest.approx(expected["first_rouge_l"], **close)
    assert ciders[:12] == pytest.approx(expected["first_cider_d"], **close)


@pytest.mark.parametrize("name", list(SETS))
def test_every_pair_of_a_set_scores_as_by_pycocoevalcap(name: str) -> None:
    expected = EXPECTED["scores"][name]
    corpus = Corpus.of([candidate for candidate, _ in SETS[name]], [several for _, several in SETS[name]], Tokens.COCO)
    counts = bleu_counts(corpus)
    assert digest(counts.take(np.array([place])).coco()[3] for place in range(len(corpus))) == expected["every_bleu4"]
    assert digest(rouge_l(corpus)) == expected["every_rouge_l"]
    assert digest(cider_d(corpus)) == expected["every_cider_d"]


@pytest.mark.parametrize("name", list(SETS))
def test_bleu_on_the_notebook_s_tokens_is_nltk_s(name: str) -> None:
    corpus = Corpus.of([candidate for candidate, _ in SETS[name]], [several for _, several in SETS[name]], Tokens.NLTK)
    # NLTK writes a number too small to show where an order of n-grams has no match.
    expected = [0.0 if score < 1e-50 else score for score in EXPECTED["scores"][name]["nltk_bleu"]]
    assert bleu_counts(corpus).nltk() == pytest.approx(expected, rel=0, abs=1e-9)


def test_any_part_of_a_corpus_scores_as_that_part_alone() -> None:
    chosen = [3, 3, 50, 7]
    batch = SETS["five references"][:60]
    parted = [batch[place] for place in chosen]
    whole = Corpus.of([candidate for candidate, _ in batch], [several for _, several in batch], Tokens.COCO)
    part = Corpus.of([candidate for candidate, _ in parted], [several for _, several in parted], Tokens.COCO)
    assert bleu_counts(whole).take(chosen).coco() == bleu_counts(part).coco()  # type: ignore[arg-type]


def test_equal_captions_are_cut_once() -> None:
    first, second = cut(["The lady.", "The lady."], Tokens.COCO)
    assert first is second
