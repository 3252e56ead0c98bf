"""Which kind of captions fits, and what each kind knows."""

import json
import random
from pathlib import Path

import pytest

from engine.captions.domain import CONTENT, FREE, FUNCTION
from engine.captions.vocabulary import Vocabulary
from engine.checking import SettingsWrong, check
from engine.clothes.domain import CLOTHES
from engine.clothes.wardrobe.outfit import sample_attributes
from engine.clothes.writer import write
from engine.domains import DOMAINS, before_domains, fitting, for_text, resolve
from engine.settings import choices
from engine.translation.offline import in_language, translate

SHOP = [
    "A blue skirt for women, casual wear for the summer.",
    "A grey pair of shorts for men, sports wear for the fall.",
]
SCENES = [
    "A man rides a horse on the beach.",
    "Two dogs play with a red ball.",
    "Một người leo núi tuyết ở bên trong lều.",
]


def of_clothes(count: int) -> list[str]:
    chance = random.Random(count)
    return [write(sample_attributes(chance), chance) for _ in range(count)]


def test_the_training_captions_decide() -> None:
    assert fitting(of_clothes(50)) is CLOTHES
    assert fitting(SHOP) is FREE
    assert fitting(SCENES) is FREE
    assert fitting([]) is FREE
    # Half must be read by the grammar: of many only some are looked at, evenly over all of them.
    assert fitting(of_clothes(900) + SHOP * 400) is CLOTHES
    assert fitting(of_clothes(700) + SHOP * 400) is FREE


def test_a_setting_decides_otherwise() -> None:
    assert choices("captions") == ("auto", *DOMAINS) == ("auto", "free", "clothes", "outfits")
    assert resolve("free", of_clothes(5)) is FREE
    assert resolve("clothes", SHOP) is CLOTHES
    assert resolve("auto", SHOP) is FREE
    with pytest.raises(SettingsWrong, match="captions must be one of auto, free, clothes, outfits"):
        check({"captions": "poems"})


def test_a_text_without_a_checkpoint_is_translated_by_the_grammar_that_finds_a_sentence() -> None:
    assert for_text("This lady wears a hat.") is CLOTHES
    assert for_text("A man rides a horse on the beach.") is FREE
    clothes, free = (translate("This lady wears a hat.", domain) for domain in (CLOTHES, FREE))
    assert clothes is not None
    assert free is not None
    assert (clothes.text, clothes.free) == ("这位女士头戴帽子。", False)
    assert free.free
    # Of clothes, what holds no sentence of the grammar is free English too.
    assert translate(SCENES[0], CLOTHES) == translate(SCENES[0], FREE)
    assert in_language("", "en", "zh", CLOTHES) == in_language("", "en", "zh", FREE) == ""


def test_checkpoints_from_before_kinds_were_told_apart() -> None:
    words = Vocabulary.build(of_clothes(50))
    others = Vocabulary.build(SCENES)
    with_head, without = {"attribute_loss": 1.0}, {"attribute_loss": 0.0}
    # The weights hold a head: whatever the captions, it stays.
    assert before_domains(with_head, (), (), others) is CLOTHES
    assert before_domains(without, ("bleu4", "attribute_accuracy"), (), others) is CLOTHES
    assert before_domains(without, (), ("cider_d", "attribute_accuracy"), others) is CLOTHES
    assert before_domains(without, ("bleu4", "cider_d"), ("bleu4",), words) is FREE
    # Never evaluated: its words tell.
    assert before_domains(without, (), (), words) is CLOTHES
    assert before_domains(without, (), (), others) is FREE


def test_free_captions_mark_every_word_but_the_closed_classes() -> None:
    words = ["A", "woman", "on", "the", "beach", ",", "holding", "two", "dogs", ".", "she", "n't", "人"]
    marked = [word for word, group in zip(words, FREE.word_groups(words), strict=True) if group == CONTENT]
    assert marked == ["woman", "beach", "holding", "two", "dogs", "she", "人"]
    assert set(FREE.word_groups(words)) == {FUNCTION, CONTENT} == set(FREE.groups)
    assert FREE.words_alike("Crew") == {"crew"}


def test_free_captions_know_nothing_more() -> None:
    assert FREE.labels is None
    assert FREE.report(SHOP, SHOP) is FREE.marks(SHOP, SHOP) is FREE.ceiling(SHOP) is None
    assert FREE.counts(zip(SHOP, SHOP, strict=True)) == {}
    assert FREE.known("WOMEN-Tees-id_00000001-01_1_front.jpg") is None
    pairs = [(f"WOMEN-{number}.jpg", caption) for number, caption in enumerate(of_clothes(4))]
    assert FREE.fixed_samples(pairs) == [("WOMEN-0.jpg", 0), ("WOMEN-1.jpg", 1)]
    assert FREE.product("a-id_12-03.jpg") == CLOTHES.product("a-id_12-03.jpg") == "a-id_12"


def test_captions_of_clothes_choose_a_woman_and_a_man() -> None:
    pairs = [("1.jpg", "A dog."), ("2.jpg", "This man wears a hat."), ("3.jpg", "This lady wears a ring.")]
    assert CLOTHES.fixed_samples(pairs) == [("woman", 2), ("man", 1)]
    assert CLOTHES.fixed_samples([("1.jpg", "A dog."), ("2.jpg", "A cat.")]) == [("1.jpg", 0), ("2.jpg", 1)]
    assert CLOTHES.known("WOMEN-Tees-id_00000001-01_1_front.jpg") == "female"
    assert CLOTHES.known("x/MEN-Tees-id_00000001-01_1_front.jpg") == "male"
    assert json.dumps(CLOTHES.known("1.jpg")) == "null"
    assert CLOTHES.counts(pairs) == {"gender": {"female": 1, "male": 1, "unsaid": 1}}


def test_only_the_rooms_that_may_name_the_grammar_do() -> None:
    """Whoever needs what captions mean asks their kind."""
    allowed = {
        "engine/domains.py",
        "engine/commands/demo.py",
        "engine/commands/shipping.py",
    }
    project = Path(__file__).parents[1]
    naming = {
        path.relative_to(project).as_posix()
        for folder in ("engine", "gui")
        for path in (project / folder).rglob("*.py")
        if "engine.clothes" in path.read_text(encoding="utf-8")
    }
    assert {path for path in naming if not path.startswith("engine/clothes/")} == allowed
