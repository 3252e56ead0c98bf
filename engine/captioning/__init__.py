"""Captioning pictures: what the captioning tab and ``python -m engine caption`` both call."""

from engine.captioning.captioned import Alternative, Captioned, GenerationConfig, See, Seen
from engine.captioning.captioner import CPU_TOGETHER, PictureCaptioner, load_captioner
from engine.captioning.turns import (
    PROMPT_SECONDS,
    Ahead,
    AnyCaptioner,
    BatchPacer,
    caption_in_turn,
    caption_together,
    picture_files,
)

__all__ = [
    "CPU_TOGETHER",
    "PROMPT_SECONDS",
    "Ahead",
    "Alternative",
    "AnyCaptioner",
    "BatchPacer",
    "Captioned",
    "GenerationConfig",
    "PictureCaptioner",
    "See",
    "Seen",
    "caption_in_turn",
    "caption_together",
    "load_captioner",
    "picture_files",
]
