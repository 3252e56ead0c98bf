"""METEOR by hand-made figures, with a stand-in for WordNet: synonyms in sets of their own."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from engine.captions.tokens import Tokens
from engine.metrics.corpus import Corpus
from engine.metrics.meteor import MISSING, find_wordnet, meteor
from engine.metrics.scored import TokenizedReferences, missing_scores, score_captions


class Synonyms:
    """What METEOR asks WordNet: the sets of synonyms that a word is in."""

    def synsets(self, word: str) -> Iterator[object]:
        if word in ("hat", "cap"):
            yield SimpleNamespace(
                lemmas=lambda: [SimpleNamespace(name=lambda word=word: word) for word in ("hat", "cap")]
            )


def of(candidate: str, *references: str) -> float:
    [score] = meteor(Corpus.of([candidate], [references], Tokens.COCO), Synonyms())
    return float(score)


def test_stems_and_synonyms_match_and_scattered_words_are_punished() -> None:
    # All five words match in one piece: the penalty is half of (1 / 5) cubed.
    whole = 1 - 0.5 * (1 / 5) ** 3
    assert of("she wears long denim trousers", "she wears long denim trousers") == pytest.approx(whole)
    assert of("she wears a red cap", "she wears a red hat") == pytest.approx(whole)
    assert of("she wearing long denim trousers", "she wears long denim trousers") == pytest.approx(whole)
    # Two of three words match, in two pieces: precision and recall of 2 / 3 have that mean, and half of it is lost.
    assert of("red shirt blue", "red hat blue") == pytest.approx(2 / 3 * 0.5)
    assert of("nothing fits", "she wears long trousers") == 0


def test_the_best_reference_counts_and_each_caption_has_its_own_score() -> None:
    alone = of("she wears a hat", "she wears a hat")
    assert of("she wears a hat", "he goes", "she wears a hat") == alone
    corpus = Corpus.of(["she wears a hat", "nothing"], [["she wears a hat"], ["he goes"]], Tokens.COCO)
    assert meteor(corpus, Synonyms()).tolist() == [alone, 0]


def test_without_wordnet_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nltk.data.path", [])
    assert find_wordnet() is None
    assert missing_scores() == {"meteor": MISSING}
    scores = score_captions(["a hat"], ["a hat"], Tokens.COCO)
    assert "meteor" not in scores
    assert scores["rouge_l"] == 1


def test_where_wordnet_is_the_score_stands_and_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.metrics.meteor.find_wordnet", Synonyms)
    assert missing_scores() == {"meteor": None}
    scores = TokenizedReferences(["a red hat", "a tie"]).of(["a red cap", "a tie"]).scores()
    assert scores["meteor"] == pytest.approx((of("a red cap", "a red hat") + of("a tie", "a tie")) / 2)
