"""Which language a set of captions is in: by their script, and where several languages share it, by the statistics of
py3langid (a fork of langid.py; Lui and Baldwin 2012, "langid.py: An Off-the-shelf Language Identification Tool"), which
carries its model along and gives the same answer each time.

English is what most captions are in, and single words, shop labels and lists of garments look like any language to
statistics of letters. So captions of plain letters are taken for English unless all the evidence is for another one.
"""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

from engine.captions.tokenizers import ENGLISH

AUTO = "auto"
"""The setting that leaves the choice to the training captions."""
LOOKED_AT = 500
"""Captions looked at, evenly over all of them."""
MOST_CHARACTERS = 200
"""Of each of them."""

# Languages of each script, the commonest first; what is not named here is told by Unicode's own name of the script.
_LATIN = (
    "en de fr es pt it nl vi id tl pl cs sk sl hr ro hu tr az uz sv no da is fi et lv lt sq ca gl eu cy ga mt sw af la"
)
_SHARED = {
    "Latn": tuple(_LATIN.split()),
    "Cyrl": ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "tt", "ba"),
    "Arab": ("ar", "fa", "ur", "ps", "ug", "sdh"),
    "Deva": ("hi", "mr", "ne", "sa", "gom"),
    "Beng": ("bn", "as"),
}
_SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "HANGUL": "ko",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "TIBETAN": "dz",
    "GREEK": "el",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "ORIYA": "or",
    "SINHALA": "si",
    "ETHIOPIC": "am",
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "HEBREW": "he",
}
# An ideograph says about what an English word of five letters does, a kana or Thai letter less.
_WEIGHTS = {"CJK": 4.0, "HANGUL": 2.5, "HIRAGANA": 2.0, "KATAKANA": 2.0}
# Share of kana among kana and ideographs from which on a text is Japanese: a Chinese brand may hold a の.
_KANA = 0.1
# English words that are no words of other languages that are written in plain letters.
_WORDS = """
the of and with from this that these those is are his her she he they who which their its there wearing wears while
standing sitting holding riding woman man women men girl boy people person lady guy young two three black white red
blue green yellow brown pink orange purple grey gray dark light long short sleeve sleeves shirt dress pants shoes hat
jacket skirt jeans cotton color colour street field front next near behind under playing walking running looking
"""
_ENGLISH_WORDS = frozenset(_WORDS.split())
_ENGLISH_SHARE = 0.08
# Share of letters that are no plain ones, from which on captions are hardly English ones with an é here and there.
_ACCENTED = 0.005
# What the statistics must say of plain letters, as a probability, and in what share of the pieces.
_SURE = 0.9
_AGREEING = 0.6
_PIECE = 120


def resolve_language(setting: str, captions: Sequence[str]) -> str:
    """The language that a setting names; of ``AUTO`` that of the captions."""
    return detect_language(captions) if setting == AUTO else setting


def detect_language(captions: Sequence[str]) -> str:
    """The language of a set of captions as a BCP 47 key, such as "en" or "zh"; English for none, and for captions that
    hold no letter."""
    texts = _sample(captions)
    script = _script(texts)
    if script in _SHARED:
        return _among(texts, script)
    return script


def language_of_edit(text: str, language: str) -> str:
    """The language of a caption that a person has changed: the one that it was in, unless its script is another.

    Args:
        language: that it was in, as a BCP 47 key.
    """
    if not any(map(str.isalpha, text)):
        return language
    script, key = _script([text]), language.partition("-")[0].lower()
    usual = next((name for name, languages in _SHARED.items() if key in languages), key)
    # Japanese may be written in ideographs alone.
    return language if script == usual or (key, script) == ("ja", "zh") else detect_language([text])


def _sample(captions: Sequence[str]) -> list[str]:
    """Some captions, evenly over all, each once, not too long, in composed characters."""
    count = len(captions)
    rows = sorted({number * count // min(count, LOOKED_AT) for number in range(min(count, LOOKED_AT))})
    cut = dict.fromkeys(captions[row][:MOST_CHARACTERS] for row in rows)
    return [text if text.isascii() else unicodedata.normalize("NFC", text) for text in cut]


def _script(texts: Sequence[str]) -> str:
    """The language of the script that most of the text is in, or the key in ``_SHARED`` of one of several."""
    if all(map(str.isascii, texts)):
        return "Latn"
    weights: Counter[str] = Counter()
    for letter, count in Counter("".join(texts)).items():
        if letter.isalpha():
            script = _script_of(letter)
            weights[script] += count * _WEIGHTS.get(script, 1.0)  # type: ignore[assignment]
    kana = weights.pop("HIRAGANA", 0) + weights.pop("KATAKANA", 0)
    if kana > _KANA * (kana + weights["CJK"]):
        weights["HIRAGANA"] = kana + weights.pop("CJK", 0)
    [(script, _)] = weights.most_common(1) or [("LATIN", 0)]
    return _SCRIPTS.get(script, "Latn")


@functools.lru_cache(maxsize=1 << 14)
def _script_of(letter: str) -> str:
    """The script of a letter, by the first word of its name that names one."""
    return next((word for word in unicodedata.name(letter, "").split() if word in _SCRIPTS), "")


def _among(texts: Sequence[str], script: str) -> str:
    """Which of a script's languages some text is in."""
    if script != "Latn":
        return _ranked(" ".join(texts), script)[0][0]
    words = re.findall(r"[^\W\d_]+", " ".join(texts).lower())
    if sum(word in _ENGLISH_WORDS for word in words) >= _ENGLISH_SHARE * len(words):
        return ENGLISH
    letters = sum(map(len, words))
    accented = sum(not letter.isascii() for word in words for letter in word)
    [(best, _), *_] = _ranked(" ".join(texts), script)
    if best == ENGLISH or accented > _ACCENTED * letters:
        return best
    found = [_ranked(piece, script)[0] for piece in _pieces(texts)]
    agreeing = sum(language == best and share >= _SURE for language, share in found)
    return best if agreeing >= _AGREEING * len(found) else ENGLISH


def _pieces(texts: Sequence[str]) -> list[str]:
    """Texts put together to pieces that are long enough to tell a language."""
    pieces = [""]
    for text in texts:
        if len(pieces[-1]) >= _PIECE:
            pieces.append("")
        pieces[-1] += f" {text}"
    return pieces


def _ranked(text: str, script: str) -> list[tuple[str, float]]:
    """The languages of a script with the probability that a text is in them, the likeliest first."""
    identifier = _identifier()
    identifier.set_languages(_SHARED[script])
    found: list[tuple[str, float]] = identifier.rank(text)
    return found


@functools.cache
def _identifier() -> Any:
    # It takes a second to load, and 60 MB, which English captions never ask for.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
