"""Exporting the selected checkpoint: its options, the progress, and the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.events import Event, Progress, Task
from gui import text, theme
from gui.checkpoints import jobs
from gui.widgets import Banner, Button, Elided, Label, Panel, ProgressLine, Segments, Sheet, column, row
from gui.worker import Job, Work

if TYPE_CHECKING:
    from engine.export.exporter import Exported
    from engine.runs.catalog import CatalogEntry

FORMATS, PRECISIONS = ("onnx", "safetensors"), ("fp32", "fp16", "int8")


class ExportSheet(Sheet):
    """A small sheet over its button. ``wanted``: the format and the precision."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title, self._told = Elided("heading"), Label("small", wrap=True)
        self.form, self.precision = Segments(FORMATS), Segments(PRECISIONS)
        self.form.chosen.connect(lambda _: self._refresh())
        self.precision.chosen.connect(lambda _: self._refresh())
        self._go = Button("primary", "folder")
        self._go.clicked.connect(self._want)
        self.body.addLayout(column(self.title, self.form, self.precision, self._told, 4, row(None, self._go)))
        self.retranslate()

    def open_over(self, name: str, place: QPoint) -> None:
        """Open for a checkpoint, with the left lower corner at a place of the screen."""
        self.title.set_whole(name)
        self.fit()
        self.move(place - QPoint(0, self.height()))
        self.show()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.form.set_words({"onnx": "ONNX", "safetensors": "safetensors"})
        self.precision.set_words({"fp32": "fp32", "fp16": "fp16", "int8": "int8"})
        self._go.setText(self.tr("Choose a folder…"))
        self._refresh()

    def _refresh(self) -> None:
        weights = self.form.value == "safetensors"
        if weights and self.precision.value == "int8":
            self.precision.set_value("fp16")
        self.precision.set_enabled("int8", not weights)
        formats = {
            "onnx": self.tr("Two graphs and an example that needs only onnxruntime, pillow and numpy."),
            "safetensors": self.tr("Weights only, for Atelier and PyTorch."),
        }
        precisions = {
            "fp32": self.tr("Exactly the captions of this checkpoint."),
            "fp16": self.tr("Half the size, for a GPU."),
            "int8": self.tr("A quarter of the size and the fastest on a CPU; calibrated on pictures of its run."),
        }
        self._told.setText(f"{formats[self.form.value]} {precisions[self.precision.value]}")
        if self.isVisible():
            self.fit()

    def _want(self) -> None:
        self.hide()
        self.wanted.emit(self.form.value, self.precision.value)


Make = Callable[[Path, Path, Path, str, str], Job]


class Exporting(Panel):
    """The line of buttons: the primary one exports, and at the end stands the progress of that.

    Args:
        banner: where it is told what came of an export.
        others: the buttons beside it.
        make: makes the job, as ``jobs.export_job`` does.
    """

    def __init__(self, banner: Banner, others: Sequence[Button] = (), make: Make = jobs.export_job) -> None:
        super().__init__()
        self._banner, self._make = banner, make
        self._entry: CatalogEntry | None = None
        self._work: Work | None = None
        self._folder = ""
        self.button, self.progress = Button("primary", "download"), ProgressLine(inline=True)
        self.sheet = ExportSheet(self)
        self.button.clicked.connect(self._ask)
        self.sheet.wanted.connect(self._choose_folder)
        self.progress.stopped.connect(self._stop)
        line = row(self.button, *others, theme.STEP, self.progress, None, parent=self)
        line.setStretch(line.indexOf(self.progress), 1)
        self.retranslate()

    def look_at(self, entry: CatalogEntry | None) -> None:
        """The checkpoint that would be exported."""
        self._entry = entry
        self.button.setEnabled(entry is not None and self._work is None)

    def export(self, folder: Path, form: str, precision: str) -> None:
        """Export into a new folder within ``folder``."""
        entry = self._entry
        if entry is None or self._work is not None:
            return
        place = folder / f"{entry.name}-{entry.step}-{form}-{precision}"
        self._banner.clear()
        self.progress.begin(lambda: self.tr("Exporting…"))
        work = self._work = Work(self._make(entry.folder, entry.run, place, form, precision), "export", self)
        work.events.connect(self._take)
        work.done.connect(self._tell)
        work.failed.connect(self._banner.tell_problem)
        work.ended.connect(self._end)
        self.look_at(entry)
        work.start()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.button.setText(self.tr("Export…"))
        self.button.setToolTip(self.tr("Export this checkpoint for use in other programs"))

    def _ask(self) -> None:
        if self._entry is not None:
            name = f"{self._entry.name} · {text.number(self._entry.step)}"
            self.sheet.open_over(name, self.button.mapToGlobal(QPoint(0, -6)))

    def _choose_folder(self, form: str, precision: str) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder for the export"), self._folder)
        if chosen:
            self._folder = chosen
            self.export(Path(chosen), form, precision)

    def _stop(self) -> None:
        if self._work is not None:
            self._work.stop()

    def _take(self, events: Sequence[Event]) -> None:
        steps = {
            Task.DRAWING: lambda: self.tr("Drawing pictures…"),
            Task.PREPARING: lambda: self.tr("Preparing pictures…"),
            Task.CALIBRATING: lambda: self.tr("Calibrating…"),
            Task.COMPARING: lambda: self.tr("Comparing…"),
        }
        for event in events:
            if isinstance(event, Progress):
                self.progress.name(steps.get(event.task, lambda: self.tr("Exporting…")))
        self.progress.take(events)

    def _tell(self, exported: Exported) -> None:
        found = exported.comparison

        def words() -> str:
            return self.tr(
                "Exported to {folder}: {size}, {time} ms per picture; {same} of {count} captions match PyTorch."
            ).format(
                folder=exported.folder,
                size=text.size(exported.size),
                time=text.number(round(1000 * exported.seconds)),
                same=text.number(found.same),
                count=text.number(found.count),
            )

        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(exported.folder)))

        self._banner.tell("good", words, [(lambda: self.tr("Open the folder"), show)])

    def _end(self) -> None:
        self._work = None
        self.progress.end()
        self.look_at(self._entry)
