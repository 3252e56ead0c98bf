"""Captions judged by what they say: counted by hand, and what silence counts for."""

import json
import random

import pytest

from engine.clothes import attribute_scores
from engine.clothes.attribute_scores import GARMENTS, NAMES, score_attributes
from engine.clothes.attributes import Accessory, Attributes, Gender
from engine.clothes.reader import read
from engine.clothes.reading import Reading
from engine.clothes.writer import write
from tests.clothes.records import dressed

SHIRT = "This lady wears a {}-sleeve shirt with {} patterns. The shirt is with {} fabric. It has a {} neckline."
NO_NECKLINE = "This lady wears a long-sleeve shirt with graphic patterns. The shirt is with cotton fabric."


def test_scores_are_those_counted_by_hand() -> None:
    references = [
        SHIRT.format("long", "graphic", "cotton", "round"),
        SHIRT.format("long", "graphic", "cotton", "crew"),
        SHIRT.format("short", "floral", "cotton", "lapel"),
        SHIRT.format("medium", "floral", "denim", "lapel"),
    ]
    candidates = [
        SHIRT.format("long", "graphic", "cotton", "crew"),
        SHIRT.format("short", "graphic", "cotton", "lapel"),
        SHIRT.format("short", "graphic", "cotton", "lapel"),
        "This lady wears a ring.",
    ]
    report = score_attributes(candidates, references)
    sleeve = report.scores["sleeve"]
    assert (sleeve.accuracy, sleeve.majority, sleeve.judged) == (0.5, 0.5, 4)
    # long: 1 of 1 said, 1 of 2 true; short: 1 of 2 said, 1 of 1 true; medium: never said.
    assert sleeve.precision == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert sleeve.recall == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert sleeve.f1 == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert report.scores["upper_fabric"].accuracy == 0.75
    assert report.scores["neckline"].accuracy == 0.5
    assert report.confusion["neckline"] == {
        "round": {"round": 1, "lapel": 1},
        "lapel": {"lapel": 1, "not said": 1},
    }
    assert report.exact_match == 0.25
    garments = [report.scores[name].accuracy for name in GARMENTS if name in report.scores]
    assert report.accuracy == pytest.approx(sum(garments) / len(garments))
    assert "lower" not in report.scores
    # Nobody wears a ring, one is said to.
    ring = report.scores["ring"]
    assert (ring.accuracy, ring.precision, ring.recall, ring.f1, ring.majority) == (0.75, 0.0, 0.0, 0.0, 1.0)
    assert "hat" not in report.scores


def test_accessories_and_the_outer_garment_are_a_yes_or_a_no() -> None:
    hat, ring = "This lady wears a hat.", "This lady wears a ring."
    outer = "The outer clothing is with denim fabric and floral patterns."
    report = score_attributes(
        [f"{hat} {ring}", ring, f"{hat} {outer}", ring, f"{ring} {outer.replace('denim', 'cotton')}"],
        [hat, f"{hat} {ring}", ring, f"{ring} {outer}", f"{ring} {outer}"],
    )
    hats = report.scores["hat"]
    assert (hats.accuracy, hats.precision, hats.recall, hats.f1) == (0.6, 0.5, 0.5, 0.5)
    assert report.confusion["hat"] == {"yes": {"yes": 1, "no": 1}, "no": {"yes": 1, "no": 2}}
    assert report.scores["outer"].accuracy == pytest.approx(3 / 5)
    # Judged on the two that wear one: of the first nothing is said, of the second the wrong fabric.
    assert (report.scores["outer_fabric"].judged, report.scores["outer_fabric"].accuracy) == (2, 0.0)
    assert report.scores["outer_pattern"].accuracy == 0.5


def test_what_silence_counts_for() -> None:
    caption = SHIRT.format("long", "graphic", "cotton", "round")
    # A neckline that is made up is wrong, one left out rightly is right.
    made_up = score_attributes([caption, NO_NECKLINE], [NO_NECKLINE, NO_NECKLINE])
    assert made_up.scores["neckline"].accuracy == 0.5
    assert made_up.exact_match == 0.5
    assert made_up.confusion["neckline"] == {"not said": {"round": 1, "not said": 1}}
    # Of what else the reference leaves out nothing is judged.
    silent = score_attributes([f"{caption} This lady wears a long skirt."], [caption])
    assert silent.exact_match == 1.0
    assert "lower" not in silent.scores
    # A garment named in general words is not judged on its name, one not named at all is wrong.
    clothing = (
        "The upper clothing has long sleeves, cotton fabric and graphic patterns. It has a round neckline. "
        "This lady wears a ring."
    )
    assert "upper" not in score_attributes([clothing], [caption]).scores
    assert score_attributes([clothing], [caption]).exact_match == 1.0
    assert score_attributes(["This lady wears a ring."], [caption]).scores["upper"].accuracy == 0.0


def test_gender_is_told_apart_and_contradictions_are_counted() -> None:
    references = ["This lady wears a ring."] * 4 + ["The gentleman wears a ring."] * 2 + ["This person wears a ring."]
    candidates = [
        "The woman wears a ring. There is an accessory on his wrist.",
        "This person wears a ring.",
        "There is a hat in her head.",
        "This guy wears a ring.",
        "This person wears a ring. There is a hat in his head.",
        "There is an accessory in his her neck.",
        "This man wears a ring.",
    ]
    gender = score_attributes(candidates, references).gender
    assert gender is not None
    assert gender.pictures == {"female": 4, "male": 2, "unsaid": 1}
    assert gender.accuracy == {"female": 0.5, "male": 0.5}
    assert gender.said == pytest.approx(6 / 7)
    assert gender.right_when_said == pytest.approx(3 / 5)
    # "His" after "woman" counts; the "his" of "in his her neck" is the data's own slip and does not.
    assert gender.he_of_women == 0.5
    assert gender.she_of_men == 0.5
    assert gender.both == pytest.approx(1 / 7)
    assert score_attributes(candidates, references).scores["gender"].accuracy == 0.5
    known = score_attributes(candidates[-1:], references[-1:], [Gender.MALE]).gender
    assert known is not None
    assert known.accuracy == {"male": 1.0}
    assert known.he_of_women is None


def test_of_free_english_only_the_gender_is_judged() -> None:
    references = ["A man in a red jacket walks his dog past a shop.", "A woman with long hair rides a bicycle."]
    report = score_attributes(["This man wears a hat.", "This man wears a hat."], references)
    assert set(report.scores) == {"gender"}
    assert report.scores["gender"].accuracy == 0.5
    assert (report.accuracy, report.exact_match, report.reliable) == (None, None, 0)


def test_true_attributes_in_other_words_are_all_right() -> None:
    rng = random.Random(1)
    records = [dressed(rng) for _ in range(400)]
    report = score_attributes([write(record, rng) for record in records], [write(record, rng) for record in records])
    assert report.accuracy == report.exact_match == 1.0
    assert set(report.scores) == set(NAMES)
    assert {score.f1 for score in report.scores.values()} == {1.0}
    assert report.gender is not None
    assert report.gender.he_of_women == report.gender.she_of_men == 0.0


def test_one_caption_for_all_scores_the_majority_and_shows_it() -> None:
    rng = random.Random(2)
    records = [dressed(rng) for _ in range(300)]
    report = score_attributes(
        [SHIRT.format("long", "graphic", "cotton", "round")] * 300, [write(record, rng) for record in records]
    )
    sleeve = report.scores["sleeve"]
    share = sum(record.sleeve == "long" for record in records) / 300
    assert sleeve.accuracy == pytest.approx(share)
    assert sleeve.majority >= share
    assert sleeve.f1 < 0.2


def test_plain_values_for_json() -> None:
    plain = score_attributes([NO_NECKLINE], [SHIRT.format("long", "graphic", "cotton", "round")]).to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["attributes"]["sleeve"]["accuracy"] == 1.0
    assert set(plain) == {"attributes", "attribute_accuracy", "exact_match", "gender", "confusion"}
    empty = score_attributes([], []).to_json()
    assert (empty["attributes"], empty["attribute_accuracy"], empty["exact_match"]) == ({}, None, None)
    with pytest.raises(ValueError, match="shorter"):
        score_attributes([NO_NECKLINE], [])


def test_each_caption_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def noted(caption: str) -> Reading:
        calls.append(caption)
        return read(caption)

    monkeypatch.setattr(attribute_scores, "read", noted)
    rng = random.Random(3)
    captions = [write(dressed(rng), rng) for _ in range(200)]
    others = [write(Attributes(accessories=frozenset({Accessory.RING})), rng), *captions[1:]]
    score_attributes(captions, others)
    assert len(calls) <= len(captions) + len(others)
