"""Tables as text: rows of cells between delimiters, quoted as RFC 4180 has it, and as people write them.

Each row keeps its letters as they stand in the file, so that it can be written again with one cell changed.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_SMALL = 1 << 13
"""Letters of a file that a look at its head sees all of."""
MOST_LINES = 100
"""Lines that a row may have: where more would be needed to close a quotation mark, that mark is a stray one."""


class RawRow(NamedTuple):
    """A row of a table.

    Attributes:
        line: the number of its first line, from 1.
        raw: the row as it stands in the file, with its line end.
        cells: what its cells hold.
    """

    line: int
    raw: str
    cells: list[str]


def read_rows(
    lines: Iterable[str], delimiter: str, begins: Callable[[list[str]], bool] | None = None
) -> Iterator[RawRow]:
    """The rows of some lines; blank ones have a single empty cell.

    Args:
        lines: with their line ends.
        begins: tells whether the cells of a line are the beginning of a row. A line within quotation marks that is one
            shows that the mark before it was never closed: its row then ends with its line.
    """
    source = iter(lines)
    waiting: deque[str] = deque()
    number = 1
    while (line := waiting.popleft() if waiting else next(source, None)) is not None:
        if '"' not in line:
            yield RawRow(number, line, line.rstrip("\r\n").split(delimiter))
            number += 1
            continue
        raw, taken = line, 1
        if _is_open(raw, delimiter):
            further = _further(source, waiting, delimiter, begins)
            whole = line + "".join(further)
            if all(is_quoted(piece) for piece in pieces(whole, delimiter) if "\n" in piece or "\r" in piece):
                raw, taken = whole, 1 + len(further)
            else:
                waiting.extendleft(reversed(further))
        yield RawRow(number, raw, [value(piece) for piece in pieces(raw, delimiter)])
        number += taken


def _further(
    source: Iterator[str], waiting: "deque[str]", delimiter: str, begins: Callable[[list[str]], bool] | None
) -> list[str]:
    """The lines that belong to a row whose first line ends within quotation marks; none where nothing closes them."""
    taken: list[str] = []
    is_open = True
    while is_open and len(taken) < MOST_LINES:
        line = waiting.popleft() if waiting else next(source, None)
        if line is None:
            break
        taken.append(line)
        if begins is not None and begins(line.rstrip("\r\n").split(delimiter)):
            break
        if '"' in line:
            # What opens here belongs to a further field of the same row.
            is_open = _is_open('"' + line, delimiter)
    if is_open:
        waiting.extendleft(reversed(taken))
        return []
    return taken


def whole_lines(head: str) -> list[str]:
    """The lines at the beginning of a file, with their ends; the last one only where that is sure to be whole."""
    lines = _LINES.findall(head)
    cut = len(head) > _SMALL and len(lines) > 1 and not lines[-1].endswith(("\r", "\n"))
    return lines[:-1] if cut else lines


@cache
def _patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a whole quoted cell looks like, and one that ends with its line."""
    end = rf"(?=[ ]*(?:{re.escape(delimiter)}|[\r\n]*\Z))"
    return re.compile(rf'[ ]*+"[^"]*+(?:""[^"]*+)*+"{end}[ ]*'), re.compile(r'[ ]*+"[^"]*+(?:""[^"]*+)*+\Z')


def pieces(raw: str, delimiter: str) -> list[str]:
    """The cells of a row as they stand in the file; joined by the delimiter they give the row without its line end."""
    text = raw.rstrip("\r\n")
    if '"' not in text:
        return text.split(delimiter)
    whole, _ = _patterns(delimiter)
    found, at = [], 0
    while True:
        quoted = whole.match(text, at)
        end = quoted.end() if quoted else text.find(delimiter, at)
        if end < 0 or end >= len(text):
            found.append(text[at:])
            return found
        found.append(text[at:end])
        at = end + len(delimiter)


def _is_open(raw: str, delimiter: str) -> bool:
    """Whether a row ends within quotation marks."""
    whole, unclosed = _patterns(delimiter)
    text, at = raw, 0
    while True:
        if quoted := whole.match(text, at):
            end = quoted.end()
        elif unclosed.match(text, at):
            return True
        else:
            end = text.find(delimiter, at)
        if end < 0 or end >= len(text) or not text.startswith(delimiter, end):
            return False
        at = end + len(delimiter)


def is_quoted(piece: str) -> bool:
    """Whether a cell stands in quotation marks, which a stray one at its beginning are not."""
    text = piece.strip(" ")
    return len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1].replace('""', "")


def value(piece: str) -> str:
    """What a cell holds."""
    return piece.strip(" ")[1:-1].replace('""', '"') if is_quoted(piece) else piece


def spelled(text: str, delimiter: str, *, quoted: bool) -> str:
    """A cell that holds a text.

    Args:
        quoted: in quotation marks even where it needs none, as the cell that it replaces.
    """
    needs = delimiter in text or "\n" in text or "\r" in text or text.startswith('"') or text != text.strip()
    return '"' + text.replace('"', '""') + '"' if needs or quoted else text


def line_end(raw: str) -> str:
    """The line end of a row; empty where the file ends without one."""
    return raw[len(raw.rstrip("\r\n")) :]
