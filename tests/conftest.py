"""What holds for every test: no display, no file of the person who runs them, and a look before Qt loads."""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

# Qt, torch and the engine read these when they are first imported, so they are set before anything else.
_HOME = Path(tempfile.mkdtemp(prefix="atelier-tests-"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
os.environ["ATELIER_CACHE"] = str(_HOME / "cache")
os.environ["ATELIER_DATA"] = str(_HOME / "data")
os.environ["XDG_CONFIG_HOME"] = str(_HOME / "config")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
# The tensors of tests are small: a second thread costs more than it brings, and beside a busy core it stalls.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import hypothesis  # noqa: E402
import pytest  # noqa: E402

from engine import desktop  # noqa: E402

hypothesis.settings.register_profile("atelier", deadline=None, database=None)
hypothesis.settings.load_profile("atelier")

OBSTACLE = desktop.obstacle()
# pytest-qt imports Qt as soon as it is loaded, so its own loading is off (addopts) and happens here, where Qt can load.
pytest_plugins = [] if OBSTACLE else ["pytestqt.plugin"]


class _Skipped(pytest.Module):
    """A file of window tests where no window can open: one skip that says why, and nothing of it imported."""

    def collect(self) -> Generator[pytest.Item, None, None]:
        assert OBSTACLE is not None
        pytest.skip(" ".join(OBSTACLE.lines()), allow_module_level=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know pytest-qt's settings where pytest-qt itself cannot be loaded."""
    if OBSTACLE:
        parser.addini("qt_api", "")
        parser.addini("qt_log_level_fail", "")
        parser.addini("qt_log_ignore", "", type="linelist")


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Skip tests/gui where Qt cannot load."""
    if OBSTACLE and Path(__file__).with_name("gui") in module_path.parents:
        return _Skipped.from_parent(parent, path=module_path)
    return None


@pytest.fixture(scope="session")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of forty pictures."""
    from tests.tiny import write_data

    return write_data(tmp_path_factory.mktemp("choosing") / "shapes", 40)


@pytest.fixture(scope="session")
def two_runs(tmp_path_factory: pytest.TempPathFactory, shapes: Path) -> Path:
    """A folder with the runs ``learned`` and ``begun``, the latter with another validation split."""
    from engine.events import Commands
    from engine.recipes import resolve
    from engine.runs.run import Run
    from engine.training.trainer import train
    from tests.tiny import TINY

    folder = tmp_path_factory.mktemp("choosing") / "runs"
    for name, epochs, seed in (("learned", 6, 1), ("begun", 1, 2)):
        changes = {"epochs": epochs, "seed": seed, "evaluate_every": 0, "checkpoint_every": 1000, "batch_size": 8}
        settings = resolve("compact", {**TINY, "validation_share": 0.25, **changes})
        train(Run.create(folder / name, settings, shapes), Commands(), lambda event: None, device="cpu")
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end why the window was not tested."""
    if OBSTACLE:
        terminalreporter.section("the window was not tested")
        for line in OBSTACLE.lines():
            terminalreporter.write_line(line)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_HOME, ignore_errors=True)
