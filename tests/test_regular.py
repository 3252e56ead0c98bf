"""What is read is a regular file: a pipe or a device in its place is told in a sentence, and nothing waits for it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.commands.score import _lines as lines_of
from engine.commands.score import pairs
from engine.errors import Problem
from engine.report.gathering import BEGUN, _software

LINE = '{"candidate": "一顶帽子 café", "references": ["一顶帽子"]}\n'

Put = Callable[[Path], None]
OTHERS: dict[str, Put] = {
    "a pipe": lambda path: os.mkfifo(path),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": lambda path: path.mkdir(),
    "nothing": lambda path: None,
}
posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are POSIX's")


@posix
@pytest.mark.parametrize("other", OTHERS)
def test_score_reads_regular_files_alone(tmp_path: Path, other: str) -> None:
    path = tmp_path / "lines.jsonl"
    OTHERS[other](path)
    with pytest.raises(Problem) as caught:
        list(lines_of(path))
    assert caught.value.code == "score-unreadable"
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_score_reads_a_file_in_the_encodings_of_standard_input(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes((LINE * 2).encode(encoding))
    assert list(pairs(lines_of(path))) == [("一顶帽子 café", ["一顶帽子"])] * 2


def test_score_replaces_no_byte_that_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(LINE.encode() + b'{"candidate": "caf\xe9", "references": ["x"]}\n')
    with pytest.raises(Problem) as caught:
        list(pairs(lines_of(path)))
    assert str(caught.value) == (
        f"Line 2 of {path} is neither UTF-8 nor UTF-16 with its byte-order mark. Save the file as UTF-8."
    )


@posix
@pytest.mark.parametrize("other", OTHERS)
def test_a_report_goes_on_without_the_log(tmp_path: Path, other: str) -> None:
    path = tmp_path / "log.txt"
    OTHERS[other](path)
    assert _software(path) == ()


def test_a_report_names_the_software_of_the_log(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(f"2026-12-01  {BEGUN}0.1, step 0\n".encode() + b"caf\xe9\n")
    assert _software(path) == (f"{BEGUN}0.1",)
