"""Edits: each can be previewed, carried out, undone and done again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curation.edits import EditKind, Edits
from engine.curation.replacing import Replacement
from engine.curation.table import DataTable
from engine.errors import Problem
from tests.curation.folders import write_folder
from tests.curation.test_table import SPLITTING

CAPTIONS: dict[str, object] = {
    "0.png": "A Cat and a cat.",
    "1.png": "A category.",
    "2.png": "cat",
    "3.png": "一只猫",
    "4.png": "A $5 hat.",
}
ROWS = range(5)


@pytest.fixture
def edits(tmp_path: Path) -> Edits:
    return Edits(DataTable.open(write_folder(tmp_path / "data", CAPTIONS, ("alone.png",)), **SPLITTING))


def captions(edits: Edits) -> list[tuple[str, ...]]:
    return [edits.table.captions(row) for row in range(len(edits.table))]


def test_each_change_is_undone_and_done_again(edits: Edits) -> None:
    states = [captions(edits)]
    for change in (
        lambda: edits.change(0, 0, "  A \n dog. "),
        lambda: edits.add(0, "Another."),
        lambda: edits.add(5, "No longer without."),
        lambda: edits.remove(0, 0),
        lambda: edits.change(1, 0, "  "),
        lambda: edits.replace(Replacement("cat", "dog"), ROWS),
        lambda: edits.clear([2, 3]),
    ):
        assert change() is not None
        states.append(captions(edits))
    assert states[1][0] == ("A dog.",)
    assert states[2][0] == ("A dog.", "Another.")
    assert states[-1] == [("Another.",), (), (), (), ("A $5 hat.",), ("No longer without.",)]
    for state in reversed(states[:-1]):
        assert edits.undo() is not None
        assert captions(edits) == state
    assert edits.undo() is None
    assert not edits.dirty
    for state in states[1:]:
        assert edits.redo() is not None
        assert captions(edits) == state
    assert edits.redo() is None
    assert edits.dirty


def test_a_new_change_ends_what_could_be_done_again(edits: Edits) -> None:
    edits.change(0, 0, "One.")
    edits.undo()
    edits.change(1, 0, "Two.")
    assert edits.redo_step is None
    assert edits.undo_step is not None
    assert edits.undo_step.kind is EditKind.CHANGED


def test_what_changes_nothing_is_no_step(edits: Edits) -> None:
    assert edits.change(2, 0, "cat ") is None
    assert edits.add(2, " ") is None
    assert edits.clear([5]) is None
    assert edits.replace(Replacement("zebra", "x"), ROWS) is None
    assert edits.undo_step is None


@pytest.mark.parametrize(
    ("replacement", "after"),
    [
        (Replacement("cat", "dog"), ["A dog and a dog.", "A dogegory.", "dog", "一只猫", "A $5 hat."]),
        (Replacement("cat", "dog", case=True), ["A Cat and a dog.", "A dogegory.", "dog", "一只猫", "A $5 hat."]),
        (
            Replacement("cat", "dog", whole_words=True),
            ["A dog and a dog.", "A category.", "dog", "一只猫", "A $5 hat."],
        ),
        (Replacement("猫", "狗"), ["A Cat and a cat.", "A category.", "cat", "一只狗", "A $5 hat."]),
        (Replacement("$5", r"\1"), ["A Cat and a cat.", "A category.", "cat", "一只猫", r"A \1 hat."]),
        (
            Replacement(r"(\w+) and a (\w+)", r"\2, \1", regular=True),
            ["A cat, Cat.", "A category.", "cat", "一只猫", "A $5 hat."],
        ),
        (Replacement("^", "x", regular=True), None),
        (Replacement("", "x"), None),
        (Replacement("(", "x", regular=True), None),
        (Replacement("a", r"\7", regular=True), None),
    ],
)
def test_find_and_replace(edits: Edits, replacement: Replacement, after: list[str] | None) -> None:
    if after is None:
        with pytest.raises(Problem, match=r"valid|everywhere"):
            edits.replace(replacement, ROWS)
        assert not edits.dirty
        return
    preview = edits.preview(replacement, ROWS)
    assert not edits.dirty
    step = edits.replace(replacement, ROWS)
    assert step is not None
    assert [edits.table.captions(row)[0] for row in ROWS] == after
    assert preview.captions == step.captions == sum(new != CAPTIONS[f"{row}.png"] for row, new in enumerate(after))
    assert [example.after for example in preview.examples] == [after[example.row] for example in preview.examples]


def test_a_preview_marks_what_changes_and_counts(edits: Edits) -> None:
    preview = edits.preview(Replacement("cat", "horse", whole_words=True), ROWS)
    assert (preview.rows, preview.captions, preview.places, preview.emptied) == (2, 2, 3, 0)
    first = preview.examples[0]
    assert [first.before[begin:end] for begin, end in first.marked_before] == ["Cat", "cat"]
    assert [first.after[begin:end] for begin, end in first.marked_after] == ["horse", "horse"]


def test_what_is_emptied_is_removed_and_told(edits: Edits) -> None:
    assert edits.preview(Replacement("cat", whole_words=True), [2]).emptied == 1
    edits.replace(Replacement("cat", whole_words=True), [2])
    assert edits.table.captions(2) == ()


def test_what_was_prepared_is_carried_out_unless_it_was_edited_since(edits: Edits) -> None:
    prepared = edits.prepare(Replacement("cat", "dog"), ROWS)
    assert not edits.dirty
    edits.change(4, 0, "Elsewhere.")
    step = edits.carry_out(prepared)
    assert step is not None
    assert step.captions == prepared.preview.captions == 3
    prepared = edits.prepare(Replacement("dog", "cow"), ROWS)
    edits.undo()
    with pytest.raises(ValueError, match="edited after"):
        edits.carry_out(prepared)


def test_only_the_selection_is_changed(edits: Edits) -> None:
    edits.replace(Replacement("cat", "dog"), [2])
    assert set(edits.table.edited) == {2}


@given(st.text("ab .", min_size=1, max_size=3), st.text("ab .", max_size=3), st.text("ab ", max_size=9), st.booleans())
def test_marks_stand_where_the_texts_are(find: str, into: str, caption: str, whole: bool) -> None:
    table = _One(" ".join(caption.split()))
    edits = Edits(table)  # type: ignore[arg-type]
    for example in edits.preview(Replacement(find, into, whole_words=whole), [0]).examples:
        assert {example.before[begin:end] for begin, end in example.marked_before} == {find}
        assert all(example.after[begin:end] == into for begin, end in example.marked_after)


class _One:
    """As much of a table as a preview needs."""

    def __init__(self, caption: str) -> None:
        self._caption = caption
        self.revisions = [0]

    def editable(self, row: int) -> bool:
        return True

    def captions(self, row: int) -> tuple[str, ...]:
        return (self._caption,)
