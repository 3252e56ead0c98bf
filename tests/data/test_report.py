"""What ``check_data`` tells of a data folder."""

import json
from pathlib import Path

import pytest

from engine.captions.vocabulary import WARNINGS
from engine.data.report import check_data
from engine.errors import Problem
from engine.settings import Settings
from tests.data.bad_inputs import PICTURES, jpeg
from tests.data.folders import CAPTION, captions, make_folder

# Outside the tests the engine keeps Pillow's warnings to itself.
pytestmark = pytest.mark.filterwarnings(r"ignore:::PIL\.")


def test_a_folder_with_faults_is_counted_and_listed(tmp_path: Path) -> None:
    train = {
        **captions(6),
        **captions(2, "MEN-Shirts"),
        "photo.jpg": "His shirt has long sleeves, cotton fabric and pure color patterns.",
        "other.jpg": "A chair.",
        "number.jpg": 5,
        "gone.jpg": CAPTION,
        "cut.jpg": CAPTION,
    }
    folder = make_folder(tmp_path / "d", train, captions(3, "WOMEN-Shorts"))
    (folder / "images" / "gone.jpg").unlink()
    (folder / "images" / "cut.jpg").write_bytes(jpeg()[:-100])
    progress: list[tuple[int, int]] = []
    found = check_data(folder, progress=lambda done, total: progress.append((done, total)))
    report = json.loads(json.dumps(found.to_json()))
    assert report == {
        "format": "name_to_caption",
        "images": 13,
        "pictures": 15,
        "captions": 13,
        "captions_per_image": 1.0,
        "captions_per_image_counts": {"1": 13},
        "train": found.train,
        "validation": 1,
        "test": 3,
        "test_known": 0,
        "left_out": [
            {"file": "number.jpg", "reason": "caption-not-text", "caption": ""},
            {"file": "gone.jpg", "reason": "missing", "caption": CAPTION},
            {"file": "cut.jpg", "reason": "unreadable: it is cut short", "caption": CAPTION},
        ],
        "reasons": {"caption-not-text": 1, "missing": 1, "unreadable: it is cut short": 1},
        "domain": "clothes",
        "language": "en",
        "tokenizer": "nltk",
        "vocabulary": 25,
        "min_word_count": 1,
        "rare": 0,
        "unknown": 0,
        "words": report["words"],
        "words_once": report["words_once"],
        "longest": 13,
        "too_long": 0,
        "warnings": [],
        "gender": {"female": 9, "male": 3, "unsaid": 1},
    }
    assert found.train in (9, 10)
    assert progress[-1] == (14, 14)


def test_words_are_told_as_a_run_would_read_them(tmp_path: Path) -> None:
    told = {f"{number}.jpg": f"红色的帽子第{number}顶。" for number in range(12)}
    folder = make_folder(tmp_path / "d", {**told, "12.jpg": "长" * 300})
    found = check_data(folder, settings=Settings(min_word_count=3)).words
    assert (found.language, found.tokenizer, found.minimum) == ("zh", "characters", 3)
    assert (found.longest, found.too_long) == (300, 1)
    plain = check_data(folder).words
    assert plain.vocabulary > found.vocabulary
    assert (plain.rare, plain.unknown) == (0, 0)
    assert found.rare == plain.vocabulary - found.vocabulary + 1
    assert found.rare <= found.unknown < found.words == plain.words
    english = check_data(folder, settings=Settings(language="en")).words
    assert (english.language, english.tokenizer) == ("en", "nltk")
    assert english.longest < 10


@pytest.mark.parametrize(
    ("caption", "warnings"),
    [
        ("id-{number:08}", ("captions-unsplit",)),
        ("one{number} two{number} three{number} of", ("words-once",)),
        ("A hat {number}.", ()),
        ("A man wears a hat.", ()),
    ],
)
def test_captions_that_can_only_be_learnt_by_heart_are_told(
    tmp_path: Path, caption: str, warnings: tuple[str, ...]
) -> None:
    folder = make_folder(tmp_path / "d", {f"{number}.jpg": caption.format(number=number) for number in range(40)})
    found = check_data(folder).words
    assert found.warnings == warnings
    assert all(warning in WARNINGS for warning in warnings)


def test_every_odd_picture_in_one_folder(tmp_path: Path) -> None:
    """One bad picture never stops the rest."""
    odd = [odd for odd in PICTURES if odd.name != "folder.jpg"]
    folder = make_folder(tmp_path / "d", {odd.name: CAPTION for odd in odd}, pictures=[])
    for picture in odd:
        picture.write(folder / "images" / picture.name)
    found = check_data(folder)
    wrong = {
        picture.name: picture.fault.replace("picture-too-large", "it is too large") for picture in odd if picture.fault
    }
    assert {item.name: item.reason.removeprefix("unreadable: ") for item in found.left_out} == wrong
    assert found.train + found.validation == len(odd) - len(wrong)


def test_it_can_be_stopped_and_says_what_is_wrong(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d", captions(3))
    with pytest.raises(Problem, match="Stopped"):
        check_data(folder, stopped=lambda: True)
    with pytest.raises(Problem, match="does not exist"):
        check_data(tmp_path / "none")
