"""Free captions from training to the window: nobody hears of attributes or gender where the captions tell none."""

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.captioning import GenerationConfig, load_captioner
from engine.captions.domain import FREE
from engine.recipes import resolve
from engine.runs.checkpoint import find_checkpoint, read_captioner, read_info
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.metrics_log import METRICS
from engine.runs.run import LOG, Run
from engine.runs.samples_log import read_samples
from engine.runs.tensors import read_tensors
from tests.tiny import TINY, write_data
from tests.training.driving import run_through

OF_CLOTHES = re.compile(
    r"attribute|gender|garment|clothes|neckline|sleeve|\bwom[ae]n\b|\bm[ae]n\b|female|\bmale\b|\bhe\b|\bshe\b|"
    r"性别|属性|服装|衣|女士|男士",
    re.IGNORECASE,
)
"""Words that only captions of clothes give a reason for."""


def heard(text: str) -> list[str]:
    """The lines that hold such a word; file names, which begin as those of clothes do, are left out."""
    plain = re.sub(r"(?:WO)?MEN-Shapes\S*", "", text)
    return [line for line in plain.splitlines() if OF_CLOTHES.search(line)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("free") / "shapes", 40, free=True)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Run:
    settings = resolve("compact", {**TINY, "epochs": 6, "evaluate_every": 20})
    made = Run.create(tmp_path_factory.mktemp("free") / "run", settings, data)
    run_through(made)
    return made


def told_by(*words: str | Path) -> str:
    """What a command writes to standard output."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        assert main([str(word) for word in words]) == 0
    return printed.getvalue()


def test_the_run_learns_no_attributes_and_says_what_it_takes_the_captions_for(run: Run) -> None:
    log = (run.folder / LOG).read_text(encoding="utf-8")
    assert "captions: free" in log
    assert heard(log) == []
    assert heard((run.folder / METRICS).read_text(encoding="utf-8")) == []
    best = find_checkpoint(run.folder)
    info = read_info(best)
    assert json.loads((best / DESCRIPTION).read_text(encoding="utf-8"))["domain"] == info.domain == "free"
    # The loss is on by default, but there is nothing that its head could name.
    assert info.settings.attribute_loss == 1.0
    assert not [name for name in read_tensors(best) if "attributes" in name]
    assert read_captioner(best).labels is None
    assert "attribute_accuracy" not in info.scores
    names = [sample.name for sample in read_samples(run.folder)[-1][1]]
    assert names[-1] == "noise"
    assert not {"woman", "man"} & set(names)


def test_it_goes_on_as_what_it_was_begun(run: Run, tmp_path: Path) -> None:
    """Neither the setting nor other captions change the kind of a run that has begun."""
    with pytest.raises(Exception, match="captions: auto in the run, clothes now"):
        run.change({"captions": "clothes"})


def test_commands_tell_nothing_of_clothes(run: Run, data: Path, tmp_path: Path) -> None:
    words = ("evaluate", run.folder, data, "--device", "cpu")
    plain = told_by(*words)
    assert "cider_d" in plain
    assert heard(plain) == []
    found = json.loads(told_by(*words, "--json"))
    assert heard(json.dumps(found, indent=1)) == []
    assert set(found["grounding"]["groups"]) == {"function", "content"}
    inspected = told_by("inspect", data)
    assert re.search(r"domain +free", inspected)
    assert heard(inspected) == []
    out = tmp_path / "export"
    told_by("export", run.folder, out, "--format", "safetensors", "--data", data, "--images", "3", "--device", "cpu")
    assert read_info(out).captions is FREE


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_tells_nothing_of_clothes(run: Run, tmp_path: Path, language: str) -> None:
    out = tmp_path / "page.html"
    told_by("report", run.folder, "--out", out, "--language", language, "--device", "cpu")
    page = out.read_text(encoding="utf-8")
    assert "CIDEr-D" in page
    text = re.sub(r"<style>.*?</style>|src=\"[^\"]*\"", "", page, flags=re.DOTALL)
    assert heard(re.sub(r"<[^>]*>", "\n", text)) == []


def test_words_are_marked_by_support_all_the_same(run: Run, data: Path) -> None:
    captioner = load_captioner(run.folder, "cpu")
    captioned = captioner.caption_file(next((data / "images").iterdir()), GenerationConfig(support=True))
    marked = {word.word for word in captioned.support if word.tells}
    assert marked
    assert marked <= {"crimson", "navy", "disc", "square", "lies", "paper"}
    assert captioned.chinese
