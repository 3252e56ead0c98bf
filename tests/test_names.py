"""A class name means one thing in the whole program."""

import ast
from collections import defaultdict

from engine.files import project_folder


def test_no_class_name_is_used_twice() -> None:
    places = defaultdict(list)
    folder = project_folder()
    for path in [*(folder / "engine").rglob("*.py"), *(folder / "gui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(f"{path.relative_to(folder)}:{node.lineno}")
    assert len(places) > 200
    assert not {name: found for name, found in places.items() if len(found) > 1}
