"""The script that goes with an export sees, searches and words as Atelier does, without Atelier."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.captions.tokenizers import detokenize
from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.export import example
from engine.export.exporter import write_graphs, write_words
from engine.export.graphs import Graphs
from engine.models.beam import beam_search
from engine.models.captioner import Captioner
from engine.outfits.reader import read
from engine.outfits.writer import write_plain
from tests.data.bad_inputs import PICTURES, Odd, two_colours
from tests.data.sound_inputs import SOUND

# Outside the tests the engine keeps Pillow's warnings to itself.
pytestmark = pytest.mark.filterwarnings(r"ignore:::PIL\.")

FRAMINGS = [Framing("fit", 336, 224), Framing("crop", 336, 224), Framing("fit", 48, 32)]


def photo(size: tuple[int, int]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        chance = np.random.default_rng(1)
        small = Image.fromarray(chance.integers(0, 256, (40, 30, 3), dtype=np.uint8))
        small.resize(size).save(path, quality=92)

    return write


READABLE = [
    *(odd for odd in PICTURES if not odd.fault),
    *SOUND,
    Odd("large.jpg", photo((1501, 2203))),
    Odd("lying.jpg", photo((2203, 701))),
    Odd("small.jpg", lambda path: two_colours((19, 23)).save(path)),
]


@pytest.mark.parametrize("framing", FRAMINGS, ids=str)
@pytest.mark.parametrize("odd", READABLE, ids=lambda odd: odd.name)
def test_it_fits_a_picture_to_the_bit(odd: Odd, framing: Framing, tmp_path: Path, preprocessing: Any) -> None:
    path = tmp_path / odd.name
    odd.write(path)
    np.testing.assert_array_equal(
        example.fit(str(path), preprocessing(framing)), framing.view(framing.read(path)), strict=True
    )


@pytest.mark.parametrize("kind", ["learned", "growing"])
def test_its_search_finds_what_ours_finds(
    kind: str, request: pytest.FixtureRequest, blots: np.ndarray, tmp_path: Path
) -> None:
    captioner, graphs = request.getfixturevalue(kind)
    write_graphs(tmp_path, graphs, captioner)
    model = example.Model(tmp_path, threads=1)
    vocabulary, features = captioner.vocabulary, captioner.encode_seen(blots)
    ids = {"start": vocabulary.start, "end": vocabulary.end, "size": vocabulary.size, "unknown": None}
    words = set()
    for beam, penalty, reward, repeats in ((1, 0.0, 0.0, 0), (5, 0.0, 0.7, 0), (5, 1.0, 0.0, 2), (30, 0.7, 2.0, 3)):
        how: dict[str, Any] = {"max_words": 8, "length_penalty": penalty, "word_reward": reward}
        how["block_repeats"] = repeats
        ours = beam_search(captioner.decoder, features, start=vocabulary.start, end=vocabulary.end, width=beam, **how)
        for picture, [best, *_] in zip(blots, ours, strict=True):
            theirs = example.search(model, picture, ids, beam=beam, allow_unknown=False, **how)
            assert theirs == best.words
            words.add(tuple(theirs))
    # The captions depend on the picture and on how one searches, so that the test sees a difference.
    assert len(words) > 3


def test_it_keeps_to_the_grammar_as_we_do(listing: tuple[Captioner, Graphs], blots: np.ndarray, tmp_path: Path) -> None:
    captioner, graphs = listing
    write_graphs(tmp_path, graphs, captioner)
    model = example.Model(tmp_path, threads=1)
    vocabulary, features = captioner.vocabulary, captioner.encode_seen(blots)
    ids = {"start": vocabulary.start, "end": vocabulary.end, "size": vocabulary.size, "unknown": None}
    said = set()
    for beam, penalty in ((1, 0.0), (3, 1.0), (30, 0.7)):
        ours = captioner.search(features, beam_width=beam, max_words=40)
        how: dict[str, Any] = {"max_words": 40, "length_penalty": penalty, "word_reward": 0.0, "block_repeats": 0}
        for picture, [best, *_] in zip(blots, ours, strict=True):
            theirs = example.search(model, picture, ids, beam=beam, allow_unknown=False, **how)
            assert theirs == best.words
            caption = vocabulary.decode(theirs)
            assert caption == write_plain(read(caption).garments)
            said.add(caption)
    assert len(said) > 2


def test_the_threads_of_one_graph_do_not_spin_while_the_other_computes(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    captioner, graphs = request.getfixturevalue("learned")
    write_graphs(tmp_path, graphs, captioner)
    model = example.Model(tmp_path)
    for session in (model.encoder, model.decoder):
        assert session.get_session_options().get_session_config_entry("session.intra_op.allow_spinning") == "0"


@pytest.mark.parametrize(
    "tokens",
    [
        ["The", "shirt", "is", "blue", ",", "long", ";", "is", "n't", "it", "?", "Yes", "."],
        ["``", "Well", "''", "(", "a", "hat", ")", ".", "“", "So", "”", "[", "1", "]", "#", "2", "50", "%"],
        [],
    ],
)
def test_it_words_as_we_do(tokens: list[str]) -> None:
    words = sorted(set(tokens))
    vocabulary = {"words": words, "unknown": None}
    assert example.caption([words.index(token) + 1 for token in tokens], vocabulary) == detokenize(tokens)


@pytest.mark.parametrize("language", ["en", "zh", "vi"])
def test_it_writes_each_language_as_we_do(
    language: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    captioner, graphs = request.getfixturevalue("learned")
    text = "一件红色的T恤，Nike Air 鞋 。„Mũ” (đỏ) cao ."
    words = Vocabulary.build([text], language)
    monkeypatch.setattr(captioner, "vocabulary", words)
    write_graphs(tmp_path, graphs, captioner)
    vocabulary = json.loads((tmp_path / "vocabulary.json").read_text(encoding="utf-8"))
    assert (vocabulary["language"], vocabulary["tokenizer"]) == (language, words.tokenizer)
    program = "import json, sys, example; print(json.dumps(example.caption(*map(json.loads, sys.argv[1:]))))"
    # By itself, without this program.
    said = subprocess.run(
        [sys.executable, "-c", program, json.dumps(words.encode(text)[1:-1]), json.dumps(vocabulary)],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": ""},
    )
    assert json.loads(said.stdout) == words.decode(words.encode(text))


def test_a_word_that_is_not_known_is_said_only_where_that_is_allowed() -> None:
    class Sure:
        """Says the unknown word, then ends; of all others the second word is likeliest."""

        def start(self, picture: np.ndarray) -> dict[str, np.ndarray]:
            return {"state_0": np.zeros((1, 1), np.float32)}

        def step(self, state: Any, words: np.ndarray) -> tuple[np.ndarray, Any]:
            logits = np.full((len(words), 7), -9.0)
            logits[:, 6], logits[:, 2] = np.where(words == 4, 5, -9), np.where(words == 4, 1, -9)
            logits[:, 5] = np.where(words == 4, -9, 5)
            return example.log_softmax(logits), state

    sure: Any = Sure()
    vocabulary = {"start": 4, "end": 5, "unknown": 6, "size": 7, "words": ["a", "b", "c"]}
    how: dict[str, Any] = {"beam": 2, "max_words": 4, "length_penalty": 1.0, "word_reward": 0.0, "block_repeats": 0}
    for allowed, said in ((False, "b"), (True, "<unk>")):
        ids = example.search(sure, np.zeros(1), vocabulary, allow_unknown=allowed, **how)
        assert example.caption(ids, vocabulary) == said


def test_a_picture_that_cannot_be_read_is_told_and_the_others_go_on(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    captioner, graphs = request.getfixturevalue("learned")
    (tmp_path / "export").mkdir()
    write_graphs(tmp_path / "export", graphs, captioner)
    names = ["a.png", "none.jpg", "text.jpg", "huge.png", "b.png"]
    for name in ("a.png", "b.png"):
        two_colours().save(tmp_path / name)
    for odd in PICTURES:
        if odd.name in names:
            odd.write(tmp_path / odd.name)
    done = subprocess.run(
        [sys.executable, "-B", "export/example.py", *names, "--json"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["file"] for answer in answers] == names
    assert ["error" in answer for answer in answers] == [False, True, True, True, False]
    assert answers[1]["error"] == "No such file or directory"
    assert answers[2]["error"] == "it is no picture"
    assert answers[3]["error"] == "30000 x 30000 pixels are too many"
    assert (done.returncode, done.stderr) == (1, "")


def test_it_needs_no_more_than_it_says(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    captioner, graphs = request.getfixturevalue("learned")
    write_graphs(tmp_path, graphs, captioner)
    modules = [tmp_path / "example.py", tmp_path / "writing.py", *(tmp_path / "decoding").iterdir()]
    assert len(modules) > 4
    used: set[str] = set()
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                used |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                used.add(node.module)
    foreign = {name for name in used if name.partition(".")[0] not in sys.stdlib_module_names}
    assert foreign == {"numpy", "onnxruntime", "PIL", "PIL.ImageCms", "decoding", "distance", "writing"}


@pytest.fixture
def preprocessing(tmp_path: Path) -> Callable[[Framing], Any]:
    """preprocessing.json of a framing, as an export holds it."""

    def told(framing: Framing) -> Any:
        write_words(tmp_path, Vocabulary(("a",)), framing)
        return example.json.loads((tmp_path / "preprocessing.json").read_text(encoding="utf-8"))

    return told
