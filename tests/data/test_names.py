"""Names that other machines and programs have written find their pictures, and no name finds another's."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.pictureindex import AMBIGUOUS, MISSING, OUTSIDE, PictureIndex
from engine.data.walk import Visited
from engine.escapes import escape, unescape

NAMES = st.text(st.sampled_from("aA\\x5cfud8é衣\udcb3\udcff\ud800"), max_size=12)


def index_of(*places: str) -> PictureIndex:
    """An index of pictures that need not lie anywhere."""
    folders: dict[str, list[str]] = {"": []}
    for place in places:
        before, slash, name = place.rpartition("/")
        folders.setdefault(before + slash, []).append(name)
    return PictureIndex(Path("d"), [Visited(f"d/{place}", place, tuple(files)) for place, files in folders.items()])


def found(index: PictureIndex, *names: str) -> list[str | int]:
    """The place of each name's picture, or why it has none."""
    return [index.place(row) if row >= 0 else row for row, _ in index.find(names)]


def called(index: PictureIndex, *names: str) -> list[str]:
    return [name for _, name in index.find(names)]


@pytest.mark.parametrize(
    "name",
    [
        "0.jpg",
        "images/0.jpg",
        "./images/0.jpg",
        "0.JPG",
        "0.jpeg",
        "0",
        "IMAGES/0.Jpg",
        "C:\\Users\\me\\wardrobe\\images\\0.jpg",
        "/home/me/wardrobe/images/0.jpg",
        "\\\\server\\share\\images\\0.jpg",
        "../images/0.jpg",
        "..\\images\\0.jpg",
        "wardrobe/images/0.jpg",
        "wardrobe/0.jpg",
        "images\\0.jpg",
        " 0.jpg ",
        "0.jpg\n",
        "images/%30.jpg",
    ],
)
def test_a_name_from_elsewhere_finds_the_picture(name: str) -> None:
    index = index_of("images/0.jpg", "images/1.jpg", "images/00.jpg", "images/0.png.jpg")
    assert found(index, name) == ["images/0.jpg"]
    assert called(index, name)[0] in ("0.jpg", "images/0.jpg")
    assert found(index, *called(index, name)) == ["images/0.jpg"]


def test_an_exact_name_goes_before_one_that_differs() -> None:
    index = index_of("images/a.jpg", "images/A.jpg", "images/b.png", "images/b.jpg", "my%20c.jpg", "my c.jpg")
    assert found(index, "a.jpg", "A.jpg", "b.jpg", "b.png", "my%20c.jpg") == [
        *("images/a.jpg", "images/A.jpg", "images/b.jpg", "images/b.png", "my%20c.jpg")
    ]
    assert found(index, "A.JPG", "b", "B.PNG", "b.webp") == [*("images/A.jpg", AMBIGUOUS, "images/b.png", MISSING)]


def test_one_name_in_two_folders_is_ambiguous_unless_one_is_images() -> None:
    index = index_of("images/men/0.jpg", "images/women/0.jpg", "x/1.jpg", "images/y/1.jpg", "2.jpg", "z/2.jpg")
    assert found(index, "0.jpg", "1.jpg", "2.jpg") == [AMBIGUOUS, "images/y/1.jpg", "2.jpg"]
    assert found(index, "men\\0.jpg", "women/0.jpg", "MEN/0", "data/images/men/0.jpg") == [
        *("images/men/0.jpg", "images/women/0.jpg", "images/men/0.jpg", "images/men/0.jpg")
    ]
    assert found(index, "children/0.jpg") == [MISSING]
    assert called(index, "men\\0.jpg", "MEN/0", "z\\2.jpg") == ["men/0.jpg", "men/0.jpg", "z/2.jpg"]


def test_another_picture_of_the_same_file_name_is_not_taken() -> None:
    index = index_of("images/one/1.jpg", "c/2.jpg")
    assert found(index, "three/1.jpg", "../1.jpg", "c/3.jpg", "d/2.jpg", "/c/d/2.jpg") == [
        *(MISSING, "images/one/1.jpg", MISSING, MISSING, OUTSIDE)
    ]


@pytest.mark.parametrize("name", ["", ".", "..", "/", "images/", "nul\0.jpg", "../../etc/passwd", "C:", "C:\\a.jpg"])
def test_a_name_that_leads_nowhere_has_no_picture(name: str) -> None:
    assert found(index_of("images/0.jpg"), name) == [OUTSIDE]


def test_very_many_pictures_of_one_name_are_told_apart_by_their_places_alone() -> None:
    index = index_of(*(f"p{number}/1.jpg" for number in range(1000)))
    assert found(index, "p7/1.jpg", "1.jpg", "1", "p7/1.JPG", "x/p8/1") == [
        *("p7/1.jpg", AMBIGUOUS, AMBIGUOUS, "p7/1.jpg", "p8/1.jpg")
    ]


def test_accents_may_be_composed_or_not() -> None:
    composed = "Größe-é.jpg"
    apart = unicodedata.normalize("NFD", composed)
    for kept, asked in ((composed, apart), (apart, composed)):
        assert called(index_of(f"images/{kept}"), asked, asked.upper(), asked[:-4]) == [composed] * 3


def test_a_name_that_is_no_utf8_is_found_by_its_bytes_its_escapes_and_its_characters() -> None:
    raw = os.fsdecode("衬衫".encode("gbk"))
    index = index_of(f"images/{raw}/0.jpg", f"images/{raw}.jpg")
    escaped = "\\xb3\\xc4\\xc9\\xc0"
    names = [f"{raw}.jpg", f"{escaped}.jpg", "衬衫.jpg", f"{raw}/0.jpg", f"{escaped}/0.jpg", "衬衫/0.jpg"]
    assert called(index, *names) == [f"{escaped}.jpg"] * 3 + [f"{escaped}/0.jpg"] * 3
    assert called(index, "0.jpg") == ["0.jpg"]


@given(first=NAMES, second=NAMES)
def test_names_are_escaped_one_to_one(first: str, second: str) -> None:
    assert unescape(escape(first)) == first
    escape(first).encode()
    assert (escape(first) == escape(second)) == (first == second)


@given(places=st.sets(st.text("aA./%é\\0", min_size=1, max_size=5).map(lambda text: f"{text}.jpg"), max_size=6))
def test_two_pictures_are_never_called_the_same(places: set[str]) -> None:
    plain = {os.path.normpath(place).lstrip("/") for place in places}
    index = index_of(*sorted(place for place in plain if not place.startswith("..")))
    rows = range(index.count)
    names = [index.called(row) for row in rows]
    assert len(set(names)) == len(names)
    assert [row for row, _ in index.find(names)] == list(rows)
