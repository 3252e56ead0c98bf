"""A data folder of the real data set's size, made of links to a few pictures."""

import itertools
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from engine.data.layout import Record
from engine.files import write_json_atomically

FULL_SET = 12_693
"""Number of pictures of DeepFashion-MultiModal that have captions."""
FULL_EPOCH = 9139
"""Number of them that are trained on, with a tenth of the training pictures held out for validation."""
VALIDATION = 1016
"""Number of them that are held out for validation."""
# File systems limit the number of links to a file.
_LINKS = 1000


def write_stand_ins(records: Sequence[Record], folder: Path, count: int, trained: int) -> Path:
    """Make a data folder of ``count`` pictures, each source picture under many names; returns the folder.

    Args:
        records: source pictures and captions, used in turn.
        trained: number of pictures for training, including validation; the others are the test split.
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
            # The first is a copy: the data folder may be on a file system that does not allow links.
            shutil.copyfile(source, pictures / name)
            linked[source] = pictures / name, 1
        captions[name] = record.caption
    names = list(captions)
    for file, chosen in (("train", names[:trained]), ("test", names[trained:])):
        write_json_atomically(folder / f"{file}_captions.json", {name: captions[name] for name in chosen})
    return folder
