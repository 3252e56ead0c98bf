"""The one way in: order, streaming, the cache, and what is and is not asked after a failure."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from engine.clothes.domain import CLOTHES
from engine.domains import for_text
from engine.errors import Problem
from engine.events import Event, Progress, Task
from engine.translation.offline import Maker, compare
from engine.translation.translator import Translator
from engine.translation.waiting import HEARING_SECONDS, RetryPolicy
from tests.clock import Clock
from tests.clothes.spoken import to_chinese
from tests.limits import SECONDS
from tests.translation.conftest import QUICK
from tests.translation.server import Server, in_chinese

CAPTIONS = [f"This lady wears a hat. {number}" for number in range(400)]


def baidu(server: Server, patience: RetryPolicy = QUICK, rate: float = 1000, **more: float) -> Translator:
    return Translator("baidu", url=server.url, rate=rate, patience=patience, domain=for_text, **more)  # type: ignore[arg-type]


def test_offline_needs_nobody_and_marks_what_it_does_not_know() -> None:
    with Translator(domain=for_text) as translator:
        [hat, strange, empty] = translator.translate(["This lady wears a hat.", "A hat that frobnicates.", ""])
    assert (hat.text, hat.provider, hat.problem, hat.marked) == ("这位女士头戴帽子。", Maker.OFFLINE, None, ())
    assert strange.unknown == ("frobnicates",)
    assert strange.marked
    assert strange.text == to_chinese("A hat that frobnicates.")
    assert (empty.text, empty.provider) == ("", Maker.OFFLINE)


def test_order_is_kept_and_nothing_is_asked_twice(server: Server, tmp_path: Path) -> None:
    captions = ["", *CAPTIONS[:50], "  ", *CAPTIONS[25:75], "This lady wears\ta  hat. 3\n", CAPTIONS[0]]
    for _ in range(2):
        with baidu(server) as translator:
            done = translator.translate(captions)
        assert [translated.caption for translated in done] == captions
        for translated in done:
            text = " ".join(translated.caption.split())
            assert translated.text == (in_chinese(text) if text else "")
            assert translated.problem is None
            assert translated.provider is (Maker.BAIDU if text else Maker.OFFLINE)
        asked = [text for request in server.asked for text in request.texts]
        assert sorted(asked) == sorted(set(CAPTIONS[:75]))
    assert (tmp_path / "cache" / "translations.sqlite").exists()


def test_captions_come_as_soon_as_their_request_is_answered(server: Server) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield f"{'long ' * 300}{taken}"

    with baidu(server) as translator:
        stream = translator.stream(endless())
        first = [next(stream) for _ in range(8)]
    assert [translated.caption.split()[-1] for translated in first] == [str(number) for number in range(1, 9)]
    assert all(translated.provider is Maker.BAIDU for translated in first)
    assert taken < 14


def test_known_captions_do_not_wait_for_a_request(server: Server) -> None:
    with baidu(server) as translator:
        translator.translate(CAPTIONS[:3])
        stream = translator.stream([*CAPTIONS[:3], "new"])
        assert [next(stream).text for _ in range(3)] == [in_chinese(caption) for caption in CAPTIONS[:3]]
        assert len(server.asked) == 1
        assert next(stream).text == in_chinese("new")


def test_a_wrong_key_is_asked_with_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_BAIDU_KEY", "another")
    with baidu(server) as translator:
        done = translator.translate(CAPTIONS) + translator.translate(["One more."])
    assert len(server.asked) == 1
    assert {translated.provider for translated in done} == {Maker.OFFLINE}
    assert {str(translated.problem) for translated in done} == {
        "Baidu rejected this account (54001 Invalid Sign). Check the app id and the key."
    }


def test_what_is_known_stays_known_when_the_account_is_closed(server: Server) -> None:
    with baidu(server) as translator:
        translator.translate(CAPTIONS[:5])
    server.script.append("54004")
    with baidu(server) as translator:
        [new, *known] = translator.translate(["new", *CAPTIONS[:5]])
    assert new.problem is not None
    assert {translated.provider for translated in known} == {Maker.BAIDU}


def test_a_passing_failure_is_tried_again(server: Server) -> None:
    server.script.extend(["52001", "54003", None, "drop", "500", None])
    with baidu(server, RetryPolicy(tries=3, back_off=0.005)) as translator:
        done = translator.translate(CAPTIONS[:300])
    assert {translated.provider for translated in done} == {Maker.BAIDU}
    requests = [request.texts for request in server.asked]
    assert requests[0] == requests[1] == requests[2] != requests[3] == requests[4] == requests[5]


def test_the_waits_between_tries_grow_and_long_queries_wait_longest(server: Server) -> None:
    def waits(*faults: str | None) -> list[float]:
        server.script.extend(faults)
        with baidu(server, RetryPolicy(tries=3, back_off=0.04)) as translator:
            translator.translate([f"{faults}"])
        moments = [asked.moment for asked in server.asked[-len(faults) :]]
        return [later - earlier for earlier, later in pairwise(moments)]

    assert waits("52001", "52001", None) == pytest.approx([0.04, 0.08])
    assert waits("54005", None) == pytest.approx([0.12])


def test_a_server_that_fails_is_left_alone_for_a_while(server: Server, clock: Clock) -> None:
    server.script.extend(["500"] * 4)
    with baidu(server, RetryPolicy(tries=2, back_off=0.005, failures=2, rest=60.0)) as translator:
        done = translator.translate(CAPTIONS)
        assert len(server.asked) == 4
        assert {translated.problem.code for translated in done if translated.problem} == {"translator-failed"}
        assert {translated.provider for translated in done} == {Maker.OFFLINE}
        clock.sleep(59.0)
        [soon] = translator.translate(["soon"])
        assert soon.problem is not None
        clock.sleep(1.1)
        [late] = translator.translate(["late"])
    assert late.provider is Maker.BAIDU
    assert len(server.asked) == 5


def test_a_server_that_asks_for_a_long_wait_gets_it_without_ours(server: Server, clock: Clock) -> None:
    server.script.append("retry after 600")
    with baidu(server, RetryPolicy()) as translator:
        done = translator.translate(CAPTIONS)
    assert clock.now == 0
    assert len(server.asked) == 1
    assert {translated.problem.code for translated in done if translated.problem} == {"translator-rate"}
    assert len(done) == len(CAPTIONS)


@pytest.mark.parametrize("fault", ["hang", "retry after 15", None])
def test_a_stop_is_heard_while_waiting_for_the_answer_the_next_try_and_the_rate(
    server: Server, clock: Clock, fault: str | None
) -> None:
    server.script.append(fault)

    def stopped() -> bool:
        """Once it waits: for an answer that does not come, or for time to pass."""
        return server.arrived.is_set() if fault == "hang" else clock.now > 0

    with baidu(server, RetryPolicy(), rate=0.01 if fault is None else 1000, timeout=SECONDS) as translator:
        if fault is None:
            assert translator.translate(["The only one for a hundred seconds."])[0].provider is Maker.BAIDU
        with pytest.raises(Problem) as raised:
            translator.translate(CAPTIONS, stopped=stopped)
    assert raised.value.code == "stopped"
    # The answer may have been read before the server is done with it.
    assert not server.answered.is_set() if fault == "hang" else server.answered.wait(SECONDS)
    assert clock.now <= HEARING_SECONDS
    assert len(server.asked) == 1


def test_progress_is_told(server: Server) -> None:
    events: list[Event] = []
    with baidu(server) as translator:
        translator.translate(CAPTIONS, emit=events.append)
    assert all(isinstance(event, Progress) and event.task is Task.TRANSLATING for event in events)
    assert events[-1] == Progress(Task.TRANSLATING, 400, 400)
    assert len(events) < 100


def test_without_a_cache_it_goes_on_and_says_so(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with Translator("baidu", url=server.url, rate=1000, cache=tmp_path / "file" / "x.sqlite") as translator:
        assert translator.translate(["One."])[0].text == in_chinese("One.")
        assert translator.cache_problem is not None
        assert translator.cache_problem.code == "translator-cache"


def test_side_by_side_with_what_the_online_one_lost(server: Server) -> None:
    caption = "This lady wears a long-sleeve shirt with floral patterns. There is a belt on her waist."
    server.translation = {caption: "这位女士穿着一件长袖衬衫，腰上有一条皮带。", "bad": "坏"}.__getitem__
    with baidu(server) as translator:
        compared = compare(translator.translate([caption])[0], CLOTHES)
    assert compared.online.text == "这位女士穿着一件长袖衬衫，腰上有一条皮带。"
    assert compared.offline.text == to_chinese(caption)
    assert [(lost.field, lost.word) for lost in compared.lost] == [("upper_pattern", "floral")]
    server.script.append("54004")
    with baidu(server) as translator:
        fallen = compare(translator.translate(["bad"])[0], CLOTHES)
    assert fallen.lost == ()
    assert fallen.online is fallen.offline
