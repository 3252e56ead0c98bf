"""The cache of answers: kept, bounded, shared by processes, set aside when damaged, done without when it must be."""

import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from engine.files import project_folder
from engine.translation.cache import Cache, _bytes_used
from tests.limits import SECONDS

TEXTS = {f"This lady wears a hat. {number}": f"这位女士头戴帽子。{number}" for number in range(300)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "new" / "translations.sqlite"


def filled(path: Path) -> None:
    cache = Cache(path)
    cache.keep("baidu", TEXTS)
    assert cache.find("baidu", TEXTS) == TEXTS
    assert cache.problem is None
    cache.close()


def test_what_is_kept_is_found_again_by_provider_and_text(path: Path) -> None:
    filled(path)
    cache = Cache(path)
    assert cache.find("baidu", TEXTS) == TEXTS
    assert cache.find("libretranslate http://localhost:5000/translate", TEXTS) == {}
    assert cache.find("baidu", ["this lady wears a hat. 1", ""]) == {}
    cache.keep("baidu", {"This lady wears a hat. 1": "另"})
    assert cache.find("baidu", ["This lady wears a hat. 1"]) == {"This lady wears a hat. 1": "另"}
    cache.close()


def test_it_stays_within_its_budget_and_keeps_what_was_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    budget = 200_000
    cache = Cache(path, budget)
    cache.keep("baidu", {"used": "用"})
    for number in range(60):
        now += 4000
        assert cache.find("baidu", ["used"]) == {"used": "用"}, number
        cache.keep("baidu", {f"{text} {number}": chinese for text, chinese in list(TEXTS.items())[:50]})
        assert cache._database is not None
        assert _bytes_used(cache._database) <= budget
    last, first = (f"This lady wears a hat. 1 {number}" for number in (59, 0))
    assert set(cache.find("baidu", [first, last])) == {last}
    assert path.stat().st_size < 2 * budget
    cache.close()


@pytest.mark.parametrize("damage", ["garbage", "pages", "cut", "empty", "of another program", "of a later format"])
def test_a_damaged_file_is_set_aside_and_made_anew(path: Path, damage: str) -> None:
    filled(path)
    before = path.read_bytes()
    match damage:
        case "garbage":
            path.write_bytes(b"no database" * 1000)
        case "pages":
            path.write_bytes(before[:4096] + b"\x55" * (len(before) - 4096))
        case "cut":
            path.write_bytes(before[: len(before) // 2])
        case "empty":
            path.write_bytes(b"")
        case "of another program":
            path.unlink()
            execute(path, "CREATE TABLE translation (x)")
        case _:
            execute(path, "PRAGMA user_version = 9")
    cache = Cache(path)
    assert cache.find("baidu", TEXTS).items() <= TEXTS.items()
    cache.keep("baidu", TEXTS)
    assert cache.find("baidu", TEXTS) == TEXTS
    assert cache.problem is None
    cache.close()
    assert path.with_name(path.name + ".damaged").exists() == (damage != "empty")


def execute(path: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(statement)


def test_damage_that_comes_while_it_is_open(path: Path) -> None:
    cache = Cache(path)
    cache.keep("baidu", TEXTS)
    with open(path, "r+b") as file:
        file.seek(0)
        file.write(b"\x55" * path.stat().st_size)
    cache.keep("baidu", {"new": "新"})
    assert cache.find("baidu", ["new"]) == {"new": "新"}
    assert cache.problem is None
    cache.close()


def test_a_place_where_nothing_can_be_written_is_told_and_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for path in (tmp_path / "file" / "translations.sqlite", tmp_path):
        cache = Cache(path)
        cache.keep("baidu", TEXTS)
        assert cache.find("baidu", TEXTS) == {}
        assert cache.problem is not None
        assert str(cache.problem).startswith(f"The translation cache {path} cannot be used (")
        cache.close()


WRITER = """
import sys
from pathlib import Path
from engine.translation.cache import Cache
from tests.limits import SECONDS
cache, name = Cache(Path(sys.argv[1])), sys.argv[2]
for number in range(150):
    cache.keep("baidu", {f"{name} {number}": f"文 {number}"})
    assert cache.find("baidu", [f"{name} {number}"]), number
assert cache.problem is None
cache.close()
"""


def test_two_processes_write_at_once(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"damaged, as both of them find")
    words = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*words, name], cwd=project_folder()) for name in ("one", "two")]
    assert [writer.wait(SECONDS) for writer in writers] == [0, 0]
    cache = Cache(path)
    wanted = [f"{name} {number}" for name in ("one", "two") for number in range(150)]
    assert len(cache.find("baidu", wanted)) == 300
    cache.close()


def test_a_writer_that_is_busy_is_not_waited_for_long(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.translation.cache._BUSY_SECONDS", 0.1)
    filled(path)
    cache = Cache(path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert cache.find("baidu", TEXTS) == {}
        other.execute("ROLLBACK")
    assert cache.problem is None
    assert cache.find("baidu", TEXTS) == TEXTS
    cache.close()
