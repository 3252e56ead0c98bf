"""Rules that hold for the tests themselves: none measures time, none sleeps, and tools stand in ``benchmarks``."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CLOCKS = {
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "process_time_ns",
    "thread_time",
    "thread_time_ns",
    "monotonic",
    "monotonic_ns",
    "time_ns",
    "getrusage",
    "timeit",
    "QElapsedTimer",
}
SLEEPS = {"sleep", "qWait", "msleep", "usleep"}
PATHS = sorted(path for path in TESTS.rglob("*.py") if path.parent.name != "benchmarks" and path != Path(__file__))


def clock_readings(tree: ast.AST) -> Iterator[str]:
    """Where a test reads a clock: what it cannot read it cannot assert on."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in CLOCKS:
                yield f"line {node.lineno}: {name}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="time"), attr="time")):
                yield f"line {node.lineno}: time.time"


def sleeps(tree: ast.AST) -> Iterator[str]:
    """Where a test waits for time to pass and for nothing else."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="time" | "asyncio" | "QTest" | "QThread"), attr=name)
            ) if name in SLEEPS:
                yield f"line {node.lineno}: {name}"
            case ast.Call(func=ast.Name(id=name)) if name in SLEEPS:
                yield f"line {node.lineno}: {name}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="qtbot" | "bot"), attr="wait")):
                yield f"line {node.lineno}: qtbot.wait"


def benchmarks(tree: ast.AST) -> Iterator[str]:
    """Where a test takes something of a benchmark, which may measure time; what ``blindness`` trains is shared."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.benchmarks"):
            if node.module == "tests.benchmarks.blindness":
                continue
            yield f"line {node.lineno}: {node.module}"


def short_limits(tree: ast.AST) -> Iterator[str]:
    """Where a wait for what must come has a limit of its own, and not that of ``tests.limits``."""
    for node in ast.walk(tree):
        match node:
            case ast.Assert(test=ast.Call(func=ast.Attribute(attr="wait"), args=[ast.Constant()])):
                yield f"line {node.lineno}: wait"
            case ast.Call(func=ast.Attribute(attr="join"), args=[ast.Constant(value=int() | float())]):
                yield f"line {node.lineno}: join"
            case ast.Call(
                func=ast.Attribute(attr=name), keywords=[*_, ast.keyword(arg="timeout", value=ast.Constant())]
            ) if name.startswith("wait") or name in ("run", "communicate", "join"):
                yield f"line {node.lineno}: {name}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(TESTS).as_posix())
def test_no_test_measures_time_or_sleeps(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [*clock_readings(tree), *sleeps(tree), *benchmarks(tree), *short_limits(tree)] == []


@pytest.mark.parametrize(
    "code",
    [
        "assert time.perf_counter() - begun < 1",
        "began = process_time()",
        "now = time.time()",
        "time.sleep(0.1)",
        "qtbot.wait(50)",
        "assert gate.wait(20)",
        "thread.join(5)",
        "qtbot.waitUntil(done, timeout=2_000)",
        "from tests.benchmarks.scale import main",
        "subprocess.run(words, check=True, timeout=60)",
    ],
)
def test_each_rule_finds_what_breaks_it(code: str) -> None:
    tree = ast.parse(code)
    assert [*clock_readings(tree), *sleeps(tree), *benchmarks(tree), *short_limits(tree)]


def test_tools_stand_in_benchmarks() -> None:
    """Whatever is run as a command is a benchmark, besides what a test starts, and what writes pins and tables."""
    started = {"gui/drop_source.py", "gui/drop_window.py", "gui/kept_window.py", "pins.py", "timm_table.py"}
    tools = {
        path.relative_to(TESTS).as_posix() for path in PATHS if 'if __name__ == "__main__"' in path.read_text("utf-8")
    }
    assert tools - started == set()
