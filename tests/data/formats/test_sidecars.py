"""Text files beside the pictures, as TagGUI, kohya's scripts and OneTrainer write them."""

from pathlib import Path

import pytest

from engine.data.formats.interface import Columns, Item
from engine.data.formats.sidecars import NOTE, Sidecars
from engine.data.records import LeftOut

from .laid import change, check_rewriting, found_in, lay, opened


def beside(
    count: int, ending: str = ".txt", folder: str = "", text: str = "A dog, number {}."
) -> dict[str, str | bytes]:
    return {f"{folder}{number}{ending}": text.format(number) for number in range(count)}


def pictures(count: int, folder: str = "", ending: str = ".jpg") -> list[str]:
    return [f"{folder}{number}{ending}" for number in range(count)]


@pytest.mark.parametrize("ending", [".txt", ".caption", ".TXT"])
@pytest.mark.parametrize("folder", ["", "images/", "10_sls frog/"])
def test_a_file_beside_each_picture(ending: str, folder: str, tmp_path: Path) -> None:
    data = opened(Sidecars(), lay(tmp_path, beside(12, ending, folder), pictures(12, folder)))
    assert data.captions == {f"{folder}{number}.jpg": [f"A dog, number {number}."] for number in range(12)}
    check_rewriting(data)


def test_folders_tell_the_splits_and_apart_what_has_one_name(tmp_path: Path) -> None:
    folders = ("train/cats/", "val/cats/", "test/")
    files = {name: text for folder in folders for name, text in beside(3, folder=folder, text=folder + " {}").items()}
    data = opened(Sidecars(), lay(tmp_path, files, [name for folder in folders for name in pictures(3, folder)]))
    assert data.captions["val/cats/1.jpg"] == ["val/cats/ 1"]
    assert set(data.splits.items()) == {
        (f"{folder}{number}.jpg", split)
        for folder, split in zip(folders, ("train", "validation", "test"), strict=True)
        for number in range(3)
    }


def test_some_files_of_several_lines_are_one_caption_each(tmp_path: Path) -> None:
    files = beside(6) | {"6.txt": "\r\nThe first line\r\nand the second.\r\n\r\n"}
    data = opened(Sidecars(), lay(tmp_path, files, pictures(7)))
    assert data.captions["6.jpg"] == ["The first line\nand the second."]
    check_rewriting(data)
    change(data, "6.jpg", ["One line"])
    assert (tmp_path / "6.txt").read_bytes() == b"\r\nOne line\r\n\r\n"


def test_paragraphs_are_one_caption(tmp_path: Path) -> None:
    data = opened(Sidecars(), lay(tmp_path, beside(5, text="A dog {}.\n\nIt runs.\n\nThe end."), pictures(5)))
    assert data.captions["0.jpg"] == ["A dog 0.\n\nIt runs.\n\nThe end."]


def test_as_many_lines_in_each_file_are_as_many_captions(tmp_path: Path) -> None:
    text = "this bird has a long beak {}\nthe wings are brown\na small bird\n"
    data = opened(Sidecars(), lay(tmp_path, beside(10, text=text), pictures(10)))
    assert data.captions["3.jpg"] == ["this bird has a long beak 3", "the wings are brown", "a small bird"]
    check_rewriting(data)
    change(data, "3.jpg", ["One", "Two"])
    assert (tmp_path / "3.txt").read_text() == "One\nTwo\n"


def test_lines_whose_meaning_is_not_clear_are_asked_about(tmp_path: Path) -> None:
    lay(tmp_path, beside(5, text="A dog {}\nIt runs\n"), pictures(5))
    found = found_in(Sidecars(), tmp_path)
    assert found is not None
    assert found.question is not None
    assert found.question.choices == ("caption=lines", "caption=file")
    assert found.question.preview[1] == ("0.txt", "A dog 0\nIt runs")
    assert opened(Sidecars(), tmp_path, Columns(captions=("lines",))).count == 10
    assert opened(Sidecars(), tmp_path, Columns(captions=("file",))).count == 5


def test_tags_beside_captions_are_passed_over(tmp_path: Path) -> None:
    tags = beside(5, text="dog, running, grass, {}")
    captions = beside(5, ".caption", text="A dog runs over the grass {}.")
    data = opened(Sidecars(), lay(tmp_path, tags | captions, pictures(5)))
    assert data.captions["0.jpg"] == ["A dog runs over the grass 0."]
    assert [path.name for path in data.found.beside] == [f"{number}.txt" for number in range(5)]
    assert opened(Sidecars(), tmp_path, Columns(captions=(".txt",))).captions["0.jpg"] == ["dog, running, grass, 0"]


def test_two_captions_of_each_picture_in_two_files_are_asked_about(tmp_path: Path) -> None:
    files = beside(5, text="One thing {}.") | beside(5, ".caption", text="Another thing {}.")
    found = found_in(Sidecars(), lay(tmp_path, files, pictures(5)))
    assert found is not None
    assert found.question is not None
    assert found.question.choices == ("caption=.caption", "caption=.txt")
    same = beside(5, text="One thing {}.") | beside(5, ".caption", text="One  thing {}.\n")
    assert opened(Sidecars(), lay(tmp_path, same)).count == 5


DAMAGES: dict[str, tuple[str | bytes, str, str]] = {
    "empty": ("", "", ""),
    "blank": (" \n\r\n", "", ""),
    "numbers": ("0 0.5 0.5 0.1 0.1\n3 0.2 0.1 1e-3 1\n", "box-labels", "0 0.5 0.5 0.1 0.1\n3 0.2 0.1 1e-3 1"),
    "labels": (
        "Car 0.00 0 -1.57 614.24 181.78 727.31 284.77\n",
        "box-labels",
        "Car 0.00 0 -1.57 614.24 181.78 727.31 284.77",
    ),
    "requirements": ("numpy==1.26\ntorch>=2.1\n", "no-caption", "numpy==1.26\ntorch>=2.1"),
    "a book": ("word " * 20_000, "no-caption", ""),
    "bytes": (b"\x00\x01\x02\xff\xfe\x00\x99", "file-unreadable: it is not text", ""),
    "UTF-16": ("A dog in the sun".encode("utf-16"), "", "A dog in the sun"),
    "Latin-1": ("Un garçon à la plage".encode("latin-1"), "", "Un garçon à la plage"),
    "GB 18030": ("一个穿红色外套的女人走在街上".encode("gb18030"), "", "一个穿红色外套的女人走在街上"),
    "UTF-8 with its mark": (b"\xef\xbb\xbfA dog\n", "", "A dog"),
    "no line end": ("A dog", "", "A dog"),
    "tabs": ("\tA dog\t\n", "", "A dog"),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_file_costs_its_own_caption_alone(how: str, tmp_path: Path) -> None:
    content, reason, text = DAMAGES[how]
    data = opened(Sidecars(), lay(tmp_path, {**beside(4), "4.txt": content}, pictures(5)))
    assert data.count == 5
    if reason:
        assert data.left_out[0].name == "4.txt"
        assert data.left_out[0].reason.startswith(reason)
        assert text in data.left_out[0].caption
        assert len(data.items) == 4
    else:
        assert data.captions["4.jpg"] == [text]
    check_rewriting(data)


def test_files_without_a_picture_are_no_captions(tmp_path: Path) -> None:
    others = {"README.txt": "Pictures of dogs.", "classes.txt": "dog\ncat\n", "requirements.txt": "numpy\n"}
    assert found_in(Sidecars(), lay(tmp_path, others, pictures(3))) is None
    data = opened(Sidecars(), lay(tmp_path, beside(3) | {"77.txt": "A dog without a picture."}))
    assert len(data.items) == 3
    assert data.left_out == [LeftOut("77.txt", "missing", "A dog without a picture.")]


def test_labels_of_boxes_alone_are_no_captions(tmp_path: Path) -> None:
    assert found_in(Sidecars(), lay(tmp_path, beside(5, text="0 0.5 0.5 0.{} 0.1"), pictures(5))) is None


def test_who_names_columns_of_a_table_means_no_sidecars(tmp_path: Path) -> None:
    lay(tmp_path, beside(3), pictures(3))
    assert found_in(Sidecars(), tmp_path, Columns(captions=("title",))) is None
    assert found_in(Sidecars(), tmp_path, Columns(image="file")) is None


def test_pictures_that_differ_in_their_endings_alone(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.txt": "Of both", "b.txt": "A dog", "b.png.txt": "A cat"}
    data = opened(Sidecars(), lay(tmp_path, files, ["a.jpg", "a.png", "b.jpg", "b.png"]))
    assert data.captions == {"b.jpg": ["A dog"], "b.png": ["A cat"]}
    assert data.left_out == [LeftOut("a.txt", "ambiguous-name", "Of both")]


def test_written_and_read_it_is_the_same(tmp_path: Path) -> None:
    items = [
        Item("a.jpg", ("One dog",), "train"),
        Item("women/b c.jpg", ("衣服",), "validation"),
        Item("b.jpg", ("One cat",), "train"),
        Item("b.png", ("Two cats",), "train"),
        Item("test/c.jpg", ("Three",), "test"),
        Item("d.e.webp", ("Four",), None),
    ]
    written = Sidecars().write(tmp_path, items)
    data = opened(Sidecars(), lay(tmp_path, {}, [item.name for item in items]))
    assert set(data.found.files) == set(written)
    assert data.captions == {item.name: list(item.captions) for item in items}
    assert data.splits == {item.name: item.split for item in items}
    check_rewriting(data)


def test_several_captions_are_written_as_lines(tmp_path: Path) -> None:
    items = [Item(f"{number}.jpg", ("One", "Two\nlines", "Three"), None) for number in range(4)]
    Sidecars().write(tmp_path, items)
    data = opened(Sidecars(), lay(tmp_path, {}, pictures(4)))
    assert data.captions["0.jpg"] == ["One", "Two lines", "Three"]


RAGGED = [
    Item(f"{number}.jpg", tuple(f"Caption {line}." for line in range(1 + number % 3)), None) for number in range(6)
]


def test_files_of_so_many_lines_that_atelier_wrote_are_not_asked_about(tmp_path: Path) -> None:
    written = Sidecars().write(tmp_path, RAGGED)
    assert tmp_path / NOTE in written
    data = opened(Sidecars(), lay(tmp_path, {}, pictures(6)))
    assert data.captions == {item.name: list(item.captions) for item in RAGGED}
    check_rewriting(data)
    # Whoever says otherwise is believed.
    assert opened(Sidecars(), tmp_path, Columns(captions=("file",))).captions["1.jpg"] == ["Caption 0.\nCaption 1."]


@pytest.mark.parametrize("note", [b"", b"columns = 3", b"\xff", b"columns = [", b"x" * 10_000])
def test_a_note_that_says_nothing_leaves_the_question(note: bytes, tmp_path: Path) -> None:
    Sidecars().write(tmp_path, RAGGED)
    (tmp_path / NOTE).write_bytes(note)
    found = found_in(Sidecars(), lay(tmp_path, {}, pictures(6)))
    assert found is not None
    assert found.question is not None


def test_one_caption_each_needs_no_note(tmp_path: Path) -> None:
    written = Sidecars().write(tmp_path, [Item("a.jpg", ("One.",), None), Item("b.jpg", ("Two.",), None)])
    assert sorted(path.name for path in written) == ["a.txt", "b.txt"]
