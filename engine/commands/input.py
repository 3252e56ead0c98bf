"""Standard input as text in UTF-8 or UTF-16, recognised by its byte-order mark.

PowerShell's ``>`` writes UTF-16 with a mark. Input without a mark is UTF-8. This is a codec rather than a check of the
first bytes, so that a command that reads no input does not wait for any.
"""

import codecs
import io
from typing import Any

from engine.errors import Problem

ENCODING = "atelier-unicode"
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


class _Decoder(codecs.IncrementalDecoder):
    """Decodes bytes as they come.

    Raises:
        Problem: ``input-encoding``, with the number of the line, at the first bytes that cannot be decoded.
    """

    def __init__(self, errors: str = "strict") -> None:
        super().__init__(errors)
        self._held = b""
        self._line = 1
        self._decoder: codecs.IncrementalDecoder | None = None

    def decode(self, data: Any, final: bool = False) -> str:
        whole = self._held + bytes(data)
        if self._decoder is None:
            if not final and any(len(whole) < len(mark) and mark.startswith(whole) for mark in _MARKS):
                self._held = whole
                return ""
            mark = next((mark for mark in _MARKS if whole.startswith(mark)), b"")
            self._decoder = codecs.getincrementaldecoder(_MARKS.get(mark, "utf-8"))("strict")
            self._held, whole = b"", whole[len(mark) :]
        try:
            text = self._decoder.decode(whole, final)
        except UnicodeDecodeError as error:
            line = self._line + error.object[: error.start].count(b"\n")
            raise Problem("input-encoding", line=line) from error
        self._line += text.count("\n")
        return text

    def reset(self) -> None:
        self._held, self._line, self._decoder = b"", 1, None


def _find(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != ENCODING:
        return None
    return codecs.CodecInfo(
        name=ENCODING,
        encode=codecs.utf_8_encode,
        decode=codecs.utf_8_decode,
        incrementalencoder=codecs.getincrementalencoder("utf-8"),
        incrementaldecoder=_Decoder,
    )


codecs.register(_find)


def read_any_unicode(stream: Any) -> None:
    """Make a text stream detect its encoding by the byte-order mark. Other streams stay unchanged.

    Nothing may have been read from the stream yet.
    """
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=ENCODING, errors="strict")
