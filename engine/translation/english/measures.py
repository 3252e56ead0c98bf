"""Chinese measure words: which one a noun is counted by."""

from engine.translation.english.lexicon import Kind, LexiconEntry

# By how the noun ends, the longest ending first.
_BY_ENDING = {
    **dict.fromkeys(("裤", "裤子", "裙", "裙子", "腰带", "领带", "围巾", "项链", "手链", "街道", "道路"), "条"),
    **dict.fromkeys(("帽", "帽子"), "顶"),
    **dict.fromkeys(("鞋", "鞋子", "靴子", "袜子", "手套", "长袜"), "只"),
    **dict.fromkeys(("狗", "猫", "鸟", "手", "脚", "眼睛", "耳朵"), "只"),
    **dict.fromkeys(("车", "汽车"), "辆"),
    **dict.fromkeys(("照片", "图片", "桌子", "床", "沙发"), "张"),
    **dict.fromkeys(("椅子", "雨伞"), "把"),
    **dict.fromkeys(("眼镜", "太阳镜", "护目镜"), "副"),
    **dict.fromkeys(("人", "人们", "孩", "孩子", "婴儿", "幼儿", "少年"), "个"),
    **dict.fromkeys(("戒指", "徽章"), "枚"),
    "马": "匹",
    "书": "本",
    "树": "棵",
    "花": "朵",
    "火车": "列",
    "山": "座",
    "房子": "座",
    "建筑": "座",
}
_LONGEST = max(map(len, _BY_ENDING))
_BY_KIND = {Kind.PERSON: "位", Kind.GARMENT: "件"}
_IN_PAIRS = {"裤": "条", "裤子": "条", "眼镜": "副", "太阳镜": "副", "护目镜": "副"}


def measure(noun: str, head: LexiconEntry | None) -> str:
    """The measure word of a noun phrase, by its ending or by what kind its head is; 个 for all others."""
    for length in range(min(_LONGEST, len(noun)), 0, -1):
        found = _BY_ENDING.get(noun[-length:])
        if found:
            return found
    return _BY_KIND.get(head.kind, "个") if head else "个"


def pair_measure(noun: str) -> str:
    """The measure word of what English counts in pairs."""
    return next((measure for ending, measure in _IN_PAIRS.items() if noun.endswith(ending)), "双")
