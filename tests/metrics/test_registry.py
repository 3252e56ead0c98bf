"""Attributes scored with each evaluation: in the metrics, the events, the checkpoint and the log."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.__main__ import main
from engine.evaluation.bounds import kept_bounds
from engine.events import Commands, Evaluated, Event
from engine.metrics import METRICS as REGISTERED
from engine.metrics import monitored, preferred, tracked
from engine.metrics.bounds import Bounds
from engine.recipes import resolve
from engine.report.page import write_report
from engine.runs.checkpoint import list_checkpoints, read_info
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.metrics_log import METRICS, read_metrics
from engine.runs.run import Run
from engine.training import validation as examination
from engine.training.trainer import train
from tests.tiny import TINY, write_data


def test_attributes_stand_in_metrics_events_checkpoint_and_log(tmp_path: Path) -> None:
    data = write_data(tmp_path / "dressed")
    worn = "wears a short-sleeve shirt with {} patterns. The shirt is with cotton fabric."
    for file in data.glob("*.json"):
        text = file.read_text().replace("wears a ring.", worn.format("graphic"))
        file.write_text(text.replace("wears a hat.", worn.format("floral")))
    run = Run.create(
        tmp_path / "run", resolve("compact", {**TINY, "max_words": 24, "epochs": 10, "evaluate_every": 20}), data
    )
    events: list[Event] = []
    train(run, Commands(), events.append, device="cpu")
    lines = [json.loads(line) for line in (run.folder / METRICS).read_text().splitlines()]
    scores = [line for line in lines if "scores" in line]
    events_seen = [event for event in events if isinstance(event, Evaluated)]
    assert [line["step"] for line in scores] == [20, 40]
    assert [
        (event.attributes, event.majority, event.grounding, event.scores, event.verdict) for event in events_seen
    ] == [(line["attributes"], line["majority"], line["grounding"], line["scores"], line["verdict"]) for line in scores]
    last = scores[-1]
    garments = [last["attributes"][name] for name in ("upper", "sleeve", "upper_fabric", "upper_pattern", "neckline")]
    assert last["scores"]["attribute_accuracy"] == pytest.approx(sum(garments) / len(garments), abs=1e-4)
    assert 0 < last["scores"]["attribute_accuracy"] < 1
    assert [line["monitored"] for line in scores] == ["attribute_accuracy"] * 2
    assert last["majority"]["sleeve"] == 1.0
    defined = {key for key in tracked() if REGISTERED[key].domain in ("", "clothes")}
    assert set(last["floor"]) == set(last["ceiling"]) == {key for key in defined if REGISTERED[key].bounded}
    assert 0 < last["floor"]["attribute_accuracy"] <= last["ceiling"]["attribute_accuracy"] == 1.0
    assert [(event.floor, event.ceiling) for event in events_seen] == [
        (line["floor"], line["ceiling"]) for line in scores
    ]
    assert 0.5 <= last["majority"]["gender"] <= 1.0
    info = read_info(list_checkpoints(run.folder)[-1])
    assert info.scores == last["scores"]
    assert (info.verdict, last["verdict"]) == (None, None)
    curve = read_metrics(run.folder).scores
    assert set(curve.values) == defined
    for key, values in curve.values.items():
        assert values.tolist() == [line["scores"][key] for line in scores]
    assert curve.monitored == "attribute_accuracy"
    assert curve.verdict == last["verdict"]
    assert (curve.attributes, curve.majority) == (last["attributes"], last["majority"])
    assert (curve.floor, curve.ceiling) == (last["floor"], last["ceiling"])
    log = (run.folder / "log.txt").read_text()
    for name, words in (("bleu4", "BLEU-4"), ("cider_d", "CIDEr-D"), ("attribute_accuracy", "attribute accuracy")):
        floor, ceiling = last["floor"][name], last["ceiling"][name]
        assert f"{words} {last['scores'][name]:.4f} (floor {floor:.4f}, ceiling {ceiling:.4f})" in log
    assert (last["above"], curve.above) == ([], {line["step"]: () for line in scores})
    assert "above the ceiling" not in log


def test_scores_above_the_ceiling_are_told_wherever_scores_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One caption in words that the fixed wording does not use: whoever has learned it by heart scores above all."""
    odd = "The upper clothing has short sleeves, cotton fabric and floral patterns. The neckline of it is round."
    data = write_data(tmp_path / "odd", 120)
    for file in data.glob("*.json"):
        captions = dict.fromkeys(json.loads(file.read_text()), odd)
        file.write_text(json.dumps(captions))
    settings = resolve(
        "compact",
        {**TINY, "max_words": 24, "steps": 90, "evaluate_every": 90, "lr_decoder": 0.02, "validation_share": 0.2},
    )
    run = Run.create(tmp_path / "run", settings, data)
    events: list[Event] = []
    train(run, Commands(), events.append, device="cpu")
    [line] = [json.loads(text) for text in (run.folder / METRICS).read_text().splitlines() if "scores" in text]
    assert line["scores"]["bleu4"] == 1.0 > 1.1 * line["ceiling"]["bleu4"]
    assert {"bleu4", "rouge_l"} <= set(line["above"]) <= set(line["scores"])
    assert [event.above for event in events if isinstance(event, Evaluated)] == [line["above"]]
    assert read_metrics(run.folder).scores.above == {line["step"]: tuple(line["above"])}
    assert "above the ceiling: BLEU-4" in (run.folder / "log.txt").read_text()
    capsys.readouterr()
    words = ["evaluate", str(run.folder), str(data), "--device", "cpu"]
    assert main([*words, "--json"]) == 0
    assert {"bleu4", "rouge_l"} <= set(json.loads(capsys.readouterr().out)["above_ceiling"])
    assert main(words) == 0
    assert "A score above the ceiling points to a fault in the data" in capsys.readouterr().out
    page = write_report(run.folder, device="cpu").read_text(encoding="utf-8")
    assert '<p class="bad">A score above the ceiling points to a fault in the data' in page


def test_the_bounds_are_looked_for_once_a_run(make_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def find(folder: Path, train: Sequence[str], *rest: Any) -> Bounds:
        asked.append(len(train))
        return kept_bounds(folder, train, *rest)

    monkeypatch.setattr(examination, "kept_bounds", find)
    run = make_run(steps=6, evaluate_every=2)
    train(run, Commands(), lambda event: None, device="cpu")
    lines = [json.loads(line) for line in (run.folder / METRICS).read_text().splitlines()]
    assert len([line["floor"] for line in lines if "floor" in line]) == 3
    assert len(asked) == 1


def test_captions_without_garments_have_no_mean(make_run: Callable[..., Run]) -> None:
    run = make_run(steps=5)
    train(run, Commands(), lambda event: None, device="cpu")
    scores = read_metrics(run.folder).scores
    assert "attribute_accuracy" not in scores.values
    assert scores.monitored == "cider_d"
    assert "gender" in scores.attributes
    assert "attribute_accuracy" not in read_info(list_checkpoints(run.folder)[-1]).scores


def test_a_run_from_before_attributes_were_scored_is_read(make_run: Callable[..., Run]) -> None:
    run = make_run()
    run.append(METRICS, {"step": 5, "bleu4": 0.25, "rouge_l": 0.5, "seconds": 1.0})
    scores = read_metrics(run.folder).scores
    values = {key: values.tolist() for key, values in scores.values.items()}
    assert (values, scores.attributes, scores.majority) == ({"bleu4": [0.25], "rouge_l": [0.5]}, {}, {})
    assert (scores.verdict, scores.monitored) == (None, "bleu4")
    # What is scored from then on stands beside it, and is not known of what was before.
    run.append(METRICS, {"step": 5, "scores": {"bleu4": 0.3, "cider_d": 1.0}, "monitored": "cider_d", "seconds": 1.0})
    scores = read_metrics(run.folder).scores
    np.testing.assert_array_equal(scores.values["cider_d"], [np.nan, 1.0])
    np.testing.assert_array_equal(scores.values["rouge_l"], [0.5, np.nan])
    assert (scores.values["bleu4"].tolist(), scores.monitored) == ([0.25, 0.3], "cider_d")
    # Before its evidence was kept, a margin's verdict stood beside it as if it were sure.
    run.append(
        METRICS, {"step": 6, "bleu4": 0.25, "rouge_l": 0.5, "seconds": 1.0, "grounding": 0.01, "verdict": "blind"}
    )
    assert read_metrics(run.folder).scores.verdict == "unsure"


def test_a_checkpoint_from_before_evidence_was_kept_is_read(make_run: Callable[..., Run]) -> None:
    run = make_run(steps=5)
    train(run, Commands(), lambda event: None, device="cpu")
    folder = list_checkpoints(run.folder)[-1]
    description = json.loads((folder / DESCRIPTION).read_text())
    del description["evidence"]
    description["scores"]["grounding"] = 0.001
    (folder / DESCRIPTION).write_text(json.dumps(description))
    info = read_info(folder)
    assert (info.evidence, info.verdict) == (None, "unsure")


@pytest.mark.parametrize(
    ("scored", "counts"),
    [
        ([{"bleu4", "cider_d", "attribute_accuracy"}, {"bleu4"}], "attribute_accuracy"),
        ([{"bleu4", "cider_d"}, {"bleu4"}], "cider_d"),
        ([{"bleu4"}], "bleu4"),
        ([], "bleu4"),
    ],
)
def test_attributes_count_where_nobody_says_what_and_they_are_told(scored: list[set[str]], counts: str) -> None:
    assert preferred(scored) == counts


def test_what_is_watched_is_what_was_asked_for_where_the_evaluation_has_it() -> None:
    scored = ("bleu4", "rouge_l", "cider_d")
    assert monitored("rouge_l", scored) == "rouge_l"
    assert monitored("auto", scored) == monitored("attribute_accuracy", scored) == "cider_d"
    assert monitored("auto", (*scored, "attribute_accuracy")) == "attribute_accuracy"
