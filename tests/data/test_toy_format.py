"""A format that a module of its own registers is found, told and trained on, with nothing else changed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.data.finding import holds_captions
from engine.data.formats import FORMATS
from engine.data.layout import DataSet, LeftOut, open_data
from engine.errors import Problem
from engine.runs.checkpoint import list_checkpoints
from tests.data import toycaps
from tests.tiny import TINY, write_data


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    FORMATS.register(toycaps.ENTRY)
    yield
    FORMATS.unregister(toycaps.ENTRY.key)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty pictures and their captions, three of which its file puts into validation, four into test."""
    folder = write_data(tmp_path / "shapes")
    captions: dict[str, str] = {}
    for name in ("train", "test"):
        path = folder / f"{name}_captions.json"
        captions |= json.loads(path.read_text())
        path.unlink()
    words = ["validation"] * 3 + ["test"] * 4 + ["train"] * 13
    lines = [f"{name}~{word}~{caption}" for (name, caption), word in zip(captions.items(), words, strict=True)]
    write_lines(folder, [*lines, "no separator here", "gone.jpg~train~This man wears a hat."])
    return folder


def write_lines(folder: Path, lines: list[str]) -> None:
    (folder / "shapes.toycaps").write_text("\n".join(lines), encoding="utf-8")


def opened(folder: Path) -> DataSet:
    return open_data(folder, validation_share=0.1, seed=1)


def sizes(data: DataSet) -> tuple[int, int, int]:
    return len(data.train), len(data.validation), len(data.test)


def test_inspect_reads_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(folder), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["format"], printed["train"], printed["validation"], printed["test"]) == ("toycaps", 13, 3, 4)
    assert [tuple(item.values()) for item in printed["left_out"]] == [
        ("shapes.toycaps, line 21", "no-separator", "no separator here"),
        ("gone.jpg", "missing", "This man wears a hat."),
    ]


def test_a_run_trains_on_it(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [word for name, value in TINY.items() for word in ("--set", f"{name}={value}")]
    assert main(["train", str(folder), "--run", str(tmp_path / "run"), "--device", "cpu", *words]) == 0
    assert list_checkpoints(tmp_path / "run")
    capsys.readouterr()
    assert main(["evaluate", str(tmp_path / "run"), str(folder), "--json", "--device", "cpu"]) == 0
    assert json.loads(capsys.readouterr().out)["images"] == 4


def test_two_formats_in_one_folder_are_a_question(folder: Path) -> None:
    others = {path.name: "A ring on the table." for path in (folder / "images").iterdir()}
    (folder / "captions.json").write_text(json.dumps(others))
    told = r'in several ways: toycaps, name_to_caption. Choose .* --set "data_format=toycaps"'
    with pytest.raises(Problem, match=told) as caught:
        opened(folder)
    assert caught.value.values["question"].choices == ("toycaps", "name_to_caption")
    for key in ("toycaps", "name_to_caption"):
        assert open_data(folder, validation_share=0.1, seed=1, data_format=key).format == key
    with pytest.raises(Problem, match="no captions in the format Toy captions"):
        open_data(folder / "images", validation_share=0.1, seed=1, data_format="toycaps")


def test_a_format_that_holds_far_less_is_passed_over_and_told(folder: Path) -> None:
    first = next((folder / "images").iterdir()).name
    (folder / "captions.json").write_text(json.dumps({first: "A ring."}))
    data = opened(folder)
    assert data.format == "toycaps"
    assert LeftOut(first, "other-file", "A ring.") in data.left_out


def test_a_file_that_its_name_alone_tells_is_no_question(folder: Path) -> None:
    (folder / "captions.json").write_text(json.dumps({"version": "A ring."}))
    assert opened(folder).format == "toycaps"


def test_the_splits_of_the_file_are_kept_whatever_the_seed(folder: Path) -> None:
    first, second = (open_data(folder, validation_share=0.5, seed=seed) for seed in (1, 2))
    assert sizes(first) == (13, 3, 4)
    assert (first.train, first.validation, first.test) == (second.train, second.validation, second.test)
    assert len(first.captions) == 14


def test_a_picture_of_several_splits_is_in_the_last_of_them(folder: Path) -> None:
    names = sorted(path.name for path in (folder / "images").iterdir())
    a, b, c, d, e = names[:5]
    lines = [f"{name}~{split}~A ring." for split in ("train", "validation", "test") for name in (a, b)]
    lines += [f"{c}~train~A hat.", f"{c}~validation~A hat.", f"{d}~-~A hat."]
    lines += [f"{e}~validation~A hat.", f"{e}~-~A hat."]
    write_lines(folder, lines)
    data = opened(folder)
    assert [list(split.names) for split in (data.train, data.validation, data.test)] == [[d], [c, e], [a, b]]
    assert sorted((item.name, item.reason) for item in data.left_out) == [
        (a, "also-in-test"),
        (a, "also-in-test"),
        (b, "also-in-test"),
        (b, "also-in-test"),
        (c, "also-in-validation"),
    ]


def test_a_validation_split_alone_is_a_data_set(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [name] = [path.name for path in (folder / "images").iterdir()][:1]
    write_lines(folder, [f"{name}~validation~A hat."])
    assert sizes(opened(folder)) == (0, 1, 0)
    assert main(["inspect", str(folder)]) == 0
    assert ["longest", "3"] in [line.split() for line in capsys.readouterr().out.splitlines()]


def test_of_those_in_no_split_a_fifth_is_tested(folder: Path) -> None:
    lines = (folder / "shapes.toycaps").read_text().splitlines()[:20]
    write_lines(folder, [line.replace("~test~", "~-~").replace("~train~", "~-~") for line in lines])
    data = opened(folder)
    assert sizes(data) == (14, 3, 3)
    write_lines(folder, [line.replace("~test~", "~train~") for line in lines])
    assert sizes(opened(folder)) == (17, 3, 0)


def test_without_its_reader_the_folder_holds_no_captions(folder: Path) -> None:
    assert holds_captions(folder)
    FORMATS.unregister(toycaps.ENTRY.key)
    try:
        assert not holds_captions(folder)
        with pytest.raises(Problem, match="contains no captions in a known format"):
            opened(folder)
    finally:
        FORMATS.register(toycaps.ENTRY)


def test_what_cannot_be_looked_at_holds_no_captions(tmp_path: Path) -> None:
    assert not holds_captions(tmp_path / "nothing")
    assert not holds_captions(tmp_path / "nul\0byte")


def test_a_left_out_line_is_named(folder: Path) -> None:
    assert LeftOut("shapes.toycaps, line 21", "no-separator", "no separator here") in opened(folder).left_out
