"""What a caption denies: "wears no hat", "isn't wearing a belt", "without a ring or a belt".

The captions of the data deny nothing but sleeves, so this is for what leaves their grammar. What is denied is no fact
about the clothes; an accessory that is denied is told as not worn, everything else that is denied is left over.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from engine.clothes.attributes import Accessory
from engine.clothes.automaton import Capture, Match
from engine.translation.english.negation import CONTRACTED, negates

# Denies of whoever is named next.
_OF_PEOPLE = frozenset({"neither", "nor"})
# What may stand between a negation and the thing that it denies.
_BETWEEN = frozenset(
    {"a", "an", "any", "the", "wear", "wears", "wearing", "have", "has", "having"} | {"with", "visible", "pair", "of"}
)
# What may stand before a negation and belongs to it.
LEADING = frozenset(
    {"there", "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "wears", "wear", "wearing"}
    | {"with", "and", "but", "also"}
)
_ENDS = frozenset({".", ",", ";", ":", "!", "?", "and", "but", "while", "who", "which", "that", "only"})
_FARTHEST = 8
"""Words that may stand between a negation and a thing that it still denies."""
_BE = frozenset({"is", "are", "was", "were"})
_SEEN = frozenset({"worn", "visible", "seen", "shown", "present", "there"})
_AGAIN = frozenset({"or", "nor"})
_GOES_ON = frozenset({"and", ","})


class Denied(NamedTuple):
    """What a negation reaches.

    Attributes:
        length: its tokens, the negation among them.
        accessories: what is told as not worn, in its order; empty where anything else was denied, too.
        told: what is said beside it and not denied: whose finger it is that bears no ring.
    """

    length: int
    accessories: tuple[Accessory, ...]
    told: list[Capture]


def denied(
    tokens: Sequence[str],
    at: int,
    phrase: Callable[[int], Match],
    tail: Callable[[int, Sequence[Accessory]], Match | None],
    sentence: Callable[[int], bool],
) -> Denied:
    """What the negation at ``tokens[at]`` denies: itself alone where nothing follows that a reader of captions knows.

    Args:
        tokens: words and marks in lower case.
        phrase: the longest phrase at a place.
        tail: where on the body the accessories are, if that is told at a place.
        sentence: whether a whole sentence of the grammar begins at a place; no negation reaches into one.
    """
    end = reach = at + 1
    things: list[Accessory] = []
    beside: list[Capture] = []
    found = strange = False
    of_people = tokens[at] in _OF_PEOPLE
    while end < len(tokens) and end - reach < _FARTHEST and (of_people or not sentence(end)):
        match = phrase(end)
        accessories = [capture.value for capture in match.captures if isinstance(capture.value, Accessory)]
        genders = [capture for capture in match.captures if capture.field == "gender"]
        if match.captures and len(genders) < len(match.captures):
            if found and tokens[end - 1] not in _AGAIN and not accessories:
                break
            found = True
            strange = strange or len(accessories) + len(genders) < len(match.captures)
            things += accessories
            beside += genders
            end = reach = end + match.length
            where = tail(end, accessories) if end < len(tokens) else None
            if where is not None:
                beside += [capture for capture in where.captures if capture.field == "gender"]
                end = reach = end + where.length
            if end + 1 < len(tokens) and (
                tokens[end] in _AGAIN or (tokens[end] in _GOES_ON and tokens[end + 1] not in _BETWEEN | LEADING)
            ):
                end += 1
                continue
            break
        if genders and (of_people or tokens[end] in ("her", "his")):
            beside += genders
        elif genders and end > at + 1 and not found and not of_people:
            # Somebody else comes in, of whom nothing is denied.
            break
        elif genders:
            # "Not a man" is no man; "no person" is nobody.
            if genders[0].value is None:
                beside += genders
            else:
                found = strange = True
                reach = end + match.length
        elif (
            (found and tokens[end] not in _BETWEEN) or tokens[end] in _ENDS or (negates(tokens[end]) and not of_people)
        ):
            break
        else:
            strange = strange or tokens[end] not in _BETWEEN | _OF_PEOPLE
        end += match.length or 1
    return Denied(reach - at, () if strange else tuple(things), beside)


def denial_after(tokens: Sequence[str], at: int) -> int:
    """The tokens at a place that deny the thing just named, 0 where none do: "is not worn", "isn't visible"."""
    end = at
    if end < len(tokens) and tokens[end].endswith(CONTRACTED) and tokens[end][:-3] in _BE:
        end += 1
    elif end + 1 < len(tokens) and tokens[end] in _BE and tokens[end + 1] in ("not", "never"):
        end += 2
    else:
        return 0
    return end + 1 - at if end < len(tokens) and tokens[end] in _SEEN else 0
