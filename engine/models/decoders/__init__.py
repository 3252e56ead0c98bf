"""Decoders: codes to words. One signature (``interface.Decoder``), one registry."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from engine.models.decoders.attention import GruAttentionDecoder, LstmAttentionDecoder
from engine.models.decoders.interface import Decoder, DecoderState
from engine.models.decoders.loss import cross_entropy
from engine.models.decoders.recurrent import GruDecoder, LstmDecoder
from engine.models.decoders.transformer import TransformerDecoder
from engine.settings import Settings

__all__ = [
    "DECODERS",
    "Decoder",
    "DecoderEntry",
    "DecoderState",
    "GruAttentionDecoder",
    "GruDecoder",
    "LstmAttentionDecoder",
    "LstmDecoder",
    "TransformerDecoder",
    "cross_entropy",
]


@dataclass(frozen=True, slots=True)
class DecoderEntry:
    """What the registry knows of a decoder.

    Attributes:
        build: makes the module for codes of C channels and V words, with random weights.
        spatial: it looks at each place of a grid; others take the mean over the places.
        kept: values that training keeps for each word and place, in multiples of the hidden size.
    """

    build: Callable[[int, int, Settings], nn.Module]
    spatial: bool
    kept: int = 0


def _recurrent(kind: Callable[[int, int, int, int, float], nn.Module]) -> Callable[[int, int, Settings], nn.Module]:
    def build(feature_size: int, vocabulary: int, settings: Settings) -> nn.Module:
        return kind(feature_size, vocabulary, settings.embed_dim, settings.hidden_size, settings.dropout)

    return build


def _transformer(feature_size: int, vocabulary: int, settings: Settings) -> nn.Module:
    sizes = settings.embed_dim, settings.hidden_size, settings.dropout
    return TransformerDecoder(feature_size, vocabulary, *sizes, layers=settings.decoder_layers)


DECODERS: dict[str, DecoderEntry] = {
    "gru": DecoderEntry(_recurrent(GruDecoder), spatial=False),
    "lstm": DecoderEntry(_recurrent(LstmDecoder), spatial=False),
    "gru_attention": DecoderEntry(_recurrent(GruAttentionDecoder), spatial=True, kept=2),
    "lstm_attention": DecoderEntry(_recurrent(LstmAttentionDecoder), spatial=True, kept=2),
    "transformer": DecoderEntry(_transformer, spatial=True),
}
