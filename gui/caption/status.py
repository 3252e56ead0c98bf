"""The status of a picture in the list: the word for it, the mark and the colour, and why a picture has no caption."""

from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from engine.errors import Problem
from engine.fit.verdict import UNLIKE
from gui import text, theme
from gui.caption.items import CaptionItem, FileChange, ItemState

translate = QCoreApplication.translate


class Status(StrEnum):
    """What a person wants to know of a row at first sight; in the order of what asks for attention."""

    UNREADABLE = "unreadable"
    UNLIKE = "unlike"
    CAPTIONING = "captioning"
    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"


def status_of(item: CaptionItem) -> Status:
    """The status of a row: its state, and of a captioned picture whether it is unlike those trained on."""
    if item.state is not ItemState.DONE:
        return _OF_STATE[item.state]
    if item.skipped:
        return Status.SKIPPED
    unlike = item.caption is not None and item.caption.fit.verdict == UNLIKE
    return Status.UNLIKE if unlike else Status.DONE


_OF_STATE = {
    ItemState.WAITING: Status.WAITING,
    ItemState.CAPTIONING: Status.CAPTIONING,
    ItemState.FAILED: Status.UNREADABLE,
}


def status_word(status: Status) -> str:
    """A status in a word."""
    return {
        Status.UNREADABLE: translate("Status", "unreadable"),
        Status.UNLIKE: translate("Status", "unlike"),
        Status.CAPTIONING: translate("Status", "captioning…"),
        Status.WAITING: translate("Status", "waiting"),
        Status.DONE: translate("Status", "done"),
        Status.SKIPPED: translate("Status", "skipped"),
    }[status]


def status_icon(status: Status) -> str:
    """The name of a status's icon in resources/icons; empty where the mark of the fit stands."""
    return {
        Status.UNREADABLE: "alert",
        Status.CAPTIONING: "play",
        Status.WAITING: "clock",
        Status.SKIPPED: "skip",
    }.get(status, "")


def status_colour(status: Status) -> str:
    """The colour of a status in the theme in force."""
    shown = theme.current()
    return {Status.UNREADABLE: shown.bad, Status.CAPTIONING: shown.accent}.get(status, shown.quiet)


def change_word(change: FileChange) -> str:
    """What has become of a captioned picture's file, in few words; empty where it is as it was."""
    return {
        FileChange.NONE: "",
        FileChange.CHANGED: translate("Status", "changed since"),
        FileChange.GONE: translate("Status", "file gone"),
    }[change]


def change_sentence(change: FileChange) -> str:
    """The same in a sentence."""
    return {
        FileChange.NONE: "",
        FileChange.CHANGED: translate("Status", "The file has changed since it was captioned."),
        FileChange.GONE: translate("Status", "The file is no longer there."),
    }[change]


def short_reason(problem: Problem) -> str:
    """Why a picture has no caption, in a few words; empty where only the whole sentence can say it."""
    if problem.code == "picture-missing":
        return translate("Status", "the file is missing")
    if problem.code == "picture-too-large":
        return translate("Status", "too many pixels")
    return text.reason_text(str(problem.values["reason"])) if "reason" in problem.values else ""
