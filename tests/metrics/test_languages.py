"""Captions of every language are scored on its own tokens, and it is said on which."""

import pytest

from engine.captions.tokenizers import TOKENIZERS
from engine.captions.tokens import Tokens
from engine.clothes.domain import CLOTHES
from engine.evaluation.bounds import find_bounds
from engine.evaluation.constant import best_constant
from engine.metrics import METRICS
from engine.metrics.bleu import bleu_counts
from engine.metrics.cider import cider_d
from engine.metrics.corpus import Corpus
from engine.metrics.diversity import diversity
from engine.metrics.rouge import rouge_l
from engine.metrics.scored import TokenizedReferences, counted_on, missing_in_json, score_captions, tokens_of
from engine.outfits.domain import OUTFITS

CHINESE = [
    ("这位女士身穿红色长裙，头戴帽子。", ["这位女士穿着红色的长裙，戴帽子。", "一位女士身穿长裙，头戴帽子。"]),
    ("一位男士穿着蓝色衬衫。", ["一位男士穿着白色衬衫和T恤。", "男士的衬衫是蓝色的。"]),
    ("女士穿Nike Air鞋。", ["女士穿着 nike 鞋。"]),
]
CANDIDATES, REFERENCES = [candidate for candidate, _ in CHINESE], [several for _, several in CHINESE]
KEYS = ("bleu1", "bleu2", "bleu3", "bleu4", "rouge_l", "cider_d")


def spaced(caption: str) -> str:
    """The characters of a caption as words that coco-caption's own program would take for these."""
    return " ".join(TOKENIZERS["characters"].tokenizer.scored(caption))


def test_chinese_is_scored_on_characters_as_coco_caption_scores_words() -> None:
    scores = TokenizedReferences(REFERENCES, language="zh").of(CANDIDATES).scores(KEYS)
    texts = [spaced(caption).split() for caption in CANDIDATES]
    references = [[spaced(caption).split() for caption in several] for several in REFERENCES]
    corpus = Corpus(texts, references)
    assert [scores[f"bleu{order}"] for order in (1, 2, 3, 4)] == list(bleu_counts(corpus).coco())
    assert scores["rouge_l"] == rouge_l(corpus).mean()
    assert scores["cider_d"] == cider_d(corpus).mean()
    assert 0.3 < scores["bleu4"] < scores["bleu1"] < 1


def test_scores_equal_pycocoevalcap_on_the_same_tokens() -> None:
    # What pycocoevalcap 1.2 gives for ``spaced`` captions.
    expected = (0.9666666666344444, 0.8670939117528987, 0.759771541941444, 0.6584428265666614, 0.8297522746182499)
    scores = TokenizedReferences(REFERENCES, language="zh").of(CANDIDATES).scores(KEYS)
    assert [scores[key] for key in KEYS] == pytest.approx([*expected, 3.887237209367567], abs=1e-9)


def test_as_one_word_each_the_same_captions_would_score_nothing() -> None:
    assert score_captions(CANDIDATES, REFERENCES, Tokens.COCO)["bleu4"] < 0.01
    assert score_captions(CANDIDATES, REFERENCES, "characters", "zh")["bleu4"] > 0.3


def test_marks_case_and_composition_make_no_difference() -> None:
    known = TokenizedReferences(["Một người, đàn ông.", "Cô gái mặc áo đỏ."], language="vi")
    scores = known.of(["mo\u0323\u0302t người đàn ông", "cô gái mặc áo đỏ !"]).scores(KEYS)
    assert scores["bleu4"] == pytest.approx(1)
    assert scores["cider_d"] == pytest.approx(10)


def test_scores_of_english_alone_are_left_out() -> None:
    scored = TokenizedReferences(REFERENCES, language="zh").of(CANDIDATES)
    assert not {"meteor", "coco_bleu4"} & set(scored.scores())
    assert "coco_bleu4" in TokenizedReferences(REFERENCES).of(CANDIDATES).scores()
    assert missing_in_json(language="zh") == {}
    assert "meteor_missing" in missing_in_json()


def test_it_is_said_on_what_is_counted() -> None:
    assert tokens_of(KEYS, "nltk", "zh") == {"bleu": "characters", "rouge_l": "characters", "cider_d": "characters"}
    assert tokens_of(KEYS, "coco", "vi") == {"bleu": "words", "rouge_l": "words", "cider_d": "words"}
    assert tokens_of(KEYS, "nltk") == {"bleu": "nltk", "rouge_l": "coco", "cider_d": "coco"}
    assert counted_on(KEYS, language="zh") == "bleu, rouge_l and cider_d are counted on characters"
    assert counted_on(KEYS) == "bleu is counted on NLTK's words, rouge_l and cider_d on coco-caption's tokens"


def test_parts_keep_their_language() -> None:
    whole = TokenizedReferences(REFERENCES, language="zh")
    part = whole.part([(0, [1]), (1, [0])])
    assert part.language == "zh"
    assert part.of(CANDIDATES[:2]).on("nltk") == "characters"


def test_the_constant_and_the_bounds_are_found_on_the_same_tokens() -> None:
    captions = ["红色的长裙。", "红色的帽子。", "红色的长裙。", "蓝色的上衣和帽子。"] * 3
    assert best_constant(captions, CLOTHES, 1, "zh") == "红色的长裙。"
    bounds = find_bounds(captions, TokenizedReferences(captions, language="zh"))
    assert bounds.caption == "红色的长裙。"
    assert 0.3 < bounds.floor["bleu4"] < 1
    assert set(bounds.floor) == {metric.key for metric in METRICS.values() if metric.bounded and not metric.english} - {
        *CLOTHES.metrics,
        *OUTFITS.metrics,
    }


def test_diversity_takes_no_language_for_english() -> None:
    vietnamese = ["Những con sóng xa xa.", "Một người đứng ở the"]
    found = diversity(vietnamese, references=["Một."], language="vi")
    assert (found.repeated, found.broken) == (0, 0.5)
    assert diversity(["他看看天天。", "红色的长裙红色的长裙。"], language="zh").repeated == 0.5
    assert diversity(["长裙。长裙。"], language="zh").repeated == 1
    assert diversity(["红色长裙"], ["红", "色", "蓝"], references=["长裙"], language="zh").never_said == ("蓝",)
    assert diversity(["红色长裙"], references=["长裙"], language="zh").words == 4
