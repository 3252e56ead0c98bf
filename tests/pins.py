"""``python -m tests.pins``: the exact versions of all packages that ours bring along, as ``constraint-dependencies``.

uv.lock names the registry that it was made with, and so stays out of the repository; the versions alone do not. To take
newer ones: empty the list in pyproject.toml, run ``uv lock --upgrade``, and put in what this prints.
"""

import re
import tomllib
from collections.abc import Iterable
from typing import Any

from engine.files import project_folder


def project() -> dict[str, Any]:
    """What stands in pyproject.toml."""
    return tomllib.loads((project_folder() / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    """The package that a requirement asks for, as PyPI spells it in addresses."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement.strip(), maxsplit=1)[0]).lower()


def direct(table: dict[str, Any]) -> set[str]:
    """The packages that pyproject.toml asks for itself."""
    wanted: Iterable[str] = (
        *table["project"]["dependencies"],
        *(requirement for extra in table["project"]["optional-dependencies"].values() for requirement in extra),
        *(requirement for group in table["dependency-groups"].values() for requirement in group),
    )
    return {name_of(requirement) for requirement in wanted}


def pins(lock: dict[str, Any], table: dict[str, Any]) -> list[str]:
    """A requirement for each package of a uv.lock that pyproject.toml does not name itself."""
    ours = direct(table) | {table["project"]["name"]}
    found = []
    for package in lock["package"]:
        if package["name"] not in ours:
            # A package of several versions has each for some Pythons or systems alone.
            markers = " or ".join(f"({marker})" for marker in package.get("resolution-markers", ()))
            found.append(f"{package['name']}=={package['version']}" + (f" ; {markers}" if markers else ""))
    return sorted(found)


if __name__ == "__main__":
    locked = tomllib.loads((project_folder() / "uv.lock").read_text(encoding="utf-8"))
    print("constraint-dependencies = [")
    for pin in pins(locked, project()):
        print(f'    "{pin}",')
    print("]")
