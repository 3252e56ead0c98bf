import functools
import math
from collections import Counter

import pytest

from engine.captions.domain import UNSAID
from engine.clothes.labels import LABEL_NAMES, LABEL_SIZES, label_value, labels
from engine.clothes.wardrobe.chances import FLOOR, raised
from engine.clothes.wardrobe.plan import planned
from engine.clothes.writer import write_plain

# Shares of the 12,693 official captions of DeepFashion-MultiModal that name a value.
DATA = {
    ("gender", "female"): 0.88,
    ("upper_pattern", "pure color"): 0.56,
    ("upper_pattern", "graphic"): 0.275,
    ("neckline", "round"): 0.53,
    ("neckline", "suspenders"): 0.125,
    ("lower_length", "long"): 0.50,
    ("lower_length", "three-point"): 0.38,
    ("lower_fabric", "denim"): 0.37,
    ("lower_pattern", "pure color"): 0.73,
    ("outer", "yes"): 0.195,
    ("ring", "yes"): 0.66,
    ("wrist", "yes"): 0.45,
    ("neckwear", "yes"): 0.33,
    ("hat", "yes"): 0.14,
}


@functools.cache
def counted(balanced: bool) -> dict[tuple[str, str], float]:
    """The share of 3,000 pictures of which each value is said."""
    counts: Counter[tuple[str, str]] = Counter()
    for _, pictures in planned(3000, 1, balanced):
        for picture in pictures:
            for place, number in enumerate(labels(write_plain(picture.outfit.seen)).tolist()):
                if number != UNSAID:
                    counts[LABEL_NAMES[place], label_value(place, number)] += 1
    return {key: count / 3000 for key, count in counts.items()}


@pytest.mark.parametrize(("key", "share"), DATA.items())
def test_values_are_drawn_in_the_proportions_of_the_data(key: tuple[str, str], share: float) -> None:
    # Pictures come in styles of some four, so that shares scatter more than those of 3,000 throws.
    assert counted(False)[key] == pytest.approx(share, abs=0.06)


@pytest.mark.parametrize("balanced", [False, True])
def test_every_value_of_every_attribute_is_drawn(balanced: bool) -> None:
    found = counted(balanced)
    for place, size in enumerate(LABEL_SIZES):
        for number in range(size):
            assert found[LABEL_NAMES[place], label_value(place, number)] > 0.003


def test_balanced_genders_are_equal() -> None:
    assert counted(True)["gender", "female"] == pytest.approx(0.5, abs=0.05)


def test_raised_shares_add_up_and_keep_their_order() -> None:
    assert raised({"a": 90, "b": 10}) == {"a": 0.9, "b": 0.1}
    found = raised({"a": 900, "b": 95, "c": 5, "d": 0})
    assert math.isclose(sum(found.values()), 1)
    assert found["c"] == found["d"] == FLOOR
    assert found["a"] / found["b"] == pytest.approx(900 / 95)
    # Raising some may press others below the floor.
    assert raised({"a": 94, "b": 3.05, "c": 0, "d": 0})["b"] == FLOOR
