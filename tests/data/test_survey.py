"""One walk of a folder for every use: what is hidden, dangling, or no file is passed over; 2 comes before 10."""

import os
from pathlib import Path

import pytest

from engine.captioning import picture_files
from engine.data.pictureindex import PictureIndex
from engine.data.survey import Survey
from engine.data.walk import walk
from engine.errors import Problem


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "d"
    touch(*(folder / name for name in ("10.jpg", "2.JPG", "1.png", "._1.png", ".hidden/3.jpg", "__MACOSX/4.jpg")))
    touch(folder / "album.jpg" / "5.jpg", folder / "b10" / "6.jpg", folder / "b9" / "7.jpg", folder / "notes.txt")
    return folder


def test_pictures_are_found_in_natural_order(folder: Path) -> None:
    expected = ["1.png", "2.JPG", "10.jpg", "album.jpg/5.jpg", "b9/7.jpg", "b10/6.jpg"]
    assert [path.relative_to(folder).as_posix() for path in picture_files([folder])] == expected
    index = PictureIndex(folder)
    assert [index.place(row) for row in range(index.count)] == expected
    assert Survey.of(folder).pictures.count == 6


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_are_followed_once_and_what_is_no_file_is_passed_over(folder: Path, tmp_path: Path) -> None:
    before = [visited.files for visited in walk(folder)]
    (folder / "gone.jpg").symlink_to(tmp_path / "nothing")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.jpg")
    touch(tmp_path / "elsewhere" / "8.jpg")
    assert [visited.files for visited in walk(folder)] == before
    for name in ("one", "two"):
        (folder / name).symlink_to(tmp_path / "elsewhere")
    assert sum("8.jpg" in visited.files for visited in walk(folder)) == 1


def test_texts_are_found_and_those_of_a_picture_stand_beside_it(folder: Path) -> None:
    touch(folder / "1.txt", folder / "10.jpg.txt", folder / "annotations" / "c.json", folder / "b9" / "7.caption")
    touch(folder / "2.csv", folder / "a" / "b" / "c" / "d" / "deep.json")
    survey = Survey.of(folder)
    assert [text.place for text in survey.texts] == ["2.csv", "notes.txt", "annotations/c.json"]
    assert [(visited.place, visited.files) for visited in survey.beside] == [
        ("", ("1.txt", "10.jpg.txt")),
        ("b9/", ("7.caption",)),
    ]
    assert (survey.texts[0].head, survey.named) == ("x", None)


def test_a_file_is_surveyed_with_its_folder(folder: Path, tmp_path: Path) -> None:
    survey = Survey.of(folder / "notes.txt")
    assert (survey.folder, survey.pictures.count, len(survey.texts)) == (folder, 6, 1)
    assert survey.named is survey.texts[0]
    touch(folder / "annotations" / "c.json", tmp_path / "others" / "9.jpg")
    assert Survey.of(folder / "annotations" / "c.json").pictures.count == 6
    assert Survey.of(folder, tmp_path / "others").pictures.count == 1
    assert Survey.of(folder / "notes.txt", Path("b9")).pictures.count == 1
    with pytest.raises(Problem, match=r"picture folder .*none does not exist"):
        Survey.of(folder, Path("none"))


def test_a_pattern_that_the_shell_does_not_expand_is_expanded(tmp_path: Path) -> None:
    for name in ("10.jpg", "9.jpg", "x[1].jpg"):
        touch(tmp_path / name)
    assert [path.name for path in picture_files([tmp_path / "*.jpg"])] == ["9.jpg", "10.jpg", "x[1].jpg"]
    assert [path.name for path in picture_files([tmp_path / "x[1].jpg"])] == ["x[1].jpg"]
    with pytest.raises(Problem, match=r"\*\.png"):
        list(picture_files([tmp_path / "*.png"]))
