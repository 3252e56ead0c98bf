"""The headless twin: every command through its own entry, on real files, with JSON and with bad input."""

import errno
import io
import json
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.captions.tokens import Tokens
from engine.commands.output import Output
from engine.events import DataRead, Progress, Task
from engine.metrics.scored import score_captions
from engine.runs.metrics_log import METRICS
from engine.runs.run import Run
from engine.runs.summary import list_runs
from tests.gui.checkpoint_runs import write_run
from tests.tiny import TINY, write_data

FAST = [word for name, value in TINY.items() for word in ("--set", f"{name}={value}")]


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in (signal.Signals[name] for name in names)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("commands") / "data")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    assert main(["train", str(data), "--run", str(folder), "--device", "cpu", *FAST]) == 0
    return folder


class Told:
    """What a command printed."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    def refused(self) -> str:
        """The one sentence of a refusal."""
        assert self.status == 2
        lines = self.err.strip().splitlines()
        assert len(lines) == 1
        assert lines[0].endswith(".")
        return lines[0]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*words: object) -> Told:
        capsys.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        out, err = capsys.readouterr()
        return Told(status, out, err)

    return call


def test_demo_then_inspect(tell: Any, tmp_path: Path) -> None:
    answer = tell("demo", tmp_path / "wardrobe", "--images", 6, "--seed", 4, "--json")
    assert answer.status == 0
    assert answer.objects[0]["images"] == 6
    [found] = tell("inspect", tmp_path / "wardrobe", "--json").objects
    assert found["images"] == found["captions"] == 6
    assert found["left_out"] == []
    assert sum(found["gender"].values()) == 6
    assert found["vocabulary"] > 20
    assert found["longest"] > 20


def test_train_tells_its_metrics_as_json(tell: Any, data: Path, tmp_path: Path) -> None:
    answer = tell("train", data, "--run", tmp_path / "r", "--json", "--device", "cpu", *FAST, "--steps", 6)
    assert answer.status == 0
    written = [json.loads(line) for line in (tmp_path / "r" / METRICS).read_text().splitlines()]
    assert [line for line in answer.objects if "state" not in line] == written
    assert answer.objects[-1] == {"step": 6, "state": "finished"}


def test_a_run_is_resumed_with_more_steps_and_not_begun_twice(tell: Any, data: Path, tmp_path: Path) -> None:
    words = ["train", data, "--run", tmp_path / "r", "--device", "cpu"]
    assert tell(*words, *FAST, "--steps", 3).status == 0
    assert "--resume" in tell(*words, *FAST).refused()
    assert tell(*words, "--resume", "--steps", 5).status == 0
    steps = [json.loads(line).get("step") for line in (tmp_path / "r" / METRICS).read_text().splitlines()]
    assert steps[-1] == 5
    assert "last step" in tell(*words, "--resume").refused()


def test_a_resume_that_is_refused_for_its_data_leaves_the_run_its_own(tell: Any, data: Path, tmp_path: Path) -> None:
    words = ["--run", tmp_path / "r", "--device", "cpu", "--resume", "--steps", 4]
    assert tell("train", data, *words[:-3], *FAST, "--steps", 2).status == 0
    other = write_data(tmp_path / "other", 30)
    for wrong in (tmp_path / "nowhere", other):
        assert tell("train", wrong, *words).status == 2
        assert Run.open(tmp_path / "r").data == data
    moved = tmp_path / "moved"
    shutil.copytree(data, moved)
    assert tell("train", moved, *words).status == 0
    assert Run.open(tmp_path / "r").data == moved


@pytest.mark.parametrize("command", ["attributes", "translate", "score"])
def test_a_command_without_standard_streams_ends_in_order(
    tell: Any, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    for name in ("stdin", "stderr"):
        monkeypatch.setattr(sys, name, None)
    answer = tell(command, "--json")
    assert answer.status == (2 if command == "score" else 0)
    assert [line["error"] for line in answer.objects] == (["score-nothing"] if command == "score" else [])


class _Refusing(io.StringIO):
    """A standard output that takes some lines and then fails."""

    def __init__(self, error: OSError, lines: int) -> None:
        super().__init__()
        self.error, self.lines = error, lines

    def write(self, text: str) -> int:
        self.lines -= "\n" in text
        if self.lines < 0:
            raise self.error
        return super().write(text)


def test_an_output_that_cannot_be_written_is_told(tell: Any, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in ((), ("--json",)):
        monkeypatch.setattr(sys, "stdout", _Refusing(OSError(errno.ENOSPC, "No space left on device"), 0))
        assert "No space left on device" in tell("inspect", data, *words).refused()


@pytest.mark.parametrize("error", [BrokenPipeError(errno.EPIPE, "Broken pipe"), OSError(errno.EIO, "I/O error")])
def test_a_training_that_nobody_listens_to_is_saved(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(sys, "stdout", _Refusing(error, 3))
    words = [*FAST, "--steps", "500", "--set", "log_every=1", "--set", "evaluate_every=0"]
    assert main(["train", str(data), "--run", str(tmp_path / "r"), "--device", "cpu", *words]) == 2
    [summary] = list_runs(tmp_path)
    assert 0 < summary.step < 500
    assert summary.resumable


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_termination_ends_a_command_as_ctrl_c_does(
    tell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if not hasattr(signal, name):
        pytest.skip(f"this system has no {name}")
    signal.signal(signal.Signals[name], signal.SIG_DFL)

    def read(*words: Any, **named: Any) -> None:
        signal.raise_signal(signal.Signals[name])

    monkeypatch.setattr("engine.data.report.check_data", read)
    assert tell("inspect", tmp_path).refused() == "Stopped."


@pytest.mark.parametrize("text", ["settings = 3", "[settings", None])
def test_a_settings_file_that_is_none_is_told(tell: Any, data: Path, tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "s.toml"
    if text is not None:
        file.write_text(text)
    answer = tell("train", data, "--run", tmp_path / "r", "--settings", file).refused()
    assert str(file) in answer
    assert "Check the path" in answer


@pytest.mark.parametrize(
    "words",
    [
        ("--seed", "-5"),
        ("--seed", "2147483648"),
        ("--temperature", "-1"),
        ("--temperature", "nan"),
        ("--top-p", "0"),
        ("--top-p", "1.5"),
        ("--diversity", "inf"),
    ],
)
def test_numbers_beyond_their_bounds_are_refused_before_a_caption(tell: Any, run: Path, words: tuple[str, str]) -> None:
    assert words[1] in tell("caption", run, "--noise", 1, *words).refused()


def test_a_comparison_refuses_a_seed_below_0(tell: Any, run: Path, data: Path) -> None:
    assert "-1" in tell("compare", run, run, data, "--seed", "-1").refused()


def test_a_set_of_which_no_picture_can_be_read_is_told_alike(tell: Any, run: Path, data: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(data, damaged)
    for picture in (damaged / "images").iterdir():
        picture.write_bytes(b"")
    for words in (
        ("evaluate", run, damaged),
        ("compare", run, run, damaged),
        ("report", run, "--data", damaged, "--out", tmp_path / "r.html"),
        ("export", run, tmp_path / "out", "--format", "safetensors", "--data", damaged),
    ):
        assert "can be read. Compare the file names" in tell(*words).refused()


def test_a_place_that_cannot_be_written_is_named_and_costs_no_figures(
    tell: Any, run: Path, data: Path, tmp_path: Path
) -> None:
    answer = tell("evaluate", run, data, "--json", "--captions", tmp_path)
    assert answer.refused().startswith(f"{tmp_path} cannot be written")
    assert [answer.objects[0]["images"], answer.objects[1]["error"]] == [4, "folder-unwritable"]


def test_evaluate_gives_every_score(tell: Any, run: Path, data: Path, tmp_path: Path) -> None:
    [found] = tell("evaluate", run, data, "--json", "--captions", tmp_path / "captions.json").objects
    for name in ("bleu1", "bleu2", "bleu3", "bleu4", "rouge_l", "distinct"):
        assert 0 <= found[name] <= 1
    assert found["captions_per_second"] > 0
    assert found["images"] == len(json.loads((tmp_path / "captions.json").read_text())) == 4
    assert set(found["attributes"]["gender"]) == {"accuracy", "precision", "recall", "f1", "majority", "judged"}
    assert found["attribute_accuracy"] is None
    assert sum(found["gender"]["pictures"].values()) == 4
    assert found["confusion"]["gender"]
    assert 0 <= found["cider_d"] <= 10
    assert set(found["floor"]) == set(found["random"]) == set(found["ceiling"])
    assert set(found["floor"]) >= {"bleu1", "bleu2", "bleu3", "bleu4", "rouge_l", "cider_d"}
    assert found["constant_caption"].startswith("This ")
    assert found["above_ceiling"] == []
    assert (found["grounding"]["verdict"], found["grounding"]["reason"]) == ("unsure", "few")
    assert set(found["grounding"]["groups"]) <= {"function", "person", "garment", "attribute"}
    assert found["diversity"]["distinct"] == found["distinct"]
    assert isinstance(found["imbalances"], list)
    lines = [
        json.dumps({"candidate": caption, "references": [reference]})
        for reference, caption in _pairs(data, tmp_path / "captions.json")
    ]
    (tmp_path / "lines.txt").write_text("\n".join(lines))
    for tokens, words in (
        ("nltk", "bleu is counted on NLTK's words, rouge_l and cider_d on coco-caption's tokens"),
        ("coco", "bleu, rouge_l and cider_d are counted on coco-caption's tokens"),
    ):
        [scored] = tell("score", tmp_path / "lines.txt", "--tokens", tokens, "--json").objects
        [answer] = tell("evaluate", run, data, "--tokens", tokens, "--json").objects
        assert answer["tokens"] == {"bleu": tokens, "rouge_l": "coco", "cider_d": "coco"}
        for name in ("bleu1", "bleu2", "bleu3", "bleu4"):
            assert answer[name] == pytest.approx(scored[name], abs=1e-12)
        assert not any(name.startswith("coco_") for name in (*answer, *answer["floor"], *answer["ceiling"]))
        assert words in tell("evaluate", run, data, "--tokens", tokens).out
    assert found["tokens"]["bleu"] == "nltk"
    assert (found["meteor"] is None) == ("WordNet" in (found["meteor_missing"] or ""))
    table = tell("evaluate", run, data).out
    for words in ("images", "majority", "constant", "ceiling", "Too few pictures", "with a white one"):
        assert words in table


def _pairs(data: Path, captions: Path) -> list[tuple[str, str]]:
    """Reference and caption of each test picture."""
    true = json.loads((data / "test_captions.json").read_text())
    return [(true[name], caption) for name, caption in json.loads(captions.read_text()).items()]


def test_compare_tells_the_scores_the_interval_and_where_they_differ(
    tell: Any, run: Path, data: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    assert tell("train", data, "--run", other, "--device", "cpu", *FAST, "--steps", 1).status == 0
    words = ["compare", other, run, data, "--samples", 50, "--pictures", 2]
    [found] = tell(*words, "--json").objects
    assert set(found["scores"]) >= {"bleu4", "rouge_l", "cider_d"}
    for difference in found["scores"].values():
        assert difference["low"] <= difference["high"]
        assert 0 < difference["p"] <= 1
        assert difference["difference"] == pytest.approx(difference["second"] - difference["first"])
    assert (found["images"], found["samples"], found["split"]) == (4, 50, "test")
    assert found["first"]["name"].startswith("other")
    assert len(found["pictures"]) == min(2, found["images"] - found["same"])
    assert tell(*words, "--json").objects[0]["scores"] == found["scores"]
    table = tell(*words).out
    for part in ("B - A", "95 % interval", "4 pictures of the test split", "captions per second"):
        assert part in table
    [alone] = tell("compare", run, run, data, "--json").objects
    assert {difference["p"] for difference in alone["scores"].values()} == {1}


@pytest.mark.parametrize(
    "words",
    [
        ("evaluate", "c", "d", "--beam", "0"),
        ("evaluate", "c", "d", "--beam", "-1"),
        ("caption", "c", "--beam", "0"),
        ("caption", "c", "--groups", "-2"),
        ("caption", "c", "--noise", "-2"),
        ("compare", "a", "b", "d", "--beam", "0"),
        ("compare", "a", "b", "d", "--samples", "-5"),
        ("compare", "a", "b", "d", "--pictures", "-1"),
        ("export", "c", "f", "--images", "-5"),
        ("bench", "--steps", "x"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_before_any_work(tell: Any, words: tuple[str, ...]) -> None:
    sentence = tell(*words).refused()
    assert words[-2] in sentence
    assert f"{words[-1]} is not" in sentence


def test_probes_are_told_step_by_step_with_what_changed(tell: Any, tmp_path: Path) -> None:
    run = write_run(tmp_path, "r", {100: 0.2, 200: 0.4}, samples=2)
    first, second = tell("samples", run, "--json").objects
    assert (first["step"], second["step"]) == (100, 200)
    assert [sample["changed"] for sample in (*first["samples"], *second["samples"])] == [[], [], ["200"], ["200"]]
    assert second["samples"][1]["chinese"] == "衬衫有 200 袖。"
    answer = tell("samples", run).out
    assert tell("probes", run).out == answer
    assert "probe 1, seed 1: The shirt has 100 sleeves." in answer
    assert "probe 1, seed 1: The shirt has [200] sleeves." in answer
    assert "衬衫有 [200] 袖。" in tell("samples", run, "--chinese").out


def test_recommend_names_the_best_and_why_the_others_are_out(tell: Any, run: Path, tmp_path: Path) -> None:
    write_run(tmp_path, "one", {100: 0.2, 200: 0.4})
    write_run(tmp_path, "two", {50: 0.3})
    [found] = tell("recommend", tmp_path, "--json").objects
    assert (found["chosen"]["run"], found["chosen"]["step"]) == ("one", 200)
    assert (found["runner_up"]["run"], found["considered"], found["excluded"]) == ("two", 3, [])
    assert (found["score"], found["ahead"]) == ("attribute_accuracy", pytest.approx(0.1))
    answer = tell("recommend", tmp_path, "--max-mb", 0.00001).out
    assert "no checkpoint meets the criteria" in answer
    assert "excluded: 3 too large" in answer
    [timed] = tell("recommend", run, "--by", "rouge_l", "--max-ms", 60_000, "--json", "--device", "cpu").objects
    assert 0 < timed["chosen"]["ms"] < 60_000


def test_options_may_stand_between_the_words(tell: Any, run: Path, data: Path) -> None:
    picture = sorted((data / "images").iterdir())[0]
    answer = tell("caption", run, "--beam", 2, picture, "--json")
    assert (answer.status, [line["source"] for line in answer.objects]) == (0, [str(picture)])


def test_caption_files_folders_and_noise(tell: Any, run: Path, data: Path) -> None:
    picture = sorted((data / "images").iterdir())[0]
    answer = tell("caption", run, picture, data / "images", "--noise", 2, "--seed", 3, "--json")
    assert answer.status == 0
    assert [set(line) for line in answer.objects] == [
        {"source", "caption", "language", "english", "chinese", "model", "fit", "distance", "fit_problem", "seconds"}
    ] * 23
    # The run's 14 training pictures are too few.
    assert {line["fit_problem"] for line in answer.objects} == {"fit-few"}
    assert [line["source"] for line in answer.objects[-2:]] == ["noise, seed 3", "noise, seed 4"]
    assert answer.objects[0]["source"] == str(picture)


def test_maps_are_drawn_where_they_are_asked_for(
    tell: Any, run: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sorted((data / "images").iterdir())[:2]
    [found] = tell("caption", run, first, "--attention", tmp_path / "one.png", "--json").objects
    assert found["attention"] == {"method": "gradient", "file": str(tmp_path / "one.png")}
    answer = tell("caption", run, first, second, "--noise", 1, "--attention", tmp_path / "maps")
    assert answer.status == 0
    names = {f"{first.stem}.gradient.png", f"{second.stem}.gradient.png", "noise, seed 7.gradient.png"}
    assert {path.name for path in (tmp_path / "maps").iterdir()} == names
    assert f"    Gradient (Grad-CAM): {tmp_path / 'maps' / first.stem}.gradient.png" in answer.out.splitlines()
    several = tell("caption", run, first, second, "--attention", tmp_path / "two.png")
    assert "Name a folder for their maps" in several.refused()
    assert several.out == "", "it is told before anything is captioned"
    assert "is the captioned picture itself" in tell("caption", run, first, "--attention", _png(first, tmp_path)).err

    monkeypatch.setattr("engine.attention.finding.find_maps", lambda *_: pytest.fail("unasked"))
    assert tell("caption", run, data / "images", "--words").status == 0


def test_pictures_that_show_nothing_are_captioned_beside_a_real_one(
    tell: Any, run: Path, data: Path, tmp_path: Path
) -> None:
    first, second = sorted((data / "images").iterdir())[:2]
    words = ("--strange", "mixed,blurred,normal,blank", "--mean", 90, "--spread", 12, "--seed", 3)
    answer = tell("caption", run, first, second, *words, "--attention", tmp_path, "--json")
    assert [found["source"] for found in answer.objects] == [
        str(first),
        f"blurred, {first}",
        str(second),
        f"blurred, {second}",
        f"mixed, {first}, {second}",
        "normal noise, mean 90, spread 12, seed 3",
        "blank, value 90",
    ]
    assert all("fit" in found for found in answer.objects)
    assert (tmp_path / f"mixed, {first.name}, {second.name}.gradient.png").is_file()
    assert tell("caption", run, "--strange", "blank", "--json").objects[0]["source"] == "blank, value 255"
    assert "nothing to caption" in tell("caption", run, "--strange", "blurred").refused()
    assert "striped is none of" in tell("caption", run, first, "--strange", "striped").err


def _png(picture: Path, folder: Path) -> Path:
    """A name that ends in .png and is the picture itself."""
    (folder / "same.png").hardlink_to(picture)
    return folder / "same.png"


def test_captions_that_differ_words_with_their_probabilities_and_chance(tell: Any, run: Path, data: Path) -> None:
    picture = sorted((data / "images").iterdir())[0]
    [plain] = tell("caption", run, picture, "--words", "--json").objects
    assert "".join(word for word, _ in plain["words"]) == plain["english"].replace(" ", "")
    assert all(0 < probability <= 1 for _, probability in plain["words"])
    assert len(plain["support"]) == len(plain["words"])
    assert any(plain["support"]), "a blank picture gives other probabilities"
    table = tell("caption", run, picture, "--words").out
    assert f"{plain['words'][0][1]:.3f} {plain['support'][0]:+6.2f} {plain['words'][0][0]}" in table
    [grouped] = tell("caption", run, picture, "--groups", 3, "--diversity", 5, "--json").objects
    assert len({grouped["english"], *grouped["others"]}) == 1 + len(grouped["others"]) > 1
    chance = ["caption", run, picture, "--temperature", 3, "--top-p", 0.95, "--json"]
    drawn = [tell(*chance, "--seed", seed).objects[0]["english"] for seed in (1, 1, 2, 3, 4)]
    assert drawn[0] == drawn[1]
    assert len(set(drawn)) > 1


def test_one_bad_picture_does_not_stop_the_others(tell: Any, run: Path, data: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_text("no picture")
    picture = sorted((data / "images").iterdir())[0]
    answer = tell("caption", run, bad, picture, "--json")
    assert answer.refused().startswith(str(bad))
    assert answer.objects[0]["error"] == "picture-unreadable"
    assert answer.objects[1]["source"] == str(picture)


def test_translate_a_line_in_a_line_out(tell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("This lady wears a long-sleeve shirt with floral patterns.\n\n"))
    lines = tell("translate").out.splitlines()
    assert len(lines) == 2
    assert "长袖" in lines[0]
    assert lines[1] == ""


PAIRS = [
    {"candidate": "The lady wears a hat.", "references": ["The lady wears a hat.", "This woman has a hat, too."]},
    {"candidate": "the man wears a ring", "references": ["The man wears a ring on his finger."]},
]


@pytest.mark.parametrize("tokens", ["coco", "nltk"])
def test_score_gives_every_score_of_the_lines(
    tell: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tokens: str
) -> None:
    text = "".join(json.dumps(pair) + "\n" for pair in PAIRS) + "\n"
    (tmp_path / "pairs.jsonl").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    [found] = tell("score", "--tokens", tokens, "--json").objects
    assert tell("score", tmp_path / "pairs.jsonl", "--tokens", tokens, "--json").objects == [found]
    # As PowerShell and Notepad begin what they write.
    monkeypatch.setattr(sys, "stdin", io.StringIO("\ufeff" + text))
    assert tell("score", "--tokens", tokens, "--json").objects == [found]
    assert (found["meteor"] is None) == ("WordNet" in (found["meteor_missing"] or ""))
    candidates, references = ([pair[name] for pair in PAIRS] for name in ("candidate", "references"))
    scores = score_captions(candidates, references, Tokens(tokens))  # type: ignore[arg-type]
    assert {name: found[name] for name in scores} == scores
    assert (found["captions"], found["tokens"], found["distinct"], found["broken"]) == (2, tokens, 1, 0.5)


def test_score_counts_chinese_on_characters_unless_another_language_is_named(tell: Any, tmp_path: Path) -> None:
    line = {"candidate": "红色的长裙。", "references": ["红色的连衣长裙。", "一条长裙"]}
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for _ in range(3)), encoding="utf-8")
    [found] = tell("score", path, "--json").objects
    assert (found["language"], found["tokens"], found["words"]) == ("zh", "characters", 5)
    assert found["bleu1"] == pytest.approx(1)
    assert "meteor" not in found
    [english] = tell("score", path, "--language", "en", "--json").objects
    assert (english["language"], english["tokens"]) == ("en", "coco")
    assert english["words"] < found["words"]
    [words] = tell("score", path, "--tokens", "words", "--json").objects
    assert (words["language"], words["tokens"]) == ("zh", "words")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "Line 2 cannot be scored: it is not valid JSON"),
        ("[]", "Line 2 cannot be scored: it is not an object"),
        ('{"references": ["a"]}', "Line 2 cannot be scored: candidate"),
        ('{"candidate": 3, "references": ["a"]}', "Line 2 cannot be scored: candidate"),
        ('{"candidate": "a", "references": "a"}', "Line 2 cannot be scored: references is missing or not a list"),
        ('{"candidate": "a", "references": [1]}', "Line 2 cannot be scored: references is missing or not a list"),
        ('{"candidate": "a", "references": []}', "Line 2 cannot be scored: references is empty"),
    ],
)
def test_a_bad_line_is_named(tell: Any, monkeypatch: pytest.MonkeyPatch, line: str, sentence: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{json.dumps(PAIRS[0])}\n{line}\n"))
    assert tell("score").refused().startswith(sentence)


def test_nothing_to_score_is_said(tell: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n\n"))
    assert "nothing to score" in tell("score").refused()
    assert "cannot be read" in tell("score", tmp_path / "nowhere").refused()


def test_attributes_a_line_in_an_object_out(tell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    captions = (
        "This lady wears a tank tank shirt with solid color patterns and a three-point pants. This person wears a ring."
        "\r\nThis man wears a hat and bananas. There is a belt on her waist.\n\n"
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO(captions))
    first, second, empty = tell("attributes", "--json").objects
    assert (first["gender"], first["upper"], first["sleeve"], first["upper_pattern"]) == (
        "female",
        "tank",
        "sleeveless",
        "pure color",
    )
    assert (first["lower"], first["said"]["lower"], first["accessories"]) == ("shorts", "pants", ["ring"])
    assert (first["understood"], first["leftover"], first["contradictions"]) == (1.0, [], [])
    assert second["leftover"] == ["and bananas ."]
    assert 0.5 < second["understood"] < 1
    assert [(answer["field"], answer["other"]) for answer in second["contradictions"]] == [("gender", "female")]
    assert (empty["caption"], empty["gender"], empty["accessories"], empty["understood"]) == ("", None, [], 1.0)
    monkeypatch.setattr(sys, "stdin", io.StringIO(captions))
    answer = tell("attributes").out
    assert 'tank top  ("tank shirt")' in answer
    assert "left over       and bananas" in answer


def test_attributes_send_a_terminal_nothing_that_it_would_obey(tell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("The lady wears no ring.\x1b[31m\x00 Bananas\x9b grow.\n"))
    answer = tell("attributes").out
    assert not {"\x1b", "\x00", "\x9b"} & set(answer)
    assert "not worn        ring" in answer


def test_doctor_names_what_matters(tell: Any) -> None:
    [report] = tell("doctor", "--json").objects
    assert report
    assert "torch" in tell("doctor").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["train", "{nowhere}", "--run", "{new}"], "does not exist"),
        (["train", "{data}", "--run", "{new}", "--recipe", "none"], "There is no recipe none"),
        (["train", "{data}", "--run", "{new}", "--set", "sed=3"], "nearest: seed"),
        (["train", "{data}", "--run", "{new}", "--set", "seed"], "name=value"),
        (["train", "{data}", "--run", "{new}", "--set", "dropout=2", "--set", "beam_width=0"], "beam_width must be"),
        (["train", "{data}", "--run", "{data}"], "empty folder"),
        (["train", "{data}", "--run", "{new}", "--device", "cuda:99"], "There is no device"),
        (["train", "{data}", "--run", "{new}", "--set", "encoder_weights={nowhere}"], "does not exist"),
        (["evaluate", "{nowhere}", "{data}"], "no checkpoint"),
        (["caption", "{run}"], "nothing to caption"),
        (["caption", "{run}", "{nowhere}"], "does not exist"),
        (["inspect", "{nowhere}"], "does not exist"),
        (["compare", "{run}", "{nowhere}", "{data}"], "no checkpoint"),
        (["compare", "{run}", "{run}", "{nowhere}"], "does not exist"),
        (["samples", "{nowhere}"], "is not a run"),
        (["recommend", "{nowhere}"], "no run with a checkpoint"),
        (["recommend", "{run}", "--max-mb", "nan"], "not a number above 0"),
        (["fly"], "invalid choice"),
        (["train"], "required"),
    ],
)
def test_bad_words_get_one_sentence(
    tell: Any, run: Path, data: Path, tmp_path: Path, words: list[str], sentence: str
) -> None:
    places = {"nowhere": tmp_path / "nowhere", "new": tmp_path / "new", "data": data, "run": run}
    assert sentence in tell(*(word.format(**places) for word in words)).refused()


def test_a_refused_run_leaves_nothing_and_its_folder_is_free(tell: Any, data: Path, tmp_path: Path) -> None:
    tell("train", tmp_path / "nowhere", "--run", tmp_path / "runs" / "r")
    assert not (tmp_path / "runs").exists()
    assert tell("train", data, "--run", tmp_path / "runs" / "r", "--device", "cpu", *FAST, "--steps", 1).status == 0


def test_what_was_not_expected_gets_a_sentence_and_a_log(tell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.commands import doctor

    def broken(*arguments: Any) -> int:
        raise ZeroDivisionError("nothing to divide by")

    monkeypatch.setattr(doctor, "run", broken)
    sentence = tell("doctor").refused()
    assert "nothing to divide by" in sentence
    assert "Traceback" in Path(sentence.rsplit(" ", 1)[-1].rstrip(".")).read_text()


def test_progress_is_one_line_that_is_written_over_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for watched, line in ((True, "\rcaptioning 2 of 4, 1:05 left"), (False, "")):
        screen = io.StringIO()
        monkeypatch.setattr(screen, "isatty", lambda watched=watched: watched)
        monkeypatch.setattr(sys, "stderr", screen)
        output = Output(as_json=False)
        output.tell(Progress(Task.CAPTIONING, 2, 4, 65.0))
        output.tell(DataRead(16, 2, 0, 3, 5))
        assert screen.getvalue().rstrip() == line
