"""A Chinese caption to attributes: exact on the clauses that Atelier writes, as far as it goes on everything else.

A caption falls into stretches at its marks. A stretch is read where it is whole: somebody, a clause of ``templates``,
or both. Of any other one single garments are picked out, with what stands before their nouns. The time is linear in
the length of the caption, and no text raises.
"""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.clothes.chinese import templates
from engine.clothes.chinese.words import ABSENT, ACCESSORIES, KIND, PRONOUNS, SUBJECTS, WORDS, ChineseWord
from engine.clothes.reading import PART_OF, Fact, Reading

_STRETCH = re.compile(r"[^，。；、,.;!！?？〔〕]+|.", re.DOTALL)
_MARKS = frozenset("，。；、,.;!！?？")
_SPACE = re.compile(r"\s+")
_GAP = re.compile(r"\[|\]|\{(\w+)(?::(\w+))?\}|[^\[\]{}]+")
_GARMENTS = ("upper", "lower", "outer")
_NOUNS = frozenset({*_GARMENTS, "lower_after", "lower_short", "lower_clothing"})
_JOINED = "(?:并且|并|且|同时|另外|还|也)?"
# After a noun these make another one of it: 衬衫裙.
_ENDS = "(?![裙裤衣衫帽鞋领袖袜包装])"


class _Part(NamedTuple):
    """Some of a stretch: what it says, or the characters that were not understood."""

    said: tuple[Fact, ...]
    leftover: str = ""


class _Clause(NamedTuple):
    pattern: re.Pattern[str]
    gaps: tuple[str, ...]

    def read(self, match: re.Match[str]) -> tuple[Fact, ...]:
        """What a match says, in its order."""
        found: list[Fact] = []
        for number, gap in enumerate(self.gaps, 1):
            text = match[number]
            if text:
                said = _meanings(gap)[text]
                part = gap.partition("_")[0]
                found += [
                    thing._replace(field=f"{part}_{thing.field}")
                    if thing.field in ("fabric", "pattern") and part in _GARMENTS
                    else thing
                    for thing in said
                ]
        return tuple(found)


def read(caption: str) -> Reading:
    """Read a caption. Spaces, missing marks at its end and marks of another width make no difference."""
    text = _SPACE.sub("", caption)
    facts: list[Fact] = []
    leftover = ""
    understood = sentences = 0
    part: str | None = None
    mark_may_follow = False
    for stretch in _STRETCH.findall(text):
        if stretch in _MARKS:
            if mark_may_follow:
                understood += 1
            elif leftover:
                leftover += stretch
            mark_may_follow = False
            continue
        parts, whole = _parse(stretch)
        for said, strange in parts:
            found, part = _placed(said, part)
            if strange or found is None:
                leftover += strange
                continue
            if leftover:
                facts.append(Fact("leftover", None, leftover.rstrip("".join(_MARKS))))
                leftover = ""
            facts += found
        unread = sum(len(strange) for _, strange in parts)
        mark_may_follow = not unread and not leftover
        understood += len(stretch) - unread
        sentences += whole
    if leftover:
        facts.append(Fact("leftover", None, leftover.rstrip("".join(_MARKS))))
    return Reading.of(facts, understood / len(text) if text else 1.0, sentences)


def _placed(said: tuple[Fact, ...], part: str | None) -> tuple[list[Fact] | None, str | None]:
    """What was said as facts, each fabric and pattern given to its garment; None where no garment is known for one.

    Also the garment spoken of afterwards.
    """
    facts = []
    for field, value, word in said:
        if field in ("fabric", "pattern"):
            if part is None:
                return None, None
            field = f"{part}_{field}"
        part = PART_OF.get(field, part)
        facts.append(Fact(field, value, word))
    return facts, part


# Captions say the same over and over.
@functools.lru_cache(maxsize=1 << 14)
def _parse(stretch: str) -> tuple[tuple[_Part, ...], bool]:
    """The parts of a stretch between two marks, and whether it is a sentence: somebody, and what is told of them."""
    grammar = _grammar()
    parts: list[_Part] = []
    who = grammar.who.match(stretch)
    if who:
        parts.append(_Part(_meanings("who")[who[1]]))
        stretch = stretch[who.end() :]
        if not stretch:
            return tuple(parts), False
    whole = grammar.whole.get(stretch)
    if whole is not None:
        return (*parts, _Part(whole)), True
    for clause in grammar.clauses:
        match = clause.pattern.fullmatch(stretch)
        if match:
            return (*parts, _Part(clause.read(match))), any(gap in _NOUNS for gap in clause.gaps)
    return (*parts, *_picked(stretch)), False


def _picked(stretch: str) -> Iterator[_Part]:
    """What can be understood of a stretch that is no clause, and what is left between."""
    at = 0
    # The next match of each, looked for again only once it lies behind: a long stretch is walked once.
    ahead = [(clause, clause.pattern.search(stretch)) for clause in _grammar().picked]
    while at < len(stretch):
        ahead = [
            (clause, match if match is None or match.start() >= at else clause.pattern.search(stretch, at))
            for clause, match in ahead
        ]
        found = [(match.start(), -match.end(), place) for place, (_, match) in enumerate(ahead) if match]
        if not found:
            break
        start, end, place = min(found)
        clause, match = ahead[place]
        assert match is not None
        if start > at:
            yield _Part((), stretch[at:start])
        yield _Part(clause.read(match))
        at = -end
    if at < len(stretch):
        yield _Part((), stretch[at:])


class _Grammar(NamedTuple):
    """The compiled clauses.

    Attributes:
        who: the person at the beginning of a stretch.
        whole: clauses that have no gaps.
        picked: garments with what stands before their nouns.
    """

    who: re.Pattern[str]
    whole: dict[str, tuple[Fact, ...]]
    clauses: tuple[_Clause, ...]
    picked: tuple[_Clause, ...]


@functools.cache
def _grammar() -> _Grammar:
    """The grammar, compiled at the first caption."""
    outlines = (
        *templates.UPPER,
        *templates.LOWER,
        *templates.UNNAMED_LOWER,
        *templates.BOTH,
        *templates.OUTER,
    )
    sentences = [sentence for outline in outlines for sentence in outline.sentences]
    clauses = dict.fromkeys(
        clause
        for sentence in (*sentences, *templates.SHORTER, *templates.REST, *templates.TRANSLATED, *templates.MIXED)
        for clause in clauses_of(sentence)
    )
    whole: dict[str, tuple[Fact, ...]] = {
        text: (Fact("accessories", accessory, str(accessory)),)
        for accessory, wordings in ACCESSORIES.items()
        for text, _ in wordings
    }
    whole |= {text: (Fact("absent", None, accessory.value),) for accessory, text in ABSENT.items()}
    whole |= {KIND.text: KIND.said}
    return _Grammar(
        re.compile(f"({_alternatives('who')})的?"),
        whole,
        tuple(_compiled(clause) for clause in clauses if "{" in clause),
        tuple(
            _compiled(text, joined="", ends=_ENDS)
            for text in (
                "[{upper_pattern:before}][{upper_fabric:before}][{sleeve}]{upper}",
                "[{lower_pattern:before}][{lower_fabric:before}]{lower}",
                "[{lower_pattern:before}]{lower_fabric:before}{lower_short}",
                "[{outer_pattern:before}][{outer_fabric:before}]{outer}",
                "{neckline}",
                "{sleeve}",
                "{fabric:alone}",
            )
        ),
    )


def clauses_of(sentence: str) -> list[str]:
    """The clauses of a sentence, without the person; a part that may be left out is a clause of its own."""
    text = sentence.replace("{who}", "").replace("{whose}", "")
    text = re.sub(
        r"\[(，?)([^\]，]*)(，?)\]",
        lambda part: f"{part[1]}{part[2]}{part[3]}" if part[1] or part[3] else part[0],
        text,
    )
    return [clause for clause in text.split("，") if clause]


def _compiled(clause: str, joined: str = _JOINED, ends: str = "") -> _Clause:
    """A clause as a regular expression. A fabric or pattern in a clause that names no garment is of the one before."""
    gaps: list[str] = []
    pattern = ""
    named = [part for part in _GARMENTS if re.search(rf"{{{part}(?:_short|_clothing)?}}", clause)]
    for match in _GAP.finditer(clause):
        field, form = match[1], match[2]
        if field is None:
            pattern += {"[": "(?:", "]": ")?"}.get(match[0], re.escape(match[0]))
            continue
        if form:
            part, _, kind = field.rpartition("_")
            field = f"{part}_{kind}{templates.FORMS[form]}" if part in named else kind + templates.FORMS[form]
        if field == "lower" and gaps and gaps[-1] == "lower_fabric_before":
            field = "lower_after" if joined else field
        gaps.append(field)
        pattern += f"({_alternatives(field)})"
    return _Clause(re.compile(joined + pattern + ends), tuple(gaps))


@functools.cache
def _meanings(gap: str) -> dict[str, tuple[Fact, ...]]:
    """What each word of a gap says."""
    if gap == "who":
        words: list[ChineseWord] = [word for words in SUBJECTS.values() for word in words] + list(PRONOUNS.values())
    else:
        kind = gap.partition("_")[2] if gap.partition("_")[0] in _GARMENTS and gap not in WORDS else gap
        words = list(WORDS[kind])
    return {word.text: word.said for word in words}


def _alternatives(gap: str) -> str:
    """The words of a gap, the longest first."""
    return "|".join(map(re.escape, sorted(_meanings(gap), key=len, reverse=True)))
