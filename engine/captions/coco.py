"""coco-caption's tokens of English captions.

coco-caption (Chen et al. 2015, section 3.1) runs Stanford's PTBTokenizer in lower case and drops a list of marks. The
rules below were found by watching what that program does to text about clothes, with numbers, names, marks and other
scripts; exotic smileys, web addresses and abbreviations may come out differently. Marks that are dropped in any case
are not told apart.
"""

import functools
import re

# What coco-caption drops. Its list spells brackets in capitals, which lower-case text never holds: "-lrb-" is kept.
_DROPPED = frozenset(("''", "'", "``", "`", *'.?!,:;"‘’“”«»「」《》', "-", "–", "—", "…"))
_BRACKETS = {"(": "-lrb-", ")": "-rrb-", "[": "-lsb-", "]": "-rsb-", "{": "-lcb-", "}": "-rcb-"}
_WRITTEN = {
    **_BRACKETS,
    **{"£": "#", "€": "$", "¢": "cents", "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "&amp;": "&"},
}
_CURLY = frozenset(("n’t", "’s", "’d", "’m", "’re", "’ve", "’ll"))
# Words that the treebank takes for two, and where it parts them.
_PARTED = {"cannot": 3, "gonna": 3, "gotta": 3, "wanna": 3, "gimme": 3, "lemme": 3, "'tis": 2, "'twas": 2}
# A full stop after these belongs to them.
_ABBREVIATIONS = (
    "mr mrs ms messrs mlle mme dr prof st ste ave rd blvd jr sr co cos corp ltd inc bros assn dept univ gen gov sen "
    "rep col lt maj sgt capt cmdr adm rev hon pres supt rt mt ft etc vs al est ext tel cf jan feb mar apr jun jul aug "
    "sep sept oct nov dec mon tue tues wed thu thurs fri bldg pvt insp det intl mfg natl sq"
)

_LETTER = r"[^\W\d_]"
# A letter or a digit, and the marks that stand on letters of some scripts.
_SIGN = r"(?:[^\W_½¼¾⅓⅔]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f])"
_QUOTE = r"['’]"
_NUMBER = rf"(?:\d*(?:[.,:·]\d+)+|\d+(?!{_SIGN}))"
_PART = rf"(?:(?:[dDoOlL]{_QUOTE}(?={_LETTER}))?(?:{_NUMBER}|{_SIGN}+))"
# What is cut off the end of a word: isn't, lady's.
_ENDING = rf"(?:[nN]{_QUOTE}[tT]|{_QUOTE}(?:[sSdDmM]|re|RE|ve|VE|ll|LL))(?!{_SIGN})"
_TOKEN = re.compile(
    "|".join(
        (
            r"</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>",
            r"(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:?!()']",
            r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*",
            r"[@#][A-Za-z_]\w*",
            r"&amp;|[A-Z]+(?:&[A-Z]+)+|[A-Z]+\$|--+",
            rf"(?<![\w'’-])(?:(?:[A-Za-z]\.){{2,}}-{_SIGN}+|(?:[A-Za-z]\.)+(?!{_LETTER}))",
            rf"(?<![\w-])(?i:(?:{_ABBREVIATIONS.replace(' ', '|')})\.(?!{_SIGN})|(?:nos?|figs?|pp)\.(?=\s?\d))",
            rf"(?i:(?:cannot|gonna|gotta|wanna|gimme|lemme)(?!{_SIGN})|'t(?:is|was)\b)",
            rf"(?i:ma{_QUOTE}am|c{_QUOTE}mon|{_QUOTE}n{_QUOTE}|ol'(?!\w)|y{_QUOTE}(?=all|know)|(?<!\w)'(?:em|cause|\d0s)\b)",
            _ENDING,
            rf"[-+]{_NUMBER}",
            rf"{_SIGN}+?(?={_ENDING})",
            rf"{_PART}(?:[-_/]{_PART})+",
            rf"{_LETTER}{_SIGN}*(?:[.!?]{_LETTER}{_SIGN}*)+",
            _PART,
            r"[<>]?[:;=][-o*']?[()DPdpO\\@|\[\]]",
            r"[!?]+|\*+|_+|\#+|@+|\S",
        )
    )
)
# These part words in silence; of the soft hyphen nothing is left at all.
_SILENT = re.compile("[\u200b-\u200d\ufeff\u2027\U00010000-\U0010ffff]")
# Captions say the same sentences over and over, so that each is cut once. No rule above looks across such an end.
_SENTENCE = re.compile(r".+?(?:[a-z]{3}\.(?= [A-Z])|\Z)", re.DOTALL)


def coco_tokens(caption: str) -> list[str]:
    """coco-caption's tokens of a caption: cut as in the Penn Treebank, in lower case, most marks dropped."""
    if not caption.isascii():
        caption = _SILENT.sub(" ", caption.replace("\xad", ""))
    return [token for sentence in _SENTENCE.findall(caption) for token in _tokens(sentence)]


@functools.lru_cache(maxsize=1 << 16)
def _tokens(sentence: str) -> tuple[str, ...]:
    found: list[str] = []
    for token in _TOKEN.findall(sentence):
        low = _WRITTEN.get(token, token).lower()
        place = _PARTED.get(low)
        if place:
            found += (low[:place], low[place:])
        elif low not in _DROPPED and low.strip("-"):
            if low[0] in ":;=<>":
                low = "".join(_BRACKETS.get(sign, sign) if sign in "(){}" else sign for sign in low)
            found.append(low.replace("’", "'") if low in _CURLY else low)
    return tuple(found)
