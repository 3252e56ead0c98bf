"""The list of pictures that are to be captioned, kept on disk: through the end of the program, a kill, a power cut."""

from engine.worklist.caption import Caption
from engine.worklist.listed import ListedPicture, Outcome, PictureOrigin, Progressed, Stamp, stamp_of
from engine.worklist.packed import PackedSupport
from engine.worklist.places import open_worklist, worklist_folder
from engine.worklist.worklist import Worklist

__all__ = [
    "Caption",
    "ListedPicture",
    "Outcome",
    "PackedSupport",
    "PictureOrigin",
    "Progressed",
    "Stamp",
    "Worklist",
    "open_worklist",
    "stamp_of",
    "worklist_folder",
]
