"""The list of pictures and the line they wait in, without any widget."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.modeltest import ModelTester

from engine.captions.rewriting import Rewriting
from engine.clothes.domain import CLOTHES
from engine.data.picture import Framing
from engine.errors import Problem
from engine.fit.verdict import UNKNOWN_FIT, judge
from engine.keeping.rows import COLUMNS
from gui.caption.items import Caption, ItemState
from gui.caption.queue import CaptionQueue
from tests.gui.saving import saved_rows

FILES = [Path(f"/pictures/{number}.jpg") for number in range(5)]
SEEN = Framing("fit", 336, 224)


def _caption(english: str = "A shirt.", choice: str = "demo:x") -> Caption:
    return Caption(english, "en", english, "一件衬衫。", 0.25, "demo", choice, "cpu", SEEN, CLOTHES)


def _ids(queue: CaptionQueue) -> list[int]:
    return [item.source.id for item in queue.items()]


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    queue = CaptionQueue()
    qtmodeltester.check(queue)
    queue.add_files(FILES)
    queue.add_noise(7)
    queue.remove([0, 3])
    queue.begun(_ids(queue)[0])
    queue.clear()
    assert queue.rowCount() == 0


def test_pictures_wait_in_the_order_they_came_and_the_looked_at_goes_first() -> None:
    queue = CaptionQueue()
    assert queue.add_files(FILES) == [0, 1, 2, 3, 4]
    queue.prefer(_ids(queue)[3])
    assert [source.path.stem for source in queue.line.next(2) if source.path] == ["3", "0"]
    taken = [[source.path.stem for source in queue.line.take(3) if source.path] for _ in range(4)]
    assert taken == [["3"], ["0", "1", "2"], ["4"], []], "what somebody looks at is captioned alone"


def test_a_picture_that_a_job_has_taken_is_not_captioned_twice() -> None:
    queue = CaptionQueue()
    queue.add_files(FILES)
    [taken] = queue.line.take()
    # The job's word that it has begun is still on its way to the window.
    queue.prefer(taken.id)
    queue.again([taken.id], first=True)
    assert taken.id not in [source.id for source in queue.line.next(len(FILES))]
    queue.begun(taken.id)
    queue.captioned(taken.id, _caption())
    queue.again([taken.id], first=True)
    assert queue.line.next(1) == [taken]


def test_what_a_job_leaves_waits_again_in_its_order() -> None:
    queue = CaptionQueue()
    queue.add_files(FILES)
    for source in queue.line.take(3):
        queue.begun(source.id)
    queue.wait_again()
    assert [source.path for source in queue.line.take(5)] == FILES


def test_a_file_is_listed_once_and_asked_again_when_it_could_not_be_read() -> None:
    queue = CaptionQueue()
    queue.add_files(FILES[:2])
    first, second = _ids(queue)
    while queue.line.take():
        pass
    queue.refused(first, Problem("picture-missing", path=FILES[0]))
    queue.captioned(second, _caption())
    assert queue.add_files([FILES[1], FILES[0]]) == [1, 0]
    assert queue.rowCount() == 2
    assert queue.item(0).state is ItemState.WAITING  # type: ignore[union-attr]
    assert queue.item(1).state is ItemState.DONE  # type: ignore[union-attr]
    assert len(queue.line) == 1


def test_counts_follow_states() -> None:
    queue = CaptionQueue()
    queue.add_files(FILES)
    first, second, *_ = _ids(queue)
    queue.begun(first)
    queue.captioned(first, _caption())
    queue.begun(second)
    queue.refused(second, Problem("picture-missing", path=FILES[1]))
    assert {state: queue.count(state) for state in ItemState} == {
        ItemState.WAITING: 3,
        ItemState.CAPTIONING: 0,
        ItemState.DONE: 1,
        ItemState.FAILED: 1,
    }
    queue.remove([1])
    assert queue.count(ItemState.FAILED) == 0
    queue.captioned(second, _caption())
    assert queue.count(ItemState.DONE) == 1, "what was removed stays away when its caption comes"


def test_a_caption_stays_until_the_new_one_comes() -> None:
    queue = CaptionQueue()
    queue.add_files(FILES[:1])
    (only,) = _ids(queue)
    queue.line.take()
    queue.captioned(only, _caption("Old."))
    queue.again([only])
    item = queue.item(0)
    assert item is not None
    assert item.state is ItemState.WAITING
    assert item.caption is not None
    assert item.caption.caption == "Old."
    assert len(queue.line) == 1


def test_names_and_states_are_told_to_screen_readers() -> None:
    queue = CaptionQueue()
    queue.add_files(FILES[:1])
    queue.add_noise(7)
    queue.add_image(QImage(4, 4, QImage.Format.Format_RGB32))
    role = Qt.ItemDataRole.AccessibleTextRole
    assert [queue.data(queue.index(row), role) for row in range(3)] == [
        "0.jpg, waiting",
        "Random tensor, seed 7, waiting",
        "Pasted picture 1, waiting",
    ]
    assert queue.add_noise(7) == 1, "the same seed is the same picture"


def test_ten_thousand_pictures_are_added_at_once() -> None:
    queue = CaptionQueue()
    progress: list[tuple[int, int]] = []
    queue.rowsInserted.connect(lambda parent, first, last: progress.append((first, last)))
    queue.add_files(Path(f"/pictures/{number}.jpg") for number in range(10_000))
    assert progress == [(0, 9_999)]
    assert len(queue.line) == 10_000


def test_tables_hold_every_caption_and_why_there_is_none(tmp_path: Path) -> None:
    queue = CaptionQueue()
    queue.add_files(FILES[:2])
    first, second = _ids(queue)
    queue.captioned(first, _caption('A "shirt", round.'))
    queue.refused(second, Problem("picture-missing", path=FILES[1]))
    read = saved_rows(queue.items(), tmp_path / "captions.csv")
    assert (tmp_path / "captions.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "a spreadsheet needs the mark"
    assert tuple(read[0]) == COLUMNS
    assert read[0]["english"] == 'A "shirt", round.'
    assert read[0]["chinese"] == "一件衬衫。"
    assert "does not exist" in read[1]["problem"]
    plain = saved_rows(queue.items(), tmp_path / "captions.json")
    assert plain[0] == {
        "file_name": str(FILES[0]),
        "caption": 'A "shirt", round.',
        "language": "en",
        "english": 'A "shirt", round.',
        "chinese": "一件衬衫。",
        "model": "demo",
        "fit": "unknown",
        "translator": "offline",
        "checkpoint": "demo",
        "seconds": 0.25,
    }
    assert plain[1] == {
        "file_name": str(FILES[1]),
        "caption": "",
        "fit": "unknown",
        "problem": f"{FILES[1]} does not exist. Check the path.",
    }


def test_tables_say_how_well_a_picture_fits_and_which_model_was_chosen_for_it(tmp_path: Path) -> None:
    queue = CaptionQueue()
    queue.add_files(FILES[:3])
    for id_, fit in zip(_ids(queue), (judge(0.25, 0.8), judge(4.0, 0.8), UNKNOWN_FIT), strict=True):
        queue.captioned(id_, replace(_caption(choice="auto"), model="street", fit=fit))
    read = saved_rows(queue.items(), tmp_path / "captions.csv")
    assert [(row["checkpoint"], row["model"], row["fit"], row["distance"]) for row in read] == [
        ("auto", "street", "fits", "0.25"),
        ("auto", "street", "unlike", "4.0"),
        ("auto", "street", "unknown", ""),
    ]
    plain = saved_rows(queue.items(), tmp_path / "captions.json")
    assert [(row["fit"], row.get("distance")) for row in plain] == [("fits", 0.25), ("unlike", 4.0), ("unknown", None)]


def test_a_captioned_row_says_how_well_its_picture_fits() -> None:
    queue = CaptionQueue()
    queue.add_files(FILES[:4])
    role = Qt.ItemDataRole.AccessibleTextRole
    fits = (judge(0.1, 0.8), judge(0.9, 0.8), judge(2.0, 0.8), UNKNOWN_FIT)
    for id_, fit in zip(_ids(queue), fits, strict=True):
        queue.captioned(id_, replace(_caption(), fit=fit))
    assert [queue.data(queue.index(row), role) for row in range(4)] == [
        "0.jpg, fits",
        "1.jpg, doubtful",
        "2.jpg, unlike",
        "3.jpg, fit unknown",
    ]
    queue.captioned(_ids(queue)[0], replace(_caption(choice="auto"), model="street", fit=fits[0]))
    assert queue.data(queue.index(0), role) == "0.jpg, fits · Street model"


def test_an_edited_caption_and_the_rules_stand_in_place_of_the_models_own(tmp_path: Path) -> None:
    queue = CaptionQueue()
    first, second = queue.add_files([tmp_path / "a.png", tmp_path / "b.png"])
    ids = [queue.items()[row].source.id for row in (first, second)]
    for id_ in ids:
        queue.captioned(id_, replace(_caption("a red dress."), chinese="红色连衣裙。"))
    edited: list[int] = []
    queue.edited.connect(edited.append)
    queue.edit(ids[0], "a green dress.")
    queue.edit(ids[0], "a green dress.")
    queue.edit(10**6, "nobody")
    assert edited == [ids[0]]
    one, other = queue.items()
    assert (one.text, one.in_language("en")) == ("a green dress.", "a green dress.")
    assert "绿" in one.translated
    queue.rewrite(Rewriting("photo: ", "!", (("red", "pink"), ("green", "grey"), ("红色", "粉色"))))
    assert one.text == "photo: a green dress.!", "words are replaced in the model's captions alone"
    assert other.text == "photo: a pink dress.!"
    assert "粉" in other.translated
    assert other.caption is not None
    assert other.caption.caption == "a red dress.", "the model's own can be had back"
    queue.rewrite(Rewriting(replace=(("红色", "粉色"),)))
    assert (other.text, other.translated) == ("a red dress.", "粉色连衣裙。"), "as its own text, so its translation"
    [third] = queue.add_files([tmp_path / "c.png"])
    assert queue.items()[third].rewriting is queue.rewriting
    queue.edit(ids[0], None)
    assert one.text == "a red dress."
    assert edited == [ids[0], ids[0]]
