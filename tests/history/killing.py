"""Windows that are killed while they write the history, and what is there afterwards."""

import contextlib
import random
import subprocess
import sys
from pathlib import Path

from engine.files import project_folder
from engine.fit.verdict import judge
from engine.history import CaptionHistory, HistoryEntry, HistoryQuery

WRITER = """
import sys
from tests.history.killing import write
write(sys.argv[1], int(sys.argv[2]))
"""


def entry(number: int, text: str = "", **other: object) -> HistoryEntry:
    """A made-up entry, told from others by a number in its words."""
    caption = f"This lady wears a red dress number{number}."
    values: dict[str, object] = {
        "made": 1_700_000_000_000 + 1000 * number,
        "kind": "file",
        "source": f"/pictures/{number}.jpg",
        "checkpoint": "demo" if number % 2 else "street",
        "language": "en",
        "caption": caption,
        "text": text or caption,
        "translation": f"这位女士穿着红色连衣裙，编号{number}。",
        "fit": judge(0.3, 0.8),
        "thumbnail": bytes([number % 256]) * (300 + number % 900),
        **other,
    }
    return HistoryEntry(**values)  # type: ignore[arg-type]


def write(path: str, seed: int) -> None:
    """Keep, edit and delete until somebody kills this process; a line for each thing that is on the disk."""
    chance, history = random.Random(seed), CaptionHistory(Path(path))
    while True:
        numbers = [chance.randrange(10**9) for _ in range(chance.choice((1, 1, 4, 40)))]
        ids = history.add(map(entry, numbers))
        # Told once it is kept, as the window does.
        print(*(f"kept {id_} {number}" for id_, number in zip(ids, numbers, strict=True)), sep="\n", flush=True)
        if chance.random() < 0.3:
            history.edit(entry(numbers[0], f"Edited words{numbers[0]}", edited=True))
            print(f"edited {ids[0]} {numbers[0]}", flush=True)
        if chance.random() < 0.2:
            history.delete(ids[-1:])
            print(f"deleted {ids[-1]} {numbers[-1]}", flush=True)


def kill_while_writing(path: Path, kills: int, seed: int) -> tuple[int, list[str]]:
    """Kill writers one after another, each after a random number of lines.

    Returns:
        How many entries were told to be kept, and a line for each thing that was told and is not so.
    """
    chance = random.Random(seed)
    told: dict[int, tuple[str, int]] = {}
    for _ in range(kills):
        command = [sys.executable, "-c", WRITER, str(path), str(chance.randrange(10**6))]
        with subprocess.Popen(command, cwd=project_folder(), stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(chance.randrange(1, 120)):
                _take(told, writer.stdout.readline())
            writer.kill()
            for line in writer.stdout:
                _take(told, line)
    with contextlib.closing(CaptionHistory(path)) as history:
        faults = [fault for id_, (what, number) in told.items() if (fault := _fault(history, id_, what, number))]
        faults += [f"told besides: {problem}" for problem in history.notices]
    return len(told), faults


def _take(told: dict[int, tuple[str, int]], line: str) -> None:
    # The last line of a killed process may be cut off.
    if line.endswith("\n"):
        what, id_, number = line.split()
        told[int(id_)] = what, int(number)


def _fault(history: CaptionHistory, id_: int, what: str, number: int) -> str:
    """What is wrong with an entry; what was about to be told when the kill came may be so or not."""
    wanted = entry(number)
    edited = id_ in history.numbers(HistoryQuery(words=f"words{number}"))
    listed = edited or id_ in history.numbers(HistoryQuery(words=f"number{number}"))
    if not listed:
        # A deletion may have been done that nobody was told of any more.
        return "" if history.restore([id_]) or what == "deleted" else f"{what} {id_} is lost"
    if what == "deleted":
        return f"{id_} was deleted and is there"
    if what == "edited" and not edited:
        return f"the edit of {id_} is lost"
    [there] = history.entries([id_])
    same = (there.source, there.translation, there.thumbnail) == (wanted.source, wanted.translation, wanted.thumbnail)
    return "" if same else f"{id_} is another"
