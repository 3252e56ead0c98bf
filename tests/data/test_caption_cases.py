"""Caption files that other programs and other machines wrote: small inputs that went wrong, one of each kind."""

from pathlib import Path
from typing import NamedTuple

import pytest

from engine.data.layout import DataSet, open_data
from engine.files import project_folder

CASES = project_folder().parent / "shared" / "cases" / "captions"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="no inputs here")


class Right(NamedTuple):
    """What a folder holds: pictures, captions, and the format they are in."""

    pictures: int = 10
    captions: int = 10
    format: str = "name_to_caption"


EXPECTED = {
    **dict.fromkeys(("absolute", "case", "case-some", "chinese", "chinese-differ", "dot-slash", "labelme"), Right()),
    **dict.fromkeys(("labelme-posix", "nested", "no-extension", "kohya-meta", "numbers", "root-prefix"), Right()),
    **dict.fromkeys(("specials", "trailing-space", "train-only", "upper-file", "url-escaped", "words"), Right()),
    "flickr-lists": Right(10, 20),
    "two-folders-win": Right(20, 20),
    "one": Right(1, 1),
    "two": Right(2, 2),
    "three": Right(3, 3),
    "coco": Right(format="coco"),
    "coco-notype": Right(format="coco"),
    "karpathy": Right(format="karpathy"),
    "jsonl": Right(format="jsonl"),
    "metadata-jsonl": Right(format="imagefolder"),
    "sidecars": Right(format="sidecars"),
}


def opened(folder: Path) -> DataSet:
    return open_data(folder, validation_share=0.1, seed=1)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_caption_is_read_with_its_picture(name: str) -> None:
    data = opened(CASES / name)
    found = Right(len(data.records), sum(map(len, data.records.captions)), data.format)
    assert found == EXPECTED[name]
    assert data.left_out == ()
    assert all(record.path.is_file() for record in data.records)


def test_none_is_forgotten() -> None:
    assert {path.name for path in CASES.iterdir()} == set(EXPECTED)


def test_the_same_number_in_two_folders_is_two_pictures() -> None:
    data = opened(CASES / "two-folders-win")
    assert {record.name.partition("/")[0] for record in data.records} == {"men", "women"}
    assert all(record.path.parent.name == record.name.partition("/")[0] for record in data.records)
