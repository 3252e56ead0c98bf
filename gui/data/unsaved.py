"""What becomes of changes that are not saved, before other data are opened or the window closes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from gui.data.session import DataSession
from gui.data.wording import changes_text
from gui.widgets import Banner


class Unsaved(QObject):
    """Asks in a line, never in a dialog.

    Args:
        banner: where it is asked.
    """

    def __init__(self, session: DataSession, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._banner = session, banner
        self._answered = False
        self.save: Callable[[Callable[[], None]], None] = lambda then: then()
        """Saves, then goes on; set by what can save."""

    def before(self, go_on: Callable[[], object]) -> None:
        """Go on at once where everything is saved; else once the person has answered."""
        if not self._session.dirty:
            go_on()
            return
        self._ask(
            lambda: self.tr("{changes}. Save before opening other data?").format(
                changes=changes_text(self._session.dirty)
            ),
            go_on,
        )

    def holds(self, close: Callable[[], object]) -> bool:
        """Whether the window must stay open until the person has answered."""
        if self._answered or not self._session.dirty:
            return False
        self._ask(
            lambda: self.tr("{changes}. Save before closing?").format(changes=changes_text(self._session.dirty)), close
        )
        return True

    def _ask(self, words: Callable[[], str], go_on: Callable[[], object]) -> None:
        def saved() -> None:
            self._banner.clear()
            go_on()

        def discard() -> None:
            # Asked once: the window's own closing comes by here again.
            self._banner.clear()
            self._answered = True
            go_on()
            self._answered = False

        self._banner.tell(
            "info",
            words,
            [
                (lambda: self.tr("Save"), lambda: self.save(saved)),
                (lambda: self.tr("Discard"), discard),
            ],
        )
