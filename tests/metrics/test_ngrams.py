"""BLEU and ROUGE-L against values worked out by hand."""

import math
import warnings
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.captions.tokens import Tokens
from engine.metrics.corpus import References
from engine.metrics.rouge import longest_common_subsequence
from engine.metrics.scored import TokenizedReferences, score_captions

Four = tuple[float, float, float, float]


def bleu(candidates: list[str], references: Sequence[References]) -> Four:
    """The house's, which counts it on NLTK's words."""
    scores = score_captions(candidates, references, Tokens.NLTK)
    return scores["bleu1"], scores["bleu2"], scores["bleu3"], scores["bleu4"]


def rouge_l(candidates: list[str], references: Sequence[References]) -> float:
    """The house's, which counts it on coco-caption's tokens."""
    return score_captions(candidates, references, Tokens.COCO)["rouge_l"]


CAPTION = "The lady wears a shirt with solid color patterns. The shirt is with cotton fabric."


def test_a_perfect_caption_scores_one() -> None:
    """The notebook's ROUGE-L compared letters with words and gave it .174."""
    assert bleu([CAPTION], [[CAPTION]]) == pytest.approx((1, 1, 1, 1))
    assert rouge_l([CAPTION], [[CAPTION]]) == pytest.approx(1)
    assert rouge_l([CAPTION], [CAPTION]) == pytest.approx(1)


def test_bleu_of_papineni_s_examples() -> None:
    first = bleu(["the the the the the the the"], [["The cat is on the mat", "There is a cat on the mat"]])
    # Clipped at one "the" in the first reference and one in the second: words count as they are written.
    assert first[0] == pytest.approx(1 / 7)
    assert first[1:] == (0, 0, 0)


def test_bleu_is_of_the_corpus_and_counts_brevity() -> None:
    # 4 of 4 and 1 of 2 words match; bigrams 3 of 3 and 0 of 1; candidates have 6 words, references 8.
    scores = bleu(["a b c d", "e x"], [["a b c d e f"], ["e f"]])
    brevity = math.exp(1 - 8 / 6)
    assert scores[0] == pytest.approx(brevity * 5 / 6)
    assert scores[1] == pytest.approx(brevity * math.sqrt(5 / 6 * 3 / 4))


def test_bleu_is_the_geometric_mean_of_four_precisions() -> None:
    precisions = (5 / 6, 3 / 5, 2 / 4, 1 / 3)
    means = [math.prod(precisions[:order]) ** (1 / order) for order in (1, 2, 3, 4)]
    assert bleu(["a b c d e f"], ["a b c d x f"]) == pytest.approx(means)


def test_nothing_said_scores_nought_without_a_word() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert bleu([], []) == (0, 0, 0, 0)
        assert bleu([""], [[CAPTION]]) == (0, 0, 0, 0)
        assert bleu(["xyz", ""], [[CAPTION], [CAPTION]]) == (0, 0, 0, 0)
        assert bleu(["", CAPTION], [[CAPTION], [CAPTION]])[3] > 0
        assert bleu([CAPTION], [[""]]) == (0, 0, 0, 0)
        assert bleu(["The lady"], [[CAPTION]])[2:] == (0, 0)
        assert rouge_l([], []) == rouge_l([""], [[CAPTION]]) == rouge_l([CAPTION], [[""]]) == 0
        # As in coco-caption: nothing said where nothing was to be said.
        assert rouge_l(["."], ["."]) == 1


def test_rouge_takes_the_best_precision_and_the_best_recall_apart() -> None:
    # Common with the first: "a b" of 4 and 2 words; with the second "a b c" of 4 and 6.
    precision, recall = 3 / 4, 2 / 2
    expected = (1 + 1.2**2) * precision * recall / (recall + 1.2**2 * precision)
    assert rouge_l(["a b c x"], [["a b", "p a b c q r"]]) == pytest.approx(expected)


def test_rouge_looks_neither_at_case_nor_at_punctuation_and_takes_the_mean() -> None:
    assert rouge_l(["the Lady, wears.", "x"], [["The lady wears"], ["y"]]) == pytest.approx(0.5)


def test_what_does_not_fit_together_is_refused() -> None:
    for tokens in Tokens:
        with pytest.raises(ValueError, match="references of 2"):
            score_captions(["a"], [["a"], ["b"]], tokens)
        with pytest.raises(ValueError, match="no reference"):
            score_captions(["a"], [[]], tokens)


def test_cider_d_of_two_pictures_by_hand() -> None:
    # "a" stands in both pictures and weighs nothing, every other n-gram in one and weighs log 2.
    # Of the first's three words that weigh two are right, of three pairs two, of two triples one, of quadruples none.
    scores = score_captions(["a b c x", "a p q r"], [["a b c d"], ["a p q r"]], Tokens.COCO)
    first = (2 / 3 + 2 / 3 + 1 / 2 + 0) / 4 * 10
    assert scores["cider_d"] == pytest.approx((first + 10) / 2)


def test_cider_d_of_one_picture_says_nothing() -> None:
    assert score_captions([CAPTION], [[CAPTION]], Tokens.COCO)["cider_d"] == 0


def test_the_house_counts_bleu_on_nltk_s_words_and_the_rest_on_coco_caption_s() -> None:
    candidates, references = ["The lady wears a hat."], ["the lady wears a hat"]
    house = TokenizedReferences(references).of(candidates).scores()
    assert house["bleu1"] == bleu(candidates, references)[0] == pytest.approx(4 / 6)
    assert house["rouge_l"] == rouge_l(candidates, references) == pytest.approx(1)
    assert score_captions(candidates, references, Tokens.NLTK)["rouge_l"] < 1


def slow_length(first: list[str], second: list[str]) -> int:
    """The textbook's table."""
    row = [0] * (len(second) + 1)
    for word in first:
        above = row
        row = [0]
        for place, other in enumerate(second):
            row.append(above[place] + 1 if word == other else max(row[place], above[place + 1]))
    return row[-1]


WORDS = st.lists(st.sampled_from("abcde"), max_size=90)


@given(WORDS, WORDS)
def test_the_common_subsequence_is_that_of_the_textbook(first: list[str], second: list[str]) -> None:
    assert longest_common_subsequence(first, second) == slow_length(first, second)
