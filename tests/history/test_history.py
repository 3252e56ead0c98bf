"""The history: what is kept is found in both languages, filtered, edited, deleted and brought back."""

import dataclasses
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.curation.words import Query, searchable
from engine.errors import Problem
from engine.fit.verdict import UNKNOWN_FIT, judge
from engine.history import CaptionHistory, HistoryQuery, Whereabouts, connection, whereabouts
from engine.history import history as history_module
from engine.history.thumbnails import SIDE, packed, unpacked
from tests.history.captions import MadeCaptions
from tests.history.killing import entry


@pytest.fixture
def history(tmp_path: Path) -> Iterator[CaptionHistory]:
    made = CaptionHistory(tmp_path / "new" / "history.sqlite")
    yield made
    made.close()


def found(history: CaptionHistory, words: str = "", **other: object) -> list[int]:
    return history.numbers(HistoryQuery(words, **other))  # type: ignore[arg-type]


def test_an_entry_comes_back_as_it_was_kept(history: CaptionHistory) -> None:
    given = entry(1, "Another text", edited=True, size=12, modified=2**60 + 1, fit=judge(0.9, 0.7))
    [number] = history.add([given])
    assert history.entries([number]) == [dataclasses.replace(given, id=number)]
    assert history.checkpoints() == ["demo"]


def test_nothing_is_written_before_anything_is_kept(history: CaptionHistory) -> None:
    assert not history.path.parent.exists()
    assert history.add([]) == []
    assert found(history) == found(history, "dress") == []
    assert history.checkpoints() == []
    assert history.purge() == 0
    assert not history.path.parent.exists()


CAPTIONS = (
    ("The lady wears a red dress.", "这位女士穿着红色连衣裙。"),
    ("The man wears dresses and a T-shirt", "他穿着T恤和裙子"),
    ("A hat; DRESSED.", "帽子，红"),
)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", "321"),
        ("red", "1"),
        ("RED dre", "1"),
        ("dress", "321"),
        ("d", "321"),
        ('"dress"', "1"),
        ('"red dress"', "1"),
        ('"dress red"', ""),
        ("红色", "1"),
        ("红", "31"),
        ("裙", "21"),
        ("连衣裙", "1"),
        ("衣连", ""),
        ("色连", "1"),
        ("恤和裙", "2"),
        ("T恤", "2"),
        ("女士 red", "1"),
        ("-hat", "21"),
        ("dress -红", "2"),
        ("picture3", "3"),
        ("pictures", ""),
        ('"', "321"),
        ("NOT OR (*) ^", ""),
        ("（红）", "31"),
    ],
)
def test_words_in_both_languages(history: CaptionHistory, words: str, wanted: str) -> None:
    for number, (english, chinese) in enumerate(CAPTIONS, start=1):
        source = f"C:\\pictures\\Picture{number}.jpg"
        history.add([entry(number, english, translation=chinese, source=source)])
    assert "".join(map(str, found(history, words))) == wanted


def test_the_index_finds_what_going_through_all_finds(history: CaptionHistory) -> None:
    made, chance = MadeCaptions(3, vocabulary=300, clothes=200), random.Random(4)
    pairs = [made.draw() for _ in range(400)]
    history.add(
        entry(number, english, translation=chinese, source=f"/{number}/name.jpg")
        for number, (english, chinese) in enumerate(pairs)
    )
    history.delete([7, 300])
    queries = ["-the", "a -the", "name"]
    for _ in range(80):
        english, chinese = chance.choice(pairs)
        split = english.split()
        start, place = chance.randrange(len(split)), chance.randrange(len(chinese))
        queries += [
            chance.choice(split)[: chance.randrange(1, 9)],
            f'"{" ".join(split[start : start + 2])}"',
            chinese[place : place + chance.randrange(1, 5)],
            f"{chinese[place]} {split[start]}",
            f"{chinese[place : place + 2]} -{split[start][:3]}",
        ]
    texts = {number: searchable([*pair, "name"]) for number, pair in enumerate(pairs, start=1)}
    for words in queries:
        query = Query.parse(words)
        by_hand = [number for number in texts if number not in (7, 300) and query.within(texts[number])]
        assert found(history, words) == by_hand[::-1], words


def test_filters(history: CaptionHistory) -> None:
    history.add(
        [
            entry(1, fit=judge(0.1, 0.8)),
            entry(2, fit=judge(2.0, 0.8)),
            entry(3, fit=UNKNOWN_FIT, edited=True),
        ]
    )
    assert found(history, checkpoint="demo") == [3, 1]
    assert found(history, "dress", checkpoint="street") == [2]
    assert found(history, checkpoint="unheard-of") == []
    assert found(history, fit="unlike") == [2]
    assert found(history, "red", fit="unknown", checkpoint="demo", edited=True) == [3]
    assert found(history, edited=True) == [3]
    since = entry(2).made
    assert found(history, since=since) == [3, 2]
    assert found(history, "dress", until=since) == [1]
    assert found(history, "dress", since=since, until=since + 1, checkpoint="street") == [2]
    assert found(history, since=since + 10**12) == []


def test_a_clock_that_was_set_back_hides_nothing(history: CaptionHistory) -> None:
    day = 86_400_000
    history.add([entry(1, made=9 * day), entry(2, made=5 * day), entry(3, made=9 * day + 1), entry(4, made=4 * day)])
    assert found(history, since=9 * day) == [3, 1]
    assert found(history, "dress", since=5 * day, until=9 * day) == [2]


def test_a_list_is_bounded_and_goes_on_where_it_ended(history: CaptionHistory) -> None:
    history.add(map(entry, range(1200)))
    query = HistoryQuery("dress")
    first = history.numbers(query, limit=10)
    assert first + history.numbers(query, before=first[-1], limit=10) == list(range(1200, 1180, -1))
    assert [one.id for one in history.every(query)] == list(range(1200, 0, -1))
    history.delete([3])
    assert [one.id for one in history.entries([5, 3, 999_999, 4])] == [5, 4]


def test_an_edit_changes_the_newest_entry_of_its_picture(history: CaptionHistory) -> None:
    history.add([entry(1), entry(2), entry(1)])
    edited = entry(1, "A green coat", edited=True, translation="一件绿色外套")
    assert history.edit(edited) == 3
    assert found(history, "green") == found(history, "外套") == [3]
    assert found(history, "number1") == [1]
    [newest] = history.entries(found(history, edited=True))
    assert (newest.caption, newest.text, newest.translation) == (edited.caption, "A green coat", "一件绿色外套")
    # Back to what the model said.
    assert history.edit(entry(1)) == 3
    assert found(history, "number1") == [3, 1]
    assert found(history, edited=True) == found(history, "green") == []


def test_the_edit_of_what_was_never_kept_is_added(history: CaptionHistory) -> None:
    history.add([entry(2)])
    assert history.edit(entry(1, "A green coat", edited=True)) == 2
    assert found(history, "green") == [2]
    # A translation that comes late brings nothing back.
    history.delete([2])
    assert history.edit(entry(1, "A green coat"), add=False) == 0
    assert found(history) == [1]


def test_what_is_deleted_can_be_brought_back_until_it_is_purged(
    history: CaptionHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.add(map(entry, range(6)))
    assert history.delete([2, 3, 3, 99]) == 2
    assert history.delete([2]) == 0
    assert found(history) == found(history, "dress") == [6, 5, 4, 1]
    assert history.purge() == 0
    assert history.restore([2, 3]) == 2
    assert found(history, "number1") == [2]
    # By time, and by number.
    monkeypatch.setattr(history_module, "_now", lambda: 10**6)
    history.delete([1])
    monkeypatch.setattr(history_module, "_now", lambda: 10**6 + history_module.UNDO_MS + 1)
    history.delete([2, 3, 4])
    monkeypatch.setattr(history_module, "UNDO_ENTRIES", 2)
    assert history.purge() == 2
    assert history.restore([1, 2, 3, 4]) == 2
    assert found(history) == [6, 5, 4, 3]
    # A number is never given twice.
    history.delete([6])
    monkeypatch.setattr(history_module, "UNDO_ENTRIES", 0)
    assert history.purge() == 1
    assert history.add([entry(9)]) == [7]


def test_all_is_deleted_for_good(history: CaptionHistory) -> None:
    history.add(map(entry, range(300)))
    history.close()
    aside = history.path.with_name("history.sqlite.damaged-1")
    aside.write_bytes(b"damaged")
    assert history.delete_all() == [aside]
    assert found(history) == found(history, "dress") == []
    assert history.checkpoints() == []
    history.close()
    assert b"dress" not in b"".join(path.read_bytes() for path in history.path.parent.iterdir())
    history.add([entry(1)])
    assert len(found(history, "dress")) == 1


def test_deleting_all_of_nothing_makes_no_file(history: CaptionHistory) -> None:
    assert history.delete_all() == []
    assert history.size() == 0
    assert not history.path.exists()


def test_a_search_that_nobody_waits_for_is_left_off(history: CaptionHistory, monkeypatch: pytest.MonkeyPatch) -> None:
    history.add(map(entry, range(50)))
    monkeypatch.setattr(connection, "_STEPS", 1)
    with pytest.raises(Problem) as caught:
        history.numbers(HistoryQuery("dress"), stopped=lambda: True)
    assert caught.value.code == "stopped"
    assert len(history.numbers(HistoryQuery("dress"), stopped=lambda: False)) == 50


def test_a_picture_that_moved_or_changed_is_told(tmp_path: Path) -> None:
    file = tmp_path / "one.jpg"
    file.write_bytes(b"12345")
    stat = file.stat()
    given = entry(1, source=str(file), size=stat.st_size, modified=stat.st_mtime_ns)
    assert whereabouts(given) is Whereabouts.THERE
    assert whereabouts(dataclasses.replace(given, modified=stat.st_mtime_ns - 1)) is Whereabouts.CHANGED
    file.write_bytes(b"123456")
    assert whereabouts(given) is Whereabouts.CHANGED
    file.unlink()
    assert whereabouts(given) is Whereabouts.GONE
    assert whereabouts(entry(1, kind="noise", source="noise, seed 7")) is Whereabouts.NO_FILE


def test_what_sqlite_cannot_hold_is_spelled(history: CaptionHistory) -> None:
    odd = entry(1, "half \ud800 a pair", source="/a/\udcb3.jpg", checkpoint="\udcb3")
    history.add([odd])
    assert history.edit(dataclasses.replace(odd, text="green")) == 1
    [kept] = history.entries(found(history, "green", checkpoint="\udcb3"))
    assert (kept.source, kept.checkpoint) == ("/a/\\xb3.jpg", "\\xb3")


def test_small_pictures() -> None:
    pixels = np.zeros((336, 224, 3), np.uint8)
    pixels[:, 112:] = 200
    small = unpacked(packed(pixels))
    assert small is not None
    assert small.shape == (SIDE, round(224 * SIDE / 336), 3)
    assert abs(int(small[80, 90].mean()) - 200) < 12
    # What fills a wide picture up to the model's shape is left out, where anything else is left.
    pixels[:100] = pixels[236:] = 255
    wide = unpacked(packed(pixels))
    assert wide is not None
    assert wide.shape == (round(136 * SIDE / 224), SIDE, 3)
    assert unpacked(packed(np.full((336, 224, 3), 255, np.uint8))) is not None
    assert unpacked(b"") is None
    assert unpacked(b"no picture") is None
    assert unpacked(packed(np.zeros((1, 4000, 3), np.uint8))) is not None
