"""What ``caption`` does with its captions beside printing them: the options, and what is kept, passed over and told."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from engine.commands.output import Output
from engine.errors import Problem
from engine.escapes import path_text
from engine.keeping import (
    FORMATS,
    PATTERN,
    SIDECAR,
    CaptionSaver,
    Earlier,
    Fate,
    KeptCaption,
    Naming,
    SidecarLanguage,
    common_folder,
    open_keeper,
)

if TYPE_CHECKING:
    from engine.captioning import Captioned

_EARLIER = {
    "--skip-done": Earlier.SKIP,
    "--overwrite": Earlier.OVERWRITE,
    "--append": Earlier.APPEND,
    "--prepend": Earlier.PREPEND,
}
_WORDS = {
    Fate.NEW: "new",
    Fate.OVERWRITTEN: "overwritten",
    Fate.APPENDED: "appended",
    Fate.PREPENDED: "prepended",
    Fate.UNTRANSLATED: "without a caption in that language",
    Fate.COLLIDING: "whose text file would be another picture's",
    Fate.UNWRITABLE: "could not save",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options to those of ``caption``."""
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default=None,
        help="also save the captions: sidecar, a .txt file beside each picture, of which none is written over; csv or "
        "jsonl, a line for each picture; json, a list; coco, results as COCO's evaluation reads them; metadata, the "
        "metadata.jsonl of an image folder",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=None,
        metavar="PLACE",
        help="file for the captions, or the folder for text files (default: in the folder of pictures)",
    )
    earlier = parser.add_mutually_exclusive_group()
    earlier.add_argument("--skip-done", action="store_true", help="skip pictures that have a caption there already")
    earlier.add_argument("--overwrite", action="store_true", help="replace the captions that are there already")
    earlier.add_argument("--append", action="store_true", help="add the captions behind those that are there already")
    earlier.add_argument("--prepend", action="store_true", help="put the captions before those in text files")
    parser.add_argument(
        "--language",
        choices=[language.value for language in SidecarLanguage],
        default=None,
        help="language of text files: own, the caption as the model writes it (default); en or zh, the caption or its "
        "translation; both, a file for each (1.txt and 1.zh.txt); lines, both in one file, a line each",
    )
    parser.add_argument(
        "--name",
        default=None,
        metavar="PATTERN",
        help=f"name of text files (default {PATTERN}): {{name}} is the picture's name without its ending, {{file}} the "
        "whole of it, {language} en or zh, as in {name}.{language}.txt",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="caption and save nothing; print what would happen to how many pictures",
    )
    parser.add_argument(
        "--recursive",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also caption the pictures in the folders of a folder (default)",
    )


class Keeping:
    """Where captions are kept; nowhere without ``--format``. Closed in the end."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Get ready, before any model is loaded.

        Raises:
            Problem: as ``open_keeper`` and ``Naming``; ``kept-nowhere`` for one of the options without ``--format``,
                ``kept-sidecar`` for one about text files with another.
        """
        self.dry: bool = arguments.dry_run
        self._saver: CaptionSaver | None = None
        self._files: dict[str, Path] = {}
        self._told = 0
        self._automatic = arguments.checkpoint if arguments.checkpoint == "auto" else ""
        asked = [option for option in _EARLIER if getattr(arguments, option[2:].replace("-", "_"))]
        about_names = [option for option in ("--language", "--name") if getattr(arguments, option[2:]) is not None]
        if arguments.format is None:
            others = [option for option, given in (("--out", arguments.out), ("--dry-run", self.dry)) if given]
            if options := [*others, *asked, *about_names]:
                raise Problem("kept-nowhere", options=options[0], formats=", ".join(FORMATS))
            return
        if arguments.format != SIDECAR and about_names:
            raise Problem("kept-sidecar", options=about_names[0])
        language = SidecarLanguage(arguments.language or SidecarLanguage.OWN)
        naming = Naming(PATTERN if arguments.name is None else arguments.name, language)
        earlier = _EARLIER[asked[0]] if asked else Earlier.LEAVE
        folders = [path for path in arguments.files if path.is_dir()]
        root = folders[0] if len(folders) == 1 else None
        if arguments.format == SIDECAR and len(arguments.files) > 1:
            root = common_folder(arguments.files)
        self._saver = CaptionSaver(
            open_keeper(arguments.format, earlier, out=arguments.out, root=root, naming=naming, dry=self.dry)
        )

    def wanted(self, files: Iterable[Path]) -> Iterator[Path]:
        """The pictures that are to be captioned."""
        for file in files:
            if self._saver is not None:
                if self._saver.passes_over(file):
                    continue
                self._files[str(file)] = file
            yield file

    def take(self, captioned: "Captioned", output: Output) -> None:
        """Keep a caption; what stands against one file alone is told.

        Raises:
            Problem: as ``CaptionSaver.keep``.
        """
        picture = self._files.pop(captioned.source, None)
        if self._saver is None or picture is None:
            return
        told = (captioned.caption, captioned.language, captioned.english, captioned.chinese, captioned.model)
        self._saver.keep(
            KeptCaption(
                picture,
                *told,
                captioned.fit,
                translator="offline" if captioned.english and captioned.chinese else "",
                checkpoint=self._automatic or captioned.model,
                seconds=round(captioned.seconds, 4),
            )
        )
        for problem in self._saver.problems[self._told :]:
            output.refuse(problem, source=captioned.source)
        self._told = len(self._saver.problems)

    def refused(self, source: str) -> None:
        """Count a picture that could not be captioned."""
        self._files.pop(source, None)
        if self._saver is not None:
            self._saver.tally.counts[Fate.UNREADABLE] += 1

    @property
    def active(self) -> bool:
        """Whether anything has become of a picture."""
        return self._saver is not None and self._saver.tally.counts.total() > 0

    @property
    def faults(self) -> int:
        """How many pictures have no caption there that were to have one."""
        return 0 if self._saver is None else self._saver.tally.faults

    def foresee(self, paths: Iterable[Path], recursive: bool, output: Output) -> int:
        """Print what would happen to the pictures that files and folders hold; returns the exit status.

        The pictures that would be captioned are decoded, so that those that cannot be read are told. What a caption
        will say, and whether there is a translation of it, is not known.
        """
        from engine.captioning import picture_files

        assert self._saver is not None
        tally = self._saver.tally
        done = 0
        for path in paths:
            try:
                for file in picture_files([path], recursive=recursive):
                    self._foresee(file, output)
                    done += 1
                    output.progress("pictures looked at", done, None)
            except Problem as problem:
                tally.counts[Fate.UNREADABLE] += 1
                output.refuse(problem, source=str(path))
        self.tell(output)
        return 2 if tally.faults else 0

    def _foresee(self, file: Path, output: Output) -> None:
        from engine.data.picture import glance

        assert self._saver is not None
        keeper, tally = self._saver.keeper, self._saver.tally
        if self._saver.passes_over(file):
            return
        try:
            glance(file, 1)
        except Problem as problem:
            tally.counts[Fate.UNREADABLE] += 1
            output.refuse(problem, source=str(file))
            return
        tally.counts[keeper.fate_of(file)] += 1
        tally.in_full += keeper.in_full(file)

    def tell(self, output: Output) -> None:
        """Print how many were kept and passed over, and why others were not kept."""
        if self._saver is None:
            return
        tally, place = self._saver.tally, self._saver.keeper.place
        counts = tally.counts
        found: dict[str, Any] = {
            "kept": tally.kept,
            "skipped": counts[Fate.SKIPPED],
            "problems": counts[Fate.UNREADABLE],
            **{fate.value: counts[fate] for fate in _WORDS},
            "in_full": tally.in_full,
        }
        if self.dry:
            # Of captions that are not made yet nothing is known of their translation.
            found = {"dry_run": True, **found}
            del found[Fate.UNTRANSLATED.value]
        if place is not None:
            found["out"] = path_text(place)

        def lines() -> list[str]:
            several = [f"{counts[fate]:,} {_WORDS[fate]}" for fate in _WORDS if fate.kept and counts[fate]]
            kinds = f" ({', '.join(several)})" if set(several) - {f"{counts[Fate.NEW]:,} new"} else ""
            parts = [
                f"{'would save' if self.dry else 'saved'} {tally.kept:,}{kinds}",
                f"{'skip' if self.dry else 'skipped'} {counts[Fate.SKIPPED]:,}",
                f"{'cannot' if self.dry else 'could not'} caption {counts[Fate.UNREADABLE]:,}",
                *(f"{counts[fate]:,} {_WORDS[fate]}" for fate in _WORDS if not fate.kept and counts[fate]),
            ]
            if tally.in_full:
                parts.append(f"{tally.in_full:,} under the picture's whole name, as another has the same text file")
            where = f" ({path_text(place)})" if place is not None else ""
            return [", ".join(parts) + where]

        output.result(found, lines)

    def __enter__(self) -> "Keeping":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._saver is not None:
            self._saver.keeper.close()
