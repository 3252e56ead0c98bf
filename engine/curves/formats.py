"""The formats that curves are saved in, and how a file's name tells one."""

from pathlib import Path
from typing import Literal, get_args

CurvesFormat = Literal["png", "svg", "csv", "tensorboard"]
FORMATS: tuple[CurvesFormat, ...] = get_args(CurvesFormat)


def format_of(path: Path) -> CurvesFormat | None:
    """The format that a file's ending tells; None where it tells none."""
    ending = path.suffix.lower().removeprefix(".")
    return next((name for name in FORMATS if name == ending and name != "tensorboard"), None)
