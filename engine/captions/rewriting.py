"""A person's rules for captions: what stands before and after each, and what is replaced in it."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

ARROW = "→"
"""Stands between the old words and the new ones where a person writes rules as lines; -> and => do as well."""
_ARROWS = re.compile(r"→|[-=]>")
# Scripts that are written without spaces: any of their characters may begin or end a word.
_NO_SPACES = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
    r"\U00020000-\U0003ffff"
)
_INSIDE = rf"[^\W{_NO_SPACES}]"


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What is done with every caption.

    Attributes:
        prefix, suffix: stand before and after it, as they are: a space between has to be among them.
        replace: pairs of old and new words. They are looked for all at once, so that no rule changes what another has
            written; of several that fit at one place the first does. Whole words are replaced, in the letters' own
            case. New words that are empty take the old ones out, with the space behind them.
    """

    prefix: str = ""
    suffix: str = ""
    replace: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.prefix or self.suffix or self.replace)

    def replaced(self, text: str) -> str:
        """A caption with its words replaced, without what stands before and after it."""
        if not self.replace:
            return text
        new = [words for _, words in self.replace]
        made = _pattern(self.replace).sub(lambda found: new[int(str(found.lastgroup)[1:])], text)
        # What is taken out at the end leaves the space before it.
        return made if made == text else made.strip()

    def framed(self, text: str) -> str:
        """A caption between what stands before and after it; an empty one stays empty."""
        return f"{self.prefix}{text}{self.suffix}" if text else ""

    def apply(self, text: str) -> str:
        """A caption with its words replaced, between what stands before and after it."""
        return self.framed(self.replaced(text))


NOTHING = Rewriting()
"""Leaves captions as they are."""


def rule_of(text: str, between: str) -> tuple[str, str]:
    """A rule written as old words, a sign and new words, without the spaces around them.

    Raises:
        ValueError: where the sign or the old words are missing.
    """
    old, sign, new = text.partition(between)
    if not sign or not old.strip():
        raise ValueError(text)
    return old.strip(), new.strip()


def rules_of(lines: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Rules written one a line, as ``old → new``, and the lines that are none; empty ones are passed over."""
    rules: list[tuple[str, str]] = []
    wrong: list[str] = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        arrow = _ARROWS.search(line)
        try:
            rules.append(rule_of(line, arrow.group() if arrow else ARROW))
        except ValueError:
            wrong.append(line)
    return tuple(rules), tuple(wrong)


def lines_of(rules: Iterable[tuple[str, str]]) -> str:
    """Rules as lines that ``rules_of`` reads."""
    return "\n".join(f"{old} {ARROW} {new}".rstrip() for old, new in rules)


@functools.lru_cache(8)
def _pattern(rules: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Finds the old words; the group of a rule is named by its number."""
    found = []
    for number, (old, new) in enumerate(rules):
        before = rf"(?<!{_INSIDE})" if re.match(_INSIDE, old) else ""
        behind = rf"(?!{_INSIDE})" if re.match(_INSIDE, old[-1:]) else ""
        found.append(f"(?P<r{number}>{before}{re.escape(old)}{behind}{'' if new else ' ?'})")
    return re.compile("|".join(found))
