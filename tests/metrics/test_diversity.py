"""Captions looked at as a set."""

import random

import pytest

from engine.captions.coco import coco_tokens
from engine.clothes.wardrobe.outfit import sample_attributes
from engine.clothes.writer import write
from engine.metrics.diversity import diversity, is_broken, repeats

WHOLE = "The lady wears a hat. It has a round neckline."


def test_captions_are_counted_by_what_differs() -> None:
    found = diversity(
        ["The hat.", "the hat.", "The hat.", "A ring."], ["the", "The", "ring", "belt", ".", "a", "socks"]
    )
    assert found.distinct == pytest.approx(3 / 4)
    assert found.words == 2
    assert found.distinct_1 == pytest.approx(4 / 8)
    assert found.distinct_2 == pytest.approx(2 / 4)
    assert found.repeated == found.broken == 0
    assert found.never_said == ("belt", "socks")
    assert found.to_json()["never_said"] == ["belt", "socks"]


def test_nothing_said_is_no_fault_of_the_arithmetic() -> None:
    assert diversity([]).distinct == 0
    assert diversity(["", ""], ["hat"]).broken == 1


@pytest.mark.parametrize(
    ("caption", "twice"),
    [
        (WHOLE, False),
        ("The lady lady wears a hat.", True),
        ("The lady wears a hat and wears a hat.", False),
        ("The lady wears a hat wears a hat.", True),
        ("It has a neckline. There is a ring. It has a neckline.", True),
        ("There is an accessory in his his neck.", False),
        ("This lady wears a tank tank top.", False),
        ("", False),
    ],
)
def test_what_is_said_twice(caption: str, twice: bool) -> None:
    assert repeats(caption, coco_tokens(caption)) is twice


@pytest.mark.parametrize(
    ("caption", "broken"),
    [
        (WHOLE, False),
        (WHOLE[:-1], True),
        ("The lady wears a hat. It is with.", True),
        ("The lady wears", True),
        (WHOLE + " ", False),
        (".", True),
        ("She wears a hat!", False),
        ("Does she wear a hat?", False),
        ("“The lady wears a hat.”", False),
        ("'The lady wears a hat.' ", False),
        ("The lady wears a hat”", True),
        ("这位女士戴着帽子。", False),
        ("这位女士戴着帽子！", False),
        ("“这位女士戴着帽子？”", False),
    ],
)
def test_what_was_cut_off(caption: str, broken: bool) -> None:
    assert is_broken(caption, coco_tokens(caption)) is broken


def test_a_missing_stop_is_a_fault_only_where_the_references_have_one() -> None:
    bare = ["a lady wears a hat", "a man wears a ring", "a man wears a"]
    assert diversity(bare, references=bare[:2]).broken == pytest.approx(1 / 3)
    assert diversity(bare, references=[WHOLE, WHOLE, bare[0]]).broken == 1
    assert diversity(bare).broken == 1


def test_true_captions_neither_repeat_themselves_nor_break_off() -> None:
    rng = random.Random(3)
    found = diversity([write(sample_attributes(rng), rng) for _ in range(400)])
    assert (found.repeated, found.broken, found.distinct) == (0, 0, 1)


def test_shares_count_every_caption() -> None:
    found = diversity([WHOLE, "A hat hat.", "A hat hat.", "The lady wears"])
    assert (found.repeated, found.broken) == (1 / 2, 1 / 4)
