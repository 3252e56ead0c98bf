"""Many captions saved: each picture's fate is foreseen and counted, faults stop no more than they must."""

import csv
import errno
import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import files
from engine.errors import Problem
from engine.keeping import (
    FORMATS,
    Earlier,
    Fate,
    KeptCaption,
    Naming,
    SavedCaptions,
    SidecarLanguage,
    open_keeper,
    preview,
    save_captions,
)
from tests.keeping.making import kept, pictures_in


def tree(folder: Path) -> dict[str, bytes]:
    """What lies below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_preview_writes_nothing_and_says_what_saving_then_does(tmp_path: Path) -> None:
    pictures = pictures_in(tmp_path / "in", "a.jpg", "b.jpg", "c.jpg", "c.png", "d.jpg", "e.jpg")
    (tmp_path / "in/a.txt").write_text("Mine.\n")
    (tmp_path / "in/b.txt").write_text("A hat.\n")
    captions = [
        *map(kept, pictures[:4]),
        kept(pictures[4], chinese=""),
        kept(pictures[5], problem="it is no picture"),
        kept(None, source="noise, seed 7"),
    ]
    for earlier in Earlier:
        for language in SidecarLanguage:
            shutil.copytree(tmp_path / "in", tmp_path / "copy", dirs_exist_ok=True)
            there = [
                KeptCaption(
                    tmp_path / "copy" / one.picture.name if one.picture else None,
                    one.caption,
                    "en",
                    one.english,
                    one.chinese,
                    source=one.source,
                    problem=one.problem,
                )
                for one in captions
            ]
            naming = Naming(language=language)
            before = tree(tmp_path / "copy")
            foreseen = preview(open_keeper("sidecar", earlier, naming=naming, dry=True), there)
            assert tree(tmp_path / "copy") == before
            saved = save_captions(lambda: open_keeper("sidecar", earlier, naming=naming), there)  # noqa: B023
            assert saved.tally == foreseen.tally
            assert saved.tally.counts.total() == len(captions)
            for example in foreseen.examples:
                assert example.file.read_text("utf-8").strip() == example.text.strip()
            shutil.rmtree(tmp_path / "copy")
    # The last of them, in full.
    assert saved.tally.counts[Fate.UNREADABLE] == saved.tally.counts[Fate.FILELESS] == 1
    assert saved.tally.in_full == 2
    assert saved.tally.partial == 1


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "sidecar"])
@pytest.mark.parametrize("earlier", [Earlier.SKIP, Earlier.OVERWRITE, Earlier.APPEND])
def test_the_preview_of_one_file_says_what_saving_then_does(form: str, earlier: Earlier, tmp_path: Path) -> None:
    pictures = pictures_in(tmp_path / "in", "a.jpg", "b.jpg", "c.jpg")
    save_captions(lambda: open_keeper(form, Earlier.LEAVE, root=tmp_path), [kept(pictures[0])])
    before = tree(tmp_path)
    captions = [*map(kept, pictures), kept(pictures[2], problem="cut short"), kept(None, source="noise, seed 7")]
    foreseen = preview(open_keeper(form, earlier, root=tmp_path, dry=True), captions)
    assert tree(tmp_path) == before
    assert foreseen.replaces == (earlier is Earlier.OVERWRITE)
    assert foreseen.place == tmp_path / FORMATS[form]
    assert [example.text for example in foreseen.examples] == ["A hat."] * 3 or form in ("coco", "metadata")
    saved = save_captions(lambda: open_keeper(form, earlier, root=tmp_path), captions)
    assert saved.tally == foreseen.tally
    assert saved.tally.counts[Fate.SKIPPED] == (earlier is Earlier.SKIP)
    assert saved.tally.counts[Fate.FILELESS] == (form in ("coco", "metadata"))


@pytest.mark.parametrize("form", ["csv", "jsonl", "json"])
def test_what_has_no_caption_is_listed_once_and_captioned_later(form: str, tmp_path: Path) -> None:
    [picture] = pictures_in(tmp_path, "a.jpg")
    bad = KeptCaption(picture, "", "", problem="a.jpg is cut short.")
    noise = kept(None, source="noise, seed 7", checkpoint="auto", seconds=0.25, translator="offline")
    path = tmp_path / FORMATS[form]
    for caption in (bad, noise, bad, noise, kept(picture), kept(picture), bad):
        save_captions(lambda: open_keeper(form, Earlier.SKIP, root=tmp_path), [caption])
    if form == "csv":
        rows: list[Any] = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    else:
        text = path.read_text("utf-8")
        rows = json.loads(text) if form == "json" else list(map(json.loads, text.splitlines()))
    assert [(row["file_name"], row["caption"], row.get("problem") or "") for row in rows] == [
        ("a.jpg", "", "a.jpg is cut short."),
        ("noise, seed 7", "A hat.", ""),
        ("a.jpg", "A hat.", ""),
    ]
    assert (rows[1]["checkpoint"], float(rows[1]["seconds"]), rows[1]["translator"]) == ("auto", 0.25, "offline")


def test_a_table_of_an_earlier_version_is_gone_on_with_in_its_own_columns(tmp_path: Path) -> None:
    first, second = pictures_in(tmp_path, "a.jpg", "b.jpg")
    path = tmp_path / "captions.csv"
    before = "file_name,caption,language,english,chinese,model,fit,distance\na.jpg,Old.,en,Old.,,demo,unknown,\n"
    path.write_text(before)
    saved = save_captions(lambda: open_keeper("csv", Earlier.SKIP, root=tmp_path), [kept(first), kept(second)])
    assert saved.tally.counts == {Fate.SKIPPED: 1, Fate.NEW: 1}
    assert path.read_text("utf-8") == before + "b.jpg,A hat.,en,A hat.,一顶帽子。,demo,unknown,\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_that_is_added_to_keeps_its_encoding_and_its_line_ends(encoding: str, end: str, tmp_path: Path) -> None:
    [picture] = pictures_in(tmp_path, "a.jpg")
    naming = Naming(language=SidecarLanguage.CHINESE)
    text = "一件红色的衬衫，配有白色的领子和黑色的钮扣，穿在一位女士身上。"
    for earlier, lines in ((Earlier.APPEND, [text, "一顶帽子。"]), (Earlier.PREPEND, ["一顶帽子。", text])):
        (tmp_path / "a.txt").write_bytes(f"{text}{end}".encode(encoding))
        save_captions(lambda: open_keeper("sidecar", earlier, naming=naming), [kept(picture)])  # noqa: B023
        assert (tmp_path / "a.txt").read_bytes() == end.join([*lines, ""]).encode(encoding)


def test_what_an_earlier_file_cannot_hold_is_told_and_the_others_are_saved(tmp_path: Path) -> None:
    pictures = pictures_in(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    accents = "Une étoffe à carreaux, très légère, où l'été s'achève.\n".encode("latin-1")
    (tmp_path / "a.txt").write_bytes(accents)
    (tmp_path / "b.txt").write_bytes(bytes(range(256)))
    naming = Naming(language=SidecarLanguage.CHINESE)
    captions = list(map(kept, pictures))
    foreseen = preview(open_keeper("sidecar", Earlier.APPEND, naming=naming, dry=True), captions)
    saved = save_captions(lambda: open_keeper("sidecar", Earlier.APPEND, naming=naming), captions)
    assert saved.tally.counts[Fate.NEW] == 1
    assert saved.tally.counts[Fate.UNWRITABLE] == 2
    assert [problem.code for problem in saved.problems] == ["captions-unencodable", "captions-encoding"]
    assert [problem.code for problem in foreseen.problems] == ["captions-encoding"] or foreseen.tally == saved.tally
    assert (tmp_path / "a.txt").read_bytes() == accents


def failing(monkeypatch: pytest.MonkeyPatch, fails: Callable[[Path], int]) -> None:
    """Make writing fail, by the path of what is opened to be written, with an error's number or 0."""
    real = open

    def opened(path: Any, mode: str = "r", *rest: Any, **others: Any) -> Any:
        if "w" in mode and (number := fails(Path(path))):
            raise OSError(number, os.strerror(number), str(path))
        return real(path, mode, *rest, **others)

    monkeypatch.setattr(files, "open", opened, raising=False)


def test_a_folder_that_takes_no_file_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = [*pictures_in(tmp_path / "shut", "a.jpg", "b.jpg"), *pictures_in(tmp_path / "open", "a.jpg", "b.jpg")]
    opened: list[Path] = []

    def shut(path: Path) -> int:
        if path.parent.name != "shut":
            return 0
        opened.append(path)
        return errno.EACCES

    failing(monkeypatch, shut)
    monkeypatch.setattr("engine.keeping.saving._takes_files", lambda folder: folder.name != "shut")
    saved = save_captions(lambda: open_keeper("sidecar", Earlier.LEAVE), map(kept, pictures))
    assert saved.tally.counts == {Fate.UNWRITABLE: 2, Fate.NEW: 2}
    assert [problem.code for problem in saved.problems] == ["folder-unwritable"]
    assert len(opened) == 1, "after the first no other is tried"
    assert not saved.ended


def test_one_name_that_cannot_be_written_stops_no_other_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = pictures_in(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    failing(monkeypatch, lambda path: errno.ENAMETOOLONG if path.name.startswith("b") else 0)
    saved = save_captions(lambda: open_keeper("sidecar", Earlier.LEAVE), map(kept, pictures))
    assert saved.tally.counts == {Fate.NEW: 2, Fate.UNWRITABLE: 1}


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_ends_it_with_what_was_saved(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = pictures_in(tmp_path, *(f"{number}.jpg" for number in range(5)))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def captions() -> Any:
        for number, picture in enumerate(pictures):
            if number == 3:
                monkeypatch.setattr(files.os, "fsync", full)
                monkeypatch.setattr("engine.keeping.rows._Rows._write", full)
            yield kept(picture)

    saved = save_captions(lambda: open_keeper(form, Earlier.LEAVE, root=tmp_path), captions())
    assert saved.ended
    assert [problem.code for problem in saved.problems] == ["disk-full"]
    if form not in ("coco", "json"):
        assert saved.tally.counts == {Fate.NEW: 3}
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("form", ["sidecar", "csv", "jsonl", "json", "coco"])
def test_a_place_that_vanishes_ends_it_and_is_named(form: str, tmp_path: Path) -> None:
    pictures = pictures_in(tmp_path / "in", "a.jpg", "b.jpg", "c.jpg")
    out = tmp_path / "out"
    out.mkdir()

    def captions() -> Any:
        for number, picture in enumerate(pictures):
            if number == 1:
                shutil.rmtree(out)
            yield kept(picture)

    saved = save_captions(lambda: open_keeper(form, Earlier.LEAVE, out=out), captions())
    assert saved.ended
    assert [problem.code for problem in saved.problems] == ["kept-gone"]
    assert str(out) in str(saved.problems[0])
    assert not out.exists(), "a folder that was taken away is not made anew elsewhere"


def test_the_folder_of_pictures_that_vanished_is_not_made_anew(tmp_path: Path) -> None:
    pictures = pictures_in(tmp_path / "in", "a.jpg")
    shutil.rmtree(tmp_path / "in")
    saved = save_captions(lambda: open_keeper("sidecar", Earlier.LEAVE), map(kept, pictures))
    assert saved.tally.counts == {Fate.UNWRITABLE: 1}
    assert not (tmp_path / "in").exists()


def test_a_file_that_comes_at_the_last_moment_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [picture] = pictures_in(tmp_path, "a.jpg")
    real = os.fsync

    def comes(handle: int) -> None:
        (tmp_path / "a.txt").write_text("Somebody's.")
        real(handle)

    monkeypatch.setattr(files.os, "fsync", comes)
    saved = save_captions(lambda: open_keeper("sidecar", Earlier.OVERWRITE), [kept(picture)])
    assert saved.tally.counts == {Fate.SKIPPED: 1}
    assert (tmp_path / "a.txt").read_text() == "Somebody's."
    assert not list(tmp_path.rglob("*.part"))


def test_a_disk_without_links_takes_new_files_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [picture] = pictures_in(tmp_path, "a.jpg")

    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(files.os, "link", refused)
    for fate in (Fate.NEW, Fate.SKIPPED):
        saved = save_captions(lambda: open_keeper("sidecar", Earlier.LEAVE), [kept(picture)])
        assert saved.tally.counts == {fate: 1}
    assert (tmp_path / "a.txt").read_text() == "A hat.\n"


def test_it_is_stopped_between_two_captions(tmp_path: Path) -> None:
    pictures = pictures_in(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    told: list[int] = []
    saved: SavedCaptions = save_captions(
        lambda: open_keeper("sidecar", Earlier.LEAVE),
        map(kept, pictures),
        stopped=lambda: len(told) == 2,
        progress=lambda done, left: told.append(done),
    )
    assert saved.stopped
    assert told == [1, 2]
    assert saved.tally.kept == 2
    with pytest.raises(Problem) as stopped:
        preview(open_keeper("sidecar", Earlier.LEAVE, dry=True), map(kept, pictures), stopped=lambda: True)
    assert stopped.value.code == "stopped"


def test_a_stop_leaves_a_file_that_was_to_be_replaced(tmp_path: Path) -> None:
    pictures = pictures_in(tmp_path, "a.jpg", "b.jpg")
    (tmp_path / "captions.csv").write_text("Mine.")
    told: list[int] = []
    saved = save_captions(
        lambda: open_keeper("csv", Earlier.OVERWRITE, root=tmp_path),
        map(kept, pictures),
        stopped=lambda: bool(told),
        progress=lambda done, left: told.append(done),
    )
    assert saved.unchanged
    assert saved.tally.kept == 0
    assert (tmp_path / "captions.csv").read_text() == "Mine."
    assert not list(tmp_path.rglob("*.part"))
