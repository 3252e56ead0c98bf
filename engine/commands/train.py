"""``train``: start or resume a training run."""

import argparse
import contextlib
import signal
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from engine.charts.ticks import clock
from engine.checking import parse_assignments, read_file
from engine.commands.arguments import add_set
from engine.commands.output import Output
from engine.errors import Problem
from engine.events import (
    CheckpointSaved,
    Commands,
    DataRead,
    Emit,
    Evaluated,
    Event,
    LossLogged,
    Progress,
    SamplesCaptioned,
    State,
    StateChanged,
    WeightsTaken,
)
from engine.metrics import label
from engine.recipes import RECIPES, resolve

if TYPE_CHECKING:
    from engine.runs.run import Run
    from engine.training.parallel import Workers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data", metavar="DATA", type=Path, help="a folder with pictures and caption files, or one caption file"
    )
    parser.add_argument("--run", required=True, type=Path, help="the run's folder")
    parser.add_argument("--recipe", default=None, help=f"one of {', '.join(RECIPES)} (default compact)")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--epochs", default=None, metavar="N", help="length of the run in epochs")
    length.add_argument("--steps", default=None, metavar="N", help="length of the run in steps")
    parser.add_argument("--settings", type=Path, default=None, metavar="FILE", help="settings.toml to start from")
    add_set(parser, "change a setting")
    parser.add_argument(
        "--from",
        dest="source",
        type=Path,
        default=None,
        metavar="RUN",
        help="start from the weights of another run's best checkpoint, or of a checkpoint; settings that are not given "
        "are those of that checkpoint, or of --recipe",
    )
    parser.add_argument("--resume", action="store_true", help="resume the run from its last checkpoint")


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.runs.run import Run
    from engine.training.parallel import joined

    with joined() as workers:
        try:
            device = workers.assign_device(arguments.device)
            # The first process starts the run, or determines its changes, and broadcasts the settings to the others.
            begun = _begin(arguments, output) if workers.first else None
            settings, source = workers.broadcast((begun.settings, begun.source) if begun else None)
            data = Path(arguments.data).absolute()
            begun = begun.with_data(data) if begun else Run(arguments.run.absolute(), settings, data, source)
            train_and_tell(begun, device, output, workers)
        except Problem:
            if workers.first:
                raise
            # All processes meet the same problem; the first one reports it.
            return 2
    return 0


def _begin(arguments: argparse.Namespace, output: Output) -> "Run":
    from engine.runs.changes import RATES_RISE, rates_rise
    from engine.runs.run import Run
    from engine.runs.settings_file import SETTINGS

    changes = _changes(arguments)
    if arguments.resume and (arguments.run / SETTINGS).exists():
        begun = Run.open(arguments.run)
        if arguments.source is not None and begun.source is None:
            raise Problem("start-none", path=arguments.run)
        if arguments.recipe and arguments.recipe != begun.settings.recipe:
            raise Problem("recipe-differs", path=arguments.run, recipe=begun.settings.recipe)
        if "epochs" in changes and "steps" not in changes:
            changes["steps"] = 0
        begun = begun.change(changes)
        found = begun.changed()
        for change in found:
            output.warn(str(change))
        if rates_rise(found, begun.settings):
            output.warn(RATES_RISE)
        return begun
    if arguments.source is None:
        settings = resolve(arguments.recipe or str(changes.pop("recipe", "compact")), changes)
        return Run.create(arguments.run, settings, arguments.data)
    return _started_from(arguments.source, arguments, changes)


def _started_from(path: Path, arguments: argparse.Namespace, changes: dict[str, Any]) -> "Run":
    """A new run that begins with the weights of another one."""
    from engine.recipes import continued
    from engine.runs.checkpoint import with_checkpoint
    from engine.runs.run import Run
    from engine.runs.summary import data_of
    from engine.training.transfer import source_of

    info, source = with_checkpoint(path, lambda info: (info, source_of(info)))
    if arguments.recipe:
        settings = resolve(arguments.recipe, changes)
    else:
        same_data = data_of(info.folder) == Path(arguments.data).absolute()
        settings = continued(info.settings, changes, same_data=same_data)
    return Run.create(arguments.run, settings, arguments.data, source)


def _changes(arguments: argparse.Namespace) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if arguments.settings:
        values = read_file(arguments.settings)
        named = values.get("settings", values)
        if not isinstance(named, Mapping):
            raise Problem("settings-not-toml", path=arguments.settings, reason="[settings] is not a table")
        changes.update(named)
    changes.update(parse_assignments(arguments.assignments))
    for name in ("epochs", "steps"):
        if getattr(arguments, name) is not None:
            changes[name] = getattr(arguments, name)
    return changes


def train_and_tell(begun: "Run", device: str, output: Output, workers: "Workers | None" = None) -> State:
    """Train a run and print its events; Ctrl+C and SIGTERM stop it and save a checkpoint."""
    from engine.training.parallel import ALONE
    from engine.training.trainer import train

    commands = stopped_by_signals()
    with stopped_by_silence(commands, lambda event: tell(event, output)) as emit:
        return train(begun, commands, emit, device=device, workers=workers or ALONE)


@contextlib.contextmanager
def stopped_by_silence(commands: Commands, emit: Emit) -> Iterator[Emit]:
    """An ``emit`` that stops the run when the output cannot be written or its pipe is closed, so that the run is saved.

    Raises:
        BrokenPipeError, Problem: at the end, the first error that ``emit`` raised.
    """
    met: list[Exception] = []

    def told(event: Event) -> None:
        try:
            if not met:
                emit(event)
        except (BrokenPipeError, Problem) as error:
            met.append(error)
            commands.stop()

    yield told
    if met:
        raise met[0]


def stopped_by_signals() -> Commands:
    """Commands that Ctrl+C, SIGTERM and SIGHUP stop."""
    commands = Commands()

    def stop(number: int, frame: FrameType | None) -> None:
        # A second Ctrl+C ends at once; the last checkpoint remains.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        commands.stop()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    # Windows has no hang-up; under nohup it is ignored, and stays so.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stop)
    return commands


def tell(event: Event, output: Output) -> None:
    """Print an event of a run: text, or its metrics as JSON."""
    match event:
        case Progress():
            output.tell(event)
        case DataRead(train, validation, test, left_out, vocabulary, exchanged, language):
            output.say(
                f"{train:,} training, {validation:,} validation, {test:,} test pictures, {left_out:,} left out; "
                f"language {language}, vocabulary {vocabulary:,}"
            )
            if event.too_long:
                output.say(
                    f"training captions of more than {event.most_words:,} words, which are cut there (setting "
                    f"max_caption_words): {event.too_long:,}; the longest has {event.longest:,} words"
                )
            if exchanged:
                output.say(
                    "The pictures have changed since the last checkpoint: other files, or files of other sizes. The "
                    "run goes on with the present ones."
                )
        case WeightsTaken():
            if output.as_json:
                output.result({**asdict(event), "source": str(event.source)})
            output.say(
                f"started from {event.source}: {event.taken:,} of {event.tensors:,} tensors, {event.words:,} of "
                f"{event.vocabulary:,} words"
            )
            if event.left:
                output.say(f"not taken over: {', '.join(f'{name} ({why})' for name, why in event.left.items())}")
        case LossLogged(step, epoch, loss, lr_encoder, lr_decoder, images_per_second, seconds_left, _):
            left = f", {clock(seconds_left)} left" if seconds_left is not None else ""
            if output.as_json:
                output.result(
                    {
                        "step": step,
                        "epoch": epoch,
                        "loss": loss,
                        "lr_encoder": lr_encoder,
                        "lr_decoder": lr_decoder,
                        "images_per_second": images_per_second,
                        **_rewards(event),
                    }
                )
            output.say(
                f"step {step:>7,}  epoch {epoch:>3}  {_objective(event)}  {images_per_second:,.1f} images/s{left}"
            )
        case Evaluated(step, scores, seconds):
            if output.as_json:
                output.result(asdict(event))
            parts = [f"{label(key)} {value:.4f}" for key, value in scores.items()]
            parts += [] if event.grounding is None else [f"{event.verdict} {event.grounding:+.3f}"]
            parts += [] if event.overfitting is None else [f"over-fitting since step {event.overfitting:,}"]
            output.say(f"step {step:>7,}  {'  '.join(parts)}  in {seconds:.1f} s")
        case SamplesCaptioned(_, samples):
            for sample in samples:
                output.say(f"    {sample.name}: {sample.caption}")
        case CheckpointSaved(step, folder):
            output.say(f"step {step:>7,}  checkpoint saved: {folder.name}")
        case StateChanged(state, step, _, _) if state in (State.STOPPED, State.FINISHED):
            if output.as_json:
                output.result({"step": step, "state": state.value})
            output.say(f"{state.value} at step {step:,}")


def _rewards(event: LossLogged) -> dict[str, float]:
    """What a line of self-critical training tells beside the loss."""
    named = {"reward": event.reward, "greedy_reward": event.greedy_reward}
    return {name: value for name, value in named.items() if value is not None}


def _objective(event: LossLogged) -> str:
    """The loss of a line; of self-critical training the reward first, since the policy loss tells little by itself."""
    if event.reward is None:
        return f"loss {event.loss:.4f}"
    greedy = "" if event.greedy_reward is None else f" (greedy {event.greedy_reward:.4f})"
    return f"reward {event.reward:.4f}{greedy}  policy loss {event.loss:+.4f}"
