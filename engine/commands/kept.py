"""What ``caption`` does with its captions beside printing them: the options, and what is kept, passed over and told."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from engine.commands.output import Output
from engine.errors import Problem
from engine.escapes import path_text
from engine.keeping import FORMATS, CaptionKeeper, Earlier, KeptCaption, open_keeper

if TYPE_CHECKING:
    from engine.captioning import Captioned


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options to those of ``caption``."""
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default=None,
        help="also save the captions: sidecar, a .txt file beside each picture, of which none is written over; csv or "
        "jsonl, a line for each picture; coco, results as COCO's evaluation reads them; metadata, the metadata.jsonl "
        "of an image folder",
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
    parser.add_argument(
        "--recursive",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also caption the pictures in the folders of a folder (default)",
    )


class Keeping:
    """Where captions are kept; nowhere without ``--format``. Closed in the end.

    Attributes:
        kept, skipped: how many captions were kept, and how many pictures passed over.
    """

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Get ready, before any model is loaded.

        Raises:
            Problem: as ``open_keeper``; ``kept-nowhere`` for one of the options without ``--format``.
        """
        self.kept = self.skipped = 0
        self._keeper: CaptionKeeper | None = None
        self._files: dict[str, Path] = {}
        if arguments.format is None:
            if arguments.out or arguments.skip_done or arguments.overwrite or arguments.append:
                raise Problem("kept-nowhere", formats=", ".join(FORMATS))
            return
        wanted = {
            Earlier.SKIP: arguments.skip_done,
            Earlier.OVERWRITE: arguments.overwrite,
            Earlier.APPEND: arguments.append,
        }
        earlier = next((way for way, asked in wanted.items() if asked), Earlier.LEAVE)
        folders = [path for path in arguments.files if path.is_dir()]
        root = folders[0] if len(folders) == 1 else None
        self._keeper = open_keeper(arguments.format, earlier, out=arguments.out, root=root)

    def wanted(self, files: Iterable[Path]) -> Iterator[Path]:
        """The pictures that are to be captioned."""
        for file in files:
            if self._keeper is not None:
                if self._keeper.has(file):
                    self.skipped += 1
                    continue
                self._files[str(file)] = file
            yield file

    def take(self, captioned: "Captioned") -> None:
        """Keep a caption.

        Raises:
            Problem: as ``CaptionKeeper.keep``.
        """
        picture = self._files.pop(captioned.source, None)
        if self._keeper is None or picture is None:
            return
        told = (captioned.caption, captioned.language, captioned.english, captioned.chinese, captioned.model)
        self._keeper.keep(KeptCaption(picture, *told, captioned.fit))
        self.kept += 1

    def tell(self, output: Output, problems: int) -> None:
        """Print how many were kept."""
        if self._keeper is None:
            return
        place = self._keeper.place
        found: dict[str, Any] = {"kept": self.kept, "skipped": self.skipped, "problems": problems}
        if place is not None:
            found["out"] = path_text(place)
        where = f" ({path_text(place)})" if place is not None else ""
        output.result(
            found, lambda: [f"saved {self.kept:,}, skipped {self.skipped:,}, could not caption {problems:,}{where}"]
        )

    def __enter__(self) -> "Keeping":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._keeper is not None:
            self._keeper.close()
