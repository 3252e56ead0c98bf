"""The pages of the window: the list of them, their interface, and the messages between them.

To add a tab: a module with a ``Page``, and an entry in ``PAGES``. The window makes them in the order of the list, gives
each a tab and the shortcut of its place (Ctrl+1 to Ctrl+9), and knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSettings, Signal

from engine.registry import Registry, load
from gui.widgets import Panel

if TYPE_CHECKING:
    from engine.data.layout import DataSet
    from engine.settings import Splitting
    from gui.device import Device


class Message:
    """A message from a page or the window to all pages; those that it concerns act on it."""


@dataclass(frozen=True, slots=True)
class CheckpointOffered(Message):
    """A run has saved a checkpoint that can be used for captioning."""

    folder: Path


@dataclass(frozen=True, slots=True)
class CaptionWanted(Message):
    """A request to caption pictures with the checkpoint in ``folder``, or with the selected one (None)."""

    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class PicturesWanted(Message):
    """A request to choose pictures to caption, or to caption what lies at ``paths``: files and folders."""

    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class DataWanted(Message):
    """A request to show a data folder, or a caption file, on the Data page."""

    path: Path


@dataclass(frozen=True, slots=True)
class DataOpened(Message):
    """A page has read data; the pages that show data follow.

    Attributes:
        path: what was opened: a folder, or one caption file.
        splitting: the settings by which it was read.
        again: it is what was open before, read again since the Data page has saved it.
    """

    path: Path
    data: DataSet
    splitting: Splitting
    again: bool = False


@dataclass(frozen=True, slots=True)
class DataSaved(Message):
    """The Data page has written captions of the data at ``path``."""

    path: Path


@dataclass(frozen=True, slots=True)
class SplittingChanged(Message):
    """The settings by which data are read and split, as they now stand in the form."""

    splitting: Splitting


@dataclass(frozen=True, slots=True)
class SettingsWanted(Message):
    """A request to change settings of the next run."""

    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TrainingWanted(Message):
    """A request to set up a training on the data at ``path``, or on those that are open."""

    path: Path | None = None


@dataclass(frozen=True, slots=True)
class StartWanted(Message):
    """A request to have the next run start from the weights of the checkpoint in ``folder``."""

    folder: Path


@dataclass(frozen=True, slots=True)
class DeviceFound(Message):
    """The compute device is known."""

    device: Device


class Page(Panel):
    """One tab of the window, and its life, in this order:

    1. It is made, without arguments. The page ``HOME`` is made before the window shows, so it loads nothing slow
       (torch, plots); the others are made, and imported, after the window has been painted.
    2. ``build`` brings what is slow to load.
    3. ``restore`` takes what the last session left.
    4. ``start`` begins what the page does by itself, once all pages stand: messages reach them from here on.
    5. ``holds``, when somebody closes the window: work that is not saved holds it open until it is answered for.
       Then ``settle``; ``stop`` as well where work is still under way.
    6. ``remember``, when the window closes.

    Signals: ``told`` sends a ``Message`` to all pages, ``front_wanted`` brings this page to the front.
    """

    told = Signal(object)
    front_wanted = Signal()

    def build(self) -> None:
        """Add what takes time to load; the window is on the screen."""

    def restore(self, settings: QSettings, clean: bool) -> None:
        """Take over what the last session left.

        Args:
            settings: what ``remember`` wrote; keys begin with the page's own.
            clean: whether that session ended properly. If not, open nothing by itself: it may be what ended it.
        """

    def start(self) -> None:
        """Begin what the page does without being asked, such as reading a folder."""

    def receive(self, message: Message) -> None:
        """A message of the window or of a page, this one included."""

    def accept_paths(self, paths: Sequence[Path]) -> bool:
        """Take files or folders that were dropped; False where they are nothing for this page.

        The page in front is asked first, then the others in their order; the one that takes them comes to the front.
        """
        return False

    def open(self) -> None:
        """Ctrl+O."""

    def press(self, place: int) -> bool:
        """Ctrl+Enter (0), Ctrl+. (1) or Ctrl+S (2): press the first, second or third of the page's main buttons.

        Returns:
            False where the page has no such buttons; then the others are asked, in their order.
        """
        return False

    def holds(self, close: Callable[[], object]) -> bool:
        """Whether the window must stay open until the person has said what becomes of unsaved work.

        Args:
            close: closes the window, once that is said.
        """
        return False

    def settle(self) -> None:
        """The window is about to close: hand over what is not written yet, such as a note that is being typed."""

    def stop(self) -> None:
        """Ask the work of this page to save and end; what the page shows says so."""

    def remember(self, settings: QSettings) -> None:
        """Write what the next session is to begin with."""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page of the list.

    Attributes:
        key: its name in the settings of the window.
        label: the word on its tab, in English; translated in the context "Page".
        tip: what one does there, in English; translated likewise.
        target: its class, as "module:class"; it is loaded when the page is made.
    """

    key: str
    label: str
    tip: str
    target: str

    @property
    def title(self) -> str:
        """The word on its tab, in the reader's language."""
        return QCoreApplication.translate("Page", self.label)

    @property
    def tooltip(self) -> str:
        """What one does there, in the reader's language."""
        return QCoreApplication.translate("Page", self.tip)

    def make(self) -> Page:
        """A new page."""
        page = load(self.target)()
        assert isinstance(page, Page), self.target
        return page


HOME = "train"
"""The page that a new window opens on."""

_LIST: tuple[tuple[str, Any, Any, str], ...] = (
    (
        "data",
        QT_TRANSLATE_NOOP("Page", "Data"),
        QT_TRANSLATE_NOOP("Page", "Look through pictures and captions, and correct them"),
        "gui.data.page:DataPage",
    ),
    (
        "train",
        QT_TRANSLATE_NOOP("Page", "Train"),
        QT_TRANSLATE_NOOP("Page", "Train a model and watch it learn"),
        "gui.train.page:TrainPage",
    ),
    (
        "caption",
        QT_TRANSLATE_NOOP("Page", "Caption"),
        QT_TRANSLATE_NOOP("Page", "Caption pictures with any checkpoint"),
        "gui.caption.page:CaptionPage",
    ),
    (
        "checkpoints",
        QT_TRANSLATE_NOOP("Page", "Checkpoints"),
        QT_TRANSLATE_NOOP("Page", "Compare all checkpoints and choose one"),
        "gui.checkpoints.page:CheckpointsPage",
    ),
)
"""Key, word on the tab, what one does there, class."""

PAGES: Registry[PageEntry] = Registry("pages")

for _key, _label, _tip, _target in _LIST:
    PAGES.register(PageEntry(_key, _label, _tip, _target))
