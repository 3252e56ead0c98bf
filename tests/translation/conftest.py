"""A server for each test, keys of its own, and nothing of the person who runs the tests."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from engine.translation import asking, keys, waiting
from engine.translation.waiting import RetryPolicy
from tests.clock import Clock
from tests.translation.server import APP_ID, KEY, Server, serving

QUICK = RetryPolicy(tries=2, back_off=0.005, longest_wait=0.5, failures=1000, rest=1000.0)
"""Hardly waits, and never loses heart."""


@pytest.fixture(autouse=True)
def own_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Keys of the test server in the environment, no keyring, a home and a cache in this test's folder."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, folder in (("HOME", "home"), ("ATELIER_CACHE", "cache"), ("XDG_CONFIG_HOME", "config")):
        (tmp_path / folder).mkdir()
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.setenv("ATELIER_BAIDU_APP_ID", APP_ID)
    monkeypatch.setenv("ATELIER_BAIDU_KEY", KEY)
    monkeypatch.delenv("ATELIER_LIBRETRANSLATE_KEY", raising=False)
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(waiting, "_limits", {})
    yield
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of every wait, back-off and rate, in this process."""
    made = Clock()
    for module in (waiting, asking):
        monkeypatch.setattr(module, "time", made)
    return made


@pytest.fixture
def server(clock: Clock) -> Iterator[Server]:
    with serving(clock=clock) as running:
        yield running
