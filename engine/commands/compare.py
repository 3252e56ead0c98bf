"""``compare``: two checkpoints on the same pictures, with a significance test of each difference."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.arguments import natural, positive, seed
from engine.commands.output import Output
from engine.metrics import label

if TYPE_CHECKING:
    from engine.choosing.comparing import Comparison, Said


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", metavar="A", type=Path, help="a run (its best checkpoint) or a checkpoint in it")
    parser.add_argument("second", metavar="B", type=Path, help="another run or checkpoint")
    parser.add_argument(
        "data", metavar="DATA", type=Path, help="a folder with pictures and caption files, or one caption file"
    )
    parser.add_argument("--split", choices=("train", "validation", "test"), default="test", help="(default test)")
    parser.add_argument(
        "--beam", type=positive, default=None, metavar="K", help="beam width (default: each checkpoint's)"
    )
    parser.add_argument(
        "--samples", type=positive, default=1000, metavar="S", help="resamples of the paired bootstrap (default 1000)"
    )
    parser.add_argument("--seed", type=seed, default=1, help="seed of the bootstrap (default 1)")
    parser.add_argument(
        "--pictures",
        type=natural,
        default=10,
        metavar="N",
        help="pictures to list, those with the largest differences (default 10)",
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
    """A comparison as lines of text."""
    from engine.choosing.bootstrap import LEVEL
    from engine.metrics.scored import counted_on

    lines = [
        f"A  {found.first.name}",
        f"B  {found.second.name}",
        f"{len(found.pairs):,} pictures of the {found.split} split, {found.same:,} with the same caption from both",
        "",
        f"{'':<20}{'A':>9}{'B':>9}{'B - A':>10}   {'95 % interval':<20}{'p':>6}{'Holm':>7}",
    ]
    for name, difference in found.differences.items():
        interval = f"{difference.low:+.4f} to {difference.high:+.4f}"
        lines.append(
            f"{name:<20}{difference.first:>9.4f}{difference.second:>9.4f}{difference.difference:>+10.4f}   "
            f"{interval:<20}{difference.p:>6.3f}{difference.p_holm:>7.3f}  "
            f"{'significant' if difference.clear else 'not significant'}"
        )
    lines.append(f"significant: p below {LEVEL} after Holm's correction for comparing several scores")
    lines.append(counted_on(found.differences, language=found.language))
    for letter, side in (("A", found.first), ("B", found.second)):
        lines.append(
            f"{letter}: {side.distinct:.1%} distinct captions, {side.captions_per_second:.1f} captions per second, "
            f"{side.size_bytes / 2**20:.1f} MB"
        )
    for pair in found.pairs[:pictures]:
        if pair.same:
            break
        lines += ["", pair.name, *(f"  true  {reference}" for reference in pair.references)]
        for letter, caption in (("A", pair.first), ("B", pair.second)):
            judged = f", {caption.right} of {caption.judged} attributes correct" if caption.judged else ""
            lines += [f"  {letter}     {caption.caption}", f"        {_own_score(caption)}{judged}"]
    return lines


def _own_score(caption: "Said") -> str:
    """The score of one caption by which the pictures are sorted."""
    return next((f"{label(key)} {value:.3f}" for key, value in caption.scores.items()), "")
