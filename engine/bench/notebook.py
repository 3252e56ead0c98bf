"""The published notebook's method, as its report describes it, for comparison: training in fp32 with one picture per
step, decoded in every step; a GRU of torch's over [word, image code], a word at a time; and beam search that steps all
hypotheses of a picture at once, and goes on with fewer of them when some have ended.
"""

from collections.abc import Sequence
from itertools import chain

import torch
from torch import Tensor, nn

from engine.data.layout import Record
from engine.data.picture import Framing, load
from engine.models.captioner import Captioner
from engine.training.step import cross_entropy


class _PlainDecoder(nn.Module):
    """The notebook's decoder, with dropout on the image code and on the GRU's outputs."""

    def __init__(self, feature_size: int, vocabulary: int, embed_dim: int, hidden_size: int, dropout: float) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embed_dim)
        self.first_state = nn.Linear(feature_size, hidden_size)
        self.gru = nn.GRU(embed_dim + feature_size, hidden_size)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden_size, vocabulary)

    def start(self, code: Tensor) -> Tensor:
        """The first state (1, R, H) of image codes (R, C)."""
        return self.first_state(code).unsqueeze(0)

    def step(self, code: Tensor, hidden: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (R, V) after the words (R,), and the next state (1, R, H)."""
        inputs = torch.cat([self.embedding(words), code], -1)
        states, hidden = self.gru(inputs.unsqueeze(0), hidden)
        return self.output(self.dropout(states[0])), hidden


class NotebookMethod:
    """Trains and captions as the published notebook does, with the encoder and the settings of a captioner of the
    recipe ``notebook``; the decoder is its own.
    """

    def __init__(self, captioner: Captioner, records: Sequence[Record]) -> None:
        settings = captioner.settings
        self._captioner = captioner
        self._records = records
        self._device = next(captioner.parameters()).device
        self._framing: Framing = captioner.framing
        sizes = captioner.vocabulary.size, settings.embed_dim, settings.hidden_size, settings.dropout
        self.decoder = _PlainDecoder(captioner.encoder.feature_size, *sizes).to(self._device)
        self._clip = settings.max_grad_norm
        self._optimizer = torch.optim.Adam(
            [
                {"params": list(captioner.encoder.parameters()), "lr": settings.lr_encoder},
                {"params": list(self.decoder.parameters()), "lr": settings.lr_decoder},
            ]
        )
        self._next = 0

    def train_one(self) -> None:
        """One step on one picture, from the file to the updated weights."""
        self._captioner.train()
        self.decoder.train()
        record = self._record()
        words = self._words(record)
        self._optimizer.zero_grad()
        code = self.decoder.dropout(self._code(record))
        hidden, losses = self.decoder.start(code), []
        for place in range(words.shape[1] - 1):
            logits, hidden = self.decoder.step(code, hidden, words[:, place])
            losses.append(cross_entropy(logits.unsqueeze(1), words[:, place + 1 : place + 2]))
        (torch.stack(losses).sum() / len(losses)).backward()
        parameters = chain(self._captioner.encoder.parameters(), self.decoder.parameters())
        nn.utils.clip_grad_norm_(parameters, self._clip)
        self._optimizer.step()

    @torch.no_grad()
    def caption_one(self, beam_width: int, max_words: int) -> list[int]:
        """The word ids of one picture's caption."""
        self._captioner.eval()
        self.decoder.eval()
        vocabulary = self._captioner.vocabulary
        code = self._code(self._record()).expand(beam_width, -1)
        hidden = self.decoder.start(code)
        beams = torch.full((beam_width, 1), vocabulary.start, device=self._device)
        totals = torch.zeros(beam_width, 1, device=self._device)
        ended: list[tuple[float, list[int]]] = []
        for length in range(max_words):
            logits, hidden = self.decoder.step(code[: len(beams)], hidden, beams[:, -1])
            totals = totals + torch.log_softmax(logits, -1)
            # At first all hypotheses are alike.
            values, chosen = (totals if length else totals[:1]).flatten().topk(len(beams))
            rows, words = torch.div(chosen, vocabulary.size, rounding_mode="floor"), chosen % vocabulary.size
            beams = torch.cat([beams[rows], words.unsqueeze(1)], 1)
            alive = words != vocabulary.end
            ended += zip(values[~alive].tolist(), beams[~alive].tolist(), strict=True)
            if not alive.any():
                break
            beams, hidden, totals = beams[alive], hidden[:, rows[alive]].contiguous(), values[alive].unsqueeze(1)
        return max(ended)[1] if ended else beams[0].tolist()

    def _record(self) -> Record:
        record = self._records[self._next % len(self._records)]
        self._next += 1
        return record

    def _words(self, record: Record) -> Tensor:
        return torch.tensor([self._captioner.vocabulary.encode(record.caption)], device=self._device)

    def _code(self, record: Record) -> Tensor:
        """The image code (1, C) of a picture that is decoded at full size and then resized, as in the notebook."""
        prepared = self._framing.view(self._framing.prepare(load(record.path)))
        return self._captioner.encode(torch.from_numpy(prepared[None]).to(self._device)).mean(1)
