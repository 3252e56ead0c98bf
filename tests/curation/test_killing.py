"""A program that is killed while it writes captions back leaves the old file or the new one."""

import multiprocessing
from pathlib import Path

import pytest

from tests.curation.killing import WORDS, kill


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="no forkserver here")
def test_a_kill_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    found = kill(tmp_path, 10, seed=1)
    assert found[WORDS[0]] + found[WORDS[1]] == 10
