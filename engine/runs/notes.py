"""What a person has written to a run's checkpoints: a note and a pin each, in ``notes.json`` beside them.

They stand apart from the checkpoints, which are never written again once they are whole.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from engine.checking import first_fault
from engine.errors import Problem, reason
from engine.files import DAMAGED, read_json, set_aside, write_json_atomically

NOTES = "notes.json"
MOST_BYTES = 2**24


class _Note(BaseModel):
    model_config = ConfigDict(strict=True)

    text: str
    pinned: bool


class _NotesFile(RootModel[dict[Annotated[str, Field(pattern=r"^[0-9]{1,12}$")], _Note]]):
    """Notes by step."""


@dataclass(frozen=True, slots=True)
class Note:
    """``pinned``: kept whatever its scores, and first in the table."""

    text: str = ""
    pinned: bool = False


def read_notes(run: Path) -> dict[int, Note]:
    """The notes of a run by step; none where nothing was written yet.

    Raises:
        Problem: ``notes-damaged``.
    """
    path = run / NOTES
    try:
        found = _NotesFile.model_validate(read_json(path, MOST_BYTES)).root
    except FileNotFoundError:
        return {}
    except ValidationError as error:
        raise Problem("notes-damaged", path=path, reason=first_fault(error)) from error
    except (OSError, ValueError) as error:
        raise Problem("notes-damaged", path=path, reason=reason(error)) from error
    return {int(step): Note(note.text, note.pinned) for step, note in found.items()}


def pinned_steps(run: Path) -> frozenset[int]:
    """The steps whose checkpoints a person wants to keep.

    Raises:
        Problem: ``notes-damaged`` where that is not known: the notes cannot be read, or could not be and were set
            aside.
    """
    notes = read_notes(run)
    for aside in sorted(run.glob(f"{NOTES}{DAMAGED}*")):
        raise Problem("notes-damaged", path=aside, reason="it was set aside")
    return frozenset(step for step, note in notes.items() if note.pinned)


def write_note(run: Path, step: int, note: Note) -> Path | None:
    """Set the note of one checkpoint.

    Returns:
        Where the notes were set aside that could not be read; None where they could.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    if not run.is_dir():
        raise Problem("folder-unwritable", path=run, reason=reason(FileNotFoundError(2, "No such file or directory")))
    aside = None
    known: Mapping[int, Note]
    try:
        known = read_notes(run)
    except Problem:
        known, aside = {}, set_aside(run / NOTES)
    notes = {**known, step: note}
    kept = {str(step): asdict(kept_note) for step, kept_note in sorted(notes.items()) if kept_note != Note()}
    write_json_atomically(run / NOTES, kept)
    return aside
