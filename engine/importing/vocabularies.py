"""The words of a foreign vocabulary, whatever it was kept as: a table of numbers, a list, or an object that has one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.captions.languages import detect_language
from engine.captions.tokenizers import tokenizer_of
from engine.captions.vocabulary import Vocabulary
from engine.importing.pickles import PickledObject

PAD, START, END, UNKNOWN = (
    ("<pad>", "[pad]", "<padding>"),
    ("<start>", "[start]", "<sos>", "<bos>", "<s>", "startseq"),
    ("<end>", "[end]", "<eos>", "</s>", "endseq"),
    ("<unk>", "[unk]", "<unknown>", "<oov>"),
)
"""How programs write the words that are none, in lower case."""
_DEEPEST = 8
_MODULE_PARTS = frozenset(("_parameters", "_buffers"))


@dataclass(frozen=True, slots=True)
class ForeignVocabulary:
    """A vocabulary, and the foreign number of each of its own: ``order[ours]`` is theirs."""

    vocabulary: Vocabulary
    order: tuple[int, ...]


def find_vocabulary(value: Any, count: int, language: str | None) -> ForeignVocabulary | None:
    """The first vocabulary of ``count`` words in what a file holds, or None where there is none.

    A vocabulary is a dict of words to numbers or of numbers to words, or a list of words, with each number from 0 to
    ``count`` - 1 once and with words for padding, start and end (``PAD`` and so on). It may stand in dicts, in modules,
    and in the attributes of objects of any class.

    Args:
        language: of the words, as a BCP 47 key; None detects it.
    """
    for words in _lists(value, _DEEPEST, set()):
        if len(words) == count and (found := _read(words, language)) is not None:
            return found
    return None


def _read(words: list[str], language: str | None) -> ForeignVocabulary | None:
    numbers = {}
    for name, spellings in (("pad", PAD), ("start", START), ("end", END), ("unknown", UNKNOWN)):
        places = [number for number, word in enumerate(words) if word.lower() in spellings]
        if len(places) > 1 or (not places and name != "unknown"):
            return None
        numbers[name] = places[0] if places else None
    special = set(numbers.values())
    said = [number for number in range(len(words)) if number not in special]
    spoken = language or detect_language([" ".join(words[number] for number in said)])
    has_unknown = numbers["unknown"] is not None
    try:
        plain = [words[number] for number in said]
        vocabulary = Vocabulary.from_json(plain, spoken, tokenizer_of(spoken).key, has_unknown)
    except ValueError:
        return None
    order = (numbers["pad"], *said, numbers["start"], numbers["end"], numbers["unknown"])
    return ForeignVocabulary(vocabulary, tuple(number for number in order if number is not None))


def _lists(value: Any, depth: int, seen: set[int]) -> Iterator[list[str]]:
    """All that may be a vocabulary in a value, as the words in the order of their numbers."""
    if not depth or id(value) in seen or not isinstance(value, dict | list | tuple | PickledObject):
        return
    seen.add(id(value))
    if isinstance(value, PickledObject):
        for name, part in [*value.state.items(), ("", value.entries)]:
            if name not in _MODULE_PARTS:
                yield from _lists(part, depth - 1, seen)
        return
    words = _ordered(value)
    if words:
        yield words
    elif isinstance(value, dict):
        for part in value.values():
            yield from _lists(part, depth - 1, seen)


def _ordered(value: dict[Any, Any] | list[Any] | tuple[Any, ...]) -> list[str] | None:
    """Words by their numbers; None where the value is anything else."""
    if isinstance(value, list | tuple):
        pairs = list(enumerate(value))
    elif all(type(number) is int for number in value.values()):
        pairs = [(number, word) for word, number in value.items()]
    else:
        pairs = [(_number(key), word) for key, word in value.items()]
    if not pairs or not all(isinstance(word, str) and _is_text(word) for _, word in pairs):
        return None
    words = dict(pairs)
    if len(words) != len(pairs) or not all(number in words for number in range(len(words))):
        return None
    return [words[number] for number in range(len(words))]


def _number(key: Any) -> int:
    """A number that is a key; JSON has it as text."""
    if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) < 9:
        return int(key)
    return key if type(key) is int else -1


def _is_text(word: str) -> bool:
    """Whether it can be written: half of a pair of surrogates is no character."""
    return word.isascii() or not any("\ud800" <= character <= "\udfff" for character in word)
