"""How it is said what becomes of captions that are saved: before in the sheet, afterwards in a sentence."""

from PySide6.QtCore import QCoreApplication

from engine.keeping import Earlier, Fate, FateCounts, SavingPreview, SidecarLanguage
from gui import text
from gui.caption.saving_jobs import SavedBy

translate = QCoreApplication.translate


def form_name(form: str) -> str:
    """What a format is called."""
    return {
        "sidecar": translate("Saving", "Text files beside the pictures"),
        "csv": translate("Saving", "CSV, for a spreadsheet"),
        "jsonl": translate("Saving", "JSON Lines"),
        "json": translate("Saving", "JSON, one list"),
        "coco": translate("Saving", "COCO results (JSON)"),
        "metadata": translate("Saving", "Image folder (Hugging Face)"),
    }[form]


def language_choice(language: SidecarLanguage) -> str:
    """What a choice of languages is called."""
    return {
        SidecarLanguage.OWN: translate("Saving", "The model's own"),
        SidecarLanguage.ENGLISH: translate("Saving", "English"),
        SidecarLanguage.CHINESE: translate("Saving", "Chinese"),
        SidecarLanguage.BOTH: translate("Saving", "Both, one file each"),
        SidecarLanguage.LINES: translate("Saving", "Both, in one file"),
    }[language]


def earlier_choice(earlier: Earlier, beside: bool) -> str:
    """What a choice of what becomes of earlier captions is called.

    Args:
        beside: whether each picture has a text file.
    """
    if not beside:
        return {
            Earlier.LEAVE: translate("Saving", "Do not touch it"),
            Earlier.SKIP: translate("Saving", "Add pictures that are missing"),
            Earlier.OVERWRITE: translate("Saving", "Replace it"),
            Earlier.APPEND: translate("Saving", "Add all captions at the end"),
        }[earlier]
    return {
        Earlier.LEAVE: translate("Saving", "Keep them as they are"),
        Earlier.OVERWRITE: translate("Saving", "Replace them"),
        Earlier.APPEND: translate("Saving", "Add the caption below"),
        Earlier.PREPEND: translate("Saving", "Add the caption above"),
    }[earlier]


def counted(tally: FateCounts, beside: bool, lists_faults: bool, waiting: int) -> list[tuple[str, int]]:
    """What becomes of how many pictures, without what becomes of none.

    Args:
        beside: whether each picture has a text file.
        lists_faults: whether pictures without a caption are listed with the reason.
    """
    faults = translate("Saving", "Unreadable pictures, listed with the reason")
    words = {
        Fate.NEW: translate("Saving", "New files") if beside else translate("Saving", "Captions"),
        Fate.OVERWRITTEN: translate("Saving", "Files replaced"),
        Fate.APPENDED: translate("Saving", "Caption added below"),
        Fate.PREPENDED: translate("Saving", "Caption added above"),
        Fate.SKIPPED: translate("Saving", "Already there, kept as they are"),
        Fate.UNTRANSLATED: translate("Saving", "No caption in this language, left out"),
        Fate.FILELESS: translate("Saving", "Pictures without a file, left out"),
        Fate.COLLIDING: translate("Saving", "Same text file as another picture, left out"),
        Fate.UNREADABLE: faults if lists_faults else translate("Saving", "Unreadable pictures, left out"),
        Fate.UNWRITABLE: translate("Saving", "Cannot be written"),
    }
    found = [(words[fate], tally.counts[fate]) for fate in Fate]
    found += [
        (translate("Saving", "In one language only"), tally.partial),
        (translate("Saving", "Named in full, since another picture has the same name"), tally.in_full),
        (translate("Saving", "Not captioned yet, left out"), waiting),
    ]
    return [(said, count) for said, count in found if count]


def preview_problem(preview: SavingPreview) -> str:
    """What stands against some or all of the files, or what is about to be lost; empty where nothing is."""
    if preview.problems:
        return text.problem_text(preview.problems[0])
    if preview.replaces and preview.place is not None:
        return translate("Saving", "{name} is there already and will be replaced.").format(name=preview.place.name)
    return ""


def one_line(words: str) -> str:
    """A file's text on one line."""
    return " ↵ ".join(words.split("\n")).strip(" ↵")


def saved_words(done: SavedBy) -> str:
    """What came of it, as sentences."""
    saved, plan = done.saved, done.plan
    sentences = [text.problem_text(problem) for problem in saved.problems[:1]]
    if saved.stopped:
        sentences.append(translate("Saving", "Stopped."))
    if saved.unchanged and saved.place is not None:
        sentences.append(translate("Saving", "{path} is as it was before.").format(path=saved.place))
        return text.sentences(sentences)
    if saved.place is None:
        first = translate("Saving", "Captions saved beside their pictures: {count}.")
    else:
        first = translate("Saving", "Captions saved to {path}: {count}.")
    sentences.append(first.format(path=saved.place, count=text.number(saved.tally.kept)))
    counts = counted(saved.tally, plan.beside, lists_faults(plan.form), 0 if saved.stopped else done.waiting)
    if saved.tally.kept and saved.tally.counts[Fate.NEW] == saved.tally.kept:
        # It is said already.
        counts = counts[1:]
    sentences += [
        translate("Saving", "{what}: {count}.").format(what=said, count=text.number(count)) for said, count in counts
    ]
    return text.sentences(sentences)


def lists_faults(form: str) -> bool:
    """Whether a format lists pictures without a caption, with the reason."""
    return form in ("csv", "jsonl", "json")
