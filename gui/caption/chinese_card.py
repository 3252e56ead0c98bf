"""The Chinese of a caption: offline, by an online translator, or both with what the online one lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from engine.translation.offline import compare, translate
from gui import text
from gui.caption.queue import Caption, CaptionItem, ItemState
from gui.caption.translating import MAKERS, OFFLINE, Translating
from gui.caption.translator_form import TranslatorForm
from gui.caption.words_card import CaptionCard
from gui.widgets import Button

if TYPE_CHECKING:
    from engine.translation.offline import Translated


class ChineseCard(CaptionCard):
    """Its button names who translates, and opens the choice of another. ``told``: a Problem to be shown."""

    told = Signal(object)

    def __init__(self, translating: Translating) -> None:
        super().__init__()
        self._translating = translating
        self._item: CaptionItem | None = None
        self._caption = ""
        self.maker = Button("quiet", small=True)
        self._menu = QMenu(self.maker)
        self.maker.setMenu(self._menu)
        self.head.insertWidget(2, self.maker)
        self.beside.hide()
        self._group = QActionGroup(self)
        self._actions = {maker: QAction(self._menu, checkable=True) for maker in MAKERS}
        for maker, action in self._actions.items():
            self._group.addAction(action)
            self._menu.addAction(action)
            action.triggered.connect(lambda _=False, maker=maker: self.choose(maker))
        self._menu.addSeparator()
        self._both = QAction(self._menu, checkable=True)
        self._both.toggled.connect(translating.show_both)
        self._enter = QAction(self._menu)
        self._enter.triggered.connect(self.ask)
        self._menu.addActions([self._both, self._enter])
        self.form = TranslatorForm(self)
        self.form.entered.connect(translating.choose)
        self.form.kept_for_session.connect(self.told)
        translating.changed.connect(self.retranslate)
        translating.came.connect(self._came)
        translating.failed.connect(self._failed)

    @property
    def caption(self) -> str:
        """What is copied: the Chinese of the translator that is chosen, alone."""
        return self._caption

    def choose(self, maker: str) -> None:
        """Take a translator; one that cannot begin then asks for what it lacks."""
        self._translating.choose(maker)

    def ask(self) -> None:
        """Have address and keys entered."""
        maker = self._translating.maker
        place = self.maker.mapToGlobal(QPoint(self.maker.width(), self.maker.height() + 4))
        self.form.ask(maker if maker != OFFLINE else "baidu", self._translating.url, place)

    def show_item(self, item: CaptionItem | None) -> None:
        """Show the Chinese of a picture's caption."""
        self._item = item
        caption = item.caption if item is not None and item.state is not ItemState.FAILED else None
        self.copy.setEnabled(caption is not None)
        if caption is None:
            self._caption = ""
            self.words.say("", "quiet")
            self._name_maker(None)
            return
        found = self._translating.found(caption.english)
        if found is None:
            self._translating.want([caption.english], first=True)
        self._caption = found.chinese if found is not None else caption.chinese
        self._name_maker(found)
        online = found is not None and found.problem is None
        if not (self._translating.compares and online and found is not None):
            parts = [(self._caption, "")]
            if self._translating.maker == OFFLINE and translate(caption.english, caption.domain).free:
                parts.append(
                    (
                        self.tr("Free text is translated word by word; an online translator does better."),
                        "quiet",
                    )
                )
            self.words.say_parts(parts)
            return
        self.words.say_parts(self._beside_each_other(found, caption))

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.heading.setText("中文")
        self.copy.setToolTip(self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copy {language}").format(language=self.heading.text()))
        # While the card is being made, what follows is not there yet.
        if not hasattr(self, "form"):
            return
        chosen = self._translating.maker
        for maker, action in self._actions.items():
            action.setText(text.choice_label(maker))
            action.setChecked(maker == chosen)
        self._both.setText(self.tr("Show offline and online side by side"))
        self._both.setEnabled(chosen != OFFLINE)
        self._both.setChecked(self._translating.both)
        self._enter.setText(self.tr("Address and keys…"))
        self._enter.setEnabled(chosen != OFFLINE)
        self.maker.setToolTip(self.tr("Translator for the Chinese caption"))
        self.show_item(self._item)

    def _beside_each_other(self, found: Translated, caption: Caption) -> list[tuple[str, str]]:
        domain = caption.domain
        language = text.language().content
        lost = [
            f"{domain.field_name(field, language)} {domain.value_name(field, word, language)}"
            for field, _, word in compare(found, domain).lost
        ]
        parts = [(text.choice_label(str(found.provider)), "quiet"), (found.chinese, "")]
        if lost:
            parts.append(
                (self.tr("Lost in translation: {attributes}").format(attributes=self.tr(", ").join(lost)), "bad")
            )
        return [*parts, (text.choice_label(OFFLINE), "quiet"), (caption.chinese, "")]

    def _name_maker(self, found: Translated | None) -> None:
        """The translator that made what is shown; with … while one is being asked."""
        maker = self._translating.maker
        asked = maker != OFFLINE and found is None and self._translating.busy and bool(self._item)
        fell = maker != OFFLINE and found is not None and found.problem is not None
        name = text.choice_label(OFFLINE if fell else maker)
        self.maker.setText(name + ("…" if asked else " ▾"))
        tip = self.tr("Translator for the Chinese caption")
        if fell and found is not None and found.problem is not None:
            tip = text.problem_text(found.problem)
        self.maker.setToolTip(text.plain(tip))

    def _came(self, captions: set[str]) -> None:
        item = self._item
        if item is not None and item.caption is not None and item.caption.english in captions:
            self.show_item(item)
        found = [self._translating.found(english) for english in captions]
        fallen = [
            translated.problem for translated in found if translated is not None and translated.problem is not None
        ]
        if fallen:
            self.told.emit(fallen[0])

    def _failed(self, problem: object) -> None:
        code = getattr(problem, "code", "")
        if code in ("translator-key-missing", "translator-address-missing", "translator-address-wrong"):
            self.ask()
        else:
            self.told.emit(problem)
        self.show_item(self._item)
