"""A text is read whatever its encoding; what is none of those known is told, never guessed."""

import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.encodings import beginning, encoding_of, open_text, text_writer
from engine.errors import Problem

CHINESE = '{"a.jpg": "这位女士身穿一件红色的长裙，头戴帽子。"}\r\n'
GERMAN = '{"a.jpg": "Größe für Mädchen – „grün“"}\n'


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (CHINESE, "gb18030"),
        (CHINESE, "gbk"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "cp1252"),
        (GERMAN.replace("–", "-").replace("„", "'").replace("“", "'"), "latin-1"),
        ("", "utf-8"),
        ("a", "utf-8"),
    ],
)
def test_a_text_comes_out_as_it_was_written(text: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(text.encode(encoding))
    with open_text(path) as file:
        assert file.read() == text
    assert beginning(path, 1 << 16) == text
    again = io.BytesIO()
    writer = text_writer(again, encoding_of(path))
    writer.write(text)
    writer.detach()
    assert again.getvalue() == path.read_bytes()


def test_a_beginning_may_end_within_a_character(tmp_path: Path) -> None:
    path = tmp_path / "text"
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        path.write_bytes(CHINESE.encode(encoding))
        for most in range(14, 24):
            assert CHINESE.startswith(beginning(path, most).rstrip("�"))


def test_damaged_bytes_spoil_only_what_they_stand_in(tmp_path: Path) -> None:
    path = tmp_path / "text"
    data = CHINESE.encode()
    path.write_bytes(data[:40] + b"\xff" + data[40:])
    with open_text(path) as file:
        text = file.read()
    assert "\udcff" in text
    assert text.replace("\udcff", "").endswith('头戴帽子。"}\r\n')


@pytest.mark.parametrize("data", [b"\0\1\2\xff" * 40, bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n" + b"\0\xf0\xff" * 99])
def test_what_is_no_text_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(data)
    with pytest.raises(Problem, match="is not text in UTF-8") as caught:
        encoding_of(path)
    assert 0 <= caught.value.values["position"] < len(data)
    assert beginning(path, 1 << 16) == ""


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none", tmp_path / "nul\0byte"):
        with pytest.raises(Problem, match="cannot be read"):
            open_text(path)
        assert beginning(path, 1 << 16) == ""


@given(content=st.binary(max_size=200) | st.binary(max_size=9).map(b"\xff\xfea\0".__add__))
def test_any_bytes_are_text_or_a_problem(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any") / "text"
    path.write_bytes(content)
    with contextlib.suppress(Problem), open_text(path) as file:
        text = file.read()
        again = io.BytesIO()
        writer = text_writer(again, encoding_of(path))
        writer.write(text)
        writer.detach()
        if encoding_of(path).codec.startswith("utf-16") and len(content) % 2:
            assert again.getvalue()[:-2] == content[:-1]
        else:
            assert again.getvalue() == content
