"""Free English about a picture, glossed in Chinese word order: for captions of other data than the grammar's.

No translation, but an honest reading aid: a shallow pass from left to right that knows noun phrases, what is worn,
where something is and what is done. What it does not know, or knows and cannot place, stands where it stood, between
〔 and 〕: unknown words as they were, known ones word by word.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from engine.translation.english.lexicon import ARTICLES, Kind, joined, look_up
from engine.translation.english.negation import negates
from engine.translation.english.nounphrases import (
    BE,
    CLOSING,
    OBJECT,
    ONE,
    OPENING,
    PLAIN,
    QUOTES,
    RELATIVE,
    WEARING,
    Phrase,
    TaggedWord,
    WordStream,
    is_quality,
    listed,
)

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
_JOINING = {"while": "同时", "or": "或", "but": "但"}
_HELPING = frozenset({"do", "does", "did"})
_HAS = frozenset({"with", "has", "have", "had", "having"})
_ENDS, _PAUSES = frozenset(".!?"), frozenset(",;:")


def free_to_chinese(tokens: Sequence[str]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Words and marks to Chinese; also the words that are marked there, and those of them that the lexicon lacks."""
    glosser = _Glosser(_words(tokens))
    text = glosser.run()
    marked = tuple(dict.fromkeys(word.token for word in glosser.marked))
    return text, marked, tuple(dict.fromkeys(word.token for word in glosser.marked if word.entry is None))


def _words(tokens: Sequence[str]) -> list[TaggedWord]:
    return [TaggedWord(token, token.lower(), look_up(token.lower())) for token in joined(tokens)]


class _Glosser(WordStream):
    """Words the phrases and what is between them."""

    def __init__(self, words: list[TaggedWord]) -> None:
        super().__init__(words)
        self._text = ""
        self._told = False
        """Whether something is already said of whom the sentence is about."""
        self._predicate: int | None = None
        """Where in the text the last thing done or worn begins, once it has an object."""
        self._denied = False
        """Whether what is done or worn next is denied."""

    def run(self) -> str:
        while self.at < len(self.words):
            self._step(self.words[self.at])
        if self._text and self._text[-1] not in "。，":
            self._text += "。"
        return _joined_marks(self._text.replace("，。", "。").removesuffix("，"))

    def _step(self, word: TaggedWord) -> None:
        lower = word.lower
        following = self.peek(1)
        if lower in _ENDS or lower in _PAUSES:
            self.at += 1
            self._pause("。" if lower in _ENDS else "，")
            self._told = self._told and lower in _PAUSES
            self._predicate = None
            self._denied = False
        elif lower in _HELPING and following is not None and negates(following.lower):
            self.at += 1
        elif negates(lower) and lower not in ("no", "without"):
            self.at += 1
            self._denied = True
            is_one = lower.startswith(("is", "are", "was", "were")) or self._is_before(self.at - 2)
            token = self.peek()
            if is_one and token is not None and self._is_told(token):
                self._text += "不" if is_quality(token.entry) else "不是"
                self._denied = False
                self._told = True
        elif lower in BE or lower == "also":
            self.at += 1
            if lower in BE and following is not None and (self._is_told(following) or following.lower == "made-of"):
                self._text += "是"
                self._told = True
        elif lower in RELATIVE and self._text and following is not None and self._does(following):
            self.at += 1
        elif lower == "there" and following is not None and following.lower in BE:
            self.at += 2
            self._text += "有"
        elif self.wears(word):
            self.at += 1
            self._wear(self._denies() or self._take_denied(), self.next_phrases())
        elif lower in _HAS:
            self.at += 1
            denied = self._denies() or self._take_denied()
            self._with(self.next_phrases(), "有" if lower not in ("with", "having") else "带", denied)
        elif lower == "made-of":
            self.at += 1
            material = listed(self.next_phrases(PLAIN))
            self._text += f"{material}制" + ("的" if self._text.endswith("是") else "") if material else "〔制成〕"
        elif lower == "together":
            self.at += 1
            self._text += "在一起"
        elif lower in _PLACES:
            self._place(word)
        elif lower in _LEADING:
            self.at += 1
            phrases = self.next_phrases()
            if phrases:
                self._text += _LEADING[lower] + listed(phrases)
            else:
                self._mark(word)
        elif word.verb:
            self.at += 1
            assert word.entry is not None
            objects = self.next_phrases()
            verb = "手里拿着" if objects and word.entry.chinese == "拿着" and self.in_hand() else word.entry.chinese
            self._say("没有" + verb.removesuffix("着") if self._take_denied() else verb, objects)
        elif lower == "and":
            self.at += 1
            self._and(following)
        elif lower in _JOINING:
            self.at += 1
            if lower != "or":
                self._pause("，")
            self._text += _JOINING[lower]
            self._told = False
        elif phrases := self.next_phrases():
            held = phrases[-1].head is not None and phrases[-1].head.kind is not Kind.PERSON and self.in_hand()
            self._text += ("手里拿着" if held else "") + listed(phrases)
            self._told = self._told or phrases[-1].turned or held
        else:
            self.at += 1
            if lower not in ARTICLES and word.token not in QUOTES:
                self._mark(word)

    def _mark(self, word: TaggedWord) -> None:
        """Leave a word in place and mark it: one that is known is worded, but no rule says what it does there."""
        text = word.token if word.entry is None else word.entry.chinese
        if any(sign.isalnum() for sign in text):
            self.marked.append(word)
            self._text += OPENING + text + CLOSING

    def _pause(self, mark: str) -> None:
        if self._text and self._text[-1] not in "。，":
            self._text += mark

    def _and(self, following: TaggedWord | None) -> None:
        if following is None or not self.begins_phrase(following):
            return
        if self._told:
            # Somebody else comes in.
            self._pause("，")
            self._told = False
            self._predicate = None
        else:
            self._text += "和"

    def _is_before(self, at: int) -> bool:
        return at >= 0 and self.words[at].lower in BE

    @staticmethod
    def _is_told(word: TaggedWord) -> bool:
        """Whether a word after "is" says what something is, and not what it does or where."""
        done = word.entry is None and word.lower.endswith("ing")
        return not done and word.lower not in _PLACES and (word.nominal or word.lower in ONE)

    def _does(self, word: TaggedWord) -> bool:
        return word.verb or word.lower in BE | _HAS | WEARING | _HELPING

    def _take_denied(self) -> bool:
        denied, self._denied = self._denied, False
        return denied

    def _denies(self) -> bool:
        """Whether "no" comes next; it is taken."""
        following = self.peek()
        if following is None or following.lower != "no":
            return False
        self.at += 1
        return True

    def _say(self, verb: str, objects: Sequence[Phrase]) -> None:
        """Something done or worn; a pause before it where something was said already."""
        if self._told and self._text and self._text[-1] not in "。，":
            self._text += "，"
        self._predicate = len(self._text) if objects else None
        self._text += verb + listed(objects)
        self._told = True

    def _wear(self, denied: bool, phrases: list[Phrase]) -> None:
        if not phrases:
            self._say("没有穿" if denied else "穿着", ())
        for verb, parts in groupby(phrases, key=lambda phrase: phrase.worn() or "穿着"):
            self._say("没有" + verb.removesuffix("着") if denied else verb, list(parts))

    def _with(self, phrases: list[Phrase], verb: str, denied: bool) -> None:
        def having(phrase: Phrase) -> str:
            body = phrase.head is not None and phrase.head.kind is Kind.BODY
            return "有" if body else phrase.worn() or verb

        if not phrases:
            self._text += "没有" if denied else verb
        elif denied:
            self._say("没有", phrases)
        elif self.in_hand():
            self._say("手里拿着", phrases)
        else:
            for having_verb, parts in groupby(phrases, key=having):
                self._say(having_verb, list(parts))

    def _place(self, word: TaggedWord) -> None:
        """Where something is: in Chinese before what is done to an object, after a verb that has none."""
        self.at += 1
        phrases = self.next_phrases(OBJECT)
        if phrases:
            head = phrases[-1].head
            at_body = word.lower == "at" and head is not None and head.kind is Kind.BODY
            place = "在" + listed(phrases) + ("" if at_body else _PLACES[word.lower])
            cut = len(self._text) if self._predicate is None else self._predicate
            self._text = self._text[:cut] + place + self._text[cut:]
            self._predicate = None
        else:
            self._mark(word)


def _joined_marks(text: str) -> str:
    """What is marked side by side is marked together."""
    joint = CLOSING + OPENING
    return re.sub(f"(?<=[A-Za-z0-9]){joint}(?=[A-Za-z0-9])", " ", text).replace(joint, "")
