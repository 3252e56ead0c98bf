"""Prepared pictures: the same bytes as decoding afresh, found again at once, whole or not at all."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from engine.data import making
from engine.data.layout import LeftOut, Record
from engine.data.making import PICTURES
from engine.data.picture import Framing
from engine.data.store import PreparedPictures, prepare
from engine.errors import Problem
from tests.data.bad_inputs import jpeg, write_jpeg
from tests.limits import SECONDS

FIT = Framing("fit", 48, 32)
COUNT = 12
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def records(tmp_path: Path) -> list[Record]:
    """Pictures, no two alike."""
    folder = tmp_path / "data"
    folder.mkdir()
    rng = np.random.default_rng(0)
    made = []
    for number in range(COUNT):
        path = folder / f"{number:02d}.png"
        values = rng.integers(0, 256, (30 + number, 40, 3), dtype=np.uint8)
        write_image(values, path)
        made.append(Record(path.name, path, ("A caption.",)))
    return made


def write_image(values: np.ndarray, path: Path) -> None:
    """Write an array as a picture."""
    from PIL import Image

    Image.fromarray(values).save(path)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def stores(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if path.is_dir())


def check(store: PreparedPictures, records: list[Record], framing: Framing = FIT) -> None:
    for record in records:
        assert (store[record.name] == framing.read(record.path)).all()


def forbid_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Framing, "read", lambda framing, path: pytest.fail("decoded again"))


def stop_after(count: int) -> Callable[[], bool]:
    asked = iter(range(10**6))
    return lambda: next(asked) >= count


@pytest.mark.parametrize("framing", [FIT, Framing("crop", 48, 32)], ids=["fit", "crop"])
def test_a_store_holds_what_decoding_gives(framing: Framing, records: list[Record], cache: Path) -> None:
    progress: list[tuple[int, int]] = []
    store, left_out = prepare(
        records, framing, cache=cache, progress=lambda done, total: progress.append((done, total))
    )
    assert not left_out
    assert len(store) == COUNT
    assert list(store) == [record.name for record in records]
    assert "00.png" in store
    assert "none" not in store
    check(store, records, framing)
    assert store["00.png"].flags.writeable
    assert progress[-1] == (COUNT, COUNT)
    assert len(stores(cache)) == 1


def test_it_is_found_again_in_any_order(records: list[Record], cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(records, FIT, cache=cache)
    expected = {record.name: FIT.read(record.path) for record in records}
    forbid_decoding(monkeypatch)
    store, _ = prepare(records[::-1], FIT, cache=cache)
    assert all((store[name] == picture).all() for name, picture in expected.items())


def test_a_changed_picture_or_framing_makes_another_store(records: list[Record], cache: Path) -> None:
    prepare(records, FIT, cache=cache)
    prepare(records, Framing("fit", 48, 33), cache=cache)
    write_jpeg(records[3].path)
    store, _ = prepare(records, FIT, cache=cache)
    check(store, records)
    assert len(stores(cache)) == 3


def test_what_cannot_be_read_is_left_out_with_its_reason(records: list[Record], cache: Path) -> None:
    records[1].path.unlink()
    records[2].path.write_bytes(b"")
    records[4].path.write_bytes(jpeg()[:-100])
    expected = [
        LeftOut("01.png", "missing"),
        LeftOut("02.png", "unreadable: it is empty"),
        LeftOut("04.png", "unreadable: it is cut short"),
    ]
    for _ in range(2):
        store, left_out = prepare(records, FIT, cache=cache)
        assert left_out == expected
        check(store, [record for record in records if record.name in store])
        assert len(store) == COUNT - 3


def test_a_file_that_may_not_be_read_is_taken_in_once_it_may(
    records: list[Record], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a right that was missing nor a fault of the drive is remembered as a fault of the picture."""
    with monkeypatch.context() as patched:
        allowed = os.access
        patched.setattr(os, "access", lambda path, mode: not str(path).endswith("05.png") and allowed(path, mode))
        _, left_out = prepare(records, FIT, cache=cache)
        assert left_out == [LeftOut("05.png", "unreadable: permission denied")]
    with monkeypatch.context() as patched:
        read = Framing.read

        def failing(framing: Framing, path: Path) -> np.ndarray:
            if path.name == "05.png":
                raise Problem("picture-unreadable", path=path, reason="Input/output error")
            return read(framing, path)

        patched.setattr(Framing, "read", failing)
        for _ in range(2):
            _, left_out = prepare(records, FIT, cache=cache)
            assert left_out == [LeftOut("05.png", "unreadable: Input/output error")]
    store, left_out = prepare(records, FIT, cache=cache)
    assert not left_out
    check(store, records)


def test_no_pictures_at_all(records: list[Record], cache: Path) -> None:
    for record in records:
        record.path.unlink()
    store, left_out = prepare(records, FIT, cache=cache)
    assert len(store) == 0
    assert {item.reason for item in left_out} == {"missing"}


def test_stopped_work_is_gone_on_with(records: list[Record], cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Problem, match="Stopped"):
        prepare(records, FIT, cache=cache, stopped=stop_after(6))
    (part,) = cache.glob("*.part")
    # As a kill in the middle of a write leaves it.
    for path in part.iterdir():
        with open(path, "ab") as file:
            file.write(b'["07.pn')
    decoded: list[str] = []
    read = Framing.read

    def noted(framing: Framing, path: Path) -> np.ndarray:
        decoded.append(path.name)
        return read(framing, path)

    monkeypatch.setattr(Framing, "read", noted)
    store, _ = prepare(records, FIT, cache=cache)
    assert sorted(decoded) == [record.name for record in records[7:]]
    check(store, records)
    assert not list(cache.glob("*.part"))


@pytest.mark.parametrize(
    "journal", [b"", b"[]\n", b"null\n", b'["00.png", [9999, 9999]]\n', b'["11.png", [48, 32]]\n', b"\xff\n"]
)
def test_a_spoilt_journal_is_not_believed(journal: bytes, records: list[Record], cache: Path) -> None:
    with pytest.raises(Problem, match="Stopped"):
        prepare(records, FIT, cache=cache, stopped=stop_after(6))
    (path,) = cache.glob("*.part/journal.jsonl")
    path.write_bytes(journal)
    store, _ = prepare(records, FIT, cache=cache)
    check(store, records)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_killed_process_leaves_nothing_half(records: list[Record], cache: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from engine.data import making, store; "
        "from engine.data.layout import Record; from engine.data.picture import Framing; making._FLUSH_EVERY = 2; "
        "records = [Record(p.name, p, ('',)) for p in Path(sys.argv[1]).iterdir()]; asked = iter(range(99)); "
        "store.prepare(records, Framing('fit', 48, 32), cache=Path(sys.argv[2]), "
        "stopped=lambda: next(asked) == 7 and os.kill(os.getpid(), 9))"
    )
    command = [sys.executable, "-c", script, str(records[0].path.parent), str(cache)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert [name.endswith(".part") for name in stores(cache)] == [True]
    store, _ = prepare(records, FIT, cache=cache)
    check(store, records)


@pytest.mark.parametrize("name", ["pictures.bin", "index.json", "names.bin", "shapes.bin"])
@pytest.mark.parametrize("damage", ["cut", "garbage", "gone", "other"])
def test_a_damaged_store_is_made_again(name: str, damage: str, records: list[Record], cache: Path) -> None:
    prepare(records, FIT, cache=cache)[0].close()
    (path,) = cache.glob(f"*/{name}")
    whole = path.read_bytes()
    damaged = {"cut": whole[: len(whole) // 2], "garbage": b"\xff\0garbage", "other": b'{"format": 1, "entries": [3]}'}
    path.unlink() if damage == "gone" else path.write_bytes(damaged[damage])
    store, _ = prepare(records, FIT, cache=cache)
    check(store, records)


def test_two_at_once_make_one_store(records: list[Record], cache: Path) -> None:
    made: list[PreparedPictures] = []
    threads = [threading.Thread(target=lambda: made.append(prepare(records, FIT, cache=cache)[0])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 3
    assert len(stores(cache)) == 1
    for store in made:
        check(store, records)


def test_waiting_for_another_can_be_stopped(records: list[Record], cache: Path) -> None:
    """The other one parks in its progress until this one has given up."""
    going, given_up = threading.Event(), threading.Event()

    def park() -> bool:
        going.set()
        return not given_up.wait(SECONDS)

    other = threading.Thread(target=lambda: prepare(records, FIT, cache=cache, stopped=park))
    other.start()
    assert going.wait(SECONDS)
    with pytest.raises(Problem, match="Stopped"):
        prepare(records, FIT, cache=cache, stopped=lambda: True)
    given_up.set()
    other.join()
    assert len(stores(cache)) == 1


def test_a_full_disk_is_told_before_anything_is_written(
    records: list[Record], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(total=2**30, used=2**30, free=2**10))
    with pytest.raises(Problem, match="is full") as caught:
        prepare(records, FIT, cache=cache)
    assert caught.value.code == "disk-full"


def test_a_disk_that_fills_up_gets_its_room_back(
    records: list[Record], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(making, "_FLUSH_EVERY", 4)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Problem) as caught:
            prepare(records, FIT, cache=cache)
        assert caught.value.code == "disk-full"
    assert stores(cache) == []
    check(prepare(records, FIT, cache=cache)[0], records)


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_a_limit_on_the_size_of_files(records: list[Record], cache: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(Problem) as caught:
            prepare(records, FIT, cache=cache)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(caught.value).startswith(f"{cache} cannot be written (File too large)")


def test_a_cache_that_cannot_be_made(records: list[Record], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="cannot be written"):
        prepare(records, FIT, cache=tmp_path / "file" / "cache")


def test_a_data_folder_that_vanishes(records: list[Record], cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = records[0].path.parent
    read = Framing.read

    def pull_out(framing: Framing, path: Path) -> np.ndarray:
        if path.name == "05.png":
            folder.rename(folder.with_name("away"))
        return read(framing, path)

    monkeypatch.setattr(Framing, "read", pull_out)
    monkeypatch.setattr(making, "processors", lambda: 1)
    for _ in range(2):
        with pytest.raises(Problem) as caught:
            prepare(records, FIT, cache=cache)
        assert caught.value.code == "data-gone"
        assert str(folder) in str(caught.value)


def test_a_store_that_shrinks_while_it_is_read(records: list[Record], cache: Path) -> None:
    """Read as a mapping, this would end the process."""
    store, _ = prepare(records, FIT, cache=cache)
    (path,) = cache.glob(f"*/{PICTURES}")
    os.truncate(path, 100)
    with pytest.raises(Problem, match="can no longer be read"):
        store["11.png"]
    store.close()
    with pytest.raises(Problem, match="can no longer be read"):
        store["00.png"]
    with pytest.raises(KeyError):
        store["none"]


def test_old_stores_make_room_and_the_one_in_use_stays(records: list[Record], cache: Path) -> None:
    store_bytes = 3 * FIT.height * FIT.width * COUNT
    framings = [Framing("fit", 48, 32 - less) for less in range(4)]
    opened = [prepare(records, framing, cache=cache)[0] for framing in framings]
    for age, store_folder in enumerate(sorted(cache.glob("*/index.json"), key=os.path.getmtime)):
        for path in store_folder.parent.iterdir():
            os.utime(path, (age, age))
    names = dict(zip(framings, _by_age(cache), strict=True))
    for store in opened[1:]:
        store.close()
    # Room for two beside the new one: of the oldest, the first is in use, so that the second goes.
    prepare(records, Framing("fit", 40, 32), cache=cache, budget=4 * store_bytes)
    left = set(_by_age(cache))
    assert names[framings[0]] in left
    assert names[framings[1]] not in left
    assert names[framings[3]] in left
    check(opened[0], records)


def _by_age(cache: Path) -> list[str]:
    folders = [path for path in cache.iterdir() if path.is_dir()]
    return [folder.name for folder in sorted(folders, key=lambda folder: (folder / "index.json").stat().st_mtime)]
