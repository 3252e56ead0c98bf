"""The choice of the checkpoint that captions; checkpoints are found on a thread and offered by name."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QSettings, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from engine.errors import Problem
from gui import memory, text, theme
from gui.caption.choices import Choice, find_choices, of_folder
from gui.caption.importing import BringIn, CheckpointImport, bring_in
from gui.caption.names import shipped_name
from gui.widgets import Button, Card, Elided, Heading, row
from gui.widgets.setting import Combo
from gui.worker import Work

Find = Callable[[Iterable[Path]], list[Choice]]

REMEMBERED = 8


class ModelCard(Card):
    """Offers the shipped checkpoint, those of the runs, and folders that were browsed to.

    ``chosen`` brings a Choice: what the person chose, or what was found where nothing had been chosen yet.
    """

    chosen = Signal(object)
    again_wanted = Signal()
    failed = Signal(object)

    def __init__(self, find: Find = find_choices, bring: BringIn = bring_in) -> None:
        super().__init__()
        self._find = find
        self._choices: list[Choice] = []
        self._known: list[Path] = []
        self._wanted = ""
        self._looking: Work | None = None
        self._stale = False
        self._heading = Heading()
        self._browse, self.again = Button("link"), Button("link", "refresh")
        self.importing, self._import = CheckpointImport(self, bring), Button("link")
        self._import.clicked.connect(self.importing.ask)
        self.importing.done.connect(self.open)
        self.importing.failed.connect(self.failed)
        self.importing.changed.connect(self._word_import)
        self._browse.clicked.connect(self.browse)
        self.again.clicked.connect(self.again_wanted)
        self.again.hide()
        self.box = Combo()
        self.box.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        self.box.activated.connect(lambda row_: self.choose(self._choices[row_]))
        self._told = Elided("small", mode=Qt.TextElideMode.ElideRight)
        self._heading.setMinimumHeight(theme.CONTROL)
        self.body.setContentsMargins(theme.PAD, 8, theme.PAD, 12)
        self.body.addLayout(row(self._heading, None, self._import, self._browse))
        self.body.addWidget(self.box)
        foot = row(self._told, self.again)
        foot.setStretch(0, 1)
        self.body.addLayout(foot)
        self.retranslate()

    @property
    def choice(self) -> Choice | None:
        """The one that is chosen, None where there is none at all."""
        row_ = self.box.currentIndex()
        return self._choices[row_] if 0 <= row_ < len(self._choices) else None

    def restore(self, settings: QSettings) -> None:
        """Bring back the last choice, and look what there is."""
        self._wanted = memory.text(settings, "caption/checkpoint")
        self._known = [Path(line) for line in memory.text(settings, "caption/further").splitlines() if line]
        self.look()

    def remember(self, settings: QSettings) -> None:
        """Save the choice for the next session."""
        settings.setValue("caption/checkpoint", self._wanted)
        settings.setValue("caption/further", "\n".join(str(path) for path in self._known[-REMEMBERED:]))

    def know(self, folder: Path) -> None:
        """Offer a checkpoint's folder, or the run that it is of, from here on."""
        run = folder.parent.parent if folder.parent.name == "checkpoints" else folder
        self._known = [path for path in self._known if path != run] + [run]
        self.look()

    def look(self) -> None:
        """Read what checkpoints there are, and offer them."""
        if self._looking is not None:
            # What is found by a look that began before this one was asked for may lack what it was asked for.
            self._stale = True
            return
        known, find = list(self._known), self._find
        self._looking = Work(lambda commands, emit: find(known), "checkpoints", self)
        self._looking.done.connect(self._offer)
        self._looking.failed.connect(self.failed)
        self._looking.ended.connect(self._looked)
        self._looking.start()

    def choose(self, choice: Choice) -> None:
        """Take a choice as the person's own."""
        self._wanted = choice.key
        self._show(self._choices)
        self.chosen.emit(choice)

    def browse(self) -> None:
        """Ask for the folder of a run or a checkpoint."""
        start = str(self.choice.path.parent) if self.choice else ""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a run or a checkpoint"), start)
        if chosen:
            self.open(Path(chosen))

    def open(self, folder: Path) -> None:
        """Offer a folder and choose it."""
        try:
            choices = of_folder(folder)
        except Problem as problem:
            self.failed.emit(problem)
            return
        found = choices[0].path
        self._known = [path for path in self._known if path != found] + [found]
        self._choices = [choice for choice in self._choices if choice.path != found] + choices
        self.choose(choices[0])
        self.look()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Checkpoint"))
        self.box.setAccessibleName(self.tr("Checkpoint"))
        self.box.setPlaceholderText(self.tr("none yet"))
        self._browse.setText(self.tr("Browse…"))
        self._browse.setToolTip(self.tr("Choose the folder of a run or of a checkpoint"))
        self._import.setToolTip(
            self.tr("Import a checkpoint that the published notebook's program saved; nothing in the file is run")
        )
        self._word_import()
        self.again.setText(self.tr("Caption all again"))
        self.again.setToolTip(
            self.tr(
                "Some captions come from another checkpoint, or from before their fit was known; caption them again"
            )
        )
        for row_, choice in enumerate(self._choices):
            self.box.setItemText(row_, self._name(choice))
        self._tell()

    def _offer(self, choices: list[Choice]) -> None:
        if self._stale:
            return
        before = self.choice
        self._show(choices)
        if self.choice is not None and self.choice != before:
            self.chosen.emit(self.choice)

    def _looked(self) -> None:
        self._looking = None
        if self._stale:
            self._stale = False
            self.look()

    def _show(self, choices: list[Choice]) -> None:
        self._choices = choices
        keys = [choice.key for choice in choices]
        with QSignalBlocker(self.box):
            self.box.clear()
            self.box.addItems([self._name(choice) for choice in choices])
            self.box.setCurrentIndex(keys.index(self._wanted) if self._wanted in keys else 0 if keys else -1)
        self._tell()

    def _tell(self) -> None:
        choice = self.choice
        self.box.setEnabled(choice is not None)
        if choice is None:
            self._told.set_whole(self.tr("Train a model, or browse for one."))
            return
        if choice.kind == "auto":
            self._told.set_whole(self.tr("The built-in model that fits the picture best"))
            self.box.setToolTip("")
            return
        parts = [self.tr("step {step}").format(step=text.number(choice.step))]
        if choice.imported:
            told = self.tr("imported from {file}").format(file=choice.imported)
            # Only some of these files tell their step.
            parts = [told, *parts] if choice.step else [told]
        if choice.value is not None:
            parts.append(f"{text.score_name(choice.score)} {choice.value:.3f}")
        self._told.set_whole(" · ".join(parts))
        self.box.setToolTip(text.plain(str(choice.path)))

    def _word_import(self) -> None:
        self._import.setEnabled(not self.importing.running)
        self._import.setText(self.tr("Importing…") if self.importing.running else self.tr("Import…"))

    def _name(self, choice: Choice) -> str:
        if choice.kind == "auto":
            return self.tr("Automatic")
        if choice.ships:
            return self.tr("{model} (built in)").format(model=shipped_name(choice.name))
        if choice.kind == "best":
            return self.tr("{run}, best").format(run=choice.name)
        if choice.kind == "last":
            return self.tr("{run}, last").format(run=choice.name)
        return choice.name
