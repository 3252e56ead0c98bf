"""What stands at one place of a caption: a sentence of the grammar, a phrase, a place on the body, a negation."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from engine.clothes.attributes import Accessory, Upper
from engine.clothes.automaton import NOTHING, Automaton, Capture, Match
from engine.clothes.negation import Denied, denied
from engine.clothes.phrases import BARE, BARE_FOLLOWERS, PHRASES, TAILS
from engine.clothes.slots import SLOTS, Value
from engine.clothes.templates import TEMPLATES

_LONGEST = 40
"""More tokens than any sentence of the grammar has."""
_LENGTHS = frozenset(word.text for word in SLOTS["length"].words)


def sentence_at(tokens: list[str], at: int) -> Match:
    """The sentence of the grammar at a place, whole or as far as what it says is sure."""
    templates = _automata().sentences
    match = templates.match(tokens, at)
    if not match.captures:
        return match
    if len(match.captures) > 1 and match.captures[1].word == "tank":
        match = _undoubled(tokens, at, match)
    if match.whole:
        return match
    end = at + match.length
    following = tokens[end] if end < len(tokens) else "."
    if match.captures[-1].field == "lower_length" and following != "." and following not in _LENGTHS:
        # A length without its garment may be a sleeve's or a dress's; not where the caption was cut off after it.
        match = templates.match(tokens[at : end - 1], 0)
    elif any(capture.value is Accessory.GLASSES_HELD for capture in match.captures):
        # They are in somebody's hands or on their clothes only where that is said.
        match = templates.match(tokens[at : tokens.index("glasses", at)], 0)
    if match.length > 2 and all(capture.field == "gender" for capture in match.captures):
        # "There is an accessory on her …": the person was read, the thing that the sentence is about was not.
        return NOTHING
    return match


def _undoubled(tokens: list[str], at: int, match: Match) -> Match:
    """A sentence that says "a tank top" where the data says "a tank tank top": the garment's name, and no sleeve."""
    place = tokens.index("tank", at)
    if tokens[place + 1 : place + 2] not in (["top"], ["shirt"]):
        return match
    doubled = [*tokens[at:place], "tank", *tokens[place : at + _LONGEST]]
    again = _automata().sentences.match(doubled, 0)
    if not any(capture.value is Upper.TANK for capture in again.captures):
        return match
    captures = [capture for capture in again.captures if capture.field != "sleeve"]
    return Match(again.length - 1, captures, again.whole)


def phrase_at(tokens: list[str], at: int) -> Match:
    """The longest whole phrase at a place."""
    automata = _automata()
    best = NOTHING
    for automaton in automata.phrases:
        match = automaton.match(tokens, at)
        if match.whole and match.length > best.length:
            best = match
    if best.whole:
        return _without_a_tank_sleeve(best)
    match = automata.bare.match(tokens, at)
    after = at + match.length
    if match.whole and (after >= len(tokens) or tokens[after] in BARE_FOLLOWERS):
        return match
    return NOTHING


def _without_a_tank_sleeve(match: Match) -> Match:
    """The same phrase, in which "a tank shirt" names one garment and no sleeve."""
    if len(match.captures) < 2 or match.captures[0].word != "tank" or match.captures[1].word != "shirt":
        return match
    return match._replace(captures=[Capture("upper", Upper.TANK, "tank shirt"), *match.captures[2:]])


def tail_at(tokens: list[str], at: int, last: Sequence[Value]) -> Match | None:
    """Where on the body the accessory is that was read just before: "a hat" and then "on her head"."""
    if not last or tokens[at] not in ("on", "in", "around"):
        return None
    match = _automata().tails.match(tokens, at)
    if match.whole and match.captures[-1].value in last:
        return match
    return None


def denied_at(tokens: list[str], at: int) -> Denied:
    """What the negation at a place denies."""
    return denied(
        tokens,
        at,
        lambda place: phrase_at(tokens, place),
        lambda place, accessories: tail_at(tokens, place, accessories),
        lambda place: _automata().sentences.match(tokens, place).whole,
    )


class _Automata(NamedTuple):
    sentences: Automaton
    phrases: tuple[Automaton, ...]
    bare: Automaton
    tails: Automaton


@cache
def _automata() -> _Automata:
    """The automata of sentences, of phrases, of words that stand alone and of places, built at the first caption."""
    return _Automata(
        Automaton(template.text for template in TEMPLATES.values()),
        tuple(Automaton(texts) for texts in PHRASES),
        Automaton(BARE),
        Automaton(TAILS),
    )
