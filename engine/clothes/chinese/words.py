"""The Chinese words for each value, in the forms that its sentences need.

A word says one thing or two (短裤 is a garment and its length). Beside each stands the English word of the same
captions in English, so that a reading is the same in whichever language the caption was written.
"""

from dataclasses import dataclass
from enum import StrEnum

from engine.clothes.attributes import (
    Accessory,
    Fabric,
    Gender,
    Lower,
    LowerLength,
    Neckline,
    Pattern,
    Sleeve,
    Upper,
)
from engine.clothes.reading import Fact


@dataclass(frozen=True, slots=True)
class ChineseWord:
    """One way to fill a gap.

    Attributes:
        said: the facts; a fabric or a pattern still without its garment.
        weight: how often it is chosen among those that say the same.
    """

    text: str
    said: tuple[Fact, ...]
    weight: float = 1.0


def _words(field: str, *words: tuple[str, StrEnum | bool | None, str, float]) -> tuple[ChineseWord, ...]:
    return tuple(ChineseWord(text, (Fact(field, value, word),), weight) for text, value, word, weight in words)


SUBJECTS: dict[Gender | None, tuple[ChineseWord, ...]] = {
    Gender.FEMALE: _words(
        "gender",
        ("这位女士", Gender.FEMALE, "lady", 4),
        ("这位女性", Gender.FEMALE, "female", 2),
        ("这名女子", Gender.FEMALE, "woman", 2),
    ),
    Gender.MALE: _words(
        "gender",
        ("这位男士", Gender.MALE, "gentleman", 4),
        ("这位男性", Gender.MALE, "guy", 2),
        ("这名男子", Gender.MALE, "man", 2),
    ),
    None: _words("gender", ("此人", None, "person", 2), ("图中人物", None, "person", 1)),
}
PRONOUNS = {
    Gender.FEMALE: ChineseWord("她", (Fact("gender", Gender.FEMALE, "she"),)),
    Gender.MALE: ChineseWord("他", (Fact("gender", Gender.MALE, "he"),)),
}

_FABRICS: tuple[tuple[str, Fabric, str, float], ...] = (
    ("棉质", Fabric.COTTON, "cotton", 1),
    ("牛仔", Fabric.DENIM, "denim", 1),
    ("雪纺", Fabric.CHIFFON, "chiffon", 1),
    ("针织", Fabric.KNITTING, "knitting", 1),
    ("皮革", Fabric.LEATHER, "leather", 1),
    ("毛绒", Fabric.FURRY, "furry", 1),
    ("混纺", Fabric.OTHER, "mixed", 4),
)
_OTHER_FABRIC = ("其他", Fabric.OTHER, "other", 3.0)

WORDS: dict[str, tuple[ChineseWord, ...]] = {
    "sleeve": _words(
        "sleeve",
        ("长袖", Sleeve.LONG, "long-sleeve", 1),
        ("中袖", Sleeve.MEDIUM, "medium-sleeve", 2),
        ("五分袖", Sleeve.MEDIUM, "medium-sleeve", 1),
        ("短袖", Sleeve.SHORT, "short-sleeve", 1),
        ("无袖", Sleeve.SLEEVELESS, "sleeveless", 1),
    ),
    "upper": _words(
        "upper",
        ("衬衫", Upper.SHIRT, "shirt", 1),
        ("T恤", Upper.SHIRT, "T-shirt", 1),
        ("毛衣", Upper.SHIRT, "sweater", 1),
        ("背心", Upper.TANK, "tank top", 1),
        ("上衣", None, "upper clothing", 1),
    ),
    "neckline": _words(
        "neckline",
        ("圆领", Neckline.ROUND, "round", 2),
        ("V领", Neckline.V_SHAPE, "v-shape", 2),
        ("V字领", Neckline.V_SHAPE, "v-shape", 1),
        ("翻领", Neckline.LAPEL, "lapel", 1),
        ("立领", Neckline.STAND, "stand", 1),
        ("方领", Neckline.SQUARE, "square", 1),
        ("吊带款", Neckline.SUSPENDERS, "suspenders", 1),
    ),
    "length": _words(
        "lower_length",
        ("长款", LowerLength.LONG, "long", 1),
        ("三分款", LowerLength.THREE_POINT, "three-point", 1),
        ("七分款", LowerLength.THREE_QUARTER, "three-quarter", 1),
        ("短款", LowerLength.MEDIUM, "short", 2),
        ("中长款", LowerLength.MEDIUM, "medium", 1),
    ),
    "lower_clothing": _words("lower", ("下装", None, "lower clothing", 1)),
    "outer": _words("outer", ("外套", True, "outer clothing", 1)),
    "fabric_before": _words("fabric", *_FABRICS),
    "fabric_alone": _words(
        "fabric", *((f"{text}面料", value, word, weight) for text, value, word, weight in (*_FABRICS, _OTHER_FABRIC))
    ),
    # Before a noun: 纯色衬衫, 带图案的衬衫.
    "pattern_before": _words(
        "pattern",
        ("纯色", Pattern.PURE, "pure color", 3),
        ("单色", Pattern.PURE, "solid color", 1),
        ("带图案的", Pattern.GRAPHIC, "graphic", 2),
        ("印有图案的", Pattern.GRAPHIC, "graphic", 1),
        ("花卉纹", Pattern.FLORAL, "floral", 2),
        ("花卉图案的", Pattern.FLORAL, "floral", 1),
        ("条纹", Pattern.STRIPED, "striped", 1),
        ("格纹", Pattern.LATTICE, "lattice", 2),
        ("格子", Pattern.LATTICE, "plaid", 1),
        ("拼色", Pattern.COLOR_BLOCK, "color block", 2),
        ("撞色", Pattern.COLOR_BLOCK, "color block", 1),
        ("其他图案的", Pattern.OTHER, "other", 3),
        ("复杂图案的", Pattern.OTHER, "complicated", 2),
        ("混合图案的", Pattern.OTHER, "mixed", 1),
    ),
    # As a clause of its own.
    "pattern_alone": _words(
        "pattern",
        ("纯色", Pattern.PURE, "pure color", 3),
        ("单色", Pattern.PURE, "solid color", 1),
        ("带图案", Pattern.GRAPHIC, "graphic", 2),
        ("印有图案", Pattern.GRAPHIC, "graphic", 1),
        ("花卉纹", Pattern.FLORAL, "floral", 2),
        ("花卉图案", Pattern.FLORAL, "floral", 1),
        ("条纹", Pattern.STRIPED, "striped", 2),
        ("条纹图案", Pattern.STRIPED, "stripe", 1),
        ("格纹", Pattern.LATTICE, "lattice", 2),
        ("格子图案", Pattern.LATTICE, "plaid", 1),
        ("拼色", Pattern.COLOR_BLOCK, "color block", 2),
        ("撞色", Pattern.COLOR_BLOCK, "color block", 1),
        ("其他图案", Pattern.OTHER, "other", 3),
        ("复杂图案", Pattern.OTHER, "complicated", 2),
        ("混合图案", Pattern.OTHER, "mixed", 1),
    ),
    # After 图案为.
    "pattern_named": _words(
        "pattern",
        ("纯色", Pattern.PURE, "pure color", 3),
        ("单色", Pattern.PURE, "solid color", 1),
        ("图形", Pattern.GRAPHIC, "graphic", 1),
        ("花卉", Pattern.FLORAL, "floral", 1),
        ("条纹", Pattern.STRIPED, "striped", 1),
        ("格纹", Pattern.LATTICE, "lattice", 2),
        ("格子", Pattern.LATTICE, "plaid", 1),
        ("拼色", Pattern.COLOR_BLOCK, "color block", 2),
        ("撞色", Pattern.COLOR_BLOCK, "color block", 1),
        ("其他样式", Pattern.OTHER, "other", 3),
        ("复杂花纹", Pattern.OTHER, "complicated", 2),
        ("混合花纹", Pattern.OTHER, "mixed", 1),
    ),
}

# The lower garment's noun, which tells its length as well: the text, garment and length, the English word of each, and
# the weight among the nouns of the same two.
_LOWERS: tuple[tuple[str, Lower, LowerLength | None, str, str, float], ...] = (
    ("裤子", Lower.TROUSERS, None, "pants", "", 1),
    ("长裤", Lower.TROUSERS, LowerLength.LONG, "pants", "long", 1),
    ("七分裤", Lower.TROUSERS, LowerLength.THREE_QUARTER, "pants", "three-quarter", 1),
    ("短裤", Lower.SHORTS, LowerLength.MEDIUM, "shorts", "short", 3),
    ("中长裤", Lower.SHORTS, LowerLength.MEDIUM, "pants", "medium", 1),
    ("中长款短裤", Lower.SHORTS, LowerLength.MEDIUM, "shorts", "medium", 0),
    ("三分裤", Lower.SHORTS, LowerLength.THREE_POINT, "pants", "three-point", 1),
    ("三分短裤", Lower.SHORTS, LowerLength.THREE_POINT, "shorts", "three-point", 2),
    ("七分短裤", Lower.SHORTS, LowerLength.THREE_QUARTER, "shorts", "three-quarter", 1),
    ("长款短裤", Lower.SHORTS, LowerLength.LONG, "shorts", "long", 1),
    ("裙子", Lower.SKIRT, None, "skirt", "", 1),
    ("长裙", Lower.SKIRT, LowerLength.LONG, "skirt", "long", 1),
    ("七分裙", Lower.SKIRT, LowerLength.THREE_QUARTER, "skirt", "three-quarter", 1),
    ("短裙", Lower.SKIRT, LowerLength.MEDIUM, "skirt", "short", 2),
    ("中长裙", Lower.SKIRT, LowerLength.MEDIUM, "skirt", "medium", 1),
    ("三分裙", Lower.SKIRT, LowerLength.THREE_POINT, "skirt", "three-point", 1),
    ("打底裤", Lower.LEGGINGS, None, "leggings", "", 1),
    ("长款打底裤", Lower.LEGGINGS, LowerLength.LONG, "leggings", "long", 1),
    ("七分打底裤", Lower.LEGGINGS, LowerLength.THREE_QUARTER, "leggings", "three-quarter", 1),
    ("短款打底裤", Lower.LEGGINGS, LowerLength.MEDIUM, "leggings", "short", 1),
    ("中长款打底裤", Lower.LEGGINGS, LowerLength.MEDIUM, "leggings", "medium", 1),
    ("三分打底裤", Lower.LEGGINGS, LowerLength.THREE_POINT, "leggings", "three-point", 1),
)


def _lower_said(lower: Lower, length: LowerLength | None, noun: str, adjective: str) -> tuple[Fact, ...]:
    told = (Fact("lower_length", length, adjective),) if length else ()
    return (*told, Fact("lower", lower, noun))


LOWERS: dict[tuple[Lower, LowerLength | None], tuple[ChineseWord, ...]] = {}
"""The nouns of a lower garment of a length; None is a length that is not told. Shorts whose length is not told have
none: 短裤 tells that they are short, but in ``KIND``."""
for _text, _lower, _length, _noun, _adjective, _weight in _LOWERS:
    LOWERS.setdefault((_lower, _length), ())
    LOWERS[_lower, _length] += (ChineseWord(_text, _lower_said(_lower, _length, _noun, _adjective), _weight),)
WORDS["lower"] = tuple(word for words in LOWERS.values() for word in words)
# 牛仔裤, 牛仔裙: after a fabric the noun may be short.
WORDS["lower_short"] = (
    ChineseWord("裤", _lower_said(Lower.TROUSERS, None, "pants", "")),
    ChineseWord("裙", _lower_said(Lower.SKIRT, None, "skirt", "")),
)
WORDS["lower_after"] = (*WORDS["lower"], *WORDS["lower_short"])
KIND = ChineseWord("下装为短裤", (Fact("lower", Lower.SHORTS, "shorts"),))
"""Shorts of which no length is told."""

ACCESSORIES: dict[Accessory, tuple[tuple[str, float], ...]] = {
    Accessory.HAT: (("头戴帽子", 3), ("头上戴着一顶帽子", 2), ("戴着一顶帽子", 1)),
    Accessory.SUNGLASSES: (("佩戴太阳镜", 3), ("戴着一副太阳镜", 2), ("戴着一副墨镜", 1)),
    Accessory.GLASSES_HELD: (("手持或衣襟挂有眼镜", 2), ("手上或衣服上有一副眼镜", 1)),
    Accessory.NECKWEAR: (("佩戴颈饰", 3), ("脖子上戴着饰品", 2), ("颈部戴有配饰", 1)),
    Accessory.WRIST: (("手腕戴有配饰", 3), ("手腕上戴着饰品", 2), ("腕部戴着配饰", 1)),
    Accessory.RING: (("手指戴有戒指", 3), ("手上戴着一枚戒指", 2), ("手指上戴着戒指", 1)),
    Accessory.BELT: (("系有腰带", 3), ("腰间系着一条腰带", 2), ("腰上系有腰带", 1)),
    Accessory.WAIST_CLOTHING: (("腰间系有衣物", 2), ("腰上系着一件衣服", 1)),
    Accessory.SOCKS: (("脚穿袜子", 3), ("脚上穿着一双袜子", 2)),
    Accessory.SOCKS_IN_SHOES: (("鞋内穿有袜子", 3), ("鞋里穿着袜子", 2)),
    Accessory.LEGGINGS: (("穿着打底裤", 3), ("腿上穿着打底裤", 2)),
}
"""What says that an accessory is worn, the commonest first, with its weight."""
ABSENT: dict[Accessory, str] = {
    Accessory.HAT: "未戴帽子",
    Accessory.SUNGLASSES: "未戴太阳镜",
    Accessory.GLASSES_HELD: "手上和衣服上没有眼镜",
    Accessory.NECKWEAR: "未戴颈饰",
    Accessory.WRIST: "手腕没有配饰",
    Accessory.RING: "未戴戒指",
    Accessory.BELT: "未系腰带",
    Accessory.WAIST_CLOTHING: "腰间没有衣物",
    Accessory.SOCKS: "未穿袜子",
    Accessory.SOCKS_IN_SHOES: "鞋内没有袜子",
    Accessory.LEGGINGS: "未穿打底裤",
}
