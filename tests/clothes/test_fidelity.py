"""What a Chinese text has lost: nothing of the offline one's, every attribute that another text lacks, and no other."""

import random
from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from engine.clothes.attributes import Accessory, Attributes, Lower, LowerLength
from engine.clothes.fidelity import lost_attributes
from engine.clothes.reader import read
from engine.clothes.terms import term
from engine.clothes.writer import write, write_plain
from tests.clothes.records import FIELDS, dressed
from tests.clothes.spoken import to_chinese


def _lost(caption: str, chinese: str) -> set[str]:
    """The lost fields; an accessory as itself."""
    return {
        str(attribute.value) if attribute.field == "accessories" else attribute.field
        for attribute in lost_attributes(caption, chinese)
    }


def test_the_offline_chinese_loses_nothing() -> None:
    rng = random.Random(5)
    for _ in range(500):
        caption = write(dressed(rng), rng)
        assert lost_attributes(caption, to_chinese(caption)) == ()


def test_nor_of_the_sample(sample: list[str]) -> None:
    for caption in sample:
        assert lost_attributes(caption, to_chinese(caption)) == (), caption


def _others(record: Attributes, field: str) -> list[Attributes]:
    """The record with every other value of a field."""
    kind: type[StrEnum] = FIELDS[field]
    changes: list[dict[str, Any]] = [{field: value} for value in kind if value != getattr(record, field)]
    return [replace(record, **change, said={}) for change in changes]


@pytest.mark.parametrize("field", FIELDS)
def test_another_value_of_a_field_is_a_loss_of_that_field_alone(field: str) -> None:
    rng = random.Random(11)
    compared = 0
    for _ in range(40):
        record = replace(dressed(rng), accessories=frozenset(), outer=True)
        record = replace(record, outer_fabric=record.upper_fabric, outer_pattern=record.lower_pattern)
        caption = write_plain(record)
        first = read(caption).attributes
        for other in _others(record, field):
            second = read(write_plain(other)).attributes
            changed = {name for name in FIELDS if getattr(first, name) != getattr(second, name)}
            # A length decides whether trousers are shorts, and a pair of shorts is short.
            changed -= {"lower", "lower_length"} - {field}
            if field not in changed or first.lower_length is LowerLength.MEDIUM:
                continue
            lost = _lost(caption, to_chinese(write_plain(other))) - ({"lower", "lower_length"} - {field})
            assert lost == changed, (caption, to_chinese(write_plain(other)))
            compared += 1
    assert compared > 20


@pytest.mark.parametrize("accessory", Accessory)
def test_an_accessory_that_is_left_out_is_lost(accessory: Accessory) -> None:
    rng = random.Random(3)
    for _ in range(30):
        record = replace(dressed(rng), lower=Lower.SKIRT)
        other = record.accessories - {accessory}
        if accessory is Accessory.SOCKS:
            # Socks in shoes are socks.
            other -= {Accessory.SOCKS_IN_SHOES}
        caption = write_plain(replace(record, accessories=other | {accessory}))
        assert _lost(caption, to_chinese(write_plain(replace(record, accessories=other)))) == {str(accessory)}


@pytest.mark.parametrize(
    ("english", "chinese", "lost"),
    [
        (
            "This lady wears a sleeveless tank top with floral patterns. The tank top is with cotton fabric. It has a "
            "v-shape neckline. This lady wears a three-point shorts, with denim fabric and solid color patterns. "
            "There is an accessory on her wrist.",
            "这位女士穿着一件带有花卉图案的无袖背心。背心是棉质的，领口呈V字形。她穿着一条三点短裤，牛仔布面料，纯色图案。"
            "她的手腕上有一个配件。",
            {"lower_length"},
        ),
        (
            "The upper clothing has long sleeves, chiffon fabric and graphic patterns. The lower clothing is of long "
            "length. The fabric is cotton and it has solid color patterns.",
            "上衣为长袖，薄纱面料，图案为纯色。下装为棉质，素色图案。",
            {"upper_pattern", "lower_length"},
        ),
        (
            "His shirt has short sleeves, cotton fabric and pure color patterns. The pants are with denim fabric and "
            "graphic patterns.",
            "他的衬衣有短袖、纯棉面料。裤子采用牛仔面料和图形图案。",
            {"upper_pattern"},
        ),
        (
            "This man wears a long-sleeve sweater with color block patterns and a long pants. The pants are with "
            "leather fabric and other patterns. There is a belt on his waist.",
            "这个人穿着一件拼色图案的长袖针织衫和一条长裤。裤子是皮质的，带有其他图案。腰上有一条皮带。",
            {"gender"},
        ),
        ("She wears sunglasses.", "她戴着太阳镜。", set()),
        ("This person has neckwear.", "", {"neckwear"}),
        ("A man in a red jacket", "一个穿红夹克的男人", set()),
        ("", "", set()),
    ],
)
def test_another_translators_words(english: str, chinese: str, lost: set[str]) -> None:
    assert _lost(english, chinese) == lost


def test_what_was_lost_has_a_name_for_people() -> None:
    [attribute] = lost_attributes("The neckline of it is crew.", "领口是方的。")
    assert (attribute.field, attribute.word, term(attribute.field, attribute.word, "zh")) == (
        "neckline",
        "crew",
        "圆领",
    )
    [attribute] = lost_attributes("This lady wears a hat.", "这位女士。")
    assert term(attribute.field, attribute.word, "zh") == "帽子"
