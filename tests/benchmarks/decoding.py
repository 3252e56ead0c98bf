"""What it costs to read JPEGs, beside Pillow alone and beside another checkout of Atelier.

    python -m tests.benchmarks.decoding --pictures 2000 --before ../other

Pictures of 750 x 1101 pixels without a profile, with one of sRGB and with one of other colours are read for fit and
crop. Seconds are those of the processor, in one thread, the least of several rounds that take turns, so that other
programs disturb little. Ends with 1 if pictures without a profile, or in sRGB, take more than 1.03 times what they take
in the other checkout.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import ImageCms

from engine.clothes.wardrobe.figure import draw
from engine.clothes.wardrobe.plan import planned
from tests.data.sound_inputs import profile

MOST = 1.03
DRAWN = 8
KINDS = ("no profile", "sRGB", "other profile")
_READ = """
import json, sys, time
from pathlib import Path
from engine.data.picture import Framing
framing = Framing(sys.argv[1], 336, 224)
paths = [Path(path) for path in json.load(sys.stdin)]
framing.read(paths[0])
begun = time.process_time()
for path in paths:
    framing.read(path)
print(time.process_time() - begun)
"""
_PILLOW = """
import json, sys, time
import numpy as np
from PIL import Image
paths = json.load(sys.stdin)
least = (224, 336) if sys.argv[1] == "fit" else (256, 256)
begun = time.process_time()
for path in paths:
    with Image.open(path) as image:
        image.draft(None, least)
        size = (224, 329) if sys.argv[1] == "fit" else (256, 375)
        np.array(image.convert("RGB").resize(size, Image.Resampling.HAMMING))
print(time.process_time() - begun)
"""


def write(folder: Path) -> dict[str, list[str]]:
    """Some JPEGs of each kind."""
    _, pictures = next(planned(DRAWN, 5, False))
    profiles = (None, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), profile())
    written: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for number, picture in enumerate(pictures):
        image = draw(picture.outfit)
        for kind, said in zip(KINDS, profiles, strict=True):
            path = folder / f"{kind}-{number}.jpg"
            image.save(path, quality=92, icc_profile=said)
            written[kind].append(str(path))
    return written


def seconds(program: str, place: Path, paths: list[str], frame: str) -> float:
    """Processor seconds that a program took to read all of some pictures, in a checkout."""
    done = subprocess.run(
        [sys.executable, "-c", program, frame], input=json.dumps(paths), capture_output=True, text=True, cwd=place,
        check=True,
    )  # fmt: skip
    return float(done.stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=2000, metavar="N", help="read in each round (default 2000)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds that take turns (default 3)")
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="another checkout, to compare with")
    arguments = parser.parse_args()
    here, missed = Path.cwd(), False
    with tempfile.TemporaryDirectory() as scratch:
        written = write(Path(scratch))
        for frame in ("fit", "crop"):
            for kind in KINDS:
                paths = (written[kind] * (arguments.pictures // len(written[kind]) + 1))[: arguments.pictures]
                programs = {"now": (_READ, here), "Pillow": (_PILLOW, here)}
                if arguments.before:
                    programs["before"] = (_READ, arguments.before)
                least = dict.fromkeys(programs, float("inf"))
                for _ in range(arguments.rounds):
                    for name, (program, place) in programs.items():
                        least[name] = min(least[name], seconds(program, place, paths, frame))
                ratios = {name: least["now"] / value for name, value in least.items() if name != "now"}
                missed |= kind != KINDS[-1] and ratios.get("before", 0) > MOST
                told = "  ".join(f"{ratio:.3f} x {name}" for name, ratio in ratios.items())
                print(f"{frame:4}  {kind:13}  {1000 * least['now'] / len(paths):.3f} ms a picture  {told}", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
