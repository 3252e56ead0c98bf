"""How sure a captioner is of each word, and which it says whatever the picture shows."""

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.captioning import GenerationConfig, load_captioner
from engine.captions.vocabulary import Vocabulary
from engine.clothes.domain import CLOTHES
from engine.clothes.wordgroups import words_alike
from engine.data.picture import blank
from engine.evaluation.support import WordSupport, find_support
from engine.files import project_folder
from engine.recipes import resolve
from tests.benchmarks.blindness import opened, train
from tests.evaluation.test_grounding import FAST
from tests.tiny import write_data

WORDS = ("a", "round", "crew", "lapel", "neckline", "ring")
SURE, COINS = (0.05, 0.85, 0.05, 0.02, 0.02, 0.01), (0.02, 0.4, 0.5, 0.05, 0.02, 0.01)
BLANK = (0.3, 0.1, 0.1, 0.1, 0.3, 0.1)


def _captioner(*rows: tuple[tuple[float, ...], tuple[float, ...]]) -> tuple[Any, list[Tensor]]:
    """A captioner that gives words these chances at each place: beside the picture, and beside the blank one."""
    entered: list[Tensor] = []

    def decoder(features: Tensor, words: Tensor) -> Tensor:
        entered.append(words)
        assert features.flatten().tolist() == [7.0, 0.0]
        # Padding, start and end have next to nothing.
        return torch.tensor([[(1e-9, *row[which], 1e-9, 1e-9) for row in rows] for which in (0, 1)]).log()

    return SimpleNamespace(vocabulary=Vocabulary(WORDS), decoder=decoder, domain=CLOTHES), entered


def _find(captioner: Any, *words: str) -> tuple[WordSupport, ...]:
    picture, nothing = torch.full((1, 1, 1), 7.0), torch.zeros(1, 1, 1)
    return find_support(captioner, picture, nothing, [WORDS.index(word) + 1 for word in words])


def test_figures_of_a_word_are_those_of_its_probabilities() -> None:
    captioner, entered = _captioner((SURE, BLANK), (COINS, BLANK))
    first, second = _find(captioner, "a", "crew")
    assert [words.tolist() for words in entered] == [[[7, 1]] * 2], "one pass, over both pictures"
    assert (first.word, first.start, first.length, first.tells) == ("a", 0, 1, False)
    assert (second.word, second.start, second.length, second.tells) == ("crew", 2, 4, True)
    assert (first.probability, first.meaning) == pytest.approx((0.05, 0.05))
    assert (second.probability, second.meaning) == pytest.approx((0.5, 0.9)), "round says the same as crew"
    assert first.support == pytest.approx(math.log(0.05 / 0.3))
    assert second.support == pytest.approx(math.log(0.5 / 0.1))
    assert second.blank == pytest.approx(0.1)
    assert _find(captioner) == ()


@pytest.mark.parametrize(
    ("word", "seen", "unseen", "marks"),
    [
        ("crew", COINS, BLANK, set()),
        ("lapel", COINS, BLANK, {"unsure", "made up"}),
        ("round", SURE, SURE, {"made up"}),
        ("ring", (0.2, 0.2, 0.1, 0.1, 0.1, 0.3), BLANK, {"unsure"}),
        # The words before leave no choice, with or without a picture.
        ("round", (0.01, 0.97, 0.01, 0.01, 0, 0), (0.01, 0.96, 0.01, 0.01, 0.01, 0), set()),
        # What is no word of clothes says nothing of the picture.
        ("neckline", BLANK, BLANK, set()),
    ],
)
def test_marks_of_a_word(word: str, seen: tuple[float, ...], unseen: tuple[float, ...], marks: set[str]) -> None:
    captioner, _ = _captioner((seen, unseen))
    [found] = _find(captioner, word)
    assert {name for name, holds in (("unsure", found.unsure), ("made up", found.made_up)) if holds} == marks


def test_words_that_say_the_same() -> None:
    assert words_alike("Crew") == words_alike("round") == {"crew", "round"}
    assert {"guy", "gentleman", "man"} <= words_alike("man")
    assert not words_alike("man") & words_alike("lady")
    assert words_alike("person") == {"person"}
    assert words_alike("whatever") == {"whatever"}


def test_a_captioner_that_looks_supports_its_words_and_a_deaf_one_makes_them_up(tmp_path: Path) -> None:
    settings = resolve("compact", FAST)
    with opened(write_data(tmp_path / "data", 200), settings, tmp_path / "cache") as (data, store):
        sound, deaf = train("sound", data, store, settings), train("deaf decoder", data, store, settings)
        seen = {record.caption: sound.framing.view(store[record.name])[None] for record in data.test}
    made_up = []
    for picture in seen.values():
        for captioner in (sound, deaf):
            features, nothing = captioner.encode_seen(picture), captioner.encode_seen(blank(captioner.framing)[None])
            [[best]] = captioner.search(features, beam_width=3, max_words=settings.max_words)
            words = find_support(captioner, features, nothing, best.words)
            assert [word.probability for word in words] == pytest.approx(best.probabilities, abs=1e-5)
            telling = [word for word in words if word.tells]
            assert telling
            if captioner is deaf:
                assert [word.support for word in words] == [0.0] * len(words)
                assert all(word.made_up for word in telling)
            else:
                made_up.append(sum(word.made_up for word in telling))
                assert max(word.support for word in telling) > 0.3
    # Beside white a captioner still says something, and a picture that shows just that supports it least.
    assert sum(made_up) <= len(made_up) / 2


def test_a_blank_picture_is_encoded_once_and_changes_no_caption(monkeypatch: pytest.MonkeyPatch) -> None:
    captioner = load_captioner(project_folder() / "checkpoints" / "demo", "cpu")
    plain = captioner.caption_alone(captioner.see_noise(3))
    assert plain.support == ()
    encode, shown = captioner._captioner.grid_seen, []

    def counted(pictures: np.ndarray) -> Tensor:
        shown.append(pictures)
        return encode(pictures)

    monkeypatch.setattr(captioner._captioner, "grid_seen", counted)
    found = [captioner.caption_alone(captioner.see_noise(seed), GenerationConfig(support=True)) for seed in (3, 4)]
    assert sum(bool((pictures == 255).all()) for pictures in shown) == 1
    assert len(shown) == 3
    assert found[0].caption == plain.caption
    for captioned in found:
        assert [captioned.caption[word.start : word.start + word.length] for word in captioned.support] == [
            word for word, _ in captioned.words
        ]
        assert [word.probability for word in captioned.support] == pytest.approx(
            [chance for _, chance in captioned.words], abs=1e-5
        )
