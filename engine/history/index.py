"""The words of a caption as SQLite's FTS5 indexes them, and a query as FTS5 understands it.

Chinese has no spaces between words, and FTS5's trigrams find nothing of two characters. So each Chinese character is
indexed together with the one that follows it, and the last of a row alone: 红色连衣裙 becomes 红色 色连 连衣 衣裙 裙. A
word of two characters or more is found by its pairs in a row, a single character as the beginning of a pair. What is
filtered by stands as a character of a private use area in the same index, so that words and filters are intersected
there, and no row is read that is not shown.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

from engine.captions.scripts import HAN
from engine.curation.words import CAPTION_END, Query, Term, words_of
from engine.fit.verdict import DOUBTFUL, FITS, UNKNOWN, UNLIKE

BEGINNINGS = 3
"""Beginnings of words of up to so many letters have lists of their own in the index."""
# Words come folded and spaced, so whatever is no ASCII belongs to one.
CREATE = (
    "CREATE VIRTUAL TABLE searched USING fts5(text, content='', prefix='1 2 3', "
    """tokenize="ascii tokenchars ''''")"""
)
_EVERY, _EDITED = "\ue001", "\ue002"
_FITS = {FITS: "\ue003", DOUBTFUL: "\ue004", UNLIKE: "\ue005", UNKNOWN: "\ue006"}
_FIRST_CHECKPOINT, _LAST_CHECKPOINT = 0xF0000, 0xFFFFD

Complete = Callable[[str], Sequence[str] | None]
"""Gives all words that begin so, or None where they are too many."""


@lru_cache(maxsize=20_000)
def _is_han(word: str) -> bool:
    return HAN.fullmatch(word) is not None


def tokens_of(words: Sequence[str]) -> list[str]:
    """What is indexed of words in a row: each as it is, of Chinese characters each with the one that follows it."""
    following = [*words[1:], ""]
    return [
        word + after if _is_han(word) and _is_han(after) else word for word, after in zip(words, following, strict=True)
    ]


def document(texts: Sequence[str], checkpoint: int, fit: str, edited: bool) -> str:
    """What is indexed of an entry; the same for the same values, since FTS5 has to be told it again to forget it.

    Args:
        texts: what words are searched in.
        checkpoint: its number, from 1.
    """
    words = f" {CAPTION_END} ".join(" ".join(tokens_of(words_of(text))) for text in texts if text)
    marks = [_EVERY, _checkpoint(checkpoint), _FITS.get(fit, _FITS[UNKNOWN]), *([_EDITED] if edited else [])]
    return f"{words} {CAPTION_END} {' '.join(marks)}"


def long_words(document: str) -> set[str]:
    """The words of a document whose beginnings the index has no lists of."""
    return {word for word in document.split(" ") if len(word) > BEGINNINGS}


def expression(words: str, complete: Complete, *, checkpoint: int | None, fit: str, edited: bool) -> str:
    """A query as FTS5 reads it.

    Args:
        words: as ``HistoryQuery`` has them.
        checkpoint: the number of one; None for any.
    """
    query = Query.parse(words)
    wanted = [_phrase(term, complete) for term in query.wanted]
    marks = [_checkpoint(checkpoint)] if checkpoint is not None else []
    marks += [_FITS[fit]] if fit else []
    marks += [_EDITED] if edited else []
    wanted += [f'"{mark}"' for mark in marks]
    matched = " AND ".join(wanted or [f'"{_EVERY}"'])
    unwanted = " OR ".join(_phrase(term, complete) for term in query.unwanted)
    return f"({matched}) NOT ({unwanted})" if unwanted else matched


def _checkpoint(number: int) -> str:
    # Beyond 65,534 names of models filters would no longer tell them apart; rows are told by their own number.
    return chr(min(_FIRST_CHECKPOINT + number, _LAST_CHECKPOINT))


def _phrase(term: Term, complete: Complete) -> str:
    words = term.words
    tokens = tokens_of(words)
    if _is_han(words[-1]):
        if len(words) > 1 and _is_han(words[-2]):
            # The pair before holds it.
            return _quoted(tokens[:-1])
        return f"{_quoted(tokens)} *"
    if term.exact:
        return _quoted(tokens)
    if len(tokens[-1]) <= BEGINNINGS:
        return f"{_quoted(tokens)} *"
    # FTS5 would put the lists of all words that begin so together before it gives the first row.
    whole = complete(tokens[-1])
    if whole is None:
        return f"{_quoted(tokens)} *"
    return "(" + " OR ".join(_quoted([*tokens[:-1], word]) for word in whole or [tokens[-1]]) + ")"


def _quoted(tokens: Sequence[str]) -> str:
    # Words hold no quotation mark.
    return f'"{" ".join(tokens)}"'
