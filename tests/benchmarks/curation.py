"""What looking through a data set costs: until it can be used, search, figures, near-duplicates, memory; and kills.

    python -m tests.benchmarks.curation
    python -m tests.benchmarks.curation --kills 200

The first makes two data folders and measures each in a process of its own: 12,693 pictures with a caption of the
wardrobe's grammar each, and 100,000 pictures with five free captions each. PictureLooks are small JPEGs; those of the
larger folder are linked to a few, so that of near-duplicates 100,000 made-up hashes are compared instead. Memory is the
most that the process ever had resident, less what it had with Python and the modules loaded. Beside the seconds stand
in brackets those that the processors worked for it: on a busy machine only these are comparable.

The second kills a program that writes captions back so many times and looks whether the file is the old or the new one.
"""

import argparse
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from PIL import Image

from engine.clothes.wardrobe.outfit import sample_attributes
from engine.clothes.writer import write
from engine.curation.edits import Edits
from engine.curation.facts import CaptionFacts
from engine.curation.figures import figures
from engine.curation.pictures import PictureLooks
from engine.curation.replacing import Replacement
from engine.curation.saving import save
from engine.curation.search import Search
from engine.curation.selection import Filter, Order, select
from engine.curation.table import DataTable
from engine.data.duplicates import near_pairs
from engine.data.looks import Looks
from tests.benchmarks.scale import peak
from tests.curation.killing import SPLITTING, kill

SIZES = {12_693: 1, 100_000: 5}
"""PictureLooks of each folder, and captions of each picture."""
QUERIES = (
    *("red", "a", "s", "th", "red dress", "man sitting table", '"on the"', '"a red"', "the a of in", "-the"),
    *("a -red", "zebra", "q", "blue -shirt", "two people", "wearing", '"is wearing a"', "t", "stre", "hat -a"),
)
_COMMON = (
    *("a", "the", "man", "woman", "is", "in", "of", "on", "with", "and", "red", "dog", "dress", "cat", "shirt", "to"),
    *("sitting", "standing", "blue", "street", "table", "his", "her", "an", "at", "two", "people", "white", "black"),
    *("holding", "riding", "down", "while", "next", "green", "large", "small", "front", "wearing", "hat", "zebra"),
)
Value = TypeVar("Value")


def make(folder: Path, count: int, each: int) -> Path:
    """A data folder; its captions are of the wardrobe's grammar where there is one each, else of 20,000 words."""
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [*_COMMON, *("".join(chance.choices(letters, k=chance.randint(3, 10))) for _ in range(20_000))]
    weights = np.cumsum([1 / (place + 1) for place in range(len(words))]).tolist()
    captions: dict[str, Any] = {}
    noise = np.random.default_rng(7)
    for number in range(count):
        place = folder / "images" / f"{number // 1000:03}"
        place.mkdir(parents=True, exist_ok=True)
        name = f"{number:06}.jpg"
        if each == 1 or number % 1000 == 0:
            small = Image.fromarray(noise.integers(0, 256, (9, 6, 3), dtype=np.uint8))
            small.resize((224, 336), Image.Resampling.BICUBIC).save(place / name, quality=90)
        else:
            os.link(place / f"{number // 1000 * 1000:06}.jpg", place / name)
        if each == 1:
            captions[name] = write(sample_attributes(chance), chance)
        else:
            captions[name] = [
                " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(6, 16))) for _ in range(each)
            ]
    (folder / "captions.json").write_text(json.dumps(captions), encoding="utf-8")
    return folder


def measure(folder: Path) -> None:
    """All of it, in this process; one line of JSON for each figure."""
    base = peak()

    def told(name: str, work: Callable[[], Value]) -> Value:
        begun, worked = time.perf_counter(), time.process_time()
        value = work()
        tell(name, f"{time.perf_counter() - begun:,.2f} s ({time.process_time() - worked:,.2f})")
        return value

    def tell(name: str, value: str) -> None:
        print(json.dumps({"what": name, "value": value}), flush=True)

    table = told("until it can be used", lambda: DataTable.open(folder, **SPLITTING))
    chance = random.Random(1)
    rows = [chance.randrange(len(table)) for _ in range(10_000)]
    begun = time.perf_counter()
    for row in rows:
        table[row]
    tell("a row out of order", f"{(time.perf_counter() - begun) / len(rows) * 1e6:.0f} µs")
    search, facts, pictures = Search(table), CaptionFacts(table), PictureLooks(table)
    told("a search before the index", lambda: search.rows("red dress"))
    told("the index of words", search.build)
    times = []
    for _ in range(10):
        for query in QUERIES:
            begun, worked = time.perf_counter(), time.process_time()
            search.rows(query)
            times.append((time.perf_counter() - begun, time.process_time() - worked))
    for share in (50, 99):
        wall, work = np.percentile(times, share, axis=0) * 1000
        tell(f"search, p{share}", f"{wall:.1f} ms ({work:.1f})")
    told("lengths and attributes", facts.update)
    told("looking at the pictures", pictures.look)
    told("figures", lambda: figures(table, facts, pictures.looks))
    told("looking again, from the cache", pictures.look)
    wanted = Filter(query="red", shortest=5, longest=60, fewest=1)
    told("search, filters and an order", lambda: select(table, search, facts, wanted, Order.LENGTH, descending=True))
    edits = Edits(table)
    everywhere = Replacement("red", "azure", whole_words=True)
    told("replacing in all rows, seen before", lambda: edits.preview(everywhere, range(len(table))))
    told("replacing in all rows", lambda: edits.replace(everywhere, range(len(table))))
    told("writing back", lambda: save(edits))
    tell("memory", f"{peak() - base:.0f} MB")
    if len({os.stat(str(table.file(row))).st_ino for row in rows[:50]}) > 40:
        groups = told("near-duplicates", pictures.compare)
        tell("groups of near-duplicates", str(len(groups)))
    else:
        hashes = np.random.default_rng(1).integers(0, 2**64, (len(table), 4), dtype=np.uint64)
        plain = np.zeros(len(table), dtype=np.int32)
        looks = Looks(plain, plain, hashes, np.zeros((len(table), 48), np.uint8), np.ones(len(table), bool), {})
        told("near-duplicates", lambda: near_pairs(looks))


def compare() -> None:
    """Both sizes beside each other."""
    found: dict[str, dict[int, str]] = {}
    for count, each in SIZES.items():
        with tempfile.TemporaryDirectory() as folder:
            data = make(Path(folder) / "data", count, each)
            command = [sys.executable, "-m", "tests.benchmarks.curation", "--folder", str(data)]
            place = {**os.environ, "ATELIER_CACHE": f"{folder}/cache"}
            ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=place)
        for line in map(json.loads, ended.stdout.splitlines()):
            found.setdefault(line["what"], {})[count] = line["value"]
    print(f"{'':36}" + "".join(f"{f'{count:,} x {each}':>20}" for count, each in SIZES.items()))
    for what, values in found.items():
        print(f"{what:36}" + "".join(f"{values.get(count, ''):>20}" for count in SIZES))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, help="kill a program that writes back so many times, and nothing else")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.folder:
        measure(arguments.folder)
    elif arguments.kills:
        if "forkserver" not in multiprocessing.get_all_start_methods():
            parser.error("this system cannot fork")
        with tempfile.TemporaryDirectory() as folder:
            found = kill(Path(folder), arguments.kills, arguments.seed)
        print(f"killed {arguments.kills} times: {dict(found)}; the file was whole every time")
    else:
        compare()


if __name__ == "__main__":
    main()
