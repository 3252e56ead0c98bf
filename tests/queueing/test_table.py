"""The table and the plot of a queue, from runs on disk without a model: by which score, whether it looks, bounds."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from engine.__main__ import main
from engine.queueing.plan import Planned, Queue
from engine.queueing.plot import cost_chart
from engine.queueing.table import Row, comparable, read_table, shared_bounds
from engine.runs.metrics_log import METRICS
from tests.gui.checkpoint_runs import evidence, write_run

SVG = "{http://www.w3.org/2000/svg}"
Scores = dict[int, dict[str, float]]


def write(
    folder: Path, name: str, scores: Scores, *, bounds: tuple[float, float] | None = None, data: str = "data"
) -> None:
    """A run of the queue in a folder, with some checkpoints' scores, and its floor and ceiling of CIDEr-D."""
    run = write_run(folder, name, dict.fromkeys(scores, 0.1), data=data)
    for step, kept in scores.items():
        path = run / "checkpoints" / f"step-{step:08}" / "checkpoint.json"
        seen = evidence(kept["grounding"]) if "grounding" in kept else None
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "scores": kept, "evidence": seen}), "utf-8")
    if bounds:
        lines = [json.loads(line) for line in (run / METRICS).read_text("utf-8").splitlines()]
        lines[-1] |= {"floor": {"cider_d": bounds[0]}, "ceiling": {"cider_d": bounds[1]}}
        (run / METRICS).write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    Queue(folder).add([Planned(name, "compact", {}, folder / data)])


def table(folder: Path, score: str | None = None) -> dict[str, Row]:
    return {row.name: row for row in read_table(Queue(folder), score)}


BOTH: Scores = {
    100: {"bleu4": 0.5, "cider_d": 0.8, "grounding": 0.01},
    200: {"bleu4": 0.4, "cider_d": 1.2, "grounding": 0.3},
}


def test_a_row_is_that_of_the_checkpoint_that_is_best_by_the_score(tmp_path: Path) -> None:
    write(tmp_path, "both", BOTH)
    write(tmp_path, "old", {50: {"bleu4": 0.3}})
    rows = table(tmp_path)
    both = rows["both"]
    assert (both.score, both.best_step, both.scores["cider_d"], both.verdict) == ("cider_d", 200, 1.2, "grounded")
    by_bleu = table(tmp_path, "bleu4")["both"]
    assert (by_bleu.best_step, by_bleu.scores["bleu4"], by_bleu.verdict, by_bleu.grounding) == (100, 0.5, "blind", 0.01)
    assert both.by("bleu4") == by_bleu
    # One that has no CIDEr-D is shown by what it has.
    assert (rows["old"].score, rows["old"].scores) == ("bleu4", {"bleu4": 0.3})
    assert by_bleu.to_json()["verdict"] == "blind"


def test_where_nothing_has_cider_bleu_counts(tmp_path: Path) -> None:
    write(tmp_path, "old", {50: {"bleu4": 0.3}, 60: {"bleu4": 0.2}})
    assert (table(tmp_path)["old"].score, table(tmp_path)["old"].best_step) == ("bleu4", 50)


def test_a_blind_run_is_hollow_and_the_bounds_are_drawn_where_all_share_them(tmp_path: Path) -> None:
    write(tmp_path, "sees", {100: {"bleu4": 0.4, "cider_d": 1.0, "grounding": 0.3}}, bounds=(0.6, 2.9))
    write(tmp_path, "blind", {100: {"bleu4": 0.5, "cider_d": 1.9, "grounding": 0.0}}, bounds=(0.6, 2.9))
    rows = read_table(Queue(tmp_path))
    assert shared_bounds(rows, "cider_d") == (0.6, 2.9)
    assert shared_bounds(rows, "bleu4") is None
    root = ElementTree.fromstring(cost_chart(rows, "cider_d", "size_bytes"))
    assert sorted(shape.get("fill") == "none" for shape in root.iter(f"{SVG}circle")) == [False, True]
    texts = {shape.text for shape in root.iter(f"{SVG}text")}
    assert {"sees", "blind (blind)", "constant caption 0.600", "true attributes 2.900"} <= texts
    assert len(list(root.iter(f"{SVG}rect"))) == 1
    write(tmp_path, "else", {100: {"bleu4": 0.4, "cider_d": 1.0, "grounding": 0.3}}, bounds=(0.5, 2.9))
    rows = read_table(Queue(tmp_path))
    assert shared_bounds(rows, "cider_d") is None
    assert not list(ElementTree.fromstring(cost_chart(rows, "cider_d", "size_bytes")).iter(f"{SVG}rect"))


def test_the_command_tells_the_verdict_and_by_which_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "both", BOTH)
    assert comparable(read_table(Queue(tmp_path)))
    assert main(["queue", str(tmp_path), "--table"]) == 0
    out = capsys.readouterr().out
    assert "Best checkpoint of each run by CIDEr-D" in out
    assert "+0.300 grounded 200" in " ".join(out.split())
    assert "cannot be compared" not in out
    write(tmp_path, "other", BOTH, data="elsewhere")
    assert not comparable(read_table(Queue(tmp_path)))
    assert main(["queue", str(tmp_path), "--table", "--score", "bleu4"]) == 0
    out = capsys.readouterr().out
    assert "+0.010 blind 100" in " ".join(out.split())
    assert "scored on different pictures" in out
    assert main(["queue", str(tmp_path), "--table", "--json"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["score"] == "cider_d"
    assert [(run["verdict"], run["grounding"]) for run in found["runs"]] == [("grounded", 0.3)] * 2


def test_of_the_validation_loss_the_lowest_is_the_best_in_table_and_recommendation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        tmp_path,
        "low",
        {100: {"validation_loss": 2.0, "grounding": 0.3}, 200: {"validation_loss": 1.2, "grounding": 0.3}},
    )
    write(
        tmp_path,
        "high",
        {100: {"validation_loss": 1.9, "grounding": 0.3}, 200: {"validation_loss": 2.4, "grounding": 0.3}},
    )
    rows = table(tmp_path, "validation_loss")
    assert {name: (row.best_step, row.scores["validation_loss"]) for name, row in rows.items()} == {
        "low": (200, 1.2),
        "high": (100, 1.9),
    }
    capsys.readouterr()
    assert main(["queue", str(tmp_path), "--table", "--score", "validation_loss"]) == 0
    assert "Val. loss" in capsys.readouterr().out.splitlines()[0]
    assert main(["recommend", str(tmp_path), "--by", "validation_loss", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["chosen"]["run"], found["chosen"]["step"]) == ("low", 200)
    assert found["runner_up"]["scores"]["validation_loss"] == 1.9
