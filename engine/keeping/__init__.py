"""Captions kept as files: a text file beside each picture, or one file for all of them.

``open_keeper`` is what a command calls. Whatever was kept before stays unless somebody asks for something else, and
what a kill leaves half written is mended when the work goes on.
"""

from engine.keeping.keeper import FORMATS, CaptionKeeper, Earlier, KeptCaption, open_keeper

__all__ = ["FORMATS", "CaptionKeeper", "Earlier", "KeptCaption", "open_keeper"]
