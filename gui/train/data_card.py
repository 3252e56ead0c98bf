"""The training data: the folder, a few of its pictures, its counts, and the skipped captions."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from engine.data.layout import DataSet, Record
from engine.errors import Problem
from engine.events import Commands, DataRead, Emit
from engine.settings import Settings, Splitting
from gui import text, theme
from gui.images import small_image
from gui.pages import DataOpened
from gui.reading import open_told, tell_unread
from gui.reasons import reason_text
from gui.widgets import Banner, Button, Card, Elided, Heading, Label, PictureView, ProgressLine, column, row
from gui.worker import Job, Work

LISTED = 1000
"""Number of skipped names that are shown; more would only slow the window."""
SAMPLES = 4
SAMPLE = QSize(58, 86)


Samples = list[tuple[Record, QImage]]


def read_job(path: Path, splitting: Splitting, again: bool = False) -> Job:
    """A job that reads a data folder or caption file, and a few of its pictures to show."""

    def job(commands: Commands, emit: Emit) -> tuple[DataOpened, Samples]:
        data = open_told(path, splitting, commands, emit)
        return DataOpened(path, data, splitting, again), _samples(data)

    return job


def samples_job(opened: DataOpened) -> Job:
    """A job that reads a few pictures of data that another page has read."""

    def job(commands: Commands, emit: Emit) -> tuple[DataOpened, Samples]:
        return opened, _samples(opened.data)

    return job


def _samples(data: DataSet) -> Samples:
    records = data.train or data.test
    chosen = [records[number * len(records) // SAMPLES] for number in range(min(SAMPLES, len(records)))]
    return [(record, small_image(record.path, 2 * SAMPLE.height())) for record in chosen]


class Count(QWidget):
    """A figure over what it counts."""

    def __init__(self) -> None:
        super().__init__()
        self.value, self.name = Label("heading"), Label("small")
        column(self.value, self.name, gap=0, parent=self)


class DataCard(Card):
    """Shows a data folder and opens another. ``chosen`` comes with the path that was asked for, ``opened``
    with what was read; ``look_wanted`` and ``caption_wanted`` with a path that is for the Data or the Caption page.

    Args:
        settings: by which it is split.
    """

    opened = Signal(object)
    chosen = Signal(object)
    changed = Signal()
    draw_wanted = Signal()
    look_wanted = Signal(object)
    caption_wanted = Signal(object)

    def __init__(self, settings: Callable[[], Settings]) -> None:
        super().__init__()
        self._settings = settings
        self._split: Splitting | None = None
        self._data: DataSet | None = None
        self._path: Path | None = None
        self._reading: Path | None = None
        self._next: Path | None = None
        self._found: DataRead | None = None
        self._work: Work | None = None
        self._heading = Heading()
        self._change = Button("quiet", "folder", small=True)
        self._change.clicked.connect(self.choose)
        self._missing = Label("quiet", wrap=True)
        self._open = Button("secondary", "folder", small=True)
        self._open.clicked.connect(self.choose)
        self.demo = Button("secondary", "hanger", small=True)
        self.demo.clicked.connect(self.draw_wanted)
        self._empty = QWidget()
        column(self._missing, row(self._open, self.demo, None), parent=self._empty)
        self._name = Elided("quiet")
        self._pictures = [PictureView(corner=5, hint=SAMPLE, fill=True) for _ in range(SAMPLES)]
        self._strip = QWidget()
        row(*self._pictures, gap=8, parent=self._strip)
        self._strip.setFixedHeight(SAMPLE.height())
        self._counts = (Count(), Count(), Count())
        self._left_out = Button("link", "chevron-right")
        self._left_out.setCheckable(True)
        self._left_out.toggled.connect(self._expand)
        self._list = QPlainTextEdit()
        self._list.setReadOnly(True)
        self._list.document().setDocumentMargin(0)
        self._list.hide()
        self._filled = QWidget()
        counts = row(*self._counts, gap=8)
        column(self._name, self._strip, 2, counts, self._left_out, self._list, gap=6, parent=self._filled)
        self.progress = ProgressLine()
        self.progress.stopped.connect(self._stop)
        self.banner = Banner()
        self.body.setSpacing(4)
        # The quiet button's own padding stands in the card's margin, so that its words end where the rest does.
        self.body.setContentsMargins(theme.PAD, theme.PAD - 4, theme.PAD - 8, theme.PAD - 2)
        below = column(self._empty, self._filled, self.progress, self.banner, gap=4)
        below.setContentsMargins(0, 0, 8, 0)
        self.body.addLayout(row(self._heading, None, self._change))
        self.body.addLayout(below)
        self.retranslate()

    @property
    def folder(self) -> Path | None:
        """The folder, or caption file, that is read and can be trained on."""
        return None if self._work else self._path

    @property
    def data(self) -> DataSet | None:
        """What is shown."""
        return self._data

    def choose(self) -> None:
        """Ask for a folder."""
        start = str(self._data.folder.parent if self._data else Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder with pictures and captions"), start)
        if chosen:
            self.chosen.emit(Path(chosen))

    def open(self, folder: Path, again: bool = False) -> None:
        """Read a folder or caption file on a thread; what was shown before stays until it is read.

        While another is being read, this one is the next.

        Args:
            again: as of ``DataOpened``.
        """
        if self._work is not None:
            self._next = folder
            self.progress.name(self._reading_words)
            return
        self.banner.clear()
        self._split = self._settings().splitting
        self._reading = folder
        self._start(read_job(folder, self._split, again))

    def follow(self, opened: DataOpened) -> None:
        """Show data that another page has read; what is being read here stays."""
        if self._work is None and opened.data is not self._data:
            self.banner.clear()
            self._split = opened.splitting
            self._reading = opened.path
            self._start(samples_job(opened))

    def split_again(self) -> None:
        """Reload the folder if the settings now split it differently."""
        if self._path is not None and self._work is None and self._settings().splitting != self._split:
            self.open(self._path)

    def show_data(self, path: Path, data: DataSet, samples: Samples) -> None:
        """Show what was read."""
        self._path, self._data, self._found = path, data, None
        self._left_out.setChecked(False)
        for view in self._pictures:
            view.set_image(QImage())
            view.setToolTip("")
        for view, (record, image) in zip(self._pictures, samples, strict=False):
            view.set_image(image)
            view.setToolTip(text.plain("\n".join((record.name, *record.captions))))
        self.retranslate()

    def show_counts(self, read: DataRead) -> None:
        """Show what a run found once it had read every picture, of the folder shown or of another."""
        self._found = read
        if read.exchanged or read.too_long:
            self.banner.tell("warn", lambda: "\n".join(self._warnings(read)))
        self.retranslate()

    def _warnings(self, read: DataRead) -> Iterator[str]:
        """What a person should know of the data before the first step."""
        if read.exchanged:
            yield self.tr(
                "The pictures have changed since the last checkpoint: other files, or files of other sizes. The "
                "run goes on with the present ones."
            )
        if read.too_long:
            yield self.tr(
                "Captions longer than {most} words, cut there: {count}. The longest has {longest} words. The setting "
                "Longest training caption changes this."
            ).format(
                count=text.number(read.too_long), most=text.number(read.most_words), longest=text.number(read.longest)
            )

    def set_editable(self, editable: bool) -> None:
        """Whether another folder may be chosen now."""
        for button in (self._change, self._open, self.demo):
            button.setEnabled(editable)

    def set_room(self, height: int) -> None:
        """How high the window is: a low one has no room for the pictures."""
        self._strip.setVisible(height >= 720)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Data"))
        self._change.setText(self.tr("Change…"))
        self._missing.setText(self.tr("Open a folder of pictures with captions to train on."))
        self._open.setText(self.tr("Open…"))
        self.demo.setText(self.tr("Create demo data"))
        self.demo.setToolTip(self.tr("2,000 synthetic pictures with captions, to try out everything"))
        for button in (self._open, self._change):
            button.setToolTip(self.tr("Choose a folder with pictures and captions (Ctrl+O)"))
        data = self._data
        self._filled.setVisible(data is not None)
        self._change.setVisible(data is not None)
        self._empty.setVisible(data is None and self._work is None)
        if data is None:
            return
        path = self._path or data.folder
        self._name.set_whole(path.name)
        self._name.setToolTip(text.plain(str(path)))
        words = (self.tr("training"), self.tr("validation"), self.tr("test"))
        found = self._found
        numbers = (len(data.train), len(data.validation), len(data.test))
        if found is not None:
            numbers = (found.train, found.validation, found.test)
        for count, name, value in zip(self._counts, words, numbers, strict=True):
            count.value.setText(text.number(value))
            count.name.setText(name)
        left_out = len(data.left_out) if found is None else found.left_out
        self._left_out.setVisible(left_out > 0)
        self._left_out.setText(self.tr("{count} skipped").format(count=text.number(left_out)))
        if self._left_out.isChecked():
            self._fill_list(data)

    def _start(self, job: Job) -> None:
        self.progress.begin(self._reading_words)
        self._work = Work(job, "reading data", self)
        self._work.events.connect(self.progress.take)
        self._work.done.connect(self._take)
        self._work.failed.connect(self._fail)
        self._work.ended.connect(self._end)
        self._work.start()
        self.retranslate()
        self.changed.emit()

    def _reading_words(self) -> str:
        name = self._reading.name if self._reading else ""
        if self._next is None:
            return self.tr("Reading {name}…").format(name=name)
        return self.tr("Reading {name}, then {next}…").format(name=name, next=self._next.name)

    def _take(self, read: tuple[DataOpened, Samples]) -> None:
        opened, samples = read
        self.show_data(opened.path, opened.data, samples)
        self.opened.emit(opened)

    def _fail(self, problem: Problem) -> None:
        path = self._reading
        assert path is not None
        tell_unread(self.banner, problem, path, self.look_wanted.emit, self.caption_wanted.emit)

    def _stop(self) -> None:
        self._next = None
        if self._work is not None:
            self._work.stop()

    def _end(self) -> None:
        self._work = None
        self.progress.end()
        self.retranslate()
        self.changed.emit()
        if self._next is not None:
            following, self._next = self._next, None
            self.open(following)
            return
        # The settings may have changed while it was read.
        self.split_again()

    def _expand(self, shown: bool) -> None:
        self._left_out.set_icon("chevron-down" if shown else "chevron-right")
        self._list.setVisible(shown)
        if shown and self._data is not None:
            self._fill_list(self._data)

    def _fill_list(self, data: DataSet) -> None:
        lines = [f"{item.name}: {reason_text(item.reason)}" for item in data.left_out[:LISTED]]
        if len(data.left_out) > LISTED:
            lines.append("…")
        if self._found is not None and self._found.left_out > len(data.left_out):
            more = text.number(self._found.left_out - len(data.left_out))
            lines.append(
                self.tr("{count} more could not be read; they are listed in log.txt in the run folder.").format(
                    count=more
                )
            )
        self._list.setPlainText("\n".join(lines))
        # A name and its reason take two lines of this column.
        self._list.setFixedHeight(min(6, 2 * len(lines)) * self._list.fontMetrics().lineSpacing() + 4)
