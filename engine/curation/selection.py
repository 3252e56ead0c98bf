"""Which rows are shown, and in which order: search and filters together."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.curation.facts import CaptionFacts
from engine.curation.search import Search
from engine.curation.table import SPLITS, DataTable


class Order(StrEnum):
    """By what rows are sorted; those that are equal in it stand by name."""

    NAME = "name"
    SPLIT = "split"
    CAPTIONS = "captions"
    LENGTH = "length"
    PROBLEMS = "problems"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a row has to be. All of it holds together; what is left out allows any.

    Attributes:
        query: what is searched for in the captions; see ``words.Query.parse``.
        name: what stands in the name, whatever the case.
        split: one of ``SPLITS``; "" here allows any.
        problem: the code of a problem, or "any" for rows that have one.
        word: a whole word of a caption.
        shortest, longest: words of one of its captions, at least and at most.
        fewest, most: captions of the row, at least and at most.
        attribute: an attribute and the value that the captions tell.
        changed: edited and not written back.
        rows: these alone.
    """

    query: str = ""
    name: str = ""
    split: str = ""
    problem: str = ""
    word: str = ""
    shortest: int | None = None
    longest: int | None = None
    fewest: int | None = None
    most: int | None = None
    attribute: tuple[str, str] | None = None
    changed: bool = False
    rows: tuple[int, ...] | None = None


ANY = "any"
"""The ``problem`` of a filter that any problem meets."""


def select(
    table: DataTable,
    search: Search,
    facts: CaptionFacts,
    wanted: Filter = Filter(),
    order: Order = Order.NAME,
    *,
    descending: bool = False,
) -> np.ndarray:
    """The rows (M,) that a filter allows, in an order.

    Lengths and attributes are those that ``facts`` knows by now.
    """
    kept = np.ones(len(table), dtype=bool)
    for query in (wanted.query, f'"{wanted.word}"' if wanted.word else ""):
        if query:
            kept &= _mask(len(table), search.rows(query))
    if wanted.name:
        sought = wanted.name.casefold()
        kept &= np.array([sought in name.casefold() for name in table.names], dtype=bool)
    if wanted.split:
        kept &= table.splits == SPLITS.index(wanted.split)
    if wanted.problem == ANY:
        kept &= problem_counts(table) > 0
    elif wanted.problem:
        kept &= table.having(wanted.problem)
    if wanted.shortest is not None or wanted.longest is not None:
        kept &= facts.with_length(wanted.shortest, wanted.longest)
    if wanted.fewest is not None:
        kept &= table.counts >= wanted.fewest
    if wanted.most is not None:
        kept &= table.counts <= wanted.most
    if wanted.attribute is not None:
        kept &= facts.with_value(*wanted.attribute)
    if wanted.changed:
        kept &= _mask(len(table), np.array(sorted(table.edited), dtype=np.intp))
    if wanted.rows is not None:
        kept &= _mask(len(table), np.array(wanted.rows, dtype=np.intp))
    rows = np.flatnonzero(kept)
    return _sorted(rows, _keys(table, facts, order), descending)


def problem_counts(table: DataTable) -> np.ndarray:
    """(N,) int: how many problems each row has."""
    return sum((table.having(code).astype(np.int32) for code in table.problem_codes), np.zeros(len(table), np.int32))


def _mask(length: int, rows: np.ndarray) -> np.ndarray:
    mask = np.zeros(length, dtype=bool)
    mask[rows] = True
    return mask


def _keys(table: DataTable, facts: CaptionFacts, order: Order) -> np.ndarray:
    match order:
        case Order.SPLIT:
            # What takes part in nothing comes last.
            return (table.splits.astype(np.int32) - 1) % len(SPLITS)
        case Order.CAPTIONS:
            return table.counts
        case Order.LENGTH:
            return facts.longest
        case Order.PROBLEMS:
            return problem_counts(table)
        case _:
            # Rows stand by name as it is.
            return np.arange(len(table))


def _sorted(rows: np.ndarray, keys: np.ndarray, descending: bool) -> np.ndarray:
    values = keys[rows]
    return rows[np.argsort(-values if descending else values, kind="stable")]
