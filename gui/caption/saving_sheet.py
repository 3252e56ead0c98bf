"""The sheet that saves captions: format, languages, names, what becomes of earlier files, and what would happen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget

from engine.errors import Problem
from engine.keeping import FORMATS, PATTERN, SIDECAR, Earlier, SidecarLanguage
from gui import memory, text
from gui.caption import saving_words as words
from gui.caption.items import CaptionItem
from gui.caption.saving_jobs import Found, Outlook, SavePlan, preview_job
from gui.widgets import Button, Elided, Facts, Hairline, Heading, Label, Sheet, column, restyle, row
from gui.widgets.setting import Combo
from gui.worker import Work

_BESIDE = (Earlier.LEAVE, Earlier.OVERWRITE, Earlier.APPEND, Earlier.PREPEND)
_ONE_FILE = (Earlier.LEAVE, Earlier.SKIP, Earlier.OVERWRITE, Earlier.APPEND)
_TYPING_MS = 150
"""After the last key, before what is typed is looked at."""
_LATE_MS = 300
"""After which what would have happened before is no longer shown."""


class SavingSheet(Sheet):
    """``wanted``: a SavePlan.

    Args:
        items: gives the pictures of the list.
        found: gives an online translation of a caption, if there is one.
    """

    wanted = Signal(object)
    WIDTH = 440

    def __init__(self, parent: QWidget, items: Callable[[], Sequence[CaptionItem]], found: Found) -> None:
        super().__init__(parent)
        self._items, self._found = items, found
        self._work: Work | None = None
        self._outlook: Outlook | None = None
        self._problem: Problem | None = None
        self._folder, self._corner = Path.home(), QPoint()
        self._out: Path | None = None
        self.form, self.language, self.earlier = Combo(), Combo(), Combo()
        self.pattern = QLineEdit(PATTERN)
        self.place = Elided()
        self.choose, self.beside = Button("secondary", small=True), Button("quiet", "close", small=True)
        self.facts, self.told = Facts(), Label("small", wrap=True)
        self.examples = [(Elided("accent"), Elided("small", mode=Qt.TextElideMode.ElideRight)) for _ in range(3)]
        self.save = Button("primary", "download")
        self._heading, self._examples = Heading(), Label("section")
        self._names = {name: Label("quiet") for name in ("form", "language", "pattern", "place", "earlier")}
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def plan(self) -> SavePlan:
        """What is chosen."""
        return SavePlan(
            str(self.form.currentData()),
            SidecarLanguage(self.language.currentData()),
            self.pattern.text().strip(),
            Earlier(self.earlier.currentData()),
            self._out,
        )

    @property
    def outlook(self) -> Outlook | None:
        """What would happen; None while that is being looked at, or where it cannot be done."""
        return self._outlook

    def ask(self, corner: QPoint, folder: str) -> None:
        """Open with the lower right corner at a place of the screen.

        Args:
            folder: where pictures without one in common are saved.
        """
        self._corner = corner
        self._folder = Path(folder) if folder else Path.home()
        # Never over an existing file unasked: that was asked for once.
        self.earlier.setCurrentIndex(0)
        self._open()

    def restore(self, settings: QSettings) -> None:
        """Bring back the last choices, but what becomes of earlier captions."""
        self._choose(self.form, memory.text(settings, "caption/save-format"))
        self._choose(self.language, memory.text(settings, "caption/save-language"))
        self.pattern.setText(memory.text(settings, "caption/save-name", PATTERN))
        self._offer()

    def remember(self, settings: QSettings) -> None:
        """Save the choices for the next session."""
        settings.setValue("caption/save-format", self.plan.form)
        settings.setValue("caption/save-language", self.plan.language.value)
        settings.setValue("caption/save-name", self.plan.pattern)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Save captions"))
        names = {
            "form": self.tr("Format"),
            "language": self.tr("Language"),
            "pattern": self.tr("File name"),
            "place": self.tr("Place"),
            "earlier": self.tr("Existing files"),
        }
        for name, said in names.items():
            self._names[name].setText(said)
        for field, name in ((self.form, "form"), (self.language, "language"), (self.earlier, "earlier")):
            field.setAccessibleName(names[name])
        self.pattern.setAccessibleName(names["pattern"])
        self.pattern.setToolTip(
            self.tr(
                "{name} is the picture's name without its ending, {file} the whole name, {language} en or zh, as in "
                "{name}.{language}.txt"
            )
        )
        for place in range(self.form.count()):
            self.form.setItemText(place, words.form_name(self.form.itemData(place)))
        for place in range(self.language.count()):
            self.language.setItemText(place, words.language_choice(SidecarLanguage(self.language.itemData(place))))
        self.choose.setText(self.tr("Choose…"))
        self.beside.setToolTip(self.tr("Back to the pictures' own folder"))
        self.beside.setAccessibleName(self.tr("Back to the pictures' own folder"))
        self._examples.setText(self.tr("For example"))
        self.save.setText(self.tr("Save"))
        self._offer()
        if self.isVisible():
            self._show()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Qt override: nobody waits for a preview any more."""
        super().hideEvent(event)
        self._stop()

    def _lay_out(self) -> None:
        for key in FORMATS:
            self.form.addItem("", key)
        for language in SidecarLanguage:
            self.language.addItem("", language.value)
        fields = QGridLayout()
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(8)
        fields.setColumnStretch(1, 1)
        place = row(self.place, self.beside, self.choose, gap=4)
        place.setStretch(0, 1)
        parts = {"form": self.form, "language": self.language, "pattern": self.pattern, "earlier": self.earlier}
        for number, (name, label) in enumerate(self._names.items()):
            fields.addWidget(label, number, 0)
            if name == "place":
                fields.addLayout(place, number, 1)
            else:
                label.setBuddy(parts[name])
                fields.addWidget(parts[name], number, 1)
        lines = column(*(column(file, said, gap=0) for file, said in self.examples), gap=6)
        self.body.addLayout(
            column(self._heading, fields, 4, Hairline(), self.facts, self.told, self._examples, lines, 4)
        )
        self.body.addLayout(row(None, self.save))

    def _connect(self) -> None:
        self.form.activated.connect(self._form_chosen)
        for combo in (self.language, self.earlier):
            combo.activated.connect(lambda _: self._refresh())
        self.pattern.textEdited.connect(lambda _: self._typing.start())
        self._typing.timeout.connect(self._refresh)
        self._late.timeout.connect(self._show_waiting)
        self.choose.clicked.connect(self._ask_place)
        self.beside.clicked.connect(lambda: self._take_place(None))
        self.save.clicked.connect(self._want)

    @staticmethod
    def _choose(combo: Combo, key: str) -> None:
        combo.setCurrentIndex(max(0, combo.findData(key)))

    def _form_chosen(self) -> None:
        # A file of one format is none of another, and no folder.
        self._out = None
        self._offer()
        self._refresh()

    def _offer(self) -> None:
        """Offer what the format allows."""
        chosen, beside = self.earlier.currentData(), self.form.currentData() == SIDECAR
        ways = _BESIDE if beside else _ONE_FILE
        self.earlier.clear()
        for way in ways:
            self.earlier.addItem(words.earlier_choice(way, beside), way.value)
        self._choose(self.earlier, str(chosen))
        for part in (self._names["language"], self.language, self._names["pattern"], self.pattern):
            part.setVisible(beside)

    def _open(self) -> None:
        self.show()
        self._refresh()
        self.form.setFocus()

    def _refresh(self) -> None:
        """Look again at what would happen."""
        self._stop()
        self._problem = None
        if not self.isVisible():
            return
        plan = self.plan
        try:
            plan.check()
        except Problem as problem:
            self._refuse(problem)
            return
        work = self._work = Work(preview_job(plan, list(self._items()), self._found, self._folder), "preview", self)
        work.done.connect(lambda outlook: self._take(work, outlook))
        work.failed.connect(lambda problem: self._refuse(problem) if work is self._work else None)
        work.start()
        self._late.start()
        self._show()

    def _stop(self) -> None:
        self._typing.stop()
        self._late.stop()
        if self._work is not None:
            self._work.stop()
        self._work = self._outlook = None

    def _show_waiting(self) -> None:
        """Of many pictures it takes a while."""
        if self._work is not None:
            self.facts.take(())
            self.told.set_role("small")
            self.told.setText(self.tr("Counting…"))
            self.told.show()
            self._show_examples(None)
            self._show()

    def _take(self, work: Work, outlook: Outlook) -> None:
        self._late.stop()
        if work is self._work:
            self._work, self._outlook = None, outlook
            self._show()

    def _refuse(self, problem: Problem) -> None:
        self._work = self._outlook = None
        self._problem = problem
        self._show()

    def _show(self) -> None:
        plan, outlook = self.plan, self._outlook
        self.save.setEnabled(False)
        self.beside.setVisible(self._out is not None)
        if self._work is None:
            preview = outlook.preview if outlook else None
            counts = (
                words.counted(preview.tally, plan.beside, words.lists_faults(plan.form), outlook.waiting)
                if outlook and preview
                else []
            )
            self.facts.take((said, text.number(count)) for said, count in counts)
            problem = text.problem_text(self._problem) if self._problem else ""
            warning = words.preview_problem(preview) if preview else ""
            self.told.set_role("badSmall" if problem or (preview and preview.problems) else "small")
            self.told.setText(problem or warning)
            self.told.setVisible(bool(problem or warning))
            self._show_examples(outlook)
            if preview is not None:
                listed = preview.tally.counts.total() if words.lists_faults(plan.form) else preview.tally.kept
                self.save.setEnabled(listed > 0)
        wrong = self._problem is not None and self._problem.code.startswith("pattern-")
        restyle(self.pattern, "wrong", wrong)
        place = outlook.preview.place if outlook else self._out
        if outlook or self._out:
            self.place.set_whole(str(place) if place is not None else self.tr("Beside the pictures"))
        elif plan.beside:
            self.place.set_whole(self.tr("Beside the pictures"))
        self.fit()
        self.move(self._corner - QPoint(self.width(), self.height()))

    def _show_examples(self, outlook: Outlook | None) -> None:
        examples = outlook.preview.examples if outlook else []
        self._examples.setVisible(bool(examples))
        for number, (file, said) in enumerate(self.examples):
            shown = number < len(examples)
            file.setVisible(shown)
            said.setVisible(shown)
            if shown:
                file.set_whole(examples[number].file.name)
                said.set_whole(words.one_line(examples[number].text))

    def _ask_place(self) -> None:
        """Ask for a folder for text files, or for a file. A sheet would lie over what asks."""
        plan, owner = self.plan, self.parentWidget()
        start = self._outlook.preview.place if self._outlook else None
        self.hide()
        if plan.beside:
            chosen = QFileDialog.getExistingDirectory(
                owner, self.tr("Choose a folder for the text files"), str(self._out or self._folder)
            )
        else:
            kinds = f"{words.form_name(plan.form)} (*{Path(FORMATS[plan.form]).suffix})"
            chosen, _ = QFileDialog.getSaveFileName(
                owner,
                self.tr("Save captions"),
                str(start or self._folder / FORMATS[plan.form]),
                kinds,
                options=QFileDialog.Option.DontConfirmOverwrite,
            )
            if chosen and not Path(chosen).suffix:
                chosen += Path(FORMATS[plan.form]).suffix
        self._out = Path(chosen) if chosen else self._out
        self._open()

    def _take_place(self, place: Path | None) -> None:
        self._out = place
        self._refresh()

    def _want(self) -> None:
        plan, outlook = self.plan, self._outlook
        if outlook is None:
            return
        self.hide()
        # What was foreseen for a place is written there.
        self.wanted.emit(plan if plan.beside else replace(plan, out=outlook.preview.place))
