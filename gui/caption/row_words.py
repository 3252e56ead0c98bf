"""What is said of a row of the list: its name, its status, and more in its tooltip."""

from PySide6.QtCore import QCoreApplication

from gui import text
from gui.caption.items import CaptionItem, FileChange, ItemState, Source
from gui.caption.names import shipped_name
from gui.caption.status import Status, change_sentence, change_word, short_reason, status_of, status_word
from gui.widgets.fit import fit_word

translate = QCoreApplication.translate


def source_name(source: Source) -> str:
    """The display name of a picture."""
    if source.strange is not None:
        names = [source_name(part) for part in source.of]
        return {
            "uniform": translate("CaptionQueue", "Uniform noise, seed {seed}"),
            "normal": translate("CaptionQueue", "Normal noise, seed {seed}"),
            "blank": translate("CaptionQueue", "Blank picture"),
            "blurred": translate("CaptionQueue", "{name}, blurred"),
            "shuffled": translate("CaptionQueue", "{name}, shuffled"),
            "mixed": translate("CaptionQueue", "{name} mixed with {other}"),
        }[source.strange.kind].format(seed=source.strange.seed, name=(names or [""])[0], other=(names or [""])[-1])
    if source.path is not None:
        return source.path.name
    if source.seed is not None:
        return translate("CaptionQueue", "Random tensor, seed {seed}").format(seed=source.seed)
    return source.name or translate("CaptionQueue", "Pasted picture {number}").format(number=source.number)


def state_text(item: CaptionItem) -> str:
    """The status in a word, with the reason where there is no caption; of a captioned picture how well it fits, and
    which model was chosen by that."""
    status = status_of(item)
    if item.state is ItemState.DONE and item.caption is not None:
        caption = item.caption
        skipped = status_word(status) if status is Status.SKIPPED else ""
        model = shipped_name(caption.model) if caption.automatic else ""
        changed = change_word(item.changed)
        edited = translate("Status", "edited") if item.edited is not None else ""
        return " · ".join(filter(None, (changed, skipped, edited, fit_word(caption.fit.verdict), model)))
    reason = short_reason(item.problem) if item.problem is not None else ""
    return " · ".join(filter(None, (status_word(status), reason)))


def told_of(item: CaptionItem) -> list[str]:
    """The lines of a row's tooltip: its name, its status, the caption or why there is none, and where it lies."""
    status, fit = status_of(item), item.caption.fit.verdict if item.caption is not None else ""
    words = [status_word(status)] if status is not Status.UNLIKE else []
    if item.state is ItemState.DONE and fit:
        words.append(fit_word(fit))
    lines = [source_name(item.source), " · ".join(words)]
    if item.text:
        lines.append(item.text)
    if item.problem is not None:
        lines.append(text.problem_text(item.problem))
    elif item.source.path is not None:
        lines.append(str(item.source.path))
    if item.changed is not FileChange.NONE:
        lines.append(change_sentence(item.changed))
    return lines
