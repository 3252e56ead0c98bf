"""How well a picture fits the model, as the Caption tab shows it: the scale, its sentence, and the caption's words."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from engine.clothes.domain import CLOTHES
from engine.data.picture import Framing
from engine.evaluation.support import WordSupport
from engine.fit.verdict import DOUBTFUL, FITS, UNKNOWN, UNKNOWN_FIT, UNLIKE, Fit, judge
from gui import text, theme
from gui.caption.items import Caption, CaptionItem, ItemState, Source
from gui.caption.own_card import OwnCard
from gui.widgets import FitScale, draw_fit_mark, fit_colour
from gui.widgets.fit import place_on_scale

WORDS = {"nothing": "", "empty": "Nothing yet."}
CAPTION = "This lady wears a hat."
SEEN = (WordSupport("hat", 18, 3, 0.9, 0.9, 3.0, tells=True), WordSupport("lady", 5, 4, 0.9, 0.9, 0.0, tells=True))


def _item(fit: Fit, automatic: bool = False, model: str = "street") -> CaptionItem:
    words = tuple(replace(word, trusted=not fit.unlike) for word in SEEN)
    choice = "auto" if automatic else "folder:x"
    framing = Framing("fit", 336, 224)
    caption = Caption(CAPTION, "en", CAPTION, "", 0.1, model, choice, "cpu", framing, CLOTHES, words, fit)
    return CaptionItem(Source(1), ItemState.DONE, caption)


@pytest.fixture
def card(qtbot: QtBot, themed: None) -> OwnCard:
    made = OwnCard()
    qtbot.addWidget(made)
    made.resize(320, 300)
    made.show()
    return made


def test_the_scale_has_its_zones_where_the_verdicts_change() -> None:
    places = {distance: place_on_scale(judge(distance, 0.8)) for distance in (0.0, 0.4, 0.7999, 0.8, 0.9999, 1.0, 2.0)}
    assert places[0.0] == 0
    assert places[0.4] == pytest.approx(0.25)
    assert places[0.7999] == pytest.approx(0.5, abs=1e-3)
    assert places[0.8] == pytest.approx(0.5)
    assert places[0.9999] == pytest.approx(0.7, abs=1e-3)
    assert places[1.0] == pytest.approx(0.7)
    assert places[2.0] == pytest.approx(0.85)
    assert place_on_scale(judge(0.9, 1.0)) == pytest.approx(0.45), "a scale without a doubtful zone"
    assert place_on_scale(UNKNOWN_FIT) is None


def _knob(scale: FitScale) -> float | None:
    """Where the knob stands, as a share of the width: the middle of what has the colour of letters."""
    image = scale.grab().toImage()
    wanted, row = QColor(theme.current().text), image.height() // 2
    found = [x for x in range(image.width()) if image.pixelColor(x, row) == wanted]
    return (found[0] + found[-1]) / 2 / image.width() if found else None


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_knob_stands_at_the_distance_and_there_is_none_where_it_is_unknown(
    qtbot: QtBot, themed: None, mode: theme.Mode
) -> None:
    theme.themes().set_mode(mode)
    scale = FitScale()
    qtbot.addWidget(scale)
    scale.resize(200, scale.HEIGHT)
    scale.show()
    for distance, place in ((0.0, 0.03), (0.4, 0.26), (0.9, 0.6), (2.0, 0.83), (1e9, 0.97)):
        scale.show_fit(judge(distance, 0.8))
        assert _knob(scale) == pytest.approx(place, abs=0.02)
    scale.show_fit(UNKNOWN_FIT)
    assert _knob(scale) is None
    scale.show_fit(None)
    assert _knob(scale) is None


def test_each_verdict_has_a_mark_of_its_own_shape_and_colour(themed: None) -> None:
    drawn = []
    for verdict in (FITS, DOUBTFUL, UNLIKE, UNKNOWN):
        image = QImage(15, 15, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        draw_fit_mark(painter, verdict, QPointF(7.5, 7.5))
        painter.end()
        inked = frozenset((x, y) for x in range(15) for y in range(15) if image.pixelColor(x, y).alpha() > 128)
        assert len(inked) > 10
        drawn.append(inked)
    assert len(set(drawn)) == 4
    assert len({fit_colour(verdict) for verdict in (FITS, DOUBTFUL, UNLIKE, UNKNOWN)}) == 4


@pytest.mark.parametrize(
    ("fit", "automatic", "english", "chinese"),
    [
        (judge(0.2, 0.8), False, "Like the pictures", "相似"),
        (judge(0.9, 0.8), False, "Somewhat unlike", "核对"),
        (judge(3.0, 0.8), False, "Unlike the pictures that the model was trained on, so no word", "训练图片"),
        (judge(3.0, 0.8), True, "Unlike anything the shipped models were trained on, so no word", "内置模型"),
        (UNKNOWN_FIT, False, "Unknown: the checkpoint", "未知"),
    ],
)
def test_a_sentence_says_it_in_both_languages(
    qtbot: QtBot, card: OwnCard, fit: Fit, automatic: bool, english: str, chinese: str
) -> None:
    card.show_item(_item(fit, automatic), "en", WORDS)
    assert card.fit.sentence.text().startswith(english)
    height = card.fit.height()
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: chinese in card.fit.sentence.text())
    assert card.fit.scale.accessibleName().startswith("相符程度")
    assert card.fit.height() == height, "nothing jumps"


def test_the_scale_says_to_a_screen_reader_what_it_shows(card: OwnCard) -> None:
    card.show_item(_item(judge(0.25, 0.8)), "en", WORDS)
    assert card.fit.scale.accessibleName() == "Fit: fits"
    assert card.fit.scale.accessibleDescription() == (
        "Distance from the training pictures: 0.25. Doubtful from 0.80, unlike from 1.00."
    )
    assert "0.25" in card.fit.scale.toolTip()
    card.show_item(_item(UNKNOWN_FIT), "en", WORDS)
    assert card.fit.scale.accessibleName() == "Fit: fit unknown"
    assert card.fit.scale.toolTip() == ""


def test_of_an_unlike_picture_no_word_is_shown_as_seen_and_the_way_to_a_model_is_offered(
    qtbot: QtBot, card: OwnCard
) -> None:
    shown = theme.current()

    def colours() -> set[str]:
        image = card.words.grab().toImage()
        return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    card.show_item(_item(judge(0.2, 0.8)), "en", WORDS)
    assert card.fit.train.isHidden()
    blue = shown.mix(shown.accent, 0.06 + 0.34 * 3 / 4)
    assert {blue, shown.text} <= colours()
    card.show_item(_item(judge(3.0, 0.8)), "en", WORDS)
    assert not {blue, shown.text} & colours(), "the letters are grey, and none stands on blue"
    assert shown.quiet in colours()
    point = card.legend._boxes[0][1].center().toPoint()
    QApplication.sendEvent(card.legend, QHelpEvent(QEvent.Type.ToolTip, point, card.legend.mapToGlobal(point)))
    assert "unlike those" in QToolTip.text()
    assert "unlike those" in card.legend.accessibleName()
    with qtbot.waitSignal(card.fit.train_wanted):
        card.fit.train.click()
    card.show_item(_item(judge(0.2, 0.8)), "en", WORDS)
    assert "unlike those" not in card.legend.accessibleName()


def test_which_model_was_chosen_stands_beside_the_caption(card: OwnCard) -> None:
    card.show_item(_item(judge(0.2, 0.8), automatic=True), "en", WORDS)
    assert card.beside.text() == "Street model · 0.10 s"
    card.show_item(_item(judge(0.2, 0.8), automatic=True, model="demo"), "en", WORDS)
    assert card.beside.text() == "Demo model · 0.10 s"
    card.show_item(_item(judge(0.2, 0.8)), "en", WORDS)
    assert card.beside.text() == "0.10 s"


def test_without_a_caption_there_is_no_verdict(card: OwnCard) -> None:
    card.show_item(_item(judge(3.0, 0.8)), "en", WORDS)
    card.show_item(None, "en", WORDS)
    assert (card.fit.sentence.text(), card.fit.scale.accessibleName()) == ("", "Fit")
    assert card.fit.train.isHidden()
