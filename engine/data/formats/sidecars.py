"""Text files beside the pictures: 1.txt or 1.caption holds the caption of 1.jpg, as TagGUI, kohya's scripts and
OneTrainer have it; folders such as train/ and test/, or lists of names, tell the splits.

A file is one caption, its lines joined, unless most files have the same number of lines, three or more, none of them
blank: then each line is a caption. Where most have two lines, or several that differ in number, a person is asked,
since these programs differ: TagGUI takes the whole file, kohya's scripts the first line, OneTrainer one of them at
random. Of files with several lines that Atelier wrote itself, a note in the folder says that. The names of kohya's
folders, such as "10_sls frog", are neither captions nor numbers of repetitions here.
"""

import contextlib
import os
import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, ClassVar, NamedTuple, TypeVar

from engine.data.encodings import encoding_of, open_text, text_writer
from engine.data.formats.flickr import LISTS
from engine.data.formats.interface import Columns, Edit, Found, Item, Question, Split, TakesMore
from engine.data.formats.rows import line_end
from engine.data.formats.sources import head_of, lists_among, place_below
from engine.data.formats.splits import SplitLists, is_list, split_of_folders
from engine.data.pictureindex import is_picture
from engine.data.reasons import NOT_TEXT
from engine.data.records import LeftOut
from engine.data.survey import Survey
from engine.errors import Problem, reason
from engine.files import open_regular, read_bounded_text, write_atomically, write_text_atomically, writing_problem

TEXT, CAPTION = ".txt", ".caption"
LINES, WHOLE = "lines", "file"
"""What the setting ``columns`` may name as captions here: each line, or the whole file; or the files of one ending."""

NOTE = "sidecars.toml"
"""In a folder where Atelier wrote files of several captions."""
_NOTE_TEXT = f"""# Written by Atelier: each line of a text file beside a picture is one of its captions.
columns = "caption={LINES}"
"""

_Any = TypeVar("_Any")

_SAMPLED = 200
_LONGEST = 1 << 16
"""Letters of a file that may be a caption."""
_OF_FOLDERS = frozenset(("readme", "license", "licence", "requirements", "classes", "labels", "notes", "changelog"))
"""What files are called that belong to a folder rather than to a picture."""
_LETTERS = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?,?", re.IGNORECASE)
_REQUIREMENT = re.compile(r"[\w.\[\]-]+\s*(?:==|>=|<=|~=|!=)\s*[\w.*]+")
_SENTENCE_END = (".", "!", "?", "。", "！", "？", "…")


class _Beside(NamedTuple):
    """A text file and what it is called like."""

    path: Path
    ending: str
    stem: str


class Sidecars(TakesMore):
    """See ``CaptionFormat``."""

    repeats: ClassVar[bool] = True

    def __init__(self) -> None:
        # Of thousands of files that are written anew, the folder is listed once.
        self._folders = _Folders()

    def find(self, survey: Survey, columns: Columns) -> Found | None:
        """See ``CaptionFormat``."""
        told = set(columns.captions)
        if columns.image or columns.split or told - {LINES, WHOLE, TEXT, CAPTION}:
            # Who names columns has a table.
            return None
        files = [
            _Beside(Path(folder.path, name), ending.lower(), f"{folder.place}{stem}")
            for folder in survey.beside
            for name in folder.files
            for stem, ending in [os.path.splitext(name)]
            if ending.lower() in (TEXT, CAPTION)
        ]
        kept, beside, unclear = _of_one_ending(files, told)
        captions = [text for text in _sampled(kept) if text and not _fault(text)]
        if not captions:
            return None
        paths, others = tuple(file.path for file in kept), tuple(file.path for file in beside)
        choices = (f"caption={CAPTION}", f"caption={TEXT}") if unclear else ()
        mode = WHOLE if WHOLE in told else LINES if LINES in told or _noted(survey.folder) else _mode(captions)
        if not choices and not mode:
            choices = (f"caption={LINES}", f"caption={WHOLE}")
        if choices:
            shown = (("file", "text"), *((file.path.name, text) for file in kept[:4] for text in _sampled([file])))
            return Found(paths, others, Question("columns", survey.folder, choices, shown))
        answer = Columns(captions=(mode,), folder=survey.folder)
        return Found((*paths, *_orphans(survey, kept), *lists_among(survey)), others, columns=answer)

    def read(self, files: Sequence[Path], columns: Columns) -> Iterator[Item | LeftOut]:
        """See ``CaptionFormat``. A file that is no caption is left out with its reason."""
        return self._read(files, columns, _Folders())

    def _read(self, files: Sequence[Path], columns: Columns, folders: "_Folders") -> Iterator[Item | LeftOut]:
        lists = [
            path
            for path in files
            if not folders.pictures_of(path) and is_list(place_below(path, columns.folder), head_of(path))
        ]
        splits = SplitLists(lists)
        for path in files:
            if path in lists:
                continue
            place = place_below(path, columns.folder)
            try:
                pictures = folders.pictures_of(path)
                text = _text(path)
            except (OSError, Problem) as error:
                yield LeftOut(place, f"file-unreadable: {_reason(error)}")
                continue
            if fault := _fault(text) if text else "":
                yield LeftOut(place, fault, text[:_SAMPLED])
            elif len(pictures) != 1:
                yield LeftOut(place, "ambiguous-name" if pictures else "missing", text)
            else:
                name = f"{place.rpartition('/')[0]}/{pictures[0]}".lstrip("/")
                yield Item(name, _captions(text, columns), splits.split(name) or split_of_folders(place))

    def write(self, folder: Path, items: Iterable[Item]) -> tuple[Path, ...]:
        """See ``CaptionFormat``. One line a caption, which a note says where there are several; splits are written as
        lists of names."""
        names: dict[Split, list[str]] = {"train": [], "validation": [], "test": []}
        written: dict[Path, None] = {}
        several = False
        for item in items:
            picture = folder / item.name
            path = picture.with_suffix(TEXT)
            if path in written:
                # Two pictures differ in their endings alone.
                path = picture.with_name(picture.name + TEXT)
            lines = (" ".join(str(caption).split()) for caption in item.captions)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass"))
            except OSError as error:
                raise writing_problem(error, path.parent, 0) from error
            written[path] = None
            several = several or len(item.captions) > 1
            if item.split and split_of_folders(item.name) != item.split:
                names[item.split].append(item.name)
        if several:
            write_text_atomically(folder / NOTE, _NOTE_TEXT)
            written[folder / NOTE] = None
        for split, listed in names.items():
            if listed:
                write_atomically(folder / LISTS[split], (f"{name}\n".encode() for name in listed))
                written[folder / LISTS[split]] = None
        return tuple(written)

    def rewrite(self, path: Path, target: BinaryIO, edit: Edit, columns: Columns) -> None:
        """See ``CaptionFormat``."""
        try:
            with open_text(path) as file:
                before = file.read()
        except Problem:
            # Left out when it was read, it stays as it is.
            with open_regular(path) as source:
                shutil.copyfileobj(source, target)
            return
        after = before
        items = [item for item in self._read((path,), columns, self._folders) if isinstance(item, Item)]
        for item in items:
            new = edit(item.name, item.captions)
            if new is not None and list(new) != list(item.captions):
                after = _with(before, [str(caption or "") for caption in new], LINES in columns.captions)
        writer = text_writer(target, encoding_of(path))
        writer.write(after)
        writer.flush()
        writer.detach()

    def append(self, path: Path, target: BinaryIO, items: Sequence[Item], columns: Columns) -> Sequence[Item]:
        """See ``TakesMore``."""
        [item] = items
        lines = [" ".join(str(caption).split()) for caption in item.captions]
        if len(lines) > 1 and LINES not in columns.captions:
            # The whole file is one caption.
            return items
        target.write("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass"))
        return ()

    def file_for(self, picture: Path, files: Sequence[Path]) -> Path:
        """See ``TakesMore``: a new text file, called as most of the others are."""
        endings = Counter(path.suffix for path in files)
        ending = CAPTION if endings[CAPTION] > endings[TEXT] else TEXT
        path = picture.with_suffix(ending)
        return picture.with_name(picture.name + ending) if path.exists() else path


def _of_one_ending(files: Sequence[_Beside], told: set[str]) -> tuple[list[_Beside], list[_Beside], bool]:
    """The files to be read, those passed over for them, and whether a person has to choose between the two endings."""
    by_stem: dict[str, list[_Beside]] = {}
    for file in files:
        by_stem.setdefault(file.stem, []).append(file)
    doubles = [both for both in by_stem.values() if len(both) > 1]
    if not doubles:
        return list(files), [], False
    wanted = next((ending for ending in (TEXT, CAPTION) if ending in told), "")
    unclear = False
    if not wanted:
        pairs = _some(doubles)
        texts = {
            ending: _sampled([file for both in pairs for file in both if file.ending == ending])
            for ending in (TEXT, CAPTION)
        }
        tags = {ending: sum(map(_is_tags, found)) * 2 > len(found) for ending, found in texts.items()}
        same = [one.split() == other.split() for one, other in zip(texts[TEXT], texts[CAPTION], strict=False)]
        wanted = TEXT if tags[CAPTION] else CAPTION
        unclear = tags[TEXT] == tags[CAPTION] and sum(same) * 10 < len(same) * 9
    passed = {file.path for both in doubles for file in both if file.ending != wanted}
    return [f for f in files if f.path not in passed], [f for f in files if f.path in passed], unclear


def _orphans(survey: Survey, files: Sequence[_Beside]) -> list[Path]:
    """Files that end as these do and lie among them, but have no picture: their captions shall be told."""
    kinds = {(file.path.parent, file.ending) for file in files}
    return [
        text.path
        for text in survey.texts
        if (text.path.parent, text.ending) in kinds
        and os.path.splitext(text.name)[0].casefold() not in _OF_FOLDERS
        and not is_list(text.place, text.head)
    ]


def _noted(folder: Path) -> bool:
    """Whether a note says that lines are captions; one that cannot be read says nothing."""
    try:
        found = tomllib.loads(read_bounded_text(folder / NOTE, 1 << 12))
    except (OSError, ValueError):
        return False
    return found.get("columns") == f"caption={LINES}"


def _some(found: Sequence[_Any]) -> Sequence[_Any]:
    """Some of many, from all over."""
    return found[:: max(1, len(found) // _SAMPLED)]


def _mode(texts: Sequence[str]) -> str:
    """Whether lines or whole files are captions; "" where that is not clear."""
    several = [text for text in texts if len(text.split("\n")) > 1]
    if len(several) * 2 < len(texts) or any(not line.strip() for text in several for line in text.split("\n")):
        return WHOLE
    [(lines, count)] = Counter(len(text.split("\n")) for text in several).most_common(1)
    return LINES if lines > 2 and len(texts) > 2 and count * 10 >= len(several) * 6 else ""


def _text(path: Path) -> str:
    """What a file holds, without blanks around it, with plain line ends; its beginning where it is no caption by far.

    Raises:
        OSError: if it cannot be read.
        Problem: ``captions-encoding``.
    """
    with open_regular(path) as file:
        data = file.read(4 * _LONGEST)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or len(data) == 4 * _LONGEST:
        with open_text(path) as lines:
            text = lines.read(_LONGEST + 1)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _sampled(files: Sequence[_Beside]) -> list[str]:
    """The texts of some files, as far as they can be read."""
    texts = []
    for file in _some(files):
        with contextlib.suppress(OSError, Problem):
            texts.append(_text(file.path))
    return texts


def _reason(error: Exception) -> str:
    return NOT_TEXT if isinstance(error, Problem) else reason(error)


def _fault(text: str) -> str:
    """Why a text is no caption; "" where it may be one."""
    words = text.split()
    numbers = sum(_NUMBER.fullmatch(word) is not None for word in words)
    if not _LETTERS.search(text) or (numbers > 3 and numbers * 10 >= len(words) * 7):
        return "box-labels"
    lines = text.split("\n")
    if len(text) > _LONGEST or sum(_REQUIREMENT.match(line) is not None for line in lines) * 2 > len(lines):
        return "no-caption"
    return ""


def _is_tags(text: str) -> bool:
    """Whether a text is a list of tags rather than sentences."""
    tags = [tag.strip() for tag in text.rstrip(",").split(",")]
    return len(tags) > 2 and not text.endswith(_SENTENCE_END) and sum(len(tag.split()) for tag in tags) <= 3 * len(tags)


def _captions(text: str, columns: Columns) -> tuple[str, ...]:
    if LINES in columns.captions:
        return tuple(line for line in text.split("\n") if line.strip()) or ("",)
    return (text,)


def _with(before: str, captions: Sequence[str], lines: bool) -> str:
    """A file with other captions, and its blanks and line ends."""
    end = next((line_end(line) for line in before.splitlines(keepends=True) if line_end(line)), "\n")
    body = before.strip()
    at = before.index(body) if body else 0
    if not lines and len(captions) == 1:
        new = captions[0].replace("\n", end)
    else:
        new = end.join(" ".join(caption.split()) for caption in captions)
    return before[:at] + new + before[at + len(body) :]


class _Folders:
    """The pictures in a folder, by their stems, of the folder that was asked for last."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._names: dict[str, list[str]] = {}

    def pictures_of(self, path: Path) -> Sequence[str]:
        """The names of the pictures that a file is called like; one alone where it is called 1.jpg.txt."""
        if self._folder != path.parent:
            self._folder, self._names = path.parent, {}
            for name in sorted(filter(is_picture, os.listdir(path.parent))):
                self._names.setdefault(os.path.splitext(name)[0], []).append(name)
        whole = os.path.splitext(path.name)[0]
        if is_picture(whole) and whole in self._names.get(os.path.splitext(whole)[0], ()):
            return (whole,)
        found = self._names.get(whole, [])
        if len(found) > 1:
            # Those that have a file of their own are meant by that one.
            found = [name for name in found if not os.path.exists(path.with_name(name + path.suffix))]
        return found
