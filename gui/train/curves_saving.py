"""The button that saves the curves of the run that is shown."""

from collections.abc import Callable
from pathlib import Path

import platformdirs
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from engine.curves.formats import format_of
from gui import text
from gui.widgets import Banner, Button
from gui.worker import Work


class CurvesSaving(Button):
    """Asks for a file, writes the curves to it on a thread as the run's own files tell them, and says so."""

    def __init__(self) -> None:
        super().__init__("quiet", "download", small=True)
        self._run: Callable[[], Path | None] = lambda: None
        self._banner: Banner | None = None
        self.clicked.connect(self.ask)
        self.retranslate()

    def attach(self, run: Callable[[], Path | None], banner: Banner) -> None:
        """Take what tells the folder of the run that is shown, and where the result is told."""
        self._run, self._banner = run, banner

    def ask(self) -> None:
        """Ask for a file, at first among the person's documents, and write the curves to it."""
        run = self._run()
        if run is None:
            return
        start = platformdirs.user_documents_path() / f"{run.name}-curves.png"
        kinds = {"png": self.tr("Picture") + " (*.png)", "svg": self.tr("Drawing") + " (*.svg)"}
        kinds["csv"] = self.tr("Spreadsheet") + " (*.csv)"
        chosen, kind = QFileDialog.getSaveFileName(
            self.window(), self.tr("Save the curves"), str(start), ";;".join(kinds.values())
        )
        if chosen:
            path = Path(chosen)
            wanted = next((ending for ending, words in kinds.items() if words == kind), "png")
            self.save(run, path if format_of(path) else path.with_name(f"{path.name}.{wanted}"))

    def save(self, run: Path, path: Path) -> None:
        """Write the curves of a run to a file, in the format of its ending and in the window's language."""
        form, language = format_of(path), text.language().content

        def write(*_: object) -> Path:
            from engine.curves.saving import save_curves

            return save_curves(run, path, form or "png", language=language)

        work = Work(write, "curves", self)
        work.done.connect(self._tell)
        if self._banner is not None:
            work.failed.connect(self._banner.tell_problem)
        work.start()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.setText(self.tr("Save"))
        self.setToolTip(self.tr("Save all curves as a picture (PNG, SVG) or as a table (CSV)"))

    def _tell(self, path: Path) -> None:
        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        def words() -> str:
            return self.tr("Curves saved to {path}.").format(path=path)

        if self._banner is not None:
            self._banner.tell("good", words, [(lambda: self.tr("Open"), show)])
