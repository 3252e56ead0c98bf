"""The pictures whose captions are closest to the reference, and those farthest from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy

from engine.translation.offline import worded
from gui import text, theme
from gui.checkpoints.evaluating.cards import words
from gui.widgets import Card, Hairline, Heading, Label, Panel, PictureView, column, image_from_array, row

if TYPE_CHECKING:
    from engine.captions.domain import CaptionDomain
    from engine.evaluation.samples import Sample

MISTAKES = 5
"""Told of one caption; all of them stand in the tooltip."""
_PICTURE = QSize(72, 108)


class _Shown(Panel):
    """A picture, its caption, the nearest reference with the others in its tooltip, and the mistakes."""

    def __init__(self, sample: Sample, language: str, domain: CaptionDomain) -> None:
        super().__init__()
        self._sample, self._language, self._domain = sample, language, domain
        picture = PictureView(5, _PICTURE)
        picture.setFixedSize(_PICTURE)
        picture.set_image(image_from_array(sample.pixels))
        picture.setToolTip(text.plain(sample.name))
        self.said, self.true, self.mistaken = Label(wrap=True), Label("quiet", wrap=True), Label("bad", wrap=True)
        texts = column(self.said, self.true, self.mistaken, None, gap=4)
        line = row(picture, texts, gap=theme.GAP)
        line.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        column(Hairline(), line, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        sample, say = self._sample, words(self._domain)
        reader = text.language().content
        hypothesis, true, *others = (
            worded(caption, self._language, reader, self._domain) for caption in (sample.caption, *sample.references)
        )
        self.said.setText(hypothesis)
        self.true.setText(self.tr("reference: {caption}").format(caption=true))
        self.true.setToolTip(text.plain("\n".join((self.tr("Other references:"), *others)) if others else ""))
        # The same sentence stands in the report.
        wrong = [
            say(
                "{attribute}: {said} (true: {true})",
                attribute=say.attribute(name),
                said=say.value(name, predicted),
                true=say.value(name, right),
            )
            for name, right, predicted in sample.mistaken
        ]
        self.mistaken.setText(" · ".join([*wrong[:MISTAKES], *(["…"] if len(wrong) > MISTAKES else [])]))
        self.mistaken.setToolTip(text.plain("\n".join(wrong)))
        self.mistaken.setVisible(bool(wrong))


class BestAndWorstCard(Card):
    """The best at the left, the worst at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._heads = (Heading(), Heading())
        self.sides: list[list[_Shown]] = [[], []]
        # The two of a row begin at one height.
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * theme.STEP)
        self._grid.setVerticalSpacing(theme.GAP)
        for place, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, place)
            self._grid.setColumnStretch(place, 1)
        self.body.addLayout(self._grid)
        self.retranslate()

    def take(self, good: Sequence[Sample], bad: Sequence[Sample], language: str, domain: CaptionDomain) -> None:
        """Show others, whose captions are in one language and of one kind."""
        for shown in (*self.sides[0], *self.sides[1]):
            self._grid.removeWidget(shown)
            shown.setParent(None)
            shown.deleteLater()
        self.sides = [[_Shown(sample, language, domain) for sample in samples] for samples in (good, bad)]
        for place, side in enumerate(self.sides):
            for number, shown in enumerate(side, start=1):
                self._grid.addWidget(shown, number, place, Qt.AlignmentFlag.AlignTop)

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heads[0].setText(self.tr("Closest to the reference"))
        self._heads[1].setText(self.tr("Farthest from the reference"))
