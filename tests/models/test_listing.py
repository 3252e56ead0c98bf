"""Whole sentences from whatever is detected, by a decoder that has learnt nothing at all."""

import random

import pytest
import torch
from torch import Tensor

from engine.captions.domain import FREE
from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.models.beam import beam_search
from engine.models.captioner import Captioner
from engine.models.decoders.checklist import GruChecklistDecoder
from engine.models.decoders.listing import ListGrammar
from engine.models.sampling import sample
from engine.outfits.domain import OUTFITS
from engine.outfits.garments import GARMENTS
from engine.outfits.writer import write_chinese, write_listed, write_plain
from engine.recipes import resolve

VOCABULARY = Vocabulary.build([write_plain(frozenset(GARMENTS))])
MOST_WORDS = 3 * len(GARMENTS) + 10


class Told(GruChecklistDecoder):
    """Detects what its features (B, 1, G) say of each garment, by 1 or 0; all else is left to chance."""

    def _detect(self, features: Tensor) -> Tensor:
        found = features.new_full((len(features), VOCABULARY.size), -9.0)
        places = VOCABULARY.ids([garment.word for garment in GARMENTS.values()])
        found[:, places] = 18 * features[:, 0] - 9
        return found


def untrained(seed: int) -> Told:
    captioner = Captioner(
        resolve("compact", {"decoder": "gru_checklist", "encoder_weights": "scratch"}),
        VOCABULARY,
        Framing("fit", 64, 64),
        OUTFITS,
    )
    given = captioner.decoder
    assert isinstance(given, GruChecklistDecoder)
    assert given.grammar is not None
    torch.manual_seed(seed)
    decoder = Told(4, VOCABULARY.size, 8, 16, 0.0)
    torch.nn.init.normal_(decoder.output.weight, std=4)
    decoder.choose_words(given.listed > 0)
    decoder.keep_to(given.grammar)
    return decoder.eval()


def outfits() -> list[frozenset[str]]:
    """Nothing, each garment alone, some by chance, and all at once."""
    chance = random.Random(3)
    some = [frozenset(chance.sample(list(GARMENTS), chance.randint(2, 30))) for _ in range(25)]
    return [frozenset(), *(frozenset([tag]) for tag in GARMENTS), *some, frozenset(GARMENTS)]


def features(worn: list[frozenset[str]]) -> Tensor:
    return torch.tensor([[[float(tag in tags) for tag in GARMENTS]] for tags in worn])


def check(words: list[int], end: float | None, tags: frozenset[str]) -> None:
    assert VOCABULARY.decode(words) == write_plain(tags)
    assert end is not None


@pytest.mark.parametrize("options", [{"width": 1}, {"width": 3, "length_penalty": 1.0}, {"width": 6, "groups": 3}])
def test_whatever_is_detected_is_said_in_a_whole_sentence(options: dict[str, int]) -> None:
    worn = outfits()
    found = beam_search(
        untrained(0),
        features(worn),
        start=VOCABULARY.start,
        end=VOCABULARY.end,
        max_words=MOST_WORDS,
        diversity=2.0,
        **options,  # type: ignore[arg-type]
    )
    for hypotheses, tags in zip(found, worn, strict=True):
        for one in hypotheses:
            check(one.words, one.end, tags)


def test_a_sentence_that_is_too_long_is_cut_and_not_another() -> None:
    worn = [frozenset(("coat", "pants", "boots", "bag", "hat")), frozenset(("hat",))]
    found = beam_search(
        untrained(0), features(worn), start=VOCABULARY.start, end=VOCABULARY.end, width=5, max_words=8, length_penalty=1
    )
    assert [VOCABULARY.decode(best.words) for [best] in found] == [
        "A person in a coat, trousers and",
        "A person with a hat.",
    ]
    assert [best.end is None for [best] in found] == [True, False]


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_so_is_what_is_drawn_by_chance(temperature: float) -> None:
    worn = outfits()
    found = sample(
        untrained(5),
        features(worn),
        start=VOCABULARY.start,
        end=VOCABULARY.end,
        max_words=MOST_WORDS,
        seeds=range(len(worn)),
        temperature=temperature,
    )
    for one, tags in zip(found, worn, strict=True):
        check(one.words, one.end, tags)


def test_in_half_precision_too() -> None:
    worn = outfits()
    decoder = untrained(1).half()
    start, end = VOCABULARY.start, VOCABULARY.end
    found = beam_search(decoder, features(worn).half(), start=start, end=end, width=3, max_words=MOST_WORDS)
    for [best], tags in zip(found, worn, strict=True):
        check(best.words, best.end, tags)


def test_a_given_sentence_is_judged_without_the_grammar() -> None:
    """What is true may not be detected, and its loss must be a number."""
    decoder = untrained(2)
    words = torch.tensor([[VOCABULARY.start, *VOCABULARY.ids(["A", "person", "with", "a", "hat", "."])]])
    before = decoder(features([frozenset()]), words)
    assert before.min() > -1e3
    decoder.grammar = None
    assert torch.equal(decoder(features([frozenset()]), words), before)


@pytest.mark.parametrize(
    "captions",
    [
        ["A person in a coat and boots, with a bag.", "A dog."],
        [write_listed(frozenset(("coat", "bag", "boots")))],
        [write_chinese(frozenset(("coat", "bag")))],
        # Neither "with" nor "and" could be said.
        ["A person in a coat, boots."],
    ],
)
def test_other_captions_have_no_such_grammar(captions: list[str]) -> None:
    assert OUTFITS.list_sentences(Vocabulary.build(captions).words) is None


def test_only_what_lists_garments_has_one() -> None:
    assert OUTFITS.list_sentences(VOCABULARY.words) is not None
    assert FREE.list_sentences(VOCABULARY.words) is None
    words = Vocabulary.build(["A person in a coat, boots and jeans, with a bag."]).words
    sentences = OUTFITS.list_sentences(words)
    assert sentences is not None
    # Of few words too, whose places among all garments are far beyond their number.
    vocabulary = Vocabulary(words)
    grammar = ListGrammar(sentences, vocabulary)
    left = torch.zeros(1, vocabulary.size)
    left[0, vocabulary.ids(["boots", "jeans"])] = 1
    allowed = grammar.allowed(torch.tensor(vocabulary.ids(["in"])), left, torch.tensor([1]))
    assert allowed[0].nonzero().flatten().tolist() == vocabulary.ids(["jeans"])
