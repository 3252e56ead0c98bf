"""What a set of captions looks like as a set: how varied, how long, how well formed, and which words it never says."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.captions.tokenizers import ENGLISH
from engine.captions.tokens import Tokens, counted_in, cut
from engine.metrics.grams import Text

LONGEST_PHRASE = 12
"""Words of the longest stretch that is looked for twice in a row."""
FEWEST_DOUBLED = 3
"""Words or characters of the shortest one, but in English."""
# A sentence that ends in one of these was cut.
_DANGLING = frozenset(
    ("a", "an", "and", "are", "has", "her", "his", "in", "is", "its", "of", "on", "or", "the", "with")
)
_DANGLING |= {"at", "there", "this", "wears", "wearing"}
_STOPS = (".", "!", "?", "…", "。", "．", "！", "？", "।", "۔", "؟", "։", "។", "။")
_SENTENCES = re.compile("[.。．।۔։។။]")
_CLOSING = "\"'”’»」』)]）】"
# "A tank tank top" and "in his his neck" are how the data itself says it.
_DOUBLED_BY_DATA = frozenset({"tank", "his", "her"})


@dataclass(frozen=True, slots=True)
class Diversity:
    """Each share is of all captions.

    Attributes:
        distinct: share of different captions.
        distinct_1, distinct_2: different words and pairs of words, divided by their number in all captions (Li et al.
            2016, "A Diversity-Promoting Objective Function", section 5).
        words: mean number of words.
        repeated: share of captions that say a stretch of words twice in a row, or a whole sentence twice.
        broken: share of captions that end within a phrase ("it is with."), or without a full stop or its like where
            most references have one.
        never_said: words of the vocabulary that no caption holds, in the vocabulary's order.
    """

    distinct: float
    distinct_1: float
    distinct_2: float
    words: float
    repeated: float
    broken: float
    never_said: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values under the names above."""
        return {**asdict(self), "never_said": list(self.never_said)}


def diversity(
    captions: Sequence[str],
    vocabulary: Sequence[str] = (),
    references: Sequence[str] | None = None,
    language: str = ENGLISH,
) -> Diversity:
    """Look at a set of captions.

    Args:
        references: captions as they should be, which tell whether one ends in a full stop; None for that it does.
        vocabulary: the words that could be said; case makes no difference, and marks are no words.
        language: of the captions, as a BCP 47 key.
    """
    count = max(1, len(captions))
    tokens = counted_in(language, Tokens.COCO)
    texts = cut(captions, tokens)
    words = [word for text in texts for word in text]
    pairs = [pair for text in texts for pair in itertools.pairwise(text)]
    spoken = set(words)
    known = dict(zip(captions, texts, strict=True))
    repeated = {caption for caption, text in known.items() if repeats(caption, text, language)}
    stopped = references is None or 2 * sum(map(ends, references)) > len(references)
    broken = {
        caption for caption, text in known.items() if is_broken(caption, text, stopped=stopped, language=language)
    }
    could = dict.fromkeys(word for text in cut(vocabulary, tokens) for word in text)
    return Diversity(
        distinct=len(known) / count,
        distinct_1=len(spoken) / max(1, len(words)),
        distinct_2=len(set(pairs)) / max(1, len(pairs)),
        words=len(words) / count,
        repeated=sum(caption in repeated for caption in captions) / count,
        broken=sum(caption in broken for caption in captions) / count,
        never_said=tuple(word for word in could if word not in spoken),
    )


def repeats(caption: str, text: Text, language: str = ENGLISH) -> bool:
    """Whether a caption says a stretch of words twice in a row, or a sentence twice.

    English doubles few words; other languages double many, as 看看 and "xa xa" do, so that in these a stretch counts
    from ``FEWEST_DOUBLED`` tokens on.
    """
    sentences = [" ".join(sentence.lower().split()) for sentence in _SENTENCES.split(caption) if sentence.strip()]
    if len(set(sentences)) < len(sentences):
        return True
    for size in range(1 if language == ENGLISH else FEWEST_DOUBLED, LONGEST_PHRASE + 1):
        run = 0
        for place in range(len(text) - size):
            run = run + 1 if text[place] == text[place + size] else 0
            if run == size and not (size == 1 and text[place] in _DOUBLED_BY_DATA):
                return True
    return False


def ends(caption: str) -> bool:
    """Whether a caption ends as a sentence does, be it within quotes or brackets."""
    return caption.rstrip().rstrip(_CLOSING).rstrip().endswith(_STOPS)


def is_broken(caption: str, text: Text, *, stopped: bool = True, language: str = ENGLISH) -> bool:
    """Whether a caption was cut off.

    Args:
        stopped: whole captions end in a full stop or its like.
        language: of the caption; only of English it is known which words end no sentence.
    """
    return (stopped and not ends(caption)) or not text or (language == ENGLISH and text[-1] in _DANGLING)
