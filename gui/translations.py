"""``python -m gui.translations``: gathers every sentence into each language's .ts file and makes the .qm that Qt reads.

The engine knows nothing of Qt, so its tables are written out as Qt's own calls into a passing file, which the harvest
reads beside the window's sources. New sentences appear unfinished; tests fail until each is translated.
It also writes the pages of all settings in resources/docs, which say the same words.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from engine.camera.opening import PRIVACY
from engine.checking import WRONG
from engine.commands.settings import write_pages
from engine.data.fetching import FETCH_REASONS
from engine.data.picture import CONTENT_REASONS, PASSING_REASONS
from engine.data.reasons import NOT_TEXT
from engine.data.reasons import REASONS as LEFT_OUT
from engine.errors import PROBLEMS
from engine.files import project_folder
from engine.importing.reasons import REASONS as NOT_IMPORTED
from engine.metrics.verdict import REASONS as GROUNDING_REASONS
from engine.registry import registry
from engine.settings import REGISTRIES, SECTIONS, Settings, extra, field
from engine.translation.baidu import Baidu
from engine.translation.faults import REASONS
from engine.translation.keys import NO_KEYRING
from engine.translation.libretranslate import LibreTranslate
from gui.languages import LANGUAGES, InterfaceLanguage
from gui.text import WINDOW_PROBLEMS

FOLDER = project_folder() / "resources" / "translations"


def translated() -> list[InterfaceLanguage]:
    """The languages that have a file of translations: all but English."""
    return [language for language in LANGUAGES.values() if language.translations]


def source(language: InterfaceLanguage) -> Path:
    """The .ts file of a language, which people edit."""
    return FOLDER / f"{language.translations}.ts"


def compiled(language: InterfaceLanguage) -> Path:
    """Its .qm file, which Qt reads."""
    return FOLDER / f"{language.translations}.qm"


def engine_sentences() -> list[tuple[str, str]]:
    """Context and text of all that the engine words: problems, wrong values, settings, choices, verdicts."""
    found = [("Problem", text) for code, text in PROBLEMS.items() if code not in WINDOW_PROBLEMS]
    found += [("Cause", text) for text in LEFT_OUT.values()]
    found += [("Wrong", text) for text in WRONG.values()]
    found += [("Setting", section) for section in SECTIONS]
    for name in Settings.model_fields:
        found.append(("Setting", extra(name)["label"]))
        found.append(("Setting", field(name).description or ""))
        found.append(("Setting", extra(name)["unit"]))
    for name, *_ in REGISTRIES.values():
        for entry in registry(name).values():
            found += [("Choice", entry.label), ("Choice", getattr(entry, "short", ""))]
    found += [
        ("Reason", reason)
        for reason in sorted(
            CONTENT_REASONS | PASSING_REASONS | FETCH_REASONS | {NO_KEYRING, NOT_TEXT, PRIVACY} | REASONS | NOT_IMPORTED
        )
    ]
    found += [("Service", provider.service) for provider in (Baidu, LibreTranslate)]
    found += [("Grounding", text) for text in GROUNDING_REASONS.values()]
    return list(dict.fromkeys(item for item in found if item[1]))


def harvest(target: Path, code: str) -> None:
    """Bring a language's .ts file up to date with the sources; what is translated stays, what is gone goes."""
    with tempfile.TemporaryDirectory() as folder:
        passing = Path(folder) / "engine_sentences.py"
        lines = [
            f"QCoreApplication.translate({_quoted(context)}, {_quoted(text)})" for context, text in engine_sentences()
        ]
        passing.write_text("\n".join(lines) + "\n", encoding="utf-8")
        options = ["-locations", "none", "-no-obsolete", "-source-language", "en", "-target-language", code]
        _tool("pyside6-lupdate", [*_sources(), passing], "-ts", target, options)


def compile_messages(source: Path, target: Path) -> None:
    """Make the .qm file of a .ts file."""
    _tool("pyside6-lrelease", [source], "-qm", target)


def _sources() -> Iterable[Path]:
    return sorted(path for path in (project_folder() / "gui").rglob("*.py"))


def _quoted(text: str) -> str:
    # The harvester reads C-like strings: it knows no single quotes inside which double ones stand.
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _tool(name: str, inputs: Iterable[Path], option: str, target: Path, options: Iterable[str] = ()) -> None:
    """Run one of Qt's tools, which PySide6 brings along.

    Raises:
        RuntimeError: with its words, where it fails.
    """
    # The launchers lie beside the interpreter, whose folder need not be on PATH.
    program = next(Path(sys.executable).parent.glob(f"{name}*"))
    words = [str(program), *(str(path) for path in inputs), option, str(target), *options]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{name}: {done.stdout}{done.stderr}")


def main() -> int:
    """Harvest, compile, say what is missing, and write the pages of the settings."""
    left = 0
    for language in translated():
        harvest(source(language), language.code)
        compile_messages(source(language), compiled(language))
        unfinished = source(language).read_text(encoding="utf-8").count('type="unfinished"')
        print(f"{compiled(language).name}: {unfinished} unfinished")
        left += unfinished
    write_pages()
    return 2 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
