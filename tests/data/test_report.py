"""What ``check_data`` tells of a data folder."""

import json
from pathlib import Path

import pytest

from engine.data.report import check_data
from engine.errors import Problem
from tests.data.bad_inputs import PICTURES, jpeg
from tests.data.folders import CAPTION, captions, make_folder

# Outside the tests the engine keeps Pillow's warnings to itself.
pytestmark = pytest.mark.filterwarnings(r"ignore:::PIL\.")


def test_a_folder_with_faults_is_counted_and_listed(tmp_path: Path) -> None:
    train = {
        **captions(6),
        **captions(2, "MEN-Shirts"),
        "photo.jpg": "His shirt has long sleeves, cotton fabric and pure color patterns.",
        "other.jpg": "A chair.",
        "number.jpg": 5,
        "gone.jpg": CAPTION,
        "cut.jpg": CAPTION,
    }
    folder = make_folder(tmp_path / "d", train, captions(3, "WOMEN-Shorts"))
    (folder / "images" / "gone.jpg").unlink()
    (folder / "images" / "cut.jpg").write_bytes(jpeg()[:-100])
    progress: list[tuple[int, int]] = []
    found = check_data(folder, progress=lambda done, total: progress.append((done, total)))
    report = json.loads(json.dumps(found.to_json()))
    assert report == {
        "format": "name_to_caption",
        "images": 15,
        "captions": 15,
        "train": found.train,
        "validation": 1,
        "test": 3,
        "test_known": 0,
        "missing": [{"name": "gone.jpg", "reason": "missing", "caption": CAPTION}],
        "unreadable": [{"name": "cut.jpg", "reason": "it is cut short", "caption": ""}],
        "left_out": [{"name": "number.jpg", "reason": "caption-not-text", "caption": ""}],
        "vocabulary": 25,
        "longest": 13,
        "domain": "clothes",
        "gender": {"female": 9, "male": 3, "unsaid": 1},
    }
    assert found.train in (9, 10)
    assert progress[-1] == (14, 14)


def test_every_odd_picture_in_one_folder(tmp_path: Path) -> None:
    """One bad picture never stops the rest."""
    odd = [odd for odd in PICTURES if odd.name != "folder.jpg"]
    folder = make_folder(tmp_path / "d", {odd.name: CAPTION for odd in odd}, pictures=[])
    for picture in odd:
        picture.write(folder / "images" / picture.name)
    found = check_data(folder)
    wrong = {
        picture.name: picture.fault.replace("picture-too-large", "it is too large") for picture in odd if picture.fault
    }
    assert {item.name: item.reason for item in found.unreadable} == wrong
    assert found.train + found.validation == len(odd) - len(wrong)


def test_it_can_be_stopped_and_says_what_is_wrong(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d", captions(3))
    with pytest.raises(Problem, match="Stopped"):
        check_data(folder, stopped=lambda: True)
    with pytest.raises(Problem, match="does not exist"):
        check_data(tmp_path / "none")
