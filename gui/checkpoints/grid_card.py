"""The grid of the fixed samples with its heading, its filter and its choice of language."""

from PySide6.QtWidgets import QCheckBox

from gui import text, theme
from gui.checkpoints.grid import GridView, SampleGrid
from gui.widgets import Card, Elided, EmptyPlace, Heading, Segments, row

_LANGUAGES: dict[str, text.ContentLanguage] = {"en": "en", "zh": "zh"}


class GridCard(Card):
    """The language follows the window's, and can be switched independently."""

    def __init__(self) -> None:
        super().__init__()
        self._heading, self._beside = Heading(), Elided("quiet")
        self.grid = SampleGrid(self)
        self.view = GridView(self.grid)
        self.saved, self.language = QCheckBox(), Segments(tuple(_LANGUAGES))
        self.language.set_words({"en": "EN", "zh": "中"})
        self.language.setFixedWidth(84)
        self.saved.toggled.connect(self.grid.show_saved_only)
        self.language.chosen.connect(lambda key: self.grid.speak(_LANGUAGES[key]))
        self._empty = EmptyPlace("picture")
        head = row(self._heading, self._beside, self.saved, self.language, gap=theme.GAP)
        head.setStretch(1, 1)
        head.setContentsMargins(theme.PAD - 1, 0, theme.STEP, 0)
        self._heading.setMinimumHeight(28)
        self.body.setContentsMargins(1, 8, 1, 8)
        self.body.setSpacing(2)
        self.body.addLayout(head)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self._empty, 1)
        self.grid.modelReset.connect(self._show)
        self.retranslate()
        self._show()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Fixed samples"))
        self._beside.set_whole(self.tr("changes from the row below are marked"))
        self.saved.setText(self.tr("saved only"))
        self.saved.setToolTip(self.tr("Show only evaluations with a saved checkpoint; their steps are bold"))
        self._empty.sentence.setText(self.tr("The captions of the fixed samples at each evaluation appear here."))
        self.language.set_value(text.language().content)
        self.grid.speak(text.language().content)

    def recolour(self) -> None:
        """See ``Worded``."""
        self.view.viewport().update()
        self.view.horizontalHeader().viewport().update()

    def _show(self) -> None:
        filled = self.grid.evaluated
        for part in (self.view, self._beside, self.saved, self.language):
            part.setVisible(filled)
        self._empty.setVisible(not filled)
