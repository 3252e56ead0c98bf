"""``demo``: draw a demo data set, dressed people with captions, in the layout of real data."""

import argparse
from pathlib import Path

from engine.commands.output import Output

LANGUAGES = ("en", "zh")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="output folder; new or empty")
    parser.add_argument(
        "--images", type=int, default=2000, metavar="N", help="number of pictures, 5 or more (default 2000)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the random choices (default 1)")
    parser.add_argument("--balanced", action="store_true", help="draw every attribute value equally often")
    parser.add_argument(
        "--a-style",
        type=int,
        choices=range(1, 13),
        metavar="N",
        help="maximum number of pictures per outfit (default: all, about 5)",
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the captions (default en)")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.clothes.wardrobe.dataset import draw_wardrobe

    drawn = draw_wardrobe(
        arguments.folder,
        arguments.images,
        arguments.seed,
        balanced=arguments.balanced,
        a_style=arguments.a_style,
        language=arguments.language,
        progress=lambda done, total: output.progress("drawing", done, total),
    )
    output.result(
        {"folder": str(arguments.folder), "images": arguments.images, "train": drawn.train, "test": drawn.test}
    )
    return 0
