"""What a person has written to a run's checkpoints: a note and a pin each, in ``notes.json`` beside them.

They stand apart from the checkpoints, which are never written again once they are whole.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.errors import Problem, reason
from engine.files import write_json_atomically

NOTES = "notes.json"


@dataclass(frozen=True, slots=True)
class Note:
    """``pinned``: kept whatever its scores, and first in the table."""

    text: str = ""
    pinned: bool = False


def read_notes(run: Path) -> dict[int, Note]:
    """The notes of a run by step; none where the file is missing or damaged, since nothing hangs on them."""
    try:
        found = json.loads((run / NOTES).read_text(encoding="utf-8"))
        return {int(step): Note(str(note["text"]), bool(note["pinned"])) for step, note in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_note(run: Path, step: int, note: Note) -> None:
    """Set the note of one checkpoint.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    notes: Mapping[int, Note] = {**read_notes(run), step: note}
    kept = {str(step): asdict(one) for step, one in sorted(notes.items()) if one != Note()}
    if not run.is_dir():
        raise Problem("folder-unwritable", path=run, reason=reason(FileNotFoundError(2, "No such file or directory")))
    write_json_atomically(run / NOTES, kept)
