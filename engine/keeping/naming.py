"""What text files of captions are called, and in which language they are: no name is that of two files."""

import functools
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.errors import Problem
from engine.files import is_aside
from engine.translation.direction import CHINESE, ENGLISH

if TYPE_CHECKING:
    from engine.keeping.keeper import KeptCaption

PATTERN = "{name}.txt"
"""1.txt beside 1.jpg, as TagGUI and kohya's scripts have it."""
_PART = re.compile(r"\{[^{}]*\}?|\}")
_PARTS = ("{name}", "{file}", "{language}")
_ENDING = re.compile(r"\.[^\W_][\w-]*\Z")
# What no file of Windows may be called by, the separators of folders among it.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


class SidecarLanguage(StrEnum):
    """The language of a text file: the model's own, English, Chinese, or both as two files or as two lines of one."""

    OWN = "own"
    ENGLISH = "en"
    CHINESE = "zh"
    BOTH = "both"
    LINES = "lines"

    @property
    def several(self) -> bool:
        """Whether two languages are wanted."""
        return self in (SidecarLanguage.BOTH, SidecarLanguage.LINES)


@dataclass(frozen=True, slots=True)
class Naming:
    """How the text files of a picture are called.

    Attributes:
        pattern: of their names. ``{name}`` stands for the picture's name without its ending, ``{file}`` for the whole
            of it, ``{language}`` for en or zh. Where each language has a file and the pattern does not tell the
            language, ``.zh`` stands before the ending of the Chinese one.

    Raises:
        Problem: ``pattern-unknown``, ``pattern-unnamed``, ``pattern-forbidden``, ``pattern-ending``,
            ``pattern-language``.
    """

    pattern: str = PATTERN
    language: SidecarLanguage = SidecarLanguage.OWN

    def __post_init__(self) -> None:
        # Only here, as in ``textfiles``: it loads the decoders, which a help does without.
        from engine.data.pictureindex import is_picture

        pattern = self.pattern
        parts = _PART.findall(pattern)
        for part in parts:
            if part not in _PARTS:
                raise Problem("pattern-unknown", pattern=pattern, part=part)
        if not {"{name}", "{file}"} & set(parts):
            raise Problem("pattern-unnamed", pattern=pattern)
        if wrong := _FORBIDDEN.search(pattern):
            part = wrong[0] if wrong[0].isprintable() else repr(wrong[0])
            raise Problem("pattern-forbidden", pattern=pattern, part=part)
        ending = _ENDING.search(pattern)
        if ending is None or is_picture(ending[0]) or is_aside(ending[0]):
            raise Problem("pattern-ending", pattern=pattern)
        told = self.language not in (SidecarLanguage.OWN, SidecarLanguage.LINES)
        if "{language}" in parts and not told:
            raise Problem("pattern-language", pattern=pattern)

    @property
    def languages(self) -> tuple[str, ...]:
        """One key for each file of a picture: "" where its language is not told by its name."""
        if self.language is SidecarLanguage.BOTH:
            return ENGLISH, CHINESE
        return (self.language.value if "{language}" in self.pattern else "",)

    def name(self, file: str, language: str, *, in_full: bool = False) -> str:
        """The name of a picture's text file.

        Args:
            file: the picture's name.
            language: one of ``languages``.
            in_full: whether ``{name}`` stands for all of the picture's name.
        """
        stem = file if in_full else os.path.splitext(file)[0]
        values = {"{name}": stem, "{file}": file, "{language}": language}
        pieces = _pieces(self.pattern, self.language is SidecarLanguage.BOTH and language == CHINESE)
        return "".join([values.get(piece, piece) for piece in pieces])

    def texts(self, kept: "KeptCaption") -> Mapping[str, str]:
        """What stands in each file, by its key in ``languages``; one for which there is no caption is left out."""
        english, chinese = (" ".join(text.split()) for text in (kept.english, kept.chinese))
        match self.language:
            case SidecarLanguage.BOTH:
                both = {ENGLISH: english, CHINESE: chinese}
            case SidecarLanguage.LINES:
                both = {"": "\n".join(filter(None, (english, chinese)))}
            case SidecarLanguage.OWN:
                return {"": kept.line}
            case _:
                both = {self.languages[0]: english if self.language is SidecarLanguage.ENGLISH else chinese}
        return {language: text for language, text in both.items() if text}

    def lacks(self, kept: "KeptCaption") -> bool:
        """Whether one of two languages that are wanted is missing."""
        return self.language.several and not (kept.english.strip() and kept.chinese.strip())


@functools.lru_cache(maxsize=16)
def _pieces(pattern: str, chinese: bool) -> tuple[str, ...]:
    """A pattern cut into its placeholders and what lies between.

    Args:
        chinese: whether it is told to be Chinese where the pattern does not tell the language.
    """
    if chinese and "{language}" not in pattern:
        front, ending = os.path.splitext(pattern)
        pattern = f"{front}.{CHINESE}{ending}"
    return tuple(re.split("(" + "|".join(map(re.escape, _PARTS)) + ")", pattern))


class FolderNames:
    """The names of the text files of one folder's pictures.

    Pictures whose files would have one name, as those of 1.jpg and 1.png, have files of their whole name instead, such
    as 1.jpg.txt and 1.png.txt.

    Args:
        files: the names of the folder's pictures.
    """

    def __init__(self, naming: Naming, files: Iterable[str]) -> None:
        self._naming = naming
        self._in_full: set[str] = set()
        listed = list(files)
        # A whole name may in turn be what another picture's file is called: 1.jpg.txt of 1.jpg.png.
        while clashing := self._clashing(listed) - self._in_full:
            self._in_full |= clashing

    def in_full(self, file: str) -> bool:
        """Whether a picture's text file has its whole name."""
        return file in self._in_full

    def names(self, file: str) -> Iterator[tuple[str, str]]:
        """The text files of a picture, by their keys in ``Naming.languages``."""
        in_full = file in self._in_full
        for language in self._naming.languages:
            yield language, self._naming.name(file, language, in_full=in_full)

    def _clashing(self, files: list[str]) -> set[str]:
        owners: dict[str, str] = {}
        clashing: set[str] = set()
        for file in files:
            for _, name in self.names(file):
                owner = owners.setdefault(folded(name), file)
                if owner != file:
                    clashing |= {owner, file}
        return clashing


def folded(name: str) -> str:
    """A name as this system's folders compare it: on Windows and macOS capital letters make no other file."""
    return name.casefold() if sys.platform in ("win32", "darwin") else name
