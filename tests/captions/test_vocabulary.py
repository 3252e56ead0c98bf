"""Tokens are NLTK's, text comes back as it was, ids follow frequency."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.captions.tokenizers import detokenize, places
from engine.captions.tokenizers.english import tokenize
from engine.captions.vocabulary import Vocabulary

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "notes" / "captions_sample.json"
NOTES = SAMPLE.with_name("captions.md")


def plain_tokens(caption: str) -> list[str]:
    """What ``nltk.word_tokenize`` does, without any shortcut."""
    import punkt
    from nltk.tokenize import NLTKWordTokenizer

    words = NLTKWordTokenizer()
    return [token for sentence in punkt.sent_tokenize(caption) for token in words.tokenize(sentence)]


@pytest.fixture(scope="module")
def sample() -> list[str]:
    if not SAMPLE.exists():
        pytest.skip("the sample of captions does not lie beside the project")
    return list(json.loads(SAMPLE.read_text(encoding="utf-8")).values())


def test_tokens_by_hand() -> None:
    caption = "This lady wears a short-sleeve T-shirt, with pure color patterns. It's her hat."
    expected = "This lady wears a short-sleeve T-shirt , with pure color patterns . It 's her hat ."
    assert " ".join(tokenize(caption)) == expected
    assert tokenize("") == tokenize("  ") == []
    assert tokenize("Mr. Smith wears a coat. No. 5 is his.")[:2] == ["Mr.", "Smith"]


def test_the_sample_is_cut_and_joined_exactly(sample: list[str]) -> None:
    for caption in sample:
        assert tokenize(caption) == plain_tokens(caption)
        assert detokenize(tokenize(caption)) == caption


WORDS = "The a is no No U.S Mr e.g vs etc sleeves T-shirt V I a, no, Hat Inc St neck J Dr m it's cannot gonna wanna - ,"


@given(st.lists(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=4), min_size=1, max_size=5))
def test_the_shortcut_changes_nothing(sentences: list[list[str]]) -> None:
    caption = " ".join(" ".join(words) + "." for words in sentences)
    assert tokenize(caption) == plain_tokens(caption)


@given(st.text(max_size=60))
def test_any_text_is_cut_as_nltk_cuts_it(text: str) -> None:
    assert tokenize(text) == plain_tokens(text)
    assert isinstance(detokenize(tokenize(text)), str)


def test_text_reads_naturally() -> None:
    assert detokenize(
        ["A", "hat", "(", "red", ")", ",", "a", "belt", ";", "it", "is", "n't", "``", "new", "''", "."]
    ) == ('A hat (red), a belt; it isn\'t "new".')


@given(st.lists(st.sampled_from(["A", "hat", "(", ")", ",", "n't", "``", "''", ".", "T-shirt"])))
def test_each_word_is_found_where_it_was_written(tokens: list[str]) -> None:
    caption = detokenize(tokens)
    written = [caption[start : start + length] for start, length in places(tokens)]
    assert written == [{"``": '"', "''": '"'}.get(token, token) for token in tokens]
    assert "".join(written) == caption.replace(" ", "")


def test_ids_follow_frequency_and_then_the_first_seen() -> None:
    vocabulary = Vocabulary.build(["b a. b c.", "d c."])
    # The full stop does not end a sentence here, so that "a." is one word, as for NLTK.
    assert vocabulary.words == ("b", "c", ".", "a.", "d")
    assert (vocabulary.PAD, vocabulary.start, vocabulary.end, vocabulary.size) == (0, 6, 7, 8)
    assert vocabulary.encode("b e d.") == [6, 1, 5, 3, 7]
    assert vocabulary.decode([6, 1, 5, 3, 7, 2, 0]) == "b d."
    assert vocabulary.decode([0, 1, 99, -1, 2]) == "b c"
    assert Vocabulary.build([]).encode("anything") == [1, 2]


def test_the_sample_has_the_113_entries(sample: list[str]) -> None:
    vocabulary = Vocabulary.build(sample)
    listed = NOTES.read_text(encoding="utf-8").split("ids from 1:\n")[1].split(" — then <start>")[0].split()
    assert vocabulary.size == 113
    assert set(vocabulary.words) == set(listed)
    # 300 of 10,155 captions give nearly the order of all.
    assert max(abs(vocabulary.words.index(word) - place) for place, word in enumerate(listed[:20])) <= 3
    for caption in sample:
        assert vocabulary.decode(vocabulary.encode(caption)) == caption


def test_a_vocabulary_is_saved_and_found_again() -> None:
    vocabulary = Vocabulary.build(["A shirt."])
    assert Vocabulary.from_json(vocabulary.to_json()) == vocabulary


@pytest.mark.parametrize("value", [None, "words", [1], ["a", ""], ["a", "a"], {"a": 1}])
def test_what_is_no_vocabulary_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="vocabulary"):
        Vocabulary.from_json(value)
