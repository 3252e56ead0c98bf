"""Training on captions of other languages, with rare words, and with captions that are far too long."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.captioning import load_captioner
from engine.errors import Problem
from engine.events import DataRead
from engine.recipes import resolve
from engine.runs.checkpoint import find_checkpoint, read_captioner, read_info
from engine.runs.run import Run
from engine.training.preparing import prepare
from tests.tiny import TINY
from tests.training.driving import lines, run_through, stopping_at, timeless

RED, BLUE = "这位女士身穿红色的长裙。", "这位男士身穿蓝色的衬衫。"


def write_pictures(folder: Path, captions: Sequence[str]) -> Path:
    """Plain pictures, red where the caption says so."""
    folder.mkdir()
    for number, caption in enumerate(captions):
        colour = (220, 40, 40) if "红" in caption or "đỏ" in caption else (30, 60, 200)
        Image.new("RGB", (32, 48), colour).save(folder / f"{number}.png")
    named = {f"{number}.png": caption for number, caption in enumerate(captions)}
    (folder / "captions.json").write_text(json.dumps(named), encoding="utf-8")
    return folder


def make_run(tmp_path: Path, captions: Sequence[str], **settings: Any) -> Run:
    data = write_pictures(tmp_path / "data", captions)
    return Run.create(tmp_path / "run", resolve("compact", {**TINY, **settings}), data)


def test_chinese_is_learnt_character_by_character(tmp_path: Path) -> None:
    run = make_run(tmp_path, [RED, BLUE] * 10, epochs=40, max_words=20, evaluate_every=80)
    driver = run_through(run)
    [read] = [event for event in driver.events if isinstance(event, DataRead)]
    assert (read.language, read.too_long) == ("zh", 0)
    info = read_info(find_checkpoint(run.folder))
    vocabulary = info.vocabulary
    assert (info.language, vocabulary.tokenizer, vocabulary.unknown) == ("zh", "characters", None)
    assert set(vocabulary.words) == set(RED + BLUE)
    written = json.loads((info.folder / "checkpoint.json").read_text(encoding="utf-8"))
    assert (written["language"], written["tokenizer"], written["unknown"]) == ("zh", "characters", False)
    log = (run.folder / "log.txt").read_text(encoding="utf-8")
    assert "language: zh, detected from the training captions; captions are split into characters" in log
    # On characters some of a caption is right long before all of it is.
    scores = [line["scores"] for line in lines(run) if "scores" in line]
    assert scores[-1]["bleu4"] > 0.2
    captioner = load_captioner(info.folder, "cpu")
    found = captioner.caption_file(tmp_path / "data" / "0.png")
    assert " " not in found.english
    assert all(len(word) == 1 for word, _ in found.words)


def test_a_resume_keeps_the_language_and_the_losses(tmp_path: Path) -> None:
    captions = ["Cô gái mặc váy đỏ .", "Chàng trai mặc áo xanh ."] * 6
    for name in ("whole", "half"):
        (tmp_path / name).mkdir()
    whole, half = make_run(tmp_path / "whole", captions), make_run(tmp_path / "half", captions)
    run_through(whole)
    run_through(half, stopping_at(3))
    run_through(Run.open(half.folder))
    assert timeless(half) == timeless(whole)
    info = read_info(find_checkpoint(half.folder))
    assert (info.language, info.vocabulary.tokenizer) == ("vi", "words")
    with pytest.raises(Problem, match="language"):
        Run.open(half.folder).change({"language": "zh"})


def test_rare_words_are_learnt_as_one_and_never_said(tmp_path: Path) -> None:
    captions = [f"A {number}th hat lies on paper ." for number in range(20)]
    run = make_run(tmp_path, captions, min_word_count=5, epochs=6)
    run_through(run)
    info = read_info(find_checkpoint(run.folder))
    assert info.vocabulary.words == ("A", "hat", "lies", "on", "paper", ".")
    assert info.vocabulary.unknown is not None
    log = (run.folder / "log.txt").read_text(encoding="utf-8")
    assert "6 words; 16 others occur fewer than 5 times and become <unk>, 16 of the 112 words" in log
    captioner = read_captioner(info.folder)
    pictures = np.stack([captioner.framing.view(captioner.framing.read(tmp_path / "data" / "0.png"))])
    assert "<unk>" not in captioner.caption(pictures, beam_width=3, max_words=8)[0]


def test_where_no_word_is_frequent_enough_it_is_refused(tmp_path: Path) -> None:
    run = make_run(tmp_path, [RED, BLUE] * 4, min_word_count=1000)
    with pytest.raises(Problem, match="No word occurs 1000 times") as refused:
        prepare(run, "cpu", lambda event: None, lambda: False)
    assert refused.value.code == "vocabulary-rare"


def test_a_caption_of_thousands_of_words_is_told_and_cut(tmp_path: Path) -> None:
    captions = ["A hat ."] * 9 + ["A red hat and a " * 1200] * 3
    run = make_run(tmp_path, captions, max_caption_words=30)
    # All of them for training, but for one or two that are drawn for validation.
    (run.data / "captions.json").rename(run.data / "train_captions.json")
    Image.new("RGB", (32, 48)).save(run.data / "test.png")
    (run.data / "test_captions.json").write_text(json.dumps({"test.png": "A cap ."}), encoding="utf-8")
    events: list[Any] = []
    state = prepare(run, "cpu", events.append, lambda: False)
    try:
        [read] = [event for event in events if isinstance(event, DataRead)]
        assert (read.most_words, read.longest) == (30, 6000)
        batches = [state.batches.make(step).words for step in range(state.epoch_steps)]
        # Start and end stand beside them.
        assert max(words.shape[1] for words in batches) == 32
        cut = [row for words in batches for row in words if (row != 0).sum() == 32]
        assert len(cut) == read.too_long >= 1
        assert all(row[-1] == state.vocabulary.end for row in cut)
    finally:
        state.close()
    log = (run.folder / "log.txt").read_text(encoding="utf-8")
    assert "have more than 30 words and are cut there (setting max_caption_words); the longest has 6,000" in log
    assert "up to 30 words, but the model's own are cut off after 8 (setting max_words)" in log
