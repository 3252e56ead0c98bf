"""Keys: from the environment, this session or the keyring, in that order; and nowhere to be read."""

import pickle
from typing import Any, ClassVar

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, null

from engine.errors import Problem
from engine.translation import keys
from engine.translation.keys import (
    BAIDU_APP_ID,
    BAIDU_KEY,
    Secret,
    find_key,
    forget_key,
    keep_key,
    keyring_problem,
    libretranslate_key,
)
from engine.translation.translator import Translator


class Memory(KeyringBackend):
    """A keyring as good as the system's, for as long as a test takes."""

    priority = 5
    held: ClassVar[dict[tuple[str, str], str]] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.held.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


class Plain(Memory):
    """One that writes keys in the clear says so by its priority."""

    priority = 0.5  # type: ignore[assignment]


class Locked(Memory):
    """One that its owner does not open."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked(f"locked to {password}")

    delete_password = get_password  # type: ignore[assignment]


class Broken(Memory):
    """One whose system has gone."""

    @property
    def backends(self) -> list[KeyringBackend]:
        raise RuntimeError("no bus")


# The package offers every backend class that it has seen.
KeyringBackend._classes -= {Memory, Plain, Locked, Broken}


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in (BAIDU_APP_ID, BAIDU_KEY):
        monkeypatch.delenv(key.variable)
    Memory.held.clear()


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret(" sesame-4711\n")
    assert secret.reveal() == "sesame-4711"
    for text in (str(secret), repr(secret), f"{secret}", f"{[secret]}", str({"key": secret})):
        assert "sesame" not in text
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert not hasattr(secret, "__dict__")
    assert secret.hide_in("key sesame-4711, sesame-4711!") == "key …, …!"
    assert Secret("abc").hide_in("abcdef") == "abcdef"
    assert not Secret("  ")
    Secret("\udcff").reveal().encode()


def test_a_key_is_kept_in_the_keyring() -> None:
    keyring.set_keyring(Memory())
    assert keyring_problem() is None
    assert find_key(BAIDU_KEY) is None
    assert keep_key(BAIDU_KEY, Secret("sesame-4711")) is None
    assert Memory.held == {("atelier", "baidu-key"): "sesame-4711"}
    keys._session.clear()
    found = find_key(BAIDU_KEY)
    assert found is not None
    assert found.reveal() == "sesame-4711"
    forget_key(BAIDU_KEY)
    forget_key(BAIDU_KEY)
    assert Memory.held == {}
    assert find_key(BAIDU_KEY) is None


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.set_keyring(Memory())
    keep_key(BAIDU_KEY, Secret("kept"))
    monkeypatch.setenv("ATELIER_BAIDU_KEY", "from the environment")
    assert find_key(BAIDU_KEY).reveal() == "from the environment"  # type: ignore[union-attr]
    monkeypatch.setenv("ATELIER_BAIDU_KEY", " ")
    assert find_key(BAIDU_KEY).reveal() == "kept"  # type: ignore[union-attr]


def test_each_server_has_its_own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.set_keyring(Memory())
    keep_key(libretranslate_key("http://one:5000"), Secret("one's"))
    assert find_key(libretranslate_key("http://two:5000")) is None
    assert find_key(libretranslate_key("http://one:5000")).reveal() == "one's"  # type: ignore[union-attr]


@pytest.mark.parametrize("backend", [None, Plain, null.Keyring, Broken])
def test_without_a_keyring_a_key_lives_for_this_session(backend: Any) -> None:
    if backend is not None:
        keyring.set_keyring(backend())
    problem = keep_key(BAIDU_KEY, Secret("sesame-4711"))
    assert problem is not None
    assert str(problem) == (
        "The system keyring cannot be used (none was found). The key is kept for this session only."
    )
    assert keyring_problem() is not None
    assert find_key(BAIDU_KEY).reveal() == "sesame-4711"  # type: ignore[union-attr]
    assert Memory.held == {}
    forget_key(BAIDU_KEY)
    assert find_key(BAIDU_KEY) is None


def test_a_locked_keyring_gives_and_keeps_nothing_and_says_no_key() -> None:
    keyring.set_keyring(Locked())
    assert find_key(BAIDU_KEY) is None
    problem = keep_key(BAIDU_KEY, Secret("sesame-4711"))
    assert problem is not None
    assert "locked to …" in str(problem)
    assert "sesame" not in repr(problem)
    assert find_key(BAIDU_KEY).reveal() == "sesame-4711"  # type: ignore[union-attr]
    forget_key(BAIDU_KEY)


def test_of_several_keyrings_the_first_that_encrypts_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [memory, Plain()], raising=False)
    keyring.set_keyring(chainer.ChainerBackend())
    assert keys._keyring() is memory
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [Plain()], raising=False)
    assert keys._keyring() is None


def test_baidu_names_the_variables_of_the_keys_that_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Problem) as raised:
        Translator("baidu")
    assert "ATELIER_BAIDU_APP_ID and ATELIER_BAIDU_KEY" in str(raised.value)
    keep_key(BAIDU_KEY, Secret("sesame-4711"))
    with pytest.raises(Problem) as raised:
        Translator("baidu")
    assert raised.value.values["variables"] == "ATELIER_BAIDU_APP_ID"
    assert "sesame" not in repr(raised.value)
    keep_key(BAIDU_APP_ID, Secret("4711"))
    Translator("baidu").close()
