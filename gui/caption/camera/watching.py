"""Which camera is watched, its newest frame, and the captions of its frames while they are wanted."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from engine.camera import Camera, CameraFrame, CameraReader, EventRate, Open, find_cameras, open_camera
from engine.errors import Problem
from gui import worker
from gui.caption.items import Caption
from gui.caption.live import FrameCaptioned
from gui.caption.service import Captioning

Find = Callable[[], list[Camera]]
"""``find_cameras``, or what stands in for it."""

PERIOD_MS = 33
"""Between two looks for a newer frame: as often as most cameras send one."""


class Watching(QObject):
    """``changed``: other cameras, another one is watched, a problem came or went, captions are wanted or not.

    ``came``: a CameraFrame. ``captioned``: a Caption, or the Problem in place of it.

    Attributes:
        cameras: those that are connected.
        problem: why there is no picture; None while there is one, or while one is waited for.
    """

    changed = Signal()
    came = Signal(object)
    captioned = Signal(object)

    def __init__(
        self, service: Captioning, find: Find = find_cameras, open_: Open = open_camera, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._service, self._find, self._open = service, find, open_
        self._reader: CameraReader | None = None
        self._last: CameraReader | None = None
        self._number = 0
        self._finding = self._wanted = self._live = False
        self._rate = EventRate()
        self.cameras: list[Camera] = []
        self.problem: Problem | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self._look)
        service.frame_captioned.connect(self._take)
        service.changed.connect(self._follow)

    @property
    def camera(self) -> Camera | None:
        """The camera that is watched."""
        return None if self._reader is None else self._reader.camera

    @property
    def live(self) -> bool:
        """Whether its frames are captioned."""
        return self._live

    @property
    def frames_per_second(self) -> float:
        """How many frames the camera sends."""
        return 0.0 if self._reader is None else self._reader.frames.per_second

    @property
    def captions_per_second(self) -> float:
        """How many of them are captioned."""
        return self._rate.per_second

    def look(self) -> None:
        """Look which cameras there are, and watch the one that was watched last, or the first."""
        self._wanted = True
        if self._finding:
            return
        self._finding, self.problem = True, None
        work = worker.Work(lambda commands, emit: self._find(), "finding cameras", self)
        work.done.connect(self._found)
        work.failed.connect(self._refuse)
        work.ended.connect(self._look_ended)
        work.start()
        self.changed.emit()

    def watch(self, camera: Camera) -> None:
        """Watch a camera in place of the one before."""
        self._let_go()
        self.problem = None
        self._reader, self._number = CameraReader(camera, self._open, self._last), 0
        self._timer.start()
        self.set_live(self._live)
        self.changed.emit()

    def set_live(self, live: bool) -> None:
        """Caption the newest frame, one after the other, or leave off."""
        if live and not self._live:
            self._rate = EventRate()
        self._live = live
        self._service.caption_live(self._reader if live else None)
        self.changed.emit()

    def leave(self) -> None:
        """Let the camera go; its light goes off."""
        self._wanted = False
        self._let_go()
        self._service.caption_live(None)
        self.changed.emit()

    def _let_go(self) -> None:
        self._timer.stop()
        if self._reader is not None:
            self._reader.stop()
            self._last, self._reader = self._reader, None

    def _found(self, cameras: list[Camera]) -> None:
        self.cameras = cameras
        if self._wanted:
            before = self._last.camera if self._last is not None else None
            self.watch(before if before in cameras else cameras[0])

    def _refuse(self, problem: Problem) -> None:
        self._let_go()
        self.cameras = [] if problem.code == "camera-none" else self.cameras
        self.problem = problem

    def _look_ended(self) -> None:
        self._finding = False
        self.changed.emit()

    def _look(self) -> None:
        reader = self._reader
        if reader is None:
            return
        frame: CameraFrame | None = reader.newest(self._number)
        if frame is not None:
            self._number = frame.number
            self.came.emit(frame)
        elif reader.problem is not None:
            self.problem = reader.problem
            self._let_go()
            self._service.caption_live(None)
            self.changed.emit()

    def _take(self, event: FrameCaptioned) -> None:
        # One that was under way when another camera was chosen, or none, is of no interest.
        if self._live and event.source is self._reader:
            if isinstance(event.outcome, Caption):
                self._rate.count()
            self.captioned.emit(event.outcome)

    def _follow(self) -> None:
        """Captions leave off where the model cannot be loaded; the page tells why."""
        if self._live and self._reader is not None and self._service.live is None:
            self._live = False
            self.changed.emit()
