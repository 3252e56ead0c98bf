"""Programs that are killed while they write captions back; ``tests.benchmarks.curation`` kills many.

Each life changes one word in all captions to another and back, and saves each time, without end. Whenever one is
killed, the caption file has to be one of the two, whole, and so has every original that was kept.
"""

import json
import multiprocessing
import random
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from PIL import Image

from engine.curation.edits import Edits
from engine.curation.replacing import Replacement
from engine.curation.saving import save
from engine.curation.table import DataTable

SPLITTING: dict[str, Any] = {"validation_share": 0.1, "seed": 1}
WORDS = ("red", "azure")
MOST_SAVES, LONGEST = 4, 0.15
"""Before which save a life ends at the latest, and how many seconds after that save has begun."""


def write_data(folder: Path, count: int) -> Path:
    """Few pictures, and many captions that hold the first word."""
    (folder / "images").mkdir(parents=True)
    for number in range(5):
        Image.new("RGB", (8, 8)).save(folder / "images" / f"{number}.png")
    captions = {f"{number}.png": f"A {WORDS[0]} thing, number {number} of many." for number in range(count)}
    (folder / "captions.json").write_text(json.dumps(captions, indent=1), encoding="utf-8")
    return folder


def live(folder: Path, connection: Connection) -> None:
    """Change and save without end."""
    edits = Edits(DataTable.open(folder, **SPLITTING))
    rows = range(len(edits.table))
    standing = WORDS[0] in edits.table.captions(0)[0]
    while True:
        connection.send(None)
        edits.replace(Replacement(WORDS[not standing], WORDS[standing]), rows)
        save(edits)
        standing = not standing


def kill(folder: Path, kills: int, seed: int, count: int = 2000) -> Counter[str]:
    """End so many lives, and look at what each has left.

    Returns:
        How often which of the two files stood there, and how often a half of the next lay beside it.
    """
    data = write_data(folder / "data", count)
    path = data / "captions.json"
    first = path.read_bytes()
    whole = {first: WORDS[0], first.replace(WORDS[0].encode(), WORDS[1].encode()): WORDS[1]}
    chance = random.Random(seed)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["engine.curation.saving", "engine.data.formats.name_to_caption"])
    found: Counter[str] = Counter()
    for _ in range(kills):
        hears, tells = context.Pipe(duplex=False)
        process = context.Process(target=live, args=(data, tells))
        process.start()
        # Ours would keep the pipe open when the other end has died.
        tells.close()
        for _ in range(1 + chance.randrange(MOST_SAVES)):
            hears.recv()
        process.join(chance.uniform(0, LONGEST))
        assert process.exitcode is None
        process.kill()
        process.join()
        hears.close()
        found[whole[path.read_bytes()]] += 1
        found["half beside"] += path.with_name("captions.json.part").exists()
        for original in data.glob("*.orig*"):
            assert original.suffix == ".part" or original.read_bytes() in whole
            original.unlink()
    return found
