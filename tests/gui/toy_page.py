"""A page that nobody but ``test_pages`` knows: it writes down what is done with it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings

from gui.pages import CheckpointOffered, Message, Page
from gui.widgets import Label, column


class ToyPage(Page):
    """Takes files that end in .toy, and remembers how many."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = ["made"]
        self.messages: list[Message] = []
        self.taken = 0
        self.words = Label()
        column(self.words, parent=self)
        self.retranslate()

    def build(self) -> None:
        self.calls.append("build")

    def restore(self, settings: QSettings, clean: bool) -> None:
        self.calls.append("restore" if clean else "restore after an unclean exit")
        self.taken = int(str(settings.value("toy/taken", 0)))

    def start(self) -> None:
        self.calls.append("start")
        self.told.emit(CheckpointOffered(Path("toy")))

    def receive(self, message: Message) -> None:
        self.messages.append(message)

    def accept_paths(self, paths: Sequence[Path]) -> bool:
        toys = [path for path in paths if path.suffix == ".toy"]
        self.taken += len(toys)
        return bool(toys)

    def open(self) -> None:
        self.calls.append("open")

    def press(self, place: int) -> bool:
        self.calls.append(f"press {place}")
        return True

    def settle(self) -> None:
        self.calls.append("settle")

    def stop(self) -> None:
        self.calls.append("stop")

    def remember(self, settings: QSettings) -> None:
        self.calls.append("remember")
        settings.setValue("toy/taken", self.taken)

    def retranslate(self) -> None:
        self.words.setText(self.tr("A toy"))
