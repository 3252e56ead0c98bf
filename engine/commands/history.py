"""``history``: the captions that the window has kept, searched or written to a file."""

import argparse
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.arguments import positive
from engine.commands.output import Output
from engine.errors import Problem
from engine.escapes import path_text
from engine.fit.verdict import DOUBTFUL, FITS, UNKNOWN, UNLIKE

if TYPE_CHECKING:
    from engine.history import HistoryEntry

SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        metavar="WORD",
        nargs="*",
        help="words of the caption, its translation or the file's name, each of which may be the beginning of one; "
        "'\"in quotes\"' exactly; after --, -word excludes a word (default: all captions)",
    )
    parser.add_argument("--checkpoint", default="", metavar="NAME", help="only captions by this model")
    parser.add_argument(
        "--since", type=moment, default=None, metavar="DATE", help="only captions made since then, such as 2026-03-31"
    )
    parser.add_argument("--fit", choices=(FITS, DOUBTFUL, UNLIKE, UNKNOWN), default="", help="only such pictures")
    parser.add_argument("--edited", action="store_true", help="only captions that were edited")
    parser.add_argument(
        "--limit",
        type=positive,
        default=None,
        metavar="N",
        help=f"the N newest (default: {SHOWN}, or all with --out)",
    )
    parser.add_argument("--out", type=Path, default=None, metavar="FILE", help="write them to a new file")
    parser.add_argument("--format", choices=("csv", "jsonl"), default=None, help="of the file (default: by its name)")


def moment(text: str) -> int:
    """A date or time in ISO 8601, local where it names no zone, in milliseconds since 1970."""
    try:
        return round(datetime.fromisoformat(text).timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(f"{text} is not a date such as 2026-03-31") from None


def run(arguments: argparse.Namespace, output: Output) -> int:
    from itertools import islice

    from engine.history import CaptionHistory, HistoryQuery, history_file
    from engine.history.export import export, exported, format_of

    history, out = CaptionHistory(history_file()), arguments.out
    query = HistoryQuery(
        " ".join(arguments.words), arguments.checkpoint, arguments.fit, arguments.edited, arguments.since
    )
    if out is not None:
        if out.exists():
            raise Problem("history-out-exists", path=out)
        written = export(out, arguments.format or format_of(out), islice(history.every(query), arguments.limit))
        output.result({"written": written, "out": path_text(out)}, lambda: [f"wrote {written:,} ({path_text(out)})"])
    else:
        shown = arguments.limit or SHOWN
        entries = list(islice(history.every(query), shown + 1))
        for entry in entries[:shown]:
            output.result(exported(entry), partial(_lines, entry))
        if not entries:
            output.say("No captions match." if history.path.exists() else "The history is empty.")
        elif len(entries) > shown:
            output.say(f"These are the {shown:,} newest. To see more, use --limit or --out.")
    for problem in history.notices:
        output.warn(str(problem))
    return 0


def _lines(entry: "HistoryEntry") -> list[str]:
    made = f"{datetime.fromtimestamp(entry.made / 1000):%Y-%m-%d %H:%M}"
    words = [f"    {text}" for text in (entry.text, entry.translation) if text]
    edited = ", edited" if entry.edited else ""
    return [f"{made}  {entry.source}", *words, f"    fit: {entry.fit} ({entry.checkpoint}{edited})"]
