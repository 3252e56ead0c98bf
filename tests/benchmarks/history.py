"""A history of a million captions: how long searches take, what it costs the start, and what kills lose.

    python -m tests.benchmarks.history
    python -m tests.benchmarks.history --rows 0 --kills 200

Makes a history of so many captions, English and Chinese, with small pictures, and measures searches of words that are
frequent, rare, begun, quoted and excluded, with filters. A search is timed until the numbers of the first 10,000
entries and the first page of them are there. Then processes that write it are killed at random moments. Ends with 1
where a bar is missed: 100 ms for a search (median over the words, in each language), 50 ms of the start of the window,
nothing lost that was told to be kept.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.files import project_folder
from engine.fit.verdict import judge
from engine.history import MOST_LISTED, CaptionHistory, HistoryEntry, HistoryQuery
from tests.history.captions import MadeCaptions
from tests.history.killing import kill_while_writing

BEGAN = 1_700_000_000_000
MINUTE = 60_000
_TOGETHER = 10_000
_PICTURE = 2_400
"""Bytes of a small picture, about as many as WebP takes."""
SEARCH_MS, START_MS = 100.0, 50.0
STARTS = 7

START = """
import os, sys, time
begun = time.perf_counter()
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
app = QApplication([])
if {without!r}:
    from types import ModuleType
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget
    class Nothing(QObject):
        def __init__(self, page, *_):
            super().__init__(page)
            self.button, self.keeping = QWidget(page), self
        def restore(self, settings):
            pass
        def follow(self, translating):
            pass
    # In the module's place, so that neither it nor what it imports is loaded.
    module = sys.modules["gui.caption.history.opening"] = ModuleType("gui.caption.history.opening")
    module.HistoryOpening = Nothing
from engine import files
from gui import fonts, text, theme
from gui.window import MainWindow
fonts.load_fonts()
text.set_language("en")
theme.themes().start("light")
window = MainWindow(QSettings({settings!r}, QSettings.Format.IniFormat))
window.show()
while not window._painted:
    app.processEvents()
window.complete()
app.processEvents()
print(time.perf_counter() - begun, time.process_time(), flush=True)
os._exit(0)
"""


def fill(history: CaptionHistory, rows: int, made: MadeCaptions) -> float:
    """Write so many entries, a minute apart; returns how many seconds that took."""
    begun = time.perf_counter()
    for first in range(0, rows, _TOGETHER):
        history.add(_entries(made, first, min(rows, first + _TOGETHER)))
        print(f"\r{min(rows, first + _TOGETHER):,}", end="", file=sys.stderr, flush=True)
    print("\r", end="", file=sys.stderr)
    return time.perf_counter() - begun


def _entries(made: MadeCaptions, first: int, end: int) -> Iterator[HistoryEntry]:
    for number in range(first, end):
        english, chinese = made.draw()
        yield HistoryEntry(
            made=BEGAN + number * MINUTE,
            kind="file",
            source=f"/home/somebody/pictures/{number // 1000}/IMG_{number:07d}.jpg",
            checkpoint=("demo", "street", f"run {number % 50}")[number % 3],
            language="en",
            caption=english,
            text=english,
            edited=number % 997 == 0,
            translation=chinese,
            fit=judge(number % 13 / 10, 0.7),
            size=200_000,
            modified=BEGAN,
            thumbnail=os.urandom(16) * (_PICTURE // 16),
        )


def queries(made: MadeCaptions, rows: int) -> dict[str, Sequence[HistoryQuery]]:
    """What is searched for, by its kind."""
    words = made.words
    middle, late = BEGAN + rows * MINUTE // 2, BEGAN + rows * MINUTE * 99 // 100
    return {
        "English": [
            HistoryQuery(one)
            for one in (
                *("shirt", "shi", "s", "sh", "woman", "wom", "the", "lady skirt", "lady ski", "IMG 0099"),
                *(
                    '"long sleeves"',
                    '"is wearing a"',
                    "-shirt",
                    "shirt -lady",
                    words[300],
                    words[5000],
                    words[5000][:4],
                ),
                *(f"{words[3000]} woman", f"{words[40]} {words[90]}", "unheard-of"),
            )
        ],
        "Chinese": [
            HistoryQuery(one)
            for one in (
                *(
                    "裙",
                    "衬衫",
                    "连衣裙",
                    "女士",
                    "这位女士",
                    "的",
                    "短袖衬衫",
                    "纯色",
                    "女士 衬衫",
                    "衬衫 -女士",
                    "牛仔",
                ),
                *(
                    "-衬衫",
                    '"身穿一件"',
                    "衬",
                    chr(0x4E00 + 900),
                    chr(0x4E00 + 50) + chr(0x4E00 + 60),
                    "女士 shirt",
                    "龘",
                ),
            )
        ],
        "filters": [
            HistoryQuery(),
            HistoryQuery(checkpoint="run 7"),
            HistoryQuery("shirt", checkpoint="run 7"),
            HistoryQuery("衬衫", fit="unlike", checkpoint="demo"),
            HistoryQuery(fit="doubtful"),
            HistoryQuery(edited=True),
            HistoryQuery("shirt", edited=True),
            HistoryQuery(since=late),
            HistoryQuery("shirt", since=late),
            HistoryQuery("衬衫", until=middle),
            HistoryQuery("woman", since=middle, until=late, fit="unlike"),
        ],
    }


def measure(history: CaptionHistory, kinds: dict[str, Sequence[HistoryQuery]], times: int) -> bool:
    """Print how long searches take; returns whether the median of each kind is within the bar."""
    held = True
    for kind, several in kinds.items():
        taken = []
        for query in several:
            runs = [_search(history, query) for _ in range(times)]
            seconds, count = statistics.median(run[0] for run in runs), runs[0][1]
            taken.append(1000 * seconds)
            more = "more than " if count > MOST_LISTED else ""
            told = {name: getattr(query, name) for name in ("words", "checkpoint", "fit", "edited", "since", "until")}
            said = ", ".join(f"{name} {value}" for name, value in told.items() if value)
            print(f"    {1000 * seconds:7.1f} ms  {more}{min(count, MOST_LISTED):,}  {said or 'all'}", flush=True)
        median = statistics.median(taken)
        held = held and median <= SEARCH_MS
        print(f"{kind}: median {median:.1f} ms, longest {max(taken):.1f} ms (bar {SEARCH_MS:g} ms)", flush=True)
    return held


def _search(history: CaptionHistory, query: HistoryQuery) -> tuple[float, int]:
    begun = time.perf_counter()
    numbers = history.numbers(query, limit=MOST_LISTED + 1)
    history.entries(numbers[:100])
    return time.perf_counter() - begun, len(numbers)


def start_cost(folder: Path, times: int) -> float:
    """Milliseconds that the start of the window takes longer with a history than without: a median of pairs."""

    def start(without: bool) -> tuple[float, float]:
        script = START.format(without=without, settings=str(folder / "settings.ini"))
        environ = {**os.environ, "ATELIER_DATA": str(folder), "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-c", script]
        found = subprocess.run(command, env=environ, cwd=project_folder(), capture_output=True, text=True, check=True)
        wall, processor = (1000 * float(seconds) for seconds in found.stdout.split())
        return wall, processor

    start(False), start(True)
    pairs = [(start(False), start(True)) for _ in range(times)]
    for with_, without in pairs:
        print(
            f"    start {with_[0]:.0f} ms (processor {with_[1]:.0f} ms) with the history, "
            f"{without[0]:.0f} ms ({without[1]:.0f} ms) without",
            flush=True,
        )
    processor = statistics.median(with_[1] - without[1] for with_, without in pairs)
    print(f"processor time of the start: {processor:+.1f} ms with the history", flush=True)
    return statistics.median(with_[0] - without[0] for with_, without in pairs)


def first_use(path: Path) -> float:
    """Milliseconds of a first search, for which the file is opened."""
    with contextlib.closing(CaptionHistory(path)) as history:
        return 1000 * _search(history, HistoryQuery("shirt"))[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=5, help="each search is run (default 5)")
    parser.add_argument("--starts", type=int, default=STARTS, help="of the window, with and without")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=None, help="where the history is made, and kept")
    arguments = parser.parse_args()
    held = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        path = folder / "history.sqlite"
        if arguments.rows:
            made = MadeCaptions(arguments.seed)
            with contextlib.closing(CaptionHistory(path)) as history:
                if not path.exists():
                    seconds = fill(history, arguments.rows, made)
                    print(f"{arguments.rows:,} entries written in {seconds:.0f} s, {history.size() / 1e9:.2f} GB")
                print(f"first search, with opening: {first_use(path):.1f} ms")
                held = measure(history, queries(made, arguments.rows), arguments.times)
        if arguments.starts:
            cost = start_cost(folder, arguments.starts)
            held = held and cost <= START_MS
            print(f"start of the window: {cost:+.1f} ms with the history (bar {START_MS:g} ms)", flush=True)
        if arguments.kills:
            told, faults = kill_while_writing(Path(temporary) / "killed.sqlite", arguments.kills, arguments.seed)
            held = held and not faults
            print("\n".join(faults[:20]))
            print(f"{arguments.kills} kills while writing: {told:,} entries told to be kept, {len(faults)} not so")
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
