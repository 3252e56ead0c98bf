"""A caption to attributes: exact on the grammar, as far as it goes on everything else. Here in English; the Chinese is
read by ``engine.clothes.chinese.reader``.

Whole sentences are read by one automaton of all templates. Where a caption leaves the grammar (half-trained models
repeat, cut off and contradict themselves) the beginning of a sentence counts as far as it was read, and after it single
phrases. The time is linear in the length of the caption, and no text raises.
"""

from engine.captions.scripts import is_chinese
from engine.clothes.automaton import Capture, Match
from engine.clothes.chinese import reader as chinese
from engine.clothes.matching import denied_at, phrase_at, sentence_at, tail_at
from engine.clothes.negation import LEADING, denial_after
from engine.clothes.reading import PART_OF, Fact, Reading
from engine.clothes.templates import vocabulary
from engine.translation.english.lexicon import Kind, look_up
from engine.translation.english.negation import negates
from engine.translation.english.tokens import tokenize


def read(caption: str) -> Reading:
    """Read a caption, English or Chinese.

    Case, spaces before marks and missing full stops or commas make no difference.
    """
    if is_chinese(caption):
        return chinese.read(caption)
    tokens = tokenize(caption)
    facts, understood, sentences = _facts(tokens)
    return Reading.of(facts, understood / len(tokens) if tokens else 1.0, sentences)


def _facts(tokens: list[str]) -> tuple[list[Fact], int, int]:
    """Everything said, in order, the number of tokens that were understood, and that of sentences."""
    sentences = 0
    lowered = [token.lower() for token in tokens]
    facts: list[Fact] = []
    leftover: list[str] = []
    understood = at = 0
    part: str | None = None
    mark_may_follow = False
    last: list[Fact] = []
    while at < len(tokens):
        if mark_may_follow and lowered[at] in ".,":
            # One mark after something understood belongs to it.
            at += 1
            understood += 1
            mark_may_follow = False
            last = []
            continue
        match = sentence_at(lowered, at)
        sentence = match.whole
        sentences += sentence
        if not sentence:
            sentences += _tells_of_a_garment(match)
            phrase = tail_at(lowered, at, [fact.value for fact in last]) or phrase_at(lowered, at)
            if phrase.length > match.length:
                match = phrase
        found, part = _placed(match.captures, part)
        length = match.length or 1
        if not found and negates(lowered[at]):
            nothing = denied_at(lowered, at)
            length = nothing.length
            found = [Fact("absent", None, accessory) for accessory in nothing.accessories]
            found += [Fact(*capture) for capture in nothing.told if found]
            while found and leftover and leftover[-1].lower() in LEADING:
                leftover.pop()
                understood += 1
        elif _names_accessories(found) and not sentence and (denial := denial_after(lowered, at + length)):
            found = [Fact("absent", None, str(fact.value)) for fact in found or []]
            length += denial
            if leftover and leftover[-1].lower() in ("the", "a", "an"):
                leftover.pop()
                understood += 1
        # A phrase that says the last one over again, with no mark between, is a slip.
        if found and (sentence or found != last):
            if facts and leftover == ["and"]:
                # It joins what was understood.
                understood += 1
            elif leftover:
                facts.append(Fact("leftover", None, " ".join(leftover)))
            leftover = []
            facts.extend(found)
            understood += length
            mark_may_follow = True
            last = found
        else:
            leftover.extend(tokens[at : at + length])
            mark_may_follow = False
            if not found:
                last = []
                if _is_other_garment(lowered[at]):
                    # What follows is said of it, and not of the garment before.
                    part = None
        at += length
    if leftover:
        facts.append(Fact("leftover", None, " ".join(leftover)))
    return facts, understood, sentences


def _tells_of_a_garment(match: Match) -> bool:
    """Whether the half of a sentence names a garment and says something of it or of who wears it."""
    fields = [capture.field for capture in match.captures]
    return len(fields) > 1 and any(field in ("upper", "lower", "outer") for field in fields)


def _names_accessories(found: list[Fact] | None) -> bool:
    return bool(found) and all(fact.field == "accessories" for fact in found or [])


def _is_other_garment(token: str) -> bool:
    """Whether a word names a garment that the captions of the data never speak of."""
    entry = look_up(token)
    return entry is not None and entry.kind is Kind.GARMENT and token not in vocabulary()


def _placed(captures: list[Capture], part: str | None) -> tuple[list[Fact] | None, str | None]:
    """Captures as facts, each fabric and pattern given to its garment; None where no garment is known for one.

    Also the garment spoken of afterwards.
    """
    if any(capture.field in ("fabric", "pattern") for capture in captures):
        part = next((PART_OF[capture.field] for capture in captures if capture.field in PART_OF), part)
        if part is None:
            return None, None
        return [
            Fact(f"{part}_{field}" if field in ("fabric", "pattern") else field, value, word)
            for field, value, word in captures
        ], part
    for capture in captures:
        part = PART_OF.get(capture.field, part)
    return [Fact(*capture) for capture in captures], part
