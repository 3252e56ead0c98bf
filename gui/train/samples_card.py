"""The fixed samples and their captions, with changes since the previous evaluation marked."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QResizeEvent

from engine.captions.changes import changes
from engine.events import SampleCaption
from gui import text, theme
from gui.samples import pictures_job, sample_title
from gui.text import Worded
from gui.widgets import (
    Card,
    EmptyPlace,
    FlowText,
    Hairline,
    Heading,
    Label,
    Panel,
    Paragraph,
    Scroll,
    column,
    row,
)
from gui.worker import Work

PICTURE = QSize(72, 108)
LARGEST = QSize(128, 192)
WIDE = 400
"""Width of the card from which its words are larger."""


class SampleCaptionText(Worded, FlowText):
    """One fixed sample with its caption and its translation, the reader's language first."""

    def __init__(self) -> None:
        super().__init__(PICTURE)
        self._now: SampleCaption | None = None
        self._before: SampleCaption | None = None
        self._pixels = 13

    def set_scale(self, picture: QSize, pixels: int) -> None:
        """Give picture and words another size."""
        self.set_picture_size(picture)
        if pixels != self._pixels:
            self._pixels = pixels
            self.retranslate()

    def show_caption(self, sample: SampleCaption, before: SampleCaption | None) -> None:
        """Show what was said, and mark what changed."""
        self._now, self._before = sample, before
        self.retranslate()

    def retranslate(self) -> None:
        """See ``Worded``."""
        now, before = self._now, self._before
        if now is None:
            return
        texts = _texts(now)
        earlier = _texts(before) if before else [""] * len(texts)
        shown = [Paragraph(sample_title(now), quiet=True, pixels=12, after=2)]
        for place, (words, former) in enumerate(zip(texts, earlier, strict=False)):
            pixels = self._pixels - min(place, 1)
            shown.append(Paragraph(words, quiet=place > 0, pixels=pixels, marks=changes(former, words)))
        self.set_paragraphs(shown)

    def recolour(self) -> None:
        """See ``Worded``."""
        self.update()


def _texts(sample: SampleCaption) -> list[str]:
    """The caption and its translation, where there is one, the one in the reader's language first."""
    reader = sample.chinese if text.language().content == "zh" else sample.english
    texts = (reader, sample.caption, sample.english, sample.chinese)
    return list(dict.fromkeys(filter(None, texts))) or [""]


class SamplesCard(Card):
    """All fixed samples, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self._history: list[tuple[int, tuple[SampleCaption, ...]]] = []
        self._pictured: tuple[Path | int | None, ...] = ()
        self._heading, self._step = Heading(), Label("quiet")
        self._samples: list[SampleCaptionText] = []
        self._rules: list[Hairline] = []
        self._list = Panel()
        self._rows = column(gap=12, parent=self._list)
        self._scroll = Scroll(self._list)
        self._scroll.hide()
        self._empty = EmptyPlace("picture")
        self.body.setContentsMargins(theme.PAD, theme.PAD - 2, theme.PAD - Scroll.BAR, theme.STEP)
        head = row(self._heading, None, self._step)
        head.setContentsMargins(0, 0, Scroll.BAR, 0)
        self.body.addLayout(head)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self._empty, 1)
        self.retranslate()

    def clear(self) -> None:
        """Forget the run shown."""
        self.show_history([])

    def show_history(self, history: list[tuple[int, tuple[SampleCaption, ...]]]) -> None:
        """Take all evaluations of a run and show the last."""
        self._history = list(history)
        self._show()

    def take(self, step: int, samples: tuple[SampleCaption, ...]) -> None:
        """Take one more evaluation, or the last one again, once the fit of its pictures is known."""
        self._history = [item for item in self._history[-2:] if item[0] < step] + [(step, samples)]
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt override: the pictures grow with the card."""
        super().resizeEvent(event)
        self._size_pictures()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Fixed samples"))
        self._heading.setToolTip(self.tr("The same pictures, captioned at each evaluation; changes are marked"))
        self._empty.sentence.setText(
            self.tr("Two pictures and a noise picture, captioned at each evaluation, show what the model learns.")
        )
        step = self._history[-1][0] if self._history else None
        self._step.setText("" if step is None else self.tr("step {step}").format(step=text.number(step)))

    def _show(self) -> None:
        self._scroll.setVisible(bool(self._history))
        self._empty.setVisible(not self._history)
        self.retranslate()
        if not self._history:
            return
        samples = self._history[-1][1]
        before = {sample.name: sample for sample in self._history[-2][1]} if len(self._history) > 1 else {}
        while len(self._samples) < len(samples):
            if self._samples:
                self._rules.append(Hairline())
                self._rows.addWidget(self._rules[-1])
            widget = SampleCaptionText()
            self._samples.append(widget)
            # Each has its share of the height, so that the rules stand where they are whatever is said.
            self._rows.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
        # Another run may have pinned fewer.
        for place, widget in enumerate(self._samples):
            widget.setVisible(place < len(samples))
        for place, rule in enumerate(self._rules, 1):
            rule.setVisible(place < len(samples))
        self._size_pictures()
        for widget, sample in zip(self._samples, samples, strict=False):
            widget.show_caption(sample, before.get(sample.name))
        pictured = tuple(sample.picture or sample.noise_seed for sample in samples)
        if pictured != self._pictured:
            self._pictured = pictured
            work = Work(pictures_job(samples, 2 * LARGEST.height()), "sample pictures", self)
            work.done.connect(self._show_pictures)
            work.start()

    def _size_pictures(self) -> None:
        shown = len(self._history[-1][1]) if self._history else 0
        share = (self.height() - 60) // max(1, shown)
        height = min(LARGEST.height(), max(PICTURE.height(), round(0.56 * share)))
        size = PICTURE.scaled(1000, height, Qt.AspectRatioMode.KeepAspectRatio)
        for widget in self._samples:
            widget.set_scale(size, 14 if self.width() >= WIDE else 13)

    def _show_pictures(self, images: list[QImage]) -> None:
        for widget, image in zip(self._samples, images, strict=False):
            widget.set_image(image)
