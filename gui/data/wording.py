"""Splits, problems, formats and orders in the reader's language."""

from PySide6.QtCore import QCoreApplication

from gui import text
from gui.reasons import reason_text


def split_text(split: str) -> str:
    """The name of a split; "" is what takes part in none."""
    translate = QCoreApplication.translate
    return {
        "train": translate("DataWords", "training"),
        "validation": translate("DataWords", "validation"),
        "test": translate("DataWords", "test"),
        "": translate("DataWords", "not used"),
    }.get(split, split)


def problem_text(code: str) -> str:
    """What is wrong with a row, or with one of its captions."""
    translate = QCoreApplication.translate
    kind, _, detail = code.partition(": ")
    words = {
        "no-caption": translate("DataWords", "no caption"),
        "too-long": translate("DataWords", "very long caption"),
        "repeated": translate("DataWords", "same caption twice"),
        "near-duplicate": translate("DataWords", "near-duplicate"),
        "leak": translate("DataWords", "near-duplicate in another split"),
    }
    if kind == "unreadable" and not detail:
        return translate("DataWords", "unreadable picture")
    return words.get(kind) or reason_text(code)


def format_text(key: str) -> str:
    """The name of a caption format."""
    return text.choice_label(key)


def order_text(order: str) -> str:
    """What the rows are sorted by."""
    translate = QCoreApplication.translate
    return {
        "name": translate("DataWords", "Name"),
        "split": translate("DataWords", "Split"),
        "captions": translate("DataWords", "Captions"),
        "length": translate("DataWords", "Length"),
        "problems": translate("DataWords", "Problems"),
    }.get(order, order)


def changes_text(count: int) -> str:
    """How many pictures have captions that are not saved."""
    words = QCoreApplication.translate("DataWords", "{count} unsaved changes")
    if count == 1:
        words = QCoreApplication.translate("DataWords", "1 unsaved change")
    return words.format(count=text.number(count))
