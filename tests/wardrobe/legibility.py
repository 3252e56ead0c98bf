"""Whether the drawings carry what their captions say: a small network has to read it off them.

    python -m tests.wardrobe.legibility --train 10000 --test 1000 --seed 1

Draws a wardrobe to learn from and another one, with a new seed, to be judged by; trains a small convolutional network
from nothing to name each attribute from the picture at 336 x 224; prints how often it is right, attribute by attribute,
and exits with 1 unless every one that the captions name reaches its bar. An attribute counts where the caption names
it; an accessory, and whether an outer garment is worn, in every picture. Beside the accuracy stands the mean over the
values ("balanced"), in which a rare value weighs as much as a frequent one, and the share of the commonest value. What
it took for something else lies in ``confused.json`` under --work, by attribute: picture, caption's value, network's.
"""

import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.data.labels import LABEL_NAMES, LABEL_SIZES, UNSAID, label_value
from engine.data.layout import Record, open_data
from engine.data.order import Batches, epoch_order
from engine.data.picture import Framing
from engine.data.store import prepare
from engine.data.vocabulary import Vocabulary
from engine.heap import keep_freed_blocks
from engine.models.encoders import normalise
from engine.wardrobe.dataset import draw_wardrobe

FRAMING = Framing("fit", 336, 224)
BAR, SMALL_BAR = 0.97, 0.95
SMALL = ("wrist", "ring")


class Look(nn.Module):
    """For each attribute where on a grid to look, and what is seen there: grid (B, C, H, W) to logits.

    A softmax over the places weighs them, by their content and by where they lie; so a fabric is read as a texture
    wherever its garment is, and a ring is found by a hand that moves.
    """

    def __init__(self, channels: int, rows: int, columns: int, looks: int) -> None:
        super().__init__()
        self.looks = looks
        self.content = nn.Conv2d(channels, looks * len(LABEL_SIZES), 1)
        self.place = nn.Parameter(torch.zeros(looks * len(LABEL_SIZES), rows * columns))
        self.heads = nn.ModuleList(nn.Linear(looks * channels, size) for size in LABEL_SIZES)

    def forward(self, grid: Tensor) -> Tensor:
        weights = (self.content(grid).flatten(2) + self.place).softmax(2)
        seen = (weights @ grid.flatten(2).transpose(1, 2)).unflatten(1, (len(LABEL_SIZES), self.looks)).flatten(2)
        return torch.cat([head(seen[:, place]) for place, head in enumerate(self.heads)], 1)


class Reader(nn.Module):
    """Seven convolutions; pictures (B, 3, 336, 224) to logits (B, sum(LABEL_SIZES)).

    What the fine and the coarse grid show to a ``Look``, and the whole last grid to a linear map: where something lies
    tells a sleeve from a hem.
    """

    # Channels, kernel, stride.
    fine = ((16, 5, 2), (48, 3, 2), (96, 3, 2), (96, 3, 1))
    coarse = ((160, 3, 2),)
    last = ((192, 3, 2), (64, 1, 1))

    def __init__(self) -> None:
        super().__init__()
        rows, columns = FRAMING.height, FRAMING.width
        self.fine_grid, fine = self._stack(self.fine, 3)
        self.coarse_grid, coarse = self._stack(self.coarse, fine)
        self.last_grid, last = self._stack(self.last, coarse)
        self.fine_look = Look(fine, rows // 8, columns // 8, 2)
        self.coarse_look = Look(coarse, rows // 16, columns // 16, 2)
        self.code = nn.Sequential(
            nn.Linear(last * math.ceil(rows / 32) * math.ceil(columns / 32), 512),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(512, sum(LABEL_SIZES)),
        )

    @staticmethod
    def _stack(layers: Sequence[tuple[int, int, int]], channels: int) -> tuple[nn.Sequential, int]:
        modules: list[nn.Module] = []
        for wide, kernel, stride in layers:
            modules += [
                nn.Conv2d(channels, wide, kernel, stride, padding=kernel // 2, bias=False),
                nn.BatchNorm2d(wide),
                nn.ReLU(inplace=True),
            ]
            channels = wide
        return nn.Sequential(*modules), channels

    def forward(self, pictures: Tensor) -> Tensor:
        fine = self.fine_grid(pictures)
        coarse = self.coarse_grid(fine)
        whole = self.code(self.last_grid(coarse).flatten(1))
        return self.fine_look(fine) + self.coarse_look(coarse) + whole


@dataclass(frozen=True, slots=True)
class Row:
    """What was found of one attribute; shares of ``said`` pictures."""

    name: str
    said: int
    accuracy: float
    balanced: float
    commonest: float

    @property
    def bar(self) -> float:
        return SMALL_BAR if self.name in SMALL else BAR


def drawn(work: Path, images: int, seed: int, balanced: bool) -> tuple[Record, ...]:
    """The records of a wardrobe, drawn now unless it lies there whole."""
    folder = work / f"wardrobe-{seed}-{images}{'-balanced' if balanced else ''}"
    if not (folder / "test_captions.json").exists():
        begun = time.perf_counter()
        draw_wardrobe(folder, images, seed, balanced=balanced)
        print(f"drew {images} pictures in {time.perf_counter() - begun:.0f} s", flush=True)
    return open_data(folder, validation_share=0.1, seed=seed).records


def batches(records: Sequence[Record], work: Path, batch_size: int, seed: int, *, augment: bool) -> Batches:
    store, left_out = prepare(records, FRAMING, cache=work / "prepared")
    assert not left_out
    vocabulary = Vocabulary.build(record.caption for record in records)
    return Batches(records, store, vocabulary, FRAMING, batch_size=batch_size, seed=seed, augment=augment)


def tensors(pictures: np.ndarray, device: torch.device) -> Tensor:
    return normalise(torch.from_numpy(pictures).to(device)).contiguous(memory_format=torch.channels_last)


def train(source: Batches, epochs: int, rate: float, device: torch.device) -> Reader:
    """Train a network; cross-entropy of all attributes said, AdamW, a rate that falls along a cosine to nothing."""
    model = Reader().to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), rate, weight_decay=0.02)
    steps = epochs * source.epoch_steps
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.1)
    begun, losses = time.perf_counter(), 0.0
    for batch in source.between(0, steps):
        # Sixteen bits halve the time where the processor has units for them.
        with torch.autocast(device.type, torch.bfloat16):
            logits = model(tensors(batch.pictures, device)).float()
        labels = torch.from_numpy(batch.labels).to(device)
        loss = sum(
            functional.cross_entropy(part, labels[:, place], ignore_index=UNSAID, reduction="sum")
            for place, part in enumerate(logits.split(LABEL_SIZES, 1))
        ) / len(labels)
        assert isinstance(loss, Tensor)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        losses += loss.item()
        if (batch.step + 1) % source.epoch_steps == 0:
            passed = time.perf_counter() - begun
            print(
                f"epoch {batch.epoch + 1} of {epochs}: loss {losses / source.epoch_steps:.3f}, {passed:.0f} s",
                flush=True,
            )
            losses = 0.0
    return model


@torch.no_grad()
def answers(model: Reader, source: Batches, device: torch.device) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Class numbers said and class numbers seen, both (N, len(LABEL_SIZES)), and the pictures' names."""
    model.eval()
    said, seen = [], []
    order = epoch_order(len(source.records), source.seed, 0)
    for batch in source.between(0, source.epoch_steps):
        logits = model(tensors(batch.pictures, device)).split(LABEL_SIZES, 1)
        seen.append(np.stack([part.argmax(1).cpu().numpy() for part in logits], axis=1))
        said.append(batch.labels)
    names = [source.records[index].name for index in order]
    return np.concatenate(said), np.concatenate(seen), names


def judged(said: np.ndarray, seen: np.ndarray) -> list[Row]:
    """A row for each attribute that the captions name."""
    rows = []
    for place, name in enumerate(LABEL_NAMES):
        known = said[:, place] != UNSAID
        truth, found = said[known, place], seen[known, place]
        if not len(truth):
            continue
        right = truth == found
        values, counts = np.unique(truth, return_counts=True)
        rows.append(
            Row(
                name,
                len(truth),
                float(right.mean()),
                float(np.mean([right[truth == value].mean() for value in values])),
                float(counts.max() / len(truth)),
            )
        )
    return rows


def confused(said: np.ndarray, seen: np.ndarray, names: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
    """By attribute: picture, the caption's value and the network's, wherever they differ."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for place, attribute in enumerate(LABEL_NAMES):
        wrong = np.flatnonzero((said[:, place] != UNSAID) & (said[:, place] != seen[:, place]))
        found[attribute] = [
            (names[row], label_value(place, int(said[row, place])), label_value(place, int(seen[row, place])))
            for row in wrong
        ]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=int, default=10_000, metavar="N", help="pictures to learn from")
    parser.add_argument("--test", type=int, default=1_000, metavar="N", help="pictures to be judged by")
    parser.add_argument("--seed", type=int, default=1, help="of the first wardrobe; the second has the next")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--balanced", action="store_true", help="draw every value equally often")
    parser.add_argument("--work", type=Path, default=None, help="keep pictures, weights and confused.json here")
    parser.add_argument("--threads", type=int, default=None, help="of torch; one is fastest where others compute too")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments = parser.parse_args()
    keep_freed_blocks()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    device = torch.device(arguments.device)
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        learned = drawn(work, arguments.train, arguments.seed, arguments.balanced)
        new = drawn(work, arguments.test, arguments.seed + 1, arguments.balanced)
        source = batches(learned, work, arguments.batch_size, arguments.seed, augment=True)
        model = train(source, arguments.epochs, arguments.rate, device)
        said, seen, names = answers(model, batches(new, work, arguments.batch_size, 0, augment=False), device)
        torch.save(model.state_dict(), work / "reader.pt")
        (work / "confused.json").write_text(json.dumps(confused(said, seen, names), indent=1))
    rows = judged(said, seen)
    print(f"{'attribute':24}{'said':>6}{'accuracy':>10}{'balanced':>10}{'commonest':>11}{'bar':>7}")
    for row in rows:
        mark = "" if row.accuracy >= row.bar else "  below"
        print(
            f"{row.name:24}{row.said:6}{row.accuracy:10.4f}{row.balanced:10.4f}{row.commonest:11.4f}{row.bar:7.2f}{mark}"
        )
    below = [row.name for row in rows if row.accuracy < row.bar]
    print("every attribute reaches its bar" if not below else f"below their bar: {', '.join(below)}")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
