"""Decoders: image features to words. One signature (``interface.Decoder``), one registry. Standard library only.

To add one, write its class in a module beside this one and register it below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.registry import Registry, load

if TYPE_CHECKING:
    from torch import nn

    from engine.settings import Settings


@dataclass(frozen=True, slots=True)
class DecoderEntry:
    """What is known of a decoder before its code is loaded.

    Attributes:
        key: its name in settings, files and on the command line.
        label: its name for people.
        target: its class, as ``module:Class``. It is made of the channels C of the features, the number of words V, the
            settings ``embed_dim``, ``hidden_size`` and ``dropout``, in this order, and of ``options`` by name. Its
            layers ``embedding`` and ``output`` start as the setting ``word_init`` says.
        spatial: it looks at each place of a grid, which ``features = auto`` then gives it; others take the mean.
        options: further arguments of the class, and the setting that each takes its value from.
        attention_values: values that training keeps for each word and place, in multiples of ``hidden_size``.
        cached_values: values that beam search keeps for each word of a hypothesis and layer, in multiples of
            ``hidden_size``.
    """

    key: str
    label: str
    target: str
    spatial: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    attention_values: int = 0
    cached_values: int = 0

    def build(self, feature_size: int, vocabulary: int, settings: Settings) -> nn.Module:
        """The module for features of C channels and V words, with random weights."""
        sizes = settings.embed_dim, settings.hidden_size, settings.dropout
        options = {argument: getattr(settings, name) for argument, name in self.options.items()}
        decoder: nn.Module = load(self.target)(feature_size, vocabulary, *sizes, **options)
        if settings.word_init == "uniform":
            load(f"{_HERE}.interface:start_uniformly")(decoder)
        return decoder

    def layers(self, settings: Settings) -> int:
        """How many layers it has."""
        return settings.decoder_layers if "decoder_layers" in self.options.values() else 1


DECODERS: Registry[DecoderEntry] = Registry("decoders")

_HERE = __name__
_DROPOUT = {"dropout_input": "dropout_input"}
for _entry in (
    DecoderEntry("gru", "GRU", f"{_HERE}.recurrent:GruDecoder", options=_DROPOUT),
    DecoderEntry("lstm", "LSTM", f"{_HERE}.recurrent:LstmDecoder", options=_DROPOUT),
    DecoderEntry(
        "gru_attention",
        "GRU, attention",
        f"{_HERE}.attention:GruAttentionDecoder",
        spatial=True,
        options=_DROPOUT,
        attention_values=2,
    ),
    DecoderEntry(
        "lstm_attention",
        "LSTM, attention",
        f"{_HERE}.attention:LstmAttentionDecoder",
        spatial=True,
        options=_DROPOUT,
        attention_values=2,
    ),
    DecoderEntry(
        "gru_checklist",
        "GRU, checklist",
        f"{_HERE}.checklist:GruChecklistDecoder",
        options={"threshold": "detection_threshold"},
    ),
    DecoderEntry(
        "transformer",
        "Transformer",
        f"{_HERE}.transformer:TransformerDecoder",
        spatial=True,
        options={"layers": "decoder_layers", **_DROPOUT},
        # Keys and values of the words, old and new.
        cached_values=4,
    ),
):
    DECODERS.register(_entry)
