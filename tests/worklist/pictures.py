"""Pictures of a list, for tests."""

from pathlib import Path

from engine.clothes.domain import CLOTHES
from engine.data.picture import Framing
from engine.data.strange import StrangePicture
from engine.errors import Problem
from engine.evaluation.wordsupport import WordSupport
from engine.fit.verdict import judge
from engine.worklist import Caption, ListedPicture, PackedSupport, PictureOrigin, Progressed

WORDS = (
    WordSupport("A", 0, 1, 0.99, 0.99, 0.01, tells=False),
    WordSupport("shirt", 2, 5, 0.7, 0.8, 2.5, tells=True),
    WordSupport("衬衫", 8, 2, 0.1, 0.2, -0.3, tells=True, trusted=False),
)


def caption(text: str = "A shirt 衬衫.") -> Caption:
    """A caption with all that one has."""
    return Caption(
        text,
        "en",
        text,
        "一件衬衫。",
        0.25,
        "demo",
        "auto",
        "cpu",
        Framing("fit", 336, 224),
        CLOTHES,
        PackedSupport.of(WORDS),
        judge(0.4, 0.8),
        Problem("fit-missing", path="/runs/one"),
    )


def some() -> list[ListedPicture]:
    """One picture of each kind and state."""
    pasted = PictureOrigin(pixels="3-a", number=1)
    strange = StrangePicture("mixed", 11, 100.0, 20.0)
    file = PictureOrigin(path=Path("/pictures/\udcb3 .jpg"))
    refused = Problem("picture-unreadable", path=Path("/pictures/b.jpg"), reason="it is cut off")
    return [
        ListedPicture(1, file, Progressed.DONE, caption(), edited="A blue shirt.", stamp=(10, 20)),
        ListedPicture(2, PictureOrigin(path=Path("/pictures/b.jpg")), Progressed.FAILED, problem=refused),
        ListedPicture(3, pasted, png=lambda: b"pixels"),
        ListedPicture(4, PictureOrigin(seed=0)),
        ListedPicture(5, PictureOrigin(strange=strange, of=(file, pasted))),
        ListedPicture(6, PictureOrigin(pixels="6-b", name="a.png"), Progressed.WAITING, caption(), png=lambda: b"more"),
    ]
