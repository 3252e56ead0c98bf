"""Find and replace in captions: what would change, before it does."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.curation.table import DataTable
from engine.data.captiontable import clean
from engine.errors import Problem, reason

EXAMPLES = 20
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Replacement:
    r"""What is looked for in captions, and what stands there afterwards.

    Attributes:
        find: a text; with ``regular`` a regular expression of Python's ``re``.
        into: the new text; with ``regular`` it may name groups, as \1 or \g<name>.
        whole_words: a match begins and ends where a word does.
        case: capital and small letters differ.
    """

    find: str
    into: str = ""
    regular: bool = False
    whole_words: bool = False
    case: bool = False

    def compile(self) -> "Replacer":
        """What carries it out.

        Raises:
            Problem: ``find-wrong`` for an expression, or a text to put in, that ``re`` does not understand;
                ``find-empty`` for what is found between any two letters.
        """
        pattern = self.find if self.regular else re.escape(self.find)
        if self.whole_words:
            # A word's end is told by letters alone: what is looked for may begin or end with a mark.
            pattern = rf"(?<!\w)(?:{pattern})(?!\w)"
        try:
            compiled = re.compile(pattern, 0 if self.case else re.IGNORECASE)
            # Understood against the expression's own groups, before any caption is at stake.
            template = re.compile(f"{pattern}|", compiled.flags & re.IGNORECASE)
            found = template.search("")
            if self.regular and found is not None:
                found.expand(self.into)
        except (re.error, IndexError, OverflowError, RecursionError) as error:
            raise Problem("find-wrong", reason=reason(error)) from error
        if not self.find or compiled.fullmatch(""):
            raise Problem("find-empty")
        return Replacer(compiled, self.into, self.regular)


class Example(NamedTuple):
    """A caption that would change.

    Attributes:
        place: of the caption in its row, from 0.
        before, after: the caption; after is empty where nothing of it would be left, so that it would be removed.
        marked_before, marked_after: what is found and what stands in its place, as (begin, end) in characters.
    """

    row: int
    place: int
    before: str
    after: str
    marked_before: tuple[Span, ...]
    marked_after: tuple[Span, ...]


@dataclass(slots=True)
class Preview:
    """What a replacement would change.

    Attributes:
        rows, captions, places: how many would change, and how often it is found.
        emptied: captions of which nothing would be left: they are removed.
        examples: the first ones.
    """

    rows: int = 0
    captions: int = 0
    places: int = 0
    emptied: int = 0
    examples: list[Example] = field(default_factory=list)


class Replacer:
    """A replacement that is ready to be carried out; made by ``Replacement.compile``."""

    def __init__(self, pattern: re.Pattern[str], into: str, regular: bool) -> None:
        self._pattern = pattern
        self._into = into
        self._regular = regular

    def changes(self, table: DataTable, rows: Sequence[int], seen: Preview) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The new captions of those rows that would change.

        Args:
            seen: what is changed is counted there.
        """
        for row in rows:
            before = table.captions(row)
            if not table.editable(row) or not any(map(self._pattern.search, before)):
                continue
            after = [self._change(row, place, caption, seen) for place, caption in enumerate(before)]
            if tuple(after) != before:
                seen.rows += 1
                yield row, tuple(caption for caption in after if caption)

    def _change(self, row: int, place: int, caption: str, seen: Preview) -> str:
        found = [match for match in self._pattern.finditer(caption) if match.end() > match.start()]
        pieces: list[str] = []
        length = end = 0
        marked: list[Span] = []
        for match in found:
            new = match.expand(self._into) if self._regular else self._into
            pieces += (caption[end : match.start()], new)
            begin = length + match.start() - end
            length = begin + len(new)
            marked.append((begin, length))
            end = match.end()
        whole = "".join((*pieces, caption[end:]))
        # As when it is read: one line, without blanks at its ends.
        after = clean(whole)
        if after == caption:
            return caption
        seen.captions += 1
        seen.places += len(found)
        seen.emptied += not after
        if len(seen.examples) < EXAMPLES:
            spans = tuple(match.span() for match in found)
            seen.examples.append(Example(row, place, caption, after, spans, tuple(marked) if after == whole else ()))
        return after
