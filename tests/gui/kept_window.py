"""Run by test_caption_kills.py: a Caption page that captions a folder and kills itself when so many are kept.

    python -m tests.gui.kept_window PICTURES LOG COUNT

Every picture is written to LOG once its outcome is on disk, before the window hears of it.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from engine.worklist import Outcome, Worklist
from gui.caption.items import ItemState
from gui.caption.page import CaptionPage
from tests.gui.captioner import Fakes


def main() -> None:
    """Caption what there is, or go on with it."""
    pictures, log, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    application = QApplication([])
    kept = 0
    keep = Worklist.keep

    def keep_and_tell(worklist: Worklist, outcomes: Sequence[Outcome]) -> None:
        nonlocal kept
        keep(worklist, outcomes)
        with open(log, "a", encoding="utf-8") as file:
            file.writelines(f"{outcome.id}\n" for outcome in outcomes)
        kept += len(outcomes)
        if 0 < count <= kept:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    Worklist.keep = keep_and_tell  # type: ignore[method-assign, assignment]
    fakes = Fakes(Path(tempfile.mkdtemp(dir=log.parent)))
    page = CaptionPage(fakes.load, fakes.find)

    def begin() -> None:
        if page.queue.rowCount():
            page.service.start()
        else:
            page.adding.paths([pictures])

    def follow() -> None:
        if page.queue.rowCount() and not page.service.busy and not page.queue.count(ItemState.WAITING):
            page.keeping.close()
            application.quit()

    page.keeping.restored.connect(begin)
    page.service.changed.connect(follow)
    page.restore(QSettings(str(log.with_suffix(".ini")), QSettings.Format.IniFormat), False)
    application.exec()
    # Straight out: what is looked at is on disk.
    os._exit(0)


if __name__ == "__main__":
    main()
