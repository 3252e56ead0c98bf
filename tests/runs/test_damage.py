"""Files of a run that are damaged: each fault is that run's own, and nothing is mended by forgetting."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.__main__ import main
from engine.errors import Problem
from engine.queueing.plan import PLAN, Queue
from engine.queueing.status import PROBLEM, RunStatus, stands
from engine.queueing.table import read_table
from engine.runs.catalog import read_catalog
from engine.runs.checkpoint import list_checkpoints, read_info
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.metrics_log import METRICS, metrics_lines, read_metrics
from engine.runs.notes import NOTES, Note, pinned_steps, read_notes, write_note
from engine.runs.run import LOG, Run
from engine.runs.samples_log import SAMPLES_LOG, read_samples
from engine.runs.settings_file import SETTINGS
from engine.runs.summary import list_runs, run_folders
from engine.runs.timing import run_timing
from tests.gui.checkpoint_runs import write_run
from tests.training.driving import run_through, stopping_at

Damage = Callable[[Path], object]


def _text(text: str) -> Damage:
    return lambda path: path.write_bytes(text.encode())


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _huge(path: Path) -> None:
    """Larger than any such file, and nothing of it lies on the disk."""
    with open(path, "r+b") as file:
        file.truncate(2**27)


ANYWHERE: dict[str, Damage] = {
    "nothing": _text(""),
    "nesting of lists": _text("[" * 100_000),
    "nesting of objects": _text('{"a":' * 100_000),
    "number of 5000 digits": _text("9" * 5000),
    "zeros": lambda path: path.write_bytes(bytes(4096)),
    "not UTF-8": lambda path: path.write_bytes(b'{"step": "\xff\xfe"}'),
    "UTF-16": lambda path: path.write_bytes(path.read_text("utf-8").encode("utf-16")),
    "a list": _text("[1, 2]"),
    "null": _text("null"),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-30]),
    "a folder": _folder,
    "128 MB": _huge,
}
if hasattr(os, "mkfifo"):
    ANYWHERE["a pipe"] = _pipe

DESCRIPTIONS: dict[str, dict[str, Any]] = {
    "endless step": {"step": float("inf")},
    "step of 400 digits": {"step": 10**400},
    "negative step": {"step": -1},
    "step that is true": {"step": True},
    "score that is not a number": {"scores": {"bleu4": float("nan")}},
    "score of 400 digits": {"scores": {"bleu4": 10**400}},
    "score that is a text": {"scores": {"bleu4": "0.5"}},
    "epoch of steps that is a text": {"progress": {"epoch_steps": "many"}},
    "patience that is a list": {"progress": {"patience": [1]}},
    "patience of 400 digits": {"progress": {"patience": {"waited": 10**400}}},
    "best that is a number": {"progress": {"best": 3}},
    "evidence that is a text": {"evidence": "none"},
    "evidence of lists": {"evidence": {"margin": [1], "error": 0.1, "own": 0.5}},
    "settings that are a list": {"settings": []},
    "setting of 400 digits": {"settings": {"dropout": 10**400}},
    "word that is a number": {"vocabulary": ["a", 3]},
    "framing of 400 digits": {"framing": {"frame": "fit", "height": 10**400, "width": 3}},
    "half a surrogate": {"vocabulary": ["a", "\ud800"]},
    "no format": {"format": None},
    "format of a later time": {"format": 3},
}


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Two runs of two checkpoints each; ``first`` is to be damaged."""
    for name in ("first", "second"):
        write_run(tmp_path / "runs", name, {10: 0.2, 20: 0.3})
    return tmp_path / "runs"


def listed(runs: Path) -> set[tuple[str, int]]:
    return {(entry.name, entry.step) for entry in read_catalog(run_folders(runs)).entries}


SOUND = {("second", 10), ("second", 20)}
ALL = SOUND | {("first", 10), ("first", 20)}


def assert_told(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is damaged is told by its own sentence, in the catalog and by a command, and everything else is there."""
    catalog = read_catalog(run_folders(runs))
    assert catalog.unreadable
    for path, problem in catalog.unreadable:
        assert runs / "first" in (path, *path.parents)
        assert str(problem).endswith(".")
    assert main(["recommend", str(runs)]) == 0
    printed = capsys.readouterr()
    assert "Left out: " in printed.err
    assert "went wrong" not in printed.err + printed.out


@pytest.mark.parametrize("kind", ANYWHERE)
def test_a_damaged_description_leaves_the_other_checkpoints(
    kind: str, runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ANYWHERE[kind](runs / "first" / "checkpoints" / "step-00000010" / DESCRIPTION)
    assert listed(runs) == ALL - {("first", 10)}
    assert {summary.name for summary in list_runs(runs)} == {"first", "second"}
    assert_told(runs, capsys)


@pytest.mark.parametrize("kind", DESCRIPTIONS)
def test_a_description_of_other_values_leaves_the_other_checkpoints(
    kind: str, runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = runs / "first" / "checkpoints" / "step-00000010" / DESCRIPTION
    path.write_text(json.dumps({**json.loads(path.read_text()), **DESCRIPTIONS[kind]}))
    with pytest.raises(Problem) as caught:
        read_info(path.parent)
    assert caught.value.code in ("checkpoint-broken", "checkpoint-version")
    assert listed(runs) == ALL - {("first", 10)}
    assert_told(runs, capsys)


@pytest.mark.parametrize("kind", ANYWHERE)
def test_damaged_settings_leave_the_other_runs(kind: str, runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ANYWHERE[kind](runs / "first" / SETTINGS)
    assert listed(runs) == SOUND
    unreadable: list[tuple[Path, Problem]] = []
    assert [summary.name for summary in list_runs(runs, unreadable)] == ["second"]
    assert [path.name for path, _ in unreadable] == ["first"]
    assert_told(runs, capsys)


LINES: dict[str, str] = {
    "a number of 5000 digits": '{"step": 15, "loss": ' + "9" * 5000 + "}",
    "a loss of 400 digits": '{"step": 15, "loss": ' + "9" * 400 + ', "lr_encoder": 0.1, "lr_decoder": 0.1}',
    "an endless loss": '{"step": 15, "loss": Infinity, "lr_encoder": 0.1, "lr_decoder": 0.1}',
    "an endless step": '{"step": Infinity, "loss": 1.0}',
    "a step of 400 digits": '{"step": ' + "9" * 400 + ', "loss": 1.0}',
    "no step": '{"loss": 1.0}',
    "nesting": "[" * 100_000,
    "half a line": '{"step": 15, "lo',
    "a score that is a text": '{"step": 15, "bleu4": "good", "rouge_l": 0.1}',
    "bounds that are a list": '{"step": 15, "bleu4": 0.1, "rouge_l": 0.1, "floor": [1]}',
    "attributes of lists": '{"step": 15, "bleu4": 0.1, "rouge_l": 0.1, "attributes": {"hat": []}}',
    "pictures of 400 digits": '{"step": 15, "bleu4": 0.1, "rouge_l": 0.1, "pictures": ' + "9" * 400 + "}",
    "zeros": "\0" * 100,
    "a list": "[15]",
}


def insert_line(path: Path, line: str | bytes, place: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    lines.insert(place, (line if isinstance(line, bytes) else line.encode()) + b"\n")
    path.write_bytes(b"".join(lines))


@pytest.mark.parametrize("kind", LINES)
def test_a_damaged_line_of_metrics_is_passed_over_and_told(
    kind: str, runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = runs / "first"
    sound, timing = read_metrics(run), run_timing(run, 4, {})
    insert_line(run / METRICS, LINES[kind], 1)
    found = read_metrics(run)
    assert found.losses.loss.tolist() == sound.losses.loss.tolist()
    assert found.scores.step.tolist() == [10, 20]
    assert [fault.number for fault in found.faults] == [2]
    assert run_timing(run, 4, {}) == timing
    assert listed(runs) == ALL
    assert_told(runs, capsys)


def test_a_line_that_a_kill_cut_off_is_no_damage(runs: Path) -> None:
    with open(runs / "first" / METRICS, "ab") as file:
        file.write(b'{"step": 30, "lo')
    assert read_metrics(runs / "first").faults == ()


def test_a_damaged_line_of_the_samples_is_passed_over(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = runs / "first"
    sound = read_samples(run)
    for line in (b'{"step": 15, "probes": [{"name": 3}]}', b"\xff\xfe", b"[" * 100_000, b'{"step": 15}'):
        insert_line(run / SAMPLES_LOG, line, 1)
    assert read_samples(run) == sound
    assert main(["probes", str(run)]) == 0
    assert "step 20" in capsys.readouterr().out


@pytest.mark.parametrize("name", [METRICS, SAMPLES_LOG])
def test_a_resume_keeps_the_lines_after_a_damaged_one(name: str, make_run: Callable[..., Run]) -> None:
    run = make_run(evaluate_every=2, checkpoint_every=2)
    run_through(run, stopping_at(6))
    path = run.folder / name
    sound = path.read_bytes()
    insert_line(path, '{"step": 2, "bleu', 1)
    damaged = path.read_bytes()
    run_through(Run.open(run.folder))
    kept = path.read_bytes()
    assert kept.startswith(sound)
    assert len(kept) > len(sound)
    assert path.with_name(f"{name}.damaged-1").read_bytes() == damaged
    assert f"{name} contained unreadable lines" in (run.folder / LOG).read_text()


NOT_NOTES: dict[str, Damage] = {
    **ANYWHERE,
    "step that is a word": _text('{"ten": {"text": "", "pinned": true}}'),
    "pin that is a text": _text('{"10": {"text": "", "pinned": "yes"}}'),
    "note without a pin": _text('{"10": {"text": "good"}}'),
}


@pytest.mark.parametrize("kind", NOT_NOTES)
def test_damaged_notes_are_set_aside_and_their_pins_stay_unknown(
    kind: str, runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = runs / "first"
    write_note(run, 10, Note("the best", pinned=True))
    NOT_NOTES[kind](run / NOTES)
    content = (run / NOTES).read_bytes() if (run / NOTES).is_file() else None
    with pytest.raises(Problem, match="are unknown"):
        read_notes(run)
    assert listed(runs) == ALL
    assert_told(runs, capsys)
    aside = write_note(run, 20, Note("another"))
    assert aside == run / f"{NOTES}.damaged-1"
    if content is not None:
        assert aside.read_bytes() == content
    assert read_notes(run) == {20: Note("another")}
    with pytest.raises(Problem, match="are unknown"):
        pinned_steps(run)
    shutil.rmtree(aside) if aside.is_dir() else aside.unlink()
    assert pinned_steps(run) == frozenset()


def test_notes_that_an_editor_saved_with_a_mark_keep_their_pins(runs: Path) -> None:
    run = runs / "first"
    write_note(run, 10, Note("the best", pinned=True))
    (run / NOTES).write_bytes(b"\xef\xbb\xbf" + (run / NOTES).read_bytes())
    assert pinned_steps(run) == {10}
    assert write_note(run, 20, Note("another")) is None
    assert pinned_steps(run) == {10}


@pytest.mark.parametrize("aside", [False, True])
def test_nothing_is_deleted_while_pins_are_unknown(aside: bool, make_run: Callable[..., Run]) -> None:
    run = make_run(evaluate_every=0, checkpoint_every=2)
    run_through(run, stopping_at(4))
    steps = {int(path.name[5:]) for path in list_checkpoints(run.folder)}
    (run.folder / f"{NOTES}.damaged-1" if aside else run.folder / NOTES).write_text("{")
    run_through(Run.open(run.folder))
    assert {int(path.name[5:]) for path in list_checkpoints(run.folder)} >= {*steps, 6, 8}
    assert "no checkpoints were deleted" in (run.folder / LOG).read_text()


@pytest.mark.parametrize("kind", ANYWHERE)
def test_a_damaged_plan_is_one_sentence(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / PLAN).write_text('{"format": 1, "runs": [], "of a later time": "a"}')
    ANYWHERE[kind](tmp_path / PLAN)
    with pytest.raises(Problem, match="not a valid queue file"):
        _ = Queue(tmp_path).planned
    assert main(["queue", str(tmp_path), "--table"]) == 2
    assert "went wrong" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "run",
    [
        {"name": "..", "recipe": "compact", "changes": {}, "data": "d"},
        {"name": "a/b", "recipe": "compact", "changes": {}, "data": "d"},
        {"name": "a\0", "recipe": "compact", "changes": {}, "data": "d"},
        {"name": "a", "recipe": "compact", "changes": [], "data": "d"},
        {"name": "a", "recipe": "compact", "changes": {}, "data": 3},
        {"name": "a", "recipe": "compact", "changes": {}, "data": "d", "skipped": "no"},
        {"name": "a"},
        3,
    ],
)
def test_a_plan_of_other_values_is_one_sentence(tmp_path: Path, run: Any) -> None:
    (tmp_path / PLAN).write_text(json.dumps({"format": 1, "runs": [run]}))
    with pytest.raises(Problem, match="not a valid queue file"):
        _ = Queue(tmp_path).planned


@pytest.mark.parametrize("kind", [*ANYWHERE, *DESCRIPTIONS])
def test_a_damaged_run_has_its_own_line_in_a_queue(kind: str, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_run(tmp_path, name, {10: 0.2, 20: 0.3})
    planned: list[dict[str, Any]] = [
        {"name": name, "recipe": "compact", "changes": {}, "data": "data"} for name in ("first", "second")
    ]
    (tmp_path / PLAN).write_text(json.dumps({"format": 1, "runs": planned}))
    run = tmp_path / "first"
    if kind in ANYWHERE:
        (run / PROBLEM).write_text("{}".ljust(100))
        for path in (run / SETTINGS, run / METRICS, run / PROBLEM, run / "checkpoints" / "step-00000010" / DESCRIPTION):
            ANYWHERE[kind](path)
        assert stands(Queue(tmp_path))[0].standing is RunStatus.FAILED
    else:
        path = run / "checkpoints" / "step-00000010" / DESCRIPTION
        path.write_text(json.dumps({**json.loads(path.read_text()), **DESCRIPTIONS[kind]}))
    second = read_table(Queue(tmp_path))[1]
    assert second.best_step == 20
    assert second.scores["bleu4"] == pytest.approx(0.3)


@pytest.fixture(scope="module")
def mangled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose files are overwritten again and again."""
    folder = tmp_path_factory.mktemp("mangled")
    run = write_run(folder, "run", {10: 0.2})
    write_note(run, 10, Note("the best", pinned=True))
    return run


FILES = (SETTINGS, METRICS, SAMPLES_LOG, NOTES, f"checkpoints/step-00000010/{DESCRIPTION}")


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_bytes_stand_in_a_file_only_its_run_is_told(name: str, mangled: Path, data: st.DataObject) -> None:
    sound = (mangled / name).read_bytes()
    start = data.draw(st.integers(0, len(sound)), label="start")
    length = data.draw(st.integers(0, 40), label="length")
    middle = data.draw(st.binary(max_size=12) | st.sampled_from([b"1e999", b"-", b"NaN", b"{", b"[[", b'"', b"null"]))
    (mangled / name).write_bytes(sound[:start] + middle + sound[start + length :])
    try:
        catalog = read_catalog([mangled])
        assert len(catalog.entries) <= 1
        list_runs(mangled.parent)
        list(metrics_lines(mangled))
        read_samples(mangled)
    finally:
        (mangled / name).write_bytes(sound)
