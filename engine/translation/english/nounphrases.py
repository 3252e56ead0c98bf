"""Noun phrases of free English in Chinese word order: whose, how many, how, and what belongs to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.translation.english.lexicon import Kind, LexiconEntry
from engine.translation.english.measures import measure, pair_measure
from engine.translation.english.negation import negates

OPENING, CLOSING = "〔", "〕"

BE = frozenset({"is", "are", "was", "were", "be", "being", "been", "am"})
ONE = frozenset({"a", "an"})
DETERMINERS = frozenset(
    {"her", "his", "their", "its", "my", "your", "our", "another", "both", "each"}
    | {"all", "some", "many", "several", "few", "any", "very"}
)
_POINTING = {"this": "这", "that": "那"}
_POINTING_AT_SEVERAL = {"these": "这些", "those": "那些"}
_PRONOUNS = frozenset({"it", "she", "he", "they", "we", "you", "i", "himself", "herself", "themselves"})
_COUNTS = dict(zip(("two", "three", "four", "five", "six", "seven", "eight", "nine"), "两三四五六七八九", strict=True))
_AMOUNTS = {"group-of": "一群", "lot-of": "许多", "pair-of": ""}
_SHADES = {"light": "浅", "dark": "深"}
_FASTENED = {"腰带": "系着", "领带": "系着", "围巾": "围着"}
RELATIVE = frozenset({"who", "which", "that"})
_SAYS = frozenset({"says", "say", "saying", "reads", "reading"})
QUOTES = frozenset("\"'“”‘’")
WEARING = frozenset({"wear", "wears", "wearing", "worn", "wore"})
# What may belong to a noun phrase hangs on its place, so that none holds others without end: after the subject's only
# "of", after an object's what a person wears, too, after an owner's that alone, after what is worn nothing.
SUBJECT, OBJECT, OWNER, PLAIN = range(4)


@dataclass(frozen=True, slots=True)
class TaggedWord:
    """A token, in lower case, with what is known of it."""

    token: str
    lower: str
    entry: LexiconEntry | None

    @property
    def nominal(self) -> bool:
        """It can stand in a noun phrase; so can an unknown word."""
        if self.entry is None:
            return any(sign.isalnum() for sign in self.token) and not negates(self.lower)
        return self.entry.kind not in (Kind.FUNCTION, Kind.VERB)

    @property
    def verb(self) -> bool:
        return self.entry is not None and self.entry.kind is Kind.VERB


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase in Chinese, and what is known of its head."""

    text: str
    head: LexiconEntry | None
    turned: bool = False
    """Whether it is told whose or of what it is."""

    @property
    def person(self) -> bool:
        return self.head is not None and self.head.kind is Kind.PERSON

    def worn(self) -> str:
        """How it is worn; empty for what is not."""
        if self.head is None:
            return ""
        return _FASTENED.get(self.head.chinese) or {Kind.WORN: "戴着", Kind.GARMENT: "穿着"}.get(self.head.kind, "")


class WordStream:
    """Goes through the words once; ``at`` is the next one, and ``marked`` those that stand between marks."""

    def __init__(self, words: list[TaggedWord]) -> None:
        # Chinese has no "the".
        self.words = [word for word in words if word.lower != "the"]
        self.at = 0
        self.marked: list[TaggedWord] = []

    def peek(self, ahead: int = 0) -> TaggedWord | None:
        at = self.at + ahead
        return self.words[at] if at < len(self.words) else None

    def wears(self, word: TaggedWord | None) -> bool:
        """Whether the next word, ``word``, tells of clothes: "in" does before a garment, or a colour alone."""
        if word is None or word.lower != "in":
            return word is not None and word.lower in WEARING
        before, marked = self.at, len(self.marked)
        self.at += 1
        phrases = self.next_phrases(PLAIN)
        self.at = before
        del self.marked[marked:]
        head = phrases[0].head if phrases else None
        return head is not None and head.kind in (Kind.GARMENT, Kind.WORN, Kind.QUALITY)

    def next_phrases(self, level: int = SUBJECT) -> list[Phrase]:
        """Noun phrases joined by "and" or commas, as far as they go; no person follows a thing."""
        phrases: list[Phrase] = []
        before, marked = self.at, len(self.marked)
        while (phrase := self._phrase(level)) is not None:
            if phrases and phrase.person and not phrases[-1].person:
                self.at = before
                del self.marked[marked:]
                break
            phrases.append(phrase)
            before, marked = self.at, len(self.marked)
            while self.at < len(self.words) and self.words[self.at].lower in (",", "and"):
                self.at += 1
            following = self.peek()
            if self.at == before or following is None or not self.begins_phrase(following):
                self.at = before
                break
        return phrases

    @staticmethod
    def begins_phrase(word: TaggedWord) -> bool:
        return (
            word.nominal
            or word.lower in DETERMINERS | ONE
            or word.lower in _COUNTS
            or word.lower in _AMOUNTS
            or word.lower in _POINTING
            or word.lower in _POINTING_AT_SEVERAL
        )

    def _phrase(self, level: int) -> Phrase | None:
        """One noun phrase; "a photo of a man in a coat" turns round: 穿着大衣的男士的照片."""
        before, text, count, named = self.at, "", "", False
        marked = len(self.marked)
        whose = ""
        head: LexiconEntry | None = None
        last = ""
        pair = False
        while self.at < len(self.words):
            word = self.words[self.at]
            following = self.peek(1)
            if word.lower in _SHADES and following is not None and following.nominal:
                text += _SHADES[word.lower]
            elif word.lower in ONE and not text and not count:
                count = "一"
            elif (word.lower in _POINTING or word.lower == "no") and not text and not count:
                count = _POINTING.get(word.lower, "没有")
            elif word.lower in _COUNTS and not named and count in ("", *_POINTING.values()):
                count += _COUNTS[word.lower]
            elif word.lower in _AMOUNTS and not pair:
                text += _AMOUNTS[word.lower]
                pair = pair or word.lower == "pair-of"
                count = "" if count == "一" else count
            elif word.lower in _POINTING_AT_SEVERAL and not named:
                text += _POINTING_AT_SEVERAL[word.lower]
            elif (word.lower in DETERMINERS or word.lower in _PRONOUNS) and not named and word.entry is not None:
                whose += word.entry.chinese
                named = named or word.lower in _PRONOUNS
            elif word.nominal and not (head and word.entry is None and word.lower.endswith("ing")):
                if word.entry is None:
                    self.marked.append(word)
                text += word.entry.chinese if word.entry else OPENING + word.token + CLOSING
                head, named, last = word.entry, True, word.lower
            elif word.lower == "and" and is_quality(head) and following is not None and is_quality(following.entry):
                text += "和"
            else:
                break
            self.at += 1
        following = self.peek()
        if not named and not (count in _POINTING.values() and following is not None and following.lower in BE):
            self.at = before
            del self.marked[marked:]
            return None
        if last == "people" and not count and not text[:-1]:
            text += "们"
        turned = False
        following = self.peek()
        if following is not None and following.lower == "made-of" and head is not None:
            self.at += 1
            material = self._phrase(PLAIN)
            text = f"{material.text if material else ''}制{text}"
        elif following is not None and following.lower in RELATIVE | _SAYS and head is not None:
            text = self._printed() + text
        following = self.peek()
        if following is not None and following.lower == "of" and head is not None and level < OWNER:
            self.at += 1
            owner = self._phrase(OWNER)
            if owner is not None:
                text, turned = f"{owner.text}的{text}", True
            else:
                self.at -= 1
        elif level in (OBJECT, OWNER) and head and head.kind is Kind.PERSON and self.wears(following):
            self.at += 1
            worn = self.next_phrases(PLAIN)
            text = f"{(worn[0].worn() or '穿着') if worn else '穿着'}{listed(worn)}的{text}"
        return Phrase(whose + _counted(text, head, count, pair, level), head, turned)

    def _printed(self) -> str:
        """What a garment has printed on it, where "that says …" comes next; it is taken."""
        at = self.at
        if self.words[at].lower in RELATIVE:
            at += 1
        if at >= len(self.words) or self.words[at].lower not in _SAYS:
            return ""
        at += 1
        words: list[TaggedWord] = []
        quoted = at < len(self.words) and self.words[at].token in QUOTES
        at += quoted
        while at < len(self.words) and (quoted or self.words[at].entry is None):
            word = self.words[at]
            if word.token in QUOTES or not any(sign.isalnum() for sign in word.token):
                at += quoted
                break
            words.append(word)
            at += 1
        if not words:
            return ""
        self.at = at
        self.marked += words
        return f"印有{OPENING}{' '.join(word.token for word in words)}{CLOSING}的"

    def in_hand(self) -> bool:
        """Whether "in his hand" comes next; it is taken."""
        place, *rest = [self.peek(ahead) for ahead in range(3)]
        if place is None or place.lower not in ("in", "on"):
            return False
        for count, word in enumerate(rest, 2):
            if word is not None and word.lower in ("hand", "hands"):
                self.at += count
                return True
            if word is None or word.lower not in DETERMINERS:
                return False
        return False


def _counted(text: str, head: LexiconEntry | None, count: str, pair: bool, level: int) -> str:
    """A noun with what counts it: 两条腰带, 这位女士. Chinese says 一 of persons who come in, and seldom of things."""
    person = head is not None and head.kind is Kind.PERSON
    if pair:
        return (count or "一") + pair_measure(text) + text
    if count == "一" and not (person and level == SUBJECT):
        return text
    if not count or count == "没有" or not text or (count in _POINTING.values() and not person and not _is_thing(head)):
        return count + text
    return count + measure(text, head) + text


def _is_thing(head: LexiconEntry | None) -> bool:
    return head is not None and head.kind in (Kind.GARMENT, Kind.WORN)


def is_quality(entry: LexiconEntry | None) -> bool:
    return entry is not None and entry.kind is Kind.QUALITY


def listed(phrases: Sequence[Phrase]) -> str:
    """红色夹克、帽子和围巾"""
    texts = [phrase.text for phrase in phrases]
    return "、".join(texts[:-1]) + "和" + texts[-1] if len(texts) > 1 else "".join(texts)
