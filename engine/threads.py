"""How long OpenMP's threads spin while they wait, by how busy the machine is.

torch cuts each operation among the threads of a team, and those that are done early wait for the others. GNU's OpenMP
spins for about a millisecond before it sleeps. On a quiet machine that is best: ``compact`` trains a quarter faster on
two cores than with threads that sleep at once. Beside a process that keeps a core busy nothing could be worse: threads
that spin hold the very core that the thread they wait for needs, and a training almost stands still.

``following_load`` looks twice a second whether the process's threads have to wait for a processor, and has them spin
while they need not. What it changes is the wait alone. The number of threads, and with it every sum, stays as it is.

The length of the spin is no setting that a running program could change. But libgomp spins for 100 rounds instead of
300,000 where it has more threads in all its teams than there are processors (``do_spin`` in config/linux/wait.h,
``gomp_managed_threads`` in team.c). So one more team that only sleeps, a thread larger than there are processors, makes
the spin short; and when it ends the spin is long again.

Linux with libgomp alone is followed. Elsewhere torch brings Intel's or LLVM's OpenMP, which is left as it is, as is
everything where the user has said how threads shall wait (OMP_WAIT_POLICY, GOMP_SPINCOUNT).
"""

import contextlib
import ctypes
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

USERS_OWN = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")
"""Variables that say how threads wait; where one is set, nothing is changed."""
SAMPLE_SECONDS = 0.5
CROWDED = 0.3
"""Threads that wait for a processor, on the average of a sample, from which on the spin is short. Measured on two cores
in training: 0.03 to 0.1 on a quiet machine, 0.7 and more beside one busy process, with either spin."""
ROOMY = 0.2
"""Below so many the machine counts as quiet."""
QUIET_SAMPLES = 6
"""Quiet samples in a row, three seconds, after which the spin is long again."""

TASKS = Path("/proc/self/task")
MAPS = Path("/proc/self/maps")


def run_queue_seconds(tasks: Path = TASKS) -> dict[str, float]:
    """How long each thread of this process has waited for a processor since it began, by the thread's id, in seconds.

    From ``schedstat``, which holds for what the kernel sees: other processes, other containers, a quota of processor
    time. Empty where the kernel does not count it.
    """
    waited = {}
    for task in tasks.glob("[0-9]*"):
        # A thread may end between the look into the folder and that into the file.
        with contextlib.suppress(OSError, IndexError, ValueError):
            waited[task.name] = int((task / "schedstat").read_text().split()[1]) / 1e9
    return waited


class Crowding:
    """Whether the process has to share its processors, from one sample to the next.

    It is crowded at the first sample that says so, since a training beside others stands still at once; it is quiet
    again only after some seconds, since a change of mind costs little but a wrong one costs all.

    Attributes:
        crowded: the answer so far.
    """

    def __init__(self) -> None:
        self.crowded = False
        self._quiet = 0

    def note(self, waiting: float) -> bool:
        """Take a sample: how many threads of the process waited for a processor, on its average. Returns the answer."""
        self._quiet = self._quiet + 1 if waiting < ROOMY else 0
        if waiting >= CROWDED:
            self.crowded = True
        elif self._quiet >= QUIET_SAMPLES:
            self.crowded = False
        return self.crowded


def waiting_threads(before: Mapping[str, float], now: Mapping[str, float], seconds: float) -> float:
    """How many threads waited for a processor, on the average of the seconds between two ``run_queue_seconds``."""
    return sum(waited - before.get(task, 0.0) for task, waited in now.items()) / max(1e-9, seconds)


def loaded_libgomp(maps: Path = MAPS) -> list[str]:
    """The paths of every libgomp that this process has loaded; torch's wheel brings its own."""
    try:
        lines = maps.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    paths = {line.split(maxsplit=5)[5] for line in lines if "/libgomp" in line}
    return sorted(path for path in paths if Path(path).name.startswith("libgomp") and Path(path).exists())


class SleepingTeam:
    """A team of a libgomp that never has anything to do, and makes every other team of it spin shortly while it stands.

    Args:
        library: the path of a libgomp that is loaded.

    Raises:
        OSError, AttributeError: where it is none.
    """

    def __init__(self, library: str) -> None:
        gomp = ctypes.CDLL(library)
        self._begin = gomp.GOMP_parallel
        self._begin.argtypes = ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint
        # What every thread of the team calls once: nothing of Python's, and nothing that changes anything.
        self._task = ctypes.cast(gomp.omp_get_thread_num, ctypes.c_void_p)
        self._standing, self._ended = threading.Event(), threading.Event()
        self._owner = threading.Thread(target=self._own, name="sleeping OpenMP team", daemon=True)
        self._owner.start()
        self._standing.wait()

    def end(self) -> None:
        """Send the team home; its threads end with the one that owns it."""
        self._ended.set()
        self._owner.join()

    def _own(self) -> None:
        # A thread keeps its team until it ends, so the owner sleeps as long as the team shall stand.
        self._begin(self._task, None, len(os.sched_getaffinity(0)) + 1, 0)
        self._standing.set()
        self._ended.wait()


class ShortSpin:
    """Has the threads of every libgomp that is loaded spin shortly, while it is on.

    Attributes:
        on: whether they do.
    """

    def __init__(self) -> None:
        self._teams: dict[str, SleepingTeam] = {}

    @property
    def on(self) -> bool:
        return bool(self._teams)

    def set(self, on: bool) -> None:
        """Turn it on, for what is loaded by now, or off."""
        if not on:
            while self._teams:
                self._teams.popitem()[1].end()
            return
        for path in loaded_libgomp():
            if path not in self._teams:
                # A library of that name that is not GNU's spins in its own way.
                with contextlib.suppress(OSError, AttributeError):
                    self._teams[path] = SleepingTeam(path)


def follows(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether the load is followed here: on Linux, where the user has not said how threads shall wait."""
    return platform.startswith("linux") and not any(name in environment for name in USERS_OWN)


@contextlib.contextmanager
def following_load() -> Iterator[None]:
    """Within it, OpenMP's threads spin as long as the load of the machine allows. Loads nothing, torch least of all."""
    if not follows() or not run_queue_seconds():
        yield
        return
    end = threading.Event()
    watcher = threading.Thread(target=_watch, args=(end,), name="load watcher", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        end.set()
        watcher.join()


def _watch(end: threading.Event) -> None:
    crowding, spin = Crowding(), ShortSpin()
    before, since = run_queue_seconds(), time.monotonic()
    try:
        while not end.wait(SAMPLE_SECONDS):
            now, at = run_queue_seconds(), time.monotonic()
            spin.set(crowding.note(waiting_threads(before, now, at - since)))
            before, since = now, at
    finally:
        spin.set(False)
