"""``checkpoint.json``: its one reader and its one writer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.captions.tokenizers import ENGLISH
from engine.checking import first_fault
from engine.errors import Problem, reason
from engine.files import read_json
from engine.runs.line_log import MOST_STEP

DESCRIPTION = "checkpoint.json"
FORMAT = 2
"""Format 1 had no digests, and settings under their older names."""
MOST_BYTES = 2**26

Step = Annotated[int, Field(ge=0, le=MOST_STEP)]
Score = Annotated[float, Field(allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")


class _Patience(_Part):
    waited: Step = 0
    held: Step = 0
    lowered: Step = 0


class _AtOnce(_Part):
    pictures: Step
    device: str


class _Progress(_Part):
    """What a resume needs beside the tensors; empty in a checkpoint that cannot be resumed from."""

    steps: Step | None = None
    epoch_steps: Step | None = None
    evaluated: Annotated[int, Field(ge=-1, le=MOST_STEP)] | None = None
    best: dict[str, Score] | None = None
    data: str | None = None
    pictures: Step | None = None
    files: str | None = None
    scaler: dict[str, Any] | None = None
    patience: _Patience | None = None
    at_once: _AtOnce | None = None


class CheckpointFile(BaseModel):
    """What the file holds; settings, framing and vocabulary are looked at by those who know them."""

    model_config = ConfigDict(strict=True)

    format: int
    step: Step
    epoch: Step
    domain: str | None = None
    scores: dict[str, Score]
    evidence: dict[str, float] | None = None
    settings: dict[str, Any]
    framing: dict[str, Any]
    vocabulary: list[str]
    # Those before had English words, and no number for any other one.
    language: str = ENGLISH
    tokenizer: str = "nltk"
    unknown: bool = False
    progress: _Progress
    imported: str = ""
    digests: dict[str, str] = {}
    # Those before had ImageNet's, each encoder's own.
    normalisation: dict[str, list[float]] | None = None

    @property
    def plain_progress(self) -> Mapping[str, Any]:
        """``progress`` as it stands in the file."""
        return self.progress.model_dump(exclude_unset=True)


def read_checkpoint_file(folder: Path) -> CheckpointFile:
    """The description in a checkpoint's folder.

    Raises:
        Problem: ``checkpoint-missing``, ``checkpoint-broken``, ``checkpoint-version``.
    """
    try:
        found = read_json(folder / DESCRIPTION, MOST_BYTES)
        version = found.get("format") if isinstance(found, dict) else None
        if type(version) is int and not 1 <= version <= FORMAT:
            raise Problem("checkpoint-version", path=folder, found=version, known=FORMAT)
        described = CheckpointFile.model_validate(found)
        if "looks" in described.scores:
            # The margin's name before format 2.
            described.scores["grounding"] = described.scores.pop("looks")
        return described
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Problem("checkpoint-missing", path=folder) from error
    except ValidationError as error:
        raise _broken(folder, first_fault(error)) from error
    except (OSError, ValueError) as error:
        raise _broken(folder, reason(error)) from error


def _broken(folder: Path, why: str) -> Problem:
    return Problem("checkpoint-broken", path=folder, reason=f"{DESCRIPTION}: {why}")
