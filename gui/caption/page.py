"""The Caption tab: lays out its columns and passes events between them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from engine.captions.domain import CaptionDomain
from engine.domains import DOMAINS
from engine.translation.direction import ENGLISH
from engine.worklist import worklist_folder
from gui import memory, theme
from gui.caption.adding import Adding
from gui.caption.again import Again
from gui.caption.attributes_card import AttributesCard
from gui.caption.camera.card import CameraCard
from gui.caption.choices import find_choices
from gui.caption.editing import CaptionEditing
from gui.caption.history.opening import HistoryOpening
from gui.caption.items import CaptionItem, ItemState
from gui.caption.job import Load, load_captioner
from gui.caption.keeping_for_training import KeepingForTraining
from gui.caption.list_card import ListCard
from gui.caption.list_keeping import ListKeeping
from gui.caption.maps import Maps
from gui.caption.model_card import Find, ModelCard
from gui.caption.own_card import OwnCard
from gui.caption.picture_card import PictureCard
from gui.caption.pictures import Pictures
from gui.caption.queue import CaptionQueue
from gui.caption.saving import CaptionSaving
from gui.caption.service import Captioning
from gui.caption.strange_sheet import StrangeSheet
from gui.caption.translating import Make, Translating, make_translator, wanted_of
from gui.caption.translation_card import TranslationCard
from gui.caption.ways import Ways
from gui.caption.words_card import copy
from gui.dropped import has_pictures
from gui.pages import (
    CaptionWanted,
    CheckpointOffered,
    DeviceFound,
    Message,
    Page,
    PicturesWanted,
    TrainingWanted,
)
from gui.widgets import Banner, Button, column, restyle, row


class CaptionPage(Page):
    """Works before, during and after a training run, and while it is paused: it has its own thread and model.

    Args:
        load: gives a captioner for a checkpoint's folder and a device.
        find: gives the checkpoints to choose from, runs elsewhere included.
        make: gives a translator for its name and a server's address.
    """

    def __init__(self, load: Load = load_captioner, find: Find = find_choices, make: Make = make_translator) -> None:
        super().__init__()
        self.queue = CaptionQueue(self)
        self.service = Captioning(self.queue, load, self)
        self.pictures = Pictures(self)
        self.banner = Banner()
        self.list = ListCard(self.queue, self.pictures, self.service)
        self.keeping = ListKeeping(self.queue, self.list, self.service, self.banner)
        self.adding = Adding(self, self.queue, self.list, self.service, self.banner)
        self.adding.when_ready = self.keeping.when_ready
        self.history = HistoryOpening(self, self.queue, self.list, self.service, self.banner)
        self.ways = Ways()
        self.strange = StrangeSheet(self, lambda: self.list.selected_pictures)
        self.maps = Maps(self.service, self)
        self.picture = PictureCard(self.queue, self.pictures, self.maps)
        self.camera = CameraCard(self.picture, self.service)
        self.translating = Translating(make, self)
        self.history.keeping.follow(self.translating)
        self.saving = CaptionSaving(self, self.queue, self.translating, self.maps, self.banner)
        self.model = ModelCard(find)
        self.again = Again(self.queue, self.list, self.service, self.model, self.banner)
        self.own, self.translation = OwnCard(), TranslationCard(self.translating)
        self.editing = CaptionEditing(self, self.queue, self.list, self.service, self.own)
        self.training = KeepingForTraining(self, self.queue, self.list, self.editing.menu, self.banner, self.told.emit)
        self.attributes = AttributesCard()
        self.copy, self.save = Button("secondary", "copy"), Button("secondary", "download")
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self.retranslate()
        self._count()

    # What the window calls

    def restore(self, settings: QSettings, clean: bool) -> None:
        """Restore the last choices, and look for checkpoints."""
        self.adding.folder = memory.text(settings, "caption/folder")
        self.picture.set_view(memory.text(settings, "caption/view", "seen"))
        self.ways.seed.setText(memory.text(settings, "caption/seed", "7"))
        self.list.restore(settings)
        self.history.restore(settings)
        self.model.restore(settings)
        self.translating.restore(settings)
        self.editing.restore(settings)
        self.training.restore(settings)
        self.saving.sheet.restore(settings)
        self.keeping.restore(worklist_folder(), clean)

    def remember(self, settings: QSettings) -> None:
        """Save the choices for the next session."""
        settings.setValue("caption/folder", self.adding.folder)
        settings.setValue("caption/view", self.picture.view)
        settings.setValue("caption/seed", self.ways.seed.text())
        self.list.tools.remember(settings)
        self.model.remember(settings)
        self.translating.remember(settings)
        self.editing.remember(settings)
        self.training.remember(settings)
        self.saving.sheet.remember(settings)
        self.keeping.close()

    def stop(self) -> None:
        """See ``Page``: what waits stays in the list, and the camera is let go."""
        self.camera.leave()
        self.service.stop()

    def receive(self, message: Message) -> None:
        """See ``Page``: a checkpoint that was saved is offered, with its run; one to caption with is chosen."""
        if isinstance(message, CheckpointOffered):
            self.model.know(message.folder)
        elif isinstance(message, CaptionWanted):
            if message.folder is not None:
                self.model.open(message.folder)
            self.front_wanted.emit()
        elif isinstance(message, DeviceFound):
            # By now torch is loaded. The memory of a GPU is left to those who compute on it.
            if not message.device.memory:
                self.service.warm()
        elif isinstance(message, PicturesWanted):
            self.front_wanted.emit()
            if message.paths:
                self.adding.paths(message.paths)
            else:
                self.adding.ask_pictures()

    def open(self) -> None:
        """Ask for files."""
        self.adding.ask_pictures()

    def accept_paths(self, paths: Iterable[Path]) -> bool:
        """Caption files, and all pictures below folders."""
        self.adding.paths(paths)
        return True

    # What is asked of the caption

    def copy_both(self) -> None:
        """Put the caption of the picture and its translation on the clipboard."""
        item = self.list.current
        if item is not None and item.caption is not None:
            copy("\n".join(filter(None, (item.text, self.translation.caption))), self.copy)

    # Qt's hooks

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.save.setText(self.tr("Save…"))
        self.save.setToolTip(self.tr("Save all captions: beside the pictures, or as one file (Ctrl+E)"))
        self._show(self.list.current)

    def recolour(self) -> None:
        """See ``Worded``."""
        self._show(self.list.current)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Qt override: runs may have come since the tab was last in front."""
        super().showEvent(event)
        self.model.look()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: the side columns keep a share of the width within bounds, as on the Train tab."""
        super().resizeEvent(event)
        width = self.width()
        self._left.setFixedWidth(min(336, max(288, round(width * 0.235))))
        self._right.setFixedWidth(min(440, max(264, round(width * 0.3))))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Qt override: files and pictures may be dropped anywhere."""
        if has_pictures(event.mimeData()):
            event.acceptProposedAction()
            restyle(self.picture, "drop", True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """Qt override."""
        restyle(self.picture, "drop", False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Qt override."""
        restyle(self.picture, "drop", False)
        self.adding.dropped(event.mimeData())
        event.acceptProposedAction()

    # Inside

    def _lay_out(self) -> None:
        self._left, self._right = QWidget(), QWidget()
        column(self.model, self.list, self.ways, gap=theme.GAP, parent=self._left).setStretch(1, 1)
        buttons = row(self.copy, self.save, self.history.button)
        buttons.setStretch(0, 1)
        buttons.setStretch(1, 1)
        cards = (self.own, self.translation, self.attributes)
        self._cards = column(*cards, buttons, self.saving.progress, gap=theme.GAP, parent=self._right)
        self._share_height()
        columns = row(self._left, self.picture, self._right, gap=theme.PAD)
        columns.setStretch(1, 1)
        self.banner.stand_over(self.picture)
        page = column(columns, parent=self)
        page.setContentsMargins(theme.PAD, theme.PAD, theme.PAD, theme.PAD)

    def _connect(self) -> None:
        self.ways.noise_wanted.connect(self.adding.noise)
        self.ways.more.clicked.connect(lambda: self.strange.ask(self.ways.mapToGlobal(QPoint(0, -theme.STEP))))
        self.strange.wanted.connect(self.adding.strange)
        self.ways.camera.clicked.connect(self.camera.toggle)
        self.camera.taken.connect(self.adding.image)
        self.camera.saved.connect(lambda path: self.adding.paths([path]))
        for add in (self.ways.add, self.picture.add):
            add.clicked.connect(self.adding.ask_pictures)
        for folder in (self.ways.folder, self.picture.folder):
            folder.clicked.connect(self.adding.ask_folder)
        self.list.shown.connect(self._show)
        self.queue.dataChanged.connect(self._changed)
        self.queue.counted.connect(self._count)
        self.service.captioned.connect(self._keep_seen)
        self.service.failed.connect(self.banner.tell_problem)
        self.own.pointed.connect(self.picture.point)
        self.keeping.came_back.connect(self._translate)
        self.picture.changed.again.connect(self._caption_again)
        self.picture.foot.save.clicked.connect(lambda: self.saving.ask_maps(self.list.current, self.adding.folder))
        self.service.changed.connect(self._explain_fit)
        self.model.chosen.connect(lambda _: self._show(self.list.current))
        self.model.failed.connect(self.banner.tell_problem)
        self.own.fit.train_wanted.connect(lambda: self.told.emit(TrainingWanted()))
        self.translation.told.connect(self.banner.tell_problem)
        self.translating.changed.connect(self._share_height)
        self.translating.came.connect(self._name_copying)
        self.translating.chosen.connect(self._translate_all)
        self.copy.clicked.connect(self.copy_both)
        self.save.clicked.connect(self._ask_saving)
        self.saving.changed.connect(self._count)
        for keys, action in (
            (QKeySequence(QKeySequence.StandardKey.Paste), self.adding.paste),
            (QKeySequence(QKeySequence.StandardKey.Copy), self.copy_both),
            (QKeySequence("Ctrl+E"), self._ask_saving),
            (QKeySequence("Ctrl+K"), self.camera.toggle),
            (QKeySequence(QKeySequence.StandardKey.Delete), self.list.remove_selected),
            (QKeySequence(QKeySequence.StandardKey.Find), self.list.tools.begin_search),
        ):
            shortcut = QShortcut(keys, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def _show(self, item: CaptionItem | None) -> None:
        self.picture.show_item(item)
        self.own.show_item(
            item,
            self._language(item),
            {
                "empty": self.tr("Captions appear here."),
                "waiting": self.tr("Waiting to be captioned.")
                if self.service.choice
                else self.tr("No checkpoint yet."),
                "captioning": self.tr("Captioning…"),
                "nothing": self.tr("The model produced an empty caption. It needs more training."),
            },
        )
        self.translation.show_item(item, self._language(item))
        self._share_height()
        self._name_copying()
        self.attributes.show_item(item, self._domain(item))
        self.copy.setEnabled(item is not None and item.caption is not None)
        self._explain_fit()

    def _explain_fit(self) -> None:
        """Why the fit of the picture on display is not known, and whether it will be."""
        item, choice = self.list.current, self.service.choice
        if item is not None and item.caption is not None:
            own = choice is not None and choice.key == item.caption.choice
            self.own.fit.explain(
                self.service.fit_problem(item.caption.choice), own and self.service.measuring is not None
            )

    def _domain(self, item: CaptionItem | None) -> CaptionDomain | None:
        """The kind of a picture's caption, or of those that the checkpoint which is chosen makes."""
        if item is not None and item.caption is not None:
            return item.caption.domain
        choice = self.service.choice
        return None if choice is None else DOMAINS[choice.domain].domain

    def _language(self, item: CaptionItem | None) -> str:
        """The language of a picture's caption, or of those that the checkpoint which is chosen writes."""
        if item is not None and item.caption is not None:
            return item.caption.language
        return ENGLISH if self.service.choice is None else self.service.choice.language

    def _changed(self, first: Any, last: Any) -> None:
        item = self.list.current
        if item is not None and first.row() <= self.queue.row_of(item.source.id) <= last.row():
            self._show(item)

    def _count(self) -> None:
        ready = self.queue.count(ItemState.DONE) + self.queue.count(ItemState.FAILED) > 0
        self.save.setEnabled(ready and not self.saving.busy)
        if not self.queue.rowCount():
            self._show(None)

    def _keep_seen(self, id_: int, seen: Any) -> None:
        item = self.queue.item_of(id_)
        if item is not None and item.caption is not None:
            self.translating.want([wanted_of(item)])
            self.pictures.keep_seen(item.source, item.caption.framing, seen)
            if item is self.list.current:
                self._show(item)

    def _caption_again(self) -> None:
        if self.list.current is not None:
            self.keeping.caption_again(self.list.current)

    def _name_copying(self) -> None:
        """What the button copies: the translation too, where there is one."""
        item = self.list.current
        alone = item is not None and item.caption is not None and not self.translation.caption
        self.copy.setText(self.tr("Copy caption") if alone else self.tr("Copy both"))
        self.copy.setToolTip(
            self.tr("Copy the caption (Ctrl+C)") if alone else self.tr("Copy the caption and its translation (Ctrl+C)")
        )

    def _ask_saving(self) -> None:
        if self.save.isEnabled():
            self.saving.ask_captions(self.save, self.adding.folder)

    def _share_height(self) -> None:
        """Two translations under each other need more room than one, and English more than Chinese."""
        target = self.translation.target
        shares = (7, 7, 4) if self.translating.compares(target) else (6, 6, 4) if target == ENGLISH else (9, 4, 4)
        for place, share in enumerate(shares):
            self._cards.setStretch(place, share)

    def _translate_all(self) -> None:
        self._translate(self.queue.items())

    def _translate(self, items: Sequence[CaptionItem]) -> None:
        self.translating.want([wanted_of(item) for item in items if item.caption])
