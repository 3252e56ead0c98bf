"""The keys of online translators: from the environment, else from the system's keyring, else asked each session.

A key is never written to a file. Where the system has no keyring that encrypts, it lives in this process's memory.
"""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote, quote_plus

from engine.errors import Problem, reason

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "atelier"
"""Under which name the keyring lists the keys."""


class Secret:
    """A key that shows itself only to ``reveal()``: no repr, message, log or pickle gives it away."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        # What comes from a terminal or the environment may not be whole UTF-8, and could not be sent.
        self._value = value.strip().encode("utf-8", "replace").decode("utf-8")

    def reveal(self) -> str:
        """The key itself, for a request and for nothing else."""
        return self._value

    def hide_in(self, text: str) -> str:
        """A server's words without the key, which some servers say over again."""
        if len(self._value) < 4:
            return text
        # As it was given, and as it stands in an address or a form.
        for form in (self._value, quote(self._value, safe=""), quote_plus(self._value)):
            text = text.replace(form, "…")
        return text

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written down")


@dataclass(frozen=True, slots=True)
class Key:
    """A key that a translator takes: its name in the keyring, and the environment variable that stands above that."""

    name: str
    variable: str
    needed: bool = True


BAIDU_APP_ID = Key("baidu-app-id", "ATELIER_BAIDU_APP_ID")
BAIDU_KEY = Key("baidu-key", "ATELIER_BAIDU_KEY")

_session: dict[str, Secret] = {}


def libretranslate_key(address: str) -> Key:
    """The key of one server; another server must not be sent it."""
    return Key(f"libretranslate-key {address}", "ATELIER_LIBRETRANSLATE_KEY", needed=False)


def find_key(key: Key) -> Secret | None:
    """A key where one is known: the environment's, this session's, the keyring's; else None.

    A keyring that is locked or broken counts as empty; ``keyring_problem`` says why.
    """
    for value in (Secret(os.environ.get(key.variable, "")), _session.get(key.name)):
        if value:
            return value
    backend = _keyring()
    if backend is None:
        return None
    try:
        found = backend.get_password(SERVICE, key.name)
    except Exception:
        # Backends raise what their system raises.
        return None
    return Secret(found) if found else None


def keep_key(key: Key, value: Secret) -> Problem | None:
    """Keep a key: in the keyring, or for this session where that cannot be done; then why, to be told."""
    _session[key.name] = value
    backend = _keyring()
    if backend is None:
        return keyring_problem()
    why = ""
    try:
        backend.set_password(SERVICE, key.name, value.reveal())
    except Exception as error:
        why = value.hide_in(reason(error))
    if why:
        return Problem("keyring-unusable", reason=why)
    return None


def forget_key(key: Key) -> None:
    """Drop a key from this session and from the keyring; the environment's stays."""
    _session.pop(key.name, None)
    backend = _keyring()
    if backend is None:
        return
    import keyring.errors

    try:
        backend.delete_password(SERVICE, key.name)
    except keyring.errors.KeyringError:
        # It is not there, or the keyring is locked: then it gives nothing out either.
        return


def keyring_problem() -> Problem | None:
    """Why keys cannot be kept beyond this session; None where they can."""
    if _keyring() is None:
        return Problem("keyring-unusable", reason=NO_KEYRING)
    return None


NO_KEYRING = "none was found"


def _keyring() -> "KeyringBackend | None":
    """The system's keyring, where there is one that encrypts."""
    import keyring

    try:
        backend = keyring.get_keyring()
        # Below 1 are those that the package itself does not recommend: plain files, and stand-ins that keep nothing.
        # The chain of several may end in such a one, so its first link is taken.
        links = getattr(backend, "backends", [backend])
        usable = [link for link in links if link.priority >= 1]
    except Exception:
        # Asking a backend for its priority asks the system, which raises what it likes.
        return None
    return usable[0] if usable else None
