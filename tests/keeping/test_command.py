"""``caption --format`` from the command line: what it keeps, passes over, refuses and counts."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.files import demo_checkpoint
from tests.data.bad_inputs import write_jpeg


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Two pictures, one that cannot be read, and one in a folder below."""
    folder = tmp_path / "pictures"
    (folder / "below").mkdir(parents=True)
    for name in ("a.jpg", "b.jpg", "below/c.jpg"):
        write_jpeg(folder / name)
    (folder / "bad.jpg").write_bytes(b"no picture")
    return folder


def caption(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, list[dict[str, Any]], str]:
    """Exit status, what is printed as JSON, and what is told on standard error."""
    capsys.readouterr()
    status = main(["caption", str(demo_checkpoint()), *map(str, words), "--beam", "1", "--device", "cpu", "--json"])
    printed = capsys.readouterr()
    return status, [json.loads(line) for line in printed.out.splitlines()], printed.err


def test_text_files_are_written_beside_pictures_and_none_over_another(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pictures / "a.txt").write_text("Mine.")
    status, lines, _ = caption(capsys, pictures, "--format", "sidecar")
    assert (status, lines[-1]) == (2, {"kept": 2, "skipped": 1, "problems": 1})
    assert (pictures / "a.txt").read_text() == "Mine."
    said = {Path(line["source"]).name: line["caption"] for line in lines[:-1] if "caption" in line}
    assert (pictures / "b.txt").read_text() == said["b.jpg"] + "\n"
    assert (pictures / "below/c.txt").read_text() == said["c.jpg"] + "\n"
    (pictures / "bad.jpg").unlink()
    status, lines, _ = caption(capsys, pictures, "--format", "sidecar", "--skip-done")
    assert (status, lines) == (0, [{"kept": 0, "skipped": 3, "problems": 0}])


def test_a_table_is_refused_gone_on_with_and_told_where_it_lies(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pictures / "bad.jpg").unlink()
    status, lines, _ = caption(capsys, pictures, "--format", "csv", "--no-recursive")
    out = str(pictures / "captions.csv")
    assert (status, lines[-1]) == (0, {"kept": 2, "skipped": 0, "problems": 0, "out": out})
    assert len(lines) == 3
    before = (pictures / "captions.csv").read_bytes()
    status, _, told = caption(capsys, pictures, "--format", "csv")
    assert status == 2
    assert "--skip-done" in told
    assert (pictures / "captions.csv").read_bytes() == before
    status, lines, _ = caption(capsys, pictures, "--format", "csv", "--skip-done")
    assert (status, lines[-1]) == (0, {"kept": 1, "skipped": 2, "problems": 0, "out": out})
    assert (pictures / "captions.csv").read_bytes().startswith(before)


@pytest.mark.parametrize("option", [["--skip-done"], ["--overwrite"], ["--append"], ["--out", "x.csv"]])
def test_what_says_how_to_save_asks_for_a_format(
    option: list[str], pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, told = caption(capsys, pictures, *option)
    assert status == 2
    assert "--format" in told


def test_only_one_of_skip_overwrite_and_append(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        caption(capsys, pictures, "--format", "csv", "--append", "--overwrite")
    assert "not allowed with" in capsys.readouterr().err


def test_every_caption_is_rewritten_where_it_is_printed_and_kept(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, [own, *_], _ = caption(capsys, pictures / "a.jpg")
    word = own["caption"].split()[1]
    rules = ("--prefix", "photo: ", "--suffix", " end", "--replace", f"{word}=thing", "--replace", "zebra=")
    status, [found, _], _ = caption(capsys, pictures / "a.jpg", *rules, "--groups", "3", "--format", "sidecar")
    assert status == 0
    assert found["caption"].startswith("photo: ")
    assert found["caption"].endswith(" end")
    assert found["english"] == found["caption"]
    assert " thing " in found["caption"]
    assert f" {word} " not in found["caption"]
    assert all(text.startswith("photo: ") and text.endswith(" end") for text in [found["chinese"], *found["others"]])
    assert (pictures / "a.txt").read_text() == found["caption"] + "\n"


def test_a_rule_has_old_words_and_a_sign(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in ("red", "=blue"):
        with pytest.raises(SystemExit):
            caption(capsys, pictures / "a.jpg", "--replace", wrong)
        assert f"{wrong} is not OLD=NEW" in capsys.readouterr().err
