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


def counts(line: dict[str, Any]) -> dict[str, Any]:
    """What a last line counts, without what is none."""
    return {name: value for name, value in line.items() if value}


def test_text_files_are_written_beside_pictures_and_none_over_another(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pictures / "a.txt").write_text("Mine.")
    status, lines, _ = caption(capsys, pictures, "--format", "sidecar")
    assert (status, counts(lines[-1])) == (2, {"kept": 2, "new": 2, "skipped": 1, "problems": 1})
    assert (pictures / "a.txt").read_text() == "Mine."
    said = {Path(line["source"]).name: line["caption"] for line in lines[:-1] if "caption" in line}
    assert (pictures / "b.txt").read_text() == said["b.jpg"] + "\n"
    assert (pictures / "below/c.txt").read_text() == said["c.jpg"] + "\n"
    (pictures / "bad.jpg").unlink()
    status, lines, _ = caption(capsys, pictures, "--format", "sidecar", "--skip-done")
    assert (status, len(lines), counts(lines[0])) == (0, 1, {"skipped": 3})


def test_a_table_is_refused_gone_on_with_and_told_where_it_lies(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pictures / "bad.jpg").unlink()
    status, lines, _ = caption(capsys, pictures, "--format", "csv", "--no-recursive")
    out = str(pictures / "captions.csv")
    assert (status, counts(lines[-1])) == (0, {"kept": 2, "new": 2, "out": out})
    assert len(lines) == 3
    before = (pictures / "captions.csv").read_bytes()
    status, _, told = caption(capsys, pictures, "--format", "csv")
    assert status == 2
    assert "--skip-done" in told
    assert (pictures / "captions.csv").read_bytes() == before
    status, lines, _ = caption(capsys, pictures, "--format", "csv", "--skip-done")
    assert (status, counts(lines[-1])) == (0, {"kept": 1, "new": 1, "skipped": 2, "out": out})
    assert (pictures / "captions.csv").read_bytes().startswith(before)


@pytest.mark.parametrize(
    "option",
    [
        ["--skip-done"],
        ["--overwrite"],
        ["--append"],
        ["--prepend"],
        ["--out", "x.csv"],
        ["--language", "zh"],
        ["--name", "{name}.caption"],
        ["--dry-run"],
    ],
)
def test_what_says_how_to_save_asks_for_a_format(
    option: list[str], pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, told = caption(capsys, pictures, *option)
    assert status == 2
    assert told.startswith(option[0])
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


def test_a_dry_run_writes_nothing_and_counts_as_the_run_does(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_jpeg(pictures / "b.png")
    for options in ([], ["--append"], ["--prepend"], ["--overwrite"], ["--language", "both", "--append"]):
        for path in pictures.rglob("*.txt"):
            path.unlink()
        (pictures / "a.txt").write_text("Mine.\n")
        before = {path: path.read_bytes() for path in pictures.rglob("*.*")}
        words = [pictures, "--format", "sidecar", *options]
        status, lines, told = caption(capsys, *words, "--dry-run")
        assert {path: path.read_bytes() for path in pictures.rglob("*.*")} == before
        assert lines[-1].pop("dry_run")
        assert "bad.jpg cannot be read" in told
        real_status, real_lines, _ = caption(capsys, *words)
        assert real_lines[-1].pop("untranslated") == 0
        assert (status, lines[-1]) == (real_status, real_lines[-1])
    assert counts(lines[-1]) == {"kept": 4, "new": 3, "appended": 1, "problems": 1, "in_full": 2}


def test_the_last_line_says_in_words_what_was_saved(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pictures / "a.txt").write_text("Mine.\n")
    write_jpeg(pictures / "b.png")
    words = ["caption", str(demo_checkpoint()), str(pictures), "--format", "sidecar", "--beam", "1", "--device", "cpu"]
    for options, line in (
        (
            ["--append", "--dry-run"],
            "would save 4 (3 new, 1 appended), skip 0, cannot caption 1, 2 under the picture's whole name, as another "
            "has the same text file",
        ),
        (
            ["--out", str(pictures / "texts"), "--dry-run", "--no-recursive"],
            "would save 3, skip 0, cannot caption 1, 2 under the picture's whole name, as another has the same text "
            f"file ({pictures / 'texts'})",
        ),
    ):
        capsys.readouterr()
        assert main([*words, *options]) == 2
        assert capsys.readouterr().out.splitlines()[-1] == line


def test_both_languages_are_saved_under_names_of_one_s_own(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pictures / "bad.jpg").unlink()
    words = [pictures, "--format", "sidecar", "--language", "both", "--name", "{name}.{language}.caption"]
    status, lines, _ = caption(capsys, *words)
    assert (status, counts(lines[-1])) == (0, {"kept": 3, "new": 3})
    said = {Path(line["source"]).name: line for line in lines[:-1]}
    assert (pictures / "a.en.caption").read_text("utf-8") == said["a.jpg"]["english"] + "\n"
    assert (pictures / "below/c.zh.caption").read_text("utf-8") == said["c.jpg"]["chinese"] + "\n"
    status, lines, _ = caption(capsys, *words)
    assert (status, len(lines), counts(lines[0])) == (0, 1, {"skipped": 3})


def test_pictures_of_one_name_from_two_places_are_not_saved_in_one_file(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = pictures.parent / "others"
    others.mkdir()
    write_jpeg(others / "a.jpg")
    out = pictures.parent / "texts"
    status, lines, _ = caption(capsys, pictures / "a.jpg", others, "--format", "sidecar", "--out", out)
    assert (status, counts(lines[-1])) == (0, {"kept": 2, "new": 2, "out": str(out)})
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.txt")) == ["others/a.txt", "pictures/a.txt"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--name", "texts.txt"], "would be the same for every picture"),
        (["--name", "{name}.{language}.txt"], "--language en, zh or both"),
        (["--name", "{name}.jpg"], "no picture's"),
        (["--format", "csv", "--language", "zh"], "--language is about text files"),
        (["--format", "jsonl", "--prepend"], "--append"),
    ],
)
def test_what_cannot_be_is_told_before_any_picture_is_captioned(
    options: list[str], told: str, pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = [] if "--format" in options else ["--format", "sidecar"]
    status, lines, error = caption(capsys, pictures, *form, *options)
    assert status == 2
    assert [list(line) for line in lines] == [["error", "message"]]
    assert told in error
