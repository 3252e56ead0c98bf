"""``ship``: train ``checkpoints/demo``, the captioner that comes with Atelier, on synthetic pictures only."""

import argparse
import shutil
import tempfile
from pathlib import Path

from engine.checking import parse_assignments
from engine.commands.arguments import add_set, positive
from engine.commands.output import Output
from engine.commands.train import train_and_tell
from engine.events import State
from engine.files import demo_checkpoint
from engine.recipes import resolve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--images", type=positive, default=8000, metavar="N", help="synthetic pictures to draw (default 8000)"
    )
    parser.add_argument(
        "--seed", type=int, default=20_261, metavar="S", help="seed of the synthetic pictures (default 20261)"
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=None,
        metavar="DIR",
        help="folder that keeps the pictures and the run (default: temporary)",
    )
    parser.add_argument(
        "--fit-only",
        action="store_true",
        help="do not train: compute anew, on N synthetic pictures, how well pictures fit the checkpoint that is there",
    )
    add_set(parser, "change a setting")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.clothes.wardrobe.dataset import draw_wardrobe
    from engine.runs.checkpoint import find_checkpoint
    from engine.runs.checkpoint_file import DESCRIPTION
    from engine.runs.run import Run
    from engine.runs.settings_file import SETTINGS
    from engine.runs.summary import summarise
    from engine.runs.tensors import WEIGHTS

    work = arguments.work or Path(tempfile.mkdtemp(prefix="atelier-ship-"))
    wardrobe, folder = work / "wardrobe", work / "run"
    if not (wardrobe / "train_captions.json").exists():
        draw_wardrobe(
            wardrobe,
            arguments.images,
            arguments.seed,
            # One picture per outfit, so that the encoder learns clothes rather than outfits.
            a_style=1,
            progress=lambda done, total: output.progress("drawing", done, total),
        )
    if arguments.fit_only:
        _write_fit(demo_checkpoint(), wardrobe, arguments.device, output)
        if arguments.work is None:
            shutil.rmtree(work, ignore_errors=True)
        return 0
    if (folder / SETTINGS).exists():
        begun = Run.open(folder)
    else:
        changes = {"encoder_weights": "scratch", "epochs": 20, **parse_assignments(arguments.assignments)}
        begun = Run.create(folder, resolve("compact", changes), wardrobe)
    if not summarise(folder).finished and train_and_tell(begun, arguments.device, output) is State.STOPPED:
        output.say(f"resume with --work {work}")
        return 0
    best, place = find_checkpoint(folder), demo_checkpoint()
    place.mkdir(parents=True, exist_ok=True)
    for name in (WEIGHTS, DESCRIPTION):
        shutil.copyfile(best / name, place / name)
    _write_fit(place, wardrobe, arguments.device, output)
    if arguments.work is None:
        shutil.rmtree(work, ignore_errors=True)
    output.result({"checkpoint": str(place), "bytes": sum(file.stat().st_size for file in place.iterdir())})
    return 0


def _write_fit(checkpoint: Path, wardrobe: Path, device: str, output: Output) -> None:
    """Keep in a checkpoint how well pictures fit it: statistics of the training split, thresholds by all others."""
    import contextlib

    from engine.data.layout import open_data
    from engine.data.store import prepare
    from engine.files import cache_folder
    from engine.fit.computing import compute_fit
    from engine.fit.fit_file import write_fit
    from engine.models.devices import choose_device, number_format
    from engine.runs.checkpoint import read_captioner, read_info

    info, on = read_info(checkpoint), choose_device(device)
    data = open_data(wardrobe, **info.settings.splitting)
    store, _ = prepare(data.records, info.framing, cache=cache_folder())
    with contextlib.closing(store):
        model = compute_fit(
            read_captioner(checkpoint).to(on),
            data.train,
            data.validation + data.test,
            store,
            on,
            number_format(info.settings, on),
            features=None,
            emit=output.tell,
            stopped=lambda: False,
        )
    write_fit(checkpoint, model)
    output.result({"checkpoint": str(checkpoint), "bytes": sum(file.stat().st_size for file in checkpoint.iterdir())})
