"""A data folder of the real data set's size out of a few pictures, at the cost of their names."""

import itertools
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from engine.data.layout import Record
from engine.files import write_json_atomically

FULL_SET = 12_693
"""Pictures of DeepFashion-MultiModal that have captions."""
FULL_EPOCH = 9139
"""Those of them that are trained with, a tenth of the training pictures being kept for validation."""
VALIDATION = 1016
"""Those of them that are validated with."""
# File systems bound the links of one file.
_LINKS = 1000


def write_stand_ins(records: Sequence[Record], folder: Path, count: int, trained: int) -> Path:
    """A data folder of ``count`` pictures, of which each stands under many names; returns it.

    Args:
        records: whose pictures and captions they have, in turn.
        trained: how many are for training, validation included; the rest is the test split.
    """
    pictures = folder / "images"
    pictures.mkdir(parents=True)
    captions = {}
    linked: dict[Path, tuple[Path, int]] = {}
    for number, record in enumerate(itertools.islice(itertools.cycle(records), count)):
        source = Path(record.path)
        original, links = linked.get(source, (source, _LINKS))
        name = f"{source.stem}-{number:06}{source.suffix}"
        if links < _LINKS:
            os.link(original, pictures / name)
            linked[source] = original, links + 1
        else:
            # The first of many is a copy: the folder of the data may lie where nothing can be linked.
            shutil.copyfile(source, pictures / name)
            linked[source] = pictures / name, 1
        captions[name] = record.caption
    names = list(captions)
    for file, chosen in (("train", names[:trained]), ("test", names[trained:])):
        write_json_atomically(folder / f"{file}_captions.json", {name: captions[name] for name in chosen})
    return folder
