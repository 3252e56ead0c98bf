"""The card over the picture's own: a camera's live picture, what the model says of it, and the way to keep one."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QImageWriter, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from engine.camera import CameraFrame, Open, find_cameras, open_camera
from engine.errors import Problem
from engine.files import write_bytes_atomically
from gui import text, theme
from gui.caption.camera.said import SaidRow
from gui.caption.camera.view import LiveView
from gui.caption.camera.watching import Find, Watching
from gui.caption.items import Caption
from gui.caption.service import Captioning
from gui.widgets import Button, Card, EmptyPlace, Heading, Label, column, restyle, row
from gui.widgets.setting import Combo

FIGURES_MS = 500
"""How often the figures below the picture are told anew; figures that flicker cannot be read."""

_QUALITY = 95
MARKS = ("replace", "refresh", "close")
"""The icons of the head's buttons: mirror, look for cameras, close."""


class CameraCard(Card):
    """Lies over ``host`` while it is open. ``taken``: an image and its name. ``saved``: the file of one.

    Args:
        find: gives the cameras that are connected.
        open_: opens one.
    """

    taken = Signal(QImage, str)
    saved = Signal(Path)

    def __init__(
        self, host: QWidget, service: Captioning, find: Find = find_cameras, open_: Open = open_camera
    ) -> None:
        super().__init__(host)
        self._host, self._service = host, service
        self._count = 0
        self._folder = ""
        self._failed: Problem | None = None
        self.watching = Watching(service, find, open_, self)
        self.picture, self.said = LiveView(), SaidRow()
        self._heading, self.camera = Heading(), Combo()
        self.mirror, self.again, self.close_ = (Button("quiet", icon, small=True) for icon in MARKS)
        self.live = Button("secondary", "play")
        self.take, self.save = Button("secondary", "camera"), Button("secondary", "save")
        self._figures = Label("small")
        for button in (self.mirror, self.live):
            button.setCheckable(True)
        for button in (self.live, self.take, self.save):
            restyle(button, "tight", True)
        self._search = Button("secondary", "refresh")
        self._empty = EmptyPlace("camera", (self._search,))
        # What is to be installed can be copied.
        self._empty.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._connect()
        self._ticks = QTimer(self)
        self._ticks.setInterval(FIGURES_MS)
        self._ticks.timeout.connect(self._tell_figures)
        host.installEventFilter(self)
        self.hide()
        self.retranslate()

    # What is asked of it

    def toggle(self) -> None:
        """Open, or close."""
        if self.isHidden():
            self.open()
        else:
            self.leave()

    def open(self) -> None:
        """Lie over the host, look for cameras and show one."""
        self.setGeometry(self._host.rect())
        self.show()
        self.raise_()
        self.setFocus()
        self.watching.look()
        self._ticks.start()

    def leave(self) -> None:
        """Let the camera go, and give the place back."""
        self.hide()

    def take_picture(self) -> None:
        """Add the frame that is shown to the list."""
        image = self.picture.image
        if not image.isNull():
            self._count += 1
            self.taken.emit(image, self.tr("Camera picture {number}").format(number=self._count))

    def ask_save(self) -> None:
        """Keep the frame that is shown in a file, and add that to the list."""
        image = self.picture.image
        if image.isNull():
            return
        start = str(Path(self._folder) / f"camera-{datetime.now():%Y%m%d-%H%M%S}.png")
        kinds = self.tr("Picture") + " (*.png *.jpg)"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save picture"), start, kinds)
        if chosen:
            self.save_image(image, Path(chosen))

    def save_image(self, image: QImage, path: Path) -> None:
        """Write an image to a file: JPEG where the name says so, else PNG."""
        jpeg = path.suffix.lower() in (".jpg", ".jpeg")
        if not jpeg and path.suffix.lower() != ".png":
            path = path.with_name(f"{path.name}.png")
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, b"jpeg" if jpeg else b"png")
        writer.setQuality(_QUALITY if jpeg else -1)
        writer.write(image)
        try:
            write_bytes_atomically(path, bytes(buffer.data().data()))
        except Problem as problem:
            self._failed = problem
            self._show_state()
            return
        self._failed = None
        self._folder = str(path.parent)
        self.saved.emit(path)

    # Qt's hooks

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Camera"))
        self.camera.setAccessibleName(self.tr("Camera"))
        words: dict[Button, tuple[str, str]] = {
            self.mirror: (
                self.tr("Mirror"),
                self.tr("Show the picture as in a mirror; what is captioned stays as it is"),
            ),
            self.again: (self.tr("Look for cameras"), self.tr("Look again which cameras are connected")),
            self.close_: (self.tr("Close the camera"), self.tr("Let the camera go (Esc)")),
        }
        for button, (name, tip) in words.items():
            button.setAccessibleName(name)
            button.setToolTip(text.plain(tip))
        self.take.setText(self.tr("Take picture"))
        self.take.setToolTip(self.tr("Add this picture to the list, with its caption (Ctrl+T)"))
        self.save.setAccessibleName(self.tr("Save picture"))
        self.save.setToolTip(self.tr("Save this picture as a file, and add that to the list"))
        self._search.setText(self.tr("Look for cameras"))
        self._show_state()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Qt override: nobody is watched behind another tab."""
        super().hideEvent(event)
        self._ticks.stop()
        self.watching.leave()
        self.picture.show_pixels(None)
        self.said.show_caption(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt override: goes along with what it lies over, and closes with it."""
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._host.rect())
        elif watched is self._host and event.type() == QEvent.Type.Hide and not self.isHidden():
            self.leave()
        return super().eventFilter(watched, event)

    # Inside

    def _lay_out(self) -> None:
        self.camera.setMinimumWidth(80)
        self._heading.setMinimumHeight(theme.CONTROL)
        head = row(self._heading, self.camera, self.mirror, self.again, self.close_, gap=4)
        head.setStretch(0, 1)
        head.setStretch(1, 1)
        self._place = QStackedWidget()
        self._place.addWidget(self._empty)
        self._place.addWidget(self.picture)
        buttons = row(self.live, None, self.save, self.take)
        layout = column(head, self._place, self._figures, self.said, buttons, gap=10)
        layout.setStretch(1, 1)
        self.body.addLayout(layout)
        self.body.setContentsMargins(theme.PAD, 8, theme.PAD, 12)

    def _connect(self) -> None:
        self.watching.changed.connect(self._show_state)
        self.watching.came.connect(self._show_frame)
        self.watching.captioned.connect(self._show_caption)
        self.camera.activated.connect(lambda row_: self.watching.watch(self.watching.cameras[row_]))
        self.mirror.toggled.connect(self.picture.mirror)
        self.live.clicked.connect(lambda: self.watching.set_live(self.live.isChecked()))
        self.take.clicked.connect(self.take_picture)
        self.save.clicked.connect(self.ask_save)
        self.close_.clicked.connect(self.leave)
        for again in (self.again, self._search):
            again.clicked.connect(self.watching.look)
        self._service.changed.connect(self._show_state)
        actions: tuple[tuple[str, Callable[[], None]], ...] = (("Esc", self.leave), ("Ctrl+T", self.take_picture))
        for keys, action in actions:
            QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(action)

    def _show_frame(self, frame: CameraFrame) -> None:
        first = self.picture.image.isNull()
        self.picture.show_pixels(frame.pixels)
        if first:
            self._show_state()

    def _show_caption(self, outcome: Caption | Problem) -> None:
        self.said.show_caption(outcome)

    def _show_state(self) -> None:
        """What can be done now, and why there is no picture where there is none."""
        watching = self.watching
        names = [camera.name for camera in watching.cameras]
        if names != [self.camera.itemText(place) for place in range(self.camera.count())]:
            self.camera.clear()
            self.camera.addItems(names)
        if watching.camera in watching.cameras:
            self.camera.setCurrentIndex(watching.cameras.index(watching.camera))
        # The camera's name is heading enough.
        self.camera.setVisible(len(names) > 0)
        self._heading.setVisible(not names)
        if watching.camera is None:
            self.picture.show_pixels(None)
        shown = not self.picture.image.isNull()
        self._place.setCurrentIndex(1 if shown else 0)
        problem = watching.problem
        self._empty.sentence.setText(text.problem_text(problem) if problem else self.tr("Waiting for the camera…"))
        self._search.setVisible(problem is not None)
        for button in (self.take, self.save, self.mirror):
            button.setEnabled(shown)
        self._show_live(shown)
        self._tell_figures()

    def _show_live(self, shown: bool) -> None:
        live, ready = self.watching.live, self._service.choice is not None
        self.live.setChecked(live)
        self.live.setEnabled(ready and (shown or live))
        self.live.set_icon("pause" if live else "play")
        self.live.setText(self.tr("Caption live"))
        self.live.setToolTip(
            self.tr("Caption the newest picture, one after the other, as fast as the model can")
            if ready
            else self.tr("There is no checkpoint yet that could caption")
        )
        if self._failed is not None:
            self.said.show_caption(self._failed)
        elif not live or not shown:
            self.said.show_caption(None)

    def _tell_figures(self) -> None:
        watching = self.watching
        parts = []
        if not self.picture.image.isNull():
            parts.append(self.tr("{rate} pictures a second").format(rate=text.decimal(watching.frames_per_second, 0)))
            if watching.live:
                parts.append(
                    self.tr("{rate} captions a second").format(rate=text.decimal(watching.captions_per_second, 1))
                )
        self._figures.setText(" · ".join(parts))
