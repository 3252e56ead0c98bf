"""Formats of caption files: one registry, one module a format. Standard library only.

To add a format, write a class with the methods of ``interface.CaptionFormat`` in a module beside this one and register
it below. What is registered later is asked earlier, so that a file which two formats know is read by the narrower one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.registry import Registry, load

if TYPE_CHECKING:
    from engine.data.formats.interface import CaptionFormat


@dataclass(frozen=True, slots=True)
class FormatEntry:
    """What is known of a caption format before its code is loaded.

    Attributes:
        key: its name in settings and in what is told of a data folder.
        label: its name for people.
        target: its class, a ``CaptionFormat`` made without arguments, as ``module:Class``.
        writes: whether captions can be saved in it.
    """

    key: str
    label: str
    target: str
    writes: bool = True

    def format(self) -> CaptionFormat:
        """What finds, reads and writes files of this format."""
        found: CaptionFormat = load(self.target)()
        return found


FORMATS: Registry[FormatEntry] = Registry("formats")

FORMATS.register(
    FormatEntry(
        "name_to_caption", "JSON, {file name: caption or captions}", f"{__name__}.name_to_caption:NameToCaption"
    )
)
FORMATS.register(FormatEntry("sidecars", "Text files beside the pictures", f"{__name__}.sidecars:Sidecars"))
FORMATS.register(FormatEntry("table", "CSV or TSV", f"{__name__}.table:TableFormat"))
FORMATS.register(FormatEntry("jsonl", "JSON Lines, or a list of objects", f"{__name__}.jsonl:JsonLines"))
FORMATS.register(FormatEntry("imagefolder", "Hugging Face image folder", f"{__name__}.imagefolder:ImageFolder"))
FORMATS.register(FormatEntry("flickr", "Flickr8k or Flickr30k", f"{__name__}.flickr:Flickr"))
FORMATS.register(FormatEntry("coco", "COCO captions", f"{__name__}.coco:Coco"))
FORMATS.register(FormatEntry("karpathy", "Karpathy's dataset.json", f"{__name__}.karpathy:Karpathy"))
