"""Two languages: every sentence has its Chinese, with the same places for values, and the switch is live and whole."""

import ast
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from engine import files
from engine.errors import PROBLEMS, Problem
from engine.recipes import RECIPES
from engine.settings import Settings, choices
from gui import text, translations, worker
from gui.languages import InterfaceLanguage
from gui.train.page import TrainPage
from gui.widgets import Elided
from gui.window import MainWindow

# Names of things, file names, and what has no other name in Chinese.
NAMES = re.compile(
    r"Atelier|English|Holm|[Nn]otebook|APP ID|BLEU-\d|ROUGE-L|CIDEr-D|METEOR|NLTK|coco-caption|GPU|CPU|"
    r"VGG19|Hamming|torchvision|AdamW|ResNet|ConvNeXt|EfficientNet(?:-Lite\d?)?|MobileNet|GRU|LSTM|Transformer|ImageNet|"
    r"timm|ViT-B/\d\d|Swin-T|PyTorch|ONNX|onnxruntime|safetensors|pillow|numpy|int8|Ctrl|Enter|Esc|Del|GB|MB|auto|bf16|fp16|fp32|EN|"
    r"JSON Lines|JSON|train_captions\.json|captions\.json|dataset\.json|json|COCO|Karpathy|"
    r"\{(?:name|file|language)\}|\.txt|image=file, caption=title\+text, split=set|\be\b|\bx\b|"
    r"CSV|JPEG|PNG|SVG|TSV|TensorBoard|tensorboardX|"
    r"cider_d|bleu4|Flickr8k|Flickr30k|Hugging Face|Unicode|Python|&lt;unk&gt;|<unk>|\b(?:en|zh|vi)\b"
)


def _messages(path: Path) -> Iterator[tuple[str, str, ElementTree.Element]]:
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            yield context.findtext("name", ""), message.findtext("source", ""), translation


def _places(words: str) -> list[str]:
    return sorted(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", words))


@pytest.mark.parametrize("language", translations.translated(), ids=lambda language: language.code)
def test_every_sentence_is_translated(language: InterfaceLanguage) -> None:
    found = list(_messages(translations.source(language)))
    assert len(found) > 200
    for context, source, translation in found:
        words = translation.text or ""
        assert translation.get("type") is None, f"{context}: {source}"
        assert words, f"{context}: {source}"
        assert _places(words) == _places(source), f"{context}: {source}"
        assert source.count("{{") == words.count("{{"), source


@pytest.mark.parametrize("language", translations.translated(), ids=lambda language: language.code)
def test_the_harvest_is_up_to_date(language: InterfaceLanguage, tmp_path: Path) -> None:
    source = translations.source(language)
    fresh = tmp_path / source.name
    fresh.write_bytes(source.read_bytes())
    translations.harvest(fresh, language.code)
    kept = {(context, sentence) for context, sentence, _ in _messages(source)}
    now = {(context, sentence) for context, sentence, _ in _messages(fresh)}
    assert now == kept, "run python -m gui.translations"
    compiled = tmp_path / "compiled.qm"
    translations.compile_messages(source, compiled)
    assert compiled.read_bytes() == translations.compiled(language).read_bytes(), "run python -m gui.translations"


def test_every_problem_is_worded_in_both_languages(qapp: object) -> None:
    values = ("path", "line", "column", "reason", "found", "position", "captions", "split", "width", "height", "limit")
    for language in ("en", "zh_CN"):
        text.set_language(language)
        for code, sentence in PROBLEMS.items():
            names = set(_places(sentence)) | set(values)
            words = text.problem_text(Problem(code, **{name: f"<{name}>" for name in names}))
            assert "{path}" not in words
            assert all(f"<{name}>" in words for name in _places(str(text.WINDOW_PROBLEMS.get(code, sentence))))
            assert bool(re.search("[一-鿿]", words)) == (language == "zh_CN")


def test_every_choice_of_the_schema_has_a_name() -> None:
    for name in Settings.model_fields:
        for value in choices(name):
            assert text.choice_label(value) != value or re.fullmatch(r"[bf]+p?\d+", value), value
    assert set(RECIPES) <= set(text._CHOICES)


def _words(widget: QWidget) -> Iterator[str]:
    for child in (widget, *widget.findChildren(QWidget)):
        yield child.toolTip()
        if isinstance(child, (QLabel, QAbstractButton)):
            yield child.text()
        elif isinstance(child, QComboBox):
            yield from (child.itemText(index) for index in range(child.count()))
        elif isinstance(child, QLineEdit):
            yield child.placeholderText()


def test_the_switch_is_live_and_leaves_no_english(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    train = window.page(TrainPage)
    train.recipe.show_all(True)
    qtbot.waitUntil(lambda: not worker.running())
    english = set(_words(window))
    assert "Train" in english
    window.bar.next_language()
    qtbot.waitUntil(lambda: train.bar.primary.text() == "训练")
    left = set()
    for words in _words(window):
        plain = NAMES.sub("", re.sub(r"<[^>]*>", "", words))
        if re.search("[A-Za-z]{2}", plain) and not ("\n" not in words and Path(words).exists()):
            left.add(words)
    assert not left
    window.bar.next_language()
    qtbot.waitUntil(lambda: train.bar.primary.text() == "Train")
    assert set(_words(window)) == english


def test_numbers_for_people() -> None:
    assert text.number(12693) == "12,693"
    assert [text.duration(seconds) for seconds in (0, 171, 3771.4)] == ["0:00", "2:51", "1:02:51"]
    assert [text.size(count) for count in (2**20 * 512, 6_871_947_674)] == ["512 MB", "6.4 GB"]


def test_names_and_captions_are_text_in_tooltips_never_markup(make_train_page: Callable[[], TrainPage]) -> None:
    name = "<h1>x</h1><img src='shot.png'>\nA & B"
    document = QTextDocument()
    document.setHtml(text.plain(name))
    assert document.toPlainText() == name
    # What has no tag stays itself: Qt shows it as plain text.
    assert text.plain("a & b\nc") == "a & b\nc"
    label = Elided()
    label.resize(20, 20)
    label.set_whole(name)
    assert label.toolTip() == text.plain(name)


def test_every_tooltip_is_a_sentence_of_ours_or_made_plain() -> None:
    """What a tooltip takes from elsewhere goes through ``text.plain``."""
    found = []
    for path in (files.project_folder() / "gui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            place = {"setToolTip": 0, "showText": 1}.get(node.func.attr)
            if place is not None and not all(map(_safe, _branches(node.args[place]))):
                found.append(f"{path.name}, line {node.lineno}")
    assert not found


def test_no_sentence_is_hidden_from_the_harvest() -> None:
    """Qt's tool does not look into f-strings."""
    for path in sorted((files.project_folder() / "gui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                called = [inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call)]
                names = {func.attr for func in called if isinstance(func, ast.Attribute)}
                assert not names & {"tr", "translate"}, f"{path.name}:{node.lineno}"


def _branches(node: ast.expr) -> list[ast.expr]:
    return [*_branches(node.body), *_branches(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def _safe(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        # The attribute bars' tooltip is a table of their own.
        return ast.unparse(node.func) in ("self.tr", "text.plain", "plain", "self.table", "self.bars.table")
    return isinstance(node, ast.Constant)
