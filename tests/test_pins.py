"""Every package that is installed with ours is pinned, and no registry's address stands in the repository."""

import importlib.metadata
import re

import pytest

from engine.files import project_folder
from tests.pins import direct, name_of, pins, project


def _brought_along() -> dict[str, str]:
    """Name and version of all that is installed because something of pyproject.toml asks for it."""
    waiting = list(direct(project()))
    found: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            # Of another system, or of an extra that is not installed.
            continue
        if name not in found:
            found[name] = package.version
            waiting += [name_of(requirement) for requirement in package.requires or () if "extra ==" not in requirement]
    return found


def _pinned(name: str) -> list[str]:
    constraints = project()["tool"]["uv"]["constraint-dependencies"]
    return [pin.partition(";")[0].partition("==")[2].strip() for pin in constraints if name_of(pin) == name]


def test_what_is_brought_along_is_pinned_to_what_is_installed() -> None:
    ours = direct(project())
    found = {name: version for name, version in _brought_along().items() if name not in ours}
    assert len(found) > 30
    for name, version in found.items():
        # What is built for one kind of hardware says so behind a plus.
        assert version.partition("+")[0] in _pinned(name), f"{name} {version}: see tests/pins.py"


def test_every_pin_is_exact_and_there_once_for_each_python() -> None:
    constraints = project()["tool"]["uv"]["constraint-dependencies"]
    assert constraints == sorted(constraints)
    for pin in constraints:
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; \(.+\))?", pin), pin
        assert len(_pinned(name_of(pin))) == 1 or ";" in pin, pin
    assert not {name_of(pin) for pin in constraints} & direct(project())


@pytest.mark.parametrize("name", ["pyproject.toml", "README.md", "CONTRIBUTING.md"])
def test_no_registry_has_its_address_here(name: str) -> None:
    text = (project_folder() / name).read_text(encoding="utf-8")
    assert not re.search(r"index-url|https?://[^\s)\"]*/simple", text)


def test_the_pins_of_a_lock() -> None:
    table = {
        "project": {"name": "mine", "dependencies": ["Torch_x==2"], "optional-dependencies": {"more": ["extra==1"]}},
        "dependency-groups": {"dev": ["pytest==9"]},
    }
    packages = [
        {"name": "mine"},
        {"name": "torch-x", "version": "2"},
        {"name": "extra", "version": "1"},
        {"name": "pytest", "version": "9"},
        {"name": "zipp", "version": "4.1.2"},
        {"name": "graph", "version": "3.6", "resolution-markers": ["python_full_version < '3.12'"]},
        {"name": "graph", "version": "3.7", "resolution-markers": ["a == '1'", "b == '2'"]},
    ]
    assert pins({"package": packages}, table) == [
        "graph==3.6 ; (python_full_version < '3.12')",
        "graph==3.7 ; (a == '1') or (b == '2')",
        "zipp==4.1.2",
    ]
