"""The C library's heap, in a process of its own: freed blocks are kept, and given back when asked."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import psutil
from engine.heap import keep_freed_blocks, return_freed_blocks
keep_freed_blocks()
def resident():
    return psutil.Process().memory_info().rss // 2**20
before = resident()
block = bytearray(b"x") * (100 * 2**20)
del block
kept = resident() - before
return_freed_blocks()
print(kept, resident() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc needs it")
def test_freed_blocks_are_kept_until_they_are_given_back() -> None:
    root = Path(__file__).parents[1]
    ended = subprocess.run([sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=True)
    kept, returned = map(int, ended.stdout.split())
    assert kept > 80
    assert returned < 20
