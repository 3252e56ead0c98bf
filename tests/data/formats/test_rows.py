"""Rows of tables: whatever their letters are, none is lost, and what was written is read again."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.formats.rows import MOST_LINES, line_end, pieces, read_rows, spelled, value

from .laid import LINE

DELIMITERS = (",", "\t", ";", "|")
AWKWARD = st.text('ab,;|\t"" \n\r衣', max_size=60)
CELLS = st.lists(st.lists(st.text('ab,;|\t" \n衣', max_size=8), min_size=2, max_size=4), min_size=1, max_size=6)


@settings(max_examples=300, deadline=None)
@given(text=AWKWARD, delimiter=st.sampled_from(DELIMITERS), guarded=st.booleans())
def test_the_rows_are_the_text(text: str, delimiter: str, guarded: bool) -> None:
    begins = (lambda cells: len(cells) > 1) if guarded else None
    rows = list(read_rows(LINE.findall(text), delimiter, begins))
    assert "".join(row.raw for row in rows) == text
    line = 1
    for row in rows:
        assert row.line == line
        line += len(LINE.findall(row.raw))
        assert delimiter.join(pieces(row.raw, delimiter)) + line_end(row.raw) == row.raw
        assert row.cells == [value(piece) for piece in pieces(row.raw, delimiter)]


@settings(max_examples=200, deadline=None)
@given(table=CELLS, delimiter=st.sampled_from(DELIMITERS))
def test_what_is_spelled_is_read_again(table: list[list[str]], delimiter: str) -> None:
    text = "".join(delimiter.join(spelled(cell, delimiter, quoted=False) for cell in row) + "\n" for row in table)
    assert [row.cells for row in read_rows(LINE.findall(text), delimiter)] == table


@settings(max_examples=200, deadline=None)
@given(table=CELLS, delimiter=st.sampled_from(DELIMITERS))
def test_what_the_csv_module_writes_is_read_as_it_reads_it(table: list[list[str]], delimiter: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    assert [row.cells for row in read_rows(LINE.findall(file.getvalue()), delimiter)] == table


@pytest.mark.parametrize("count", [1, 5, MOST_LINES, 3 * MOST_LINES])
def test_a_stray_mark_costs_no_rows(count: int) -> None:
    lines = ['a,"stray\n', *(f"{number},plain\n" for number in range(count))]
    rows = list(read_rows(lines, ","))
    assert len(rows) == count + 1
    assert rows[0].cells == ["a", '"stray']
    assert [row.line for row in rows] == list(range(1, count + 2))


def test_a_line_that_begins_a_row_ends_the_one_before() -> None:
    lines = ['a.jpg,"stray\n', "b.jpg,plain\n", 'c.jpg,"and a mark"\n']
    assert len(list(read_rows(lines, ","))) == 3
    assert len(list(read_rows(lines, ",", lambda cells: cells[0].endswith(".jpg")))) == 3
    joined = ['a.jpg,"stray\n', "plain\n", 'end of it"\n']
    assert [row.cells for row in read_rows(joined, ",")] == [["a.jpg", "stray\nplain\nend of it"]]
