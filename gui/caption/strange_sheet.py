"""The sheet that makes pictures which show nothing: noise, blank ones, and real ones blurred, shuffled or mixed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from engine.data.strange import KINDS, MEAN, NEEDED, SPREAD, WHITE, Kind, StrangePicture, usual_mean
from gui.caption.items import Source
from gui.caption.ways import SEEDS
from gui.widgets import Button, Heading, Label, Sheet, column, row
from gui.widgets.setting import Combo, NumberEdit

_FIELDS: dict[Kind, tuple[str, ...]] = {
    "uniform": ("mean", "spread", "seed"),
    "normal": ("mean", "spread", "seed"),
    "blank": ("mean",),
    "blurred": (),
    "shuffled": ("seed",),
    "mixed": (),
}
_HIGHEST = {"mean": 255.0, "spread": 255.0, "seed": float(SEEDS)}


class StrangeSheet(Sheet):
    """``wanted``: a list of pairs, a StrangePicture and the sources that it is made of.

    Args:
        selected: gives the real pictures that are selected in the list, the one on display first.
    """

    wanted = Signal(list)

    def __init__(self, parent: QWidget, selected: Callable[[], Sequence[Source]]) -> None:
        super().__init__(parent)
        self._selected = selected
        self._heading, self._told, self._of = Heading(), Label("small", wrap=True), Label("small", wrap=True)
        self.kind = Combo()
        self.kind.addItems(list(KINDS))
        self.kind.currentIndexChanged.connect(lambda _: self._show_kind())
        self.edits = {"mean": NumberEdit(False), "spread": NumberEdit(False), "seed": NumberEdit(True)}
        self._names = {name: Label("quiet") for name in self.edits}
        fields = QGridLayout()
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setHorizontalSpacing(8)
        for place, (name, edit) in enumerate(self.edits.items()):
            edit.returnPressed.connect(self.add)
            self._names[name].setBuddy(edit)
            fields.addWidget(self._names[name], 0, place)
            fields.addWidget(edit, 1, place)
        self.edits["seed"].setText("7")
        self.all, self.one = Button("secondary"), Button("primary", "add")
        self.all.clicked.connect(self.add_all)
        self.one.clicked.connect(self.add)
        buttons = row(self.all, None, self.one)
        self.body.addLayout(column(self._heading, self._told, 4, self.kind, fields, self._of, 4, buttons))
        self._show_kind()
        self.retranslate()

    def ask(self, place: QPoint) -> None:
        """Open with the left lower corner at a place of the screen."""
        self._show_kind()
        self.move(place - QPoint(0, self.height()))
        self.show()
        self.kind.setFocus()

    def add(self) -> None:
        """Make the one that is chosen."""
        kind = KINDS[self.kind.currentIndex()]
        pictures = list(self._selected())
        if len(pictures) >= NEEDED[kind]:
            self.hide()
            self.wanted.emit([(self._made(kind), tuple(pictures[: NEEDED[kind]]))])

    def add_all(self) -> None:
        """Make one of each kind, of the pictures that are selected; what needs more pictures is left out."""
        pictures = list(self._selected())
        kinds = [kind for kind in KINDS if NEEDED[kind] <= len(pictures)]
        seed = self._value("seed", 7)
        self.hide()
        self.wanted.emit(
            [(StrangePicture(kind, int(seed), usual_mean(kind)), tuple(pictures[: NEEDED[kind]])) for kind in kinds]
        )

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Pictures that show nothing"))
        self._told.setText(
            self.tr(
                "There is nothing to see in them. The model makes up what it says, and their fit should be “unlike”."
            )
        )
        names = {
            "uniform": self.tr("Uniform noise"),
            "normal": self.tr("Normal noise"),
            "blank": self.tr("Blank"),
            "blurred": self.tr("Blurred"),
            "shuffled": self.tr("Pixels shuffled"),
            "mixed": self.tr("Two pictures mixed"),
        }
        for place, kind in enumerate(KINDS):
            self.kind.setItemText(place, names[kind])
        self.kind.setAccessibleName(self.tr("Kind"))
        self._names["mean"].setText(self.tr("Mean"))
        self._names["spread"].setText(self.tr("Standard deviation"))
        self._names["seed"].setText(self.tr("Seed"))
        self.edits["mean"].setToolTip(self.tr("Mean value of a pixel, from 0 (black) to 255 (white)"))
        self.edits["spread"].setToolTip(
            self.tr("Standard deviation of the values before they are cut off at 0 and 255")
        )
        for name, edit in self.edits.items():
            edit.setAccessibleName(self._names[name].text())
        self.one.setText(self.tr("Add"))
        self.all.setText(self.tr("One of each"))
        self.all.setToolTip(self.tr("Add one of each kind, so that they stand beside the selected picture in the list"))
        self._show_kind()

    def _show_kind(self) -> None:
        kind, count = KINDS[self.kind.currentIndex()], len(self._selected())
        shown = _FIELDS[kind]
        for name, edit in self.edits.items():
            edit.setEnabled(name in shown)
        if not self.edits["spread"].text():
            self.edits["spread"].setText(f"{SPREAD:g}")
        usual = {f"{WHITE:g}", f"{MEAN:g}", ""}
        if self.edits["mean"].text() in usual:
            self.edits["mean"].setText(f"{usual_mean(kind):g}")
        enough = count >= NEEDED[kind]
        of_one = self.tr("Made of the selected picture.") if enough else self.tr("Select a picture in the list first.")
        of_two = (
            self.tr("Made of the two selected pictures.")
            if enough
            else self.tr("Select two pictures in the list first.")
        )
        self._of.setText(("", of_one, of_two)[NEEDED[kind]])
        self.one.setEnabled(enough)
        self.fit()

    def _made(self, kind: Kind) -> StrangePicture:
        shown = _FIELDS[kind]
        return StrangePicture(
            kind,
            int(self._value("seed", 7)) if "seed" in shown else 7,
            self._value("mean", usual_mean(kind)) if "mean" in shown else MEAN,
            self._value("spread", SPREAD) if "spread" in shown else SPREAD,
        )

    def _value(self, name: str, usual: float) -> float:
        """What was typed, within its bounds; the usual value for what is no number."""
        try:
            typed = float(self.edits[name].text())
        except ValueError:
            return usual
        return min(max(0.0, typed), _HIGHEST[name]) if typed == typed else usual
