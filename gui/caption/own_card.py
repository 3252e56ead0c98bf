"""The right column: the caption that stands, by the model or edited, with what is known of its words."""

from PySide6.QtCore import Signal

from gui import text, theme
from gui.caption.caption_editor import CaptionEditor
from gui.caption.fit_row import FitRow
from gui.caption.items import Caption, CaptionItem, ItemState
from gui.caption.names import shipped_name
from gui.caption.word_marks import Legend
from gui.caption.words_card import CaptionCard, role_of
from gui.widgets import Button

BUTTON = 28
"""Width of a button in the card's head, in logical pixels: three of them leave room for the name of a model."""


class OwnCard(CaptionCard):
    """The caption, the model's confidence in each word and its support from the picture, the time it took, which model
    was chosen, and how well the picture fits it.

    ``pointed``: the number of the word that is pointed at, among those of the model's own caption; -1 for none.
    """

    pointed = Signal(int)

    def __init__(self) -> None:
        super().__init__(leading=135)
        self._shown: tuple[Caption | None, str, theme.Theme] = None, "", theme.current()
        self._numbers: tuple[int, ...] = ()
        self.words.pointed.connect(lambda place: self.pointed.emit(self._numbers[place] if place >= 0 else -1))
        self.legend = Legend()
        self.fit = FitRow()
        self.editor = CaptionEditor()
        self.edit, self.more = Button("quiet", "edit", small=True), Button("quiet", "more", small=True)
        self.head.insertWidget(self.head.indexOf(self.copy), self.edit)
        self.head.addWidget(self.more)
        for button in (self.edit, self.copy, self.more):
            button.setFixedWidth(BUTTON)
        self.editor.left.connect(self.words.setFocus)
        self.body.addWidget(self.editor, 1)
        self.body.addWidget(self.legend)
        self.body.addWidget(self.fit)
        self.body.setContentsMargins(theme.PAD, 8, theme.PAD - 8, theme.STEP)
        self.retranslate()

    def show_item(self, item: CaptionItem | None, language: str, words: dict[str, str]) -> None:
        """Show a picture's caption.

        Args:
            language: of the caption, or of those to come.
            words: what is said where there is none, by ``empty``, ``waiting``, ``captioning``, ``nothing``.
        """
        self.name_language(language)
        caption = item.caption if item else None
        problem = item.problem if item and item.state is ItemState.FAILED else None
        if item is not None and caption is not None and problem is None:
            # What stands there stays, and with it what is pointed at and selected. An empty caption is told in words.
            if (caption, item.text, theme.current()) != self._shown or not item.text:
                # A model that has just begun to learn may end before its first word.
                self.words.say(item.text or words["nothing"], role_of(caption) if item.text else "quiet")
                self._numbers = tuple(number for number, _ in item.support)
                self.words.mark([word for _, word in item.support])
            edited = self.tr("edited") if item.edited is not None else ""
            model = shipped_name(caption.model) if caption.automatic else ""
            told = [edited] if edited else [model, f"{caption.seconds:.2f} s"]
            self.beside.setText(" · ".join(filter(None, told)))
            own = self.tr("By the model: {caption}").format(caption=caption.caption)
            by = f"{caption.model} · {caption.device}"
            self.beside.setToolTip(text.plain(by if item.text == caption.caption else f"{by}\n{own}"))
        else:
            sentence = words["empty"] if item is None else words.get(item.state.value, "")
            self.words.say(text.problem_text(problem) if problem else sentence, "bad" if problem else "quiet")
            self.beside.setText("")
        captioned = caption is not None and problem is None
        self._shown = (caption if captioned else None, item.text if item else "", theme.current())
        self.copy.setEnabled(captioned)
        self.edit.setEnabled(captioned)
        self.legend.setVisible(captioned and bool(caption and caption.support))
        self.legend.trust(not (caption and caption.fit.unlike))
        self.fit.show_caption(caption if captioned else None)

    def begin_editing(self, words: str) -> None:
        """Have a caption changed where it stands."""
        self.words.hide()
        self.editor.begin(words)

    def end_editing(self) -> None:
        """Show the caption again."""
        self.words.show()

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.edit.setToolTip(self.tr("Edit the caption (F2, or double-click it)"))
        self.edit.setAccessibleName(self.tr("Edit the caption"))
        self.more.setToolTip(self.tr("More for this caption"))
        self.more.setAccessibleName(self.tr("More for this caption"))
        self.editor.setAccessibleName(self.tr("Caption"))
        self.editor.setToolTip(self.tr("Enter keeps the caption, Escape leaves it as it was"))
