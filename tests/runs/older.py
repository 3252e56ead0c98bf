"""What an older version wrote (``tests/fixtures/old_main``), laid out as it lay on the disk then."""

import shutil
from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "fixtures" / "old_main"
PLACE = "DATA_FOLDER"


def unpack_older(folder: Path) -> Path:
    """Copy the older version's folder, its tensors in their places and its files naming the copy's data."""
    copy = folder / "old_main"
    shutil.copytree(FIXTURES, copy)
    shutil.unpack_archive(copy / "tensors.zip", copy)
    (copy / "tensors.zip").unlink()
    for path in copy.rglob("*"):
        if path.suffix in (".toml", ".json", ".jsonl"):
            text = path.read_text("utf-8")
            path.write_text(text.replace(PLACE, (copy / "data").as_posix()), "utf-8", newline="\n")
    return copy
