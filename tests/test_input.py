"""Standard input in the encodings that people's tools write."""

import io
import json
import subprocess
import sys

import pytest

from engine.commands.input import read_any_unicode
from engine.errors import Problem
from engine.files import project_folder
from tests.limits import SECONDS

CAPTIONS = "The lady wears a hat.\r\n这位女士 wears a ring.\n"


def _stream(data: bytes) -> io.TextIOWrapper:
    stream = io.TextIOWrapper(io.BytesIO(data), encoding="ascii")
    read_any_unicode(stream)
    return stream


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("piece", [1, 3, 8192])
def test_a_mark_tells_the_encoding(encoding: str, piece: int) -> None:
    text = ("\ufeff" if encoding == "utf-16-be" else "") + CAPTIONS * 50
    raw = io.BufferedReader(io.BytesIO(text.encode(encoding)), buffer_size=max(piece, 2))
    stream = io.TextIOWrapper(raw, encoding="ascii")
    read_any_unicode(stream)
    stream._CHUNK_SIZE = piece  # type: ignore[attr-defined]
    assert list(stream) == CAPTIONS.replace("\r", "").splitlines(keepends=True) * 50


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_is_no_line(data: bytes) -> None:
    assert list(_stream(data)) == []


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"caf\xe9\n", 1),
        (b"a\nb\n\xff\xfe", 3),
        (b"a\n" * 9000 + b"\x80\n", 9001),
        (b"\xff\xfea\x00\n\x00\x00\xd8x\x00", 2),
        (b"\xef\xbb", 1),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(Problem) as caught:
        list(_stream(data))
    assert (caught.value.code, caught.value.values) == ("input-encoding", {"line": line})


def test_a_stream_of_text_stays_as_it_is() -> None:
    stream = io.StringIO("a\nb")
    read_any_unicode(stream)
    assert list(stream) == ["a\n", "b"]


def _run(command: str, data: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "engine", command, "--json"],
        cwd=project_folder(),
        input=data,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )


def test_the_commands_read_them() -> None:
    ended = _run("attributes", "The lady wears a hat.\n".encode("utf-8-sig"))
    found = json.loads(ended.stdout)
    assert (found["caption"], found["understood"]) == ("The lady wears a hat.", 1.0)
    ended = _run("translate", "The lady wears a hat.\r\n".encode("utf-16"))
    assert json.loads(ended.stdout)["chinese"] == "这位女士头戴帽子。"
    ended = _run("attributes", b"The lady wears a hat.\ncaf\xe9\n")
    assert ended.returncode == 2
    assert ended.stderr.decode().startswith("Line 2 of standard input is neither UTF-8 nor UTF-16")
    assert len(ended.stderr.splitlines()) == 1
