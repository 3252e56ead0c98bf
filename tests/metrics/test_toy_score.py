"""A score that a module of its own registers is found wherever scores are told, with nothing else changed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.metrics import METRICS
from engine.runs.checkpoint import list_checkpoints, read_info
from engine.runs.metrics_log import read_metrics
from tests.metrics import toy_score
from tests.tiny import TINY, write_data

KEY, LABEL = toy_score.ENTRY.key, toy_score.ENTRY.label
SETTINGS = {**TINY, "epochs": 1, "evaluate_every": 2, "checkpoint_every": 2, "monitor": KEY}


@pytest.fixture(scope="module", autouse=True)
def registered() -> Iterator[None]:
    METRICS.register(toy_score.ENTRY)
    yield
    METRICS.unregister(KEY)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("toy score") / "shapes", 40)


@pytest.fixture(scope="module")
def queue(registered: None, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A queue of two runs that the toy score steers, trained."""
    folder = tmp_path_factory.mktemp("toy score") / "queue"
    changes = [word for name, value in SETTINGS.items() for word in ("--set", f"{name}={value}")]
    assert main(["queue", str(folder), str(data), "--vary", "seed=1,2", *changes, "--device", "cpu"]) == 0
    return folder


@pytest.fixture
def run(queue: Path) -> Path:
    return queue / "seed=1"


class Told:
    """What a command prints."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object) -> str:
        self._capsys.readouterr()
        assert main([*map(str, words)]) == 0
        return self._capsys.readouterr().out

    def json(self, *words: object) -> Any:
        return json.loads(self(*words, "--json"))


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(capsys)


def test_a_run_is_steered_by_it_and_keeps_its_best(run: Path) -> None:
    scores = read_metrics(run).scores
    assert scores.monitored == KEY
    assert len(scores.values[KEY]) >= 4
    assert {KEY} <= set(scores.floor)
    kept = [read_info(folder).scores for folder in list_checkpoints(run)]
    assert max(scores_of.get(KEY, 0.0) for scores_of in kept) == max(scores.values[KEY])
    log = (run / "log.txt").read_text()
    assert f"{LABEL} {scores.values[KEY][-1]:.4f} (floor " in log


def test_evaluate_tells_it_in_its_table_and_its_json(run: Path, data: Path, tell: Told) -> None:
    found = tell.json("evaluate", run, data, "--device", "cpu")
    assert found["scores"][KEY] == found[KEY]
    assert 0 < found[KEY] < 1
    assert {KEY} <= set(found["floor"]) & set(found["random"])
    [line] = [line for line in tell("evaluate", run, data, "--device", "cpu").splitlines() if line.startswith(KEY)]
    assert line.split()[1:4] == [
        f"{found[side]:.4f}" if side == KEY else f"{found[side][KEY]:.4f}" for side in (KEY, "random", "floor")
    ]


def test_a_report_tells_and_draws_it(run: Path, tmp_path: Path, tell: Told) -> None:
    for language in ("en", "zh"):
        out = tmp_path / f"{language}.html"
        tell("report", run, "--out", out, "--language", language, "--by", KEY, "--device", "cpu")
        page = out.read_text(encoding="utf-8")
        assert f"<td>{LABEL}</td>" in page or f'scope="row">{LABEL}<' in page
        assert f"<h3>{LABEL}</h3>" in page


def test_a_queue_s_table_and_plot_tell_it(queue: Path, tmp_path: Path, tell: Told) -> None:
    table = tell("queue", queue, "--table", "--score", KEY, "--plot", tmp_path / "plot.svg")
    assert LABEL in table.splitlines()[0]
    assert f"Best checkpoint of each run by {LABEL}" in table
    found = tell.json("queue", queue, "--table", "--score", KEY)
    assert [row["score"] for row in found["runs"]] == [KEY, KEY]
    assert all(row["scores"][KEY] > 0 for row in found["runs"])
    assert LABEL in (tmp_path / "plot.svg").read_text(encoding="utf-8")


def test_the_best_is_recommended_and_compared_by_it(queue: Path, run: Path, data: Path, tell: Told) -> None:
    found = tell.json("recommend", queue, "--by", KEY)
    assert (found["score"], found["rule"]["by"]) == (KEY, KEY)
    assert f"the highest {LABEL}" in tell("recommend", queue, "--by", KEY)
    compared = tell.json("compare", run, queue / "seed=2", data, "--samples", 20, "--device", "cpu")
    assert {"low", "high", "p_holm"} <= set(compared["scores"][KEY])
    assert all(KEY in pair["first"] for pair in compared["pictures"])


def test_captions_of_a_file_are_scored_by_it(tell: Told, tmp_path: Path) -> None:
    (tmp_path / "lines").write_text(json.dumps({"candidate": "a long caption", "references": ["a caption"]}))
    assert tell.json("score", tmp_path / "lines")[KEY] == pytest.approx(1 / 3)
