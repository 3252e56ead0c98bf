"""Captions kept as files: a text file beside each picture, or one file for all of them.

``open_keeper`` is what a command calls, ``save_captions`` and ``preview`` what the window does. What was there before
stays unless somebody asks for something else, and what a kill leaves half written is mended when the work goes on.
"""

from engine.keeping.fate import Fate, FateCounts
from engine.keeping.keeper import (
    FORMATS,
    SIDECAR,
    CaptionKeeper,
    Earlier,
    KeptCaption,
    common_folder,
    open_keeper,
)
from engine.keeping.naming import PATTERN, Naming, SidecarLanguage
from engine.keeping.saving import CaptionSaver, Foreseen, SavedCaptions, SavingPreview, preview, save_captions

__all__ = [
    "FORMATS",
    "PATTERN",
    "SIDECAR",
    "CaptionKeeper",
    "CaptionSaver",
    "Earlier",
    "Fate",
    "FateCounts",
    "Foreseen",
    "KeptCaption",
    "Naming",
    "SavedCaptions",
    "SavingPreview",
    "SidecarLanguage",
    "common_folder",
    "open_keeper",
    "preview",
    "save_captions",
]
