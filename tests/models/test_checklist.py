"""The decoder with a checklist: what it is told, what it detects, and that it says what is on the list."""

import random

import pytest
import torch
from torch import Tensor

from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.models.beam import beam_search
from engine.models.captioner import Captioner
from engine.models.decoders.checklist import GruChecklistDecoder
from engine.models.decoders.interface import DetectsWords
from engine.outfits.domain import OUTFITS
from engine.recipes import resolve
from engine.training.step import cross_entropy

# Words of a language of lists: 1 to 6 are things, 7 joins them, 8 begins, 9 ends.
THINGS, JOINS, START, END, SIZE = range(1, 7), 7, 8, 9, 10


def make(threshold: float = 0.5) -> GruChecklistDecoder:
    torch.manual_seed(0)
    decoder = GruChecklistDecoder(6, SIZE, 8, 48, 0.0, threshold=threshold)
    decoder.choose_words(torch.tensor([number in THINGS for number in range(SIZE)]))
    return decoder


def sentence(things: list[int]) -> list[int]:
    words = [word for thing in things for word in (thing, JOINS)][:-1]
    return [START, *words, END]


def outfits(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Features (N, 1, 6) that tell of each thing whether it is there, never all, and captions (N, 13)."""
    chance = random.Random(seed)
    features, words = torch.zeros(count, 1, 6), torch.zeros(count, 13, dtype=torch.long)
    for row in range(count):
        things = sorted(chance.sample(THINGS, chance.randint(1, 5)))
        features[row, 0, [thing - 1 for thing in things]] = 1
        said = sentence(things)
        words[row, : len(said)] = torch.tensor(said)
    return features, words


def trained(decoder: GruChecklistDecoder, steps: int) -> GruChecklistDecoder:
    optimizer = torch.optim.Adam(decoder.parameters(), 0.01)
    features, words = outfits(48, 1)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = cross_entropy(decoder(features, words[:, :-1]), words[:, 1:]) / 48
        (loss + decoder.detection_loss(features, words) / 48).backward()
        optimizer.step()
    return decoder.eval()


def test_it_says_what_it_detects_in_sentences_that_it_never_read() -> None:
    decoder = trained(make(), 150)
    features, words = outfits(40, 2)
    found = beam_search(decoder, features, start=START, end=END, width=3, max_words=12, length_penalty=1.0)
    wanted = [[word for word in row if word not in (0, START, END)] for row in words.tolist()]
    assert sum(best.words == truth for [best], truth in zip(found, wanted, strict=True)) >= 30


def test_a_lower_threshold_lists_more() -> None:
    decoder = trained(make(), 20)
    features, _ = outfits(40, 2)
    counts = []
    for threshold in (1e-12, 0.2, 0.5, 0.8, 1 - 1e-12):
        decoder.threshold = threshold
        counts.append(int(decoder.start(features).hypothesis_state[1].sum()))
    assert counts[0] == len(THINGS) * len(features)
    assert counts == sorted(counts, reverse=True)
    assert counts[1] > counts[3] > counts[4] == 0


def test_step_by_step_is_teacher_forcing() -> None:
    decoder = trained(make(0.4), 5)
    features, words = outfits(7, 3)
    with torch.inference_mode():
        whole = decoder(features, words[:, :-1])
        state, logits = decoder.start(features), []
        for column in words[:, :-1].unbind(1):
            said, state = decoder.step(state, column)
            logits.append(said)
    assert torch.allclose(whole, torch.stack(logits, 1), atol=1e-5)


def test_in_training_it_is_told_the_words_and_else_it_detects_them() -> None:
    decoder = make()
    features, words = outfits(5, 4)
    told = decoder(features, words[:, :-1])
    with torch.no_grad():
        decoder.detector.bias.fill_(-50)
    assert torch.equal(decoder(features, words[:, :-1]), told)
    assert not torch.allclose(decoder.eval()(features, words[:, :-1]), told)


def test_only_chosen_words_are_detected() -> None:
    decoder = make()
    features, words = outfits(5, 5)
    before = decoder.detection_loss(features, words)
    with torch.no_grad():
        decoder.detector.bias[[JOINS, START, END]] += 9
    assert torch.equal(decoder.detection_loss(features, words), before)
    decoder.choose_words(torch.zeros(SIZE, dtype=torch.bool))
    assert decoder.detection_loss(features, words) == 0


def test_a_captioner_lists_the_words_that_tell_something() -> None:
    settings = resolve(
        "compact", {"decoder": "gru_checklist", "encoder_weights": "scratch", "detection_threshold": 0.2}
    )
    vocabulary = Vocabulary.build(["A person in a coat and boots, with a bag."])
    # As a checkpoint is read: of no memory, until its weights come.
    with torch.device("meta"):
        captioner = Captioner(settings, vocabulary, Framing("fit", 64, 64), OUTFITS)
    decoder = captioner.decoder
    assert isinstance(decoder, GruChecklistDecoder)
    assert isinstance(decoder, DetectsWords)
    listed = {vocabulary.word(place) for place in decoder.listed.nonzero().flatten().tolist()}
    assert listed == {"coat", "boots", "bag"}
    assert decoder.threshold == pytest.approx(0.2)
    assert not any("listed" in name for name in captioner.state_dict())
