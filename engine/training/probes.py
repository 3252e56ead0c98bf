"""The probes: a few pinned pictures, captioned at each evaluation.

By default a woman, a man and a noise tensor: the notebook's own last experiment, which it failed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.data.layout import Record
from engine.data.picture import noise
from engine.data.store import PreparedPictures
from engine.events import ProbeCaption
from engine.language.attributes import Gender
from engine.language.chinese import to_chinese
from engine.language.reader import read
from engine.models.captioner import Captioner


@dataclass(frozen=True, slots=True)
class Probes:
    """The pinned records by name, and the seed of the noise."""

    records: tuple[tuple[str, Record], ...]
    noise_seed: int

    @classmethod
    def choose(cls, records: Sequence[Record], noise_seed: int) -> "Probes":
        """The first woman and the first man among the records; of other data the first two pictures."""
        found: dict[str, Record] = {}
        for record in records:
            gender = read(record.caption).attributes.gender
            if gender is not None:
                found.setdefault("woman" if gender is Gender.FEMALE else "man", record)
            if len(found) == 2:
                break
        if not found:
            found = {record.name: record for record in records[:2]}
        return cls(tuple(sorted(found.items(), reverse=True)), noise_seed)

    def caption(self, captioner: Captioner, store: PreparedPictures) -> tuple[ProbeCaption, ...]:
        """Caption every probe; the captioner must be in eval mode."""
        framing = captioner.framing
        pictures = [framing.view(store[record.name]) for _, record in self.records]
        pictures.append(noise(framing, self.noise_seed))
        captions = captioner.caption(
            np.stack(pictures),
            beam_width=captioner.settings.beam_width,
            max_words=captioner.settings.max_words,
        )
        probes = [
            ProbeCaption(name, record.path, None, english, to_chinese(english))
            for (name, record), english in zip(self.records, captions, strict=False)
        ]
        return (*probes, ProbeCaption("noise", None, self.noise_seed, captions[-1], to_chinese(captions[-1])))
