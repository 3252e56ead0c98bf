"""Captions to the tokens that scores are counted on: by their language, and for English one of two kinds."""

from collections.abc import Sequence
from enum import StrEnum

from engine.captions.coco import coco_tokens
from engine.captions.tokenizers import ENGLISH, TOKENIZERS, tokenizer_of


class Tokens(StrEnum):
    """The two kinds of tokens that scores of English captions are counted on; see ``counted_in``."""

    COCO = "coco"
    NLTK = "nltk"


def counted_in(language: str, kind: str) -> str:
    """What a score that asks for a kind of tokens is counted on where the captions are in a language: for English that
    kind, for every other language the tokens that its captions are cut into (a key of ``TOKENIZERS``), in lower case
    and without marks.

    Args:
        kind: one of ``Tokens``.
    """
    return kind if language == ENGLISH else tokenizer_of(language).key


def cut(captions: Sequence[str], tokens: str) -> list[list[str]]:
    """The tokens of each caption; equal captions are cut once.

    Args:
        tokens: one of ``Tokens``, or a key of ``TOKENIZERS``.
    """
    cutter = coco_tokens if tokens == Tokens.COCO else TOKENIZERS[tokens].tokenizer.scored
    known = {caption: list(cutter(caption)) for caption in dict.fromkeys(captions)}
    return [known[caption] for caption in captions]


def named(tokens: str) -> str:
    """What people call a kind of tokens, as in "counted on characters"."""
    return "coco-caption's tokens" if tokens == Tokens.COCO else TOKENIZERS[tokens].label
