"""What the rows are filtered by: a sheet beside its button, and the sentence that says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from gui import text
from gui.data.wording import problem_text, split_text
from gui.widgets import Button, Heading, Label, Sheet, row
from gui.widgets.setting import Combo, NumberEdit

if TYPE_CHECKING:
    from engine.captions.domain import CaptionDomain
    from engine.curation.selection import Filter
    from gui.data.session import Opened

ANY = ""
_NAME, _FIELD = 128, 172
"""Widths in pixels; together with what lies between they fill the sheet."""


class FilterSheet(Sheet):
    """``changed``: another filter. What is typed in the search field is the page's own matter."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._now: Opened | None = None
        self._rows: tuple[int, ...] | None = None
        self._heading = Heading()
        self._reset = Button("link")
        self._reset.clicked.connect(self.clear)
        self._names: list[Label] = []
        self.split, self.problem, self.attribute, self.value = Combo(), Combo(), Combo(), Combo()
        self.word, self.name = QLineEdit(), QLineEdit()
        self.shortest, self.longest, self.fewest, self.most = (NumberEdit(whole=True) for _ in range(4))
        self.edited = QCheckBox()
        self.body.addLayout(row(self._heading, None, self._reset))
        self._lengths = row(self.shortest, Label("quiet", "–"), self.longest, gap=6)
        self._numbers = row(self.fewest, Label("quiet", "–"), self.most, gap=6)
        fields: tuple[Any, ...] = (
            self.split,
            self.problem,
            self.word,
            self._lengths,
            self._numbers,
            self.name,
            self.attribute,
            self.value,
        )
        for part in fields:
            name = Label("quiet")
            name.setFixedWidth(_NAME)
            self._names.append(name)
            line = row(name, part, gap=8)
            line.setStretch(1, 1)
            self.body.addLayout(line)
        self.body.addWidget(self.edited)
        for combo in (self.split, self.problem, self.attribute, self.value):
            combo.setMinimumWidth(_FIELD)
            combo.activated.connect(self._chosen)
        for edit in (self.word, self.name, self.shortest, self.longest, self.fewest, self.most):
            edit.textEdited.connect(self.changed)
        for edit in (self.word, self.name):
            edit.setMinimumWidth(_FIELD)
            edit.setClearButtonEnabled(True)
        for edit in (self.shortest, self.longest, self.fewest, self.most):
            edit.setMinimumWidth(60)
        self.edited.toggled.connect(self.changed)
        self.retranslate()

    def show_opened(self, now: Opened | None) -> None:
        """Offer what other data have; the filter is empty again."""
        self._now = now
        self._rows = None
        with QSignalBlocker(self):
            self._empty()
        self.refresh()

    def refresh(self) -> None:
        """Offer what has been found meanwhile, such as attributes."""
        now = self._now
        values = {} if now is None else now.facts.values
        _fill(self.split, [(split_text(split), split) for split in ("train", "validation", "test")], self.tr("any"))
        problems = [] if now is None else list(now.table.problem_codes)
        _fill(
            self.problem,
            [(self.tr("any problem"), "any"), *((problem_text(code), code) for code in problems)],
            self.tr("any picture"),
        )
        _fill(self.attribute, [(self._attribute(name), name) for name in values], self.tr("any"))
        self._fill_values()
        for label in self._names[6:]:
            label.setVisible(bool(values))
        self.attribute.setVisible(bool(values))
        self.value.setVisible(bool(values))

    def filter(self, query: str) -> Filter:
        """The filter as it stands, with a search."""
        from engine.curation.selection import Filter

        attribute = (str(self.attribute.currentData()), str(self.value.currentData()))
        return Filter(
            query=query,
            name=self.name.text().strip(),
            split=str(self.split.currentData() or ""),
            problem=str(self.problem.currentData() or ""),
            word=self.word.text().strip(),
            shortest=_number(self.shortest),
            longest=_number(self.longest),
            fewest=_number(self.fewest),
            most=_number(self.most),
            attribute=attribute if all(attribute) and "None" not in attribute else None,
            changed=self.edited.isChecked(),
            rows=self._rows,
        )

    def set(self, **values: Any) -> None:
        """Set some of the fields, by the filter's names, and clear the others; then tell."""
        with QSignalBlocker(self):
            self._empty()
            self._rows = values.pop("rows", None)
            attribute = values.pop("attribute", None)
            if attribute:
                self.attribute.setCurrentIndex(self.attribute.findData(attribute[0]))
                self._fill_values()
                self.value.setCurrentIndex(self.value.findData(attribute[1]))
            for name, value in values.items():
                field = getattr(self, name)
                if isinstance(field, Combo):
                    field.setCurrentIndex(max(0, field.findData(value)))
                else:
                    field.setText(str(value))
        self.changed.emit()

    def clear(self) -> None:
        """Filter by nothing."""
        self.set()

    def sentence(self) -> str:
        """What is filtered by; empty where it is nothing."""
        if self._now is None:
            return ""
        from engine.curation.selection import Filter

        wanted = replace(self.filter(""), query="")
        if wanted == Filter():
            return ""
        parts = []
        if wanted.rows is not None:
            parts.append(self.tr("{count} chosen").format(count=text.number(len(wanted.rows))))
        if wanted.split:
            parts.append(split_text(wanted.split))
        if wanted.problem:
            parts.append(self.tr("any problem") if wanted.problem == "any" else problem_text(wanted.problem))
        if wanted.word:
            parts.append(f"“{wanted.word}”")
        if wanted.name:
            parts.append(wanted.name)
        if wanted.shortest is not None or wanted.longest is not None:
            parts.append(self.tr("{range} words").format(range=_range(wanted.shortest, wanted.longest)))
        if wanted.fewest is not None or wanted.most is not None:
            parts.append(self.tr("{range} captions").format(range=_range(wanted.fewest, wanted.most)))
        if wanted.attribute is not None:
            parts.append(f"{self._attribute(wanted.attribute[0])}: {self._value(*wanted.attribute)}")
        if wanted.changed:
            parts.append(self.tr("changed"))
        return " · ".join(parts)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Filter"))
        self._reset.setText(self.tr("Clear"))
        words = (
            self.tr("Split"),
            self.tr("Problem"),
            self.tr("Word"),
            self.tr("Words per caption"),
            self.tr("Captions per picture"),
            self.tr("File name"),
            self.tr("Attribute"),
            self.tr("Value"),
        )
        for label, said in zip(self._names, words, strict=True):
            label.setText(said)
        for field, said in (
            (self.split, words[0]),
            (self.problem, words[1]),
            (self.word, words[2]),
            (self.name, words[5]),
            (self.attribute, words[6]),
            (self.value, words[7]),
        ):
            field.setAccessibleName(said)
        for field, said in (
            (self.shortest, self.tr("Least words")),
            (self.longest, self.tr("Most words")),
            (self.fewest, self.tr("Least captions")),
            (self.most, self.tr("Most captions")),
        ):
            field.setAccessibleName(said)
        self.edited.setText(self.tr("Changed and not saved"))
        self.refresh()

    def _empty(self) -> None:
        self._rows = None
        for combo in (self.split, self.problem, self.attribute, self.value):
            combo.setCurrentIndex(0 if combo.count() else -1)
        for edit in (self.word, self.name, self.shortest, self.longest, self.fewest, self.most):
            edit.clear()
        self.edited.setChecked(False)

    def _chosen(self) -> None:
        if self.sender() is self.attribute:
            self._fill_values()
        self.changed.emit()

    def _fill_values(self) -> None:
        name = str(self.attribute.currentData() or "")
        values = [] if self._now is None else self._now.facts.values.get(name, [])
        _fill(self.value, [(self._value(name, value), value) for value in values], self.tr("any"))
        self.value.setEnabled(bool(values))

    def _attribute(self, name: str) -> str:
        domain = self._domain
        return name if domain is None else domain.field_name(name, text.language().content)

    def _value(self, name: str, value: str) -> str:
        domain = self._domain
        return value if domain is None else domain.value_name(name, value, text.language().content)

    @property
    def _domain(self) -> CaptionDomain | None:
        return None if self._now is None else self._now.source.data.domain


def _fill(combo: Combo, choices: list[tuple[str, str]], any_: str) -> None:
    """Offer other choices; the chosen one stays where it is among them."""
    chosen = combo.currentData()
    with QSignalBlocker(combo):
        combo.clear()
        combo.addItem(any_, ANY)
        for words, value in choices:
            combo.addItem(words, value)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))


def _number(edit: QLineEdit) -> int | None:
    typed = edit.text().strip()
    return int(typed) if typed.isdecimal() else None


def _range(low: int | None, high: int | None) -> str:
    if low == high:
        return text.number(low or 0)
    if high is None:
        return f"≥ {text.number(low or 0)}"
    return f"≤ {text.number(high)}" if low is None else f"{text.number(low)}–{text.number(high)}"
