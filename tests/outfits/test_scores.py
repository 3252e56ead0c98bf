"""The garments named against those worn, in figures that can be counted by hand."""

import numpy as np
import pytest

from engine.captions.domain import UNSAID
from engine.metrics.scored import TokenizedReferences
from engine.outfits.domain import OUTFITS
from engine.outfits.garments import GARMENTS
from engine.outfits.scores import garment_f1

TRUE = ["A person in a coat, with a bag.", "A person in a dress, with a bag.", "A person in jeans."]
SAID = ["A person in a coat, with a hat.", "A person with a bag.", "A person in trousers, with a bag."]


def test_f1_over_all_captions() -> None:
    scored = TokenizedReferences(TRUE, domain=OUTFITS).of(SAID)
    # Worn 5, named 5, both 2.
    assert scored.scores(["garment_f1"]) == {"garment_f1": pytest.approx(2 * 2 / 10)}
    weights = np.array([[1.0, 0, 0], [0, 2, 1], [0, 0, 1]])
    # By caption: worn 2, 2, 1; named 2, 1, 2; both 1, 1, 0.
    assert garment_f1(scored).resampled(weights) == pytest.approx([2 / 4, 4 / 9, 0])
    assert np.isnan(garment_f1(scored).resampled(np.zeros((1, 3)))).all()
    # Another wording of the same garments has the same score, and other kinds of captions have none.
    listed = ["The person wears a coat and a hat.", "The person wears a bag.", "The person wears a bag and pants."]
    assert TokenizedReferences(TRUE, domain=OUTFITS).of(listed).scores(["garment_f1"])["garment_f1"] == 0.4
    assert TokenizedReferences(TRUE).of(SAID).scores(["garment_f1"]) == {}


def test_nothing_worn_and_nothing_named_has_no_score() -> None:
    assert TokenizedReferences(["A person."], domain=OUTFITS).of(["A person."]).scores(["garment_f1"]) == {}


def test_each_garment() -> None:
    report = OUTFITS.report(SAID, TRUE)
    assert list(report.scores) == ["bag", "coat", "dress", "jeans", "pants", "hat"]
    bag, hat, dress = (report.scores[tag] for tag in ("bag", "hat", "dress"))
    assert (bag.precision, bag.recall, bag.f1, bag.judged) == (0.5, 0.5, 0.5, 3)
    assert (bag.accuracy, bag.majority) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert (hat.precision, hat.recall, hat.f1) == (0, 0, 0)
    assert (dress.precision, dress.recall) == (0, 0)
    assert report.confusion["bag"] == {"yes": {"yes": 1, "no": 1}, "no": {"yes": 1}}
    assert (report.exact_match, report.accuracy, report.gender, report.reliable) == (0, None, None, 3)
    assert report.mistakes() == []
    assert report.to_json()["gender"] is None
    assert OUTFITS.report(TRUE, TRUE).exact_match == 1
    assert OUTFITS.report([], []).scores == {}
    with pytest.raises(ValueError, match="2 candidates, but 3 references"):
        OUTFITS.report(SAID[:2], TRUE)


def test_marks_and_labels() -> None:
    judged, right = OUTFITS.marks(SAID, TRUE)
    assert judged.all()
    assert (~right).sum(1).tolist() == [2, 1, 3]
    labels = OUTFITS.labels
    assert labels.names == tuple(GARMENTS)
    assert set(labels.sizes) == {2}
    numbers = labels.encode(TRUE[0])
    assert [labels.names[place] for place in np.flatnonzero(numbers == 1)] == ["coat", "bag"]
    assert set(labels.encode("Two dogs play.").tolist()) == {UNSAID}


def test_floor_and_ceiling() -> None:
    assert OUTFITS.ceiling(["The person wears a coat and a bag."]) == ["The person wears a bag and a coat."]
    assert OUTFITS.ceiling(TRUE) == TRUE
    assert OUTFITS.ceiling(["一位穿着大衣的人。"]) == ["一位穿着大衣的人。"]
    assert OUTFITS.ceiling(["Two dogs play.", *TRUE]) is OUTFITS.ceiling([]) is None
    tried = list(OUTFITS.constant_candidates(TRUE, lambda text: 0.0))
    assert tried[:2] == ["A person with a bag.", "A person in a coat, with a bag."]
    assert len(tried) == 4
    assert list(OUTFITS.constant_candidates(["Two dogs play."], lambda text: 0.0)) == []
