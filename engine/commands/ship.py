"""``ship``: train a model that comes with Atelier, and put it into ``checkpoints/``."""

import argparse
import shutil
import tempfile
from pathlib import Path

from engine.checking import parse_assignments
from engine.commands.arguments import add_set, positive
from engine.commands.output import Output
from engine.commands.shipping import CARD, MODELS, Shipped, place_checkpoint, write_fit_of
from engine.commands.train import train_and_tell
from engine.events import State
from engine.files import demo_checkpoint, write_text_atomically
from engine.recipes import resolve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        choices=tuple(MODELS),
        default=next(iter(MODELS)),
        help="demo: trained on drawn pictures alone (default). street: on photographs of people in the street",
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=None,
        metavar="DATA",
        help="for street: a folder with photographs whose captions list garments (Clothing Co-Parsing)",
    )
    parser.add_argument(
        "--images", type=positive, default=8000, metavar="N", help="for demo: pictures to draw (default 8000)"
    )
    parser.add_argument(
        "--seed", type=int, default=20_261, metavar="S", help="for demo: seed of the pictures (default 20261)"
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=None,
        metavar="DIR",
        help="folder that keeps the data and the run; the same line goes on with them (default: temporary)",
    )
    parser.add_argument(
        "--fit-only",
        action="store_true",
        help="do not train: compute anew how well pictures fit the checkpoint that is there, and write its card anew",
    )
    add_set(parser, "change a setting")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.runs.checkpoint import find_checkpoint
    from engine.runs.checkpoint_file import DESCRIPTION
    from engine.runs.run import Run
    from engine.runs.settings_file import SETTINGS
    from engine.runs.summary import summarise
    from engine.runs.tensors import WEIGHTS

    model = MODELS[arguments.model]
    work = arguments.work or Path(tempfile.mkdtemp(prefix="atelier-ship-"))
    data, folder = model.make_data(work, arguments, output), work / "run"
    place = demo_checkpoint().with_name(model.key)
    if arguments.fit_only:
        _finish(model, place, data, arguments, output)
        return 0
    if (folder / SETTINGS).exists():
        begun = Run.open(folder)
    else:
        changes = {**model.changes, **parse_assignments(arguments.assignments)}
        begun = Run.create(folder, resolve(model.recipe, changes), data)
    if not summarise(folder).finished and train_and_tell(begun, arguments.device, output) is State.STOPPED:
        output.say(f"resume with --work {work}")
        return 0
    place_checkpoint(find_checkpoint(folder), place, (WEIGHTS, DESCRIPTION))
    _finish(model, place, data, arguments, output)
    return 0


def _finish(model: Shipped, place: Path, data: Path, arguments: argparse.Namespace, output: Output) -> None:
    write_fit_of(place, data, model.calibrated_on, arguments.device, output)
    if model.card:
        write_text_atomically(place / CARD, model.card(place, data, arguments, output))
    if arguments.work is None:
        shutil.rmtree(data.parent, ignore_errors=True)
    output.result({"checkpoint": str(place), "bytes": sum(file.stat().st_size for file in place.iterdir())})
