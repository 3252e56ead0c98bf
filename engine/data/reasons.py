"""Why a caption or a picture does not take part, in English, as the commands tell it."""

from collections import Counter
from collections.abc import Iterable

from engine.data.records import LeftOut

NOT_TEXT = "it is not text"
"""Stands behind ``file-unreadable`` for a file whose encoding is none that is known."""
REASONS = {
    "missing": "its picture was not found",
    "ambiguous-name": "several pictures have this name",
    "unsafe-name": "the file name leads outside the folder",
    "no-name": "it names no picture",
    "image-unlisted": "its picture is not among the file's images",
    "name-unwritable": "the file name cannot be written on this system",
    "named-twice": "the same picture is named again further on",
    "caption-empty": "the caption is empty",
    "caption-not-text": "the caption is not text",
    "no-caption": "the text is not a caption",
    "box-labels": "it holds numbers in place of a caption",
    "not-json": "it is not a JSON object",
    "not-json-from-here": "the file is not valid JSON from here on",
    "too-few-cells": "the row is too short",
    "too-many-cells": "the row is too long",
    "columns-unclear": "the columns of its file are ambiguous",
    "split-unknown": "the split is none of train, validation and test",
    "other-file": "its file was not used, since another holds the captions",
    "also-in-test": "the picture is in the test split too",
    "also-in-validation": "the picture is in the validation split too",
    "product-in-train": "the product is in the training split",
    "alike-in-train": "a training picture looks nearly the same",
}
"""A clause for each code of ``LeftOut.reason``; what a format of somebody's own calls its faults stands as it is."""


def reason_in_words(code: str) -> str:
    """A clause that says why something is left out."""
    kind, _, detail = code.partition(": ")
    if kind == "unreadable":
        return f"the picture cannot be read: {detail}"
    if kind == "file-unreadable":
        return f"the file cannot be read: {detail}"
    return REASONS.get(code, code)


def counted(left_out: Iterable[LeftOut]) -> dict[str, int]:
    """How often each reason holds, by its code, the commonest first."""
    return dict(Counter(item.reason for item in left_out).most_common())
