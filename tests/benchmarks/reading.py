"""What it costs to read captions of COCO's size, beside ``json.load`` of the same file.

    python -m tests.benchmarks.reading --captions 500000

It writes a file as COCO is published, with other words, and empty files for its pictures; then each way reads it in a
process of its own, several times in turn. Memory is the most that the process ever had resident. Ends with 1 where the
reading takes more than 1.5 times as long as ``json.load``, or more than half of its memory.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

MOST_SECONDS, MOST_MEMORY = 1.5, 0.5
# As in captions_train2017.json: 591,753 captions of 118,287 images.
A_PICTURE = 591_753 / 118_287
WORDS = ["a", "man", "woman", "in", "with", "of", "the", "on", "red", "bicycle", "street", "sitting", "near", "table"]


def write_coco(folder: Path, captions: int) -> Path:
    """A file of so many captions, in no order, as COCO's are; and its pictures, which are empty files."""
    rng = random.Random(1)
    ids = rng.sample(range(600_000), round(captions / A_PICTURE))
    images = [
        {
            "license": rng.randint(1, 7),
            "file_name": f"{number:012d}.jpg",
            "coco_url": f"http://images.cocodataset.org/train2017/{number:012d}.jpg",
            "height": 480,
            "width": 640,
            "date_captured": "2013-11-14 11:18:45",
            "flickr_url": f"http://farm9.staticflickr.com/8186/{rng.randrange(10**10)}_{rng.randrange(16**10):010x}_z.jpg",
            "id": number,
        }
        for number in ids
    ]
    annotations = [
        {
            "image_id": ids[(7919 * number) % len(ids)],
            "id": number,
            "caption": " ".join(rng.choices(WORDS, k=rng.randint(8, 13))).capitalize() + ".",
        }
        for number in range(captions)
    ]
    info = {"description": "COCO 2017 Dataset", "year": 2017}
    path = folder / "annotations" / "captions_train2017.json"
    path.parent.mkdir()
    with open(path, "w", encoding="utf-8") as file:
        json.dump(
            {"info": info, "licenses": [], "images": images, "annotations": annotations}, file, separators=(",", ":")
        )
    (folder / "train2017").mkdir()
    for number in ids:
        (folder / "train2017" / f"{number:012d}.jpg").touch()
    return path


def peak() -> float:
    """MB that this process ever had resident; Linux alone tells it without counting what began the process."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024


Made = TypeVar("Made")


def timed(work: Callable[[], Made]) -> tuple[float, Made]:
    """The processor's seconds that a piece of work took, and what came of it."""
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


def load(path: Path) -> dict[str, float]:
    """``json.load`` alone."""

    def work() -> dict[str, list[object]]:
        with open(path, encoding="utf-8") as file:
            held: dict[str, list[object]] = json.load(file)
            return held

    seconds, held = timed(work)
    return {"seconds": seconds, "peak_mb": peak(), "captions": len(held["annotations"])}


def read(path: Path) -> dict[str, float]:
    """What ``open_data`` does to the captions: recognised, read, cleaned, and joined to their pictures."""
    import engine.data.layout
    from engine.data.captiontable import Captions, read_captions
    from engine.data.finding import choose_format
    from engine.data.formats import FORMATS
    from engine.data.formats.interface import Columns

    # What is loaded once is no part of the reading.
    for entry in FORMATS.values():
        entry.format()
    before = peak()
    walking, survey = timed(lambda: engine.data.layout.survey_of(path.parent.parent))

    def work() -> Captions:
        choice = choose_format(survey, "auto", Columns())
        items = choice.entry.format().read(choice.found.files, choice.found.columns or Columns())
        return read_captions(items, survey.pictures, left_out)

    left_out: list[engine.data.layout.LeftOut] = []
    seconds, held = timed(work)
    assert not left_out
    return {"seconds": seconds, "peak_mb": peak(), "captions": len(held), "walk": walking, "began_mb": before}


def whole(path: Path) -> dict[str, float]:
    """All of ``open_data``, the walk of the folder and the splits among it."""
    from engine.data.layout import open_data

    seconds, held = timed(lambda: open_data(path.parent.parent, validation_share=0.1, seed=1))
    return {"seconds": seconds, "peak_mb": peak(), "captions": sum(map(len, held.records.captions))}


WAYS: dict[str, Callable[[Path], dict[str, float]]] = {"json.load": load, "reading": read, "open_data": whole}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captions", type=int, default=500_000, help="captions in the file (default 500,000)")
    parser.add_argument("--rounds", type=int, default=3, help="times that each way reads it (default 3)")
    parser.add_argument("--way", choices=tuple(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        print(json.dumps(WAYS[arguments.way](arguments.file)))
        return 0
    best: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="atelier-reading-") as scratch:
        path = write_coco(Path(scratch), arguments.captions)
        print(f"{arguments.captions:,} captions, {path.stat().st_size / 2**20:.1f} MB")
        for _ in range(arguments.rounds):
            for way in WAYS:
                words = [sys.executable, "-m", "tests.benchmarks.reading", "--way", way, "--file", str(path)]
                found = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
                assert found["captions"] == arguments.captions
                best[way] = {key: min(value, best.get(way, found)[key]) for key, value in found.items()}
    base = best["json.load"]
    for way, found in best.items():
        shares = found["seconds"] / base["seconds"], found["peak_mb"] / base["peak_mb"]
        print(
            f"{way:<10} {found['seconds']:6.2f} s ({shares[0]:.2f} x)  {found['peak_mb']:6.0f} MB ({shares[1]:.2f} x)  "
            + "  ".join(f"{key} {found[key]:.2f}" for key in ("walk", "began_mb") if key in found)
        )
    slow = best["reading"]["seconds"] > MOST_SECONDS * base["seconds"]
    large = best["reading"]["peak_mb"] > MOST_MEMORY * base["peak_mb"]
    return int(slow or large)


if __name__ == "__main__":
    sys.exit(main())
