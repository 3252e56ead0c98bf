"""Which answers of a translator are none.

An answer is taken where it is text in the wanted language, about as long as a translation can be. A server that is set
up wrongly gives the text back, another language, a page of HTML or an error; a model that fails repeats itself or
stops at once. None of these may be shown as a translation, or kept as one.
"""

import re
import unicodedata
from collections.abc import Sequence

from engine.captions.scripts import HAN
from engine.translation.direction import ENGLISH, Direction, primary
from engine.translation.faults import ECHO, GARBLED, MARKUP, NO_WORDS, OTHER_LANGUAGE, SAME, TOO_LONG, TOO_SHORT

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]")
_LATIN_WORD = re.compile(f"{_LATIN.pattern}+")
# U+FFFD stands for bytes that were no text; the three characters are what it becomes when read as GBK.
_GARBLED = re.compile("\ufffd|锟斤拷")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!|^\{.*\}$|```")
# Characters of an answer for each of the text, and those beyond: a caption in Chinese is shorter than in English, and
# one in English some four times as long as in Chinese.
_LONGEST = {ENGLISH: (10, 100)}
_LONGEST_OTHER = (2, 60)
# What a word in English says takes a Chinese character or two: with fewer than one for so many, nearly all is lost.
_SHORTEST = 6
# The commonest words of captions in languages of Latin letters, without those that are English words too.
_FOREIGN_WORDS = """
le la les un une des du de et est dans avec sur qui cette ce il elle pour aux porte homme femme
der das ein eine einen einer und ist mit auf im dem trägt mann frau
el los las una uno del y con en lleva esta este que por hombre mujer
os um uma da em com veste homem mulher gli di della e è che indossa questa questo uomo donna
het een op van deze draagt vrouw och på är den det av till med han hon
bir bu ve ini itu yang dengan dan di memakai seorang wanita pria ta ten jest na ma nosi z w
"""
_ENGLISH_WORDS = """
a an the of with in on at and is are to his her their this that these it its has have there from near by
wears wearing woman man lady guy person people
"""
_FOREIGN, _ENGLISH = frozenset(_FOREIGN_WORDS.split()), frozenset(_ENGLISH_WORDS.split())


def fault_of(text: str, answer: str, direction: Direction) -> str:
    """Why an answer is no translation of a text, as one of ``faults.REASONS``; empty where it is one.

    Of a text without words, such as a number, only the length and the form are judged.

    Args:
        answer: in plain text, see ``provider.plain``.
    """
    english = primary(direction.target) == ENGLISH
    each, more = _LONGEST[ENGLISH] if english else _LONGEST_OTHER
    if len(answer) > more + each * len(text):
        return TOO_LONG
    if _GARBLED.search(answer) and not _GARBLED.search(text):
        return GARBLED
    if _MARKUP.search(answer) and not _MARKUP.search(text):
        return MARKUP
    if not _WORD.search(text):
        return ""
    if _echoes(text, answer):
        return ECHO
    if not _WORD.search(answer):
        return NO_WORDS
    if not (_is_english if english else _is_chinese)(answer, text):
        return OTHER_LANGUAGE
    if _SHORTEST * len(_units(answer)) < len(_units(text)):
        return TOO_SHORT
    return ""


def same_for_all(texts: Sequence[str], answers: Sequence[str]) -> str:
    """``SAME`` where captions that have little in common all got one answer, which is then no translation of them: a
    server's message, in whatever language; otherwise empty.
    """
    if len(set(texts)) < 3 or len(set(answers)) > 1:
        return ""
    words = [set(_units(text.casefold())) for text in texts]
    together, shared = set.union(*words), set.intersection(*words)
    return SAME if 2 * len(shared) < len(together) else ""


def _echoes(text: str, answer: str) -> bool:
    """Whether the text is given back, alone or with something around it."""
    words = _WORD.findall(text)
    one, other = _squeezed(text), _squeezed(answer)
    if one == other:
        return not text.isascii() or len(words) > 1
    # Names alone stay as they are: a caption "Nike Air Max" comes back with a word for what it is.
    named = all(word[0].isupper() for word in words)
    long = len(words) > 1 if text.isascii() else len(one) > 3
    return long and not named and one in other


def _squeezed(words: str) -> str:
    """A text without what an echo may change: widths, cases, spaces and full stops at the ends."""
    return "".join(unicodedata.normalize("NFKC", words).casefold().split()).strip(".。")


def _is_chinese(answer: str, text: str) -> bool:
    characters = len(HAN.findall(answer))
    if not characters or _strangers(answer, text):
        return False
    asked = {word.casefold() for word in _LATIN_WORD.findall(text)}
    words = _LATIN_WORD.findall(answer)
    # A name may stand in either text, also a lower-case one. Words beyond that are weighed, those that were never
    # asked by each letter.
    kept = [word for word in words if word.casefold() in asked and word.islower() and len(word) > 1]
    added = "".join(word for word in words if word.casefold() not in asked)
    return len(added) <= characters and len(kept) <= characters


def _is_english(answer: str, text: str) -> bool:
    if _strangers(answer, text):
        return False
    words = [word.casefold() for word in _LATIN_WORD.findall(answer)]
    if len(words) <= len(HAN.findall(answer)):
        return False
    if 2 * sum(not word.isascii() for word in words) > len(words):
        return False
    foreign, english = (sum(word in known for word in words) for known in (_FOREIGN, _ENGLISH))
    # A single one may belong to a name: "a de Luxe jacket".
    return foreign <= english or (foreign == 1 and len(words) > 3)


def _strangers(answer: str, text: str) -> bool:
    """Whether letters stand in an answer that are neither Latin nor Chinese, and were not in the text either."""
    return any(
        letter.isalpha() and not _LATIN.match(letter) and not HAN.match(letter) and letter not in text
        for letter in set(answer)
    )


def _units(text: str) -> list[str]:
    """What a text is made of: its Chinese characters and the words of other scripts."""
    return [*HAN.findall(text), *_WORD.findall(HAN.sub(" ", text))]
