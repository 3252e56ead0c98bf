"""Names in natural order, however many."""

import random
from collections.abc import Iterator

from engine.data.natural import natural_key, sorted_naturally, sorting


def test_numbers_are_sorted_as_numbers() -> None:
    assert sorted(["b", "a10b", "a10", "A3", "a02", "a1", "10", "2", "1"], key=natural_key) == [
        *("1", "2", "10", "a1", "a02", "A3", "a10", "a10b", "b")
    ]
    assert sorted(["01", "1", "001"], key=natural_key) == sorted(["1", "001", "01"], key=natural_key)


def test_many_names_are_sorted_in_pieces_as_they_are_at_once() -> None:
    names = [f"Picture {number}.jpg" for number in range(20_011)]
    random.Random(7).shuffle(names)
    assert sorted_naturally(names) == sorted(names, key=natural_key)
    assert sorted_naturally([]) == []


def test_a_sort_in_steps_gives_way_often() -> None:
    kept: list[list[int]] = []

    def through() -> Iterator[None]:
        kept.append((yield from sorting(random.Random(7).sample(range(50_000), 50_000))))

    assert sum(1 for _ in through()) > 20
    assert kept == [list(range(50_000))]
