"""``python -m engine queue``: planned and trained, killed and gone on with, told as a table and a plot."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from engine.__main__ import main
from tests.queueing.conftest import FAST
from tests.training.killing import metrics

ROOT = Path(__file__).resolve().parents[2]

SETTINGS = {**FAST, "steps": 20, "checkpoint_every": 6, "evaluate_every": 10, "dropout": 0.4}
VARIED = ("gru", "lstm")


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def words(folder: Path, data: Path) -> list[str]:
    made = ["queue", str(folder), str(data), "--vary", f"decoder={','.join(VARIED)}", "--device", "cpu"]
    for name, value in SETTINGS.items():
        made += ["--set", f"{name}={value}"]
    return made


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def kill_in(name: str, step: int, arguments: list[str]) -> None:
    """Start the command and kill it as soon as a run has told of a step."""
    line = [sys.executable, "-m", "engine", *arguments, "--json"]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        run = ""
        for text in process.stdout:
            found = json.loads(text)
            run = found.get("run", run)
            if run == name and found.get("step", 0) >= step:
                process.kill()
                break
        else:
            raise AssertionError("it ended before it could be killed")


def test_killed_and_called_again_it_ends_as_if_nothing_had_been(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, killed = tmp_path / "pooled", tmp_path / "killed"
    assert main(words(whole, data)) == 0
    kill_in("lstm", 14, words(killed, data))
    capsys.readouterr()
    assert main(["queue", str(killed), "--table", "--json"]) == 0
    states = [(run["state"], run["step"] >= 12) for run in told(capsys)[-1]["runs"]]
    assert states == [("finished", True), ("interrupted", True)]
    # The same line again plans nothing anew, leaves the first run alone and goes on with the second.
    assert main([*words(killed, data), "--json"]) == 0
    turned = [found["run"] for found in told(capsys) if "number" in found]
    assert turned == ["lstm"]
    for name in VARIED:
        assert metrics(killed / name) == metrics(whole / name)


def test_the_table_and_the_plot_of_a_queue_that_was_trained(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot = tmp_path / "plot.svg"
    few = [*words(tmp_path / "queue", data), "--set", "steps=4", "--set", "evaluate_every=4"]
    assert main([*few, "--plot", str(plot), "--score", "rouge_l"]) == 0
    lines = capsys.readouterr().out.splitlines()[-4:]
    assert lines[0].split()[:3] == ["run", "decoder", "state"]
    assert lines[3].startswith("Best checkpoint of each run by ROUGE-L")
    assert [line.split()[:3] for line in lines[1:3]] == [[name, name, "finished"] for name in VARIED]
    root = ElementTree.fromstring(plot.read_text(encoding="utf-8"))
    # Some viewers show nothing of an SVG in an SVG.
    assert len(list(root.iter("{http://www.w3.org/2000/svg}svg"))) == 1
    names = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert [names.count(name) for name in VARIED] == [2, 2]
    assert names.count("training time") == names.count("size, MB") == 1


@pytest.mark.parametrize(
    ("setting", "values"),
    [
        ("encoder", ("compact", "mobilenet_v3_large")),
        ("train_encoder", ("all", "stages", "none")),
        ("features", ("pooled", "spatial")),
    ],
)
def test_a_queue_of_another_setting_runs_to_its_end(
    setting: str, values: tuple[str, ...], tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["queue", str(tmp_path / "queue"), str(data), "--vary", f"{setting}={','.join(values)}", "--device", "cpu"]
    for name, value in {**FAST, "steps": 2, "evaluate_every": 2, "checkpoint_every": 2}.items():
        line += ["--set", f"{name}={value}"]
    if setting == "features":
        line += ["--set", "decoder=gru_attention"]
    plot = tmp_path / "plot.svg"
    assert main([*line, "--json", "--plot", str(plot)]) == 0
    found = told(capsys)[-1]
    assert found["score"] == "cider_d"
    assert [run["settings"][setting] for run in found["runs"]] == list(values)
    for run in found["runs"]:
        assert (run["state"], run["step"], run["best_step"]) == ("finished", 2, 2)
        assert {"bleu4", "cider_d"} <= run["scores"].keys()
        assert run["parameters"] > 0 < run["size_bytes"]
    assert plot.read_text("utf-8").count("<circle") == 2 * len(values)


def test_what_cannot_be_queued_is_told(tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "queue"

    def refused(*line: str) -> str:
        assert main(["queue", str(folder), *line]) == 2
        return capsys.readouterr().err.strip().splitlines()[-1]

    assert "contains no queue" in refused("--table")
    assert "no data to train these runs on" in refused("--vary", "seed=1,2")
    assert "decoder must be one of" in refused(str(data), "--vary", "decoder=gru,gruu")
    assert "unknown setting decodr" in refused(str(data), "--vary", "decodr=gru,lstm")
    assert not folder.exists() or not list(folder.glob("*.json"))


def test_a_run_that_fails_is_told_at_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["queue", str(tmp_path / "queue"), str(tmp_path / "empty"), "--vary", "seed=1,2"]) == 2
    found = capsys.readouterr()
    assert found.out.count("failed") == 2
    assert "2 of the 2 runs" in found.err.splitlines()[-1]
