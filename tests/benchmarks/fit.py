"""Which pictures a checkpoint is told to be unlike: false alarms, perturbed pictures, and pictures of other things.

    python -m tests.benchmarks.fit CHECKPOINT DATA [--split test] [--others street=FOLDER …] [--count 60]

DATA is a data folder like the one that the checkpoint was trained on: its test split tells the false alarms, and some
of its pictures are perturbed. With ``--split all`` every picture of it counts. One line for each kind: pictures, the
share told unlike, the share told at least doubtful, and the median distance.
"""

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from engine.captioning import PictureCaptioner, load_captioner, picture_files
from engine.data.layout import open_data
from engine.data.picture import load
from engine.fit.verdict import FITS

Perturb = Callable[[Image.Image, np.random.Generator], Image.Image]
TOGETHER = 16


def _image(values: np.ndarray) -> Image.Image:
    return Image.fromarray(values.astype(np.uint8))


def _pixels(image: Image.Image) -> tuple[int, int, int]:
    return image.height, image.width, 3


def _covered(top: float, bottom: float, left: float, right: float, shade: int) -> Perturb:
    def cover(image: Image.Image, chance: np.random.Generator) -> Image.Image:
        values = np.array(image)
        height, width = values.shape[:2]
        values[int(top * height) : int(bottom * height), int(left * width) : int(right * width)] = shade
        return _image(values)

    return cover


def _shuffled(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    values = np.array(image).reshape(-1, 3)
    return _image(values[chance.permutation(len(values))].reshape(_pixels(image)))


def _blurred(share: float) -> Perturb:
    return lambda image, chance: image.filter(ImageFilter.GaussianBlur(share * min(image.size)))


def _turned(how: Image.Transpose) -> Perturb:
    return lambda image, chance: image.transpose(how)


KINDS: dict[str, Perturb] = {
    "noise, uniform": lambda image, chance: _image(chance.integers(0, 256, _pixels(image))),
    "noise, normal": lambda image, chance: _image(np.clip(chance.normal(128, 64, _pixels(image)), 0, 255)),
    "blank, any colour": lambda image, chance: _image(np.full(_pixels(image), chance.integers(0, 256, 3))),
    "shuffled pixels": _shuffled,
    "blurred, 1/28 of the side": _blurred(1 / 28),
    "blurred, 1/56 of the side": _blurred(1 / 56),
    "upside down": _turned(Image.Transpose.ROTATE_180),
    "turned left": _turned(Image.Transpose.ROTATE_90),
    "turned right": _turned(Image.Transpose.ROTATE_270),
    "upper half grey": _covered(0, 0.5, 0, 1, 127),
    "upper half black": _covered(0, 0.5, 0, 1, 0),
    "upper half white": _covered(0, 0.5, 0, 1, 255),
    "lower half grey": _covered(0.5, 1, 0, 1, 127),
    "left half grey": _covered(0, 1, 0, 0.5, 127),
    "cut at the waist, upper": lambda image, chance: image.crop((0, 0, image.width, image.height // 2)),
    "cut at the waist, lower": lambda image, chance: image.crop((0, image.height // 2, image.width, image.height)),
}


def tell(name: str, captioner: PictureCaptioner, pictures: Iterable[Image.Image]) -> None:
    """Print the line of one kind of pictures."""
    fits, waiting = [], []
    for picture in pictures:
        waiting.append(captioner.see_image(picture, name))
        if len(waiting) == TOGETHER:
            fits += captioner.fits(waiting)
            waiting = []
    fits += captioner.fits(waiting) if waiting else []
    unlike, other = (np.mean([hold(fit) for fit in fits]) for hold in (lambda f: f.unlike, lambda f: f.verdict != FITS))
    median = np.median([fit.distance for fit in fits])
    print(f"{name:<28} {len(fits):>6} {100 * unlike:>8.1f} {100 * other:>9.1f} {median:>9.2f}", flush=True)


def _spread(paths: Sequence[Path], count: int) -> list[Path]:
    """Some of many, evenly."""
    return [paths[place] for place in np.linspace(0, len(paths) - 1, min(count, len(paths))).astype(int)]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Which pictures is a checkpoint told to be unlike?")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", default="test", choices=("train", "validation", "test", "all"))
    parser.add_argument("--others", nargs="*", default=[], metavar="NAME=FOLDER", help="folders of other pictures")
    parser.add_argument("--count", type=int, default=60, metavar="N", help="pictures of each kind (default 60)")
    parser.add_argument("--whole", type=int, default=0, metavar="N", help="pictures for the false alarms (default all)")
    arguments = parser.parse_args()
    captioner = load_captioner(arguments.checkpoint, "cpu")
    if captioner.fit_problem:
        captioner.learn_fit()
    data = open_data(arguments.data, **captioner.info.settings.splitting)
    records = data.records if arguments.split == "all" else data.split(arguments.split)
    paths = [record.path for record in records]
    print(f"{'pictures':<28} {'count':>6} {'unlike %':>8} {'doubtful+':>9} {'distance':>9}")
    tell("as they are", captioner, map(load, _spread(paths, arguments.whole or len(paths))))
    for name, perturb in KINDS.items():
        chosen = _spread(paths, arguments.count)
        tell(name, captioner, (perturb(load(path), np.random.default_rng(n)) for n, path in enumerate(chosen)))
    for other in arguments.others:
        name, _, folder = other.partition("=")
        tell(name, captioner, map(load, _spread(list(picture_files([Path(folder)])), arguments.count)))


if __name__ == "__main__":
    main()
