"""What a drop of files and folders brings, each picture once, and what of it is left out."""

import os
from pathlib import Path

import pytest

from engine.data.listing import list_pictures
from engine.errors import Problem


def _touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_each_picture_is_listed_once_and_the_rest_is_counted(tmp_path: Path) -> None:
    one, ten, two = (tmp_path / "d" / f"{number}.jpg" for number in (1, 10, 2))
    deep = tmp_path / "d" / "deep" / "er" / "5.PNG"
    _touch(one, ten, two, deep, tmp_path / "d" / "notes.txt", tmp_path / "d" / "deep" / "sums.csv")
    listing = list_pictures([ten, ten, tmp_path / "d", deep.parent])
    assert listing.pictures == [ten, one, two, deep], "files first, then the folders' in natural order"
    assert (listing.twice, listing.others, listing.unread) == (3, 2, [])


def test_what_is_not_there_is_taken_for_a_file_and_told_where_it_is_read(tmp_path: Path) -> None:
    gone = tmp_path / "renamed"
    assert list_pictures([gone]).pictures == [gone]


def test_a_folder_that_cannot_be_listed_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _touch(tmp_path / "a" / "1.jpg", tmp_path / "a" / "closed" / "2.jpg", tmp_path / "b" / "3.jpg")
    scan = os.scandir

    def refusing(path: str) -> object:
        if path.endswith(("closed", "b")):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr("engine.data.walk.os.scandir", refusing)
    listing = list_pictures([tmp_path / "a", tmp_path / "b"])
    assert listing.pictures == [tmp_path / "a" / "1.jpg"]
    assert [path.name for path, _ in listing.unread] == ["closed", "b"]
    assert all("Permission denied" in reason for _, reason in listing.unread)


def test_a_listing_stops_when_asked(tmp_path: Path) -> None:
    _touch(tmp_path / "1.jpg")
    with pytest.raises(Problem, match="topped"):
        list_pictures([tmp_path], lambda: True)
