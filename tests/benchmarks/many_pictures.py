"""What a batch of many pictures costs the window: its event gaps, memory, speed beside the command; kills; text files.

    python -m tests.benchmarks.many_pictures --pictures 10000

Writes the pictures itself, some of them bad, and drops all of them at once on the real window, which is offscreen
unless QT_QPA_PLATFORM says otherwise. The command captions them too, to compare the speed. Another window is killed as
often as is asked for, without a word, and gone on with. Last the command writes text files beside them, twice. The
number of torch's threads is left to the programs: OMP_NUM_THREADS and its like are taken out of their environment. Ends
with 1 where a mark is missed.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TICK_MS = 8
DRAWN = 200
"""Different pictures; more are copies of these under other names."""
GAP_MS, MEMORY_MB, SPEED = 33.0, 1500.0, 0.9
"""The marks: event gaps (p99), memory above the start, and pictures a second as a share of the command's."""
_USERS_OWN = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT")


def write_pictures(folder: Path, count: int, bad: int, seed: int = 1) -> None:
    """Write small JPEGs of drawn people; ``bad`` of them, here and there, are cut off, empty, or something else."""
    from engine.domains import demo_picture

    folder.mkdir(parents=True)
    rng = random.Random(seed)
    drawn = []
    for number in range(min(DRAWN, count)):
        path = folder / f"{number}.jpg"
        demo_picture(rng).save(path, quality=85)
        drawn.append(path.read_bytes())
    wrong = set(rng.sample(range(count), bad))
    for number in range(count):
        data = drawn[number % len(drawn)]
        if number in wrong:
            data = (data[: len(data) // 3], b"", b"no picture at all")[number % 3]
        (folder / f"{number}.jpg").write_bytes(data)


def environment(data: Path) -> dict[str, str]:
    """That of the programs: what they keep lies in ``data``, and their threads are as they choose."""
    kept = {name: value for name, value in os.environ.items() if name not in _USERS_OWN}
    kept.setdefault("QT_QPA_PLATFORM", "offscreen")
    return {**kept, "ATELIER_DATA": str(data), "XDG_CONFIG_HOME": str(data / "config"), "PYTHONUNBUFFERED": "1"}


def command_rate(checkpoint: Path, pictures: Path, data: Path) -> float:
    """Pictures a second of the command, from its first caption to its last."""
    words = [sys.executable, "-m", "engine", "caption", str(checkpoint), str(pictures), "--json"]
    with subprocess.Popen(
        words, cwd=ROOT, env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        times = [time.perf_counter() for _ in process.stdout]
    return (len(times) - 1) / (times[-1] - times[0])


def sidecars(checkpoint: Path, pictures: Path, data: Path) -> str:
    """The last line of ``caption --format sidecar``."""
    words = [sys.executable, "-m", "engine", "caption", str(checkpoint), str(pictures), "--format", "sidecar"]
    answer = subprocess.run(words, cwd=ROOT, env=environment(data), capture_output=True, text=True, check=False)
    return answer.stdout.splitlines()[-1]


def window_run(pictures: Path, state: Path, checkpoint: Path, kill_at: Sequence[int]) -> list[dict[str, Any]]:
    """Caption the pictures in a window that is killed once as many are kept as each of ``kill_at`` says; what the last
    session measured, and all others until they were killed."""
    log, found = state / "kept.txt", []
    for target in [*kill_at, 0]:
        measured = state / f"measured-{target}.json"
        words = [sys.executable, "-m", "tests.benchmarks.many_pictures", "--window", str(state), str(measured)]
        words += ["--checkpoint", str(checkpoint), "--folder", str(pictures)]
        with subprocess.Popen(words, cwd=ROOT, env=environment(state / "data")) as process:
            while process.poll() is None:
                time.sleep(0.02)
                if target and log.exists() and log.read_bytes().count(b"\n") >= target:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
        if not measured.exists():
            raise SystemExit(f"the window ended with {process.returncode}")
        found.append(json.loads(measured.read_text()))
    return found


def window(pictures: Path, state: Path, measured: Path, checkpoint: Path) -> None:
    """Open the window, drop the pictures or go on with those of the last session, and write what was measured."""
    import psutil
    from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QTimer, QUrl
    from PySide6.QtGui import QDropEvent
    from PySide6.QtWidgets import QApplication

    from engine.heap import keep_freed_blocks
    from engine.threads import following_load
    from engine.worklist import Outcome, Worklist
    from gui import fonts, text, theme
    from gui.caption.items import ItemState
    from gui.caption.page import CaptionPage
    from gui.window import MainWindow

    # As the window's own start does it.
    keep_freed_blocks()
    app = QApplication([])
    fonts.load_fonts()
    text.set_language("en")
    theme.themes().start("light")
    keep = Worklist.keep
    log = open(state / "kept.txt", "a", encoding="utf-8")  # noqa: SIM115 - the process ends with it
    times: list[tuple[float, int]] = []

    def keep_and_tell(worklist: Worklist, outcomes: Sequence[Outcome]) -> None:
        keep(worklist, outcomes)
        times.append((time.perf_counter(), len(outcomes)))
        log.writelines(f"{outcome.id}\n" for outcome in outcomes)
        log.flush()

    Worklist.keep = keep_and_tell  # type: ignore[method-assign, assignment]
    settings = QSettings(str(state / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("caption/checkpoint", f"folder:{checkpoint.absolute()}")
    settings.setValue("caption/further", str(checkpoint.absolute()))
    settings.setValue("tab", "caption")
    main = MainWindow(settings)
    opened = time.perf_counter()
    main.show()
    main.complete()
    page, process = main.page(CaptionPage), psutil.Process()
    restored_ms, before, peak = 0.0, 0, 0
    gaps: list[float] = []
    last = 0.0

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        if last and (page.service.busy or not page.keeping.ready):
            gaps.append((now - last) * 1000)
        last = now

    def sample() -> None:
        nonlocal peak
        peak = max(peak, process.memory_info().rss)
        _write(done=False)

    def restored() -> None:
        nonlocal restored_ms
        restored_ms = 1000 * (time.perf_counter() - opened)

    def ready() -> bool:
        return page.keeping.ready and page.service.choice is not None and not page.service.busy

    def begin() -> None:
        nonlocal before
        if not ready():
            return
        start.stop()
        before = process.memory_info().rss
        page.service.changed.connect(follow)
        if page.queue.rowCount():
            page.list.foot.act.click()
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in pictures.glob("*.jpg")])
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        page.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, keys))

    def follow() -> None:
        queue = page.queue
        if queue.rowCount() and not page.service.busy and not queue.count(ItemState.WAITING):
            # The list is still there to look at for a moment.
            QTimer.singleShot(1000, finish)

    def finish() -> None:
        sample()
        _write(done=True)
        page.keeping.close()
        # Straight out: what is measured is over, and the interpreter's own end is not part of it.
        os._exit(0)

    def _write(done: bool) -> None:
        ordered = sorted(gaps) or [0.0]
        queue = page.queue
        spent = times[-1][0] - times[0][0] if len(times) > 1 else 0.0
        told = sum(bool(item.problem and text.problem_text(item.problem)) for item in queue.items()) if done else 0
        found = {
            "done": queue.count(ItemState.DONE),
            "failed": queue.count(ItemState.FAILED),
            "told": told,
            "rows": queue.rowCount(),
            "rate": sum(count for _, count in times[1:]) / spent if spent else 0.0,
            "p50": ordered[len(ordered) // 2],
            "p99": ordered[int(len(ordered) * 0.99)],
            "longest": ordered[-1],
            "ticks": len(gaps),
            "start_mb": before / 2**20,
            "above_mb": (peak - before) / 2**20,
            "restored_ms": restored_ms,
        }
        measured.with_suffix(".part").write_text(json.dumps(found))
        measured.with_suffix(".part").replace(measured)

    timers = [(QTimer(main), TICK_MS, tick), (QTimer(main), 500, sample), (QTimer(main), 50, begin)]
    start = timers[2][0]
    for timer, period, call in timers:
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(period)
        timer.timeout.connect(call)
        timer.start()
    page.keeping.restored.connect(restored)
    with following_load():
        app.exec()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=10_000)
    parser.add_argument("--bad", type=int, default=50)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--checkpoint", type=Path, default=ROOT / "checkpoints" / "demo")
    parser.add_argument("--window", type=Path, nargs=2, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, default=None, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.window:
        state, measured = arguments.window
        window(arguments.folder, state, measured, arguments.checkpoint)
    total, bad = arguments.pictures, arguments.bad
    missed = []

    def tell(sentence: str, met: bool = True) -> None:
        print(sentence + ("" if met else "  <- missed"), flush=True)
        if not met:
            missed.append(sentence)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pictures = folder / "pictures"
        write_pictures(pictures, total, bad)
        print(f"{total:,} pictures, {bad} of them bad; {os.cpu_count()} processors", flush=True)
        whole = folder / "whole"
        whole.mkdir()
        command = command_rate(arguments.checkpoint, pictures, folder / "data")
        [run] = window_run(pictures, whole, arguments.checkpoint, ())
        tell(
            f"window: event gaps p50 {run['p50']:.1f} ms, p99 {run['p99']:.1f} ms, longest {run['longest']:.0f} ms "
            f"over {run['ticks']:,} ticks",
            run["p99"] <= GAP_MS,
        )
        tell(
            f"memory: {run['above_mb']:.0f} MB above the start's {run['start_mb']:.0f} MB", run["above_mb"] <= MEMORY_MB
        )
        share = run["rate"] / command
        tell(f"speed: {run['rate']:.1f} pictures/s, the command {command:.1f} ({share:.3f})", share >= SPEED)
        tell(
            f"bad ones: {run['failed']} refused, {run['told']} told; captioned: {run['done']:,}",
            run["failed"] == run["told"] == bad and run["done"] == total - bad,
        )
        killed = folder / "killed"
        killed.mkdir()
        kills = [total * (number + 1) // (arguments.kills + 1) for number in range(arguments.kills)]
        sessions = window_run(pictures, killed, arguments.checkpoint, kills)
        last = sessions[-1]
        times = Counter((killed / "kept.txt").read_text().split())
        twice = sum(count > 1 for count in times.values())
        missing = total - last["done"] - last["failed"]
        again = ", ".join(f"{session['restored_ms']:.0f}" for session in sessions[1:])
        gaps = ", ".join(f"{session['p99']:.1f}" for session in sessions)
        tell(
            f"killed {arguments.kills} times: {twice} captioned twice, {missing} missing; the list was there again "
            f"{again} ms after the window; event gaps p99 {gaps} ms",
            not twice and not missing and last["failed"] == bad,
        )
        for time_ in ("first", "second"):
            begun = time.perf_counter()
            line = sidecars(arguments.checkpoint, pictures, folder / "data")
            kept = len(list(pictures.glob("*.txt")))
            expected = f"saved {total - bad:,}, skipped 0" if time_ == "first" else f"saved 0, skipped {total - bad:,}"
            tell(
                f"text files, {time_} time: {line}; {kept:,} there after {time.perf_counter() - begun:.0f} s",
                line.startswith(expected) and kept == total - bad,
            )
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
