"""Sound captioners are said to look, broken ones to be blind; the arithmetic between."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.clothes.wordgroups import WordGroup, word_groups
from engine.data.layout import Record
from engine.data.store import PreparedPictures
from engine.errors import Problem
from engine.evaluation.full import evaluate_fully
from engine.evaluation.grounding import arrange, measure_grounding, quick_grounding
from engine.metrics.verdict import FEWEST, LEAST, REASONS, Evidence, Verdict, recorded_verdict, verdict_of
from engine.models.captioner import Captioner
from engine.recipes import resolve
from tests.benchmarks.blindness import BATCH, KINDS, SMALL, Case, judged, opened, train
from tests.tiny import write_data

# Squares and discs are learned in a few seconds, and no test of this file needs more.
FAST = {**SMALL, "height": 48, "width": 32, "hidden_size": 32, "embed_dim": 16, "epochs": 8, "max_words": 12}
FAST["lr_encoder"] = 5e-3
SEARCH: dict[str, Any] = {"beam_width": 1, "max_words": 12}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    folder = tmp_path_factory.mktemp("blindness")
    settings = resolve("compact", FAST)
    # What cannot look need not be taught for long.
    short = settings.model_copy(update={"epochs": 2})
    with opened(write_data(folder / "data", 200), settings, folder / "cache") as (data, store):
        return {kind: judged(kind, data, store, settings if kind in KINDS[:2] else short) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_broken_on_purpose_is_called_blind_and_what_is_sound_is_not(cases: dict[str, Case], kind: str) -> None:
    found = cases[kind].grounding
    assert cases[kind].right, found
    assert (
        found.reason
        == {
            "sound": "follows",
            "shuffled pairs": "unmatched",
            "encoder of noughts": "features-alike",
            "deaf decoder": "deaf",
        }[kind]
    )


def test_the_figures_tell_what_is_broken(cases: dict[str, Case]) -> None:
    sound, shuffled, noughts, deaf = (cases[kind].grounding for kind in KINDS)
    assert sound.margin > 0.1
    assert sound.loss_shuffled == pytest.approx(sound.loss_true + sound.margin)
    assert sound.own > 0.9 > 0.7 > shuffled.own
    assert sound.loss_blank > sound.loss_true
    # Two kinds of people and two kinds of things are told; the words between them are the same for all.
    assert sound.groups[WordGroup.PERSON].shuffled > sound.groups[WordGroup.PERSON].true + 0.5
    assert sound.groups[WordGroup.FUNCTION].shuffled == pytest.approx(sound.groups[WordGroup.FUNCTION].true, abs=0.1)
    assert sum(group.words for group in sound.groups.values()) == 7 * sound.pictures
    assert (noughts.dead_units, noughts.feature_similarity, noughts.margin, noughts.own) == (1, 1, 0, 0.5)
    assert deaf.dead_units < 1
    assert deaf.feature_similarity < 1
    assert (deaf.margin, deaf.error, deaf.own) == (0, 0, 0.5)
    for blind in (noughts, deaf):
        assert blind.same_as_blank == 1
        assert blind.distinct == 1 / 40
    assert sound.distinct == 4 / 40


def test_the_cheap_form_says_the_same(cases: dict[str, Case]) -> None:
    assert [verdict_of(cases[kind].evidence) for kind in KINDS] == [
        (cases[kind].grounding.verdict, cases[kind].grounding.reason) for kind in KINDS
    ]
    found = [cases[kind].evidence for kind in KINDS]
    assert found[0].margin > 0.1 > abs(found[1].margin)
    assert [evidence.margin for evidence in found[2:]] == [0, 0]
    assert all(30 <= evidence.compared <= evidence.captions == 40 for evidence in found)
    assert [Evidence.from_json(json.loads(json.dumps(evidence.to_json()))) for evidence in found] == found


def test_a_sound_model_is_not_called_unsure_for_a_small_margin_nor_a_few_pictures_blind() -> None:
    """Of sound captioners of drawn people the margin is .08 to .12 nats a word, 12 standard errors and more."""
    sound = replace(SOUND, margin=0.083, error=0.01, compared=64)
    assert recorded_verdict(sound.margin, sound) is Verdict.GROUNDED
    few = replace(SOUND, margin=0.0, error=0.05, own=0.5, compared=LEAST - 4)
    assert recorded_verdict(few.margin, few) is Verdict.UNSURE
    assert recorded_verdict(None, None) is None


@pytest.mark.parametrize(
    ("margin", "verdict"), [(0.3, "grounded"), (0.09, "unsure"), (0.0, "unsure"), (-0.5, "unsure")]
)
def test_a_record_from_before_evidence_was_kept_is_never_called_blind(margin: float, verdict: str) -> None:
    assert recorded_verdict(margin, None) == verdict
    assert recorded_verdict(margin, Evidence.from_json({"margin": 0.0})) == verdict


def _kept_codes_serve_as_well(captioner: Captioner, records: Sequence[Record], store: PreparedPictures) -> None:
    views = {record.name: captioner.framing.view(store[record.name])[None] for record in records}
    kept = {name: captioner.encode_seen(view) for name, view in views.items()}
    captions = ["x"] * len(records)
    seen, coded = (
        quick_grounding(captioner, records, store, captions, batch_size=BATCH, features=features)
        for features in (None, lambda names: torch.cat([kept[name] for name in names]))
    )
    assert seen is not None
    assert coded is not None
    assert coded.margin == pytest.approx(seen.margin, abs=1e-5)


def _both_ask_between_batches(captioner: Captioner, records: Sequence[Record], store: PreparedPictures) -> None:
    asked: list[int] = []

    def ask() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise Problem("stopped")

    captions = ["x"] * len(records)
    with pytest.raises(Problem, match="topped"):
        measure_grounding(captioner, records, store, captions, **SEARCH, batch_size=2, ask=ask)
    asked.clear()
    with pytest.raises(Problem, match="topped"):
        quick_grounding(captioner, records, store, captions, batch_size=2, ask=ask)


def test_a_person_s_own_pairs_can_be_few_or_alike(tmp_path: Path) -> None:
    settings = resolve("compact", {**FAST, "epochs": 5})
    with opened(write_data(tmp_path / "data", 25), settings, tmp_path / "cache") as (data, store):
        captioner = train("sound", data, store, settings)
        few = measure_grounding(captioner, data.test, store, ["x"] * len(data.test), **SEARCH, batch_size=BATCH)
        assert (few.verdict, few.reason) == (Verdict.UNSURE, "few")
        alike = [record for record in data.train if record.caption == data.train[0].caption]
        same = measure_grounding(captioner, alike, store, ["x"] * len(alike), **SEARCH, batch_size=2)
        assert (same.verdict, same.reason, same.pictures) == (Verdict.UNSURE, "few", len(alike))
        assert same.loss_shuffled == same.loss_true > 0
        assert quick_grounding(captioner, alike, store, ["x"] * len(alike), batch_size=2) is None
        _kept_codes_serve_as_well(captioner, data.train, store)
        _both_ask_between_batches(captioner, data.train, store)
        assert set(same.to_json()["groups"]) <= set(WordGroup)
        with pytest.raises(ValueError, match="0 records"):
            measure_grounding(captioner, [], store, [], **SEARCH, batch_size=BATCH)
        with pytest.raises(ValueError, match="2 captions"):
            measure_grounding(captioner, alike[:1], store, ["x", "y"], **SEARCH, batch_size=BATCH)


def test_the_white_picture_is_captioned_with_the_same_beam_as_the_others(tmp_path: Path) -> None:
    """A beam finds another caption than the likeliest word each time does, and no picture has a part in that."""
    settings = resolve("compact", {**FAST, "beam_width": 5, "epochs": 3})
    with opened(write_data(tmp_path / "data", 25), settings, tmp_path / "cache") as (data, store):
        captioner = train("deaf decoder", data, store, settings)
        of_beam = [
            evaluate_fully(
                captioner,
                data.test,
                data.train,
                store,
                beam_width=width,
                max_words=settings.max_words,
                batch_size=BATCH,
                cache=tmp_path / "cache",
            )
            for width in (1, 5)
        ]
    assert of_beam[0].captions != of_beam[1].captions
    assert [evaluation.grounding.same_as_blank for evaluation in of_beam] == [1.0, 1.0]


SOUND = Evidence(margin=0.1, error=0.01, own=0.9, dead_units=0.3, compared=200, captions=200, different=150)


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({}, Verdict.GROUNDED, "follows"),
        ({"dead_units": 1.0}, Verdict.BLIND, "features-alike"),
        ({"dead_units": 0.99}, Verdict.GROUNDED, "follows"),
        ({"margin": 0.0, "error": 0.0, "own": 0.5}, Verdict.BLIND, "deaf"),
        ({"margin": 1e-9, "error": 1e-10, "own": 0.7}, Verdict.BLIND, "deaf"),
        ({"margin": 0.02}, Verdict.BLIND, "unmatched"),
        ({"margin": -0.1}, Verdict.BLIND, "unmatched"),
        ({"margin": 0.04}, Verdict.UNSURE, "weak"),
        ({"own": 0.55}, Verdict.UNSURE, "weak"),
        ({"different": 1}, Verdict.BLIND, "one-caption"),
        ({"different": 1, "margin": 0.02}, Verdict.BLIND, "unmatched"),
        ({"compared": FEWEST - 1, "margin": 0.02}, Verdict.UNSURE, "few"),
        ({"compared": FEWEST - 1}, Verdict.GROUNDED, "follows"),
        ({"compared": LEAST - 1}, Verdict.UNSURE, "few"),
        ({"compared": 0, "margin": 0.0, "error": 0.0, "own": 0.5}, Verdict.UNSURE, "few"),
    ],
)
def test_the_verdict_is_plain(changes: dict[str, float], verdict: Verdict, reason: str) -> None:
    assert verdict_of(replace(SOUND, **changes)) == (verdict, reason)  # type: ignore[arg-type]
    assert REASONS[reason].endswith(".")


@given(st.lists(st.sampled_from("abcd"), max_size=30))
def test_any_allowed_shift_sets_another_caption_beside_each(captions: list[str]) -> None:
    order, least = arrange(captions)
    kept = [captions[index] for index in order]
    assert len(set(order)) == len(order)
    for shift in range(least, len(order) - least + 1) if order else ():
        assert all(caption != other for caption, other in zip(kept, np.roll(kept, -shift), strict=True))
    # No more is left out than must be.
    most = max(Counter(captions).values(), default=0)
    assert len(captions) - len(order) == max(0, most - (len(captions) - most))


def test_words_tell_of_the_person_the_garment_its_attributes_or_nothing() -> None:
    group_of = {
        WordGroup.PERSON: ["lady", "Her", "his", "person"],
        WordGroup.GARMENT: ["shirt", "T-shirt", "hat", "clothing", "socks"],
        WordGroup.ATTRIBUTE: ["long-sleeve", "denim", "pure", "three-point", "round"],
        WordGroup.FUNCTION: ["The", "wears", ".", "in", "dog"],
    }
    for group, words in group_of.items():
        assert word_groups(words) == [group] * len(words)
