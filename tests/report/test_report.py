"""The page about a run: whole, well-formed, in two languages, with nothing fetched and nothing taken for markup."""

import ast
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from engine.__main__ import main
from engine.captions.domain import FREE
from engine.clothes.domain import CLOTHES
from engine.errors import Problem
from engine.evaluation.samples import best_and_worst
from engine.files import project_folder
from engine.report import findings
from engine.report.markup import tag, text
from engine.report.page import REPORTS, write_report
from engine.report.told import curves
from engine.report.wording import CHINESE, Words
from engine.runs.checkpoint import list_checkpoints, read_info
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.metrics_log import LossCurve, Metrics, ScoreCurve
from engine.runs.run import Run
from engine.runs.samples_log import SAMPLES_LOG
from engine.settings import Settings
from tests.tiny import TINY, write_data
from tests.training.driving import run_through

SECTIONS = [
    "settings",
    "curves",
    "evaluation",
    "grounding",
    "attributes",
    "confusion",
    "balance",
    "fixed-samples",
    "samples",
]
SECTIONS += ["data", "software"]
NASTY = 'A <script>alert("1")</script> & a 帽子 ]]> \x00\x1b end'


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny run whose references and probes hold what no page must take for markup."""
    from engine.recipes import resolve

    folder = tmp_path_factory.mktemp("report")
    data = write_data(folder / "data", 40)
    for file in ("train", "test"):
        path = data / f"{file}_captions.json"
        captions = json.loads(path.read_text())
        name = next(iter(captions))
        captions[name] = NASTY
        path.write_text(json.dumps(captions))
    made = Run.create(folder / "run <b>&", resolve("compact", {**TINY, "decoder": "lstm"}), data)
    run_through(made)
    lines = [json.loads(line) for line in (made.folder / SAMPLES_LOG).read_text().splitlines()]
    for line in lines:
        line["samples"][0]["english"] = NASTY
    (made.folder / SAMPLES_LOG).write_text("".join(json.dumps(line) + "\n" for line in lines))
    return made.folder


def parsed(path: Path) -> tuple[str, ElementTree.Element]:
    page = path.read_text(encoding="utf-8")
    return page, ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>"))


@pytest.fixture(scope="module")
def english(run: Path) -> Iterator[tuple[str, ElementTree.Element]]:
    path = write_report(run)
    assert path == run / REPORTS["en"]
    yield parsed(path)
    path.unlink()


def words_of(root: ElementTree.Element) -> str:
    return " ".join("".join(root.itertext()).split())


def test_every_section_stands_in_its_place_and_holds_something(english: tuple[str, ElementTree.Element]) -> None:
    _, root = english
    found = {section.get("id"): section for section in root.iter("section")}
    assert list(found) == SECTIONS
    for section in found.values():
        assert len(words_of(section)) > 20
    titles = [svg.findtext("title") for svg in found["curves"].iter("svg")]
    assert titles[:3] == ["Loss", "BLEU-4", "ROUGE-L"]
    assert len(list(found["curves"].iter("polyline"))) >= 3
    assert found["samples"].find(".//img") is not None
    assert len(list(found["fixed-samples"].iter("img"))) == 3


def test_nothing_is_fetched(english: tuple[str, ElementTree.Element]) -> None:
    page, root = english
    # The letters of pictures and fonts may spell anything.
    plain = re.sub(r"base64,[\w+/=]+", "", page)
    assert not re.findall(r"https?:|//[a-z]|url\(|@import", plain)
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in ("src", "href", "data", "action"):
                assert value.startswith("data:image/jpeg;base64,"), (element.tag, name)
    assert not list(root.iter("script")) + list(root.iter("link")) + list(root.iter("iframe"))


def test_what_captions_hold_is_text(english: tuple[str, ElementTree.Element], run: Path) -> None:
    page, root = english
    shown = words_of(root)
    written = NASTY.replace("\x00", "\ufffd").replace("\x1b", "\ufffd")
    fixed_samples = next(section for section in root.iter("section") if section.get("id") == "fixed-samples")
    assert written in words_of(fixed_samples)
    assert root.findtext("head/title") == f"Run {run.name}"
    assert "<script" not in page
    assert "帽子" in shown


def test_settings_that_differ_are_told_beside_the_recipes(english: tuple[str, ElementTree.Element]) -> None:
    _, root = english
    settings = next(section for section in root.iter("section") if section.get("id") == "settings")
    rows = [[words_of(cell) for cell in line] for line in settings.find("table").iter("tr")]  # type: ignore[union-attr]
    assert ["Decoder", "decoder", "lstm", "gru"] in rows
    assert not any(row[1] == "dropout" for row in rows)
    every = [words_of(row[1]) for row in settings.iter("tr") if len(row) == 3]
    assert sorted(every) == sorted(Settings.model_fields)


def test_it_can_be_had_in_chinese(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "bericht.html"
    assert main(["report", str(run), "--out", str(out), "--language", "zh", "--device", "cpu", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["report"] == str(out)
    _, root = parsed(out)
    assert root.get("lang") == "zh-CN"
    headings = [heading.text for heading in root.iter("h2")]
    assert headings[:3] == ["设置", "曲线", "评估"]
    left = [word for word in headings if word is not None and re.fullmatch(r"[A-Za-z ?]+", word)]
    assert left == []
    assert "解码器" in words_of(root)


def test_without_its_data_the_rest_is_told(run: Path, tmp_path: Path) -> None:
    gone = run.parent / "data"
    gone.rename(tmp_path / "elsewhere")
    try:
        _, root = parsed(write_report(run, tmp_path / "a.html"))
        found = {section.get("id"): words_of(section) for section in root.iter("section")}
        assert list(found) == ["settings", "curves", "evaluation", "fixed-samples", "data", "software"]
        assert "does not exist" in found["evaluation"]
        # Another folder that was asked for must be there.
        with pytest.raises(Problem, match="does not exist"):
            write_report(run, tmp_path / "b.html", data=tmp_path / "nowhere")
        _, root = parsed(write_report(run, tmp_path / "c.html", data=tmp_path / "elsewhere"))
        assert "grounding" in [section.get("id") for section in root.iter("section")]
    finally:
        (tmp_path / "elsewhere").rename(gone)


def test_it_stops_when_it_is_asked_to(run: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="Stopped"):
        write_report(run, tmp_path / "a.html", stopped=lambda: True)
    assert not (tmp_path / "a.html").exists()


def test_samples_go_from_right_to_wrong() -> None:
    from engine.data.layout import Record

    true = "This man wears a long-sleeve shirt."
    captions = [true, "This man wears a short-sleeve shirt.", "His shirt has long sleeves.", "The lady wears a skirt."]
    records = [Record(f"{place}.jpg", Path(), (true,)) for place in range(len(captions))]
    good, bad = best_and_worst(records, captions, CLOTHES, lambda record: np.zeros((1, 1, 3), np.uint8))
    assert [sample.caption for sample in good] == [captions[0], captions[2]]
    assert [sample.caption for sample in bad] == [captions[3], captions[1]]
    assert bad[1].mistaken == (("sleeve", "long", "short"),)
    assert good[0].mistaken == ()


def test_a_sample_is_ranked_by_its_nearest_reference_and_shows_the_others() -> None:
    from engine.data.layout import Record

    several = ("Two cats sleep.", "A red ball lies on the grass.", "A ball lies there.")
    records = [Record("a.jpg", Path(), several), Record("b.jpg", Path(), ("A red ball lies somewhere.",))]
    said = ["A red ball lies on the grass today.", "A dog."]
    good, bad = best_and_worst(records, said, FREE, lambda record: np.zeros((1, 1, 3), np.uint8))
    assert [sample.name for sample in (*good, *bad)] == ["a.jpg", "b.jpg"]
    assert good[0].reference == several[1]
    assert good[0].references == (several[1], several[2], several[0])
    shown = findings._shown([*good, *bad], "en", Words("en", FREE))
    assert "reference: A red ball lies on the grass." in shown
    assert "<summary>further references: 2</summary><div>A ball lies there.</div><div>Two cats sleep.</div>" in shown
    assert shown.count("<details") == 1


def test_markup_escapes_what_is_not_markup() -> None:
    assert tag("p", "a < b", tag("b", "&"), title='"x"') == '<p title="&quot;x&quot;">a &lt; b<b>&amp;</b></p>'
    assert text("\x00\ud800") == "\ufffd\ufffd"


def test_every_sentence_of_the_page_has_its_chinese() -> None:
    words = set()
    for path in (project_folder() / "engine" / "report").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                words |= {
                    child.value
                    for child in ast.walk(node.args[0])
                    if isinstance(child, ast.Constant) and isinstance(child.value, str)
                }
    assert len(words) > 80
    assert {word for word in words if word not in CHINESE} == set()
    say = Words("zh", CLOTHES)
    for name in Settings.model_fields:
        assert re.search("[\u4e00-\u9fff]", say.setting(name)), name


def test_the_checkpoint_that_is_named_is_judged_or_the_best_by_a_score(run: Path, tmp_path: Path) -> None:
    """By CIDEr-D where nobody says by what; the page says which one it was, and by what."""
    checkpoints = [read_info(path) for path in list_checkpoints(run)]
    by_cider = max((info for info in checkpoints if info.scores), key=lambda info: info.scores["cider_d"])
    by_rouge = max((info for info in checkpoints if info.scores), key=lambda info: info.scores["rouge_l"])
    first = checkpoints[0]
    for words, step, sentence in (
        ([str(run)], by_cider.step, ", the best by CIDEr-D, on"),
        ([str(run), "--by", "rouge_l"], by_rouge.step, ", the best by ROUGE-L, on"),
        ([str(first.folder)], first.step, ", on"),
    ):
        page = tmp_path / "page.html"
        assert main(["report", *words, "--out", str(page), "--device", "cpu"]) == 0
        assert f"Checkpoint of step {step:,}{sentence}" in page.read_text("utf-8")


def test_a_score_that_no_checkpoint_has_is_told(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = shutil.copytree(run, tmp_path / "run")
    for path in list_checkpoints(copy):
        description = json.loads((path / DESCRIPTION).read_text("utf-8"))
        description["scores"].pop("attribute_accuracy", None)
        (path / DESCRIPTION).write_text(json.dumps(description), "utf-8")
    assert main(["report", str(copy), "--by", "attribute_accuracy"]) == 2
    assert "has the score attribute_accuracy" in capsys.readouterr().err


@pytest.mark.parametrize("rewarded", [False, True])
def test_a_reward_has_a_chart_of_its_own_and_its_loss_another_name(rewarded: bool) -> None:
    steps = np.arange(1.0, 9.0)
    losses = LossCurve(steps, -steps, steps, steps, steps if rewarded else np.full(8, np.nan))
    scores = ScoreCurve(steps[3:4], {"cider_d": steps[:1], "validation_loss": steps[:1]}, {}, {})
    material: Any = SimpleNamespace(metrics=Metrics(losses, scores), evaluated=None)
    headings = re.findall("<h3>([^<]*)</h3>", str(curves(material, Words("en", CLOTHES))))
    kinds = ["Policy loss", "Reward of the samples", "Validation loss"] if rewarded else ["Loss"]
    assert headings == [*kinds, "CIDEr-D"]
