"""English words that tell nothing of a picture by themselves: the closed classes, but for "he", "she" and their forms,
which tell who is seen.

Of other languages no list is kept: all their words count as telling something, marks alone excepted.
"""

from engine.captions.tokenizers import ENGLISH

_WORDS = """
a an the this that these those it its they them their theirs we us our ours you your yours i me my mine
who whom whose which what itself themselves someone something each other another both all any some no none not n't 's '
and or but nor so yet if while as than then there here
of in on at to for from by with without into onto over under above below between among through during before after
about against around across along near beside behind up down off out
is are was were be been being am has have had having do does did can could will would may might must shall should
very also just too only
"""
_FUNCTION_WORDS = frozenset(_WORDS.split())


def is_function_word(word: str, language: str = ENGLISH) -> bool:
    """Whether a word of a language tells nothing by itself; marks do not, and case makes no difference."""
    listed = language == ENGLISH and word.lower() in _FUNCTION_WORDS
    return listed or not any(sign.isalnum() for sign in word)
