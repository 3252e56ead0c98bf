"""Captions of clothes in Chinese, as every part of Atelier asks for them."""

from engine.captions.domain import Translation
from engine.clothes.domain import CLOTHES
from engine.translation import offline


def translate(caption: str) -> Translation:
    made = offline.translate(caption, CLOTHES)
    assert made is not None
    return made


def to_chinese(caption: str) -> str:
    return offline.in_language(caption, "en", "zh", CLOTHES)
