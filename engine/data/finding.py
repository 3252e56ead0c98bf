"""Which format the captions of a data folder have: asked of all of them, and of the person where several could be."""

from pathlib import Path

from engine.data.formats import FORMATS, FormatEntry
from engine.data.formats.interface import Columns, Found, Question
from engine.data.survey import Survey
from engine.domains import AUTO
from engine.errors import Problem


def choose_format(survey: Survey, data_format: str, columns: Columns) -> tuple[FormatEntry, Found]:
    """The format of a data folder's captions, and their files.

    Args:
        data_format: its key, or "auto" for the one that fits.

    Raises:
        Problem: ``captions-missing``, ``format-missing``, ``data-ambiguous``.
    """
    path = survey.file or survey.folder
    if data_format != AUTO:
        entry = FORMATS[data_format]
        found = entry.format().find(survey, columns)
        if found is None:
            raise Problem("format-missing", path=path, format=entry.label)
        candidates = [(entry, found)]
    else:
        candidates = find_formats(survey, columns)
    if not candidates:
        raise Problem("captions-missing", path=path)
    if len(candidates) > 1:
        choices = tuple(entry.key for entry, _ in candidates)
        ask(Question("format", path, choices))
    [(entry, found)] = candidates
    if found.question is not None:
        ask(found.question)
    return entry, found


def find_formats(survey: Survey, columns: Columns) -> list[tuple[FormatEntry, Found]]:
    """Every format that knows files in a folder, the best first.

    What is registered later is asked earlier: the formats that many files look like come first in the registry, and
    what another has claimed already is no question.
    """
    candidates: list[tuple[FormatEntry, Found]] = []
    claimed: set[Path] = set()
    for entry in reversed(FORMATS.values()):
        found = entry.format().find(survey, columns)
        if found is None or claimed.issuperset(found.files):
            continue
        candidates.append((entry, found))
        claimed.update(found.files)
        claimed.update(found.beside)
    return [candidate for candidate in candidates if candidate[1].sure] or candidates


def holds_captions(data: Path) -> bool:
    """Whether a folder can be looked at and holds captions of any format, or is a file of captions."""
    try:
        return data.exists() and bool(find_formats(Survey.of(data), Columns()))
    except (OSError, ValueError, Problem):
        return False


def ask(question: Question) -> None:
    """Tell what only a person can.

    Raises:
        Problem: ``data-ambiguous``.
    """
    setting = {"format": "data_format", "columns": "columns"}[question.about]
    raise Problem(
        "data-ambiguous",
        path=question.path,
        setting=setting,
        choices=", ".join(question.choices),
        question=question,
    )


def parse_columns(text: str) -> Columns:
    """The setting ``columns``: such as "image=file, caption=title+text, split=set".

    Raises:
        Problem: ``columns-wrong``.
    """
    values: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = part.partition("=")
        name = name.strip().lower()
        if not equals or name not in ("image", "caption", "split") or name in values or not value.strip():
            raise Problem("columns-wrong", part=part)
        values[name] = value.strip()
    captions = tuple(filter(None, (part.strip() for part in values.get("caption", "").split("+"))))
    return Columns(values.get("image", ""), captions, values.get("split", ""))
