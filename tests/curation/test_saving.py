"""Writing back: what was changed stands in the file, all else as it was; nothing is lost, whatever happens."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curation import saving
from engine.curation.edits import Edits
from engine.curation.placing import EditPlan
from engine.curation.replacing import Replacement
from engine.curation.saving import Saved, save
from engine.curation.table import DataTable
from engine.data.formats import FORMATS
from engine.data.formats.interface import Item
from engine.data.formats.name_to_caption import NameToCaption
from engine.errors import Problem
from tests.curation.folders import write_folder
from tests.curation.test_table import SPLITTING

CAPTIONS: dict[str, object] = {
    "0.png": "A  red dress.",
    "1.png": ["A hat.", "", "A red hat."],
    "2.png": "红色的裙子",
    "3.png": "",
    "4.png": "No picture of this red one.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_folder(tmp_path / "data", CAPTIONS, ("alone.png",))
    (made / "images" / "4.png").unlink()
    # As nobody's library writes it: all but the captions has to stay so.
    pairs = (f"{json.dumps(name)} : {json.dumps(value, ensure_ascii=False)}" for name, value in CAPTIONS.items())
    (made / "captions.json").write_text("{" + " ,\n\t".join(pairs) + "}", encoding="utf-8-sig")
    return made


def opened(folder: Path) -> Edits:
    return Edits(DataTable.open(folder, **SPLITTING))


def held(folder: Path) -> Any:
    return json.loads((folder / "captions.json").read_text(encoding="utf-8-sig"))


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_only_what_was_changed_changes(folder: Path) -> None:
    before = (folder / "captions.json").read_bytes()
    edits = opened(folder)
    edits.replace(Replacement("red", "blue"), range(len(edits.table)))
    saved = save(edits)
    assert held(folder) == {
        "0.png": "A blue dress.",
        "1.png": ["A hat.", "", "A blue hat."],
        "2.png": "红色的裙子",
        "3.png": "",
        "4.png": "No picture of this blue one.",
    }
    after = (folder / "captions.json").read_bytes()
    assert after.replace(b"blue", b"red") == before.replace(b"A  red", b"A red")
    assert (saved.files, saved.rows, saved.unplaced) == ((folder / "captions.json",), 3, ())
    assert (folder / "captions.json.orig").read_bytes() == before
    assert not edits.dirty
    assert files(folder) == {"captions.json", "captions.json.orig"}


def test_what_is_saved_is_read_again_and_can_still_be_undone(folder: Path) -> None:
    edits = opened(folder)
    before = held(folder)
    unchanged = {row.name: row.captions for row in edits.table}
    edits.change(0, 0, "Another.")
    edits.remove(1, 0)
    edits.add(2, "又一个")
    edits.add(3, "No longer empty.")
    edits.clear([4])
    shown = {row.name: row.captions for row in edits.table}
    save(edits)
    assert {row.name: row.captions for row in DataTable.open(folder, **SPLITTING)} == shown
    for _ in range(5):
        edits.undo()
    assert edits.dirty
    save(edits)
    now = held(folder)
    assert now["0.png"] == "A red dress."
    assert [caption for caption in now["1.png"] if caption] == ["A hat.", "A red hat."]
    assert {row.name: row.captions for row in DataTable.open(folder, **SPLITTING)} == unchanged
    assert before.keys() == now.keys()


def test_the_original_is_kept_once_and_never_overwritten(folder: Path) -> None:
    first = (folder / "captions.json").read_bytes()
    edits = opened(folder)
    for text in ("One.", "Two."):
        edits.change(0, 0, text)
        save(edits)
    assert [path.name for path in folder.glob("*.orig*")] == ["captions.json.orig"]
    second = (folder / "captions.json").read_bytes()
    edits = opened(folder)
    edits.change(0, 0, "Three.")
    assert save(edits).originals == (folder / "captions.json.orig.2",)
    assert (folder / "captions.json.orig").read_bytes() == first
    assert (folder / "captions.json.orig.2").read_bytes() == second


def test_where_files_cannot_have_two_names_the_original_is_copied(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*names: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    before = (folder / "captions.json").read_bytes()
    edits = opened(folder)
    edits.change(0, 0, "One.")
    save(edits)
    assert (folder / "captions.json.orig").read_bytes() == before
    assert files(folder) == {"captions.json", "captions.json.orig"}


def test_what_another_program_has_changed_is_not_overwritten(folder: Path) -> None:
    edits = opened(folder)
    edits.change(0, 0, "Mine.")
    theirs = json.dumps(CAPTIONS | {"1.png": "Theirs."})
    (folder / "captions.json").write_text(theirs)
    with pytest.raises(Problem, match="changed by another program"):
        save(edits)
    assert (folder / "captions.json").read_text() == theirs
    assert files(folder) == {"captions.json"}
    assert edits.dirty


def test_a_change_in_the_very_last_moment_is_seen_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = opened(folder)
    edits.change(0, 0, "Mine.")
    real = saving._keep

    def meddling(edits: Edits, target: Path) -> list[Path]:
        target.write_text("{}")
        return real(edits, target)

    monkeypatch.setattr(saving, "_keep", meddling)
    with pytest.raises(Problem, match="changed by another program"):
        save(edits)
    assert held(folder) == {}


def test_a_picture_that_no_file_names_is_added_as_the_others_are_written(folder: Path) -> None:
    edits = opened(folder)
    edits.change(0, 0, "Somewhere.")
    edits.add(list(edits.table.names).index("images/alone.png"), "No longer 无.")
    before = (folder / "captions.json").read_text(encoding="utf-8-sig")
    assert save(edits).unplaced == ()
    assert not edits.dirty
    after = (folder / "captions.json").read_text(encoding="utf-8-sig")
    added = ' ,\n\t"alone.png" : ["No longer 无."]'
    assert after == before.replace("A  red dress.", "Somewhere.").replace('one."}', f'one."{added}}}')


def test_below_a_key_a_picture_is_added_behind_those_of_the_training_split(folder: Path) -> None:
    (folder / "captions.json").write_text(json.dumps({"train": CAPTIONS, "info": "pictures stand below a key"}))
    edits = opened(folder)
    edits.add(list(edits.table.names).index("images/alone.png"), "Found a place.")
    assert save(edits).unplaced == ()
    assert held(folder)["train"] == {**CAPTIONS, "alone.png": ["Found a place."]}
    assert list(held(folder)["train"])[-1] == "alone.png"


def test_a_caption_that_no_file_has_a_place_for_stays_edited_and_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NameToCaption, "append", lambda form, path, target, items, columns: items)
    edits = opened(folder)
    alone = list(edits.table.names).index("images/alone.png")
    edits.add(alone, "Nowhere to go.")
    edits.change(0, 0, "Somewhere.")
    saved = save(edits)
    assert (saved.rows, saved.unplaced) == (1, (alone,))
    assert held(folder)["0.png"] == "Somewhere."
    assert set(edits.table.edited) == {alone}


def test_a_copy_leaves_the_files_and_the_edits_alone(folder: Path, tmp_path: Path) -> None:
    before = (folder / "captions.json").read_bytes()
    edits = opened(folder)
    edits.change(0, 0, "Changed.")
    saved = save(edits, tmp_path / "copies" / "here")
    [copy] = saved.files
    assert copy == tmp_path / "copies" / "here" / "captions.json"
    assert json.loads(copy.read_text(encoding="utf-8-sig")) == json.loads(before.decode("utf-8-sig")) | {
        "0.png": "Changed."
    }
    assert (folder / "captions.json").read_bytes() == before
    assert edits.dirty
    assert saved.originals == ()
    with pytest.raises(Problem, match="already exists"):
        save(edits, tmp_path / "copies" / "here")


def test_a_copy_can_be_saved_of_what_another_program_has_changed(folder: Path, tmp_path: Path) -> None:
    edits = opened(folder)
    edits.change(0, 0, "Mine.")
    (folder / "captions.json").write_text(json.dumps(CAPTIONS | {"1.png": "Theirs."}))
    [copy] = save(edits, tmp_path / "copy").files
    assert json.loads(copy.read_text()) == CAPTIONS | {"0.png": "Mine.", "1.png": "Theirs."}


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_the_edits(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    before = (folder / "captions.json").read_bytes()
    edits = opened(folder)
    edits.change(0, 0, "Mine.")
    with monkeypatch.context() as patched:
        patched.setattr(os, fails, full)
        with pytest.raises(Problem, match="full"):
            save(edits)
    assert (folder / "captions.json").read_bytes() == before
    assert not list(folder.glob("*.part"))
    assert edits.dirty
    assert save(edits).rows == 1


def test_a_character_that_the_encoding_lacks_is_told(folder: Path) -> None:
    (folder / "captions.json").write_text('{"0.png": "Ein rötliches Kleid", "1.png": "für Männer"}', encoding="latin-1")
    edits = opened(folder)
    edits.change(0, 0, "红裙")
    with pytest.raises(Problem, match="红"):
        save(edits)
    assert "rötliches" in (folder / "captions.json").read_text(encoding="latin-1")
    edits.change(0, 0, "Ein grünes Kleid")
    save(edits)
    assert "grünes" in (folder / "captions.json").read_text(encoding="latin-1")


def test_saving_stops_when_asked(folder: Path) -> None:
    edits = opened(folder)
    edits.change(0, 0, "Mine.")
    with pytest.raises(Problem, match=r"Stopped\."):
        save(edits, stopped=lambda: True)
    assert files(folder) == {"captions.json"}


def test_a_link_stays_a_link(folder: Path, tmp_path: Path) -> None:
    if not hasattr(os, "symlink"):
        pytest.skip("no links here")
    (folder / "captions.json").rename(tmp_path / "elsewhere.json")
    (folder / "captions.json").symlink_to(tmp_path / "elsewhere.json")
    edits = opened(folder)
    edits.change(0, 0, "Mine.")
    save(edits)
    assert (folder / "captions.json").is_symlink()
    assert json.loads((tmp_path / "elsewhere.json").read_text(encoding="utf-8-sig"))["0.png"] == "Mine."


@pytest.mark.parametrize("key", ["name_to_caption", "table"])
@pytest.mark.parametrize("same", [False, True])
def test_a_picture_that_is_named_for_two_splits_is_changed_where_it_counts(
    tmp_path: Path, key: str, same: bool
) -> None:
    folder = write_folder(tmp_path / "data", {f"{number}.png": "A." for number in range(4)})
    (folder / "captions.json").unlink()
    for split, names in (("train", "123"), ("test", "01")):
        captions = {f"{name}.png": f"For {split if name != '1' or not same else 'both'}." for name in names}
        if key == "table":
            lines = "".join(f"{name},{caption}\n" for name, caption in captions.items())
            (folder / f"{split}.csv").write_text(f"image,caption\n{lines}")
        else:
            (folder / f"{split}_captions.json").write_text(json.dumps(captions))
    edits = opened(folder)
    assert [row.split for row in edits.table][:2] == ["test", "test"]
    edits.change(1, 0, "Changed.")
    shown = {row.name: row.captions for row in edits.table}
    assert save(edits).unplaced == ()
    assert not edits.dirty
    assert {row.name: row.captions for row in opened(folder).table} == shown


@pytest.mark.parametrize("key", [entry.key for entry in FORMATS.values() if entry.writes])
def test_every_format_is_written_back(tmp_path: Path, key: str) -> None:
    folder = write_folder(tmp_path / "data", {f"{number}.png": "A." for number in range(8)}, ("new one.png", "new.png"))
    (folder / "captions.json").unlink()
    captions = {
        f"images/{number}.png": tuple(f"The {colour} hat, number {number}." for colour in ("red", "blue"))
        for number in range(8)
    }
    FORMATS[key].format().write(folder, [Item(name, texts, None) for name, texts in captions.items()])
    columns = "caption=lines" if key == "sidecars" else ""
    settings: dict[str, Any] = {**SPLITTING, "data_format": key, "columns": columns}
    edits = Edits(DataTable.open(folder, **settings))
    several = edits.table.counts.max() > 1
    edits.replace(Replacement("red", 'green, "fine"'), [0, 1, 2])
    edits.change(3, 0, "另一顶帽子")
    if several:
        edits.remove(4, 1)
        edits.add(5, "A third.")
    edits.clear([6])
    new = [row for row in edits.table if row.file and not row.captions and "new" in row.name]
    for row in new:
        edits.add(row.number, 'No longer "without", at all.')
    shown = {Path(str(row.file)).name: row.captions for row in edits.table}
    saved: Saved = save(edits)
    # Every format takes pictures that its files do not name yet.
    assert saved.unplaced == ()
    assert set(edits.table.edited) == set()
    again = DataTable.open(folder, **settings)
    assert {Path(str(row.file)).name: row.captions for row in again} == shown


TEXTS = st.lists(st.sampled_from("abcd"), max_size=5)


@given(TEXTS, TEXTS, st.integers(1, 3))
def test_a_plan_places_every_change_once(old: list[str], new: list[str], piece: int) -> None:
    plan = EditPlan(old, new)
    found: list[object] = []
    pieces = [old[begin : begin + piece] for begin in range(0, len(old), piece)] or [[]]
    for captions in pieces:
        changed = plan.apply(captions)
        found += captions if changed is None else changed
    assert plan.done
    assert found == new
    if old:
        assert EditPlan(old, new).apply(["other"]) is None


@given(TEXTS, TEXTS)
def test_a_plan_leaves_alone_what_was_not_read(old: list[str], new: list[str]) -> None:
    raw: list[object] = [part for text in old for part in (7, f" {text} ", "")]
    found = EditPlan(old, new).apply(raw)
    kept = raw if found is None else found
    assert [part for part in kept if part == 7] == [7] * len(old)
    assert [str(part).strip() for part in kept if part not in (7, "")] == new
