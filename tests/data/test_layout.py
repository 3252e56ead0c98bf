"""Captions and pictures are joined by file name; what does not fit is left out by name, or told in one sentence."""

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.captions.domain import FREE
from engine.data.layout import DataSet, LeftOut, _draw, known_products, open_data
from engine.data.pictureindex import PictureIndex
from engine.errors import Problem
from tests.data.bad_inputs import write_jpeg
from tests.data.folders import CAPTION, captions, make_folder, write_captions
from tests.data.test_duplicates import draw


def opened(folder: Path, seed: int = 1) -> DataSet:
    return open_data(folder, validation_share=0.1, seed=seed)


def sentence(folder: Path) -> str:
    with pytest.raises(Problem) as caught:
        opened(folder)
    return str(caught.value)


def test_the_usual_layout(tmp_path: Path) -> None:
    data = opened(make_folder(tmp_path / "d", captions(40), captions(10, "MEN-Tees")))
    assert [len(data.split(name)) for name in ("train", "validation", "test")] == [36, 4, 10]
    assert not data.left_out
    assert data.pictures == 50
    assert all(record.path.name == record.name for record in data.records)
    assert all(record.name.startswith("MEN") for record in data.test)


def test_no_product_is_in_two_splits_where_that_is_asked_for(tmp_path: Path) -> None:
    views = [f"WOMEN-Tees-id_{number:08}-0{outfit}_1_front.jpg" for number in range(30) for outfit in (1, 2)]
    tested = [f"WOMEN-Tees-id_{number:08}-03_7_additional.jpg" for number in range(25, 35)]
    folder = make_folder(tmp_path / "d", dict.fromkeys(views, CAPTION), dict.fromkeys(tested, CAPTION))
    plain = opened(folder)
    assert (len(plain.validation), len(plain.test), known_products(plain)) == (6, 10, 5)
    data = open_data(folder, validation_share=0.1, seed=1, split_by="product")
    splits = [{FREE.product(record.name) for record in split} for split in (data.train, data.validation, data.test)]
    assert [len(split) for split in splits] == [27, 3, 5]
    assert len(set.union(*splits)) == 35
    assert (len(data.train), len(data.validation)) == (54, 6)
    assert data.left_out == tuple(LeftOut(name, "product-in-train", CAPTION) for name in tested[:5])
    assert known_products(data) == 0


def test_no_product_of_training_is_in_a_validation_split_that_a_file_tells(tmp_path: Path) -> None:
    train, tested = ["a-id_1-01.jpg", "b-id_2-01.jpg"], ["b-id_2-03.jpg", "c-id_3-01.jpg"]
    validated = ["a-id_1-02.jpg", "c-id_3-02.jpg"]
    folder = make_folder(
        tmp_path / "d",
        dict.fromkeys(train, CAPTION),
        dict.fromkeys(tested, CAPTION),
        pictures=[*train, *tested, *validated],
    )
    write_captions(folder / "validation_captions.json", dict.fromkeys(validated, CAPTION))
    data = open_data(folder, validation_share=0.1, seed=1, split_by="product")
    assert [list(split.names) for split in (data.train, data.validation, data.test)] == [
        ["a-id_1-01.jpg", "b-id_2-01.jpg"],
        ["c-id_3-02.jpg"],
        [],
    ]
    assert {item.name for item in data.left_out} == {"a-id_1-02.jpg", "b-id_2-03.jpg", "c-id_3-01.jpg"}


def test_near_duplicates_go_into_one_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "d"
    (folder / "images").mkdir(parents=True)
    names = [f"{number}.png" for number in range(40)]
    for number, name in enumerate(names):
        # Each second one is the one before, a little smaller.
        picture = draw(number // 2)
        (picture.resize((200, 267)) if number % 2 else picture).save(folder / "images" / name)
    write_captions(folder / "captions.json", dict.fromkeys(names, CAPTION))
    apart = opened(folder)
    together = open_data(folder, validation_share=0.2, seed=1, split_by="near-duplicates")

    def groups(data: DataSet) -> list[set[int]]:
        return [{int(name[:-4]) // 2 for name in split.names} for split in (data.train, data.validation, data.test)]

    assert set.intersection(groups(apart)[0], groups(apart)[2])
    train, validation, test = groups(together)
    assert (len(train), len(validation), len(test)) == (13, 3, 4)
    assert len(train | validation | test) == 20
    assert not together.left_out
    again = open_data(folder, validation_share=0.2, seed=1, split_by="near-duplicates")
    assert again == together
    with pytest.raises(Problem, match=r"Stopped\."):
        open_data(folder, validation_share=0.2, seed=1, split_by="near-duplicates", stopped=lambda: True)


def test_of_a_test_split_that_files_tell_near_duplicates_of_training_pictures_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    folder = make_folder(
        tmp_path / "d", dict.fromkeys(["a.png", "b.png"], CAPTION), {"c.png": CAPTION, "d.png": CAPTION}
    )
    for name, seed in (("a.png", 1), ("b.png", 2), ("c.png", 2), ("d.png", 3)):
        draw(seed).save(folder / "images" / name)
    data = open_data(folder, validation_share=0.4, seed=1, split_by="near-duplicates")
    assert list(data.test.names) == ["d.png"]
    assert data.left_out == (LeftOut("c.png", "alike-in-train", CAPTION),)


def test_names_that_tell_no_product_are_split_one_by_one(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d", {f"{number}.jpg": CAPTION for number in range(40)})
    data = open_data(folder, validation_share=0.1, seed=1, split_by="product")
    assert data == opened(folder)
    shown = [FREE.product(name) for name in ("a-id_12-01_2.jpg", "a-id_12-03.jpg", "a-id_13-01_2.jpg")]
    assert shown == ["a-id_12", "a-id_12", "a-id_13"]


def test_each_picture_keeps_its_own_caption(tmp_path: Path) -> None:
    """The notebook's first fault was to shuffle the one without the other."""
    own = {f"{number}.jpg": f"Caption number {number}." for number in range(60)}
    data = opened(make_folder(tmp_path / "d", own))
    assert {record.path.name: record.caption for record in data.records} == own


def test_one_caption_file_is_split(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d", captions(100))
    (folder / "train_captions.json").rename(folder / "captions.json")
    first, second = opened(folder, seed=1), opened(folder, seed=2)
    assert [len(split) for split in (first.train, first.validation, first.test)] == [72, 8, 20]
    # No run is judged on what another learned.
    assert first.test == second.test
    assert first.validation != second.validation
    assert len(first.captions) == 80


def test_the_splits_do_not_depend_on_the_order_of_the_file(tmp_path: Path) -> None:
    pairs = captions(50)
    folder = make_folder(tmp_path / "d", pairs)
    before = opened(folder)
    write_captions(folder / "train_captions.json", dict(reversed(pairs.items())))
    after = opened(folder)
    assert (before.train, before.validation) == (after.train, after.validation)
    assert opened(folder) == after


@given(st.lists(st.text("abcdé", max_size=6), unique=True), st.floats(0.01, 0.5), st.randoms())
def test_a_draw_leaves_something_on_both_sides(names: list[str], share: float, random: object) -> None:
    drawn = {names[place] for place in _draw(names, share, "salt")}
    shuffled = names.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert {shuffled[place] for place in _draw(shuffled, share, "salt")} == drawn
    if len(names) > 1:
        assert 0 < len(drawn) < len(names)
    else:
        assert not drawn


def test_pictures_lie_anywhere_below_and_images_comes_first(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d", {"a.jpg": CAPTION, "b.PNG": CAPTION, "sub/c.jpg": CAPTION}, pictures=["a.jpg"])
    for place in ("aaa/a.jpg", "zzz/deep/b.PNG", "images/sub/c.jpg", ".hidden/a.jpg", "images/._a.jpg", "notes.txt"):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        write_jpeg(folder / place)
    data = opened(folder)
    found = {record.name: record.path.relative_to(folder).as_posix() for record in data.records}
    assert found == {"a.jpg": "images/a.jpg", "b.PNG": "zzz/deep/b.PNG", "sub/c.jpg": "images/sub/c.jpg"}
    assert data.pictures == 4


def test_a_place_is_not_taken_for_another_of_the_same_name(tmp_path: Path) -> None:
    pairs = {"one/1.jpg": "One.", "two/1.jpg": "Two.", "three/1.jpg": "Three."}
    data = opened(make_folder(tmp_path / "d", pairs, pictures=["one/1.jpg", "two/1.jpg"]))
    assert {record.caption: record.path.parent.name for record in data.records} == {"One.": "one", "Two.": "two"}
    assert data.left_out == (LeftOut("three/1.jpg", "missing", "Three."),)


def test_names_of_other_scripts_and_other_forms_of_accents(tmp_path: Path) -> None:
    composed = "Größe-é.jpg"
    apart = unicodedata.normalize("NFD", composed)
    assert composed != apart
    pairs = {"女士-衬衫.jpg": CAPTION, composed: CAPTION}
    folder = make_folder(tmp_path / "d", pairs, pictures=["女士-衬衫.jpg", apart])
    assert len(opened(folder).records) == 2
    write_captions(folder / "train_captions.json", {apart: CAPTION})
    assert [record.name for record in opened(folder).records] == [composed]


def test_what_does_not_fit_is_left_out_with_its_reason(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    pairs = {
        "good.jpg": CAPTION,
        "null.jpg": None,
        "number.jpg": 7,
        "list.jpg": [CAPTION, 7],
        "half.jpg": "half a letter: \ud800",
        "spaces.jpg": " \n\t ",
        "gone.jpg": CAPTION,
        "../outside.jpg": CAPTION,
        "a/../../outside.jpg": CAPTION,
        "/etc/passwd.jpg": CAPTION,
        "C:\\Windows\\a.jpg": CAPTION,
        "\\\\server\\a.jpg": CAPTION,
        "nul\0.jpg": CAPTION,
        "\ud800.jpg": CAPTION,
        "": CAPTION,
        "./good.jpg": CAPTION,
        "shared.jpg": CAPTION,
    }
    make_folder(folder, pairs, {"shared.jpg": CAPTION}, pictures=["good.jpg", "shared.jpg", "list.jpg"])
    write_jpeg(tmp_path / "outside.jpg")
    data = opened(folder)
    assert [record.name for record in data.records] == ["good.jpg", "list.jpg", "shared.jpg"]
    assert len(data.left_out) + 3 == len(pairs) + 2
    reasons: dict[str, set[str]] = {}
    for item in data.left_out:
        reasons.setdefault(item.reason, set()).add(item.name)
    assert reasons == {
        "caption-not-text": {"null.jpg", "number.jpg", "list.jpg", "half.jpg"},
        "caption-empty": {"spaces.jpg"},
        "missing": {"gone.jpg", "\\ud800.jpg"},
        "unsafe-name": {
            "../outside.jpg",
            "a/../../outside.jpg",
            "/etc/passwd.jpg",
            "C:\\Windows\\a.jpg",
            "\\\\server\\a.jpg",
            "nul\0.jpg",
            "",
        },
        "named-twice": {"good.jpg"},
        "also-in-test": {"shared.jpg"},
    }


def test_a_byte_order_mark_and_white_space_do_no_harm(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d", {"a.jpg": CAPTION})
    text = json.dumps({"a.jpg": "  A shirt\r\nof cotton. "})
    (folder / "train_captions.json").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert opened(folder).train[0].caption == "A shirt of cotton."


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\0\1\xff" * 9, "{path} is not text in UTF-8, UTF-16, GB 18030 or Latin-1 (first fault at byte 2)."),
        (b'{\n "b.jpg" "c"}', "{path} is not valid JSON at line 2, column 10: Expecting ':' delimiter."),
        (b"", "{path} is not valid JSON at line 1, column 1: Expecting value."),
        (b'{"a.jpg":' + b"[" * 200_000, "{path} is not valid JSON at line 1, column 10: nested too deeply."),
        (b'{"a.jpg": ' + b"9" * 5000 + b"}", "No caption in {path} can be used: the caption is not text"),
        (b'["a.jpg"]', "{path} must contain one object, {{file name: caption}}, but it contains a list."),
        (b"null", "{path} must contain one object, {{file name: caption}}, but it contains null."),
        (b'"a.jpg"', "{path} must contain one object, {{file name: caption}}, but it contains a text."),
        (b"{}", "No caption in {path} contains a word. Check the caption file."),
        (b'{"a.jpg": "  "}', "No caption in {path} can be used: the caption is empty (for example a.jpg)."),
    ],
    ids=["binary", "broken", "empty", "deep", "long-number", "list", "null", "text", "no-entry", "spaces"],
)
def test_a_bad_caption_file_gets_its_sentence(content: bytes, expected: str, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d", {"a.jpg": CAPTION})
    path = folder / "train_captions.json"
    path.write_bytes(content)
    assert sentence(folder).startswith(expected.format(path=path))


def test_a_bad_folder_gets_its_sentence(tmp_path: Path) -> None:
    assert sentence(tmp_path / "none").startswith(f"The data folder {tmp_path / 'none'} does not exist")
    (tmp_path / "file").touch()
    assert sentence(tmp_path / "file").startswith(f"{tmp_path / 'file'} contains no captions in a known format")
    (tmp_path / "empty").mkdir()
    assert sentence(tmp_path / "empty").startswith(f"{tmp_path / 'empty'} contains no captions in a known format")
    assert sentence(tmp_path / "nul\0byte").startswith("The data folder")
    assert sentence(tmp_path / ("x" * 5000)).startswith("The data folder")


def test_pictures_missing_or_all_unmatched(tmp_path: Path) -> None:
    none = make_folder(tmp_path / "none", {"a.jpg": CAPTION}, pictures=[])
    assert sentence(none).startswith(f"There are no pictures in {none}")
    other = make_folder(tmp_path / "other", {"a.jpg": CAPTION, "b.jpg": CAPTION}, pictures=["c.jpg"])
    assert sentence(other).startswith("None of the 2 captions")


def test_a_folder_in_the_place_of_the_caption_file(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    (folder / "captions.json").mkdir(parents=True)
    write_jpeg(folder / "a.jpg")
    assert sentence(folder).startswith(f"{folder} contains no captions in a known format")


def test_only_a_test_file_will_do_for_an_evaluation(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d", {}, captions(3))
    (folder / "train_captions.json").unlink()
    data = opened(folder)
    assert len(data.split("test")) == 3
    with pytest.raises(Problem, match="has no train split"):
        data.split("train")


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_are_followed_once(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_jpeg(elsewhere / "a.jpg")
    folder = make_folder(tmp_path / "d", {"a.jpg": CAPTION, "broken.jpg": CAPTION}, pictures=[])
    (folder / "images" / "linked").symlink_to(elsewhere)
    (folder / "images" / "loop").symlink_to(folder)
    (elsewhere / "back").symlink_to(elsewhere)
    (folder / "images" / "broken.jpg").symlink_to(tmp_path / "nothing")
    index = PictureIndex(folder)
    assert index.count == 1
    assert opened(folder).left_out == (LeftOut("broken.jpg", "missing", CAPTION),)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_forbidden_folders_and_files(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d", {"a.jpg": CAPTION})
    (folder / "train_captions.json").chmod(0)
    assert "Permission denied" in sentence(folder)
    (folder / "train_captions.json").chmod(0o600)
    folder.chmod(0o100)
    try:
        assert "Permission denied" in sentence(folder)
    finally:
        folder.chmod(0o700)


def test_leaving_out_keeps_the_other_splits(tmp_path: Path) -> None:
    data = opened(make_folder(tmp_path / "d", captions(30), captions(5, "MEN")))
    gone = {data.train[0].name, data.test[0].name}
    fewer = data.without(gone)
    assert fewer.train == data.train[1:]
    assert fewer.validation == data.validation
    assert fewer.test == data.test[1:]


def test_captions_keep_the_order_of_their_file(tmp_path: Path) -> None:
    pairs = {"z.jpg": "Last.", "a.jpg": "First.", "gone.jpg": "Gone."}
    data = opened(make_folder(tmp_path / "d", pairs, pictures=["z.jpg", "a.jpg"]))
    assert tuple(data.captions) == ("Last.", "First.", "Gone.")
