"""A window that is killed in the middle of a batch goes on with it: no picture twice, none missing."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from engine.files import project_folder
from engine.worklist import Progressed, Worklist
from tests.gui.captioner import picture
from tests.limits import SECONDS

PICTURES, BAD = 60, 3


def test_a_batch_that_is_killed_three_times_is_captioned_once(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(PICTURES):
        path = folder / f"{number}.png"
        if number % (PICTURES // BAD) == 7:
            path.write_bytes(b"no picture")
        else:
            picture(path, (number, 30, 60))
    log, data = tmp_path / "kept.txt", tmp_path / "user-data"
    killed = []
    for count in (1, 20, 11, 0):
        command = [sys.executable, "-m", "tests.gui.kept_window", str(folder), str(log), str(count)]
        environment = {**os.environ, "ATELIER_DATA": str(data), "QT_QPA_PLATFORM": "offscreen"}
        answer = subprocess.run(command, cwd=project_folder(), env=environment, timeout=SECONDS, check=False)
        killed.append(answer.returncode != 0)
    assert killed == [True, True, True, False]
    times = Counter(log.read_text(encoding="utf-8").split())
    assert len(times) == PICTURES, "none is missing"
    assert set(times.values()) == {1}, "none is captioned twice"
    worklist = Worklist(data / "lists" / "list-1.sqlite")
    listed = [one for piece in worklist.read() for one in piece]
    worklist.close()
    states = Counter(one.state for one in listed)
    assert states == {Progressed.DONE: PICTURES - BAD, Progressed.FAILED: BAD}
    for one in listed:
        assert one.origin.path is not None
        if one.state is Progressed.DONE:
            assert one.caption is not None
            assert one.caption.caption == f"{one.origin.path.stem} by demo."
        else:
            assert one.problem is not None
            assert one.origin.path.name in str(one.problem)
