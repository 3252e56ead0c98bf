"""The names and languages of text files: no name is that of two files, and none is a picture's."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Problem
from engine.keeping import Earlier, Fate, Naming, SidecarLanguage, open_keeper
from engine.keeping.naming import FolderNames, folded
from tests.keeping.making import kept, pictures_in


@pytest.mark.parametrize(
    ("pattern", "language", "code"),
    [
        ("captions.txt", "own", "pattern-unnamed"),
        ("{language}.txt", "both", "pattern-unnamed"),
        ("{nam}.txt", "own", "pattern-unknown"),
        ("{name.txt", "own", "pattern-unknown"),
        ("name}.txt", "own", "pattern-unknown"),
        ("{name}{}.txt", "own", "pattern-unknown"),
        ("texts/{name}.txt", "own", "pattern-forbidden"),
        ("..\\{name}.txt", "own", "pattern-forbidden"),
        ("{name}?.txt", "own", "pattern-forbidden"),
        ("{name}\n.txt", "own", "pattern-forbidden"),
        ("{name}", "own", "pattern-ending"),
        ("{name}.", "own", "pattern-ending"),
        ("{name}.txt ", "own", "pattern-ending"),
        ("{name}.{language}", "en", "pattern-ending"),
        ("{file}", "own", "pattern-ending"),
        ("{name}.JPG", "own", "pattern-ending"),
        ("{name}.txt.part", "own", "pattern-ending"),
        ("{name}.{language}.txt", "own", "pattern-language"),
        ("{name}.{language}.txt", "lines", "pattern-language"),
        ("", "own", "pattern-unnamed"),
    ],
)
def test_a_pattern_that_names_no_file_of_each_is_refused_with_what_is_wrong(
    pattern: str, language: str, code: str
) -> None:
    with pytest.raises(Problem) as refused:
        Naming(pattern, SidecarLanguage(language))
    assert refused.value.code == code
    assert pattern in str(refused.value)
    assert "{{" not in str(refused.value)


@pytest.mark.parametrize(
    ("pattern", "language", "files"),
    [
        ("{name}.txt", "own", {"a.txt": "A hat.\n"}),
        ("{name}.txt", "en", {"a.txt": "A hat.\n"}),
        ("{name}.caption", "zh", {"a.caption": "一顶帽子。\n"}),
        ("{name}.{language}.txt", "zh", {"a.zh.txt": "一顶帽子。\n"}),
        ("{name}.txt", "both", {"a.txt": "A hat.\n", "a.zh.txt": "一顶帽子。\n"}),
        ("{name}.{language}.txt", "both", {"a.en.txt": "A hat.\n", "a.zh.txt": "一顶帽子。\n"}),
        ("{file}.txt", "both", {"a.jpg.txt": "A hat.\n", "a.jpg.zh.txt": "一顶帽子。\n"}),
        ("{name}.txt", "lines", {"a.txt": "A hat.\n一顶帽子。\n"}),
    ],
)
def test_languages_go_into_files_of_their_names(
    pattern: str, language: str, files: dict[str, str], tmp_path: Path
) -> None:
    [path] = pictures_in(tmp_path, "a.jpg")
    naming = Naming(pattern, SidecarLanguage(language))
    with open_keeper("sidecar", Earlier.LEAVE, naming=naming) as keeper:
        assert keeper.keep(kept(path)) is Fate.NEW
        assert keeper.has(path)
    assert {file.name: file.read_text("utf-8") for file in tmp_path.iterdir() if file.suffix != ".jpg"} == files


@pytest.mark.parametrize(("language", "missing"), [("en", "english"), ("zh", "chinese")])
def test_what_is_not_translated_is_told_and_no_empty_file_written(language: str, missing: str, tmp_path: Path) -> None:
    [path] = pictures_in(tmp_path, "a.jpg")
    alone = kept(path, **{missing: ""})
    with open_keeper("sidecar", Earlier.LEAVE, naming=Naming(language=SidecarLanguage(language))) as keeper:
        assert keeper.keep(alone) is Fate.UNTRANSLATED
    assert list(tmp_path.iterdir()) == [path]
    for both in (SidecarLanguage.LINES, SidecarLanguage.BOTH):
        with open_keeper("sidecar", Earlier.OVERWRITE, naming=Naming(language=both)) as keeper:
            assert keeper.keep(alone).kept
            assert keeper.lacks(alone)
            assert not keeper.lacks(kept(path))


def test_of_two_languages_the_missing_file_alone_is_added(tmp_path: Path) -> None:
    [path] = pictures_in(tmp_path, "a.jpg")
    (tmp_path / "a.txt").write_text("Mine.")
    with open_keeper("sidecar", Earlier.SKIP, naming=Naming(language=SidecarLanguage.BOTH)) as keeper:
        assert not keeper.has(path)
        assert keeper.keep(kept(path)) is Fate.NEW
        assert keeper.keep(kept(path)) is Fate.SKIPPED
    assert (tmp_path / "a.txt").read_text() == "Mine."
    assert (tmp_path / "a.zh.txt").read_text("utf-8") == "一顶帽子。\n"


def test_a_chinese_name_is_not_that_of_another_picture_s_file(tmp_path: Path) -> None:
    pictures = pictures_in(tmp_path, "a.jpg", "a.zh.jpg", "b.jpg")
    with open_keeper("sidecar", Earlier.LEAVE, naming=Naming(language=SidecarLanguage.BOTH)) as keeper:
        assert {keeper.keep(kept(path)) for path in pictures} == {Fate.NEW}
        assert [keeper.in_full(path) for path in pictures] == [True, True, False]
    written = {path.name for path in tmp_path.iterdir()} - {path.name for path in pictures}
    assert written == {"a.jpg.txt", "a.jpg.zh.txt", "a.zh.jpg.txt", "a.zh.jpg.zh.txt", "b.txt", "b.zh.txt"}


@given(
    st.lists(
        st.from_regex(r"(a|b|en|zh)(\.(zh|en|jpg|txt|a)){0,3}\.(jpg|png)", fullmatch=True), unique=True, max_size=12
    ),
    st.sampled_from(["{name}.txt", "{name}.{language}.txt", "{language}{name}.txt", "{file}.txt", "{name}{file}.a"]),
    st.sampled_from(list(SidecarLanguage)),
)
def test_no_name_is_that_of_two_files_or_of_a_picture(
    pictures: list[str], pattern: str, language: SidecarLanguage
) -> None:
    try:
        naming = Naming(pattern, language)
    except Problem:
        assert "{language}" in pattern
        return
    names = FolderNames(naming, pictures)
    files = [folded(name) for picture in pictures for _, name in names.names(picture)]
    assert len(set(files)) == len(files)
    assert not set(files) & {folded(picture) for picture in pictures}


def test_pictures_of_several_folders_do_not_share_a_file_elsewhere(tmp_path: Path) -> None:
    pictures = pictures_in(tmp_path, "one/a.jpg", "two/a.jpg")
    with open_keeper("sidecar", Earlier.OVERWRITE, out=tmp_path / "texts") as keeper:
        assert [keeper.keep(kept(path, path.parent.name)) for path in pictures] == [Fate.NEW, Fate.COLLIDING]
    assert (tmp_path / "texts/a.txt").read_text() == "one\n"
    with open_keeper("sidecar", Earlier.OVERWRITE, out=tmp_path / "texts", root=tmp_path) as keeper:
        assert {keeper.keep(kept(path, path.parent.name)) for path in pictures} == {Fate.NEW}
    assert [(tmp_path / "texts" / path.parent.name / "a.txt").read_text() for path in pictures] == ["one\n", "two\n"]


def test_capital_letters_make_no_other_file_where_the_system_sees_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for system, both in (("win32", True), ("linux", False)):
        monkeypatch.setattr("sys.platform", system)
        names = FolderNames(Naming(), ["A.jpg", "a.png"])
        assert [names.in_full(name) for name in ("A.jpg", "a.png")] == [both, both]


def test_every_language_has_its_own_key() -> None:
    for language, pattern in itertools.product(SidecarLanguage, ("{name}.txt", "{name}.{language}.txt")):
        if "{language}" in pattern and language in (SidecarLanguage.OWN, SidecarLanguage.LINES):
            continue
        naming = Naming(pattern, language)
        assert set(naming.texts(kept(Path("a.jpg")))) == set(naming.languages)
