"""How smooth the window stays while it trains, and what it costs the training.

    python -m tests.benchmarks.smoothness DATA --steps 200 --pairs 3

Trains the compact recipe in turn without and with the real window (on whatever display there is) and prints the gaps of
the window's event loop and the ratio of the two speeds, pair by pair.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICK_MS = 8
SETTINGS = {"log_every": 5, "evaluate_every": 100, "evaluate_share": 0.2}


def speed(lines: list[dict[str, float]]) -> float:
    """Median images/s of a run's lines, the first left out: it warms up."""
    return statistics.median(line["images_per_second"] for line in lines[1:] if "images_per_second" in line)


def train_headless(data: Path, run: Path, steps: int) -> float:
    """Images/s of the same run without a window."""
    words = [sys.executable, "-m", "engine", "train", str(data), "--run", str(run), "--steps", str(steps)]
    for name, value in SETTINGS.items():
        words += ["--set", f"{name}={value}"]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    return speed(read(run))


def read(run: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def train_in_window(data: Path, runs: Path, steps: int) -> dict[str, float]:
    """Images/s and event gaps (ms) of a run that is trained by the real window, in a process of its own."""
    words = [
        sys.executable,
        "-m",
        "tests.benchmarks.smoothness",
        str(data),
        "--steps",
        str(steps),
        "--window",
        str(runs),
    ]
    answer = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(answer.stdout.splitlines()[-1]))


def window(data: Path, runs: Path, steps: int) -> None:
    """Open the window, train, and print what was measured."""
    from PySide6.QtCore import QSettings, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from engine.events import State
    from engine.heap import keep_freed_blocks
    from engine.threads import following_load
    from gui import fonts, text, theme
    from gui.train.page import TrainPage
    from gui.window import MainWindow

    # As the window's own start does it.
    keep_freed_blocks()
    app = QApplication([])
    fonts.load_fonts()
    text.set_language("en")
    theme.themes().start("light")
    main = MainWindow(QSettings(str(runs / "settings.ini"), QSettings.Format.IniFormat))
    main.show()
    main.complete()
    page = main.page(TrainPage)
    page._runs = runs
    for name, value in {**SETTINGS, "steps": steps}.items():
        page.recipe.form.set_value(name, value)
    gaps: list[float] = []
    last = 0.0

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        if page.session.state in (State.RUNNING, State.EVALUATING):
            if last:
                gaps.append((now - last) * 1000)
            last = now

    timer = QTimer(main)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(TICK_MS)
    timer.timeout.connect(tick)
    timer.start()
    page.data.opened.connect(lambda _: QTimer.singleShot(0, page.begin))
    page.session.ended.connect(app.quit)
    page.open_data(data)
    with following_load():
        app.exec()
    gaps.sort()
    [run] = [path.parent for path in runs.glob("*/metrics.jsonl")]
    found = {
        "images_per_second": speed(read(run)),
        "p50": gaps[len(gaps) // 2],
        "p99": gaps[int(len(gaps) * 0.99)],
        "longest": gaps[-1],
        "ticks": len(gaps),
    }
    print(json.dumps(found), flush=True)
    # Straight out: what is measured is over, and the interpreter's own end is not part of it.
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--window", type=Path, default=None, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.window:
        window(arguments.data, arguments.window, arguments.steps)
    ratios = []
    for pair in range(arguments.pairs):
        with tempfile.TemporaryDirectory() as folder:
            without = train_headless(arguments.data, Path(folder) / "run", arguments.steps)
        with tempfile.TemporaryDirectory() as folder:
            found = train_in_window(arguments.data, Path(folder), arguments.steps)
        ratios.append(found["images_per_second"] / without)
        print(
            f"pair {pair + 1}: {without:.1f} images/s without, {found['images_per_second']:.1f} with the window "
            f"({ratios[-1]:.3f}); gaps p50 {found['p50']:.1f} ms, p99 {found['p99']:.1f} ms, "
            f"longest {found['longest']:.0f} ms over {found['ticks']:,.0f} ticks",
            flush=True,
        )
    print(f"median ratio {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main()
