"""Which format the captions of a data folder have: asked of all of them, and of the person where several could be."""

from pathlib import Path
from typing import NamedTuple

from engine.data.formats import FORMATS, FormatEntry
from engine.data.formats.interface import Columns, Found, Question
from engine.data.rivals import Rival, settled, which
from engine.data.survey import Survey
from engine.domains import AUTO
from engine.errors import Problem


class FormatChoice(NamedTuple):
    """The captions of a data folder.

    Attributes:
        passed: other formats that know captions there, which are passed over.
    """

    entry: FormatEntry
    found: Found
    passed: tuple[Rival, ...] = ()


def choose_format(survey: Survey, data_format: str, columns: Columns) -> FormatChoice:
    """The format of a data folder's captions, and their files.

    Args:
        data_format: its key, or "auto" for the one that fits.

    Raises:
        Problem: ``captions-missing``, ``format-missing``, ``data-ambiguous``, ``data-several``, ``columns-unknown``.
    """
    path = survey.file or survey.folder
    if data_format != AUTO:
        entry = FORMATS[data_format]
        found = entry.format().find(survey, columns)
        if found is None:
            raise Problem("format-missing", path=path, format=entry.label)
        candidates = [Rival(entry, found)]
        passed: list[Rival] = []
    else:
        candidates, passed = settled(find_formats(survey, columns), columns)
    if not candidates:
        raise Problem("captions-missing", path=path)
    if len(candidates) > 1:
        ask(which(candidates, survey, columns))
    [(entry, found)] = candidates
    if found.question is not None:
        ask(found.question)
    return FormatChoice(entry, found, tuple(passed))


def find_formats(survey: Survey, columns: Columns) -> list[Rival]:
    """Every format that knows files in a folder, the best first.

    What is registered later is asked earlier: the formats that many files look like come first in the registry, and
    what another has claimed already is no question.

    Raises:
        Problem: ``columns-unknown`` where no format knows files with the columns that a person named.
    """
    candidates: list[Rival] = []
    claimed: set[Path] = set()
    unknown: Problem | None = None
    for entry in reversed(FORMATS.values()):
        try:
            found = entry.format().find(survey, columns)
        except Problem as problem:
            unknown = unknown or problem
            continue
        if found is None or claimed.issuperset(found.files):
            continue
        candidates.append(Rival(entry, found))
        claimed.update(found.files)
        claimed.update(found.beside)
    if unknown is not None and not candidates:
        raise unknown
    return [rival for rival in candidates if rival.found.sure] or candidates


def holds_captions(data: Path) -> bool:
    """Whether a folder can be looked at and holds captions of any format, or is a file of captions."""
    try:
        return data.exists() and bool(find_formats(Survey.of(data), Columns()))
    except (OSError, ValueError, Problem):
        return False


def ask(question: Question) -> None:
    """Tell what only a person can.

    Raises:
        Problem: ``data-ambiguous``; ``data-several`` where the answer is another file.
    """
    setting = {"format": "data_format", "columns": "columns"}.get(question.about, "")
    raise Problem(
        "data-ambiguous" if setting else "data-several",
        path=question.path,
        setting=setting,
        choices=("; " if setting == "columns" else ", ").join(question.choices),
        example=question.choices[0],
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
