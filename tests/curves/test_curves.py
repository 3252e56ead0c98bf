"""``curves``: a run's losses and scores as a picture, a table, an event file."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from engine.__main__ import main
from engine.curves.formats import format_of
from engine.curves.table import csv_rows
from engine.runs.metrics_log import METRICS
from engine.runs.settings_file import SETTINGS
from tests.gui.checkpoint_runs import write_run
from tests.training.eventreading import read_events, told_by_metrics

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return write_run(tmp_path, "my & run", {100: 0.1, 200: 0.25, 300: 1 / 3}, bounds=(0.05, 0.9))


def curves(*words: object) -> int:
    return main(["curves", *map(str, words)])


def texts(path: Path) -> list[str]:
    return [element.text or "" for element in ElementTree.parse(path).getroot().iter(f"{SVG}text")]


def test_a_picture_shows_every_curve(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "curves.svg"
    assert curves(run, "--out", out) == 0
    assert capsys.readouterr().out.strip() == str(out)
    found = texts(out)
    assert found[0] == "my & run"
    assert {"Loss", "BLEU-4", "CIDEr-D", "ROUGE-L", "floor", "ceiling", "step"} <= set(found)
    assert len(list(ElementTree.parse(out).getroot().iter(f"{SVG}polyline"))) >= 5


def test_its_words_are_in_the_language_that_is_asked_for(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "curves.svg"
    assert curves(run, "--out", out, "--language", "zh") == 0
    assert {"损失", "下限", "步"} <= set(texts(out))


def test_a_png_is_the_same_picture_at_twice_the_size(run: Path, tmp_path: Path) -> None:
    assert curves(run, "--out", tmp_path / "a.svg", "--language", "zh") == 0
    assert curves(run, "--out", tmp_path / "a.PNG", "--language", "zh") == 0
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    with Image.open(tmp_path / "a.PNG") as image:
        assert image.size == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
        colours = {colour for _, colour in image.convert("RGB").getcolors(2**20) or []}
    # The ground, the first curve, and letters.
    assert {(255, 255, 255), (0, 114, 178), (0x23, 0x26, 0x2B)} <= colours


def test_a_table_holds_every_figure_as_it_was_logged(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "curves.csv"
    assert curves(run, "--out", out) == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"), newline="")))
    assert [row["step"] for row in rows] == ["100", "200", "300"]
    for line in map(json.loads, (run / METRICS).read_text().splitlines()):
        [row] = [row for row in rows if row["step"] == str(line["step"])]
        for name in ("loss", "lr_encoder", "images_per_second"):
            assert name not in line or float(row[f"training/{name}"]) == line[name]
        for name in ("bleu4", "cider_d", "attribute_accuracy"):
            assert name not in line or float(row[f"scores/{name}"]) == line[name]
        assert "floor" not in line or float(row["floor/bleu4"]) == line["floor"]["bleu4"]


def test_a_cell_is_empty_where_a_step_was_not_told_one(run: Path) -> None:
    with open(run / METRICS, "a", encoding="utf-8") as file:
        file.write('{"step": 400, "loss": 0.5}\n{"step": 500, "scores": {"bleu4": null, "rouge_l": 1.0}}\n')
    [head, *_, last, evaluated] = csv.reader(io.StringIO(b"".join(csv_rows(run)).decode(), newline=""))
    at = head.index("training/loss"), head.index("scores/rouge_l"), head.index("scores/bleu4")
    assert [last[0], *(last[place] for place in at)] == ["400", "0.5", "", ""]
    assert [evaluated[0], *(evaluated[place] for place in at)] == ["500", "", "1", ""]


def test_an_event_file_is_made_of_any_run(run: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorboardX")
    out = tmp_path / "board"
    # The second time in place of the first one.
    assert curves(run, "--out", out, "--format", "tensorboard") == 0
    assert curves(run, "--out", out, "--format", "tensorboard") == 0
    assert len(list(out.iterdir())) == 1
    assert read_events(out) == told_by_metrics(run)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(("--out", "curves.bmp"), "--format"), (("--out", "curves"), "--format")],
)
def test_an_ending_that_names_no_format_is_refused(
    run: Path, words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert curves(run, *words) == 2
    assert sentence in capsys.readouterr().err


def test_a_run_that_has_logged_nothing_is_refused(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / METRICS).unlink()
    assert (run / SETTINGS).exists()
    assert curves(run, "--out", tmp_path / "a.svg") == 2
    assert "Continue training" in capsys.readouterr().err
    assert not (tmp_path / "a.svg").exists()


def test_the_ending_tells_the_format() -> None:
    assert [format_of(Path(name)) for name in ("a.png", "a.SVG", "a.b.csv", "a", "a.tensorboard")] == [
        "png",
        "svg",
        "csv",
        None,
        None,
    ]
