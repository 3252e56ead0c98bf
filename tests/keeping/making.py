"""Pictures and captions to be kept."""

from pathlib import Path
from typing import Any

from engine.keeping import KeptCaption
from tests.data.bad_inputs import write_jpeg


def picture(path: Path) -> Path:
    """Write a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_jpeg(path)
    return path


def pictures_in(folder: Path, *names: str) -> list[Path]:
    """Write pictures into a folder."""
    return [picture(folder / name) for name in names]


def kept(path: Path | None, english: str = "A hat.", chinese: str = "一顶帽子。", **others: Any) -> KeptCaption:
    """A caption of a picture in both languages."""
    return KeptCaption(path, english or chinese, "en" if english else "zh", english, chinese, "demo", **others)
