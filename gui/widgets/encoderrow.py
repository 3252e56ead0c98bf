"""The rows of the encoder: which one, and the weights that it starts from."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QFileDialog, QInputDialog

from engine.models.encoders import ENCODERS, starts
from engine.models.encoders.timm_table import PREFIX, installed, models
from engine.settings import field
from gui import text
from gui.widgets.setting import ChoiceRow, Combo, SettingRow

WEIGHTS = "encoder_weights"


class EncoderRow(ChoiceRow):
    """The encoders, and where timm is installed one of its models, asked for by its name."""

    _MORE = ""

    def __init__(self) -> None:
        super().__init__("encoder")
        self._shown = self.value
        if installed():
            self._combo.addItem("", self._MORE)
            self.retranslate()

    def set_value(self, value: Any) -> None:
        """See ``SettingRow``; a model of timm's is among the choices from then on."""
        if self._combo.findData(value) < 0:
            last = self._combo.findData(self._MORE)
            self._combo.insertItem(last if last >= 0 else self._combo.count(), "", value)
            self.retranslate()
        super().set_value(value)
        self._shown = self.value

    def retranslate(self) -> None:
        """See ``Worded``."""
        super().retranslate()
        index = self._combo.findData(self._MORE)
        if index >= 0:
            self._combo.setItemText(index, self.tr("A timm model…"))

    def ask(self) -> str:
        """Ask for the name of one of timm's models; empty where none was chosen."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("A timm model"))
        dialog.setLabelText(self.tr("Name, or part of it; after a full stop, the weights:"))
        dialog.setComboBoxItems(list(models()))
        dialog.setComboBoxEditable(True)
        dialog.setTextValue("")
        found = dialog.findChild(QComboBox)
        completer = found.completer() if found else None
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        return dialog.textValue().strip() if dialog.exec() else ""

    def _chosen(self, index: int) -> None:
        if self._combo.itemData(index) != self._MORE:
            self._shown = self.value
            self.edited.emit()
            return
        name = self.ask().removeprefix(PREFIX)
        self.set_value(PREFIX + name if name else self._shown)
        if name:
            self.edited.emit()


class WeightsRow(SettingRow):
    """Where the encoder starts from: what its kind offers, or a file."""

    _FILE = ""

    def __init__(self) -> None:
        self._combo = Combo()
        self._value = "scratch"
        super().__init__(WEIGHTS, self._combo)
        self._combo.activated.connect(self._chosen)
        self.offer(str(field("encoder").default))

    @property
    def value(self) -> str:
        """See ``SettingRow``: a word of the schema or a file's path."""
        return self._value

    def set_value(self, value: Any) -> None:
        """See ``SettingRow``."""
        self._value = str(value)
        if self._combo.findData(self._value) < 0:
            self._combo.insertItem(self._combo.count() - 1, "", self._value)
        self._combo.setCurrentIndex(self._combo.findData(self._value))
        self.retranslate()

    def offer(self, encoder: str) -> None:
        """Take what an encoder can start from; a choice that it does not have becomes its first."""
        entry = ENCODERS.get(encoder)
        if entry is None:
            # Its name is wrong, which is told below it.
            return
        words = entry.starts
        if self._value in starts() and self._value not in words:
            self._value = words[0]
        with QSignalBlocker(self._combo):
            self._combo.clear()
            for word in (*words, self._FILE):
                self._combo.addItem("", word)
        self.set_value(self._value)

    def choose_file(self) -> bool:
        """Ask for a file; returns whether one was chosen."""
        kinds = self.tr("Weights") + " (*.safetensors *.pth *.pt)"
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Weights of the encoder"), "", kinds)
        self.set_value(chosen or self._value)
        return bool(chosen)

    def retranslate(self) -> None:
        """See ``Worded``."""
        super().retranslate()
        for index in range(self._combo.count()):
            value = str(self._combo.itemData(index))
            words = self.tr("A file…") if value == self._FILE else text.choice_label(value)
            self._combo.setItemText(index, Path(words).name)

    def _chosen(self, index: int) -> None:
        value = str(self._combo.itemData(index))
        if value == self._FILE:
            if not self.choose_file():
                return
        else:
            self._value = value
        self.edited.emit()
