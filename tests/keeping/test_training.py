"""Captions kept in a data folder of one's own, which is trained on as any other."""

import json
from pathlib import Path

import pytest

from engine.captions.languages import language_of_edit
from engine.data.layout import open_data
from engine.errors import Problem
from engine.events import Commands
from engine.keeping.training import FILE, KeptForTraining, TrainingExample, keep_for_training


def _picture(path: Path, colour: tuple[int, int, int] = (200, 30, 60)) -> Path:
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 60), colour).save(path)
    return path


def _example(path: Path, caption: str = "a red dress.", language: str = "en") -> TrainingExample:
    return TrainingExample(path, path.name, caption, language)


def _counts(kept: KeptForTraining) -> tuple[int, int, int, int]:
    return kept.added, kept.replaced, kept.same, kept.total


def _lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / FILE).read_text(encoding="utf-8").splitlines()]


def test_the_folder_opens_as_any_data_with_its_pictures_copied(tmp_path: Path) -> None:
    pictures = [_picture(tmp_path / f"from/{number}.png", (number * 20, 9, 9)) for number in range(10)]
    before = [path.read_bytes() for path in pictures]
    captions = [f"a dress of kind {number}." for number in range(10)]
    folder = tmp_path / "mine"
    told: list[tuple[int, int]] = []
    examples = [_example(path, caption) for path, caption in zip(pictures, captions, strict=True)]
    kept = keep_for_training(folder, examples, lambda done, total: told.append((done, total)))
    assert (_counts(kept), kept.refused, told[-1]) == ((10, 0, 0, 10), [], (10, 10))
    assert [path.read_bytes() for path in pictures] == before, "copied, never moved"
    data = open_data(folder, validation_share=0.1, seed=1)
    assert data.format == "imagefolder"
    assert sorted(caption for record in data.records for caption in record.captions) == captions
    assert not data.left_out


def test_the_same_picture_replaces_its_caption_under_whatever_name(tmp_path: Path) -> None:
    first = _picture(tmp_path / "a.png")
    folder = tmp_path / "mine"
    assert _counts(keep_for_training(folder, [_example(first)])) == (1, 0, 0, 1)
    assert _counts(keep_for_training(folder, [_example(first)])) == (0, 0, 1, 1)
    again = tmp_path / "other.png"
    again.write_bytes(first.read_bytes())
    assert _counts(keep_for_training(folder, [_example(again, "a\nblue  dress.")])) == (0, 1, 0, 1)
    assert [(line["file_name"], line["text"], line["language"]) for line in _lines(folder)] == [
        ("images/a.png", "a blue dress.", "en")
    ]
    assert [path.name for path in (folder / "images").iterdir()] == ["a.png"]


def test_another_picture_of_the_same_name_gets_a_new_one(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    paths = [_picture(tmp_path / f"{place}/a.png", (place, 0, 0)) for place in range(3)]
    paths.append(_picture(tmp_path / "3/A.PNG", (90, 0, 0)))
    kept = keep_for_training(folder, [_example(path, f"caption {place}") for place, path in enumerate(paths)])
    assert _counts(kept) == (4, 0, 0, 4)
    found = {line["text"]: (folder / line["file_name"]).read_bytes() for line in _lines(folder)}
    assert found == {f"caption {place}": path.read_bytes() for place, path in enumerate(paths)}
    names = [line["file_name"] for line in _lines(folder)]
    assert names[:3] == ["images/a.png", "images/a-2.png", "images/a-3.png"]
    assert len({name.casefold() for name in names}) == 4, "Windows tells no capitals from small letters"


def test_a_picture_without_a_file_and_one_whose_name_no_system_takes(tmp_path: Path) -> None:
    data = _picture(tmp_path / "x.png").read_bytes()
    examples = [
        TrainingExample(data, 'a<b>:"c|\udcff.png', "one", "en"),
        TrainingExample(_picture(tmp_path / "y.jpg", (1, 2, 3)).read_bytes(), "长" * 200 + ".jpg", "two", "en"),
    ]
    folder = tmp_path / "mine"
    assert keep_for_training(folder, examples).added == 2
    names = [line["file_name"] for line in _lines(folder)]
    assert names[0] == "images/a_b___c__.png"
    assert all((folder / name).is_file() for name in names)
    assert {record.captions[0] for record in open_data(folder, validation_share=0.0, seed=1).records} == {"one", "two"}


def test_lines_of_others_stay_as_they_are_and_their_pictures_are_known(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    _picture(folder / "images/a.png")
    line = '{"file_name": "images/a.png",   "text": "by hand", "more": [1]}'
    other = '{"file_name": "../../out.png", "text": "elsewhere"}'
    (folder / FILE).write_bytes(f"{line}\r\n{other}".encode())
    new = _picture(tmp_path / "b.png", (1, 2, 3))
    keep_for_training(folder, [_example(new)])
    text = (folder / FILE).read_text(encoding="utf-8").splitlines()
    assert text[:2] == [line, other]
    same = tmp_path / "from/a.png"
    same.parent.mkdir()
    same.write_bytes((folder / "images/a.png").read_bytes())
    assert _counts(keep_for_training(folder, [_example(same, "corrected")])) == (0, 1, 0, 3)
    assert _lines(folder)[0]["text"] == "corrected"
    assert _lines(folder)[0]["more"] == [1]


@pytest.mark.parametrize("found", ["notes.txt", "picture.png", FILE])
def test_a_folder_of_something_else_is_left_alone(found: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / found).write_text('{"image": "a.png"}\n', encoding="utf-8")
    with pytest.raises(Problem) as caught:
        keep_for_training(folder, [_example(_picture(tmp_path / "a.png"))])
    assert caught.value.code == "training-folder-other"
    assert [path.name for path in folder.iterdir()] == [found]


def test_what_cannot_be_kept_is_told_and_stops_nothing_else(tmp_path: Path) -> None:
    good = _picture(tmp_path / "good.png")
    chinese = _picture(tmp_path / "zh.png", (5, 5, 5))
    examples = [_example(tmp_path / "gone.png"), _example(good), _example(chinese, "红色连衣裙。", "zh")]
    kept = keep_for_training(tmp_path / "mine", examples)
    assert [(name, problem.code) for name, problem in kept.refused] == [
        ("gone.png", "picture-missing"),
        ("zh.png", "training-language"),
    ]
    assert _counts(kept) == (1, 0, 0, 1)


def test_what_was_copied_until_it_was_stopped_is_kept(tmp_path: Path) -> None:
    commands = Commands()

    def progress(done: int, total: int) -> None:
        if done == 3:
            commands.stop()

    examples = [_example(_picture(tmp_path / f"{number}.png", (number, 0, 0))) for number in range(6)]
    kept = keep_for_training(tmp_path / "mine", examples, progress, lambda: commands.stopping)
    assert (kept.added, len(_lines(tmp_path / "mine"))) == (3, 3)


def test_what_a_kill_has_left_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, path = tmp_path / "mine", _picture(tmp_path / "a.png")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("engine.keeping.training.write_atomically", killed)
        with pytest.raises(KeyboardInterrupt):
            keep_for_training(folder, [_example(path)])
    assert (folder / "images/a.png").exists()
    assert _counts(keep_for_training(folder, [_example(path)])) == (1, 0, 0, 1)
    assert [path.name for path in (folder / "images").iterdir()] == ["a.png"]


def test_two_windows_at_once_lose_nothing(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    folder = tmp_path / "mine"
    paths = [_picture(tmp_path / f"{number}.png", (number, 1, 1)) for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda path: keep_for_training(folder, [_example(path, path.stem)]), paths))
    assert sorted(line["text"] for line in _lines(folder)) == sorted(path.stem for path in paths)


@pytest.mark.parametrize(
    ("text", "was", "wanted"),
    [
        ("Ein Kleid.", "de", "de"),
        ("一件红色连衣裙。", "en", "zh"),
        ("a red dress", "zh", "en"),
        ("赤", "ja", "ja"),
        ("123", "zh", "zh"),
        ("красное платье", "bg", "bg"),
    ],
)
def test_an_edit_is_in_the_language_it_was_in_unless_its_script_is_another(text: str, was: str, wanted: str) -> None:
    assert language_of_edit(text, was) == wanted
