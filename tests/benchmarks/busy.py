"""How fast ``compact`` trains on a busy machine, and how soon it hears a pause there.

    python -m tests.benchmarks.busy --against ../other-checkout

Trains a drawn wardrobe by ``python -m engine train``: alone, beside one and beside two processes that keep a core busy
each. With another checkout beside this one both are measured in turn, load by load and round by round, so that whatever
else the machine does falls on both. Prints medians, and each as a share of what the other one (else this one) does
alone. Linux or macOS; about a minute and a half a round with two checkouts.
"""

import argparse
import contextlib
import os
import queue
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOADS = (0, 1, 2)
BATCH = 32
SETTLE_SECONDS = 4.0
"""Before each measurement: what ran before is over, and the threads follow the new load."""
PAUSE_LIMIT_SECONDS = 10.0
"""A pause that takes longer counts as this long; it is then waited for without the busy processes."""
STEPS = 1_000_000
"""More than anybody waits for: the run is stopped when all is measured."""

# The command itself, with its commands given by lines of the standard input, and a line for each step and each state.
CHILD = """
import sys, threading, time
from engine.commands import train
from engine.events import Commands, LossLogged, StateChanged
commands = Commands()
def tell(event, output):
    if isinstance(event, (LossLogged, StateChanged)):
        word = event.state.value if isinstance(event, StateChanged) else "step"
        print(time.monotonic(), word, flush=True)
def read():
    for line in sys.stdin:
        getattr(commands, line.strip())()
    commands.stop()
train.tell, train.stopped_by_signals = tell, lambda: commands
threading.Thread(target=read, daemon=True).start()
from engine.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


class Training:
    """A run of a checkout that trains in a process of its own; it stands still except within ``going``."""

    def __init__(self, checkout: Path, data: Path, run: Path) -> None:
        words = ["train", str(data), "--run", str(run), "--steps", str(STEPS), "--set", "encoder_weights=scratch"]
        settings = {"batch_size": BATCH, "log_every": 1, "evaluate_every": 0, "checkpoint_every": STEPS}
        for name, value in settings.items():
            words += ["--set", f"{name}={value}"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", CHILD, *words],
            cwd=checkout,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._said: queue.Queue[tuple[float, str]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        for _ in range(3):
            self._wait_for("step")
        os.kill(self._process.pid, signal.SIGSTOP)

    @contextlib.contextmanager
    def going(self) -> Iterator[None]:
        os.kill(self._process.pid, signal.SIGCONT)
        try:
            yield
        finally:
            os.kill(self._process.pid, signal.SIGSTOP)

    def images_per_second(self, seconds: float) -> float:
        """By the steps that end within the next seconds, from the end of the step before them; 0 where none does."""
        time.sleep(SETTLE_SECONDS)
        before = [at for at, word in self._heard() if word == "step"]
        begun = time.monotonic()
        time.sleep(seconds)
        ends = [at for at, word in self._heard() if word == "step"]
        return BATCH * len(ends) / (ends[-1] - (before[-1] if before else begun)) if ends else 0.0

    def seconds_to_pause(self) -> float | None:
        """From the wish to the state that tells of it; None where that takes too long."""
        asked = time.monotonic()
        self._say("pause")
        try:
            return self._wait_for("paused", PAUSE_LIMIT_SECONDS) - asked
        except queue.Empty:
            return None

    def resume(self) -> None:
        """Go on as soon as the pause is reached."""
        self._say("resume")

    def end(self) -> None:
        os.kill(self._process.pid, signal.SIGCONT)
        with contextlib.suppress(BrokenPipeError):
            self._say("stop")
        self._process.wait()

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            at, _, word = line.strip().partition(" ")
            self._said.put((float(at), word))

    def _heard(self) -> list[tuple[float, str]]:
        return [self._said.get() for _ in range(self._said.qsize())]

    def _wait_for(self, wanted: str, seconds: float = 300.0) -> float:
        until = time.monotonic() + seconds
        while True:
            at, word = self._said.get(timeout=max(0.0, until - time.monotonic()))
            if word == wanted:
                return at


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that keep a core busy each."""
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def measure(training: Training, load: int, seconds: float) -> tuple[float, float]:
    """Images/s beside so many busy processes, and the seconds that a pause takes there."""
    with training.going():
        with busy(load):
            speed = training.images_per_second(seconds)
            paused = training.seconds_to_pause()
        training.resume()
    return speed, PAUSE_LIMIT_SECONDS if paused is None else paused


def table(found: dict[tuple[str, int], list[tuple[float, float]]], names: list[str]) -> str:
    """Medians of images/s and the longest pause, a line for each load and checkout."""
    alone = statistics.median(speed for speed, _ in found[names[0], 0])
    lines = [f"{'beside':<8}{'checkout':<10}{'images/s':>10}{'of alone':>10}{'of each round':>26}{'longest pause':>16}"]
    for load in LOADS:
        for name in names:
            speeds, pauses = zip(*found[name, load], strict=True)
            share = statistics.median(speeds) / alone
            rounds = ", ".join(f"{speed:.0f}" for speed in speeds)
            longest = max(pauses)
            pause = f"over {longest:.0f} s" if longest >= PAUSE_LIMIT_SECONDS else f"{longest:.2f} s"
            lines.append(f"{load:<8}{name:<10}{statistics.median(speeds):>10.1f}{share:>10.0%}{rounds:>26}{pause:>16}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="another checkout, measured in turn with this")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0, help="that each measurement takes (default 6)")
    arguments = parser.parse_args()
    checkouts = {"before": arguments.against, "after": ROOT} if arguments.against else {"this": ROOT}
    found: dict[tuple[str, int], list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        data = Path(folder) / "wardrobe"
        subprocess.run(
            [sys.executable, "-m", "engine", "demo", str(data), "--images", "400"],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        trainings = {}
        for name, checkout in checkouts.items():
            trainings[name] = Training(checkout, data, Path(folder) / name)
            stack.callback(trainings[name].end)
        for number in range(arguments.rounds):
            for load in LOADS:
                for name in sorted(trainings, reverse=bool(number % 2)):
                    found.setdefault((name, load), []).append(measure(trainings[name], load, arguments.seconds))
                    speed, paused = found[name, load][-1]
                    print(
                        f"round {number + 1}, beside {load}: {name} {speed:.1f} images/s, pause {paused:.2f} s",
                        flush=True,
                    )
    print(table(found, list(checkouts)))


if __name__ == "__main__":
    main()
