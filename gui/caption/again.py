"""What is captioned once more: by another checkpoint, or since one has learnt how well pictures fit."""

from collections.abc import Iterator

from PySide6.QtCore import QObject

from engine.fit.verdict import UNKNOWN_FIT
from gui.caption.choices import Choice
from gui.caption.items import CaptionItem, ItemState
from gui.caption.list_card import ListCard
from gui.caption.model_card import ModelCard
from gui.caption.queue import CaptionQueue
from gui.caption.service import Captioning
from gui.widgets import Banner


class Again(QObject):
    """The picture on display is captioned again at once, all others where somebody asks for it."""

    def __init__(
        self, queue: CaptionQueue, listed: ListCard, service: Captioning, model: ModelCard, banner: Banner
    ) -> None:
        super().__init__(model)
        self._queue, self._list, self._service, self._model, self._banner = queue, listed, service, model, banner
        model.chosen.connect(self.use)
        model.again_wanted.connect(self.all)
        service.fit_known.connect(self._fit_known)
        service.changed.connect(self._offer)

    def use(self, choice: Choice) -> None:
        """Use another checkpoint from now on, and caption the picture on display at once."""
        if self._service.choice is None:
            # The one that is found when the window opens: what an earlier session has captioned stays as it is.
            self._service.choose(choice)
            self._service.go_on()
            return
        self._banner.clear()
        self._service.choose(choice)
        item = self._list.current
        if item is not None and item.caption is not None and item.caption.choice != choice.key:
            self._queue.again([item.source.id], first=True)
        self._service.start()

    def all(self) -> None:
        """Caption again the pictures whose captions come from another checkpoint."""
        self._queue.again([item.source.id for item in self._others()])
        self._service.start()

    def _fit_known(self, key: str) -> None:
        """Tell the fit of the picture on display; the others are captioned again on demand."""
        item = self._list.current
        if item is not None and item.caption is not None and item.caption.choice == key:
            self._queue.again([item.source.id], first=True)
            self._service.go_on()

    def _others(self) -> Iterator[CaptionItem]:
        """What was captioned by another checkpoint than the one that is chosen, or before that knew the fit."""
        key = self._service.choice.key if self._service.choice else ""
        measured = key in self._service.measured
        for item in self._queue.items():
            caption = item.caption if item.state is ItemState.DONE else None
            if caption and (caption.choice != key or (measured and caption.fit == UNKNOWN_FIT)):
                yield item

    def _offer(self) -> None:
        self._model.again.setVisible(not self._service.busy and any(True for _ in self._others()))
