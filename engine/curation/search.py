"""Rows by the words of their captions: an index of SQLite (FTS5) in memory, and a plain scan for what is not in it yet.

The index is built in pieces beside other work. A row that is not in it, or was edited since, is looked through by
itself, so that every answer is right at any time and only the first ones take longer.
"""

import sqlite3
import threading
from array import array
from collections.abc import Callable

import numpy as np

from engine.curation.table import DataTable
from engine.curation.words import Query, Term, searchable
from engine.errors import Problem

_PIECE = 500
"""Rows that are indexed at once: a search waits for no more."""
# Words come spaced already, so whatever is no ASCII belongs to one. Beginnings of one and two letters are indexed too:
# else half of all words would be gone through for each.
_SCHEMA = (
    """CREATE VIRTUAL TABLE captions USING fts5(text, content='', prefix='1 2', tokenize="ascii tokenchars ''''")"""
)


class Search:
    """Searches a table, from one thread while another one builds the index."""

    def __init__(self, table: DataTable) -> None:
        self._table = table
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._database.execute(_SCHEMA)
        # Of each row: the revision that is indexed, and where; an older place of it counts no longer.
        self._indexed = np.full(len(table), -1, dtype=np.int32)
        self._place = np.full(len(table), -1, dtype=np.int64)
        self._row_of = array("i", [-1])

    @property
    def done(self) -> float:
        """Share of the rows that are indexed as they stand, 0 to 1."""
        return 1.0 - len(self._stale()) / max(1, len(self._table))

    @property
    def ready(self) -> bool:
        """Whether all are."""
        return not len(self._stale())

    def close(self) -> None:
        """Free the index."""
        with self._lock:
            self._database.close()

    def build(
        self,
        progress: Callable[[int, int], None] = lambda done, total: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Index what is not indexed yet, or was edited since.

        Args:
            progress: told (done, total) of the rows.
            stopped: asked between two pieces.

        Raises:
            Problem: ``stopped``.
        """
        stale = self._stale()
        for begin in range(0, len(stale), _PIECE):
            if stopped():
                raise Problem("stopped")
            rows = stale[begin : begin + _PIECE]
            # Read before the captions: what is edited in between is out of date at once.
            revisions = self._table.revisions[rows]
            texts = [searchable(self._table.captions(row)) for row in rows.tolist()]
            with self._lock:
                first = len(self._row_of)
                self._database.execute("BEGIN")
                self._database.executemany(
                    "INSERT INTO captions(rowid, text) VALUES (?, ?)", enumerate(texts, start=first)
                )
                self._database.execute("COMMIT")
                self._row_of.extend(rows.tolist())
                self._place[rows] = np.arange(first, first + len(rows))
                self._indexed[rows] = revisions
            progress(begin + len(rows), len(stale))

    def rows(self, text: str) -> np.ndarray:
        """The rows (M,) that a query finds, ascending; all where it holds no word. See ``Query.parse``."""
        return self.find(Query.parse(text))

    def rows_with(self, word: str) -> np.ndarray:
        """The rows (M,) with a whole word, ascending."""
        return self.rows(f'"{word}"')

    def find(self, query: Query) -> np.ndarray:
        """The rows (M,) that a query finds, ascending."""
        if not query.wanted and not query.unwanted:
            return np.arange(len(self._table))
        with self._lock:
            stale = self._stale()
            found = np.zeros(len(self._table), dtype=bool)
            if len(stale) < len(self._table):
                found[self._match(query)] = True
        found[stale] = [query.within(searchable(self._table.captions(row))) for row in stale.tolist()]
        return np.flatnonzero(found)

    def _stale(self) -> np.ndarray:
        return np.flatnonzero(self._indexed != self._table.revisions)

    def _match(self, query: Query) -> np.ndarray:
        """The rows whose indexed text is found; what stands there of rows that are out of date does not matter."""
        unwanted = " OR ".join(map(_phrase, query.unwanted))
        if query.wanted:
            matched = self._live(" AND ".join(map(_phrase, query.wanted)) + (f" NOT ({unwanted})" if unwanted else ""))
        else:
            kept = self._indexed >= 0
            kept[self._live(unwanted)] = False
            matched = np.flatnonzero(kept)
        return matched

    def _live(self, expression: str) -> np.ndarray:
        # All in one text, since handing rows over one by one takes eight times as long as finding them.
        cursor = self._database.execute(
            "SELECT group_concat(rowid) FROM captions WHERE captions MATCH ?", (expression,)
        )
        [(found,)] = cursor
        places = np.fromstring(found or "", dtype=np.int64, sep=",")
        rows = np.frombuffer(self._row_of, dtype=np.int32)[places]
        return rows[self._place[rows] == places]


def _phrase(term: Term) -> str:
    # Words hold no quotation mark.
    return f'"{" ".join(term.words)}"' + ("" if term.exact else " *")
