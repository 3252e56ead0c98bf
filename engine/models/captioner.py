"""A captioner: an encoder and a decoder, with the vocabulary and the framing that they were trained with."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Self, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.captions.domain import FREE, FUNCTION, UNSAID, CaptionDomain
from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.models.beam import Hypothesis, beam_search
from engine.models.decoders import DECODERS
from engine.models.decoders.interface import Decoder, DetectsWords
from engine.models.decoders.listing import ListGrammar
from engine.models.encoders import ENCODERS
from engine.models.encoders.interface import Encoder, FeatureForm, Part, PictureScale
from engine.models.encoders.normalisation import Normalisation
from engine.models.number_format import autocast, number_format
from engine.models.sampling import sample
from engine.settings import Settings


def feature_form(settings: Settings) -> FeatureForm:
    """The form of the features that settings ask for; auto takes a grid for the decoders that look at places."""
    if settings.features == "auto":
        return "spatial" if DECODERS[settings.decoder].spatial else "pooled"
    return settings.features


def frozen_parts(encoder: Encoder, settings: Settings) -> list[Part]:
    """The parts of an encoder that a run with some settings does not train."""
    if settings.train_encoder == "all":
        return []
    if settings.train_encoder == "none":
        return [encoder]
    stages = encoder.stages()
    return [part for stage in stages[: max(0, len(stages) - settings.trained_stages)] for part in stage]


class Captioner(nn.Module):
    """Pictures (B, H, W, 3) uint8 to captions.

    Args:
        domain: the kind of the captions; free ones by default.
        normalisation: the scale in which the encoder was trained; None takes the encoder's own.
    """

    def __init__(
        self,
        settings: Settings,
        vocabulary: Vocabulary,
        framing: Framing,
        domain: CaptionDomain = FREE,
        normalisation: Normalisation | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        # Whatever is encoded for it, in training or beside other captions, is cut at the same length.
        self.vocabulary = vocabulary.limited(settings.max_caption_words)
        self.framing = framing
        self.domain = domain
        height, width = framing.seen
        self.encoder = ENCODERS[settings.encoder].build(height, width, feature_form(settings))
        self.normalisation = normalisation or self.encoder.normalisation
        self.scale = PictureScale(self.normalisation)
        feature_size = self.encoder.feature_size
        self.decoder = DECODERS[settings.decoder].build(feature_size, vocabulary.size, settings)
        if isinstance(self.decoder, DetectsWords):
            self.decoder.choose_words(self._content_words())
            sentences = domain.list_sentences(vocabulary.words)
            if sentences is not None:
                self.decoder.keep_to(ListGrammar(sentences, vocabulary))
        self._frozen = frozen_parts(self.encoder, settings)
        for part in self._frozen:
            part.requires_grad_(False)
        # Only a run that trains it has it, and only where captions tell what it learns to name.
        self.labels = domain.labels if settings.attribute_loss else None
        self.attributes = nn.Linear(feature_size, sum(self.labels.sizes)) if self.labels else None

    def _content_words(self) -> Tensor:
        """The words (V,) bool that tell something of a picture, by the kind of the captions."""
        chosen = torch.zeros(self.vocabulary.size, dtype=torch.bool, device="cpu")
        groups = self.domain.word_groups(self.vocabulary.words, self.vocabulary.language)
        for place, group in enumerate(groups, start=1):
            chosen[place] = group != FUNCTION
        return chosen

    @property
    def language(self) -> str:
        """That it speaks, as a BCP 47 key."""
        return self.vocabulary.language

    @property
    def block_repeats(self) -> int:
        """The setting of this name; 0 where a grammar lets nothing be said twice, whose commas and articles repeat."""
        keeps = isinstance(self.decoder, DetectsWords) and self.decoder.grammar is not None
        return 0 if keeps else self.settings.block_repeats

    @property
    def encoder_frozen(self) -> bool:
        """No part of the encoder is trained."""
        return not any(parameter.requires_grad for parameter in self.encoder.parameters())

    def train(self, mode: bool = True) -> Self:
        """As a module's, but what is not trained stays in eval mode: no dropout, no new statistics."""
        super().train(mode)
        for part in self._frozen:
            if isinstance(part, nn.Module):
                part.eval()
        return self

    def forward(self, pictures: Tensor, words: Tensor) -> Tensor:
        """Logits (B, T, V) under teacher forcing, of pictures (B, H, W, 3) uint8 and words (B, T)."""
        return self.decoder(self.encode(pictures), words)

    def encode(self, pictures: Tensor) -> Tensor:
        """Features (B, P, C) of pictures (B, H, W, 3) uint8."""
        return self.encoder(self.scaled(pictures))

    def scaled(self, pictures: Tensor) -> Tensor:
        """What the encoder takes, (B, 3, H, W) channels last, of pictures (B, H, W, 3) uint8."""
        return self.scale(pictures).contiguous(memory_format=torch.channels_last)

    def attribute_loss(self, features: Tensor, labels: Tensor) -> Tensor:
        """Sum over pictures and labels of the cross-entropy of naming the labels (B, L) from the features (B, P, C)."""
        assert self.attributes is not None
        assert self.labels is not None
        logits = self.attributes(features.mean(1).float()).split(self.labels.sizes, 1)
        losses = [
            functional.cross_entropy(part, labels[:, place], ignore_index=UNSAID, reduction="sum")
            for place, part in enumerate(logits)
        ]
        return torch.stack(losses).sum()

    @torch.inference_mode()
    def encode_seen(self, pictures: np.ndarray) -> Tensor:
        """Features (B, P, C), on the model's device, of pictures (B, H, W, 3) uint8 as the model sees them."""
        return self.features_of(self.grid_seen(pictures))

    @torch.inference_mode()
    def features_of(self, grid: Tensor) -> Tensor:
        """Features (B, P, C) of the encoder's last grid (B, K, h, w)."""
        return self.encoder.read(grid)

    @torch.inference_mode()
    def grid_seen(self, pictures: np.ndarray) -> Tensor:
        """The last grid (B, K, h, w) of the encoder, from which it reads its features, of pictures (B, H, W, 3) uint8
        as the model sees them; on the model's device."""
        return self.encoder.grid(self.scaled(torch.from_numpy(pictures).to(next(self.parameters()).device)))

    def in_format(self) -> AbstractContextManager[object]:
        """Within it all is computed in the number format of the settings on the device where the captioner lies."""
        device = next(self.parameters()).device
        return autocast(device, number_format(self.settings, device))

    @torch.inference_mode()
    def caption(self, pictures: np.ndarray, *, beam_width: int, max_words: int) -> list[str]:
        """Captions of pictures (B, H, W, 3) uint8, as the model sees them; the module must be in eval mode."""
        with self.in_format():
            return self.caption_features(self.encode_seen(pictures), beam_width=beam_width, max_words=max_words)

    @torch.inference_mode()
    def caption_features(self, features: Tensor, *, beam_width: int, max_words: int) -> list[str]:
        """Captions of features (B, P, C); the module must be in eval mode."""
        with self.in_format():
            found = self.search(features, beam_width=beam_width, max_words=max_words)
        return [self.vocabulary.decode(best.words) for best, *_ in found]

    def search(
        self,
        features: Tensor,
        *,
        beam_width: int,
        max_words: int,
        groups: int = 1,
        diversity: float = 0.0,
        allow_unknown: bool | None = None,
    ) -> list[list[Hypothesis]]:
        """What ``beam_search`` finds of features (B, P, C), by the settings' length penalty, word reward and blocked
        repeats.

        Args:
            allow_unknown: the setting of this name; None takes the settings' own.
        """
        return beam_search(
            cast(Decoder, self.decoder),
            features,
            start=self.vocabulary.start,
            end=self.vocabulary.end,
            width=beam_width,
            max_words=max_words,
            length_penalty=self.settings.length_penalty,
            word_reward=self.settings.word_reward,
            block_repeats=self.block_repeats,
            groups=groups,
            diversity=diversity,
            never=self.never_said(allow_unknown),
        )

    def sample(
        self,
        features: Tensor,
        *,
        max_words: int,
        seeds: Sequence[int],
        temperature: float,
        top_p: float,
        allow_unknown: bool | None = None,
    ) -> list[Hypothesis]:
        """What ``sampling.sample`` draws of features (B, P, C), a seed for each; ``allow_unknown`` as of ``search``."""
        return sample(
            cast(Decoder, self.decoder),
            features,
            start=self.vocabulary.start,
            end=self.vocabulary.end,
            max_words=max_words,
            seeds=seeds,
            temperature=temperature,
            top_p=top_p,
            never=self.never_said(allow_unknown),
        )

    def never_said(self, allow_unknown: bool | None = None) -> tuple[int, ...]:
        """Ids that no caption holds; ``allow_unknown`` as of ``search``."""
        allowed = self.settings.allow_unknown if allow_unknown is None else allow_unknown
        unknown = self.vocabulary.unknown
        return () if allowed or unknown is None else (unknown,)

    def words(self, found: Hypothesis) -> tuple[tuple[str, float], ...]:
        """Each word of a caption with the probability that the model gave it."""
        return tuple(zip(map(self.vocabulary.word, found.words), found.probabilities, strict=True))
