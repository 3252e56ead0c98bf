"""The translation of a caption: offline, by an online translator, or both with what the online one lost.

Of a model that writes Chinese it is the English, of any other the Chinese.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from engine.translation.direction import CHINESE, ENGLISH, direction_of, primary
from engine.translation.offline import compare, translate
from gui import text
from gui.caption.items import CaptionItem, ItemState
from gui.caption.translating import MAKERS, OFFLINE, Translating, TranslationWanted, wanted_of
from gui.caption.translator_form import TranslatorForm
from gui.caption.words_card import CaptionCard, role_of
from gui.languagenames import heading_name, language_name
from gui.widgets import Button

if TYPE_CHECKING:
    from engine.translation.offline import Translated


class TranslationCard(CaptionCard):
    """Its button names who translates, and opens the choice of another. ``told``: a Problem to be shown."""

    told = Signal(object)

    def __init__(self, translating: Translating) -> None:
        super().__init__()
        self._translating = translating
        self._item: CaptionItem | None = None
        self._caption = ""
        self._language = ENGLISH
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
        self.form.entered.connect(lambda maker, url: translating.choose(maker, url, self.target))
        self.form.kept_for_session.connect(self.told)
        translating.changed.connect(self.retranslate)
        translating.came.connect(self._came)
        translating.failed.connect(self._failed)

    @property
    def caption(self) -> str:
        """What is copied: the translation by the translator that is chosen, alone; empty where there is none."""
        return self._caption

    @property
    def target(self) -> str:
        """The language that the card shows, as a BCP 47 key."""
        return direction_of(self._language).target

    def choose(self, maker: str) -> None:
        """Take a translator; one that cannot begin then asks for what it lacks."""
        self._translating.choose(maker, target=self.target)

    def ask(self) -> None:
        """Have address and keys entered."""
        maker = self._translating.maker(self.target)
        place = self.maker.mapToGlobal(QPoint(self.maker.width(), self.maker.height() + 4))
        self.form.ask(maker if maker != OFFLINE else "baidu", self._translating.url, place)

    def show_item(self, item: CaptionItem | None, language: str) -> None:
        """Show the translation of a picture's caption.

        Args:
            language: of the caption, or of those to come.
        """
        self._item = item
        if language != self._language:
            self._language = language
            self._name_choices()
        self.name_language(self.target)
        caption = item.caption if item is not None and item.state is not ItemState.FAILED else None
        if caption is None:
            self._caption = ""
            self.copy.setEnabled(False)
            self.words.say("", "quiet")
            self._name_maker(None)
            return
        assert item is not None
        wanted = wanted_of(item)
        found = self._translating.found(wanted)
        if found is None:
            self._translating.want([wanted], first=True)
        self._caption = item.rewriting.apply(found.text) if found is not None else item.translated
        self.copy.setEnabled(bool(self._caption))
        self._name_maker(found)
        online = found is not None and found.problem is None
        if self._translating.compares(self.target) and online and found is not None:
            self.words.say_parts(self._beside_each_other(found, item))
        else:
            told = self._told(item, found)
            parts = ((self._caption, role_of(caption)), (told, "quiet"))
            self.words.say_parts([part for part in parts if part[0]] or [("", "")])

    def retranslate(self) -> None:
        """See ``Worded``."""
        self.name_language(self.target if hasattr(self, "_language") else CHINESE)
        # While the card is being made, what follows is not there yet.
        if not hasattr(self, "form"):
            return
        self._name_choices()
        self.show_item(self._item, self._language)

    def _name_choices(self) -> None:
        """The menu, with the translator into the language that is shown."""
        chosen = self._translating.maker(self.target)
        for maker, action in self._actions.items():
            action.setText(text.choice_label(maker))
            action.setChecked(maker == chosen)
        self._both.setText(self.tr("Show offline and online side by side"))
        self._both.setEnabled(chosen != OFFLINE)
        self._both.setChecked(self._translating.both)
        self._enter.setText(self.tr("Address and keys…"))
        self._enter.setEnabled(chosen != OFFLINE)

    def _told(self, item: CaptionItem, found: Translated | None) -> str:
        """What has to be said of the translation, or of why there is none."""
        chosen, caption = self._translating.maker(self.target), item.caption
        if caption is None or not item.body.strip():
            return ""
        if found is not None and not found.text and found.problem is not None:
            return text.problem_text(found.problem)
        if chosen != OFFLINE:
            return "" if self._caption or found is not None else self.tr("Translating…")
        if primary(caption.language) == CHINESE:
            if self._caption:
                return self.tr("This model writes Chinese. The English says the attributes found in the caption.")
            return self.tr("This model writes Chinese. For the English, choose an online translator.")
        if not self._caption:
            return self.tr("There is no offline translation from {language}. Choose an online translator.").format(
                language=language_name(caption.language)
            )
        made = translate(item.body, caption.domain, caption.direction)
        if made is not None and made.free:
            return self.tr("Free text is translated word by word; an online translator does better.")
        return ""

    def _beside_each_other(self, found: Translated, item: CaptionItem) -> list[tuple[str, str]]:
        caption = item.caption
        assert caption is not None
        domain = caption.domain
        language = text.language().content
        lost = [
            f"{domain.field_name(field, language)} {domain.value_name(field, word, language)}"
            for field, _, word in compare(found, domain).lost
        ]
        parts = [(text.choice_label(str(found.provider)), "quiet"), (self._caption, role_of(caption))]
        if lost:
            parts.append(
                (self.tr("Lost in translation: {attributes}").format(attributes=self.tr(", ").join(lost)), "bad")
            )
        if item.translated:
            parts += [(text.choice_label(OFFLINE), "quiet"), (item.translated, role_of(caption))]
        return parts

    def _name_maker(self, found: Translated | None) -> None:
        """The translator that made what is shown; with … while one is being asked."""
        maker = self._translating.maker(self.target)
        asked = maker != OFFLINE and found is None and self._translating.busy and bool(self._item)
        fell = maker != OFFLINE and found is not None and found.problem is not None and bool(found.text)
        name = text.choice_label(OFFLINE if fell else maker)
        item = self._item
        if maker == OFFLINE and item is not None and item.body and not item.translated:
            # Offline nobody translates it.
            name = self.tr("Translate")
        self.maker.setText(name + ("…" if asked else " ▾"))
        tip = self.tr("Translator into {language}").format(language=heading_name(self.target))
        if found is not None and found.problem is not None:
            tip = text.problem_text(found.problem)
        self.maker.setToolTip(text.plain(tip))

    def _came(self, captions: set[TranslationWanted]) -> None:
        item = self._item
        if item is not None and item.caption is not None and wanted_of(item) in captions:
            self.show_item(item, self._language)
        found = [self._translating.found(wanted) for wanted in captions]
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
        self.show_item(self._item, self._language)
