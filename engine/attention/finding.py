"""Finds the map of each word: the decoder's attention, or the gradient of the word's log-probability (Grad-CAM)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from torch import Tensor

from engine.attention.wordmaps import WordMaps
from engine.models.decoders.interface import AttendingDecoder, Decoder, DetectsWords
from engine.models.encoders import ENCODERS

if TYPE_CHECKING:
    from engine.models.captioner import Captioner

WORDS_AT_ONCE = 16
"""Words whose gradients are computed together."""


def find_maps(captioner: "Captioner", pixels: np.ndarray, words: Sequence[int]) -> WordMaps:
    """The map of each word of a caption, each given the words before it, under teacher forcing and in float32.

    Args:
        captioner: in eval mode.
        pixels: (H, W, 3) uint8, the picture as the model sees it.
        words: ids, without start and end.
    """
    device = next(captioner.parameters()).device
    # Not in inference mode, whose tensors no gradient may pass.
    with torch.no_grad(), torch.autocast(device.type, enabled=False):
        grid = captioner.encoder.grid(captioner.scaled(torch.from_numpy(pixels[None]).to(device)))
        features = captioner.encoder.read(grid)
    caption = torch.tensor([list(words)], dtype=torch.long, device=device)
    entering = torch.cat([caption.new_full((1, 1), captioner.vocabulary.start), caption[:, :-1]], 1)[:, : len(words)]
    names = tuple(map(captioner.vocabulary.word, words))
    height, width = grid.shape[2:]
    placed = captioner.framing, _pitch(captioner, height, width), captioner.encoder.corner
    # Of features of one place, attention has nothing to choose from.
    if isinstance(captioner.decoder, AttendingDecoder) and features.shape[1] == height * width > 1:
        with torch.no_grad(), torch.autocast(device.type, enabled=False):
            weights = captioner.decoder.attention_weights(features, entering) if words else features.new_zeros(1, 0, 1)
        return WordMaps("attention", names, weights[0].reshape(len(words), height, width).cpu().numpy(), *placed)
    gradients = [
        _gradients(captioner, grid, entering[0], caption[0], range(len(words))[first : first + WORDS_AT_ONCE])
        for first in range(0, len(words), WORDS_AT_ONCE)
    ]
    maps = torch.cat(gradients) if gradients else grid.new_zeros(0, height, width)
    return WordMaps("gradient", names, maps.cpu().numpy(), *placed)


def _pitch(captioner: "Captioner", height: int, width: int) -> tuple[float, float] | None:
    """How far two places of a grid lie apart, in shares of what the model sees; None where the stride does not tell."""
    stride, seen = ENCODERS[captioner.settings.encoder].stride, captioner.framing.seen
    fits = all(abs(side / stride - places) < 1 for side, places in zip(seen, (height, width), strict=True))
    return (stride / seen[0], stride / seen[1]) if fits else None


def _gradients(captioner: "Captioner", grid: Tensor, entering: Tensor, caption: Tensor, places: range) -> Tensor:
    """Grad-CAM (Selvaraju et al. 2017, section 3, equations 1 and 2) of some words of a caption, (N, h, w).

    It is taken over the last grid of the encoder; a word's score is its log-probability after the words before it. Of a
    decoder that detects words it is the log-odds of the word's detection, since what is said of the picture hangs on
    that alone, through a threshold, which has no gradient; a word that is not detected has an empty map.

    A channel weighs as much as its gradient, averaged over the places; what speaks against a word is left out. Each map
    is divided by its maximum.

    Args:
        grid: (1, K, h, w).
        entering, caption: (T,), the word before each, and each.
        places: of the words whose maps are wanted.
    """
    decoder = cast(Decoder, captioner.decoder)
    with torch.enable_grad(), torch.autocast(grid.device.type, enabled=False):
        # A row for each word: one backward pass then has all their gradients apart.
        rows = grid.detach().expand(len(places), -1, -1, -1).contiguous().requires_grad_()
        features = captioner.encoder.read(rows)
        if isinstance(decoder, DetectsWords):
            scores = decoder.detection_scores(features, caption[places.start : places.stop])
        else:
            scores = _said_scores(decoder, features, entering, caption, places)
        [gradients] = torch.autograd.grad(scores.sum(), rows)
    weights = gradients.mean((2, 3), keepdim=True)
    maps = (weights * rows.detach()).sum(1).clamp(min=0)
    peaks = maps.amax((1, 2), keepdim=True)
    return maps / torch.where(peaks > 0, peaks, 1)


def _said_scores(decoder: Decoder, features: Tensor, entering: Tensor, caption: Tensor, places: range) -> Tensor:
    """The log-probability (N,) of each word of some places, of features (N, P, C) with a row for each."""
    # Word by word, since cuDNN's fused cells have no gradients in eval mode.
    state = decoder.start(features)
    scores = []
    for time in range(places.stop):
        logits, state = decoder.step(state, entering[time].expand(len(places)))
        if time >= places.start:
            scores.append(torch.log_softmax(logits[time - places.start].float(), -1)[caption[time]])
    return torch.stack(scores)
