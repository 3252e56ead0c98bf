"""The fixed samples: a few pictures that are captioned at each evaluation.

By default two pictures that the kind of captions chooses (of clothes a woman and a man) and a noise tensor: the
published notebook's own last experiment, which it failed. After them the pictures of the data that a person names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.captions.domain import CaptionDomain
from engine.data.layout import DataSet, Record
from engine.data.picture import noise
from engine.data.records import names_of
from engine.data.store import PreparedPictures
from engine.errors import Problem
from engine.events import SampleCaption
from engine.models.captioner import Captioner
from engine.translation.offline import in_both

TOGETHER = 8
"""Pictures captioned at once, whatever else the memory holds."""


@dataclass(frozen=True, slots=True)
class FixedSamples:
    """The chosen records by name, the seed of the noise, and the records that a person has named."""

    records: tuple[tuple[str, Record], ...]
    noise_seed: int
    named: tuple[Record, ...] = ()

    @classmethod
    def choose(cls, records: Sequence[Record], domain: CaptionDomain, noise_seed: int) -> "FixedSamples":
        """Those that a kind of captions chooses among the records."""
        chosen = domain.fixed_samples((record.name, record.caption) for record in records)
        return cls(tuple((name, records[place]) for name, place in chosen), noise_seed)

    def with_named(self, records: Iterable[Record]) -> "FixedSamples":
        """The same with the pictures that a person has named, after the others: these keep their places."""
        return replace(self, named=tuple(records))

    def pictures(self, captioner: Captioner, store: PreparedPictures) -> list[np.ndarray]:
        """The pictures (H, W, 3) uint8 of all samples, in their order."""
        framing = captioner.framing
        return [
            *(framing.view(store[record.name]) for _, record in self.records),
            noise(framing, self.noise_seed),
            *(framing.view(store[record.name]) for record in self.named),
        ]

    def caption(self, captioner: Captioner, store: PreparedPictures) -> tuple[SampleCaption, ...]:
        """Caption every sample; the captioner must be in eval mode."""
        settings, pictures = captioner.settings, self.pictures(captioner, store)
        captions: list[str] = []
        for first in range(0, len(pictures), TOGETHER):
            captions += captioner.caption(
                np.stack(pictures[first : first + TOGETHER]),
                beam_width=settings.beam_width,
                max_words=settings.max_words,
            )
        language = captioner.vocabulary.language
        what: list[tuple[str, Path | None, int | None]] = [(name, record.path, None) for name, record in self.records]
        what.append(("noise", None, self.noise_seed))
        what += [(record.name, record.path, None) for record in self.named]
        return tuple(
            SampleCaption(
                name,
                path,
                seed,
                caption,
                language,
                *in_both(caption, language, captioner.domain),
            )
            for (name, path, seed), caption in zip(what, captions, strict=True)
        )


def named_records(data: DataSet, names: Sequence[str]) -> tuple[Record, ...]:
    """The records of a data set, of whatever split, that have some names, in the names' order.

    Raises:
        Problem: ``samples-unknown`` where the data has no such picture.
    """
    wanted = set(names)
    found: dict[str, Record] = {}
    for records in (data.train, data.validation, data.test) if wanted else ():
        places = [place for place, name in enumerate(names_of(records)) if name in wanted]
        found |= {record.name: record for record in (records[place] for place in places)}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise Problem("samples-unknown", names=", ".join(unknown))
    return tuple(found[name] for name in names)
