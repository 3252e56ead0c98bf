"""The attributes found in a caption, on chips in the reader's language."""

from engine.captions.domain import FREE, CaptionDomain
from gui import text, theme
from gui.caption.items import CaptionItem, ItemState
from gui.widgets import Card, Heading, Label, Pill, PillRows, Scroll, column, row
from gui.widgets.basics import Panel

_KINDS = {"said": "accent", "contradicts": "bad", "leftover": "mark"}


class AttributesCard(Card):
    """Chips by part of the outfit: blue for what is said, red for what contradicts it, yellow for the rest. They are
    grey where the picture is unlike what the model was trained on.
    """

    def __init__(self) -> None:
        super().__init__()
        self._caption, self._faded = "", False
        self._domain: CaptionDomain = FREE
        self._heading, self._beside, self._empty = Heading(), Label("quiet"), Label("quiet", wrap=True)
        self.pills = PillRows()
        inside = Panel()
        column(self._empty, self.pills, None, parent=inside)
        self._heading.setMinimumHeight(theme.CONTROL)
        head = row(self._heading, None, self._beside)
        head.setContentsMargins(0, 0, Scroll.BAR, 0)
        self.body.setContentsMargins(theme.PAD, 8, theme.PAD - Scroll.BAR, theme.PAD)
        self.body.addLayout(head)
        self.body.addWidget(Scroll(inside), 1)
        self.retranslate()

    def show_item(self, item: CaptionItem | None, domain: CaptionDomain | None) -> None:
        """Show what a picture's caption says; nothing where it has none.

        Args:
            domain: the kind of the caption, or of those to come; the card hides where they tell no attributes.
        """
        self.setVisible(domain is None or domain.has_attributes)
        self._domain = FREE if domain is None else domain
        caption = item.caption if item is not None and item.state is not ItemState.FAILED else None
        self._caption, self._faded = ("", False) if caption is None or item is None else (item.body, caption.fit.unlike)
        self._show()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self._heading.setText(self.tr("Attributes"))
        self._empty.setText(self.tr("Attributes found in the caption are listed here."))
        self._beside.setToolTip(self.tr("Share of the caption that matches the grammar of its kind of captions"))
        self._show()

    def recolour(self) -> None:
        """See ``Worded``."""
        self.pills.update()

    def _show(self) -> None:
        tips = {
            "said": "{field}",
            "contradicts": self.tr("{field}: contradicts an earlier part of the caption"),
            "leftover": self.tr("not recognised"),
        }
        kinds = dict.fromkeys(_KINDS, "plain") if self._faded else _KINDS
        rows = [
            (
                name or self.tr("not recognised"),
                [Pill(item.text, kinds[item.kind], tips[item.kind].format(field=item.field)) for item in things],  # type: ignore[arg-type]
            )
            for name, things in self._domain.summary(self._caption, text.language().content)
        ]
        self.pills.set_rows(rows)
        self._empty.setVisible(not rows)
        self.pills.setVisible(bool(rows))
        reading = self._domain.read(self._caption) if self._caption else None
        understood = 1.0 if reading is None else reading.understood
        told = self.tr("{share}% recognised").format(share=round(100 * understood))
        self._beside.setText("" if understood == 1.0 else told)
