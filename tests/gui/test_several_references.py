"""Several captions a picture in the window: every reference can be seen, and people are told from true attributes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.captions.domain import FREE
from engine.choosing.comparing import Pair, Said
from engine.evaluation.full import FullEvaluation
from engine.evaluation.grounding import Grounding
from engine.evaluation.samples import Sample
from engine.evaluation.scoring import Scores
from engine.events import Evaluated
from engine.metrics.bounds import Bounds, Sides, Span
from engine.metrics.diversity import diversity
from engine.metrics.verdict import Verdict
from gui.checkpoints.comparing.pairs import PairRows
from gui.checkpoints.evaluating.cards import ScoresCard
from gui.checkpoints.evaluating.samples import BestAndWorstCard
from gui.train.notices import ScoreNotices
from gui.widgets import Banner, between_told, bounds_words, fault_told

SEVERAL = ("A ball lies there.", "<b>A red ball</b> lies on the grass.", "Two cats sleep.")


def test_a_sample_has_its_other_references_in_its_tooltip(qtbot: QtBot) -> None:
    card = BestAndWorstCard()
    qtbot.addWidget(card)
    pixels = np.zeros((4, 4, 3), np.uint8)
    good = Sample("a.jpg", pixels, "A ball.", SEVERAL, (), None)
    bad = Sample("b.jpg", pixels, "A dog.", SEVERAL[:1], (), None)
    card.take([good], [bad], "en", FREE)
    [[first], [second]] = card.sides
    assert first.true.text() == "reference: A ball lies there."
    assert "Two cats sleep." in first.true.toolTip()
    assert "&lt;b&gt;A red ball" in first.true.toolTip()
    assert second.true.toolTip() == ""


def test_a_pair_has_all_references_in_its_tooltip(tmp_path: Path) -> None:
    rows = PairRows()
    sides = Said("A ball.", {}, 0, 0), Said("A dog.", {}, 0, 0)
    rows.take([Pair("a.jpg", tmp_path / "a.jpg", SEVERAL, *sides)], "one", "two", "en", FREE)
    shown = rows.index(0, 3)
    assert shown.data() == SEVERAL[0]
    tip = shown.data(Qt.ItemDataRole.ToolTipRole)
    assert "Two cats sleep." in tip
    assert "&lt;b&gt;A red ball" in tip
    assert "Two cats" not in rows.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)


def evaluation(bounds: Bounds) -> FullEvaluation:
    values = {"rouge_l": 0.5, "cider_d": 1.25}
    grounding = Grounding(Verdict.GROUNDED, "follows", 1.0, 2.0, 1.0, 0.1, 0.9, 2.0, {}, 0.0, 1.0, 0.5, 0.0, 20)
    return FullEvaluation(
        ("A ball.",) * 20, Scores(values, 1.0, 9.0, 1.0, None), bounds, (), grounding, diversity(["A ball."]), FREE, 60
    )


def test_people_as_the_ceiling_are_explained_beside_the_scores(qtbot: QtBot) -> None:
    card = ScoresCard()
    qtbot.addWidget(card)
    attributes = Bounds({"rouge_l": 0.1}, {"rouge_l": 0.2}, "A ball.", {"rouge_l": 0.6}, 20)
    card.take(evaluation(attributes))
    assert "true attributes" in card.sentence.text()
    assert card.bars.bars[0].tip == ""
    people = replace(attributes, ceiling_of="people", single=3)
    card.take(replace(evaluation(people), held_out={"rouge_l": 0.45}))
    assert "people" in card.sentence.text()
    assert "one reference fewer" in card.sentence.text()
    assert "3" in card.sentence.text()
    assert "0.450" in card.bars.bars[0].tip
    assert card.bars.bars[1].tip == ""


def test_scores_far_above_people_are_told_as_such(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    notice = ScoreNotices(banner, banner)
    scores = Evaluated(10, {"rouge_l": 0.9}, 1.0, above=("rouge_l",), ceiling_of="people")
    notice.take(replace(scores, above=()))
    assert banner.sentence == ""
    notice.take(scores)
    assert "more than twice those that people reach" in banner.sentence
    notice.forget()
    notice.take(replace(scores, ceiling_of="attributes"))
    assert "true attributes" in banner.sentence


@pytest.mark.parametrize(("people", "words"), [(False, "true attributes 0.600"), (True, "people 0.600")])
def test_the_edges_of_a_band_say_what_they_are(people: bool, words: str) -> None:
    span = Sides({"rouge_l": 0.2}, {"rouge_l": 0.6}, "people" if people else "attributes").span("rouge_l")
    assert span == (0.2, 0.6) == Span(0.2, 0.6)
    assert span is not None
    assert span.people is people
    assert bounds_words(span) == ("constant caption 0.200", words)
    assert ("people" in between_told(people)) is people
    assert ("people" in fault_told(people)) is people
    assert Sides({"rouge_l": 0.2}, {}).span("rouge_l") is None
