"""``settings``: every setting from the schema, as lines, JSON and a page; and what ``--help`` loads for it."""

import json
import subprocess
import sys

import pytest

from engine.__main__ import COMMANDS, main
from engine.commands.settings import PAGES, describe, page
from engine.files import project_folder
from engine.report.wording import LANGUAGES, Language
from engine.settings import Settings, choices, field

# What takes long to load, or may be missing.
SLOW = ("numpy", "torch", "torchvision", "pydantic", "PIL", "onnx", "nltk", "requests", "psutil")
TELL = """
import contextlib, io, sys
from engine.__main__ import main
said = io.StringIO()
with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
    main(sys.argv[1:])
assert "usage:" in said.getvalue()
print(*sorted(name for name in sys.modules if name.startswith("engine.commands.")))
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def loaded(*words: str) -> tuple[set[str], set[str]]:
    """The commands and the packages that a help loads."""
    done = subprocess.run(
        [sys.executable, "-c", TELL, *words], cwd=project_folder(), capture_output=True, text=True, check=True
    )
    commands, packages = done.stdout.splitlines()
    return set(commands.split()), set(packages.split())


def test_the_list_of_commands_loads_no_command_and_nothing_slow() -> None:
    commands, packages = loaded("--help")
    assert not {f"engine.commands.{name}" for name in COMMANDS} & commands
    assert not packages & set(SLOW)


@pytest.mark.parametrize("name", ["score", "caption", "doctor"])
def test_the_help_of_a_command_loads_that_command_alone(name: str) -> None:
    commands, packages = loaded(name, "--help")
    assert {f"engine.commands.{other}" for other in COMMANDS} & commands == {f"engine.commands.{name}"}
    assert not packages & set(SLOW)


def test_each_command_has_its_own_help(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        assert f"python -m engine {name} " in capsys.readouterr().out


def test_every_setting_is_told_with_its_unit_range_default_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "--json"]) == 0
    rows = {row["name"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert set(rows) == set(Settings.model_fields)
    for name, row in rows.items():
        assert (row["default"], row["choices"]) == (field(name).default, list(choices(name)))
        assert row["help"] == field(name).description
    batch = rows["batch_size"]
    assert (batch["type"], batch["least"], batch["most"], batch["unit"]) == ("int", 1, 8192, "pictures")
    assert (rows["dropout"]["below"], rows["dropout"]["recipes"]) == (1, {"notebook": 0.5})
    assert (rows["augment"]["type"], rows["schedule"]["type"], rows["features"]["type"]) == ("bool", "str", "str")


def test_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "batch-size", "augment", "dropout", "disk_budget_gb", "fixed_samples"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[lines.index("batch_size  (Training: Batch size)") + 1 :][:2] == [
        "Values: 1 to 8,192 pictures",
        "Default: 32",
    ]
    assert "Values: true or false" in lines
    assert "Values: 0 or more, below 1" in lines
    assert "Default: 0.2; notebook: 0.5" in lines
    assert "Values: above 0, up to 100,000 GB" in lines
    assert "Default: empty" in lines


def test_a_setting_that_there_is_none_of_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "sed"]) == 2
    assert "unknown setting sed (nearest: seed)" in capsys.readouterr().err


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_up_to_date(language: Language, capsys: pytest.CaptureFixture[str]) -> None:
    path = project_folder() / "resources" / "docs" / PAGES[language]
    assert path.read_text(encoding="utf-8") == page(language), "run python -m gui.translations"
    assert main(["settings", "--markdown", "--language", language]) == 0
    assert capsys.readouterr().out == page(language)
    readme = {"en": "README.md", "zh": "README.zh.md"}[language]
    assert f"resources/docs/{PAGES[language]}" in (project_folder() / readme).read_text(encoding="utf-8")


def test_every_setting_is_on_the_page_once() -> None:
    names = [line.split("`")[1] for line in page("en").splitlines() if line.startswith("| `")]
    assert sorted(names) == sorted(Settings.model_fields)
    assert len({row["section"] for row in describe()}) == page("en").count("\n## ")


def test_the_chinese_page_has_the_windows_chinese() -> None:
    for row in describe("zh"):
        for words in (row["section"], row["label"], row["help"]):
            assert any("一" <= letter <= "鿿" for letter in words), words
