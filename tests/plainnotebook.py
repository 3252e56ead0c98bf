"""The published notebook's model in plain PyTorch, as its report writes it: what Atelier's own is held against."""

import torch
from torch import Tensor, nn

WIDTHS = ((4, 2), (4, 2), (6, 4), (8, 4), (8, 4))
"""Channels and convolutions of a VGG19 that is cut small."""
CODE = 24
"""Width of its image code, in place of 4096."""


class ImageEncoder(nn.Module):
    """VGG19 up to its second 4096 layer; the dropout after that is the last of torchvision's classifier."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for wide, convolutions in WIDTHS:
            for _ in range(convolutions):
                layers += [nn.Conv2d(channels, wide, 3, padding=1), nn.ReLU()]
                channels = wide
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(channels * 49, CODE),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(CODE, CODE),
            nn.ReLU(),
            nn.Dropout(0.5),
        )

    def forward(self, images: Tensor) -> Tensor:
        return self.classifier(self.avgpool(self.features(images)).flatten(1))


class GruDecoderOfOld(nn.Module):
    """A GRU over [word, image code], begun from a linear map of the code."""

    def __init__(self, words: int, word_size: int, hidden_size: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(words, word_size)
        self.init_state = nn.Linear(CODE, hidden_size)
        self.rnn = nn.GRU(word_size + CODE, hidden_size)
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(hidden_size, words)
        nn.init.uniform_(self.embed.weight, -0.1, 0.1)
        nn.init.uniform_(self.fc.weight, -0.1, 0.1)
        nn.init.zeros_(self.fc.bias)

    def forward(self, code: Tensor, words: Tensor) -> Tensor:
        """Logits (B, T, V) of codes (B, C) and words (B, T)."""
        inputs = torch.cat([self.embed(words), code.unsqueeze(1).expand(-1, words.shape[1], -1)], -1)
        states, _ = self.rnn(inputs.transpose(0, 1), self.init_state(code).unsqueeze(0))
        return self.fc(self.dropout(states.transpose(0, 1)))


class CaptionModel(nn.Module):
    """Both, with the vocabulary: the object that the notebook pickles."""

    def __init__(self, vocab: dict[str, int], word_size: int = 16, hidden_size: int = 16) -> None:
        super().__init__()
        self.vocab = vocab
        self.encoder = ImageEncoder()
        self.decoder = GruDecoderOfOld(len(vocab), word_size, hidden_size)

    def forward(self, images: Tensor, words: Tensor) -> Tensor:
        return self.decoder(self.encoder(images), words)

    @torch.no_grad()
    def search(self, image: Tensor, width: int, most: int) -> list[int]:
        """The likeliest caption that a beam finds of one image (3, H, W), without start and end.

        ``width`` hypotheses stay alive; padding and start are never said, and no caption is empty.
        """
        code = self.encoder(image.unsqueeze(0))
        start, end = self.vocab["<start>"], self.vocab["<end>"]
        alive: list[tuple[float, list[int]]] = [(0.0, [start])]
        ended: list[tuple[float, list[int]]] = []
        for length in range(1, most + 2):
            longer = []
            for score, words in alive:
                table = self.decoder(code, torch.tensor([words]))[0, -1].log_softmax(-1)
                table[[self.vocab["<pad>"], start]] = -torch.inf
                if len(words) == 1:
                    table[end] = -torch.inf
                longer += [(score + value, [*words, word]) for word, value in enumerate(table.tolist())]
            longer.sort(key=lambda pair: -pair[0])
            ended += [pair for pair in longer[:width] if pair[1][-1] == end]
            if length <= most:
                alive = [pair for pair in longer if pair[1][-1] != end][:width]
            if ended and max(ended)[0] >= alive[0][0]:
                break
        return max(ended)[1][1:-1] if ended else max(alive)[1][1:]


def weights_of(model: CaptionModel) -> dict[str, Tensor]:
    """The model's weights by the names that Atelier's captioner gives them, as views of the same tensors."""
    decoder, gru = model.decoder, dict(model.decoder.rnn.named_parameters())
    words = decoder.embed.embedding_dim
    encoder: dict[str, Tensor] = {f"encoder.{name}": value for name, value in model.encoder.named_parameters()}
    return encoder | {
        "decoder.embedding.weight": decoder.embed.weight,
        "decoder.first_state.weight": decoder.init_state.weight,
        "decoder.first_state.bias": decoder.init_state.bias,
        "decoder.word_gates.weight": gru["weight_ih_l0"][:, :words],
        "decoder.word_gates.bias": gru["bias_ih_l0"],
        "decoder.code_gates.weight": gru["weight_ih_l0"][:, words:],
        "decoder.hidden_gates.weight": gru["weight_hh_l0"],
        "decoder.hidden_gates.bias": gru["bias_hh_l0"],
        "decoder.output.weight": decoder.fc.weight,
        "decoder.output.bias": decoder.fc.bias,
    }
