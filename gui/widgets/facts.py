"""What is known of something: a name and its value a line."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from gui.widgets.basics import Elided, Label, Panel, Rule, column, row


class _Fact(Panel):
    """A name at the left, its value at the right, a hairline below."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self._value = Label("quiet"), Elided()
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = row(self._name, self._value)
        line.setStretch(1, 1)
        column(line, Rule(), gap=3, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def tell(self, name: str, value: str) -> None:
        """Say something else."""
        self._name.setText(name)
        self._value.set_whole(value)


class Facts(Panel):
    """Lines of names and values."""

    def __init__(self) -> None:
        super().__init__()
        self._column = column(gap=4, parent=self)
        self._lines: list[_Fact] = []
        self.told: tuple[tuple[str, str], ...] = ()

    def take(self, told: Iterable[tuple[str, str]]) -> None:
        """Show others."""
        self.told = tuple(told)
        while len(self._lines) < len(self.told):
            self._lines.append(_Fact())
            self._column.addWidget(self._lines[-1])
        while len(self._lines) > len(self.told):
            line = self._lines.pop()
            line.setParent(None)
            line.deleteLater()
        for line, (name, value) in zip(self._lines, self.told, strict=True):
            line.tell(name, value)
