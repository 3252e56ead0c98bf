"""A data set saved in every format says what it said before: pictures, captions, splits."""

import json
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.data.converting import convert
from engine.data.formats import FORMATS
from engine.data.layout import DataSet, open_data
from engine.errors import Problem
from tests.data.bad_inputs import write_jpeg

WRITTEN = [entry.key for entry in FORMATS.values() if entry.writes]
AWKWARD = [
    'A man, "quoted", in a hat; he smiles.',
    "一位女士穿着红色长裙。",
    "Một người phụ nữ | mặc áo dài",
    "A\\B 'c' #1",
]


@pytest.fixture(params=[True, False], ids=["splits told", "no splits"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Twelve pictures in two folders with one to four captions each, and a caption whose picture is gone."""
    folder = tmp_path / "source"
    names = [f"{place}/{number}.jpg" for place in ("men", "women") for number in range(6)]
    for name in names:
        place = folder / "images" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        write_jpeg(place)
    captions = {name: AWKWARD[: 1 + number % 4] for number, name in enumerate(names)}
    if request.param:
        train = {name: captions[name] for name in names[:8]} | {"men/gone.jpg": ["Nobody is here."]}
        (folder / "train_captions.json").write_text(json.dumps(train))
        (folder / "test_captions.json").write_text(json.dumps({name: captions[name] for name in names[8:]}))
    else:
        (folder / "captions.json").write_text(json.dumps(captions | {"men/gone.jpg": ["Nobody is here."]}))
    return folder


def opened(folder: Path, columns: str = "") -> DataSet:
    return open_data(folder, validation_share=0.25, seed=1, columns=columns)


def said(data: DataSet) -> dict[str, tuple[str, ...]]:
    """The captions by picture."""
    return {Path(record.file).parent.name + "/" + Path(record.file).name: record.captions for record in data.records}


@pytest.mark.parametrize("key", WRITTEN)
def test_every_format_gives_back_what_was_written(key: str, source: Path, tmp_path: Path) -> None:
    before = opened(source)
    done = convert(before, tmp_path / "new", FORMATS[key])
    after = opened(tmp_path / "new")
    assert after.format == key
    assert said(after) == said(before)
    assert done.images == len(before.records)
    assert done.captions == sum(len(record.captions) for record in before.records)
    assert [item.reason for item in done.left_out] == ["missing"]
    assert after.left_out == ()
    told = {"train", "test"} if (source / "train_captions.json").exists() else set()
    told_after = {split for split in ("train", "test") if getattr(after, split).told.any()}
    assert told_after == told
    if told:
        assert len(after.test) == len(before.test)


def test_pictures_take_no_second_place_on_the_disk_unless_they_are_copied(source: Path, tmp_path: Path) -> None:
    data = opened(source)
    original = (source / "images/men/0.jpg").stat()
    for pictures, shared in (("link", True), ("copy", False)):
        convert(data, tmp_path / pictures, FORMATS["coco"], pictures=pictures)  # type: ignore[arg-type]
        assert ((tmp_path / pictures / "images/men/0.jpg").stat().st_ino == original.st_ino) is shared
    convert(data, tmp_path / "none", FORMATS["table"], pictures="none")
    assert [path.name for path in (tmp_path / "none").iterdir()] == ["captions.csv"]
    with_pictures = open_data(tmp_path / "none", validation_share=0.1, seed=1, images=str(source))
    assert said(with_pictures) == said(data)


def test_what_stops_halfway_leaves_nothing(source: Path, tmp_path: Path) -> None:
    asked = iter([False] * 5)
    with pytest.raises(Problem, match="Stopped"):
        convert(opened(source), tmp_path / "new", FORMATS["sidecars"], stopped=lambda: next(asked, True))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source"]


def test_a_folder_that_holds_something_is_left_alone(source: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").write_text("mine")
    with pytest.raises(Problem) as found:
        convert(opened(source), tmp_path / "new", FORMATS["table"])
    assert found.value.code == "folder-not-empty"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["mine.txt"]


def test_the_command_tells_what_it_wrote_and_what_it_left_out(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new"
    assert main(["convert", str(source), str(out), "--format", "table", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["images"], printed["from"], printed["files"]) == (
        12,
        "name_to_caption",
        [str(out / "captions.csv")],
    )
    assert printed["left_out"] == [{"file": "men/gone.jpg", "reason": "missing", "caption": "Nobody is here."}]
    assert main(["convert", str(source), str(out), "--format", "table"]) == 2
    assert "Choose an empty folder" in capsys.readouterr().err
    assert main(["convert", str(source), str(tmp_path / "text"), "--format", "table"]) == 0
    assert "left out: 1: its picture was not found" in capsys.readouterr().out
