"""The style sheet. A widget states its role by a dynamic property and sets no colours itself.

``kind`` of a QPushButton: primary, secondary (or none), quiet, link. ``role`` of a QLabel: heading, quiet, small, big,
bad, good and more. ``card`` of a QFrame: true. ``chip`` of a QLabel: accent, good, bad, mark, plain. ``wrong`` of an
input: true.
"""

from string import Template

from engine.files import project_folder
from gui.tokens import Theme

_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QWidget#ground { background: $ground; }
QToolTip { background: $card; color: $text; border: 1px solid $line; padding: 6px 8px; }

QFrame[card="true"] { background: $card; border: 1px solid $line; border-radius: 10px; }
QFrame[drop="true"] { background: $soft; border-color: $accent; }
QFrame#topBar { background: $card; border: none; border-bottom: 1px solid $line; }
QFrame[rule="true"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QLabel { background: transparent; border: none; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="title"] { font-size: 24px; font-weight: 600; }
QLabel[role="brand"] { font-size: 16px; font-weight: 700; }
QLabel[role="quiet"] { color: $quiet; }
QLabel[role="small"] { color: $quiet; font-size: 12px; }
QLabel[role="big"] { font-size: 19px; font-weight: 600; }
QLabel[role="large"] { font-size: 15px; }
QLabel[role="bad"] { color: $bad; }
QLabel[role="badSmall"] { color: $bad; font-size: 12px; }
QLabel[role="good"] { color: $good; }
QLabel[role="accent"] { color: $accent; font-weight: 600; }
QLabel[role="section"] { color: $quiet; font-weight: 600; font-size: 12px; }

QLabel[chip] { border-radius: 11px; padding: 3px 10px; font-size: 12px; font-weight: 600;
    min-height: 16px; max-height: 16px; }
QLabel[chip="accent"] { background: $soft; color: $accent; }
QLabel[chip="good"] { background: $good_soft; color: $good; }
QLabel[chip="bad"] { background: $bad_soft; color: $bad; }
QLabel[chip="mark"] { background: $mark; color: $text; }
QLabel[chip="plain"] { background: $plain; color: $quiet; }

QPushButton { background: $card; color: $text; border: 1px solid $line; border-radius: 8px; font-weight: 600;
    padding: 0 14px; min-height: 34px; max-height: 34px; }
QPushButton:hover { background: $hover; border-color: $edge; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:disabled { color: $faint; background: $card; border-color: $line; }
QPushButton:checked { background: $soft; color: $accent; border-color: $soft_edge; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[kind="primary"]:focus { border: 1px solid $focus_on_accent; }
QPushButton[kind="primary"]:disabled { background: $accent_faint; color: $on_accent_faint;
    border-color: $accent_faint; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; font-weight: 500; color: $quiet;
    padding: 0 10px; }
QPushButton[kind="quiet"]:hover { background: $hover; color: $text; }
QPushButton[kind="quiet"]:focus { border-color: $soft_edge; }
QPushButton[kind="quiet"]:disabled { color: $faint; }
QPushButton[kind="quiet"]:checked { background: $soft; color: $accent; }
QPushButton[kind="link"] { background: transparent; border: none; color: $accent; font-weight: 500; padding: 0;
    min-height: 20px; max-height: 24px; text-align: left; }
QPushButton[kind="link"]:hover { color: $accent_hover; text-decoration: underline; }
QPushButton[kind="link"]:focus { text-decoration: underline; }
QPushButton[kind="link"]:disabled { color: $faint; }
QPushButton[tight="true"] { padding: 0 8px; }
QPushButton[small="true"] { min-height: 26px; max-height: 26px; padding: 0 8px; font-size: 12px; border-radius: 6px; }
QPushButton[tab="true"] { background: transparent; border: 1px solid transparent; color: $quiet; font-weight: 500;
    padding: 0 15px; min-height: 32px; max-height: 32px; }
QPushButton[tab="true"]:hover { background: $hover; color: $text; }
QPushButton[tab="true"]:focus { border-color: $soft_edge; }
QPushButton[tab="true"]:checked { background: $soft; color: $accent; font-weight: 600; }
QPushButton[line="true"] { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 0;
    min-height: 28px; max-height: 28px; }
QPushButton[line="true"]:hover { background: $hover; }
QPlainTextEdit[boxed="true"] { border: 1px solid $line; border-radius: 8px; padding: 4px; }
QPlainTextEdit[boxed="true"]:focus { border-color: $accent; }
QFrame[pick="true"] { border: 1px solid $line; border-radius: 8px; }
QFrame[pick="true"]:hover, QFrame[pick="true"]:focus { background: $hover; border-color: $edge; }
QFrame[pick="true"][stands="true"] { border-color: $accent; }
QPushButton[line="true"]:focus { border-color: $soft_edge; }
QPushButton[line="true"]:checked { background: $soft; }
QPushButton[big="true"] { text-align: left; padding: 16px; font-weight: 400; border-radius: 10px;
    min-height: 88px; max-height: 400px; }
QPushButton[big="true"] QLabel:disabled { color: $faint; }
QPushButton::menu-indicator { image: none; width: 0; }

QFrame[segments="true"] { background: $card; border: 1px solid $line; border-radius: 8px; }
QFrame[segments="true"] QPushButton { border: none; border-radius: 7px; background: transparent; color: $quiet;
    font-weight: 500; min-height: 30px; max-height: 30px; padding: 0 8px; }
QFrame[segments="true"] QPushButton:hover { color: $text; background: $hover; }
QFrame[segments="true"] QPushButton:checked { background: $soft; color: $accent; font-weight: 600; }
QFrame[segments="true"] QPushButton:focus { border: 1px solid $soft_edge; }
QFrame[segments="true"] QPushButton:disabled { color: $faint; }

QLineEdit, QComboBox { background: $card; color: $text; border: 1px solid $line; border-radius: 8px; padding: 0 9px;
    min-height: 30px; max-height: 30px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:hover, QComboBox:hover { border-color: $edge; }
QLineEdit:focus, QComboBox:focus, QComboBox:on { border: 1px solid $accent; }
QLineEdit[wrong="true"], QComboBox[wrong="true"] { border: 1px solid $bad; background: $bad_faint; }
QLineEdit:disabled, QComboBox:disabled { color: $disabled_text; background: $ground; }
QComboBox QLineEdit { border: none; background: transparent; padding: 0; min-height: 28px; max-height: 28px; }
QComboBox { padding-right: 0; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url($icons/chevron-grey.svg); width: 12px; height: 12px; margin-right: 8px; }
QComboBox QAbstractItemView { background: $card; color: $text; border: 1px solid $line; padding: 4px; outline: none;
    selection-background-color: $soft; selection-color: $accent; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; border-radius: 6px; }
QTextEdit, QPlainTextEdit { background: transparent; border: none; selection-background-color: $accent;
    selection-color: $on_accent; }
QCheckBox, QRadioButton { spacing: 8px; min-height: 30px; }
QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $edge; border-radius: 9px; background: $card; }
QRadioButton::indicator:hover, QRadioButton::indicator:focus { border-color: $accent; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $edge; border-radius: 5px; background: $card; }
QCheckBox::indicator:hover { border-color: $accent; }
QCheckBox::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($icons/check-$name.svg); }
QCheckBox::indicator:disabled { border-color: $line; background: $ground; }
QCheckBox::indicator:checked:disabled { background: $accent_faint; border-color: $accent_faint; }

QProgressBar { background: $track; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $handle; border-radius: 3px; min-height: 32px; margin: 0 2px; }
QScrollBar::handle:vertical:hover { background: $quiet; }
QScrollBar::handle:vertical:disabled { background: transparent; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $handle; border-radius: 3px; min-width: 32px; margin: 2px 0; }
QScrollBar::handle:horizontal:hover { background: $quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $card; border: 1px solid $line; padding: 5px; }
QMenu::item { padding: 7px 24px 7px 12px; border-radius: 6px; }
QMenu::item:selected { background: $soft; color: $accent; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 8px; }
QMenu::indicator:checked { image: url($icons/check-menu-$name.svg); }

QListView { background: transparent; border: none; outline: none; }
QListView::item { border-radius: 8px; }
QListView::item:hover { background: $hover; }
QListView::item:selected { background: $soft; color: $text; }
QTableView { background: transparent; border: none; outline: none; }
QTableView[padded="true"]::item { padding: 0 10px; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: $quiet; border: none; border-bottom: 1px solid $line;
    padding: 0 10px; min-height: 32px; font-weight: 500; }
QHeaderView::section:hover { color: $text; }
QHeaderView::section:first { padding-left: 16px; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; height: 0; }
QPlainTextEdit[boxed="true"] { border: 1px solid $line; border-radius: 8px; padding: 4px 6px; }
QPlainTextEdit[boxed="true"]:focus { border-color: $accent; }
QSplitter::handle { background: transparent; }

QFrame[banner="bad"] { background: $bad_faint; border: 1px solid $bad_edge; border-radius: 10px; }
QFrame[banner="info"] { background: $soft; border: 1px solid $soft_edge; border-radius: 10px; }
QFrame[banner="warn"] { background: $mark; border: 1px solid $mark_edge; border-radius: 10px; }
QFrame[banner="good"] { background: $good_faint; border: 1px solid $good_edge; border-radius: 10px; }
""")


def sheet(theme: Theme) -> str:
    """The style sheet in a theme's colours."""
    mix = theme.mix
    deeper = theme.text if theme.dark else "#000000"
    return _SHEET.substitute(
        name=theme.name,
        icons=(project_folder() / "resources" / "icons").as_posix(),
        ground=theme.ground,
        card=theme.card,
        line=theme.line,
        text=theme.text,
        quiet=theme.quiet,
        accent=theme.accent,
        on_accent=theme.on_accent,
        soft=theme.soft,
        good=theme.good,
        bad=theme.bad,
        mark=theme.mark,
        good_soft=mix(theme.good, 0.14),
        bad_soft=mix(theme.bad, 0.16),
        good_faint=mix(theme.good, 0.08),
        bad_faint=mix(theme.bad, 0.07),
        good_edge=mix(theme.good, 0.35),
        bad_edge=mix(theme.bad, 0.35),
        mark_edge=mix(theme.text, 0.12, theme.mark),
        soft_edge=mix(theme.accent, 0.35),
        plain=mix(theme.text, 0.07),
        hover=mix(theme.text, 0.045),
        pressed=mix(theme.text, 0.09),
        edge=mix(theme.text, 0.25),
        faint=mix(theme.quiet, 0.55),
        disabled_text=mix(theme.text, 0.72),
        accent_hover=mix(deeper, 0.12, theme.accent),
        accent_pressed=mix(deeper, 0.22, theme.accent),
        accent_faint=mix(theme.accent, 0.35),
        on_accent_faint=mix(theme.on_accent, 0.8, theme.accent),
        focus_on_accent=mix(theme.on_accent, 0.6, theme.accent),
        track=mix(theme.accent, 0.13),
        handle=mix(theme.text, 0.2),
    )
