"""Which split a word means, in the names of files and columns that people have."""

import re

from engine.data.formats.interface import Split

_WORDS: dict[str, Split] = {
    "train": "train",
    "training": "train",
    "restval": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "dev": "validation",
    "test": "test",
    "testing": "test",
}
_IN_NAMES = re.compile(rf"(?<![a-z])({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![a-z])")


def split_of_word(word: str) -> Split | None:
    """The split that a word means; None for any other.

    ``restval`` is the rest of COCO's validation split, on which people train (Karpathy and Fei-Fei 2015, "Deep
    Visual-Semantic Alignments for Generating Image Descriptions").
    """
    return _WORDS.get(word.strip().lower())


def split_of_file(name: str) -> Split | None:
    """The split that a file's name tells: of captions_val2017.json validation; None where it tells none, or two."""
    stem = name.rpartition("/")[2].lower().partition(".")[0].replace("_", " ")
    found = {_WORDS[word] for word in _IN_NAMES.findall(stem)}
    return found.pop() if len(found) == 1 else None
