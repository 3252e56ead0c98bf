"""``demo``: draw dressed people with captions, in the layout that real data has."""

import argparse
from pathlib import Path

from engine.commands.output import Output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="where to draw; new or empty")
    parser.add_argument(
        "--images", type=int, default=2000, metavar="N", help="how many pictures, 5 or more (default 2000)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, other people (default 1)")
    parser.add_argument("--balanced", action="store_true", help="every value equally often")
    parser.add_argument(
        "--a-style",
        type=int,
        choices=range(1, 13),
        metavar="N",
        help="pictures of each style at most (default all, about 5)",
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.clothes.wardrobe.dataset import draw_wardrobe

    drawn = draw_wardrobe(
        arguments.folder,
        arguments.images,
        arguments.seed,
        balanced=arguments.balanced,
        a_style=arguments.a_style,
        progress=lambda done, total: output.progress("drawing", done, total),
    )
    output.result(
        {"folder": str(arguments.folder), "images": arguments.images, "train": drawn.train, "test": drawn.test}
    )
    return 0
