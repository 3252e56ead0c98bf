"""Find and replace in the captions of many pictures: what would change is shown before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from engine.errors import Problem
from engine.events import Commands, Emit
from gui import text
from gui.data.session import DataSession
from gui.data.thumbnails import Thumbnails
from gui.widgets import Button, FlowText, Heading, Label, Panel, Paragraph, Scroll, Segments, column, row
from gui.worker import Work

if TYPE_CHECKING:
    from engine.curation.edits import Edits, Prepared, Step
    from engine.curation.replacing import Preview, Replacement

PAUSE_MS = 200
"""The preview is made when the typing has paused so long."""
_PICTURE = QSize(44, 58)


class ReplaceView(Panel):
    """``replaced``: carry it out. ``left``: back to the pictures.

    Args:
        session: whose captions are changed.
        rows: the rows that are selected, and those that are shown.
    """

    replaced = Signal(object)
    left = Signal()
    shown = Signal(int)

    def __init__(self, session: DataSession, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._session, self._thumbnails = session, thumbnails
        self._selected: list[int] = []
        self._listed: list[int] = []
        self._work: Work | None = None
        self._stale = False
        self._prepared: Prepared | None = None
        self._problem: Problem | None = None
        self._back = Button("quiet", "back", small=True)
        self._heading = Heading()
        self.sought, self.into = QLineEdit(), QLineEdit()
        self._names = (Label("quiet"), Label("quiet"))
        self.words, self.case, self.regular = QCheckBox(), QCheckBox(), QCheckBox()
        self.scope = Segments(("listed", "selected"))
        self._told = Label("quiet", wrap=True)
        self.go = Button("secondary", "replace")
        self._examples: list[FlowText] = []
        inside = QWidget()
        self._list = column(gap=10)
        column(self._list, None, gap=0, parent=inside)
        head = row(self._back, self._heading, None, gap=4)
        lines = []
        for name, edit in zip(self._names, (self.sought, self.into), strict=True):
            name.setBuddy(edit)
            name.setMinimumWidth(88)
            line = row(name, edit, gap=8)
            line.setStretch(1, 1)
            lines.append(line)
        options = row(self.words, self.case, None, gap=14)
        more = row(self.regular, None, gap=14)
        foot = row(self._told, self.go, gap=10)
        foot.setStretch(0, 1)
        layout = column(head, *lines, options, more, self.scope, foot, Scroll(inside), gap=8, parent=self)
        layout.setStretch(layout.count() - 1, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE_MS)
        self._later.timeout.connect(self._look)
        self._back.clicked.connect(self.left)
        for edit in (self.sought, self.into):
            edit.textEdited.connect(self._changed)
            edit.returnPressed.connect(self._press)
        for box in (self.words, self.case, self.regular):
            box.clicked.connect(self._changed)
        self.scope.chosen.connect(self._changed)
        self.go.clicked.connect(self._press)
        thumbnails.made.connect(self._picture)
        session.edited.connect(self._changed)
        self.retranslate()

    def begin(self, selected: list[int], listed: list[int]) -> None:
        """Look for captions of these rows.

        Args:
            selected: that the person has selected; they are offered where they are several.
            listed: that are shown.
        """
        self._selected, self._listed = selected, listed
        several = len(selected) > 1
        self.scope.set_enabled("selected", several)
        self.scope.set_value("selected" if several else "listed")
        self.retranslate()
        self._changed()
        self.sought.setFocus()
        self.sought.selectAll()

    @property
    def rows(self) -> list[int]:
        """Where it is looked for."""
        return self._selected if self.scope.value == "selected" else self._listed

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt override."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Find and replace"))
        self._back.setToolTip(self.tr("Back to the pictures (Esc)"))
        self._back.setAccessibleName(self.tr("Back to the pictures"))
        for name, edit, said in zip(
            self._names, (self.sought, self.into), (self.tr("Find"), self.tr("Replace with")), strict=True
        ):
            name.setText(said)
            edit.setAccessibleName(said)
        self.words.setText(self.tr("Whole words"))
        self.case.setText(self.tr("Match case"))
        self.regular.setText(self.tr("Regular expression"))
        self.regular.setToolTip(self.tr(r"As in Python; \1 stands for the first group in the replacement"))
        listed, selected = text.number(len(self._listed)), text.number(len(self._selected))
        self.scope.set_words(
            {
                "listed": self.tr("Pictures listed: {count}").format(count=listed),
                "selected": self.tr("Selected: {count}").format(count=selected),
            }
        )
        self.go.setText(self.tr("Replace"))
        self._show()

    def recolour(self) -> None:
        """See ``Worded``."""
        for example in self._examples:
            example.update()

    # Inside

    @property
    def _preview(self) -> Preview | None:
        return None if self._prepared is None else self._prepared.preview

    def _replacement(self) -> Replacement:
        from engine.curation.replacing import Replacement

        return Replacement(
            self.sought.text(),
            self.into.text(),
            regular=self.regular.isChecked(),
            whole_words=self.words.isChecked(),
            case=self.case.isChecked(),
        )

    def _changed(self) -> None:
        if self.isVisible():
            self._later.start()
            self.go.setEnabled(False)

    def _look(self) -> None:
        """Make the preview on a thread: an expression may take long, or forever."""
        now = self._session.now
        if self._work is not None:
            self._stale = True
            self._work.stop()
            return
        if now is None or not self.sought.text():
            self._prepared = self._problem = None
            self._show()
            return
        replacement, rows = self._replacement(), self.rows

        def job(commands: Commands, emit: Emit) -> Prepared:
            return now.edits.prepare(replacement, rows, stopped=lambda: commands.stopping)

        work = self._work = Work(job, "find and replace", self)
        work.done.connect(self._take)
        work.failed.connect(self._fail)
        work.ended.connect(self._end)
        work.start()

    def _take(self, prepared: Prepared) -> None:
        self._prepared, self._problem = prepared, None

    def _fail(self, problem: Problem) -> None:
        self._prepared, self._problem = None, problem

    def _end(self) -> None:
        self._work = None
        if self._stale:
            self._stale = False
            self._look()
        else:
            self._show()

    def _press(self) -> None:
        prepared = self._prepared
        if prepared is None or not self.go.isEnabled() or self._later.isActive() or self._work is not None:
            return

        def act(edits: Edits) -> Step | None:
            return edits.carry_out(prepared)

        self.replaced.emit(act)

    def _show(self) -> None:
        preview, problem = self._preview, self._problem
        self.go.setEnabled(preview is not None and preview.captions > 0 and self._work is None)
        self._told.set_role("bad" if problem is not None else "quiet")
        if problem is not None:
            self._told.setText(text.problem_text(problem))
        elif preview is None:
            self._told.setText("")
        elif not preview.captions:
            self._told.setText(self.tr("Not found."))
        else:
            words = self.tr("Captions that change: {captions}, in {pictures} pictures.").format(
                captions=text.number(preview.captions), pictures=text.number(preview.rows)
            )
            if preview.emptied:
                words = text.sentences(
                    [
                        words,
                        self.tr("Nothing is left of {count}: they are removed.").format(
                            count=text.number(preview.emptied)
                        ),
                    ]
                )
            self._told.setText(words)
        examples = [] if preview is None else preview.examples
        while len(self._examples) < len(examples):
            flow = FlowText(_PICTURE)
            self._examples.append(flow)
            self._list.addWidget(flow)
        for flow in self._examples[len(examples) :]:
            flow.hide()
        for flow, example in zip(self._examples, examples, strict=False):
            flow.show()
            flow.set_paragraphs(
                [
                    Paragraph(example.before, quiet=True, marks=_lengths(example.marked_before)),
                    Paragraph(example.after or self.tr("(removed)"), marks=_lengths(example.marked_after)),
                ]
            )
        self._want()

    def _want(self) -> None:
        now = self._session.now
        if now is None or self._preview is None:
            return
        files = [file for example in self._preview.examples if (file := now.table.file(example.row))]
        if self.isVisible():
            self._thumbnails.want(files, 2 * _PICTURE.height())
        self._picture()

    def _picture(self) -> None:
        now = self._session.now
        if now is None or self._preview is None or not self.isVisible():
            return
        for flow, example in zip(self._examples, self._preview.examples, strict=False):
            file = now.table.file(example.row)
            pixels = self._thumbnails.get(file) if file else None
            if pixels is not None:
                flow.set_image(pixels.toImage())


def _lengths(spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """(begin, end) as the paragraphs take them: (begin, length)."""
    return tuple((begin, end - begin) for begin, end in spans)
