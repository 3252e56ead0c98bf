"""Why captions and pictures of a data folder do not take part, in the reader's language."""

from PySide6.QtCore import QCoreApplication

from gui import text


def reason_text(code: str) -> str:
    """Why a caption is skipped, in the reader's language."""
    translate = QCoreApplication.translate
    words = {
        "missing": translate("LeftOut", "picture not found"),
        "caption-not-text": translate("LeftOut", "caption is not text"),
        "caption-empty": translate("LeftOut", "caption is empty"),
        "unsafe-name": translate("LeftOut", "file name leads outside the folder"),
        "named-twice": translate("LeftOut", "duplicate file name"),
        "ambiguous-name": translate("LeftOut", "several pictures have this name"),
        "other-file": translate("LeftOut", "in a file that was not used"),
        "columns-unclear": translate("LeftOut", "not used: its columns are ambiguous"),
        "no-name": translate("LeftOut", "no file name"),
        "image-unlisted": translate("LeftOut", "its picture is not among the file's images"),
        "not-json": translate("LeftOut", "not a JSON object"),
        "not-json-from-here": translate("LeftOut", "not valid JSON from this line on"),
        "too-few-cells": translate("LeftOut", "row too short"),
        "too-many-cells": translate("LeftOut", "row too long"),
        "split-unknown": translate("LeftOut", "unknown split"),
        "box-labels": translate("LeftOut", "numbers instead of a caption"),
        "no-caption": translate("LeftOut", "text that is not a caption"),
        "also-in-test": translate("LeftOut", "also in the test split"),
        "also-in-validation": translate("LeftOut", "also in the validation split"),
        "product-in-train": translate("LeftOut", "its product is in the training split"),
        "alike-in-train": translate("LeftOut", "a training picture looks nearly the same"),
    }
    kind, _, detail = code.partition(": ")
    if kind == "unreadable":
        return translate("LeftOut", "unreadable ({reason})").format(reason=text.reason_text(detail))
    if kind == "file-unreadable":
        return translate("LeftOut", "file cannot be read ({reason})").format(reason=text.reason_text(detail))
    return words.get(code, code)
