"""Data folders of any size at little cost: small JPEGs, hard-linked under many names, with captions of the wardrobe."""

import json
import os
import random
from pathlib import Path

from PIL import Image

from engine.clothes.wardrobe.outfit import sample_attributes
from engine.clothes.writer import write
from engine.data.entries import EntriesInTheMaking
from engine.data.layout import Record
from engine.data.making import FORMAT, INDEX, PICTURES
from engine.data.picture import Framing
from engine.data.store import key_of

TOGETHER = 1000
"""Pictures of a folder, all of them links to one file: file systems bound the links of one."""
CAPTIONS = 5000
"""Different captions; more pictures have them again."""


def write_pictures(folder: Path, count: int) -> Path:
    """A data folder of ``count`` pictures of 64 x 96; a tenth is the test split."""
    chance = random.Random(5)
    texts = [write(sample_attributes(chance), chance) for _ in range(min(count, CAPTIONS))]
    captions = {}
    for first in range(0, count, TOGETHER):
        place = folder / "images" / f"{first // TOGETHER:04}"
        place.mkdir(parents=True)
        original = place / _name(first)
        colour = tuple(chance.randrange(256) for _ in range(3))
        Image.new("RGB", (64, 96), colour).save(original, quality=90)
        for number in range(first, min(first + TOGETHER, count)):
            if number > first:
                os.link(original, place / _name(number))
            captions[_name(number)] = texts[number % len(texts)]
    names = list(captions)
    for file, batch in (("train", names[: count * 9 // 10]), ("test", names[count * 9 // 10 :])):
        (folder / f"{file}_captions.json").write_text(json.dumps({name: captions[name] for name in batch}))
    return folder


def _name(number: int) -> str:
    return f"WOMEN-Dresses-id_{number:08}-01_1_front.jpg"


def write_store(cache: Path, records: list[Record], framing: Framing) -> Path:
    """The store of some records as it would be prepared, but for its pictures, which are all black and take no room."""
    folder = cache / key_of(records, framing)
    folder.mkdir(parents=True)
    made = EntriesInTheMaking()
    for record in sorted(records, key=lambda record: record.name):
        made.add(record.name, framing.height, framing.width)
    made.save(folder)
    with open(folder / PICTURES, "wb") as file:
        file.truncate(3 * framing.height * framing.width * len(records))
    (folder / INDEX).write_text(json.dumps({"format": FORMAT, "left_out": {}}))
    return folder
