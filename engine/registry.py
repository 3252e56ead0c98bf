"""What can be chosen by name: decoders, encoders, scores, kinds of captions, caption formats. Standard library only.

Each room registers its own entries in its package's ``__init__``, without loading what they stand for: an entry names
it as ``module:attribute``, and ``load`` fetches it when it is used. So a form, ``--help`` and the checks of settings
know every choice without torch. ``engine/__init__`` imports those packages, so that all are known before anything asks.
"""

import difflib
import importlib
from collections.abc import Iterator
from typing import Any, Generic, Protocol, TypeVar


class Entry(Protocol):
    """What every entry has.

    Attributes:
        key: its name in settings, files and on the command line.
        label: its name for people, in English; the window looks it up in its translations.
    """

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...


Kind = TypeVar("Kind", bound=Entry)


class Registry(Generic[Kind]):
    """Entries by their key, in the order in which they were registered.

    Args:
        name: under which ``registry`` finds it, such as "decoders".
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, Kind] = {}
        _REGISTRIES[name] = self

    def register(self, entry: Kind) -> Kind:
        """Add an entry.

        Raises:
            ValueError: if its key is taken.
        """
        if entry.key in self._entries:
            raise ValueError(f"{self.name}: {entry.key} is registered already")
        self._entries[entry.key] = entry
        return entry

    def unregister(self, key: str) -> None:
        """Take an entry out again, as tests do."""
        del self._entries[key]

    def get(self, key: str) -> Kind | None:
        """The entry of a key, or None."""
        return self._entries.get(key)

    def __getitem__(self, key: str) -> Kind:
        entry = self.get(key)
        if entry is None:
            raise KeyError(key)
        return entry

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        """The keys."""
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def nearest(self, key: str) -> tuple[str, ...]:
        """The keys that are spelt most like one, the likeliest first."""
        return tuple(difflib.get_close_matches(key, self._entries, cutoff=0))

    def values(self) -> tuple[Kind, ...]:
        """The entries."""
        return tuple(self._entries.values())


_REGISTRIES: dict[str, Registry[Any]] = {}


def registry(name: str) -> Registry[Any]:
    """The registry of a name.

    Raises:
        KeyError: if there is none.
    """
    return _REGISTRIES[name]


def load(target: str) -> Any:
    """What ``module:attribute`` names."""
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)
