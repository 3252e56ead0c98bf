"""One setting of the schema as a row: its label, its control, and its error."""

import re
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from engine.checking import Wrong
from engine.settings import choices, field, limit
from gui import text
from gui.widgets.basics import Label, Panel, column, restyle, row

CONTROL_WIDTH = 139


class SettingRow(Panel):
    """One setting. ``edited`` comes when the person, not the program, has changed it."""

    edited = Signal()

    def __init__(self, name: str, control: QWidget) -> None:
        super().__init__()
        self.name = name
        self.control = control
        self._wrong: Wrong | None = None
        self._label = Label("quiet", wrap=True)
        self._label.setBuddy(control)
        self._error = Label("badSmall", wrap=True)
        self._error.hide()
        control.setFixedWidth(CONTROL_WIDTH)
        line = row(self._label, control, gap=8)
        line.setStretch(0, 1)
        column(line, self._error, gap=2, parent=self)

    @property
    def value(self) -> Any:
        """What stands in the control, as the schema's check takes it."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value without telling that it was edited."""
        raise NotImplementedError

    def tell(self, wrong: Wrong | None) -> None:
        """Show an error below the control, or none."""
        self._wrong = wrong
        restyle(self.control, "wrong", wrong is not None)
        self._error.setText(text.wrong_text(wrong) if wrong else "")
        self._error.setVisible(wrong is not None)

    @property
    def error(self) -> str:
        """The error shown, or an empty string."""
        return self._error.text()

    def set_changed(self, changed: bool) -> None:
        """Whether the value is not the recipe's own: then its label stands out."""
        self._label.set_role("" if changed else "quiet")

    def retranslate(self) -> None:
        """See ``Worded``."""
        unit = text.setting_unit(self.name)
        self._label.setText(text.setting_label(self.name))
        self.control.setAccessibleName(text.setting_label(self.name))
        lines = [text.setting_help(self.name)]
        if unit:
            lines.append(self.tr("Unit: {unit}").format(unit=unit))
        lines.append(self._range())
        self.setToolTip(text.plain("\n".join(line for line in lines if line)))
        self.tell(self._wrong)

    def _range(self) -> str:
        low, high = limit(self.name, "ge"), limit(self.name, "le")
        low = limit(self.name, "gt") if low is None else low
        high = limit(self.name, "lt") if high is None else high
        if low is not None and high is not None:
            return self.tr("Range: {low} to {high}").format(low=f"{low:,.12g}", high=f"{high:,.12g}")
        return "" if low is None else self.tr("At least {low}").format(low=f"{low:,.12g}")


class NumberEdit(QLineEdit):
    """A number as text, so that a wrong one can be told; the arrow keys step a whole one."""

    def __init__(self, whole: bool) -> None:
        super().__init__()
        self._whole = whole
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt override."""
        step = {Qt.Key.Key_Up.value: 1, Qt.Key.Key_Down.value: -1}.get(event.key())
        if step and self._whole and self.text().strip().isdigit():
            self.setText(str(max(0, int(self.text()) + step)))
            self.textEdited.emit(self.text())
            return
        super().keyPressEvent(event)


class EditRow(SettingRow):
    """A line of text."""

    def __init__(self, name: str, edit: QLineEdit) -> None:
        self._edit = edit
        super().__init__(name, edit)
        edit.textEdited.connect(self.edited)
        self.retranslate()

    @property
    def value(self) -> str:
        """See ``SettingRow``: the text, which the check reads."""
        return self._edit.text().strip()

    def set_value(self, value: Any) -> None:
        """See ``SettingRow``."""
        if self._edit.hasFocus() and self.value == str(value):
            return
        # 1e-5, not 1e-05.
        self._edit.setText(re.sub(r"e([+-])0+", r"e\1", f"{value:g}") if isinstance(value, float) else str(value))
        self._edit.setCursorPosition(0)


class NumberRow(EditRow):
    """A whole number or a rate."""

    def __init__(self, name: str) -> None:
        super().__init__(name, NumberEdit(field(name).annotation is int))

    def retranslate(self) -> None:
        """See ``Worded``."""
        super().retranslate()
        self._edit.setPlaceholderText(text.setting_unit(self.name))


class TextRow(EditRow):
    """Words, such as names; the whole of them is told under the mouse, since there is little room."""

    def __init__(self, name: str) -> None:
        super().__init__(name, QLineEdit())
        self._edit.textChanged.connect(lambda typed: self._edit.setToolTip(text.plain(typed)))

    def retranslate(self) -> None:
        """See ``Worded``."""
        super().retranslate()
        self._edit.setPlaceholderText(self.tr("none"))


class SwitchRow(SettingRow):
    """Yes or no."""

    def __init__(self, name: str) -> None:
        self._box = QCheckBox()
        super().__init__(name, self._box)
        self._box.clicked.connect(self.edited)
        self.retranslate()

    @property
    def value(self) -> bool:
        """See ``SettingRow``."""
        return self._box.isChecked()

    def set_value(self, value: Any) -> None:
        """See ``SettingRow``."""
        self._box.setChecked(bool(value))


class Combo(QComboBox):
    """A choice that the wheel does not change in passing; words too wide for it are cut with ….

    ``cut`` is what then stands there.
    """

    @property
    def cut(self) -> str:
        """The words as there is room for them."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field_ = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field_, self).width()
        # Qt's style sheets leave a pixel at either side of the words.
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideMiddle, room - 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override: Qt would cut through a letter."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self.cut
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Qt override: what lies below scrolls instead."""
        event.ignore()


class ChoiceRow(SettingRow):
    """One of a few."""

    def __init__(self, name: str) -> None:
        self._combo = Combo()
        super().__init__(name, self._combo)
        for value in choices(name):
            self._combo.addItem("", value)
        self._combo.activated.connect(self._chosen)
        self.retranslate()

    @property
    def value(self) -> str:
        """See ``SettingRow``."""
        return str(self._combo.currentData())

    def set_value(self, value: Any) -> None:
        """See ``SettingRow``."""
        self._combo.setCurrentIndex(self._combo.findData(value))

    def retranslate(self) -> None:
        """See ``Worded``."""
        super().retranslate()
        for index in range(self._combo.count()):
            words = text.choice_label(str(self._combo.itemData(index)))
            self._combo.setItemText(index, words)

    def _chosen(self, index: int) -> None:
        self.edited.emit()
