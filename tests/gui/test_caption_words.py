"""The marks on the words of a caption: what is seen, what is made up, what the model is unsure of."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from engine.clothes.domain import CLOTHES
from engine.data.picture import Framing
from engine.evaluation.support import WordSupport
from gui import text, theme
from gui.caption.items import Caption, CaptionItem, ItemState, Source
from gui.caption.own_card import OwnCard
from gui.caption.page import CaptionPage
from gui.caption.word_marks import Legend
from tests.gui.captioner import Fakes, picture

ENGLISH = "This lady wears a sweater and a ring, a crew neckline."
FIGURES = {
    "lady": (0.5, 0.95, 2.0),
    "sweater": (0.9, 0.9, 4.0),
    "ring": (0.8, 0.8, 0.0),
    "crew": (0.3, 0.4, -0.02),
}


def _words(caption: str = ENGLISH) -> tuple[WordSupport, ...]:
    found, start = [], 0
    for word in caption.replace(",", " ,").replace(".", " .").split():
        start = caption.index(word, start)
        figures = FIGURES.get(word, (0.9, 0.9, 1.0))
        found.append(WordSupport(word, start, len(word), *figures, tells=word in FIGURES))
        start += len(word)
    return tuple(found)


def _item(support: tuple[WordSupport, ...], english: str = ENGLISH) -> CaptionItem:
    caption = Caption(english, "en", english, "", 0.1, "m", "k", "cpu", Framing("fit", 336, 224), CLOTHES, support)
    return CaptionItem(Source(1), ItemState.DONE, caption)


@pytest.fixture
def card(qtbot: QtBot, themed: None) -> OwnCard:
    made = OwnCard()
    qtbot.addWidget(made)
    made.resize(400, 220)
    made.show()
    made.show_item(_item(_words()), "en", {"nothing": ""})
    return made


def _box(card: OwnCard, word: str) -> QRectF:
    [found] = [candidate for candidate in _words() if candidate.word == word]
    [box] = card.words._boxes(found)
    return box


def _count(card: OwnCard, box: QRectF, colour: str) -> int:
    """How many pixels in a part of the caption have a colour, or nearly so."""
    corner = card.words.viewport().mapTo(card, QPoint(0, 0))
    image = card.grab(box.toAlignedRect().translated(corner)).toImage()
    wanted = QColor(colour)
    found = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return sum(
        max(abs(word.red() - wanted.red()), abs(word.green() - wanted.green()), abs(word.blue() - wanted.blue())) <= 16
        for word in found
    )


def _point(card: OwnCard, word: str) -> str:
    """What is told at the middle of a word."""
    QToolTip.hideText()
    view = card.words.viewport()
    centre = _box(card, word).center().toPoint() - QPoint(0, card.words.verticalScrollBar().value())
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, centre, view.mapToGlobal(centre)))
    return QToolTip.text()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_each_mark_is_drawn_in_its_own_shape(card: OwnCard, mode: theme.Mode) -> None:
    theme.themes().set_mode(mode)
    card.show_item(_item(_words()), "en", {"nothing": ""})
    shown = theme.current()
    grounds = {word: _count(card, _box(card, word), shown.card) for word in ("lady", "sweater", "ring", "and")}
    assert grounds["sweater"] < 0.2 * grounds["and"], "the ground is blue"
    assert grounds["ring"] > 0.2 * grounds["sweater"]
    deep = shown.mix(shown.accent, 0.4)
    assert _count(card, _box(card, "sweater"), deep) > _count(card, _box(card, "lady"), deep) + 50
    boxes = {word: _box(card, word) for word in ("sweater", "ring", "crew")}
    below = {word: QRectF(box.left(), box.bottom() - 3, box.width(), 9) for word, box in boxes.items()}
    waves = {word: _count(card, box, shown.bad) for word, box in below.items()}
    assert waves["sweater"] == 0
    assert min(waves["ring"], waves["crew"]) > 8
    # A made-up word may be an unsure one as well: it has both lines.
    dashes = {word: _count(card, below[word], shown.text) for word in ("sweater", "crew")}
    assert dashes["crew"] > dashes["sweater"] + 6


def test_the_figures_stand_in_a_tooltip_in_both_languages(card: OwnCard) -> None:
    assert _point(card, "lady").splitlines() == [
        "“lady”: 50 % with this picture, 7 % with a blank one",
        "Including synonyms: 95 %",
        "Support from the picture: +2.00 nats",
    ]
    assert _point(card, "ring").splitlines()[1:] == [
        "Support from the picture: +0.00 nats",
        "Made up: the word is just as likely with a blank picture.",
    ]
    tooltip = _point(card, "crew")
    assert "Support from the picture: −0.02 nats" in tooltip
    assert "Made up" in tooltip
    assert "Unsure" in tooltip
    assert "says nothing about the picture" in _point(card, "and")
    assert card.words.accessibleDescription() == "made up: ring, crew\nunsure: crew"
    text.set_language("zh_CN")
    assert "编造：" in _point(card, "ring")


def test_words_are_found_where_they_stand_when_the_caption_is_scrolled(card: OwnCard) -> None:
    card.resize(180, 150)
    card.words.setFixedHeight(24)
    bar = card.words.verticalScrollBar()
    assert bar.maximum() > 5
    bar.setValue(bar.maximum())
    assert "“crew”" in _point(card, "crew")
    assert card.words.word_at(QPoint(2, -bar.value() + 4)) is not None
    assert card.words.word_at(QPoint(2, 5000)) is None


def test_marks_go_with_their_caption(card: OwnCard) -> None:
    assert card.legend.isVisible()
    height = card.words.height()
    card.show_item(_item((), "Another caption of other words."), "en", {"nothing": ""})
    assert not card.legend.isVisible()
    assert card.words.word_at(QPoint(4, 8)) is None
    assert card.words.accessibleDescription() == ""
    assert card.words.height() == height, "nothing jumps"
    assert card.caption == "Another caption of other words."


def test_the_legend_names_its_marks_and_fits_the_narrowest_window(qtbot: QtBot, themed: None) -> None:
    holder = QWidget()
    legend = Legend()
    legend.setParent(holder)
    qtbot.addWidget(holder)
    holder.show()
    legends = []
    for language in ("en", "zh_CN"):
        text.set_language(language)
        assert legend.minimumSizeHint().width() < 232
        for _, box in legend._boxes:
            point = box.center().toPoint()
            QApplication.sendEvent(legend, QHelpEvent(QEvent.Type.ToolTip, point, legend.mapToGlobal(point)))
            legends.append(QToolTip.text())
    assert [words[:4] for words in legends[:3]] == ["Seen", "Made", "Unsu"]
    assert [words.split("：")[0] for words in legends[3:]] == ["有依据", "编造", "不确定"]


def test_the_page_asks_for_the_support_and_shows_it(
    qtbot: QtBot, themed: None, fakes: Fakes, make_caption_page: Callable[..., CaptionPage], tmp_path: Path
) -> None:
    fakes.support = _words("a by demo.")
    page = make_caption_page()
    page.accept_paths([picture(tmp_path / "a.png")])
    qtbot.waitUntil(lambda: page.queue.count(ItemState.DONE) == 1 and not page.service.busy)
    assert fakes.ways == [True]
    assert page.own.legend.isVisible()
    assert page.own.words.word_at(QPoint(4, 10)) == fakes.support[0]


def test_the_real_window_marks_what_the_shipped_model_says_of_noise(noise_page: CaptionPage) -> None:
    item = noise_page.list.current
    assert item is not None
    assert item.caption is not None
    support = item.caption.support
    english = item.caption.caption
    assert [english[word.start : word.start + word.length] for word in support] == [word.word for word in support]
    assert item.caption.fit.unlike
    assert support
    assert not any(word.supported for word in support), "of noise nothing counts as seen"
    assert noise_page.own.words.word_at(QPoint(4, 10)) == support[0]


def test_the_lowest_line_is_shown_whole_or_not_at_all(card: OwnCard) -> None:
    caption = " ".join([ENGLISH] * 4)
    card.show_item(_item((), caption), "en", {"nothing": ""})
    layout = card.words.document().firstBlock().layout()
    line = layout.lineAt(1).y() - layout.lineAt(0).y()
    for height in range(220, 280, 7):
        card.resize(400, height)
        lines = card.words.viewport().height() / line
        assert lines == pytest.approx(round(lines), abs=0.5 / line), "to a pixel"
        assert card.words.height() - card.words.viewport().height() < line
    card.show_item(_item((), "A short one. " * 4), "en", {"nothing": ""})
    assert card.words.viewport().height() == card.words.height(), "what fits has all the room"
