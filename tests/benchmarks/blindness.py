"""Whether the verdict tells captioners that look from three that were broken on purpose, each trained anew by seed.

    python -m tests.benchmarks.blindness --seeds 10

Draws a small wardrobe, trains a sound captioner, one on shuffled pairs, one whose encoder gives nought and one whose
decoder hears nothing of the code, and says what ``engine.evaluation.grounding`` finds of each, in full and at a
glance. Ends with 1 where a verdict is wrong. On one core of an idle machine a seed takes about a minute.
"""

import argparse
import contextlib
import dataclasses
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn

from engine.captions.vocabulary import Vocabulary
from engine.clothes.wardrobe.dataset import draw_wardrobe
from engine.data.layout import DataSet, Record, open_data
from engine.data.order import Batches
from engine.data.picture import Framing
from engine.data.store import PreparedPictures, prepare
from engine.evaluation.grounding import Grounding, measure_grounding, quick_grounding
from engine.evaluation.scoring import caption_records
from engine.metrics.verdict import Evidence, Verdict, verdict_of
from engine.models.captioner import Captioner
from engine.models.decoders.interface import Decoder
from engine.models.encoders.interface import Encoder
from engine.recipes import resolve
from engine.settings import Settings

KINDS = ("sound", "shuffled pairs", "encoder of noughts", "deaf decoder")
SMALL: dict[str, Any] = {
    "encoder_weights": "scratch",
    "height": 64,
    "width": 48,
    "hidden_size": 96,
    "embed_dim": 48,
    "batch_size": 24,
    "epochs": 12,
    "warmup_steps": 20,
    "lr_encoder": 3e-3,
    "lr_decoder": 3e-3,
    "dropout": 0.1,
    "augment": False,
    "beam_width": 1,
}
BATCH = 32


class Noughts(nn.Module):
    """An encoder whose every code is nought."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, pictures: Tensor) -> Tensor:
        return torch.zeros_like(self.encoder(pictures))

    def grid(self, pictures: Tensor) -> Tensor:
        return cast(Encoder, self.encoder).grid(pictures)

    def read(self, grid: Tensor) -> Tensor:
        return torch.zeros_like(cast(Encoder, self.encoder).read(grid))


class Deaf(nn.Module):
    """A decoder that is given the same code whatever the picture."""

    def __init__(self, decoder: nn.Module) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, features: Tensor, words: Tensor) -> Tensor:
        return self.decoder(torch.ones_like(features), words)

    def start(self, features: Tensor) -> Any:
        return cast(Decoder, self.decoder).start(torch.ones_like(features))

    def step(self, state: Any, words: Tensor) -> Any:
        return cast(Decoder, self.decoder).step(state, words)


@dataclass(frozen=True, slots=True)
class Case:
    """One trained captioner and what was found of it.

    Attributes:
        evidence: what the cheap form gave, which runs with every evaluation of a run.
        seconds: processor time of the training.
    """

    kind: str
    seed: int
    grounding: Grounding
    evidence: Evidence
    seconds: float

    @property
    def wanted(self) -> Verdict:
        """A sound one is to be said to look, every other one to be blind."""
        return Verdict.GROUNDED if self.kind == "sound" else Verdict.BLIND

    @property
    def right(self) -> bool:
        """Whether the full verdict says that."""
        return self.grounding.verdict is self.wanted

    @property
    def right_at_a_glance(self) -> bool:
        """Whether the cheap one does."""
        return verdict_of(self.evidence)[0] is self.wanted


def train(kind: str, data: DataSet, store: PreparedPictures, settings: Settings) -> Captioner:
    """A captioner trained on the data's training split, broken in one way or in none; in eval mode."""
    torch.manual_seed(settings.seed)
    captioner = Captioner(settings, Vocabulary.build(data.captions), Framing.of(settings), data.domain)
    if kind == "encoder of noughts":
        captioner.encoder = Noughts(captioner.encoder)  # type: ignore[assignment]
    elif kind == "deaf decoder":
        captioner.decoder = Deaf(captioner.decoder)
    records = _shuffled(data.train, settings.seed) if kind == "shuffled pairs" else data.train
    batches = Batches(
        records,
        store,
        captioner.vocabulary,
        captioner.framing,
        batch_size=settings.batch_size,
        seed=settings.seed,
        augment=settings.augment,
        labels=captioner.labels,
    )
    steps = settings.epochs * batches.epoch_steps
    optimizer = torch.optim.Adam(captioner.parameters(), settings.lr_encoder)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.lr_encoder, steps, pct_start=0.1)
    captioner.train()
    for batch in batches.between(0, steps):
        words = torch.from_numpy(batch.words)
        features = captioner.encode(torch.from_numpy(batch.pictures))
        logits = captioner.decoder(features, words[:, :-1])
        loss = nn.functional.cross_entropy(logits.transpose(1, 2), words[:, 1:], ignore_index=0)
        named = captioner.attribute_loss(features, torch.from_numpy(batch.labels)) / len(words)
        optimizer.zero_grad()
        (loss + settings.attribute_loss * named).backward()
        optimizer.step()
        schedule.step()
    return captioner.eval()


def _shuffled(records: Sequence[Record], seed: int) -> list[Record]:
    """Every picture with the caption of another one, as the notebook's split left them."""
    captions = [record.captions for record in records]
    random.Random(seed).shuffle(captions)
    return [dataclasses.replace(record, captions=own) for record, own in zip(records, captions, strict=True)]


def judged(kind: str, data: DataSet, store: PreparedPictures, settings: Settings) -> Case:
    """Train a captioner and look at it on the test split."""
    begun = time.process_time()
    captioner = train(kind, data, store, settings)
    seconds = time.process_time() - begun
    captions = caption_records(
        captioner, data.test, store, beam_width=1, max_words=settings.max_words, batch_size=BATCH
    )
    found = measure_grounding(
        captioner, data.test, store, captions, beam_width=1, max_words=settings.max_words, batch_size=BATCH
    )
    evidence = quick_grounding(captioner, data.test, store, captions, batch_size=BATCH)
    assert evidence is not None, "every test caption is the same"
    return Case(kind, settings.seed, found, evidence, seconds)


@contextlib.contextmanager
def opened(folder: Path, settings: Settings, cache: Path) -> Iterator[tuple[DataSet, PreparedPictures]]:
    """A data folder and its pictures, prepared for some settings."""
    data = open_data(folder, validation_share=settings.validation_share, seed=settings.seed)
    store, _ = prepare(data.records, Framing.of(settings), cache=cache)
    with contextlib.closing(store):
        yield data, store


def line(case: Case) -> str:
    """A case as one line of figures."""
    found, seen = case.grounding, case.evidence
    groups = "  ".join(f"{group} {loss.true:.2f}/{loss.shuffled:.2f}" for group, loss in found.groups.items())
    return (
        f"{case.kind:<19} seed {case.seed:>2}  {found.verdict.value:<6} {found.reason:<12} "
        f"loss {found.loss_true:.4f}/{found.loss_shuffled:.4f} margin {found.margin:+.4f} error {found.error:.4f} "
        f"own {found.own:.3f}  glance {verdict_of(seen)[0].value} {seen.margin:+.4f} error {seen.error:.4f} "
        f"own {seen.own:.3f} of {seen.compared}  {groups}  as blank {found.same_as_blank:.2f} "
        f"distinct {found.distinct:.2f} similarity {found.feature_similarity:.3f} dead {found.dead_units:.2f} "
        f"({case.seconds:.0f} s)"
    )


def main() -> int:
    """Every kind at every seed."""
    parser = argparse.ArgumentParser(description="Are blind captioners called blind?")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=1, help="the first seed (default 1)")
    parser.add_argument("--images", type=int, default=600)
    parser.add_argument("--epochs", type=int, default=SMALL["epochs"])
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=KINDS)
    parser.add_argument("--work", type=Path, default=None, help="keep the wardrobe here")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    wrong, wrong_at_a_glance = 0, 0
    with tempfile.TemporaryDirectory() as passing:
        work = arguments.work or Path(passing)
        if not (work / "wardrobe" / "train_captions.json").exists():
            draw_wardrobe(work / "wardrobe", arguments.images, 3, balanced=True)
        for seed in range(arguments.first, arguments.first + arguments.seeds):
            settings = resolve("compact", {**SMALL, "epochs": arguments.epochs, "seed": seed})
            with opened(work / "wardrobe", settings, work / "cache") as (data, store):
                for kind in arguments.kinds:
                    case = judged(kind, data, store, settings)
                    wrong += not case.right
                    wrong_at_a_glance += not case.right_at_a_glance
                    marks = ("" if case.right else "  WRONG") + ("" if case.right_at_a_glance else "  WRONG GLANCE")
                    print(line(case) + marks, flush=True)
    total = arguments.seeds * len(arguments.kinds)
    print(f"{wrong} wrong of {total}; at a glance right in {total - wrong_at_a_glance} of {total}")
    return 1 if wrong or wrong_at_a_glance else 0


if __name__ == "__main__":
    raise SystemExit(main())
