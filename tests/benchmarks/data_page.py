"""How fast the Data page opens, how smoothly it scrolls, how fast it searches, and what memory it takes.

    python -m tests.benchmarks.data_page DATA
    python -m tests.benchmarks.data_page --rows 100000

Opens a data folder, or a made one of so many rows, in the real window (on whatever display there is), scrolls through
all of it for some seconds while the pictures are decoded, searches, and draws all figures. Ends with 1 where a bar is
missed: 2 s to open 12,693 pictures, gaps of the event loop of 33 ms (p99), searches of 100 ms, 30 s for the figures of
12,693 pictures, 1 GB.
"""

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

TICK_MS = 4
WORDS = (
    "red",
    "blue",
    "green",
    "black",
    "dress",
    "shirt",
    "skirt",
    "hat",
    "coat",
    "long",
    "short",
    "of",
    "with",
    "a",
    "silk",
)


def make(folder: Path, rows: int) -> Path:
    """A data folder of so many rows: a few hundred photos of noise and edges, each under many names."""
    from PIL import Image, ImageDraw

    chance = random.Random(5)
    (folder / "images").mkdir(parents=True)
    originals = []
    for number in range(200):
        image = Image.effect_noise((224, 320), 60).convert("RGB")
        ImageDraw.Draw(image).ellipse((40, 60, 60 + number % 120, 200), fill=(number, 90, 255 - number))
        path = folder / "images" / f"original{number}.jpg"
        image.save(path, quality=80)
        originals.append(path)
    captions = {}
    for number in range(rows):
        name = f"{number}.jpg"
        os.link(originals[number % len(originals)], folder / "images" / name)
        captions[name] = " ".join(chance.choices(WORDS, k=12)) + f" {number}."
    for path in originals:
        path.unlink()
    (folder / "captions.json").write_text(json.dumps(captions))
    return folder


def measure(data: Path, seconds: float) -> bool:
    """Open, scroll, search, draw the figures; print what was measured; returns whether every bar is held."""
    from PySide6.QtCore import QSettings, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from engine import files
    from engine.heap import keep_freed_blocks
    from gui import fonts, text, theme, worker
    from gui.data.page import DataPage
    from gui.window import MainWindow

    keep_freed_blocks()
    app = QApplication([])
    fonts.load_fonts()
    text.set_language("en")
    theme.themes().start("light")
    held = []

    def until(done: object) -> float:
        began = time.perf_counter()
        while not done():  # type: ignore[operator]
            app.processEvents()
            time.sleep(0.002)
        return time.perf_counter() - began

    def tell(what: str, value: float, unit: str, bar: float | None) -> None:
        word = "" if bar is None else f" (bar {bar:g} {unit})"
        print(f"{what}: {value:,.3g} {unit}{word}", flush=True)
        held.append(bar is None or value <= bar)

    with tempfile.TemporaryDirectory() as folder:
        files.runs_folder = lambda: Path(folder)
        main = MainWindow(QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat))
        main.resize(1280, 800)
        main.show()
        main.complete()
        main.show_tab("data")
        page = main.page(DataPage)
        until(lambda: not worker.running())
        page.open_path(data)
        view = page.browse.view
        opened = until(lambda: page.session.now is not None and page.browse.rows.rowCount() > 0)
        opened += until(lambda: all(_there(page, place) for place in range(view.in_view[0], view.in_view[1] + 1)))
        rows = len(page.session.now.table)  # type: ignore[union-attr]
        print(f"{rows:,} rows")
        tell("to the first pictures", opened, "s", 2.0 if rows <= 13_000 else None)
        gaps: list[float] = []
        last = 0.0
        began = time.perf_counter()
        bar = view.verticalScrollBar()

        def tick() -> None:
            nonlocal last
            now = time.perf_counter()
            if last:
                gaps.append((now - last) * 1000)
            last = now
            # A third of the time in small steps, as a wheel does; then long jumps, as a dragged bar.
            part = (now - began) / seconds
            bar.setValue(int(part * 60_000) if part < 0.33 else int(bar.maximum() * part))

        timer = QTimer(main)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(TICK_MS)
        timer.timeout.connect(tick)
        timer.start()
        QTimer.singleShot(int(seconds * 1000), app.quit)
        app.exec()
        timer.stop()
        gaps.sort()
        print(f"scrolling: {len(gaps):,} ticks, p50 {gaps[len(gaps) // 2]:.1f} ms, longest {gaps[-1]:.0f} ms")
        tell("scrolling, gaps p99", gaps[int(len(gaps) * 0.99)], "ms", 33)
        tell("words indexed", until(lambda: page.session.now.search.ready), "s", None)  # type: ignore[union-attr]
        longest = 0.0
        for query in ("red", "red dre", '"short coat"', "-hat sil", "a"):
            page.browse.search.blockSignals(True)
            page.browse.search.setText(query)
            page.browse.search.blockSignals(False)
            began = time.perf_counter()
            page.browse.look()
            longest = max(longest, 1000 * (time.perf_counter() - began))
        tell("search, the longest", longest, "ms", 100)
        page.browse.search.setText("")
        page.show_view("figures")
        figures = until(lambda: page.looking.groups is not None)
        tell("all figures and near-duplicates", figures, "s", 30.0 if rows <= 13_000 else None)
        tell("memory, peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, "GB", 1.0)
        worker.stop_all()
        until(lambda: not worker.running())
    return all(held)


def _there(page: object, place: int) -> bool:
    row = page.browse.rows.row(place)  # type: ignore[attr-defined]
    return row is None or row.file is None or page.thumbnails.get(row.file) is not None  # type: ignore[attr-defined]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--rows", type=int, default=12_693)
    parser.add_argument("--seconds", type=float, default=20.0, help="of scrolling")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = arguments.data or make(Path(folder) / "data", arguments.rows)
        held = measure(data, arguments.seconds)
    sys.stdout.flush()
    # Straight out: what is measured is over, and the interpreter's own end is not part of it.
    os._exit(0 if held else 1)


if __name__ == "__main__":
    main()
