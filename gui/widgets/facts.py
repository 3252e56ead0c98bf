"""Facts: one line each with a name and a value."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.text import Worded, plain
from gui.widgets.basics import Elided, Label, Panel, column, row
from gui.widgets.bounds import Scale, draw_scale


class _Foot(Worded, QWidget):
    """The hairline below a fact; of a score the bar between its bounds."""

    def __init__(self) -> None:
        super().__init__()
        self.scale: Scale | None = None
        self.setFixedHeight(3)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        if self.scale is None:
            painter.fillRect(0, 1, self.width(), 1, QColor(theme.current().line))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_scale(painter, QRectF(self.rect()), self.scale)

    def recolour(self) -> None:
        """See ``Worded``."""
        self.update()


class _Fact(Panel):
    """A name at the left, its value at the right, a hairline or a bar below."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self._value, self._foot = Label("quiet"), Elided(), _Foot()
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = row(self._name, self._value)
        line.setStretch(1, 1)
        column(line, self._foot, gap=2, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def tell(self, name: str, value: str, scale: Scale | None, tip: str) -> None:
        """Say something else."""
        self._name.setText(name)
        self._value.set_whole(value)
        self._value.set_role("bad" if scale is not None and scale.wrong else "")
        self._foot.scale = scale
        self._foot.update()
        self.setToolTip(plain(tip))


class Facts(Panel):
    """Lines of names and values."""

    def __init__(self) -> None:
        super().__init__()
        self._column = column(gap=4, parent=self)
        self._lines: list[_Fact] = []
        self.told: tuple[tuple[str, str], ...] = ()

    def take(self, facts: Iterable[tuple[str, str]], scales: Mapping[str, tuple[Scale, str]] | None = None) -> None:
        """Show others.

        Args:
            scales: by name, a bar in the hairline's place, and what is said of it under the mouse.
        """
        self.told = tuple(facts)
        while len(self._lines) < len(self.told):
            self._lines.append(_Fact())
            self._column.addWidget(self._lines[-1])
            # At once: Qt would show it later, and until then the column counts it as nothing.
            self._lines[-1].show()
        while len(self._lines) > len(self.told):
            line = self._lines.pop()
            line.setParent(None)
            line.deleteLater()
        for line, (name, value) in zip(self._lines, self.told, strict=True):
            line.tell(name, value, *(scales or {}).get(name, (None, "")))
