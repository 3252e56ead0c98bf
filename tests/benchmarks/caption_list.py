"""How fluent the Caption tab's list is at 100,000 pictures.

    python -m tests.benchmarks.caption_list --rows 100000

Drops a folder of that many pictures (links to a few files) onto the real window, on whatever display there is, fills in
captions, then scrolls, sorts, searches, filters and selects as a person does, and prints for each how long it took and
the gaps between two turns of the window's event loop. On a busy machine most of a gap is waiting for a processor; what
the window's thread itself computed in it is printed beside it. No model runs: what captioning costs, others measure.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
from PIL import Image
from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from engine.clothes.domain import CLOTHES
from engine.data.picture import Framing
from engine.evaluation.support import WordSupport
from engine.fit.verdict import judge
from engine.heap import keep_freed_blocks
from gui import fonts, text, theme, worker
from gui.caption.arrangement import SORTS
from gui.caption.items import Caption
from gui.caption.page import CaptionPage
from gui.caption.status import Status
from gui.window import MainWindow
from tests.gui.driving import drop

TICK_MS = 8
LINKS = 20_000
"""Links to one file; some file systems allow no more than 65,000."""
REPEATS = 3


class Gaps:
    """The time between two turns of the event loop, in ms, and what of it the window's thread computed."""

    def __init__(self) -> None:
        self.all: list[tuple[float, float]] = []
        self._phase: list[tuple[float, float]] = []
        self._last = self._computed = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, computed = time.perf_counter(), time.thread_time()
        self._phase.append(((now - self._last) * 1000, (computed - self._computed) * 1000))
        self._last, self._computed = now, computed

    def measure(self, name: str, *actions: Callable[[], None], until: Callable[[], bool]) -> None:
        """Do one thing after the other, each until it is done, and print what it took."""
        self._phase, took, spent = [], [], time.process_time()
        self._last, self._computed = time.perf_counter(), time.thread_time()
        for action in actions:
            begun = time.perf_counter()
            action()
            wait(until)
            took.append(time.perf_counter() - begun)
        self.all += self._phase
        spent = time.process_time() - spent
        print(
            f"{name:30} {max(took):5.2f} s at most, all {sum(took):6.2f} s ({spent:5.2f} s of the processor)  "
            f"{summary(self._phase)}",
            flush=True,
        )


def summary(turns: list[tuple[float, float]]) -> str:
    """The gaps of some turns in words."""
    gaps, computed = (sorted(values) for values in zip(*turns, strict=True))
    return (
        f"gaps p50 {percentile(gaps, 0.5):4.1f}  p99 {percentile(gaps, 0.99):5.1f}  longest {gaps[-1]:5.1f} ms; of the "
        f"window's own p99 {percentile(computed, 0.99):5.1f}  longest {computed[-1]:5.1f} ms; {len(turns):,} turns"
    )


def percentile(ordered: list[float], share: float) -> float:
    """One of ascending values."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def wait(until: Callable[[], bool]) -> None:
    """Run the event loop until something holds."""
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if until() else None)
    timer.start(TICK_MS)
    loop.exec()


def make_files(folder: Path, count: int) -> None:
    """Pictures with the names of a camera, written in no order."""
    numbers = list(range(count))
    random.Random(7).shuffle(numbers)
    source = folder
    for place, number in enumerate(numbers):
        path = folder / f"Street {number}.jpg"
        if place % LINKS == 0:
            Image.effect_noise((120, 90), 60).convert("RGB").save(path)
            source = path
        else:
            os.link(source, path)


def measure(folder: Path, rows: int) -> None:
    """Open the window and go through all phases."""
    keep_freed_blocks()
    app = QApplication([])
    fonts.load_fonts()
    text.set_language("en")
    theme.themes().start("light")
    window = MainWindow(QSettings(str(folder.parent / "settings.ini"), QSettings.Format.IniFormat))
    window.resize(1280, 800)
    window.show()
    window.complete()
    page = window.page(CaptionPage)
    window.show_tab("caption")
    wait(lambda: page.service.choice is not None and not worker.running())
    page.service.choose(None)
    wait(lambda: not worker.running())
    card, tools = page.list, page.list.tools
    before = psutil.Process().memory_info().rss
    gaps = Gaps()
    gaps.measure("dropped and listed", lambda: drop(page, folder), until=lambda: card.items.rowCount() == rows)
    fill(page)
    gaps.measure("scrolled", *scrolling(page), until=lambda: True)

    def settled() -> bool:
        return not card.arranging.busy and not tools._typing.isActive()

    def sorting(sort: str, down: bool) -> Callable[[], None]:
        return lambda: tools._sort_by(sort, down)

    def typing(*words: str) -> list[Callable[[], None]]:
        return [lambda typed=typed: tools.search.setText(typed) for typed in words]  # type: ignore[misc]

    for sort in reversed(SORTS):
        gaps.measure(f"sorted by {sort}", *[sorting(sort, down) for down in (True, False)] * REPEATS, until=settled)
    gaps.measure("searched for the first time", *typing("shirt"), until=settled)
    gaps.measure("searched", *typing("s", "sh", "skirt -hat", "Street 99", "裙", "衬衫", "") * REPEATS, until=settled)
    asks: list[Callable[[], None]] = [
        lambda status=status: tools._filter_by(status)  # type: ignore[misc]
        for status in (Status.UNLIKE, Status.DONE, Status.WAITING, None)
    ]
    gaps.measure("filtered by status", *asks * REPEATS, until=settled)
    gaps.measure("all selected", card.list.selectAll, until=settled)
    gaps.measure("sorted while all are selected", sorting("name", True), sorting("added", False), until=settled)
    gaps.measure("captions come, sorted by fit", sorting("fit", True), *coming(page), until=settled)
    used = (psutil.Process().memory_info().rss - before) / 2**20
    print(f"{'all of it':30} {summary(gaps.all)}; {used:.0f} MB more than before the drop", flush=True)
    gaps.measure("list cleared", page.queue.clear, until=lambda: card.items.rowCount() == 0)
    window.close()
    app.processEvents()


WORDS = ("This lady wears a {} shirt.", "A woman in a {} skirt.", "The man wears a hat and {} pants.")
CHINESE = ("这位女士穿着{}衬衫。", "一位穿{}裙子的女士。", "这位男士戴着帽子，穿着{}裤子。")
COLOURS = (("red", "红色"), ("blue", "蓝色"), ("green", "绿色"), ("white", "白色"))


def fill(page: CaptionPage) -> None:
    """Give all rows but a tenth a caption."""
    for item in page.queue.items():
        if item.source.id % 10:
            page.queue.captioned(item.source.id, caption_of(item.source.id))
    page.queue.counted.emit()
    wait(lambda: not worker.running() and not page.list.arranging.busy)


def caption_of(number: int) -> Caption:
    """One of some captions, with support and a fit."""
    chosen = random.Random(number)
    kind, (english, chinese) = chosen.randrange(3), chosen.choice(COLOURS)
    told = WORDS[kind].format(english)
    support = tuple(WordSupport("w", 0, 1, chosen.random(), 1.0, 0.5, True) for _ in range(6))
    made = Caption(
        told, "en", told, CHINESE[kind].format(chinese), 0.1, "demo", "demo", "cpu", Framing("fit", 9, 9), CLOTHES
    )
    return replace(made, support=support, fit=judge(chosen.random() * 1.3, 0.8))


def scrolling(page: CaptionPage) -> list[Callable[[], None]]:
    """Scrolled by the wheel, by pages, and by jumps, a step a frame."""
    bar = page.list.list.verticalScrollBar()
    places = [bar.singleStep() * step for step in range(120)]
    places += [bar.pageStep() * step for step in range(120)]
    places += [bar.maximum() * step // 60 for step in range(61)]
    return [lambda place=place: bar.setValue(place) for place in places]  # type: ignore[misc]


def coming(page: CaptionPage) -> list[Callable[[], None]]:
    """Sixteen captions come at a time, as they do from a fast model."""
    items = page.queue.items()

    def come(start: int) -> Callable[[], None]:
        def some() -> None:
            for item in items[start : start + 16]:
                page.queue.captioned(item.source.id, caption_of(item.source.id + 1))
            page.queue.counted.emit()

        return some

    return [come(start) for start in range(0, 320, 16)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pictures = Path(folder) / "pictures"
        pictures.mkdir()
        make_files(pictures, arguments.rows)
        # Nothing of the person's own is read or written.
        os.environ |= {"ATELIER_CACHE": str(Path(folder) / "cache"), "ATELIER_DATA": str(Path(folder) / "data")}
        measure(pictures, arguments.rows)


if __name__ == "__main__":
    main()
