"""Whether the drawings carry what their captions say: a small network has to read it off them.

    python -m tests.benchmarks.legibility --train 10000 --test 1000 --seed 1

Draws a wardrobe to learn from, half of it in the data's proportions and half with every value equally likely, and
another one, with a new seed and in the data's proportions, to be judged by; each picture is of a style of its own, so
that a thousand are a thousand looks. Trains a small convolutional network from nothing to name each attribute from the
picture at 336 x 224; prints how often it is right, attribute by attribute, and exits with 1 unless every one that the
captions name reaches its bar. An attribute counts where the caption names it; an accessory, and whether an outer
garment is worn, in every picture. Beside the accuracy stands the mean over the values ("balanced"), in which a rare
value weighs as much as a frequent one, and the share of the commonest value. What it took for something else lies in
``confused.json`` under --work, by attribute: picture, caption's value, network's.
"""

import argparse
import contextlib
import json
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.captions.domain import UNSAID
from engine.captions.vocabulary import Vocabulary
from engine.clothes.domain import CLOTHES
from engine.clothes.labels import LABEL_NAMES, LABEL_SIZES, label_value
from engine.clothes.wardrobe.dataset import draw_wardrobe
from engine.data.layout import Record, open_data
from engine.data.order import Batches, epoch_order
from engine.data.picture import Framing
from engine.data.store import prepare
from engine.heap import keep_freed_blocks
from engine.models.encoders.interface import normalise

FRAMING = Framing("fit", 336, 224)
# Columns at each side that hold nothing but white, or the elbow of somebody broad.
MARGIN = 24
BAR, SMALL_BAR = 0.97, 0.95
SMALL = ("wrist", "ring")
WARM_UP = 100


def convolution(channels: int, wide: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """A convolution, batch normalisation, ReLU."""
    layer = nn.Conv2d(channels, wide, kernel, stride, padding=kernel // 2, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(wide), nn.ReLU(inplace=True))


class Regions(nn.Module):
    """The strongest answer of each channel in each region of a grid, straight to logits: (B, C, H, W) to (B, L).

    What is small, like a ring, is not averaged away.
    """

    def __init__(self, channels: int, size: int, rows: int, columns: int) -> None:
        super().__init__()
        self.pool = nn.MaxPool2d(size, ceil_mode=True)
        answers = channels * math.ceil(rows / size) * math.ceil(columns / size)
        # Adam moves every weight alike; so many of them at once would throw the logits about.
        self.scale = 256 / answers
        self.heads = nn.Sequential(nn.Dropout(0.3), nn.Linear(answers, sum(LABEL_SIZES)))

    def forward(self, grid: Tensor) -> Tensor:
        return self.heads(self.pool(grid).flatten(1) * self.scale)


class Grounding(nn.Module):
    """Looks for each attribute at some places of a grid, and names it from their mean: (B, C, H, W) to (B, L).

    The same weights name a fabric wherever its garment lies, so that few pictures of each suffice (attention pooling,
    as in Bahdanau et al. 2015, section 3.1, with a learned query and a learned bias of place).
    """

    looks = 2

    def __init__(self, channels: int, rows: int, columns: int) -> None:
        super().__init__()
        count, most = len(LABEL_SIZES), max(LABEL_SIZES)
        self.scores = nn.Conv2d(channels, count * self.looks, 1)
        nn.init.normal_(self.scores.weight, std=0.2)
        self.places = nn.Parameter(torch.randn(1, count * self.looks, rows, columns))
        self.weights = nn.Parameter(torch.randn(count, self.looks * channels, most) / (4 * channels) ** 0.5)
        self.dropout = nn.Dropout(0.2)

    def forward(self, grid: Tensor) -> Tensor:
        attention = (self.scores(grid) + self.places).flatten(2).float().softmax(2).to(grid.dtype)
        means = torch.bmm(attention, grid.flatten(2).transpose(1, 2)).float()
        means = self.dropout(means.view(len(grid), len(LABEL_SIZES), -1))
        logits = torch.einsum("blc,lcv->blv", means, self.weights)
        return torch.cat([logits[:, place, :size] for place, size in enumerate(LABEL_SIZES)], 1)


class Reader(nn.Module):
    """Eight convolutions; pictures (B, 3, 336, 224) to logits (B, sum(LABEL_SIZES)).

    Four answers are added: of looks at the fine grid, into which the coarse ones are added (as in Lin et al. 2017,
    "Feature Pyramid Networks", section 3), of regions of the fine and the coarse grid, and of the whole last grid.
    """

    def __init__(self) -> None:
        super().__init__()
        rows, columns = FRAMING.height, FRAMING.width - 2 * MARGIN
        self.fine = nn.Sequential(
            convolution(3, 24, 5, 2), convolution(24, 56, 3, 2), convolution(56, 96, 3, 2), convolution(96, 96)
        )
        self.coarse = convolution(96, 160, 3, 2)
        self.last = nn.Sequential(convolution(160, 192, 3, 2), convolution(192, 64, 1))
        self.last_to_coarse, self.coarse_to_fine = nn.Conv2d(64, 160, 1), nn.Conv2d(160, 96, 1)
        self.mixed = convolution(96, 96)
        self.looks = Grounding(96, math.ceil(rows / 8), math.ceil(columns / 8))
        self.fine_regions = Regions(96, 4, math.ceil(rows / 8), math.ceil(columns / 8))
        self.coarse_regions = Regions(160, 3, math.ceil(rows / 16), math.ceil(columns / 16))
        self.whole = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(64 * math.ceil(rows / 32) * math.ceil(columns / 32), 384),
            nn.ReLU(),
            nn.Dropout(0.3),
            nn.Linear(384, sum(LABEL_SIZES)),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        fine = self.fine(pictures[..., MARGIN:-MARGIN])
        coarse = self.coarse(fine)
        last = self.last(coarse)
        below = coarse + functional.interpolate(self.last_to_coarse(last), size=coarse.shape[2:])
        mixed = self.mixed(fine + functional.interpolate(self.coarse_to_fine(below), size=fine.shape[2:]))
        return self.looks(mixed) + self.fine_regions(fine) + self.coarse_regions(coarse) + self.whole(last)


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


def drawn(work: Path, images: int, seed: int, balanced: bool) -> Sequence[Record]:
    """The records of a wardrobe, drawn now unless it lies there whole."""
    folder = work / f"wardrobe-{seed}-{images}{'-balanced' if balanced else ''}"
    if not (folder / "test_captions.json").exists():
        begun = time.perf_counter()
        draw_wardrobe(folder, images, seed, balanced=balanced, a_style=1)
        print(f"drew {images} pictures in {time.perf_counter() - begun:.0f} s", flush=True)
    return open_data(folder, validation_share=0.1, seed=seed).records


def to_learn_from(work: Path, images: int, seed: int, even: float) -> Sequence[Record]:
    """The records of a wardrobe of which a share is drawn with every value equally likely."""
    balanced = round(even * images)
    # Both number their products from 1: the names must differ.
    rare = [
        replace(record, name=f"{Path(record.name).stem}-even.jpg")
        for record in (drawn(work, balanced, seed + 2, balanced=True) if balanced else ())
    ]
    return (*rare, *(drawn(work, images - balanced, seed, balanced=False) if images > balanced else ()))


def batches(records: Sequence[Record], work: Path, batch_size: int, seed: int, *, augment: bool) -> Batches:
    store, left_out = prepare(records, FRAMING, cache=work / "prepared")
    assert not left_out
    vocabulary = Vocabulary.build(record.caption for record in records)
    return Batches(
        records, store, vocabulary, FRAMING, batch_size=batch_size, seed=seed, augment=augment, labels=CLOTHES.labels
    )


def tensors(pictures: np.ndarray, device: torch.device) -> Tensor:
    return normalise(torch.from_numpy(pictures).to(device)).contiguous(memory_format=torch.channels_last)


def recoloured(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Half of the pictures (B, H, W, 3) with red, green and blue changed about.

    So a cut or a cloth is not known by the colours of the few outfits that have it.
    """
    for picture in np.flatnonzero(rng.random(len(pictures)) < 0.5):
        pictures[picture] = pictures[picture][..., rng.permutation(3)]
    return pictures


def train(source: Batches, epochs: int, minutes: float, rate: float, device: torch.device) -> Reader:
    """Train a network: cross-entropy of all attributes said, AdamW, a rate that falls along a cosine to nothing.

    It ends after some epochs or minutes, whichever comes first; the rate follows whichever is nearer its end.
    """
    model = Reader().to(device).to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), rate, weight_decay=0.02)
    steps = epochs * source.epoch_steps
    begun, reported = time.perf_counter(), 0
    rng = np.random.default_rng(source.seed)
    losses: list[float] = []
    with contextlib.closing(source.between(0, steps)) as batches:
        for batch in batches:
            passed = (time.perf_counter() - begun) / 60
            done = max(batch.step / steps, passed / minutes)
            if done >= 1:
                break
            optimiser.param_groups[0]["lr"] = rate * min((batch.step + 1) / WARM_UP, (1 + math.cos(math.pi * done)) / 2)
            assert batch.pictures is not None
            # Sixteen bits halve the time where the processor has units for them.
            with torch.autocast(device.type, torch.bfloat16):
                logits = model(tensors(recoloured(batch.pictures, rng), device)).float()
            labels = torch.from_numpy(batch.labels).to(device)
            loss = torch.stack(
                [
                    functional.cross_entropy(part, labels[:, place], ignore_index=UNSAID, reduction="sum")
                    for place, part in enumerate(logits.split(LABEL_SIZES, 1))
                ]
            ).sum() / len(labels)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            losses.append(loss.item())
            if int(20 * done) > reported:
                reported = int(20 * done)
                epoch = batch.step / source.epoch_steps
                print(f"epoch {epoch:.1f}, {passed:.1f} min: loss {np.mean(losses):.3f}", flush=True)
                losses.clear()
    return model


@torch.no_grad()
def answers(model: Reader, source: Batches, device: torch.device) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Class numbers said and class numbers seen, both (N, len(LABEL_SIZES)), and the pictures' names."""
    model.eval()
    predicted, seen = [], []
    order = epoch_order(len(source.records), source.seed, 0)
    for batch in source.between(0, source.epoch_steps):
        assert batch.pictures is not None
        logits = model(tensors(batch.pictures, device)).split(LABEL_SIZES, 1)
        seen.append(np.stack([part.argmax(1).cpu().numpy() for part in logits], axis=1))
        predicted.append(batch.labels)
    names = [source.records[index].name for index in order]
    return np.concatenate(predicted), np.concatenate(seen), names


def judged(predicted: np.ndarray, seen: np.ndarray) -> list[Row]:
    """A row for each attribute that the captions name."""
    rows = []
    for place, name in enumerate(LABEL_NAMES):
        known = predicted[:, place] != UNSAID
        truth, found = predicted[known, place], seen[known, place]
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


def confused(predicted: np.ndarray, seen: np.ndarray, names: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
    """By attribute: picture, the caption's value and the network's, wherever they differ."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for place, attribute in enumerate(LABEL_NAMES):
        wrong = np.flatnonzero((predicted[:, place] != UNSAID) & (predicted[:, place] != seen[:, place]))
        found[attribute] = [
            (names[row], label_value(place, int(predicted[row, place])), label_value(place, int(seen[row, place])))
            for row in wrong.tolist()
        ]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=int, default=10_000, metavar="N", help="pictures to learn from")
    parser.add_argument("--test", type=int, default=1_000, metavar="N", help="pictures to be judged by")
    parser.add_argument("--seed", type=int, default=1, help="of the first wardrobe; the second has the next")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=60.0, help="of training at most")
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1.5e-3, help="highest learning rate")
    parser.add_argument(
        "--even", type=float, default=0.5, help="share of the pictures to learn from that has rare values as often"
    )
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
        learned = to_learn_from(work, arguments.train, arguments.seed, arguments.even)
        new = drawn(work, arguments.test, arguments.seed + 1, balanced=False)
        source = batches(learned, work, arguments.batch_size, arguments.seed, augment=True)
        model = train(source, arguments.epochs, arguments.minutes, arguments.rate, device)
        predicted, seen, names = answers(model, batches(new, work, arguments.batch_size, 0, augment=False), device)
        torch.save(model.state_dict(), work / "reader.pt")
        (work / "confused.json").write_text(json.dumps(confused(predicted, seen, names), indent=1))
    rows = judged(predicted, seen)
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
