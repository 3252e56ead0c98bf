"""The support of words in few bytes."""

import sys

import pytest

from engine.worklist import PackedSupport
from tests.worklist.pictures import WORDS, caption


def test_words_come_back_as_they_were() -> None:
    packed = PackedSupport.of(WORDS)
    assert tuple(packed) == WORDS
    assert packed == WORDS
    assert packed == PackedSupport(packed.data)
    assert hash(packed) == hash(WORDS)
    assert packed != WORDS[:2]
    assert (len(packed), packed[1], packed[1:]) == (3, WORDS[1], WORDS[1:])
    assert packed.probabilities == [word.probability for word in WORDS]
    assert eval(repr(packed), {"PackedSupport": PackedSupport, "WordSupport": type(WORDS[0])}) == packed


def test_no_words_are_false_as_an_empty_tuple_is() -> None:
    empty = PackedSupport.of(())
    assert not empty
    assert empty == ()
    assert empty.probabilities == []


def test_they_take_a_fifth_of_the_memory() -> None:
    words = [*WORDS] * 20
    objects = sum(
        sys.getsizeof(word) + sys.getsizeof(word.word) + 3 * sys.getsizeof(word.probability) for word in words
    )
    assert sys.getsizeof(PackedSupport.of(words).data) < objects / 5


def test_the_surprise_is_that_of_the_words() -> None:
    from dataclasses import replace

    told = caption()
    assert told.surprise == replace(told, support=WORDS).surprise
    assert replace(told, support=()).surprise is None


@pytest.mark.parametrize("data", [b"", b"\1\0\0", b"\1\0\0\0", b"\2\0\0\0" + b"\0" * 80 + b"a"])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no packed words"):
        PackedSupport(data)
