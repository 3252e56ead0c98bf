"""A picture from an address: what a server may do wrong, and what is no picture."""

import base64
from collections.abc import Iterator

import pytest

from engine.data import fetching
from engine.data.fetching import REDIRECTIONS, TOO_OFTEN, fetch_picture, is_web_address
from engine.errors import Problem
from engine.translation.faults import CUT_OFF, NO_CONNECTION, TIMED_OUT
from tests.data.web import Web, png


@pytest.fixture
def web() -> Iterator[Web]:
    running = Web()
    yield running
    running.end()


def test_a_picture_is_fetched_with_the_name_that_its_address_gives(web: Web) -> None:
    found = fetch_picture(web.address("cat%20one.png?size=3#top"))
    assert found.pixels.shape == (5, 7, 3)
    assert found.pixels[0, 0].tolist() == [200, 30, 60]
    assert found.name == "cat one.png"
    assert fetch_picture(web.address("moved")).pixels.shape == (5, 7, 3), "a redirection is followed"


@pytest.mark.parametrize(
    ("path", "code", "reason"),
    [
        ("page", "address-no-picture", "text/html"),
        ("words", "address-no-picture", "it is no picture"),
        ("round", "address-unreachable", TOO_OFTEN),
        ("away", "address-unreachable", fetching.NOT_WEB),
        ("large", "address-too-large", None),
        ("endless", "address-too-large", None),
        ("cut", "address-unreachable", CUT_OFF),
        ("gone", "address-refused", None),
        ("slow", "address-unreachable", TIMED_OUT),
    ],
)
def test_whatever_goes_wrong_is_one_sentence_that_names_the_host_alone(
    web: Web, monkeypatch: pytest.MonkeyPatch, path: str, code: str, reason: str | None
) -> None:
    if path == "endless":
        monkeypatch.setattr(fetching, "MOST_BYTES", 1024)
    with pytest.raises(Problem) as raised:
        fetch_picture(web.address(f"{path}/secret"), seconds=0.2 if path == "slow" else 60.0)
    assert raised.value.code == code
    assert raised.value.values.get("reason") == reason
    assert "127.0.0.1" in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_server_is_not_asked_more_often_than_it_may_redirect(web: Web) -> None:
    with pytest.raises(Problem):
        fetch_picture(web.address("round"))
    assert len(web.asked) == 1 + REDIRECTIONS


def test_nobody_at_the_address_and_no_address_at_all() -> None:
    with pytest.raises(Problem) as raised:
        fetch_picture("http://127.0.0.1:9/x.png")
    assert raised.value.values["reason"] == NO_CONNECTION
    for wrong in ("file:///etc/hostname", "http://", "ftp://host/x.png", "two words", "data:text/html,x", "http://[x"):
        assert not is_web_address(wrong)
        with pytest.raises(Problem) as refused:
            fetch_picture(wrong)
        assert refused.value.code == "address-wrong"


def test_a_picture_written_out_in_its_address_is_read_without_a_server() -> None:
    written = "data:image/png;base64," + base64.b64encode(png()).decode()
    assert fetch_picture(written).pixels.shape == (5, 7, 3)
    for wrong in ("data:image/png;base64,!!!!", "data:image/png", "data:image/png;base64,AAAA"):
        with pytest.raises(Problem) as raised:
            fetch_picture(wrong)
        assert raised.value.code == "address-wrong"


def test_fetching_stops_when_asked(web: Web) -> None:
    with pytest.raises(Problem) as raised:
        fetch_picture(web.address("slow"), lambda: True)
    assert raised.value.code == "stopped"
