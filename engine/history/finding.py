"""A query as SQL: which entries it finds, by the index, or by going through all of them where there is none."""

import sqlite3
from typing import Any, NamedTuple

from engine.curation.words import Query, searchable
from engine.escapes import escape
from engine.history import index
from engine.history.entry import HistoryQuery
from engine.history.schema import day_of, texts_of

_COMPLETIONS = 60
"""Words with the same beginning that are looked up one by one."""
_NEVER = 2**62


class Selection(NamedTuple):
    """A statement that selects the numbers of entries as ``number``, and its values."""

    statement: str
    values: tuple[Any, ...]


def selection(
    database: sqlite3.Connection, query: HistoryQuery, *, before: int | None = None, indexed: bool = True
) -> Selection | None:
    """The entries that a query finds; None where it can find none.

    Args:
        before: only those whose number is below this one.
    """
    checkpoint: int | None = None
    if query.checkpoint:
        named = database.execute("SELECT id FROM checkpoint WHERE name = ?", (escape(query.checkpoint),)).fetchone()
        if named is None:
            return None
        [checkpoint] = named
    words = Query.parse(query.words)
    worded = bool(words.wanted or words.unwanted)
    dated = query.since is not None or query.until is not None
    matched = indexed and (worded or checkpoint is not None or bool(query.fit) or query.edited)
    number = "searched.rowid" if matched else "id"
    tests: list[str] = []
    values: list[Any] = []

    def require(test: str, *wanted: Any) -> None:
        tests.append(test)
        values.extend(wanted)

    if matched:
        require(
            "searched MATCH ?",
            index.expression(
                query.words,
                lambda beginning: _completions(database, beginning),
                checkpoint=checkpoint,
                fit=query.fit,
                edited=query.edited,
            ),
        )
    else:
        require("deleted IS NULL")
        if checkpoint is not None:
            require("checkpoint = ?", checkpoint)
        if query.fit:
            require("fit = ?", query.fit)
        if query.edited:
            require("edited")
        if worded:
            database.create_function("holds", 4, lambda *texts: words.within(searchable(texts_of(*texts))))
            require("holds(text, translation, kind, source)")
    if before is not None:
        require(f"{number} < ?", before)
    if dated:
        since = 0 if query.since is None else query.since
        until = _NEVER if query.until is None else query.until
        first, last = database.execute(
            "SELECT min(first), max(last) FROM day WHERE day BETWEEN ? AND ?", (day_of(since), day_of(until))
        ).fetchone()
        if first is None:
            return None
        require(f"{number} BETWEEN ? AND ?", first, last)
        require("made >= ? AND made < ?", since, until)
    table = "entry"
    if matched:
        table = "searched CROSS JOIN entry ON entry.id = searched.rowid" if dated else "searched"
    return Selection(f"SELECT {number} AS number FROM {table} WHERE {' AND '.join(tests)}", tuple(values))


def _completions(database: sqlite3.Connection, beginning: str) -> list[str] | None:
    found = database.execute(
        "SELECT word FROM word WHERE word >= ? AND word < ? LIMIT ?",
        (beginning, beginning + chr(0x10FFFF), _COMPLETIONS + 1),
    ).fetchall()
    return [word for (word,) in found] if len(found) <= _COMPLETIONS else None
