"""The data behind the lines, and a million of them drawn."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike
from pytestqt.qtbot import QtBot

from engine.charts.ticks import nice, spread
from engine.events import Evaluated, LossLogged
from engine.metrics import VALIDATION_LOSS
from engine.outfits.garments import GARMENTS
from engine.runs.metrics_log import ScoreCurve
from gui import text, theme
from gui.train.attribute_bars import drawn
from gui.train.curves import POINTS, Series, nearest, smoothed, span, thinned
from gui.train.curves_card import CurvesCard, _rate


def test_a_series_grows_and_goes_back_where_a_resume_begins() -> None:
    series = Series(2)
    for step in range(1, 5001):
        series.append(step, step * 2.0, step * 3.0)
    assert len(series) == 5000
    assert series.y(1)[-1] == 15_000
    series.append(4000, -1.0, -1.0)
    assert len(series) == 4000
    assert list(series.x[-2:]) == [3999, 4000]
    assert series.y()[-1] == -1


def test_smoothing_keeps_a_straight_line_and_does_not_lag() -> None:
    x = np.arange(1.0, 10_001)
    step_at = np.where(x < 5000, 1.0, 0.0)
    line_x, line_y = smoothed(x, step_at)
    assert len(line_x) <= POINTS
    crossing = line_x[np.argmin(np.abs(line_y - 0.5))]
    assert abs(crossing - 5000) < 60
    noise = np.random.default_rng(1).normal(0, 1, len(x))
    assert smoothed(x, noise)[1][100:-100].std() < 0.2
    _, flat = smoothed(x, np.full(len(x), 2.5))
    np.testing.assert_allclose(flat, 2.5)


def test_smoothing_passes_over_what_is_not_finite() -> None:
    x = np.arange(1.0, 101)
    y = np.ones(100)
    y[50] = np.nan
    y[51] = np.inf
    assert np.isfinite(smoothed(x, y)[1]).all()
    assert len(smoothed(np.empty(0), np.empty(0))[0]) == 0


def test_thinning_keeps_the_last_point() -> None:
    x = np.arange(10_001.0)
    short_x, short_y = thinned(x, 2 * x)
    assert len(short_x) <= POINTS + 1
    assert short_x[-1] == 10_000
    np.testing.assert_array_equal(short_y, 2 * short_x)


def test_nearest_point() -> None:
    x = np.array([10.0, 20.0, 40.0])
    assert [nearest(x, at) for at in (-5, 14, 16, 31, 99)] == [0, 0, 1, 2, 2]
    assert nearest(np.empty(0), 3) is None


def test_the_axis_of_steps_seldom_moves() -> None:
    reached = {span(float(last), 1430) for last in range(1, 1431)}
    assert len(reached) == 4
    assert max(reached) == 1430
    assert span(50, 0) == 50


def test_nice_steps_and_names_apart() -> None:
    assert [nice(rough) for rough in (0.11, 0.9, 1.0, 3.0, 6.0, 42.0)] == [0.2, 1.0, 1.0, 5.0, 10.0, 50.0]
    places = spread([50.0, 51.0, 52.0, 99.0], 12, 6, 100)
    assert all(later - earlier >= 12 for earlier, later in itertools.pairwise(places))
    assert max(places) <= 100
    assert [_rate(value) for value in (5e-4, 0.0, 1e-5, 2.5e-3)] == ["5e-4", "0", "1e-5", "2.5e-3"]


@pytest.fixture
def card(qtbot: QtBot, themed: None) -> CurvesCard:
    made = CurvesCard()
    qtbot.addWidget(made)
    made.resize(700, 640)
    made.show()
    return made


def _losses(count: int) -> tuple[np.ndarray, ...]:
    x = np.arange(1.0, count + 1)
    y = 3 * np.exp(-x / (count / 5)) + 0.3 + np.random.default_rng(0).normal(0, 0.05, count)
    return x, y, np.full(count, 1e-4), np.full(count, 5e-4)


def _scores(steps: ArrayLike, monitored: str = "bleu4", **values: ArrayLike) -> ScoreCurve:
    """What a run's evaluations told."""
    named = {key: np.array(found) for key, found in values.items()}
    return ScoreCurve(np.array(steps), named, {}, {}, monitored=monitored)


_NO_SCORES = _scores([], "")
BESIDE = ("rouge_l", "attribute_accuracy")


def test_of_a_million_points_few_are_drawn(card: CurvesCard) -> None:
    losses = _losses(1_000_000)
    card.set_run(losses, _NO_SCORES, 1_000_000)
    card.grab()
    card.take_loss(LossLogged(1_000_001, 1, 0.3, 1e-4, 5e-4, 1.0, None, None))
    card.refresh()
    card.grab()
    assert len(card.losses) == 1_000_001
    for line in card.loss._lines:
        assert len(line.item.curve.xData) < 20_000


def test_points_come_one_by_one_and_only_what_is_seen_is_drawn(card: CurvesCard) -> None:
    card.set_steps(100)
    for step in range(1, 51):
        card.take_loss(LossLogged(step, 1, 1.0 / step, 1e-4, 5e-4, 1.0, None, None))
    card.take_scores(Evaluated(50, {"bleu4": 0.2, "rouge_l": 0.4}, 1.0, "bleu4"))
    card.hide()
    card.refresh()
    assert len(card._raw.x) == 0
    card.show()
    assert len(card._raw.x) == 50
    assert list(card.scores.lines["bleu4"].y) == [0.2]
    assert card.rate.viewRange()[0] == [0, 100]


def test_values_under_the_mouse_in_every_panel(card: CurvesCard) -> None:
    card.scores.want(BESIDE)
    scores = _scores([100.0, 200.0], bleu4=[0.1, 0.3], rouge_l=[0.2, 0.5], attribute_accuracy=[0.7, 0.8])
    card.set_run(_losses(200), scores, 200)
    readouts: list[str] = []
    card.rate.told.connect(readouts.append)
    card._point(101.0)
    assert "101" in card.loss.readout
    assert f"{card.losses.y(0)[100]:.4f}" in card.loss.readout
    assert "0.100" in card.score.readout
    assert "0.700" in card.score.readout
    assert [line.end for line in card.score._lines] == ["BLEU-4", "ROUGE-L", "Attributes"]
    assert "5e-4" in readouts[-1]
    card.loss.pointed.emit(None)
    assert card.loss.readout == card.score.readout == readouts[-1] == ""


def test_log_scale_keeps_values_and_names(card: CurvesCard) -> None:
    card.set_run(_losses(500), _NO_SCORES, 500)
    card._log.setChecked(True)
    low, high = card.loss.viewRange()[1]
    assert low < np.log10(card.losses.y(0).min())
    assert high > np.log10(card.losses.y(0).max())
    card._point(250.0)
    assert f"{card.losses.y(0)[249]:.4f}" in card.loss.readout
    card.grab()


def test_an_earlier_run_lies_under_and_goes_again(card: CurvesCard) -> None:
    folder = Path("/runs/notebook-1")
    x, y, _, _ = _losses(300)
    card.scores.want(BESIDE)
    card.set_run(_losses(3), _scores([3.0], bleu4=[0.1], rouge_l=[0.2]), 3)
    card.lay_under(folder, (x, y), _scores(x[::100], bleu4=y[::100] / 10, rouge_l=y[::100] / 5))
    assert [line.end for line in card.loss._lines] == ["", "training", "validation", "notebook-1"]
    assert [len(line.x) for line in card.score._lines] == [1, 1, 0, 3, 3]
    card.grab()
    card.take_away(folder)
    assert len(card.loss._lines) == 3
    assert len(card.score._lines) == 3


def test_the_monitored_score_is_drawn_always_and_others_where_they_are_ticked(card: CurvesCard) -> None:
    ticked: list[None] = []
    card.scores.ticked.connect(lambda: ticked.append(None))
    card.set_run(_losses(20), _scores([10.0], "cider_d", bleu4=[0.1], cider_d=[1.0]), 20)
    assert list(card.scores.lines) == ["cider_d"]
    offered = {action.text(): action for action in card.scores.menu_.actions() if action.isVisible()}
    assert list(offered) == ["BLEU-4", "CIDEr-D"]
    assert offered["CIDEr-D"].isChecked()
    assert not offered["CIDEr-D"].isEnabled()
    offered["BLEU-4"].trigger()
    assert (list(card.scores.lines), card.scores.wanted, len(ticked)) == (["cider_d", "bleu4"], ("bleu4",), 1)
    assert list(card.scores.lines["bleu4"].y) == [0.1]
    card._point(10.0)
    assert card.score.readout.index("CIDEr-D") < card.score.readout.index("BLEU-4")
    # Of another run another score is monitored; what was ticked stays beside it.
    card.take_scores(Evaluated(20, {"bleu4": 0.2, "rouge_l": 0.3}, 1.0, "rouge_l"))
    assert list(card.scores.lines) == ["rouge_l", "bleu4"]
    offered["BLEU-4"].trigger()
    assert list(card.scores.lines) == ["rouge_l"]


def test_scores_without_attributes_leave_their_line_out(card: CurvesCard) -> None:
    card.scores.want(BESIDE)
    card.take_scores(Evaluated(10, {"bleu4": 0.1, "rouge_l": 0.2}, 1.0, "bleu4"))
    scores = {"bleu4": 0.2, "rouge_l": 0.3, "attribute_accuracy": 0.5}
    card.take_scores(Evaluated(20, scores, 1.0, "bleu4", {"sleeve": 0.5}, {"sleeve": 0.4}))
    card.refresh()
    card._point(10.0)
    assert list(card.scores.lines["attribute_accuracy"].x) == [20]
    assert "nan" not in card.score.readout
    card.grab()


def test_values_under_the_mouse_stay_within_a_narrow_plot(card: CurvesCard) -> None:
    card.resize(330, 640)
    card.set_run(_losses(200), _scores([100.0], bleu4=[0.1]), 200)
    for step in (5.0, 100.0, 195.0):
        card._point(step)
        for panel in (card.loss, card.score):
            shown = panel._readout.mapRectToScene(panel._readout.boundingRect())
            assert shown.left() >= panel._box.sceneBoundingRect().left() - 1


def test_each_attribute_is_drawn_beside_what_never_looking_reaches(card: CurvesCard, qtbot: QtBot) -> None:
    bars = card.bars
    card.set_run(_losses(20), _NO_SCORES, 20)
    card.resize(700, 800)
    assert not bars.isVisible(), "nothing tells yet that the captions tell attributes"
    accuracy = {"sleeve": 0.9, "upper_fabric": 0.8, "neckline": 0.25, "wrist": 0.71}
    majority = {"sleeve": 0.4, "upper_fabric": 0.82, "wrist": 0.5}
    card.take_scores(Evaluated(20, {"attribute_accuracy": 0.65}, 1.0, "attribute_accuracy", accuracy, majority))
    assert bars.isVisible()
    for words in ("sleeve", "90.0 %", "40.0 %", "25.0 %", "accessory on the wrist", "71.0 %"):
        assert words in bars.table()
    assert card._headings[2].toolTip() == bars.table()
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: "袖长" in card._headings[2].toolTip())
    assert "手腕配饰" in bars.toolTip()
    card.resize(330, 450)
    assert not bars.isVisible()
    card.resize(700, 800)
    assert bars.isVisible()
    card.clear()
    assert not bars.isVisible()
    assert card._headings[2].toolTip() == ""


def test_of_outfits_the_first_garments_are_drawn(card: CurvesCard, themed: None) -> None:
    card.set_run(_losses(20), _NO_SCORES, 20)
    card.resize(700, 800)
    tags = ["bag", "shoes", "pants", *(tag for tag in GARMENTS if tag not in ("bag", "shoes", "pants"))]
    assert drawn(tags) == tuple(tags[:12])
    assert drawn([]) == drawn(["sleeve", "hat"])
    accuracy = dict.fromkeys(tags, 0.5)
    card.take_scores(Evaluated(20, {"garment_f1": 0.5}, 1.0, "garment_f1", accuracy, accuracy))
    assert card.bars.isVisible()
    assert "trousers" in card.bars.table()
    card.grab()
    text.set_language("zh_CN")
    assert "长裤" in card.bars.table()


def test_scores_are_drawn_between_what_is_reached_blindly_and_by_knowing(card: CurvesCard, qtbot: QtBot) -> None:
    card.set_run(_losses(20), _NO_SCORES, 20)
    floor, ceiling = {"bleu4": 0.397, "rouge_l": 0.54}, {"bleu4": 0.508, "rouge_l": 0.64}
    card.scores.want(BESIDE)
    scores = {"bleu4": 0.2, "rouge_l": 0.3, "attribute_accuracy": 0.6}
    card.take_scores(Evaluated(10, scores, 1.0, "bleu4", floor=floor, ceiling=ceiling))
    card.refresh()
    card._point(10.0)
    assert card.score._band.words == ("constant caption 0.397", "true attributes 0.508")
    assert card.score._band.getRegion() == (0.397, 0.508)
    for readout in ("0.200 (0.397\u20130.508)", "0.300 (0.540\u20130.640)", "0.600"):
        assert readout in card.score.readout
    # The attributes' bounds are not known, and what is drawn reaches as high as the bounds that are.
    assert card.scores.lines["attribute_accuracy"].bounds is None
    assert card.score.viewRange()[1][1] >= 0.64
    card.grab()
    # The words stand where no curve has come yet: at the left, and early in a long run at the right.
    assert [words.orthoPos for words in card.score._band._words] == [0, 0]
    card.set_steps(1000)
    card.refresh()
    assert [words.orthoPos for words in card.score._band._words] == [1, 1]
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: card.score._band.words == ("固定描述 0.397", "真实属性 0.508"))
    card.clear()
    assert card.score._band.words == ()


def test_a_zoom_is_kept_until_a_double_click(card: CurvesCard) -> None:
    card.set_run(_losses(500), _NO_SCORES, 500)
    card.rate._hold()
    card.rate.setXRange(10, 20)
    card.take_loss(LossLogged(501, 1, 0.3, 1e-4, 5e-4, 1.0, None, None))
    card.refresh()
    assert card.rate.viewRange()[0] == [10, 20]
    card.rate.released.emit()
    assert card.rate.viewRange()[0][0] == 0


def test_colours_and_words_follow_theme_and_language(card: CurvesCard, qtbot: QtBot) -> None:
    card.set_run(_losses(50), _NO_SCORES, 50)
    theme.themes().set_mode("dark")
    qtbot.waitUntil(lambda: card.loss.backgroundBrush().color().name() == theme.DARK.card)
    text.set_language("zh_CN")
    qtbot.waitUntil(lambda: card._smooth.end == "训练集")


def test_a_chip_says_whether_the_captions_depend_on_the_picture(qtbot: QtBot, themed: None) -> None:
    card = CurvesCard()
    qtbot.addWidget(card)
    card.resize(720, 600)
    card.show()
    for margin, verdict, kind, words in (
        (0.08, "grounded", "good", "depend on"),
        (0.0, "blind", "bad", "do not depend"),
        (0.2, "unsure", "mark", "weakly"),
    ):
        card.take_scores(Evaluated(1, {"bleu4": 0.1}, 1.0, "bleu4", grounding=margin, verdict=verdict))
        card.refresh()
        assert card.grounding.property("chip") == kind
        assert words in card.grounding.text()
        assert f"{margin:+.3f}" in card.grounding.toolTip()
    # In a narrow card fewer words stand there, and all of them in the tooltip.
    card.resize(330, 600)
    assert card.grounding.text() == "weakly grounded"
    assert card.grounding.toolTip().startswith("The captions depend on the picture only weakly")
    card.resize(720, 600)
    assert "only weakly" in card.grounding.text()
    card.clear()
    assert card.grounding.isHidden()


def test_the_validation_loss_is_drawn_beside_the_training_loss_with_a_ring_at_its_lowest(card: CurvesCard) -> None:
    losses = {"bleu4": [0.1, 0.2, 0.3, 0.3], VALIDATION_LOSS: [np.nan, 2.0, 1.0, 1.5]}
    card.set_run(_losses(200), _scores([50.0, 100.0, 150.0, 200.0], VALIDATION_LOSS, **losses), 200)
    # Evaluations of a run from before it was measured are a gap, not a zero.
    assert list(card._validation.x) == [100.0, 150.0, 200.0]
    assert card._validation.ring.isVisible()
    [[step, height]] = [[point.pos().x(), point.pos().y()] for point in card._validation.ring.points()]
    assert (step, height) == (150.0, 1.0)
    card._point(199.0)
    assert "1.5000" in card.loss.readout
    assert card._validation.name in card.loss.readout
    # On a logarithmic axis the ring goes along with its line.
    card._log.click()
    [point] = card._validation.ring.points()
    assert point.pos().y() == 0.0
    card.take_scores(Evaluated(250, {"bleu4": 0.3, VALIDATION_LOSS: 0.1}, 1.0, VALIDATION_LOSS))
    card.refresh()
    [point] = card._validation.ring.points()
    assert (point.pos().x(), point.pos().y()) == (250.0, -1.0)
    card.grab()


def test_a_run_without_a_validation_loss_shows_the_training_loss_alone(card: CurvesCard) -> None:
    card.set_run(_losses(200), _scores([100.0], bleu4=[0.1]), 200)
    assert len(card._validation.x) == 0
    card._point(100.0)
    assert card._validation.name not in card.loss.readout
    card.take_scores(Evaluated(200, {"bleu4": 0.3, VALIDATION_LOSS: 1.0}, 1.0, "bleu4"))
    card.refresh()
    assert list(card._validation.x) == [200]
    assert not card._validation.ring.isVisible(), "of one value none is the lowest"


def test_among_the_scores_there_is_no_loss_whatever_is_monitored(card: CurvesCard) -> None:
    card.scores.want([VALIDATION_LOSS])
    scores = {"bleu4": 0.2, "cider_d": 0.5, VALIDATION_LOSS: 2.5}
    card.take_scores(Evaluated(10, scores, 1.0, VALIDATION_LOSS))
    assert list(card.scores.lines) == ["cider_d"]
    assert "Val. loss" not in [action.text() for action in card.scores.menu_.actions()]
    card.set_run(_losses(20), _scores([10.0], VALIDATION_LOSS, bleu4=[0.2], **{VALIDATION_LOSS: [2.0]}), 20)
    assert list(card.scores.lines) == ["bleu4"]
    x, y, _, _ = _losses(20)
    card.lay_under(Path("earlier"), (x, y), _scores([10.0], VALIDATION_LOSS, bleu4=[0.1]))
    assert [len(line.x) for line in card.scores._under] == [1]


def _log(step: int, loss: float, reward: float | None) -> LossLogged:
    return LossLogged(step, 1, loss, 1e-4, 5e-4, 1.0, None, None, reward)


def test_a_reward_has_a_curve_of_its_own(card: CurvesCard) -> None:
    card.set_steps(30)
    for step in range(1, 31):
        card.take_loss(_log(step, 0.5 - step / 10, 1 + step / 10))
    card.refresh()
    assert card.reward.isVisible()
    assert card._headings[0].text() == "Policy loss"
    assert not card._log.isVisible()
    # The loss falls below 0, where it can still be seen.
    assert card.loss.viewRange()[1][0] <= -2.5
    card._point(20.0)
    assert "3.000" in card.reward.readout
    card.clear()
    card.take_loss(_log(1, 2.0, None))
    card.refresh()
    assert not card.reward.isVisible()
    assert card._headings[0].text() == "Loss"
    assert card._log.isVisible()


def test_losses_of_another_kind_are_not_laid_under(card: CurvesCard) -> None:
    steps = np.arange(1.0, 6.0)
    card.take_loss(_log(1, -0.2, 1.0))
    card.lay_under(Path("plain"), (steps, steps), _NO_SCORES)
    card.lay_under(Path("rewarded"), (steps, steps), _NO_SCORES, steps + 1)
    (plain, _), (loss, reward) = (earlier.lines for earlier in card._earlier.values())
    assert [len(line.y) for line in (plain, loss, reward)] == [0, 5, 5]
    assert reward.y.tolist() == (steps + 1).tolist()
    card.take_away(Path("rewarded"))
    card.take_away(Path("plain"))
    assert len(card.reward._lines) == 2
