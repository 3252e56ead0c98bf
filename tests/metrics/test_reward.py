"""The reward of self-critical training: CIDEr-D of single captions, any other score, and mixtures."""

import random

import numpy as np
import pytest

from engine.captions.domain import FREE
from engine.captions.tokens import cut
from engine.checking import SettingsWrong, check
from engine.clothes.domain import CLOTHES
from engine.errors import Problem
from engine.metrics.bleu import bleu_counts
from engine.metrics.cider import cider_d
from engine.metrics.corpus import Corpus
from engine.metrics.reward import Reward
from engine.metrics.rouge import rouge_l
from engine.metrics.training_cider import END, TrainingCider

WORDS = ("a", "the", "man", "wears", "red", "shirt", "with", "and", "hat", "on", "cotton", ".", ",", "long", "short")


def said(chance: random.Random) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randrange(1, 20)))


@pytest.fixture(scope="module")
def references() -> list[tuple[str, ...]]:
    chance = random.Random(1)
    return [tuple(said(chance) for _ in range(chance.randrange(1, 5))) for _ in range(80)]


@pytest.fixture(scope="module")
def candidates(references: list[tuple[str, ...]]) -> list[str]:
    """Some like a reference, some with words that none has, one empty."""
    chance = random.Random(2)
    return ["", "zebra zebra", *(f"{first} zebra {said(chance)}" for first, *_ in references[2:40])] + [
        said(chance) for _ in references[40:]
    ]


def test_it_is_cider_d_of_a_set_whose_references_are_all_the_training_captions(
    references: list[tuple[str, ...]], candidates: list[str]
) -> None:
    """All references count, and so does the end of a caption, as one more token."""
    score = TrainingCider(references, "en", tokens="coco")
    every = np.arange(len(references))
    texts = [[*text, END] for text in cut(candidates, "coco")]
    known = [[[*text, END] for text in cut(several, "coco")] for several in references]
    expected = cider_d(Corpus(texts, known))
    assert expected.max() > 1
    np.testing.assert_allclose(score(every, candidates, [True] * len(every)), expected, atol=1e-12)
    # Whichever else is scored beside it, and however often.
    some = np.array([7, 3, 7])
    chosen = [candidates[row] for row in some]
    np.testing.assert_allclose(score(some, chosen, [True] * 3), expected[some], atol=1e-12)


def test_a_caption_that_breaks_off_scores_less(references: list[tuple[str, ...]]) -> None:
    score = TrainingCider(references, "en", tokens="coco")
    rows = np.array([5, 5])
    ended, cut_off = score(rows, [references[5][0]] * 2, [True, False]).tolist()
    assert cut_off < ended


def test_scores_without_a_value_per_caption_are_taken_of_each_caption_alone(
    references: list[tuple[str, ...]], candidates: list[str]
) -> None:
    names = [str(number) for number in range(len(references))]
    # One of them is a reference, which must be long enough to have a match of every order.
    long = next(row for row, several in enumerate(references) if len(several[-1].split()) > 8)
    rows, chosen = np.array([9, long, 50]), [candidates[9], references[long][-1], candidates[50]]
    reward = Reward({"bleu4": 0.5, "rouge_l": 2.0}, names, references, FREE, "en")
    expected = []
    for row, caption in zip(rows, chosen, strict=True):
        alone = Corpus.of([caption], [references[row]], "nltk")
        blue = bleu_counts(alone).nltk()[3]
        rouge = float(rouge_l(Corpus.of([caption], [references[row]], "coco"))[0])
        expected.append(0.5 * blue + 2 * rouge)
    np.testing.assert_allclose(reward(rows, chosen, [True] * 3), expected, atol=1e-9)
    assert expected[1] == pytest.approx(2.5)


def test_the_attributes_of_clothes_are_a_reward_too() -> None:
    true = "The upper clothing has long sleeves, cotton fabric and solid color patterns."
    false = "The upper clothing has short sleeves, cotton fabric and solid color patterns."
    reward = Reward({"attribute_accuracy": 1.0}, ["a", "b"], [(false,), (true,)], CLOTHES, "en")
    right, wrong, nothing = reward(np.array([1, 1, 1]), [true, false, ""], [True, True, False])
    assert right == 1
    assert nothing <= wrong < right


def test_a_score_that_does_not_apply_is_refused() -> None:
    with pytest.raises(Problem, match="attribute accuracy is not defined on captions of this kind or language"):
        Reward({"attribute_accuracy": 1.0}, ["a"], [("A dog.",)], FREE, "en")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("cider_d+", 'reward must name a score, or several as in cider_d+0.5*bleu4; "" is not understood'),
        ("-1*cider_d", '"-1*cider_d" is not understood'),
        ("0*cider_d", '"0*cider_d" is not understood'),
        ("cider", "reward has no score cider; choose from bleu1"),
        ("validation_loss", "reward has no score validation_loss; choose from"),
    ],
)
def test_wrong_rewards_are_told(value: str, sentence: str) -> None:
    with pytest.raises(SettingsWrong) as wrong:
        check({"reward": value})
    assert sentence in str(wrong.value)


def test_mixtures_are_read_as_a_person_writes_them() -> None:
    assert check({"reward": "cider_d + 0.5*bleu4+ 2 * cider_d"}).reward_weights == {"cider_d": 3.0, "bleu4": 0.5}


def test_one_sample_has_no_others() -> None:
    with pytest.raises(SettingsWrong, match="baseline others needs samples_per_picture of 2 or more"):
        check({"samples_per_picture": 1})
    assert check({"samples_per_picture": 1, "baseline": "greedy"}).samples_per_picture == 1
