"""The words that people read for each field and value of a record, in English and in Chinese."""

from typing import Literal

Language = Literal["en", "zh"]

_FABRIC = {
    "cotton": "棉",
    "denim": "牛仔",
    "chiffon": "雪纺",
    "knitting": "针织",
    "leather": "皮革",
    "furry": "毛绒",
    "mixed": "混纺",
    "other": "其他",
}
_PATTERN = {
    "pure color": "纯色",
    "solid color": "纯色",
    "graphic": "图案",
    "floral": "花卉",
    "striped": "条纹",
    "stripe": "条纹",
    "lattice": "格纹",
    "plaid": "格纹",
    "color block": "拼色",
    "complicated": "复杂图案",
    "mixed": "混合图案",
    "other": "其他图案",
}
_SLEEVE = {"sleeveless": "无袖", "short": "短袖", "medium": "中袖", "long": "长袖"}

# By field: the canonical values and the words that captions say for them.
_CHINESE: dict[str, dict[str, str]] = {
    "gender": {
        **dict.fromkeys(("female", "lady", "woman", "her", "she"), "女士"),
        **dict.fromkeys(("male", "man", "guy", "gentleman", "his", "he"), "男士"),
        "person": "此人",
    },
    "upper": {
        "shirt": "衬衫",
        "T-shirt": "T恤",
        "sweater": "毛衣",
        **dict.fromkeys(("tank", "tank top", "tank shirt"), "背心"),
        "upper clothing": "上衣",
    },
    "sleeve": {
        **_SLEEVE,
        **{f"{length}-sleeve": _SLEEVE[length] for length in ("short", "medium", "long")},
        **{
            f"{length}{end}": _SLEEVE[length]
            for length in ("short", "long")
            for end in (" sleeve", " sleeved", "-sleeved")
        },
        **{f"{length} sleeves": _SLEEVE[length] for length in ("short", "medium", "long")},
        **dict.fromkeys(("tank", "no sleeves", "sleeves cut off", "without sleeves", "without any sleeves"), "无袖"),
    },
    "neckline": {
        "round": "圆领",
        "crew": "圆领",
        "v-shape": "V领",
        "lapel": "翻领",
        "stand": "立领",
        "square": "方领",
        "suspenders": "吊带",
    },
    "lower": {
        "trousers": "裤子",
        "pants": "裤子",
        "shorts": "短裤",
        "skirt": "裙子",
        "leggings": "打底裤",
        "lower clothing": "下装",
    },
    "lower_length": {"three-point": "三分", "medium": "中长", "short": "短", "three-quarter": "七分", "long": "长"},
    "outer": {"True": "外套", "outer clothing": "外套"},
    "accessories": {
        "hat": "帽子",
        "sunglasses": "太阳镜",
        "glasses held": "眼镜",
        "neckwear": "颈饰",
        "wrist": "手腕配饰",
        "ring": "戒指",
        "belt": "腰带",
        "clothing on the waist": "腰间衣物",
        "socks": "袜子",
        "socks in shoes": "鞋内袜子",
        "leggings": "打底裤",
    },
    **dict.fromkeys(("upper_fabric", "lower_fabric", "outer_fabric"), _FABRIC),
    **dict.fromkeys(("upper_pattern", "lower_pattern", "outer_pattern"), _PATTERN),
}

# Where the value itself would not be clear alone.
_ENGLISH: dict[str, dict[str, str]] = {
    "upper": {"tank": "tank top"},
    "sleeve": {"short": "short sleeves", "medium": "medium sleeves", "long": "long sleeves"},
    "outer": {"True": "outer clothing"},
    "accessories": {"wrist": "accessory on the wrist"},
}

_FIELDS: dict[str, tuple[str, str]] = {
    "gender": ("gender", "性别"),
    "upper": ("upper garment", "上衣"),
    "sleeve": ("sleeve", "袖长"),
    "upper_fabric": ("upper fabric", "上衣面料"),
    "upper_pattern": ("upper pattern", "上衣图案"),
    "neckline": ("neckline", "领型"),
    "lower": ("lower garment", "下装"),
    "lower_length": ("lower length", "下装长度"),
    "lower_fabric": ("lower fabric", "下装面料"),
    "lower_pattern": ("lower pattern", "下装图案"),
    "outer": ("outer garment", "外套"),
    "outer_fabric": ("outer fabric", "外套面料"),
    "outer_pattern": ("outer pattern", "外套图案"),
    "accessories": ("accessories", "配饰"),
}


def term(field: str, value: object, language: Language) -> str:
    """The word that people read for a value.

    Args:
        field: a field of ``Attributes``; for accessories the value is one of them.
        value: a canonical value, or the word that a caption said for it; None is "not said".
        language: "en" or "zh".
    """
    if value is None or value is False:
        return "未提及" if language == "zh" else "not said"
    word = str(value)
    words = (_CHINESE if language == "zh" else _ENGLISH).get(field, {})
    return words.get(word, word)


def field_name(field: str, language: Language) -> str:
    """What people call a field of ``Attributes``."""
    names = _FIELDS.get(field)
    return field if names is None else names[language == "zh"]
