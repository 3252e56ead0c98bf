"""``history`` from the command line, and the files that it writes."""

import contextlib
import csv
import json
from datetime import datetime
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.errors import Problem
from engine.history import CaptionHistory, HistoryQuery, history_file
from engine.history.export import FIELDS, export
from tests.history.killing import entry


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A history of thirty entries, the last of which was edited."""
    monkeypatch.setenv("ATELIER_DATA", str(tmp_path / "data"))
    with contextlib.closing(CaptionHistory(history_file())) as history:
        history.add(map(entry, range(29)))
        history.add([entry(29, 'A "green" coat,\nlong', edited=True, source="/a/\\xb3.jpg")])
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: object, status: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert main(["history", *map(str, words)]) == status
    out, err = capsys.readouterr()
    return out, err


def test_captions_are_searched_and_filtered(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = told(capsys, "红色", "number7")
    assert [line.strip() for line in out.splitlines()[1:]] == [
        "This lady wears a red dress number7.",
        "这位女士穿着红色连衣裙，编号7。",
        "fit: fits, distance 0.30 (demo)",
    ]
    assert "/pictures/7.jpg" in out
    assert err == ""
    [line] = told(capsys, "--edited", "--checkpoint", "demo", "--fit", "fits", "--json")[0].splitlines()
    found = json.loads(line)
    assert tuple(found) == FIELDS
    assert (found["caption"], found["model_caption"]) == (
        'A "green" coat,\nlong',
        "This lady wears a red dress number29.",
    )
    assert found["made"] == "2023-11-14T22:13:49.000Z"
    since = datetime.fromtimestamp(entry(28).made / 1000).isoformat()
    assert len(told(capsys, "--since", since, "--json")[0].splitlines()) == 2
    out, _ = told(capsys)
    assert "These are the 20 newest. To see more, use --limit or --out." in out
    assert "No captions match." in told(capsys, "unheard-of")[0]


def test_what_is_found_is_written_and_never_over_a_file(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, lines = filled / "found.csv", filled / "found.jsonl"
    out, _ = told(capsys, "--out", table, "--json")
    assert json.loads(out) == {"written": 30, "out": str(table)}
    with open(table, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["source"] for row in rows[:2]] == ["/a/\\xb3.jpg", "/pictures/28.jpg"]
    assert rows[0]["caption"] == 'A "green" coat,\nlong'
    assert "wrote 3 " in told(capsys, "dress", "--limit", 3, "--out", lines)[0]
    first = json.loads(lines.read_text("utf-8").splitlines()[0])
    assert (first["translation"], first["distance"]) == ("这位女士穿着红色连衣裙，编号28。", 0.3)
    _, err = told(capsys, "--out", lines, status=2)
    assert err == f"{lines} already exists. Write the history to another file (--out).\n"


def test_without_a_history_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATELIER_DATA", str(tmp_path / "data"))
    assert told(capsys, "red")[0] == "The history is empty.\n"
    assert not (tmp_path / "data").exists()


def test_a_wrong_date_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["history", "--since", "yesterday"])
    assert "yesterday is not a date such as 2026-03-31" in capsys.readouterr().err


def test_an_export_that_is_stopped_leaves_no_file(filled: Path) -> None:
    history = CaptionHistory(history_file())
    with contextlib.closing(history), pytest.raises(Problem):
        export(filled / "found.csv", "csv", history.every(HistoryQuery()), stopped=lambda: True)
    assert not list(filled.glob("found*"))
