"""The large picture, with the map of a word over it in greys; and the lines under it that say what it shows."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from engine.attention.drawing import MIDDLE, greys, overlay
from engine.data.picture import WHOLE, ViewBox
from gui import theme
from gui.images import array_from_image, image_from_array
from gui.widgets import Button, Elided, Label, Panel, PictureView, column, row
from gui.widgets.picture import draw_picture


class MappedPicture(PictureView):
    """A picture, as ``PictureView`` shows it; in greys with a layer of colour over it while there is one."""

    def __init__(self, hint: QSize) -> None:
        super().__init__(hint=hint)
        self._layer = QImage()
        self._box = WHOLE
        self._grey = QImage()
        self._grey_scaled: list[QImage] = []

    @property
    def layer(self) -> QImage:
        """What lies over the picture; null where nothing does."""
        return self._layer

    def set_image(self, image: QImage) -> None:
        """Show another image; the layer over it stays."""
        if image.cacheKey() != self.image.cacheKey() or image.isNull():
            self._grey = QImage()
            self._grey_scaled.clear()
            super().set_image(image)

    def set_layer(self, layer: QImage, box: ViewBox = WHOLE) -> None:
        """Lay something over the picture; a null image takes it away.

        Args:
            box: where it lies, in shares of the picture; what reaches beyond the picture is cut.
        """
        if layer.cacheKey() != self._layer.cacheKey() or box != self._box:
            self._layer, self._box = layer, box
            self.update()

    def layer_place(self) -> QRectF:
        """Where the layer lies, in the widget's pixels."""
        place, box = self._place(), self._box
        return QRectF(
            place.left() + box.left * place.width(),
            place.top() + box.top * place.height(),
            (box.right - box.left) * place.width(),
            (box.bottom - box.top) * place.height(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        if self._layer.isNull() or self.image.isNull():
            super().paintEvent(event)
            return
        if self._grey.isNull():
            self._grey = image_from_array(greys(array_from_image(self.image)))
        place = self._place()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        draw_picture(painter, self._grey, place, self._corner, self.devicePixelRatioF(), self._grey_scaled)
        inside = QPainterPath()
        inside.addRoundedRect(place, self._corner, self._corner)
        painter.setClipPath(inside)
        painter.drawImage(self.layer_place(), self._layer)


class _Ramp(Panel):
    """The scale of the colour, from nothing to the strongest place."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(48, 10)
        shades = np.tile(np.linspace(0, 1, 144, dtype=np.float32), (2, 1))
        self._layer = image_from_array(overlay(shades))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QPainterPath()
        inside.addRoundedRect(QRectF(self.rect()), 3, 3)
        painter.setClipPath(inside)
        painter.fillRect(self.rect(), QColor(MIDDLE, MIDDLE, MIDDLE))
        painter.drawImage(self.rect(), self._layer)


class MapFoot(Panel):
    """What the map over the picture is, with its scale; while there is none, how to get one. Its height stays."""

    LINES = 2

    def __init__(self) -> None:
        super().__init__()
        self._ramp, self._peak = _Ramp(), Label("small")
        self._name = Elided("small", mode=Qt.TextElideMode.ElideRight)
        self._sentence = Label("small", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.save = Button("quiet", "download", small=True)
        self._name.setMinimumHeight(theme.CONTROL - theme.STEP)
        head = row(self._ramp, self._peak, self._name, self.save)
        head.setStretch(2, 1)
        column(head, self._sentence, gap=0, parent=self)
        self.save.setEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def say(self, name: str, sentence: str, *, peak: str | None = None, bad: bool = False) -> None:
        """Show a name and a sentence under it.

        Args:
            peak: what the full colour stands for; without it the scale of the colour is not shown.
        """
        self._ramp.setVisible(peak is not None)
        self._peak.setVisible(bool(peak))
        self._peak.setText(peak or "")
        self._name.set_whole(name)
        self._sentence.setText(sentence)
        self._sentence.set_role("badSmall" if bad else "small")

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._peak.setToolTip(self.tr("Attention of the strongest place, relative to attention spread evenly"))
        self.save.setAccessibleName(self.tr("Save maps"))
        self.save.setToolTip(self.tr("Save the maps of all words of this caption as one picture (PNG)"))
        self._sentence.setFixedHeight(self.LINES * self._sentence.fontMetrics().lineSpacing() + 2)

    @property
    def name(self) -> str:
        """The name that is shown, whole."""
        return self._name.whole

    @property
    def sentence(self) -> str:
        """The sentence that is shown."""
        return self._sentence.text()
