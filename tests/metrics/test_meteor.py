"""METEOR by hand-made figures, with a stand-in for WordNet: synonyms in sets of their own."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from engine.captions.tokens import Tokens
from engine.metrics.meteor import MISSING, find_wordnet, meteor, told_meteor


class Synonyms:
    """What METEOR asks WordNet: the sets of synonyms that a word is in."""

    def synsets(self, word: str) -> Iterator[object]:
        if word in ("hat", "cap"):
            yield SimpleNamespace(
                lemmas=lambda: [SimpleNamespace(name=lambda word=word: word) for word in ("hat", "cap")]
            )


def of(candidate: str, *references: str) -> float:
    return meteor([candidate], [list(references)], Tokens.COCO, Synonyms())


def test_stems_and_synonyms_match_and_scattered_words_are_punished() -> None:
    # All five words match in one piece: the penalty is half of (1 / 5) cubed.
    whole = 1 - 0.5 * (1 / 5) ** 3
    assert of("she wears long denim trousers", "she wears long denim trousers") == pytest.approx(whole)
    assert of("she wears a red cap", "she wears a red hat") == pytest.approx(whole)
    assert of("she wearing long denim trousers", "she wears long denim trousers") == pytest.approx(whole)
    # Two of three words match, in two pieces: precision and recall of 2 / 3 have that mean, and half of it is lost.
    assert of("red shirt blue", "red hat blue") == pytest.approx(2 / 3 * 0.5)
    assert of("nothing fits", "she wears long trousers") == 0


def test_the_best_reference_counts_and_the_corpus_is_the_mean() -> None:
    alone = of("she wears a hat", "she wears a hat")
    assert of("she wears a hat", "he goes", "she wears a hat") == alone
    both = meteor(["she wears a hat", "nothing"], [["she wears a hat"], ["he goes"]], Tokens.COCO, Synonyms())
    assert both == pytest.approx(alone / 2)


def test_without_wordnet_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nltk.data.path", [])
    assert find_wordnet() is None
    assert told_meteor(["a hat"], ["a hat"], Tokens.COCO) == {"meteor": None, "meteor_missing": MISSING}


def test_where_wordnet_is_the_score_stands_and_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.metrics.meteor.find_wordnet", Synonyms)
    told = told_meteor(["a red cap"], ["a red hat"], Tokens.COCO)
    assert told["meteor_missing"] is None
    assert told["meteor"] == of("a red cap", "a red hat") > 0.9
