"""Every setting with its unit, range, default and help, as text, JSON, or a page in Markdown; or every encoder."""

import argparse
from functools import partial
from typing import Any, Literal, get_args

from engine.commands.output import Output
from engine.files import project_folder, write_text_atomically
from engine.recipes import RECIPES
from engine.report.wording import LANGUAGES, Language, window_words
from engine.settings import SECTIONS, Settings, choices, extra, field, limit

PAGES = {"en": "settings.md", "zh": "settings.zh.md"}
"""The pages that the READMEs link, in resources/docs; ``python -m gui.translations`` writes them."""

_CHINESE = {
    "Settings": "设置",
    "Change a setting with `--set name=value` on the command line, or in the window's form.": (
        "在命令行用 `--set 名称=值`，或在窗口的表单中修改设置。"
    ),
    "`python -m gui.translations` writes this page from the schema that checks the settings.": (
        "本页由 `python -m gui.translations` 根据检查设置的模式生成。"
    ),
    "Setting": "设置",
    "Values": "取值",
    "Default": "默认值",
    "What it does": "作用",
    "true or false": "true 或 false",
    "text": "文本",
    "{least} to {most}": "{least} 至 {most}",
    "{least} or more": "{least} 及以上",
    "{least} or more, below {below}": "{least} 及以上，小于 {below}",
    "above {above}, up to {most}": "大于 {above}，不超过 {most}",
    "above {above}, below {below}": "大于 {above}，小于 {below}",
    "{range} {unit}": "{range}（{unit}）",
    "empty": "空",
}

_BOUNDS: dict[str, Literal["ge", "gt", "le", "lt"]] = {"least": "ge", "above": "gt", "most": "le", "below": "lt"}
_SPANS = {
    ("least", "most"): "{least} to {most}",
    ("least",): "{least} or more",
    ("least", "below"): "{least} or more, below {below}",
    ("above", "most"): "above {above}, up to {most}",
    ("above", "below"): "above {above}, below {below}",
}
"""How a range is written, by the bounds that a setting has."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", metavar="NAME", nargs="*", help="settings to list (default: all)")
    parser.add_argument("--markdown", action="store_true", help="print a page in Markdown")
    parser.add_argument(
        "--encoders",
        metavar="TEXT",
        nargs="?",
        const="",
        help="list the encoders instead, with those of timm's whose names contain TEXT",
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="English or Chinese (default en)")


def run(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.encoders is not None:
        from engine.commands.encoderlist import list_encoders

        return list_encoders(arguments.encoders, output)
    names = [name.replace("-", "_") for name in arguments.names]
    if unknown := [name for name in names if name not in Settings.model_fields]:
        # The check of a value has the sentence, with the nearest name.
        from engine.checking import check

        check(dict.fromkeys(unknown))
    chosen = [row for row in describe(arguments.language) if not names or row["name"] in names]
    if arguments.markdown:
        print(page(arguments.language, chosen), end="")
        return 0
    for row in chosen:
        output.result(row, partial(_lines, row, arguments.language))
    return 0


def describe(language: Language = "en") -> list[dict[str, Any]]:
    """Plain values of each setting, by section.

    Returns:
        ``name``, ``section``, ``label``, ``type`` (bool, int, float, str), ``choices`` (empty where it is none),
        ``least``, ``above``, ``most``, ``below`` (None where there is no such bound), ``unit``, ``default``,
        ``recipes`` (the default of each recipe that has another), ``help``.
    """
    rows = []
    for section in SECTIONS:
        for name in (name for name in Settings.model_fields if extra(name)["section"] == section):
            found, words = field(name), extra(name)
            kind = found.annotation if isinstance(found.annotation, type) else type(get_args(found.annotation)[0])
            rows.append(
                {
                    "name": name,
                    "section": _word(language, section),
                    "label": _word(language, words["label"]),
                    "type": kind.__name__,
                    "choices": list(choices(name)),
                    **{
                        word: None if (bound := limit(name, operator)) is None else kind(bound)
                        for word, operator in _BOUNDS.items()
                    },
                    "unit": _word(language, words["unit"]),
                    "default": found.default,
                    "recipes": {
                        recipe: values[name]
                        for recipe, values in RECIPES.items()
                        if values.get(name, found.default) != found.default
                    },
                    "help": _word(language, found.description or ""),
                }
            )
    return rows


def page(language: Language, rows: list[dict[str, Any]] | None = None) -> str:
    """All settings, or some rows of ``describe``, as a page in Markdown with a table for each section."""
    say = _say(language)
    lines = [
        f"# {say('Settings')}",
        "",
        say("Change a setting with `--set name=value` on the command line, or in the window's form."),
        say("`python -m gui.translations` writes this page from the schema that checks the settings."),
    ]
    section = ""
    for row in describe(language) if rows is None else rows:
        if row["section"] != section:
            section = row["section"]
            titles = [say(word) for word in ("Setting", "Values", "Default", "What it does")]
            lines += ["", f"## {section}", "", "| " + " | ".join(titles) + " |", "|---|---|---|---|"]
        label, help_text = (row[part].replace("<", "&lt;") for part in ("label", "help"))
        cells = (f"`{row['name']}`<br>{label}", _values(row, language), _default(row, language), help_text)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def write_pages() -> None:
    """Write the pages that the READMEs link."""
    for language in LANGUAGES:
        write_text_atomically(project_folder() / "resources" / "docs" / PAGES[language], page(language))


def _lines(row: dict[str, Any], language: Language) -> list[str]:
    say = _say(language)
    return [
        f"{row['name']}  ({row['section']}: {row['label']})",
        f"    {say('Values')}: {_values(row, language)}",
        f"    {say('Default')}: {_default(row, language)}",
        f"    {row['help']}",
    ]


def _values(row: dict[str, Any], language: Language) -> str:
    """The values that a setting takes, with their unit."""
    say = _say(language)
    if row["choices"]:
        return ", ".join(row["choices"])
    if row["type"] in ("bool", "str"):
        return say("true or false" if row["type"] == "bool" else "text")
    bounds = {bound: _number(row[bound]) for bound in _BOUNDS if row[bound] is not None}
    span = say(_SPANS[tuple(bounds)]).format(**bounds)
    return say("{range} {unit}").format(range=span, unit=row["unit"]) if row["unit"] else span


def _default(row: dict[str, Any], language: Language) -> str:
    say = _say(language)
    others = [f"{recipe}: {_plain(value, say)}" for recipe, value in row["recipes"].items()]
    return "; ".join([_plain(row["default"], say), *others])


def _plain(value: Any, say: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _number(value)
    return value or say("empty")


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:g}"


def _say(language: Language) -> Any:
    return (lambda sentence: _CHINESE[sentence]) if language == "zh" else (lambda sentence: sentence)


def _word(language: Language, sentence: str) -> str:
    """A text of the schema in the language, from the window's translations."""
    return window_words().get(("Setting", sentence), sentence) if language == "zh" else sentence
