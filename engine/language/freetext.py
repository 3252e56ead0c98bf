"""Free English about a picture, glossed in Chinese word order: for captions of other data than the grammar's.

No translation, but an honest reading aid: a shallow pass from left to right that knows noun phrases, what is worn,
where something is and what is done. Known words are worded, unknown ones stay where they stood, between 〔 and 〕.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from engine.language.lexicon import Entry, Kind, look_up

OPENING, CLOSING = "〔", "〕"

_ARTICLES = frozenset({"a", "an", "the"})
_BE = frozenset({"is", "are", "was", "were", "be", "being", "been", "am"})
_DETERMINERS = frozenset(
    {"this", "that", "these", "those", "her", "his", "their", "its", "my", "your", "our", "another", "both", "each"}
    | {"all", "some", "many", "several", "few", "no", "very"}
)
_PRONOUNS = frozenset({"it", "she", "he", "they", "we", "you", "i", "himself", "herself", "themselves"})
_COUNTS = dict(zip(("two", "three", "four", "five", "six", "seven", "eight", "nine"), "两三四五六七八九", strict=True))
_PLACES = {
    "on": "上",
    "onto": "上",
    "in": "里",
    "inside": "里",
    "into": "里",
    "at": "旁",
    "under": "下面",
    "over": "上方",
    "above": "上方",
    "behind": "后面",
    "near": "附近",
    "by": "旁边",
    "beside": "旁边",
    "next-to": "旁边",
    "against": "旁边",
    "in-front-of": "前面",
    "outside": "外面",
    "around": "周围",
    "between": "之间",
    "down": "上",
    "along": "上",
    "across": "上",
    "through": "中",
}
_LEADING = {"from": "从", "to": "到", "for": "为", "without": "没有", "like": "像", "as": "作为"}
_TOGETHER = {
    ("in", "front", "of"): "in-front-of",
    ("next", "to"): "next-to",
    ("close", "up"): "close-up",
    ("t", "-", "shirt"): "t-shirt",
    ("t", "shirt"): "t-shirt",
    ("group", "of"): "group-of",
    ("lot", "of"): "lot-of",
    ("lots", "of"): "lot-of",
    ("pair", "of"): "pair-of",
    ("dressed", "in"): "wearing",
    ("at", "the", "camera"): "at-the-camera",
    ("at", "camera"): "at-the-camera",
    ("consists", "of"): "consist",
    ("high", "heels"): "heels",
    ("polka", "dot"): "polka",
    ("polka", "dots"): "polka",
}
_AMOUNTS = {"group-of": "一群", "lot-of": "许多", "pair-of": ""}
_PAIRS = {"裤": "一条", "裤子": "一条", "眼镜": "一副", "太阳镜": "一副"}
"""Measure words of what English counts in pairs, by how the noun ends; 一双 for all others."""
_SHADES = {"light": "浅", "dark": "深"}
_FASTENED = {"腰带": "系着", "领带": "系着", "围巾": "围着"}
_WEARING = frozenset({"wear", "wears", "wearing", "worn", "wore"})
# What may belong to a noun phrase hangs on its place, so that none holds others without end: after the subject's only
# "of", after an object's what a person wears, too, after an owner's that alone, after what is worn nothing.
_SUBJECT, _OBJECT, _OWNER, _PLAIN = range(4)
_ENDS, _PAUSES = frozenset(".!?"), frozenset(",;:")


@dataclass(frozen=True, slots=True)
class _Word:
    """A token, in lower case, with what is known of it."""

    token: str
    lower: str
    entry: Entry | None

    @property
    def nominal(self) -> bool:
        """It can stand in a noun phrase; so can an unknown word."""
        if self.entry is None:
            return any(sign.isalnum() for sign in self.token)
        return self.entry.kind not in (Kind.FUNCTION, Kind.VERB)

    @property
    def verb(self) -> bool:
        return self.entry is not None and self.entry.kind is Kind.VERB


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun phrase in Chinese, and what is known of its head."""

    text: str
    head: Entry | None
    turned: bool = False
    """Whether it is told whose or of what it is."""

    def worn(self) -> str:
        """How it is worn; empty for what is not."""
        if self.head is None:
            return ""
        return _FASTENED.get(self.head.chinese) or {Kind.WORN: "戴着", Kind.GARMENT: "穿着"}.get(self.head.kind, "")


def free_to_chinese(tokens: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Words and marks to Chinese; also the words that the lexicon lacks."""
    glosser = _Glosser(_words(tokens))
    return glosser.run(), tuple(dict.fromkeys(word.token for word in glosser.words if word.nominal and not word.entry))


def _words(tokens: Sequence[str]) -> list[_Word]:
    words: list[_Word] = []
    at = 0
    while at < len(tokens):
        for length in (3, 2):
            joined = _TOGETHER.get(tuple(token.lower() for token in tokens[at : at + length]))
            if joined:
                words.append(_Word(joined, joined, look_up(joined) or Entry("", Kind.FUNCTION)))
                at += length
                break
        else:
            lower = tokens[at].lower()
            # Chinese has no articles.
            if lower not in _ARTICLES:
                words.append(_Word(tokens[at], lower, look_up(lower)))
            at += 1
    return words


class _Glosser:
    """Goes through the words once; ``at`` is the next one."""

    def __init__(self, words: list[_Word]) -> None:
        self.words = words
        self.at = 0
        self._text = ""
        self._told = False
        """Whether something is already said of whom the sentence is about."""
        self._predicate: int | None = None
        """Where in the text the last thing done or worn begins, once it has an object."""

    def run(self) -> str:
        while self.at < len(self.words):
            self._step(self.words[self.at])
        if self._text and self._text[-1] not in "。，":
            self._text += "。"
        return self._text.replace("，。", "。").removesuffix("，").replace(CLOSING + OPENING, " ")

    def _step(self, word: _Word) -> None:
        lower = word.lower
        if lower in _ENDS or lower in _PAUSES:
            self.at += 1
            if self._text and self._text[-1] not in "。，":
                self._text += "。" if lower in _ENDS else "，"
            self._told = self._told and lower in _PAUSES
            self._predicate = None
        elif lower in _BE or lower in ("who", "which", "also"):
            self.at += 1
            following = self._peek()
            if lower in _BE and following is not None and following.nominal and following.lower not in _PLACES:
                self._text += "是"
        elif lower == "there" and (following := self._peek(1)) is not None and following.lower in _BE:
            self.at += 2
            self._text += "有"
        elif self._wears(word):
            self.at += 1
            self._wear(self._phrases())
        elif lower in ("with", "has", "have", "had"):
            self.at += 1
            self._with(self._phrases(), "有" if lower != "with" else "带")
        elif lower in _PLACES:
            self._place(word)
        elif lower in _LEADING:
            self.at += 1
            self._text += _LEADING[lower] + _listed(self._phrases())
        elif word.verb:
            self.at += 1
            assert word.entry is not None
            self._say(word.entry.chinese, self._phrases())
        elif lower == "and":
            self.at += 1
            following = self._peek()
            self._text += "和" if following is not None and following.nominal else ""
        elif phrases := self._phrases():
            self._text += _listed(phrases)
            self._told = self._told or phrases[-1].turned
        else:
            self.at += 1
            if word.entry is not None:
                self._text += word.entry.chinese

    def _peek(self, ahead: int = 0) -> _Word | None:
        at = self.at + ahead
        return self.words[at] if at < len(self.words) else None

    def _say(self, verb: str, objects: Sequence[_Phrase]) -> None:
        """Something done or worn; a pause before it where something was said already."""
        if self._told and self._text and self._text[-1] not in "。，":
            self._text += "，"
        self._predicate = len(self._text) if objects else None
        self._text += verb + _listed(objects)
        self._told = True

    def _wear(self, phrases: list[_Phrase]) -> None:
        if not phrases:
            self._say("穿着", ())
        for verb, parts in groupby(phrases, key=lambda phrase: phrase.worn() or "穿着"):
            self._say(verb, list(parts))

    def _with(self, phrases: list[_Phrase], verb: str) -> None:
        def having(phrase: _Phrase) -> str:
            body = phrase.head is not None and phrase.head.kind is Kind.BODY
            return "有" if body else phrase.worn() or verb

        if not phrases:
            self._text += verb
        for told, parts in groupby(phrases, key=having):
            self._say(told, list(parts))

    def _place(self, word: _Word) -> None:
        """Where something is: in Chinese before what is done to an object, after a verb that has none."""
        self.at += 1
        phrases = self._phrases(_OBJECT)
        if phrases:
            head = phrases[-1].head
            at_body = word.lower == "at" and head is not None and head.kind is Kind.BODY
            place = "在" + _listed(phrases) + ("" if at_body else _PLACES[word.lower])
            cut = len(self._text) if self._predicate is None else self._predicate
            self._text = self._text[:cut] + place + self._text[cut:]
            self._predicate = None
        elif word.entry is not None:
            self._text += word.entry.chinese

    def _wears(self, word: _Word | None) -> bool:
        """Whether the next word, ``word``, tells of clothes: "in" does before a garment, or a colour alone."""
        if word is None or word.lower != "in":
            return word is not None and word.lower in _WEARING
        before = self.at
        self.at += 1
        phrases = self._phrases(_PLAIN)
        self.at = before
        head = phrases[0].head if phrases else None
        return head is not None and head.kind in (Kind.GARMENT, Kind.WORN, Kind.QUALITY)

    def _phrases(self, level: int = _SUBJECT) -> list[_Phrase]:
        """Noun phrases joined by "and" or commas, as far as they go."""
        phrases: list[_Phrase] = []
        while (phrase := self._phrase(level)) is not None:
            phrases.append(phrase)
            before = self.at
            while self.at < len(self.words) and self.words[self.at].lower in (",", "and"):
                self.at += 1
            following = self._peek()
            if self.at == before or following is None or not self._begins_phrase(following):
                self.at = before
                break
        return phrases

    @staticmethod
    def _begins_phrase(word: _Word) -> bool:
        return word.nominal or word.lower in _DETERMINERS or word.lower in _COUNTS or word.lower in _AMOUNTS

    def _phrase(self, level: int) -> _Phrase | None:
        """One noun phrase; "a photo of a man in a coat" turns round: 穿着大衣的男士的照片."""
        before, text, count, named = self.at, "", "", False
        head: Entry | None = None
        pair = False
        while self.at < len(self.words):
            word = self.words[self.at]
            following = self._peek(1)
            if word.lower in _SHADES and following is not None and following.nominal:
                text += _SHADES[word.lower]
            elif word.lower in _COUNTS and not named and not count:
                count = _COUNTS[word.lower]
            elif word.lower in _AMOUNTS and not pair:
                text += _AMOUNTS[word.lower]
                pair = pair or word.lower == "pair-of"
            elif (word.lower in _DETERMINERS or word.lower in _PRONOUNS) and not named and word.entry is not None:
                text += word.entry.chinese
                named = named or word.lower in _PRONOUNS
            elif word.nominal and not (head and word.entry is None and word.lower.endswith("ing")):
                text += word.entry.chinese if word.entry else OPENING + word.token + CLOSING
                head, named = word.entry, True
            elif word.lower == "and" and _is_quality(head) and following is not None and _is_quality(following.entry):
                text += "和"
            else:
                break
            self.at += 1
        if not text:
            self.at = before
            return None
        if count:
            measures = {Kind.PERSON: "个" if text.endswith("人") else "位", Kind.GARMENT: "件"}
            text = count + measures.get(head.kind if head else Kind.NOUN, "个") + text
        if pair:
            text = next((measure for ending, measure in _PAIRS.items() if text.endswith(ending)), "一双") + text
        following = self._peek()
        if following is not None and following.lower == "of" and head is not None and level < _OWNER:
            self.at += 1
            owner = self._phrase(_OWNER)
            if owner is not None:
                return _Phrase(f"{owner.text}的{text}", head, turned=True)
            self.at -= 1
        elif level in (_OBJECT, _OWNER) and head and head.kind is Kind.PERSON and self._wears(following):
            self.at += 1
            worn = self._phrases(_PLAIN)
            text = f"{(worn[0].worn() or '穿着') if worn else '穿着'}{_listed(worn)}的{text}"
        return _Phrase(text, head)


def _is_quality(entry: Entry | None) -> bool:
    return entry is not None and entry.kind is Kind.QUALITY


def _listed(phrases: Sequence[_Phrase]) -> str:
    """红色夹克、帽子和围巾"""
    texts = [phrase.text for phrase in phrases]
    return "、".join(texts[:-1]) + "和" + texts[-1] if len(texts) > 1 else "".join(texts)
