"""The fonts that ship: they load, and they hold what the window and the captions say."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication, QRawFont
from pytestqt.qtbot import QtBot

from engine.files import project_folder
from gui import fonts

FOLDER = project_folder() / "resources" / "fonts"


def _gb2312() -> list[str]:
    """The 6,763 characters of GB 2312, rows 16 to 87."""
    places = [(row, cell) for row in range(16, 88) for cell in range(1, 95)]
    # The first level leaves the last five places of its last row empty.
    return [bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312") for row, cell in places if not (row == 55 and cell > 89)]


def _lacking(file: str, characters: set[str]) -> set[str]:
    font = QRawFont(str(FOLDER / file), 13)
    return {character for character in characters if not font.supportsCharacter(ord(character))}


@pytest.mark.usefixtures("qapp")
def test_the_regular_font_holds_gb2312_and_latin() -> None:
    characters = _gb2312()
    assert len(characters) == 6763
    latin = {chr(code) for code in range(0x21, 0x7F)}
    assert not _lacking("NotoSansSC-Regular.ttf", set(characters) | latin | set("，。；：、…×·“”（）《》—→≤≥"))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("file", fonts.FILES)
def test_every_chinese_word_of_the_window_is_held(file: str) -> None:
    folder = project_folder()
    sources = [
        folder / "resources" / "translations" / "atelier_zh_CN.ts",
        *(folder / "engine" / "clothes").rglob("*.py"),
        *(folder / "engine" / "outfits").rglob("*.py"),
    ]
    characters = {
        character for path in sources for character in re.findall("[一-鿿]", path.read_text(encoding="utf-8"))
    }
    assert characters
    assert not _lacking(file, characters)


def test_the_shipped_font_stands_behind_the_systems(qtbot: QtBot) -> None:
    before = QFont(QGuiApplication.font())
    try:
        assert fonts.load_fonts()
        assert fonts.FAMILY in QGuiApplication.font().families()
        chosen = QFont([fonts.FAMILY], 10)
        assert QFontInfo(chosen).family() == fonts.FAMILY
    finally:
        QGuiApplication.setFont(before)


@pytest.mark.usefixtures("qapp")
def test_a_missing_font_is_told_where_the_system_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "project_folder", lambda: tmp_path)
    monkeypatch.setattr(fonts.QFontDatabase, "families", lambda _: [])
    assert fonts.load_fonts() is False
    monkeypatch.setattr(fonts.QFontDatabase, "families", lambda _: ["WenQuanYi Micro Hei"])
    assert fonts.load_fonts() is True


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")
