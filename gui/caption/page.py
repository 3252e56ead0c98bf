"""The Caption tab: lays out its columns and passes events between them."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.captions.domain import CaptionDomain
from engine.data.decoding import EXTENSIONS
from engine.data.strange import StrangePicture
from engine.domains import DOMAINS
from engine.events import Commands, Emit
from engine.fit.verdict import UNKNOWN_FIT
from engine.translation.direction import ENGLISH
from gui import memory, text, theme
from gui.caption.attributes_card import AttributesCard
from gui.caption.choices import Choice, find_choices
from gui.caption.export import export_row, write_captions
from gui.caption.job import Load, load_captioner
from gui.caption.list_card import ListCard, Ways
from gui.caption.maps import Maps
from gui.caption.model_card import Find, ModelCard
from gui.caption.picture_card import PictureCard
from gui.caption.pictures import Pictures
from gui.caption.queue import CaptionItem, CaptionQueue, ItemState, Source
from gui.caption.service import Captioning
from gui.caption.strange_sheet import StrangeSheet
from gui.caption.translating import Make, Translating, make_translator, wanted_of
from gui.caption.translation_card import TranslationCard
from gui.caption.words_card import OwnCard, copy
from gui.dropped import local_paths
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
from gui.worker import Work

AT_ONCE = 4000
"""Files added before pending mouse and key events are processed."""


class CaptionPage(Page):
    """Works before, during and after a training run, and while it is paused: it has its own thread and model.

    Args:
        load: gives a captioner for a checkpoint's folder and a device.
        find: gives the checkpoints to choose from, runs elsewhere included.
        make: gives a translator for its name and a server's address.
    """

    def __init__(self, load: Load = load_captioner, find: Find = find_choices, make: Make = make_translator) -> None:
        super().__init__()
        self._folder = ""
        self.queue = CaptionQueue(self)
        self.service = Captioning(self.queue, load, self)
        self.pictures = Pictures(self)
        self.banner = Banner()
        self.list = ListCard(self.queue, self.pictures, self.service)
        self.ways = Ways()
        self.strange = StrangeSheet(self, lambda: self.list.selected_pictures)
        self.maps = Maps(self.service, self)
        self.picture = PictureCard(self.queue, self.pictures, self.maps)
        self.translating = Translating(make, self)
        self.own, self.translation = OwnCard(), TranslationCard(self.translating)
        self.attributes, self.model = AttributesCard(), ModelCard(find)
        self.copy, self.export = Button("secondary", "copy"), Button("secondary", "download")
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self.retranslate()
        self._count()

    # What the window calls

    def restore(self, settings: QSettings, clean: bool) -> None:
        """Restore the last choices, and look for checkpoints."""
        self._folder = memory.text(settings, "caption/folder")
        self.picture.set_view(memory.text(settings, "caption/view", "seen"))
        self.ways.seed.setText(memory.text(settings, "caption/seed", "7"))
        self.model.restore(settings)
        self.translating.restore(settings)

    def remember(self, settings: QSettings) -> None:
        """Save the choices for the next session."""
        settings.setValue("caption/folder", self._folder)
        settings.setValue("caption/view", self.picture.view)
        settings.setValue("caption/seed", self.ways.seed.text())
        self.model.remember(settings)
        self.translating.remember(settings)

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
                self.accept_paths(message.paths)
            else:
                self.open_pictures()

    def open(self) -> None:
        """Ask for files."""
        self.open_pictures()

    def accept_paths(self, paths: Iterable[Path]) -> bool:
        """Caption files, and all pictures below folders."""
        given = [path.absolute() for path in paths]
        files = [path for path in given if not path.is_dir()]
        folders = [path for path in given if path.is_dir()]
        if files:
            self._add(lambda: self.queue.add_files(files))
        if folders:
            work = Work(_listing(folders), "listing pictures", self)
            work.done.connect(self._listed)
            work.failed.connect(self.banner.tell_problem)
            work.start()
        return True

    def accept_image(self, image: QImage) -> None:
        """Caption pixels that have no file."""
        self._add(lambda: [self.queue.add_image(image)])

    def accept_noise(self, seed: int) -> None:
        """Caption a random tensor."""
        self._add(lambda: [self.queue.add_noise(seed)])

    def accept_strange(self, wanted: Sequence[tuple[StrangePicture, Sequence[Source]]]) -> None:
        """Caption pictures that show nothing; one alone is shown, several stand beside what is on display."""
        if len(wanted) == 1:
            self._add(lambda: [self.queue.add_strange(*wanted[0])])
            return
        for strange, of in wanted:
            self.queue.add_strange(strange, of)
        if self.list.current is None:
            self.list.select(0)
        self.service.start()

    def paste(self) -> None:
        """Caption what is on the clipboard: files, or a picture."""
        data = QGuiApplication.clipboard().mimeData()
        paths = local_paths(data)
        image = QImage() if paths else QGuiApplication.clipboard().image()
        if paths:
            self.accept_paths(paths)
        elif not image.isNull():
            self.accept_image(image)
        else:
            self.banner.tell("info", lambda: self.tr("The clipboard contains no picture or file."))

    def open_pictures(self) -> None:
        """Ask for files."""
        endings = " ".join(f"*{ending}" for ending in sorted(EXTENSIONS))
        kinds = self.tr("Pictures") + f" ({endings})"
        chosen, _ = QFileDialog.getOpenFileNames(self, self.tr("Add pictures"), self._folder, kinds)
        if chosen:
            self._folder = str(Path(chosen[0]).parent)
            self.accept_paths(map(Path, chosen))

    def open_folder(self) -> None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Caption a folder"), self._folder)
        if chosen:
            self._folder = chosen
            self.accept_paths([Path(chosen)])

    def use_checkpoint(self, choice: Choice) -> None:
        """Use another checkpoint from now on, and caption the picture on display at once."""
        self.banner.clear()
        self.service.choose(choice)
        item = self.list.current
        if item is not None and item.caption is not None and item.caption.choice != choice.key:
            self.queue.again([item.source.id], first=True)
        self._show(item)
        self.service.start()

    def caption_all_again(self) -> None:
        """Caption again the pictures whose captions come from another checkpoint."""
        self.queue.again([item.source.id for item in self._others()])
        self.service.start()

    # What goes out

    def copy_both(self) -> None:
        """Put the caption of the picture and its translation on the clipboard."""
        item = self.list.current
        if item is not None and item.caption is not None:
            copy("\n".join(filter(None, (item.caption.caption, self.translation.caption))), self.copy)

    def ask_export(self) -> None:
        """Ask for a file, and write all captions to it."""
        kinds = self.tr("Spreadsheet (*.csv);;JSON (*.json)")
        start = str(Path(self._folder) / "captions.csv")
        chosen, kind = QFileDialog.getSaveFileName(self, self.tr("Export captions"), start, kinds)
        if chosen:
            path = Path(chosen)
            self.export_to(path if path.suffix else path.with_suffix(".json" if "json" in kind else ".csv"))

    def export_to(self, path: Path) -> None:
        """Write all captions to a file; what is unreadable goes in with its reason."""
        found = self.translating.found
        rows = [export_row(item, found) for item in self.queue.items() if item.caption or item.problem]
        work = Work(lambda commands, emit: write_captions(path, rows), "export", self)
        unreadable = sum(item.caption is None for item in self.queue.items() if item.caption or item.problem)
        work.done.connect(lambda count: self._written(path, count - unreadable, unreadable))
        work.failed.connect(self.banner.tell_problem)
        work.start()

    def ask_maps(self) -> None:
        """Ask for a file, and write the maps of the caption's words to it."""
        item = self.list.current
        if item is None or item.caption is None:
            return
        start = str(Path(self._folder) / f"{Path(self.queue.name(item)).stem}-maps.png")
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the maps"), start, self.tr("Picture") + " (*.png)")
        if chosen:
            path = Path(chosen)
            self.maps.save(item, path if path.suffix.lower() == ".png" else path.with_name(f"{path.name}.png"))

    # Qt's hooks

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.export.setText(self.tr("Export…"))
        self.export.setToolTip(self.tr("Export all captions as CSV or JSON (Ctrl+E)"))
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
        data = event.mimeData()
        if any(url.isLocalFile() for url in data.urls()) or data.hasImage():
            event.acceptProposedAction()
            restyle(self.picture, "drop", True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """Qt override."""
        restyle(self.picture, "drop", False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Qt override."""
        restyle(self.picture, "drop", False)
        data = event.mimeData()
        paths = local_paths(data)
        image: Any = None if paths else data.imageData()
        if paths:
            self.accept_paths(paths)
        elif isinstance(image, QImage) and not image.isNull():
            self.accept_image(image)
        event.acceptProposedAction()

    # Inside

    def _lay_out(self) -> None:
        self._left, self._right = QWidget(), QWidget()
        column(self.model, self.list, self.ways, gap=theme.GAP, parent=self._left).setStretch(1, 1)
        buttons = row(self.copy, self.export)
        buttons.setStretch(0, 1)
        buttons.setStretch(1, 1)
        cards = (self.own, self.translation, self.attributes)
        self._cards = column(*cards, buttons, gap=theme.GAP, parent=self._right)
        self._share_height()
        columns = row(self._left, self.picture, self._right, gap=theme.PAD)
        columns.setStretch(1, 1)
        self.banner.stand_over(self.picture)
        page = column(columns, parent=self)
        page.setContentsMargins(theme.PAD, theme.PAD, theme.PAD, theme.PAD)

    def _connect(self) -> None:
        self.ways.noise_wanted.connect(self.accept_noise)
        self.ways.more.clicked.connect(lambda: self.strange.ask(self.ways.mapToGlobal(QPoint(0, -theme.STEP))))
        self.strange.wanted.connect(self.accept_strange)
        for add in (self.ways.add, self.picture.add):
            add.clicked.connect(self.open_pictures)
        for folder in (self.ways.folder, self.picture.folder):
            folder.clicked.connect(self.open_folder)
        self.list.shown.connect(self._show)
        self.queue.dataChanged.connect(self._changed)
        self.queue.counted.connect(self._count)
        self.service.captioned.connect(self._keep_seen)
        self.service.failed.connect(self.banner.tell_problem)
        self.own.words.pointed.connect(self.picture.point)
        self.picture.foot.save.clicked.connect(self.ask_maps)
        self.maps.saved.connect(self._maps_saved)
        self.maps.failed.connect(self.banner.tell_problem)
        self.service.changed.connect(self._refresh_again)
        self.service.changed.connect(self._explain_fit)
        self.service.fit_known.connect(self._fit_known)
        self.model.chosen.connect(self.use_checkpoint)
        self.model.failed.connect(self.banner.tell_problem)
        self.model.again_wanted.connect(self.caption_all_again)
        self.own.fit.train_wanted.connect(lambda: self.told.emit(TrainingWanted()))
        self.translation.told.connect(self.banner.tell_problem)
        self.translating.changed.connect(self._share_height)
        self.translating.came.connect(self._name_copying)
        self.translating.chosen.connect(self._translate_all)
        self.copy.clicked.connect(self.copy_both)
        self.export.clicked.connect(self.ask_export)
        for keys, action in (
            (QKeySequence(QKeySequence.StandardKey.Paste), self.paste),
            (QKeySequence(QKeySequence.StandardKey.Copy), self.copy_both),
            (QKeySequence("Ctrl+E"), self.ask_export),
            (QKeySequence(QKeySequence.StandardKey.Delete), self.list.remove_selected),
        ):
            shortcut = QShortcut(keys, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def _add(self, add: Callable[[], list[int]]) -> None:
        self.banner.clear()
        rows = add()
        if rows:
            self.list.select(rows[0])
            self.list.list.setFocus()
        self.service.start()

    def _listed(self, files: list[Path]) -> None:
        if files:
            self._add_rows(files, 0)
        else:
            self.banner.tell("warn", lambda: self.tr("The folder and its subfolders contain no pictures."))

    def _add_rows(self, files: list[Path], start: int) -> None:
        """Add the files from ``start`` on, some at a time: 100,000 at once would hold the window for a second."""
        batch = files[start : start + AT_ONCE]
        if start == 0:
            self._add(lambda: self.queue.add_files(batch))
        else:
            self.queue.add_files(batch)
            self.service.start()
        if start + AT_ONCE < len(files):
            QTimer.singleShot(0, self, lambda: self._add_rows(files, start + AT_ONCE))

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
            measuring = self.service.measuring is not None and choice is not None
            own = choice is not None and choice.key == item.caption.choice
            self.own.fit.explain(self.service.fit_problem(item.caption.choice), measuring and own)

    def _fit_known(self, key: str) -> None:
        """Tell the fit of the picture on display; the others are captioned again on demand."""
        item = self.list.current
        if item is not None and item.caption is not None and item.caption.choice == key:
            self.queue.again([item.source.id], first=True)
            self.service.start()

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
        if first.row() <= self.list.list.currentIndex().row() <= last.row():
            self._show(self.list.current)

    def _count(self) -> None:
        self.export.setEnabled(self.queue.count(ItemState.DONE) + self.queue.count(ItemState.FAILED) > 0)
        if not self.queue.rowCount():
            self._show(None)

    def _keep_seen(self, id_: int, seen: Any) -> None:
        item = self.queue.item(self.queue.row_of(id_))
        if item is not None and item.caption is not None:
            self.translating.want([wanted_of(item.caption)])
            self.pictures.keep_seen(item.source, item.caption.framing, seen)
            if item is self.list.current:
                self._show(item)

    def _name_copying(self) -> None:
        """What the button copies: the translation too, where there is one."""
        item = self.list.current
        alone = item is not None and item.caption is not None and not self.translation.caption
        self.copy.setText(self.tr("Copy caption") if alone else self.tr("Copy both"))
        self.copy.setToolTip(
            self.tr("Copy the caption (Ctrl+C)") if alone else self.tr("Copy the caption and its translation (Ctrl+C)")
        )

    def _share_height(self) -> None:
        """Two translations under each other need more room than one, and English more than Chinese."""
        target = self.translation.target
        shares = (7, 7, 4) if self.translating.compares(target) else (6, 6, 4) if target == ENGLISH else (9, 4, 4)
        for place, share in enumerate(shares):
            self._cards.setStretch(place, share)

    def _translate_all(self) -> None:
        self.translating.want([wanted_of(item.caption) for item in self.queue.items() if item.caption])

    def _others(self) -> list[CaptionItem]:
        """What was captioned by another checkpoint than the one that is chosen, or before that knew the fit."""
        key = self.service.choice.key if self.service.choice else ""
        done = [item for item in self.queue.items() if item.state is ItemState.DONE]
        return [
            item
            for item in done
            if item.caption
            and (item.caption.choice != key or (item.caption.fit == UNKNOWN_FIT and key in self.service.measured))
        ]

    def _refresh_again(self) -> None:
        self.model.again.setVisible(not self.service.busy and bool(self._others()))

    def _maps_saved(self, path: Path) -> None:
        self.banner.tell("good", lambda: self.tr("Maps saved to {path}.").format(path=path))

    def _written(self, path: Path, count: int, unreadable: int) -> None:
        def words() -> str:
            sentence = self.tr("Captions exported to {path}: {count}.").format(path=path, count=text.number(count))
            if unreadable:
                sentence += " " + self.tr("Unreadable pictures, listed with the reason: {count}.").format(
                    count=text.number(unreadable)
                )
            return sentence

        self.banner.tell("good", words)


def _listing(folders: list[Path]) -> Callable[[Commands, Emit], list[Path]]:
    def job(commands: Commands, emit: Emit) -> list[Path]:
        from engine.captioning import picture_files

        return list(picture_files(folders))

    return job
