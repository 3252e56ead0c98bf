"""The left column: the list of pictures, the progress, and the buttons that add pictures."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QProgressBar

from gui import text, theme
from gui.caption.delegate import INSET, RowDelegate
from gui.caption.items import CaptionItem, ItemState, Source
from gui.caption.pictures import Pictures
from gui.caption.queue import CaptionQueue
from gui.caption.service import Captioning
from gui.widgets import Button, Card, Heading, Label, Panel, column, restyle, row
from gui.widgets.setting import NumberEdit

SEEDS = 2**31 - 1


class PictureList(QListView):
    """A list whose rows never change their height, so that a change of one need not lay all of them out again."""

    def dataChanged(self, first: QModelIndex, last: QModelIndex, roles: Sequence[int] = ()) -> None:  # type: ignore[override] # noqa: N802
        """Qt override; QListView's takes time by the number of rows, 0.3 s at 100,000."""
        QAbstractItemView.dataChanged(self, first, last, list(roles))


class ListCard(Card):
    """The list and its foot. ``shown`` brings the picture to look at, or None."""

    shown = Signal(object)

    def __init__(self, queue: CaptionQueue, pictures: Pictures, service: Captioning) -> None:
        super().__init__()
        self._queue, self._service = queue, service
        self._heading, self._count = Heading(), Label("quiet")
        self.list = PictureList()
        self.list.setModel(queue)
        self.list.setItemDelegate(RowDelegate(queue, pictures, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setMouseTracking(True)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.selectionModel().currentChanged.connect(self._current)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._state = Label("quiet")
        self._act = Button("link")
        self._act.clicked.connect(self._do)
        head, foot = row(self._heading, None, self._count), row(self._state, None, self._act)
        self._heading.setMinimumHeight(theme.CONTROL)
        # Kept while hidden, so that nothing jumps when a batch begins or ends.
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        bar = row(self._bar)
        # The rows' ground reaches into the card's margin, so that the pictures stand in line with the heading.
        for line in (head, bar, foot):
            line.setContentsMargins(INSET, 0, INSET, 0)
        self.body.setContentsMargins(theme.PAD - INSET, 8, theme.PAD - INSET, 12)
        self.body.addLayout(head)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(bar)
        self.body.addLayout(foot)
        pictures.thumbnail_made.connect(self._redraw)
        queue.counted.connect(self.refresh)
        service.changed.connect(self.refresh)
        self.retranslate()

    def select(self, row_: int) -> None:
        """Look at a row, alone."""
        index = self._queue.index(row_)
        if index.isValid():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(index, flag)
            self.list.scrollTo(index)

    @property
    def current(self) -> CaptionItem | None:
        """The picture on display."""
        return self._queue.item(self.list.currentIndex().row())

    @property
    def selected_items(self) -> list[CaptionItem]:
        """The selected rows, in the order in which they are shown."""
        indexes = sorted(self.list.selectionModel().selectedIndexes(), key=QModelIndex.row)
        return [item for index in indexes if (item := self._queue.item(index.row())) is not None]

    @property
    def selected_pictures(self) -> list[Source]:
        """The selected pictures that are real ones, the one on display first."""
        items = [self.current, *self.selected_items]
        sources = {item.source.id: item.source for item in items if item is not None and not item.source.drawn}
        return list(sources.values())

    def remove_selected(self) -> None:
        """Take the selected rows out of the list."""
        rows = [index.row() for index in self.list.selectionModel().selectedIndexes()]
        if len(rows) == self._queue.rowCount():
            self._queue.clear()
            self.shown.emit(None)
        elif rows:
            self._queue.remove(rows)
            self.select(min(min(rows), self._queue.rowCount() - 1))

    def again_selected(self) -> None:
        """Caption the selected rows again."""
        self._queue.again([item.source.id for item in self.selected_items])
        self._service.start()

    def refresh(self) -> None:
        """Show the progress of the batch."""
        queue, service = self._queue, self._service
        total, waiting = queue.rowCount(), queue.count(ItemState.WAITING)
        finished, failed = queue.count(ItemState.DONE) + queue.count(ItemState.FAILED), queue.count(ItemState.FAILED)
        self._count.setText(f"{text.number(finished)} / {text.number(total)}" if total else "")
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(finished)
        self._bar.setVisible(service.busy or waiting > 0)
        if service.stopping:
            self._say(self.tr("Stopping…"), "")
        elif service.busy and service.loading:
            self._say(self.tr("Loading the model…"), self.tr("Stop"))
        elif service.busy and service.measuring:
            done = service.measuring
            share = f" {100 * done.done // done.total} %" if done.total else ""
            self._say(self.tr("Measuring the fit…") + share, self.tr("Stop"))
        elif service.busy:
            left = service.seconds_left()
            progress = self.tr("{time} left").format(time=text.duration(left)) if left else self.tr("Captioning…")
            self._say(progress, self.tr("Stop"))
        elif waiting:
            status = self.tr("{count} waiting").format(count=text.number(waiting))
            self._say(status, self.tr("Start captioning") if service.choice else "")
        elif failed:
            self._say(self.tr("{count} unreadable").format(count=text.number(failed)), self.tr("Clear list"), bad=True)
        else:
            self._say(self.tr("All captioned") if total else "", self.tr("Clear list") if total else "")

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Pictures"))
        self.list.setAccessibleName(self.tr("Pictures"))
        self._queue.retranslate()
        self.refresh()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.list.viewport().update()

    def _say(self, sentence: str, act: str, bad: bool = False) -> None:
        self._state.setText(sentence)
        self._state.set_role("bad" if bad else "quiet")
        self._act.setText(act)
        self._act.setEnabled(bool(act))

    def _do(self) -> None:
        if self._service.busy:
            self._service.stop()
        elif self._queue.count(ItemState.WAITING):
            self._service.start()
        else:
            self._queue.clear()
            self.shown.emit(None)

    def _current(self, index: QModelIndex) -> None:
        item = self._queue.item(index.row())
        if item is not None:
            self._queue.prefer(item.source.id)
        self.shown.emit(item)

    def _redraw(self, id_: int) -> None:
        index = self._queue.index(self._queue.row_of(id_))
        if index.isValid():
            self.list.update(index)

    def _menu(self, place: QPoint) -> None:
        if not self.list.indexAt(place).isValid():
            return
        menu = QMenu(self)
        menu.addAction(self.tr("Caption again"), self.again_selected)
        remove = menu.addAction(self.tr("Remove from the list"), self.remove_selected)
        remove.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        menu.exec(self.list.viewport().mapToGlobal(place))


class Ways(Panel):
    """The buttons under the list: random tensors with their seed, a folder, and the primary one for pictures."""

    noise_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.noise, self.folder = Button("secondary", "dice"), Button("secondary", "folder")
        self.add = Button("primary", "add")
        self._word = Label("quiet")
        self.seed = NumberEdit(whole=True)
        self.seed.setText("7")
        self.seed.setFixedWidth(60)
        self.more = Button("secondary", "more")
        for button in (self.noise, self.more):
            restyle(button, "tight", True)
        self._word.setBuddy(self.seed)
        self.noise.clicked.connect(self._draw)
        self.seed.returnPressed.connect(self._draw)
        top = row(self.noise, self._word, self.seed, self.more)
        top.setStretch(0, 1)
        bottom = row(self.add, self.folder)
        bottom.setStretch(0, 1)
        column(top, bottom, parent=self)
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.noise.setText(self.tr("Random tensor"))
        self.noise.setToolTip(self.tr("Caption a picture of noise; anything the model describes in it is made up"))
        self.more.setAccessibleName(self.tr("More pictures that show nothing"))
        self.more.setToolTip(self.tr("Other noise, blank, blurred, shuffled or mixed pictures"))
        self._word.setText(self.tr("Seed"))
        self.seed.setAccessibleName(self.tr("Seed of the random tensor"))
        self.add.setText(self.tr("Add pictures…"))
        self.add.setToolTip(self.tr("Choose pictures to caption (Ctrl+O); you can also drop or paste them"))
        self.folder.setText(self.tr("Folder…"))
        self.folder.setToolTip(self.tr("Caption all pictures in a folder and its subfolders"))

    def _draw(self) -> None:
        typed = self.seed.text().strip()
        seed = min(int(typed), SEEDS) if typed.isdigit() else 0
        self.noise_wanted.emit(seed)
        # The next press draws another one.
        self.seed.setText(str((seed + 1) % (SEEDS + 1)))
