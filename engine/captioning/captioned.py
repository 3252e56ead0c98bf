"""How a caption is looked for, the picture that it is of, and what is found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.fit.verdict import UNKNOWN_FIT, Fit

if TYPE_CHECKING:
    from engine.evaluation.support import WordSupport


@dataclass(frozen=True, slots=True)
class GenerationConfig:
    """How a caption is looked for: by beam search, or drawn by chance where ``temperature`` is more than 0.

    Attributes:
        beam: hypotheses kept; None takes the checkpoint's own.
        groups: of the beam, which differ by ``diversity`` (see ``beam_search``); each gives a caption.
        temperature, top_p, seed: of a caption drawn by chance (see ``sampling.sample``).
        support: whether the support of each word is looked for, at one more pass of the decoder.
        exact: in float32, whatever format the settings ask for on a GPU.
        allow_unknown: whether a caption may hold <unk>, for a word that is not known; None as the checkpoint's settings
            have it.
    """

    beam: int | None = None
    groups: int = 1
    diversity: float = 0.5
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 7
    support: bool = False
    exact: bool = False
    allow_unknown: bool | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture that is ready to be captioned.

    Attributes:
        source: the file's path, or how the picture came ("noise, seed 7").
        pixels: (H, W, 3) uint8, as the model sees it.
        seconds: that it took to get it ready.
    """

    source: str
    pixels: np.ndarray
    seconds: float


See = Callable[[], Seen]
"""Gets a picture ready; raises Problem ``picture-missing``, ``picture-unreadable``, ``picture-too-large``."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """One picture's caption.

    Attributes:
        source: the file's path, or how the picture came ("noise, seed 7").
        seconds: from the file to caption and translation; of what was done for several pictures at once its share.
        seen: (H, W, 3) uint8, the picture as the model sees it.
        language: that the model writes, as a BCP 47 key.
        english, chinese: the caption in these languages: itself, or its offline translation; empty where there is none.
        words: the caption's words, each with the probability that the model gave it.
        others: captions by the other groups of the beam, best first, each once.
        support: of each of the words, where it was asked for.
        fit: how well the picture fits what the model was trained on.
        model: name of the checkpoint that captioned it.
    """

    source: str
    caption: str
    language: str
    english: str
    chinese: str
    seconds: float
    seen: np.ndarray
    words: tuple[tuple[str, float], ...] = ()
    others: tuple[str, ...] = ()
    support: "tuple[WordSupport, ...]" = ()
    fit: Fit = UNKNOWN_FIT
    model: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of several captions of a picture.

    Attributes:
        log_probability: the model's own of all its words and its end, in nats.
        share: its probability as a share of that of the likeliest among them, above 0 to 1.
    """

    caption: str
    log_probability: float
    share: float = 1.0


BEAM = GenerationConfig()
