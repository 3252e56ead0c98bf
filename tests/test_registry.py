"""What can be chosen by name: known without loading anything, and open to what others register."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from engine.checking import SettingsWrong, check
from engine.files import project_folder
from engine.models.decoders import DECODERS, DecoderEntry
from engine.registry import Registry, load, registry
from engine.settings import REGISTRIES, choices

# A finder that refuses whatever does not come with Python or lie in the engine.
REFUSING = """
import sys

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in sys.stdlib_module_names | {"engine"}:
            raise ImportError(f"{name} is refused")

sys.meta_path.insert(0, Refusing())
import engine
from engine.registry import registry
print(*(f"{name}:{','.join(registry(name))}" for name in %r))
"""


@dataclass(frozen=True)
class Plain:
    key: str
    label: str


@pytest.fixture
def toy() -> Iterator[DecoderEntry]:
    yield DECODERS.register(DecoderEntry("toy", "Toy", "tests.nowhere:Toy"))
    DECODERS.unregister("toy")


def test_entries_stand_in_their_order_and_once() -> None:
    fruit: Registry[Plain] = Registry("fruit")
    pear, apple = fruit.register(Plain("pear", "Pear")), fruit.register(Plain("apple", "Apple"))
    assert list(fruit) == ["pear", "apple"]
    assert fruit.values() == (pear, apple)
    assert registry("fruit")["apple"] is apple
    assert fruit.get("plum") is None
    with pytest.raises(ValueError, match="pear is registered already"):
        fruit.register(Plain("pear", "Another"))
    fruit.unregister("pear")
    assert "pear" not in fruit
    assert len(fruit) == 1


def test_what_an_entry_names_is_loaded_when_it_is_wanted() -> None:
    assert load("engine.registry:Registry") is Registry
    with pytest.raises(AttributeError):
        load("engine.registry:Nothing")


def test_the_engine_knows_every_choice_with_the_standard_library_alone() -> None:
    names = [name for name, *_ in REGISTRIES.values()]
    ended = subprocess.run(
        [sys.executable, "-c", REFUSING % names], cwd=project_folder(), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    known = dict(words.split(":") for words in ended.stdout.split())
    assert known == {name: ",".join(registry(name)) for name in names}
    assert all(known.values())


def test_a_registered_value_is_a_choice_and_another_is_refused_with_all_of_them(toy: DecoderEntry) -> None:
    assert choices("decoder")[-1] == "toy"
    assert check({"decoder": "toy"}).decoder == "toy"
    with pytest.raises(SettingsWrong, match=r"decoder must be one of gru, .*, toy\.$"):
        check({"decoder": "teller"})


def test_what_is_no_longer_registered_is_no_choice() -> None:
    with pytest.raises(SettingsWrong, match="decoder must be one of gru, "):
        check({"decoder": "toy"})


@pytest.mark.parametrize("name", REGISTRIES)
def test_a_choice_from_a_registry_must_be_a_text(name: str) -> None:
    for value in (3, None, ["gru"], ""):
        with pytest.raises(SettingsWrong, match=name):
            check({name: value})
