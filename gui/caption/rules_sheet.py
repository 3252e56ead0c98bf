"""The sheet for what every caption gets: text before and after it, and words that are replaced in it."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSettings, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from engine.captions.rewriting import NOTHING, Rewriting, lines_of, rules_of
from gui import memory, theme
from gui.widgets import Button, Heading, Label, Sheet, column, row


class RulesSheet(Sheet):
    """``wanted``: a Rewriting that holds from now on.

    Args:
        caption: gives the model's caption on display, on which the rules are shown; empty where there is none.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget, caption: Callable[[], str]) -> None:
        super().__init__(parent)
        self._caption = caption
        self._heading, self._told = Heading(), Label("small", wrap=True)
        self._names = [Label("quiet") for _ in range(3)]
        self.prefix, self.suffix, self.rules = QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.rules.setFixedHeight(92)
        self.rules.setTabChangesFocus(True)
        self.rules.setProperty("boxed", True)
        self._shown, self._bad = Label(wrap=True), Label("badSmall", wrap=True)
        self.clear, self.use = Button("secondary"), Button("primary")
        self.clear.clicked.connect(lambda: self._fill(NOTHING))
        self.use.clicked.connect(self.enter)
        for edit in (self.prefix, self.suffix):
            edit.textChanged.connect(lambda _: self._show())
            edit.returnPressed.connect(self.enter)
        self.rules.textChanged.connect(self._show)
        fields: list[QWidget] = []
        for label, field in zip(self._names, (self.prefix, self.suffix, self.rules), strict=True):
            label.setBuddy(field)
            fields += [label, field]
        buttons = row(self.clear, None, self.use)
        self.body.addLayout(column(self._heading, self._told, 4, *fields, self._bad, 4, self._shown, 4, buttons))
        self.retranslate()

    @property
    def rewriting(self) -> Rewriting:
        """The rules as they are typed; lines that are none are left out."""
        return Rewriting(self.prefix.text(), self.suffix.text(), rules_of(self.rules.toPlainText())[0])

    def restore(self, settings: QSettings) -> Rewriting:
        """The rules of the last session."""
        self._fill(
            Rewriting(
                memory.text(settings, "caption/prefix"),
                memory.text(settings, "caption/suffix"),
                rules_of(memory.text(settings, "caption/replace"))[0],
            )
        )
        return self.rewriting

    @staticmethod
    def remember(settings: QSettings, rewriting: Rewriting) -> None:
        """Save the rules for the next session."""
        settings.setValue("caption/prefix", rewriting.prefix)
        settings.setValue("caption/suffix", rewriting.suffix)
        settings.setValue("caption/replace", lines_of(rewriting.replace))

    def ask(self, rewriting: Rewriting, place: QPoint) -> None:
        """Open with the rules in force, with the right upper corner at a place of the screen."""
        self._fill(rewriting)
        self._show()
        self.move(place - QPoint(self.width() + theme.PAD, 0))
        self.show()
        self.prefix.setFocus()

    def enter(self) -> None:
        """Have the rules hold; a line that is none has to be corrected first."""
        if not rules_of(self.rules.toPlainText())[1]:
            self.hide()
            self.wanted.emit(self.rewriting)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Text for every caption"))
        self._told.setText(self.tr("Captions are shown, copied and saved like this; the model's own are not lost."))
        names = (self.tr("Before"), self.tr("After"), self.tr("Replace whole words, one rule a line: old → new"))
        for label, edit, name in zip(self._names, (self.prefix, self.suffix, self.rules), names, strict=True):
            label.setText(name)
            edit.setAccessibleName(name)
        self.prefix.setPlaceholderText(self.tr("Type the space after it too"))
        self.suffix.setPlaceholderText(self.tr("Type the space before it too"))
        self.rules.setPlaceholderText("old → new")
        self.clear.setText(self.tr("Clear"))
        self.use.setText(self.tr("Use"))
        if self.isVisible():
            self._show()

    def _fill(self, rewriting: Rewriting) -> None:
        self.prefix.setText(rewriting.prefix)
        self.suffix.setText(rewriting.suffix)
        self.rules.setPlainText(lines_of(rewriting.replace))

    def _show(self) -> None:
        _, wrong = rules_of(self.rules.toPlainText())
        told = self.tr("This line is no rule: {line}").format(line=wrong[0]) if wrong else ""
        self._bad.setText(told)
        self._bad.setVisible(bool(wrong))
        self.use.setEnabled(not wrong)
        made = self.rewriting.apply(self._caption())
        self._shown.setText(made)
        self._shown.setVisible(bool(made))
        self.fit()
