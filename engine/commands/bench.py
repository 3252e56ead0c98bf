"""``bench``: the limits of this machine, and how close training and captioning come to them."""

import argparse
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from engine.commands.arguments import positive
from engine.commands.output import Output
from engine.recipes import RECIPES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Measures the limits of the machine, then preparing, training, training from cached features, captioning and "
        "evaluating. Each figure is also given as a share of its limit and as a ratio to the method of the published "
        "notebook, measured in the same run."
    )
    parser.add_argument(
        "data", metavar="DATA", type=Path, nargs="?", help="a data folder (default: synthetic pictures)"
    )
    parser.add_argument(
        "--images", type=positive, default=600, metavar="N", help="synthetic pictures to draw (default 600)"
    )
    parser.add_argument(
        "--recipe", action="append", choices=tuple(RECIPES), help="recipe to measure; may be repeated (default: all)"
    )
    parser.add_argument("--batch", type=positive, default=256, metavar="N", help="batch size on a GPU (default 256)")
    parser.add_argument(
        "--steps", type=positive, default=60, metavar="N", help="steps of each training run (default 60)"
    )
    parser.add_argument("--seconds", type=float, default=3.0, help="duration of each short measurement (default 3)")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.bench.running import Plan
    from engine.bench.running import run as measure
    from engine.domains import draw_demo

    wanted = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal wanted
        # A second Ctrl+C ends at once.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        wanted = True

    signal.signal(signal.SIGINT, stop)
    with ExitStack() as stack:
        data = arguments.data
        # What is prepared only for the benchmark must not evict useful entries from the cache.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(_cache_at(folder / "cache"))
        if data is None:
            data = folder / "wardrobe"
            draw_demo(
                data,
                max(64, arguments.images),
                7,
                progress=lambda done, total: output.progress("drawing", done, total),
                stopped=lambda: wanted,
            )
        plan = Plan(
            data=data,
            device=arguments.device,
            recipes=tuple(arguments.recipe or RECIPES),
            batch=arguments.batch,
            steps=max(12, arguments.steps),
            seconds=arguments.seconds,
        )
        output.say(f"{'':<40}{'':>12} {'':<12}{'of ceiling':>11}{'x notebook':>12}")
        for figure in measure(plan, lambda: wanted):
            share = f"{figure.share:.1%}" if figure.share is not None else ""
            ratio = f"{figure.ratio:,.1f}" if figure.ratio is not None else ""
            line = (
                f"{figure.name:<40}{_number(figure.value):>12} {figure.unit:<12}{share:>11}{ratio:>12}  {figure.note}"
            )
            output.result(asdict(figure), lambda line=line: [line.rstrip()])  # type: ignore[misc]
    return 0


@contextmanager
def _cache_at(folder: Path) -> Iterator[None]:
    before = os.environ.get("ATELIER_CACHE")
    os.environ["ATELIER_CACHE"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["ATELIER_CACHE"]
        else:
            os.environ["ATELIER_CACHE"] = before


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
