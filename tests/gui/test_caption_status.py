"""The status of a row: its word, its mark, and why a picture has no caption."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt

from engine.clothes.domain import CLOTHES
from engine.data.picture import Framing
from engine.errors import Problem
from engine.files import project_folder
from engine.fit.verdict import judge
from gui import theme
from gui.caption.items import Caption
from gui.caption.queue import CaptionQueue
from gui.caption.status import Status, status_colour, status_icon, status_of, status_word

FILES = [Path(f"/pictures/{number}.jpg") for number in range(6)]
CAPTION = Caption("A shirt.", "en", "A shirt.", "一件衬衫。", 0.2, "demo", "x", "cpu", Framing("fit", 9, 9), CLOTHES)


def _queue() -> CaptionQueue:
    """One row of each status, in the order of ``Status``."""
    queue = CaptionQueue()
    queue.add_files(FILES)
    ids = [item.source.id for item in queue.items()]
    queue.refused(ids[0], Problem("picture-unreadable", path=FILES[0], reason="it is empty"))
    queue.captioned(ids[1], replace(CAPTION, fit=judge(2.0, 0.8)))
    queue.begun(ids[2])
    queue.captioned(ids[4], replace(CAPTION, fit=judge(0.1, 0.8)))
    queue.captioned(ids[5], CAPTION)
    queue.items()[5].skipped = True
    return queue


def test_each_status_is_told_by_a_word_a_mark_and_a_colour() -> None:
    queue = _queue()
    assert [status_of(item) for item in queue.items()] == list(Status)
    assert len({status_word(status) for status in Status}) == len(Status)
    for status in set(Status) - {Status.UNLIKE, Status.DONE}:
        assert (project_folder() / "resources" / "icons" / f"{status_icon(status)}.svg").exists()
    assert status_colour(Status.UNREADABLE) == theme.current().bad


def test_a_row_is_read_out_with_its_status_and_the_reason() -> None:
    queue = _queue()
    role = Qt.ItemDataRole.AccessibleTextRole
    assert [queue.data(queue.index(row), role) for row in range(6)] == [
        "0.jpg, unreadable · it is empty",
        "1.jpg, unlike",
        "2.jpg, captioning…",
        "3.jpg, waiting",
        "4.jpg, fits",
        "5.jpg, skipped · fit unknown",
    ]


def test_a_tooltip_says_the_status_and_why_there_is_no_caption() -> None:
    queue = _queue()
    role = Qt.ItemDataRole.ToolTipRole
    told = [str(queue.data(queue.index(row), role)) for row in range(6)]
    assert "unreadable" in told[0]
    assert f"{FILES[0]} cannot be read as a picture (it is empty)" in told[0]
    for tip, path, words in zip(told[1:], FILES[1:], ("unlike", "captioning…", "waiting", "done · fits"), strict=False):
        assert words in tip
        assert str(path) in tip
    queue.refused(queue.items()[3].source.id, Problem("picture-missing", path=FILES[3]))
    assert queue.state_text(queue.items()[3]) == "unreadable · the file is missing"
