"""A run whose data folder was moved goes on with the folder that is open in the window."""

import shutil
from pathlib import Path

import pytest

from engine.errors import Problem
from engine.events import Commands, State
from engine.recipes import resolve
from engine.runs.run import Run
from gui.train.session import resume_job
from tests.tiny import TINY, write_data
from tests.training.driving import run_through, stopping_at


def test_resume_takes_the_open_folder_where_its_own_has_gone(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    run = Run.create(tmp_path / "run", resolve("compact", {**TINY, "evaluate_every": 0}), data)
    run_through(run, stopping_at(2))
    other = write_data(tmp_path / "other", count=12)
    moved = tmp_path / "moved"
    shutil.move(data, moved)
    with pytest.raises(Problem, match="does not exist"):
        resume_job(run.folder)(Commands(), lambda event: None)
    with pytest.raises(Problem) as refused:
        resume_job(run.folder, None, other)(Commands(), lambda event: None)
    assert refused.value.code == "run-data-changed"
    assert resume_job(run.folder, None, moved)(Commands(), lambda event: None) is State.FINISHED
    assert Run.open(run.folder).data == moved
