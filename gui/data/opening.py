"""How data come onto the page: opened here, or by another page; with the settings and the answers they are read by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Signal

from engine.errors import Problem
from gui.data.question_view import QuestionView
from gui.data.session import DataSession
from gui.data.unsaved import Unsaved
from gui.pages import DataOpened, DataWanted, Message, PicturesWanted, SettingsWanted
from gui.reading import SOURCE, tell_unread
from gui.widgets import Banner

if TYPE_CHECKING:
    from engine.settings import Splitting


class Opening(QObject):
    """``asked``: a question stands in the question view; ``unread``: data could not be read, which is told.

    Args:
        unsaved: asked before other data take the place of those that are open.
        tell: sends a message to all pages.
    """

    asked = Signal()
    unread = Signal()

    def __init__(
        self,
        session: DataSession,
        unsaved: Unsaved,
        question: QuestionView,
        banner: Banner,
        tell: Callable[[Message], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._unsaved, self._question = session, unsaved, question
        self._banner, self._tell = banner, tell
        self._splitting: Splitting | None = None
        self._waiting: DataOpened | None = None
        self._answers: dict[str, str] = {}
        session.failed.connect(self._failed)
        question.answered.connect(self.read)

    def use(self, splitting: Splitting) -> None:
        """Read by these settings from now on."""
        self._splitting = splitting

    def open(self, path: Path) -> None:
        """Read data; changes that are not saved are asked about first."""
        self._unsaved.before(lambda: self.read(path))

    def read(self, path: Path, answers: dict[str, str] | None = None) -> None:
        """Read data, with what was answered about them; what was answered about others does not hold for these."""
        from engine.settings import Settings

        self._banner.clear()
        self._waiting = None
        splitting: dict[str, Any] = dict(self._splitting or Settings().splitting)
        if path != self._session.path:
            splitting |= {name: Settings.model_fields[name].default for name in SOURCE}
        # A second question may follow upon the first.
        self._answers = {**self._answers, **answers} if answers else {}
        self._session.open(path, cast("Splitting", splitting | self._answers))

    def offer(self, opened: DataOpened) -> None:
        """Another page has opened data; they are shown once ``follow`` is called."""
        self._waiting = opened

    def follow(self) -> None:
        """Show what another page has opened meanwhile."""
        waiting, self._waiting = self._waiting, None
        now = self._session.now
        if waiting is None or (now is not None and waiting.data is now.source.data):
            return
        if now is None or now.source.path != waiting.path:
            self._unsaved.before(lambda: self._session.follow(waiting))
        elif waiting.again:
            self._session.adopt(waiting)
        else:
            # Unsaved captions go along.
            self._session.follow(waiting)

    def tell(self, source: DataOpened) -> None:
        """Tell the other pages what is open, and put what was answered into the settings of the next run."""
        self._tell(source)
        read: Mapping[str, Any] = source.splitting
        known: Mapping[str, Any] = self._splitting or {}
        changes = {name: read[name] for name in SOURCE if known and read[name] != known[name]}
        if changes:
            self._tell(SettingsWanted(changes))

    def _failed(self, path: Path, problem: Problem) -> None:
        if self._question.ask(path, problem):
            self.asked.emit()
            return
        self.unread.emit()
        tell_unread(
            self._banner,
            problem,
            path,
            lambda path: self._tell(DataWanted(path)),
            lambda path: self._tell(PicturesWanted((path,))),
        )
