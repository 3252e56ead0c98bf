"""Captions of clothes in Chinese, as every part of Atelier asks for them."""

from engine.captions.domain import Translation
from engine.clothes.domain import CLOTHES
from engine.translation import offline


def translate(caption: str) -> Translation:
    return offline.translate(caption, CLOTHES)


def to_chinese(caption: str) -> str:
    return offline.to_chinese(caption, CLOTHES)
