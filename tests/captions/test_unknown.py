"""Rare words become one number, and captions that are too long are cut."""

import pytest

from engine.captions.vocabulary import UNKNOWN, Vocabulary, WordCounts

CAPTIONS = ["a red hat .", "a red cap .", "a blue hat .", "a man ."]


def test_every_word_is_in_unless_a_minimum_is_asked_for() -> None:
    plain = Vocabulary.build(CAPTIONS)
    assert plain.unknown is None
    assert plain.size == len(plain.words) + 3
    assert plain == Vocabulary.build(CAPTIONS, minimum=1)
    # As in every checkpoint from before: what is not known is dropped.
    assert plain.decode(plain.encode("a green hat .")) == "a hat."


def test_words_below_the_minimum_become_unknown() -> None:
    vocabulary = Vocabulary.build(CAPTIONS, minimum=2)
    assert vocabulary.words == ("a", ".", "red", "hat")
    assert (vocabulary.start, vocabulary.end, vocabulary.unknown, vocabulary.size) == (5, 6, 7, 8)
    assert vocabulary.encode("a blue cap .") == [5, 1, 7, 7, 2, 6]
    assert vocabulary.decode([5, 1, 7, 2, 6]) == f"a {UNKNOWN}."
    assert vocabulary.word(7) == UNKNOWN
    assert [vocabulary.word(index) for index in (0, 5, 6, 99)] == [""] * 4


def test_there_is_no_unknown_word_where_none_is_rare() -> None:
    assert Vocabulary.build(["a hat", "a hat"], minimum=2).unknown is None


def test_counts_tell_what_a_minimum_costs() -> None:
    counts = WordCounts.of(CAPTIONS, most_words=3)
    assert (counts.captions, counts.longest, counts.too_long) == (4, 4, 3)
    assert counts.counts == {"a": 4, "red": 2, "hat": 2, "cap": 1, "blue": 1, "man": 1, ".": 1}
    assert (counts.rare(2), counts.unknown(2)) == (4, 4)
    assert (counts.rare(3), counts.unknown(3)) == (6, 8)


def test_long_captions_are_cut_and_end_there() -> None:
    vocabulary = Vocabulary.build(CAPTIONS)
    cut = vocabulary.limited(2)
    assert cut.encode("a red hat .") == [vocabulary.start, *vocabulary.encode("a red hat .")[1:3], vocabulary.end]
    assert cut.measured("a red hat .") == (cut.encode("a red hat ."), 4)
    assert cut.encode("a man") == vocabulary.encode("a man")
    # What is cut is a matter of who trains, and not of the words.
    assert cut == vocabulary


@pytest.mark.parametrize("language", ["en", "zh", "vi"])
def test_a_vocabulary_of_any_language_is_found_again(language: str) -> None:
    vocabulary = Vocabulary.build(["红色的 hat.", "红色的 cap."], language, minimum=2)
    again = Vocabulary.from_json(
        vocabulary.to_json(), vocabulary.language, vocabulary.tokenizer, vocabulary.has_unknown
    )
    assert again == vocabulary
    assert again.encode("红色的 cap.") == vocabulary.encode("红色的 cap.")


def test_a_tokenizer_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="jieba"):
        Vocabulary.from_json(["a"], "zh", "jieba")
