"""``python -m engine``: the command line, which can do all that the window can.

The exit status is 0, or 2 with one sentence on standard error.
"""

import argparse
import contextlib
import importlib
import io
import json
import signal
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from engine.commands.input import read_any_unicode
from engine.commands.output import Output
from engine.errors import Problem, reason
from engine.escapes import printable
from engine.files import cache_folder
from engine.heap import keep_freed_blocks
from engine.threads import following_load

COMMANDS = {
    "demo": "draw a demo data set: dressed people with captions",
    "inspect": "check a data folder: pictures, captions, splits, and what is wrong",
    "convert": "save a data set in another format",
    "train": "start or resume a training run",
    "queue": "train several runs one after another and compare them",
    "evaluate": "score a checkpoint on a data folder",
    "compare": "compare two checkpoints on the same pictures, with a significance test",
    "samples": "show the captions of a run's fixed samples, step by step",
    "recommend": "find the best checkpoint of some runs within limits of size and time",
    "score": "score captions against their references",
    "caption": "caption pictures, with their English or Chinese translation",
    "history": "search the captions that the window has kept, or write them to a file",
    "fit": "compute what tells how well pictures fit a checkpoint",
    "attributes": "extract attributes from captions as canonical values",
    "import": "bring in a checkpoint of the published notebook's program",
    "export": "export a checkpoint as ONNX or safetensors, checked against PyTorch",
    "report": "write a report about a run: curves, scores, verdict, samples",
    "curves": "save a run's curves as PNG, SVG, CSV or for TensorBoard",
    "translate": "translate captions into Chinese or English",
    "bench": "benchmark this machine, and Atelier on it",
    "settings": "list the settings with unit, range, default and help",
    "doctor": "check this machine: packages, GPU, display, font, disk",
    "ship": "train a model that comes with Atelier again (takes long)",
}


MODULES = {"import": "importing"}
"""Commands whose names no module can have."""
FORMER = {"probes": "samples"}
"""Former names of commands, which still work."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(printable(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help."), file=sys.stderr)
        raise SystemExit(2)


class _Command(_Parser):
    """Accepts options between positional arguments too: "caption RUN --beam 3 FILE", which argparse alone rejects."""

    _mixing = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self._mixing:
            return super().parse_known_args(args, namespace)
        self._mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing = False


class _Nowhere(io.TextIOBase):
    """A stream that discards what is written to it."""

    def write(self, text: str) -> int:
        return len(text)


def main(words: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit status: 0, or 2 after an error.
    """
    words = list(sys.argv[1:] if words is None else words)
    words[:1] = [FORMER.get(word, word) for word in words[:1]]
    parser = _parser(words)
    _open_what_is_closed()
    read_any_unicode(sys.stdin)
    for stream in (sys.stdout, sys.stderr):
        # Chinese must pass through a Windows pipe, whose own encoding cannot hold it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = parser.parse_args(words)
    output = Output(arguments.json)
    keep_freed_blocks()
    try:
        with _ended_as_by_ctrl_c(), following_load():
            module = _module(arguments.command)
            return int(module.run(arguments, output))
    except Problem as problem:
        output.refuse(problem)
    except KeyboardInterrupt:
        output.refuse(Problem("stopped"))
    except BrokenPipeError:
        sys.stderr.close()
    except Exception as error:
        output.refuse(Problem("unexpected", reason=reason(error), log=_log(error)))
    return 2


def _parser(words: list[str]) -> argparse.ArgumentParser:
    """The parser of these words. Only the module of the command that they name is imported, so that help is instant."""
    parser = _Parser(prog="python -m engine", description="Atelier on the command line.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Command)
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(name, help=help_text)
        if name in words:
            _module(name).add_arguments(command)
            command.add_argument("--json", action="store_true", help="print JSON: one object, or one per line")
            command.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N (default auto)")
    return parser


def _module(command: str) -> Any:
    return importlib.import_module(f"engine.commands.{MODULES.get(command, command)}")


@contextlib.contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Make SIGTERM and SIGHUP end a command as Ctrl+C does, so that it removes its temporary files.

    Afterwards the signal handlers are restored, whatever the command has set.
    """
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    for number, handler in before.items():
        # Under nohup a hang-up is ignored, and stays so.
        if handler is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            # None was not set by Python, which cannot set it again.
            if handler is not None:
                signal.signal(number, handler)


def _open_what_is_closed() -> None:
    """Replace a standard stream that is closed (``<&-``, a service) by an empty one."""
    sys.stdin = io.StringIO() if sys.stdin is None else sys.stdin
    sys.stdout = _Nowhere() if sys.stdout is None else sys.stdout
    sys.stderr = _Nowhere() if sys.stderr is None else sys.stderr


def _log(error: Exception) -> Path:
    """Write the traceback to a file for developers; the user sees one sentence."""
    path = cache_folder() / "error.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        print(json.dumps("".join(traceback.format_exception(error))), file=sys.stderr)
    return path


if __name__ == "__main__":
    raise SystemExit(main())
