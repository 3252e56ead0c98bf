"""``python -m engine``: everything the window does, without it. Exits with 0, or with 2 and one sentence."""

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
from engine.files import cache_folder
from engine.heap import keep_freed_blocks
from engine.threads import following_load

COMMANDS = {
    "demo": "draw dressed people with captions",
    "inspect": "what lies in a data folder",
    "train": "begin a run or go on with one",
    "queue": "train several runs one after another, and compare them",
    "evaluate": "score a checkpoint on a data folder",
    "compare": "two checkpoints on the same pictures, and whether they differ by more than chance",
    "samples": "captions of a run's fixed samples, step by step",
    "recommend": "the best checkpoint of some runs by a stated rule",
    "score": "n-gram scores of captions beside their references",
    "caption": "say what pictures show, in English and Chinese",
    "attributes": "what captions say, as canonical values",
    "export": "a checkpoint as ONNX or safetensors, compared with PyTorch",
    "report": "one page about a run: curves, scores, verdict, samples",
    "translate": "captions to Chinese",
    "bench": "how fast this machine is, and how fast Atelier is on it",
    "settings": "every setting with its unit, range, default and help",
    "doctor": "what this machine offers, and what is missing",
    "ship": "make checkpoints/demo anew (long)",
}


FORMER = {"probes": "samples"}
"""Commands that had another name."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.", file=sys.stderr)
        raise SystemExit(2)


class _Command(_Parser):
    """Takes options between the words too: "caption RUN --beam 3 FILE", which argparse by itself refuses."""

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
    """A stream that keeps nothing."""

    def write(self, text: str) -> int:
        return len(text)


def main(words: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit status: 0, or 2 where something was wrong.
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
            module = importlib.import_module(f"engine.commands.{arguments.command}")
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
    """What reads these words. Of all commands only the one that they call is loaded, so that help comes at once."""
    parser = _Parser(prog="python -m engine", description="Atelier without its window.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Command)
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(name, help=help_text)
        if name in words:
            importlib.import_module(f"engine.commands.{name}").add_arguments(command)
            command.add_argument("--json", action="store_true", help="JSON, one object or one a line")
            command.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N (default auto)")
    return parser


@contextlib.contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Have a termination, and a terminal that is closed, end a command as Ctrl+C does: it clears its files away.

    Afterwards signals do again what they did before, whatever the command has made of them.
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
    """Give a process that was started without one of its streams (``<&-``, a service) an empty one."""
    sys.stdin = io.StringIO() if sys.stdin is None else sys.stdin
    sys.stdout = _Nowhere() if sys.stdout is None else sys.stdout
    sys.stderr = _Nowhere() if sys.stderr is None else sys.stderr


def _log(error: Exception) -> Path:
    """Keep a traceback where a developer finds it; a person gets one sentence."""
    path = cache_folder() / "error.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        print(json.dumps("".join(traceback.format_exception(error))), file=sys.stderr)
    return path


if __name__ == "__main__":
    raise SystemExit(main())
