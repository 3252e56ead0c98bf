"""``compare``: two checkpoints on the same pictures, and whether they differ by more than chance."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.arguments import natural, positive, seed
from engine.commands.output import Output
from engine.metrics import label

if TYPE_CHECKING:
    from engine.choosing.comparing import Comparison, Said


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", metavar="A", type=Path, help="a run (its best) or a checkpoint in it")
    parser.add_argument("second", metavar="B", type=Path, help="another one")
    parser.add_argument("data", metavar="DATA", type=Path, help="a folder with images/ and caption files")
    parser.add_argument("--split", choices=("train", "validation", "test"), default="test", help="(default test)")
    parser.add_argument(
        "--beam", type=positive, default=None, metavar="K", help="beam width (default: each checkpoint's)"
    )
    parser.add_argument(
        "--samples", type=positive, default=1000, metavar="S", help="resamples of the paired bootstrap (default 1000)"
    )
    parser.add_argument("--seed", type=seed, default=1, help="of the resamples (default 1)")
    parser.add_argument(
        "--pictures", type=natural, default=10, metavar="N", help="pictures told, where they differ most (default 10)"
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.choosing.comparing import compare_checkpoints
    from engine.files import cache_folder
    from engine.models.devices import use_threads

    use_threads(0)

    found = compare_checkpoints(
        arguments.first,
        arguments.second,
        arguments.data,
        split=arguments.split,
        beam=arguments.beam,
        samples=arguments.samples,
        seed=arguments.seed,
        device=arguments.device,
        cache=cache_folder(),
        emit=output.tell,
    )
    output.result(found.to_json(arguments.pictures), lambda: _lines(found, arguments.pictures))
    return 0


def _lines(found: "Comparison", pictures: int) -> list[str]:
    """A comparison as a person reads it."""
    from engine.choosing.bootstrap import LEVEL
    from engine.metrics.scored import counted_on

    lines = [
        f"A  {found.first.name}",
        f"B  {found.second.name}",
        f"{len(found.pairs):,} pictures of the {found.split} split, captioned alike {found.same:,} times",
        "",
        f"{'':<20}{'A':>9}{'B':>9}{'B - A':>10}   {'95 % interval':<20}{'p':>6}{'Holm':>7}",
    ]
    for name, difference in found.differences.items():
        interval = f"{difference.low:+.4f} to {difference.high:+.4f}"
        lines.append(
            f"{name:<20}{difference.first:>9.4f}{difference.second:>9.4f}{difference.difference:>+10.4f}   "
            f"{interval:<20}{difference.p:>6.3f}{difference.p_holm:>7.3f}  "
            f"{'more than chance' if difference.clear else 'may be chance'}"
        )
    lines.append(f"more than chance: Holm's p below {LEVEL}, which allows for so many scores being compared at once")
    lines.append(counted_on(found.differences))
    for letter, side in (("A", found.first), ("B", found.second)):
        lines.append(
            f"{letter}: {side.distinct:.1%} of the captions differ, {side.captions_per_second:.1f} captions a second, "
            f"{side.size_bytes / 2**20:.1f} MB"
        )
    for pair in found.pairs[:pictures]:
        if pair.same:
            break
        lines += ["", pair.name, f"  true  {pair.reference}"]
        for letter, caption in (("A", pair.first), ("B", pair.second)):
            judged = f", {caption.right} of {caption.judged} attributes right" if caption.judged else ""
            lines += [f"  {letter}     {caption.caption}", f"        {_own_score(caption)}{judged}"]
    return lines


def _own_score(caption: "Said") -> str:
    """The score of one caption by which the pictures are laid in order."""
    return next((f"{label(key)} {value:.3f}" for key, value in caption.scores.items()), "")
