"""A process is killed while it saves captions: each file is whole or not there, and going on saves none twice."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from engine.files import TEMPORARY, project_folder
from engine.keeping import FORMATS, Earlier, Fate, open_keeper, save_captions
from tests.keeping.making import kept, pictures_in

COUNT = 60
SAVING = """
import sys
from pathlib import Path
from engine.keeping import Earlier, open_keeper, save_captions
from tests.keeping.making import kept
form, folder, held = sys.argv[1], Path(sys.argv[2]), int(sys.argv[4])
def told(done, left):
    print(done, flush=True)
    if done == held:
        sys.stdin.read()
save_captions(
    lambda: open_keeper(form, Earlier(sys.argv[3]), root=folder),
    [kept(path) for path in sorted(folder.glob("*.jpg"))],
    progress=told,
)
"""


def killed(form: str, folder: Path, earlier: Earlier, after: int, *, held: bool = False) -> None:
    """Save in another process, and kill it once so many captions have been kept; where it is ``held``, no more are."""
    words = [sys.executable, "-c", SAVING, form, str(folder), earlier.value, str(after if held else 0)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=project_folder()
    ) as process:
        assert process.stdout is not None
        for _ in range(after):
            assert process.stdout.readline()
        process.kill()


@pytest.mark.parametrize("form", ["sidecar", "csv"])
def test_what_was_kept_before_a_kill_is_whole_and_is_not_kept_again(form: str, tmp_path: Path) -> None:
    pictures = pictures_in(tmp_path, *(f"{number:02}.jpg" for number in range(COUNT)))
    for after in (1, 7, 20):
        killed(form, tmp_path, Earlier.SKIP, after)
    captions = list(map(kept, pictures))
    saved = save_captions(lambda: open_keeper(form, Earlier.SKIP, root=tmp_path), captions)
    assert saved.tally.counts[Fate.NEW] + saved.tally.counts[Fate.SKIPPED] == COUNT
    assert saved.tally.counts[Fate.SKIPPED] >= 20
    assert not list(tmp_path.glob(f"*{TEMPORARY}"))
    if form == "sidecar":
        assert {path.read_text("utf-8") for path in tmp_path.glob("*.txt")} == {"A hat.\n"}
        assert len(list(tmp_path.glob("*.txt"))) == COUNT
    else:
        text = (tmp_path / FORMATS[form]).read_text("utf-8-sig")
        names = [row["file_name"] for row in csv.DictReader(io.StringIO(text, newline=""))]
        assert names == [path.name for path in pictures]


@pytest.mark.parametrize("form", ["csv", "json", "coco"])
def test_a_kill_leaves_a_file_that_was_to_be_replaced(form: str, tmp_path: Path) -> None:
    pictures_in(tmp_path, *(f"{number:02}.jpg" for number in range(COUNT)))
    (tmp_path / FORMATS[form]).write_text("Mine.")
    killed(form, tmp_path, Earlier.OVERWRITE, COUNT // 2, held=True)
    assert (tmp_path / FORMATS[form]).read_text() == "Mine."
