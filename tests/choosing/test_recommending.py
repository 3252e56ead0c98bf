"""The best by a stated rule: who wins, who is out and why, what is measured."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.choosing.recommending import Rule, recommend
from engine.errors import Problem
from engine.metrics.verdict import Verdict
from engine.runs.catalog import CatalogEntry, read_catalog
from engine.runs.notes import Note
from tests.gui.checkpoint_runs import write_run

MB = 2**20


def entry(
    run: str,
    step: int,
    bleu4: float | None,
    size: int = 10,
    verdict: Verdict | None = Verdict.GROUNDED,
    data: str = "",
    bounds: tuple[float, float] | None = None,
) -> CatalogEntry:
    return CatalogEntry(
        run=Path(run),
        folder=Path(run, "checkpoints", str(step)),
        step=step,
        epoch=1,
        loss=None,
        scores={} if bleu4 is None else {"bleu4": bleu4},
        size_bytes=size * MB,
        resumable=False,
        recipe="compact",
        encoder="compact",
        decoder="gru",
        note=Note(),
        verdict=verdict,
        scored_on=data,
        floor={"bleu4": bounds[0]} if bounds else {},
        ceiling={"bleu4": bounds[1]} if bounds else {},
    )


def never(folder: Path) -> float:
    raise AssertionError(f"{folder} was measured without need")


def timed(times: dict[str, float], asked: list[str]) -> Callable[[Path], float]:
    def measure(folder: Path) -> float:
        run = folder.parts[0]
        asked.append(run)
        return times[run]

    return measure


def test_the_highest_score_wins_and_the_next_is_told() -> None:
    entries = [entry("a", 10, 0.3), entry("a", 20, 0.5), entry("b", 10, 0.45)]
    found = recommend(entries, Rule(), never)
    assert (found.chosen, found.runner_up) == (entries[1], entries[2])
    assert found.ahead == pytest.approx(0.05)
    assert (found.considered, found.excluded) == (3, ())


def test_who_is_out_is_told_with_the_reason() -> None:
    entries = [
        entry("a", 10, None),
        entry("a", 20, 0.9, verdict=Verdict.BLIND),
        entry("b", 10, 0.8, size=600),
        entry("c", 10, 0.2, verdict=None),
        entry("d", 10, 0.1, verdict=Verdict.UNSURE),
    ]
    found = recommend(entries, Rule(max_mb=100), never)
    assert found.chosen == entries[3]
    assert [(excluded.entry, excluded.why, excluded.value) for excluded in found.excluded] == [
        (entries[0], "unscored", None),
        (entries[1], "blind", None),
        (entries[2], "large", 600.0),
    ]
    assert [found.count(why) for why in ("unscored", "blind", "large", "slow")] == [1, 1, 1, 0]


def test_time_is_measured_once_a_run_from_the_best_down_and_no_further_than_needed() -> None:
    asked: list[str] = []
    entries = [
        entry(run, step, score)
        for run, step, score in (
            ("slow", 10, 0.9),
            ("slow", 20, 0.8),
            ("quick", 10, 0.7),
            ("quick", 20, 0.6),
            ("rest", 10, 0.5),
        )
    ]
    found = recommend(entries, Rule(max_ms=50), timed({"slow": 80, "quick": 20, "rest": 1}, asked))
    assert asked == ["slow", "quick"]
    assert (found.chosen, found.runner_up) == (entries[2], entries[3])
    assert [(excluded.entry.step, excluded.why, excluded.value) for excluded in found.excluded] == [
        (10, "slow", 80),
        (20, "slow", 80),
    ]
    assert found.milliseconds == {Path("slow"): 80, Path("quick"): 20}


def test_ties_go_to_the_smaller_then_the_faster_then_the_earlier() -> None:
    large, small = entry("a", 10, 0.5, size=20), entry("b", 30, 0.5, size=10)
    assert recommend([large, small], Rule(), never).chosen == small
    early, late = entry("c", 10, 0.5), entry("d", 20, 0.5)
    assert recommend([late, early], Rule(), never).chosen == early
    third = entry("e", 30, 0.5)
    times = {"c": 30.0, "d": 20.0, "e": 10.0}
    found = recommend([early, late, third], Rule(max_ms=50), timed(times, []))
    assert (found.chosen, found.runner_up, found.ahead) == (third, late, 0)


def test_scores_of_different_pictures_are_ranked_by_their_place_between_floor_and_ceiling() -> None:
    easy = entry("easy", 10, 0.62, data="easy", bounds=(0.60, 0.80))
    hard = entry("hard", 10, 0.45, data="hard", bounds=(0.33, 0.49))
    bare, flat = entry("bare", 10, 0.9, data="bare"), entry("flat", 10, 0.9, data="flat", bounds=(0.5, 0.5))
    found = recommend([easy, hard, bare, flat], Rule(), never)
    assert found.by_place
    assert (found.chosen, found.runner_up) == (hard, easy)
    assert found.ahead == pytest.approx(0.75 - 0.1)
    assert [(excluded.entry, excluded.why) for excluded in found.excluded] == [(bare, "unplaced"), (flat, "unplaced")]
    assert found.to_json()["chosen"]["place"] == pytest.approx(0.75)
    # On the same pictures, and where the others are out anyway, the score itself counts.
    again = entry("again", 10, 0.5, data="easy", bounds=(0.60, 0.80))
    for others in ([again], [again, entry("blind", 1, 0.9, verdict=Verdict.BLIND, data="hard")]):
        found = recommend([easy, *others], Rule(), never)
        assert not found.by_place
        assert (found.chosen, found.ahead) == (easy, pytest.approx(0.12))


def test_cider_counts_where_any_has_it_and_bleu_where_none_has() -> None:
    old, best = entry("old", 10, 0.9), entry("new", 10, 0.3)
    worse = replace(entry("new", 20, 0.5), scores={"bleu4": 0.5, "cider_d": 0.8})
    best = replace(best, scores={"bleu4": 0.3, "cider_d": 1.2})
    found = recommend([old, worse, best], Rule(), never)
    assert (found.chosen, found.score, found.count("unscored")) == (best, "cider_d", 1)
    assert recommend([old], Rule(), never).score == "bleu4"
    assert recommend([old, worse, best], Rule("bleu4"), never).chosen == old


def test_what_a_run_records_tells_on_which_pictures_it_was_scored(tmp_path: Path) -> None:
    """Copies of one data folder are the same; another seed, or another share of the pictures, is not."""
    for name, changes, progress in (
        ("one", {}, {"data": "digest"}),
        ("copy", {}, {"data": "digest"}),
        ("other", {}, {"data": "another"}),
        ("share", {"evaluate_share": 0.5}, {"data": "digest"}),
        ("old", {}, {}),
        ("old-too", {}, {}),
        ("old-seed", {"seed": 5}, {}),
    ):
        run = write_run(tmp_path, name, {100: 0.2})
        path = run / "checkpoints" / "step-00000100" / "checkpoint.json"
        description = json.loads(path.read_text("utf-8"))
        description |= {"settings": {**description["settings"], **changes}, "progress": progress}
        path.write_text(json.dumps(description), "utf-8")
    found = {entry.name: entry.scored_on for entry in read_catalog(sorted(tmp_path.iterdir())).entries}
    assert found["one"] == found["copy"]
    assert found["old"] == found["old-too"]
    assert len(set(found.values())) == 5


def test_none_is_left_where_all_are_out_and_what_cannot_be_loaded_is_passed_over() -> None:
    assert recommend([], Rule(), never).chosen is None
    assert recommend([entry("a", 1, 0.5)], Rule(by="cider_d"), never).chosen is None

    def broken(folder: Path) -> float:
        if folder.parts[0] == "a":
            raise Problem("checkpoint-broken", path=folder, reason="gone")
        return 1.0

    found = recommend([entry("a", 1, 0.5), entry("b", 1, 0.4)], Rule(max_ms=9), broken)
    assert found.chosen is not None
    assert (found.chosen.name, found.excluded[0].why, found.runner_up, found.ahead) == ("b", "unreadable", None, None)

    def stopped(folder: Path) -> float:
        raise Problem("stopped")

    with pytest.raises(Problem):
        recommend([entry("a", 1, 0.5)], Rule(max_ms=9), stopped)
