"""The kinds of captions, and which of them fits a data set or a text.

A kind with a grammar fits where that reads half of the training captions. Measured with the grammar of clothes: it
reads all of those it was made for (DeepFashion-MultiModal's, and the drawn wardrobe's), 2 % of captions that list the
clothes of people in the street, and none of a shop's, of COCO's and of Vietnamese ones. The lists' grammar reads all of
the lists and none of any others.
"""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import engine.clothes
import engine.outfits  # noqa: F401 - each registers the scores of its kind
from engine.captions.domain import FREE, CaptionDomain, Language
from engine.captions.scripts import is_chinese
from engine.captions.vocabulary import Vocabulary
from engine.registry import Registry, load

if TYPE_CHECKING:
    from PIL.Image import Image

AUTO = "auto"
"""The setting that leaves the choice to the training captions."""
FITS = 0.5
"""Share of the captions looked at, and of an old checkpoint's vocabulary, that a grammar must read."""
LOOKED_AT = 500
"""Captions looked at, evenly over all of them; that takes some 40 ms."""


@dataclass(frozen=True, slots=True)
class DomainEntry:
    """A kind of captions in the registry; ``target`` is its instance as ``module:attribute``."""

    key: str
    label: str
    target: str

    @property
    def domain(self) -> CaptionDomain:
        """The kind itself; its modules are loaded when it is first asked for."""
        return load(self.target)


DOMAINS: Registry[DomainEntry] = Registry("captions")
DOMAINS.register(DomainEntry("free", "Free text", "engine.captions.domain:FREE"))
DOMAINS.register(DomainEntry("clothes", "Clothes", "engine.clothes.domain:CLOTHES"))
DOMAINS.register(DomainEntry("outfits", "Outfits", "engine.outfits.domain:OUTFITS"))


def with_grammar() -> tuple[CaptionDomain, ...]:
    """The kinds that read captions by a grammar: all but the free ones."""
    return tuple(entry.domain for entry in DOMAINS.values() if entry.key != FREE.key)


def fitting(captions: Sequence[str]) -> CaptionDomain:
    """The kind that fits a data set's training captions: the one whose grammar reads most of them, and ``FITS`` at
    least; else free captions."""
    count = len(captions)
    places = sorted({number * count // min(count, LOOKED_AT) for number in range(min(count, LOOKED_AT))})
    looked_at = [captions[place] for place in places]
    shares = [(sum(map(domain.reads, looked_at)) / max(1, len(looked_at)), domain) for domain in with_grammar()]
    share, best = max(shares, key=lambda pair: pair[0], default=(0.0, FREE))
    return best if share >= FITS else FREE


def resolve(setting: str, captions: Sequence[str]) -> CaptionDomain:
    """The kind that a setting names; of ``AUTO`` the one that fits the training captions."""
    return fitting(captions) if setting == AUTO else DOMAINS[setting].domain


def for_text(caption: str) -> CaptionDomain:
    """The kind of a caption that comes without a checkpoint: of those whose grammar finds a sentence in it the one that
    understands most of it, the first of equals."""
    other: Language = "en" if is_chinese(caption) else "zh"
    made = [(domain, domain.translate(caption, other)) for domain in with_grammar()]
    found = [(translation.understood, domain) for domain, translation in made if translation is not None]
    return max(found, key=lambda pair: pair[0], default=(0.0, FREE))[1]


def judging(attributes: Collection[str]) -> CaptionDomain:
    """The kind whose captions are judged by some attributes, the first of those that have all of them; FREE for
    none."""
    kinds = ((domain, domain.labels) for domain in with_grammar())
    return next((domain for domain, labels in kinds if labels and set(attributes) <= set(labels.names)), FREE)


def before_domains(
    settings: Mapping[str, Any], scored: Collection[str], best: Collection[str], vocabulary: Vocabulary
) -> CaptionDomain:
    """The kind of a checkpoint from before kinds were told apart, when each was treated as one of clothes.

    That it must stay where the weights hold a head for attributes. Without one it is what its scores tell, and what its
    words are, for one that was never evaluated.

    Args:
        settings: those of the checkpoint.
        scored, best: names of its scores, and of those that its run has had.
    """
    clothes = DOMAINS["clothes"].domain
    if settings.get("attribute_loss") or any(name in clothes.metrics for name in (*scored, *best)):
        return clothes
    if scored or best:
        return FREE
    groups = clothes.word_groups(vocabulary.words)
    return clothes if sum(group != clothes.groups[0] for group in groups) >= FITS * max(1, len(groups)) else FREE


def draw_demo(
    folder: Path,
    images: int,
    seed: int,
    *,
    language: Language = "en",
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> None:
    """Draw the demo data: dressed people, with captions in the grammar of clothes.

    Args:
        images: how many pictures; fewer than can be split are made enough.
        language: of the captions.

    Raises:
        Problem: as ``engine.clothes.wardrobe.dataset.draw_wardrobe``.
    """
    from engine.clothes.wardrobe.dataset import draw_wardrobe
    from engine.clothes.wardrobe.plan import FEWEST

    draw_wardrobe(folder, max(FEWEST, images), seed, language=language, progress=progress, stopped=stopped)


def demo_picture(rng: random.Random) -> "Image":
    """One picture of the demo data, drawn by chance."""
    from engine.clothes.wardrobe.figure import draw
    from engine.clothes.wardrobe.outfit import sample

    return draw(sample(rng))
