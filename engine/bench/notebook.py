"""The published notebook's method, as its report describes it, for comparison: training in fp32 with one picture per
step, decoded in every step; beam search with one decoder step per hypothesis and word.
"""

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor

from engine.data.layout import Record
from engine.data.picture import Framing, load
from engine.models.captioner import Captioner
from engine.models.decoders.interface import Decoder, DecoderState
from engine.training.step import cross_entropy


class NotebookMethod:
    """Trains and captions as the published notebook does, with a captioner of the recipe ``notebook`` in fp32."""

    def __init__(self, captioner: Captioner, records: Sequence[Record]) -> None:
        self._captioner = captioner
        self._records = records
        self._device = next(captioner.parameters()).device
        self._framing: Framing = captioner.framing
        self._optimizer = torch.optim.Adam(captioner.parameters(), lr=1e-5)
        self._next = 0

    def train_one(self) -> None:
        """One step on one picture, from the file to the updated weights."""
        self._captioner.train()
        record = self._record()
        words = self._words(record)
        self._optimizer.zero_grad()
        features = self._captioner.encode(self._picture(record))
        decoder = cast(Decoder, self._captioner.decoder)
        state, losses = decoder.start(features), []
        for place in range(words.shape[1] - 1):
            logits, state = decoder.step(state, words[:, place])
            losses.append(cross_entropy(logits.unsqueeze(1), words[:, place + 1 : place + 2]))
        (torch.stack(losses).sum() / len(losses)).backward()
        self._optimizer.step()

    @torch.no_grad()
    def caption_one(self, beam_width: int, max_words: int) -> list[int]:
        """The word ids of one picture's caption."""
        self._captioner.eval()
        vocabulary = self._captioner.vocabulary
        decoder = cast(Decoder, self._captioner.decoder)
        features = self._captioner.encode(self._picture(self._record()))
        beams: list[tuple[list[int], float, DecoderState]] = [([vocabulary.start], 0.0, decoder.start(features))]
        done: list[tuple[list[int], float]] = []
        for _ in range(max_words):
            longer: list[tuple[list[int], float, DecoderState]] = []
            for words, score, state in beams:
                logits, following = decoder.step(state, torch.tensor([words[-1]], device=self._device))
                best, chosen = torch.log_softmax(logits[0].float(), -1).topk(beam_width)
                longer += [
                    ([*words, int(word)], score + float(value), following)
                    for value, word in zip(best, chosen, strict=True)
                ]
            longer.sort(key=lambda hypothesis: -hypothesis[1])
            beams = []
            for words, score, state in longer[:beam_width]:
                if words[-1] == vocabulary.end:
                    done.append((words, score))
                else:
                    beams.append((words, score, state))
            if not beams or len(done) >= beam_width:
                break
        return max(done or [(words, score) for words, score, _ in beams], key=lambda finished: finished[1])[0]

    def _record(self) -> Record:
        record = self._records[self._next % len(self._records)]
        self._next += 1
        return record

    def _words(self, record: Record) -> Tensor:
        return torch.tensor([self._captioner.vocabulary.encode(record.caption)], device=self._device)

    def _picture(self, record: Record) -> Tensor:
        # Decoded at full size and then resized, as in the notebook.
        prepared = self._framing.view(self._framing.prepare(load(record.path)))
        return torch.from_numpy(prepared[None]).to(self._device)
