"""Several references a picture: the scores of coco-caption's program on real COCO captions, and people as a ceiling."""

import json
from typing import Any

import pytest

from engine.captions.tokens import Tokens
from engine.metrics.bleu import bleu_counts
from engine.metrics.cider import cider_d
from engine.metrics.corpus import Corpus
from engine.metrics.people import ROUNDS, held_out_scores, people_scores
from engine.metrics.rouge import nearest_first, rouge_l
from engine.metrics.scored import TokenizedReferences
from tests.metrics.coco_sets import COCO_PLACE, SPLITS, coco_sets
from tests.metrics.expected import digest
from tests.metrics.pairs import SETS
from tests.shared import shared

EXPECTED: dict[str, Any] = json.loads(COCO_PLACE.read_text(encoding="utf-8"))
CLOSE: dict[str, Any] = {"rel": 0, "abs": 1e-9}
KEYS = ("bleu1", "bleu4", "rouge_l", "cider_d", "coco_bleu4")


@pytest.mark.parametrize("split", SPLITS)
def test_coco_s_captions_score_as_by_pycocoevalcap(split: str) -> None:
    sets = coco_sets(shared("real/coco_mini"))
    for name in (name for name in EXPECTED if name.startswith(split)):
        expected, batch = EXPECTED[name], sets[name]
        corpus = Corpus.of([candidate for candidate, _ in batch], [several for _, several in batch], Tokens.COCO)
        rouges, ciders = rouge_l(corpus), cider_d(corpus)
        assert bleu_counts(corpus).coco() == pytest.approx(expected["bleu"], **CLOSE)
        assert [rouges.mean()] == pytest.approx(expected["rouge_l"], **CLOSE)
        assert [ciders.mean()] == pytest.approx(expected["cider_d"], **CLOSE)
        assert digest(rouges) == expected["every_rouge_l"]
        assert digest(ciders) == expected["every_cider_d"]


def references(name: str) -> list[list[str]]:
    return [several for _, several in SETS[name]]


def test_people_score_as_each_caption_scores_against_the_others_of_its_picture() -> None:
    pictures = references("five references")[:80]
    rounds = []
    for out in range(5):
        known = TokenizedReferences([[*several[:out], *several[out + 1 :]] for several in pictures])
        rounds.append(known.of([several[out] for several in pictures]).scores(KEYS))
    expected = {key: sum(scores[key] for scores in rounds) / 5 for key in KEYS}
    assert people_scores(TokenizedReferences(pictures), KEYS) == pytest.approx(expected)


def test_pictures_with_one_reference_take_no_part_and_those_with_few_begin_again() -> None:
    pictures = [["a b c d", "a b c e", "a x c e"], ["one alone"], ["f g h i", "f g h k"], []]
    known = TokenizedReferences(pictures[:3])
    rounds = [
        TokenizedReferences([["a b c e", "a x c e"], ["f g h k"]]).of(["a b c d", "f g h i"]),
        TokenizedReferences([["a b c d", "a x c e"], ["f g h i"]]).of(["a b c e", "f g h k"]),
        TokenizedReferences([["a b c d", "a b c e"], ["f g h k"]]).of(["a x c e", "f g h i"]),
    ]
    expected = {key: sum(part.scores(KEYS)[key] for part in rounds) / 3 for key in KEYS}
    assert people_scores(known, KEYS) == pytest.approx(expected)
    assert people_scores(TokenizedReferences(["one", ["alone"]]), KEYS) == {}


def test_of_many_references_the_first_ones_are_held_out() -> None:
    many = [[f"a {number} b {number + row} c" for number in range(ROUNDS + 3)] for row in range(4)]
    known = TokenizedReferences(many)
    rounds = [
        TokenizedReferences([[*several[:out], *several[out + 1 :]] for several in many])
        .of([several[out] for several in many])
        .scores(KEYS)
        for out in range(ROUNDS)
    ]
    expected = {key: sum(scores[key] for scores in rounds) / ROUNDS for key in KEYS}
    assert people_scores(known, KEYS) == pytest.approx(expected)


def test_a_captioner_is_laid_beside_people_against_as_many_references_and_on_the_same_pictures() -> None:
    pictures = [*references("five references")[:40], ["a single one"]]
    said = [several[0] for several in pictures]
    known = TokenizedReferences(pictures)
    found = held_out_scores(said, known, KEYS)
    rounds = []
    for out in range(5):
        others = TokenizedReferences([[*several[:out], *several[out + 1 :]] for several in pictures[:40]])
        rounds.append(others.of(said[:40]).scores(KEYS))
    assert found == pytest.approx({key: sum(scores[key] for scores in rounds) / 5 for key in KEYS})
    # Whoever repeats a reference is right against all of them, but for the round that holds it out.
    assert found["coco_bleu4"] < known.of(said).scores(["coco_bleu4"])["coco_bleu4"]
    assert people_scores(known, KEYS)["cider_d"] < found["cider_d"]


def test_the_nearest_reference_comes_first_and_of_equals_the_first() -> None:
    references = [text.split() for text in ("x y", "a b c d", "a b", "p q")]
    assert nearest_first([["a", "b", "c"]], references) == [1, 2, 0, 3]
    assert nearest_first([["a", "b"], ["q"]], references) == [2, 1, 3, 0]
    assert nearest_first([["z"]], references) == [0, 1, 2, 3]
    assert nearest_first([[]], [[]]) == [0]


def test_parts_of_references_hold_the_tokens_of_the_whole() -> None:
    known = TokenizedReferences([["The lady.", "A man."], ["A hat.", "Two hats."]], facts=["first", "second"])
    part = known.part([(1, [1]), (0, [0])])
    assert part.captions == [("Two hats.",), ("The lady.",)]
    assert part.facts == ["second", "first"]
    for tokens in Tokens:
        assert part.cut(tokens) == TokenizedReferences(part.captions).cut(tokens)
        assert part.cut(tokens)[0][0] is known.cut(tokens)[1][1]
