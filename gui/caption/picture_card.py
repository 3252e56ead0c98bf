"""The middle column: the picture as the model receives it, or the original, and over it the map of a word."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QWidget

from engine.data.picture import WHOLE
from engine.errors import Problem
from gui import text, theme
from gui.caption.changed_line import ChangedLine
from gui.caption.items import Caption, CaptionItem, ItemState
from gui.caption.mapped_picture import MapFoot, MappedPicture
from gui.caption.maps import Maps, peak_of, sentence_of, told_of
from gui.caption.pictures import Pictures, View
from gui.caption.queue import CaptionQueue
from gui.widgets import Button, Card, Elided, EmptyPlace, Label, Segments, column, row


class PictureCard(Card):
    """Shows one picture of the queue; while there is none, the ways to add one."""

    def __init__(self, queue: CaptionQueue, pictures: Pictures, maps: Maps) -> None:
        super().__init__()
        self._queue, self._pictures, self._maps = queue, pictures, maps
        self._item: CaptionItem | None = None
        self._caption: Caption | None = None
        self._word = -1
        self._name = Elided("heading")
        self._kind = Segments(("seen", "original"))
        self._kind.chosen.connect(lambda _: self._refresh())
        self.changed = ChangedLine()
        self.picture, self.foot = MappedPicture(QSize(448, 672)), MapFoot()
        self._told, self._hint = Label("small"), Elided("small", mode=Qt.TextElideMode.ElideRight)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.add, self.folder = Button("secondary", "add"), Button("secondary", "folder")
        self._empty = EmptyPlace("picture", (self.add, self.folder))
        self._broken = EmptyPlace("alert")
        full = QWidget()
        head = row(self._name, self._kind, gap=16)
        head.setStretch(0, 1)
        self._place = QStackedWidget()
        self._place.addWidget(self.picture)
        self._place.addWidget(self._broken)
        foot = row(self._told, self._hint, gap=theme.PAD)
        foot.setStretch(1, 1)
        layout = column(head, self.changed, self._place, foot, self.foot, gap=10, parent=full)
        layout.setStretch(2, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(full)
        self.body.addWidget(self._stack, 1)
        self.body.setContentsMargins(theme.PAD, 8, theme.PAD, 12)
        pictures.view_made.connect(self._made)
        maps.came.connect(self._made)
        self.retranslate()

    @property
    def view(self) -> View:
        """seen or original, as the person chose."""
        return "original" if self._kind.value == "original" else "seen"

    def set_view(self, view: str) -> None:
        """Choose without a click."""
        self._kind.set_value(view)

    def show_item(self, item: CaptionItem | None) -> None:
        """Look at a picture, or at the empty place."""
        if item is None or self._item is None or item.source.id != self._item.source.id:
            self.picture.set_image(QImage())
        caption = item.caption if item else None
        if caption is not self._caption:
            self._word = -1
        self._item, self._caption = item, caption
        self._stack.setCurrentIndex(0 if item is None else 1)
        self._refresh()

    def point(self, word: int) -> None:
        """Show the map of a word of the caption, by its number; -1 takes it away."""
        self._word = word
        if word < 0 and self._item is not None:
            self._maps.let_go(self._item)
        self._refresh()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._empty.sentence.setText(
            self.tr("Drop pictures or a folder anywhere in this window, paste a picture, or choose one.")
        )
        self._broken.sentence.setText(self.tr("This picture cannot be shown."))
        self.add.setText(self.tr("Add pictures…"))
        self.folder.setText(self.tr("Folder…"))
        self._kind.set_words(
            {"seen": self.tr("Model's view"), "original": self.tr("Original")},
            {
                "seen": self.tr("Framed and scaled: exactly what the model receives"),
                "original": self.tr("The original file"),
            },
        )
        # Fixed, with room for the bold word, whichever of the two that is.
        self._kind.setFixedWidth(self._kind.sizeHint().width() + 40)
        self._hint.set_whole(self.tr("Drop pictures or folders anywhere"))
        self._refresh()

    def _made(self, id_: int) -> None:
        if self._item is not None and self._item.source.id == id_:
            self._refresh()

    def _refresh(self) -> None:
        item = self._item
        if item is None:
            return
        self._name.set_whole(self._queue.name(item))
        self.changed.show_change(item.changed)
        framing = item.caption.framing if item.caption else None
        drawn = item.source.drawn
        # Before its caption nobody knows how the model will see it.
        view: View = "original" if framing is None or (self.view == "original" and not drawn) else "seen"
        self._kind.setEnabled(not drawn)
        image = self._pictures.view(item.source, view, framing if view == "seen" else None)
        if image is not None:
            self.picture.set_image(image)
            self._place.setCurrentIndex(1 if image.isNull() else 0)
        if framing is not None and view == "seen":
            height, width = framing.seen
            self._told.setText(self.tr("{height} × {width} pixels").format(height=height, width=width))
        elif framing is None and self.view == "seen" and item.problem is None:
            self._told.setText(self.tr("original, not captioned yet"))
        else:
            self._told.setText("")
        # While the picture is still being read, another view of it is shown.
        self._refresh_map(view if image is not None else None)

    def _refresh_map(self, view: View | None) -> None:
        item, layer, box = self._item, QImage(), WHOLE
        caption = item.caption if item and item.state is not ItemState.FAILED else None
        self.foot.save.setEnabled(caption is not None and bool(caption.support))
        if item is None or caption is None or not 0 <= self._word < len(caption.support):
            hint = self.tr("Point at a word of the caption, or use the arrow keys in it, to see where it comes from.")
            self.foot.say("", hint if caption is not None and caption.support else "")
        else:
            maps = self._maps.of(item)
            if maps is None:
                self.foot.say(self.tr("Finding the place of each word…"), "")
            elif isinstance(maps, Problem):
                self.foot.say("", text.problem_text(maps), bad=True)
            else:
                layer = self._maps.layer(maps, self._word) if view else QImage()
                if view == "original" and not self.picture.image.isNull():
                    box = caption.framing.view_box(self.picture.image.width(), self.picture.image.height())
                peak = peak_of(maps, self._word)
                sentence = sentence_of(maps.method, unlike=caption.fit.unlike)
                self.foot.say(told_of(maps, self._word), sentence, peak=peak)
        self.picture.set_layer(layer, box)
