"""What can be worn and carried: the tags of Clothing Co-Parsing, each with its English and its Chinese.

Source of the tags: Yang, Luo and Lin 2014, "Clothing Co-Parsing by Joint Image Segmentation and Labeling" (59 tags, of
which hair, skin and the background are no garments).
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class How(Enum):
    """How something is worn, by its Chinese verb; in the order in which a Chinese sentence says it."""

    DRESSED = "穿着"
    DRAPED = "披着"
    WRAPPED = "围着"
    TIED = "系着"
    PUT_ON = "戴着"
    CARRIED = "拎着"
    HELD = "拿着"


@dataclass(frozen=True, slots=True)
class Garment:
    """One kind of garment, or of what is worn or carried beside it.

    Attributes:
        tag: its name in the data, in files and in scores.
        english: as it stands in a list, with the article it needs.
        chinese: its name; no two have the same.
        how: it is worn.
        also: other Chinese names under which a text may speak of it.
    """

    tag: str
    english: str
    chinese: str
    how: How = How.DRESSED
    also: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """Its English name without an article."""
        return self.english.removeprefix("a ")

    @property
    def is_worn(self) -> bool:
        """It is clothing, which a person is "in"; anything else is what a person is "with"."""
        return self.how in (How.DRESSED, How.DRAPED)


_ALL = (
    # From the outside in and from the top down; what is carried, then what is worn beside, from the top down.
    Garment("coat", "a coat", "大衣", also=("外套", "外衣")),
    Garment("jacket", "a jacket", "夹克", also=("外套", "上衣")),
    Garment("blazer", "a blazer", "西装外套", also=("西装", "西服", "外套")),
    Garment("cape", "a cape", "斗篷", How.DRAPED, also=("披风", "披肩")),
    Garment("suit", "a suit", "西装", also=("西服", "套装")),
    Garment("vest", "a vest", "马甲", also=("背心",)),
    Garment("cardigan", "a cardigan", "开衫", also=("开襟",)),
    Garment("sweater", "a sweater", "毛衣", also=("针织衫",)),
    Garment("jumper", "a jumper", "套头衫", also=("毛衣", "针织衫", "连体裤")),
    Garment("sweatshirt", "a sweatshirt", "卫衣", also=("运动衫",)),
    Garment("hoodie", "a hoodie", "连帽衫", also=("卫衣", "帽衫")),
    Garment("blouse", "a blouse", "女式衬衫", also=("衬衫", "衬衣", "上衣")),
    Garment("shirt", "a shirt", "衬衫", also=("衬衣",)),
    Garment("t-shirt", "a T-shirt", "T恤", also=("T 恤", "t恤", "t 恤")),
    Garment("top", "a top", "上衣", also=("上装",)),
    Garment("bodysuit", "a bodysuit", "连体衣", also=("紧身衣",)),
    Garment("bra", "a bra", "文胸", also=("胸罩",)),
    Garment("dress", "a dress", "连衣裙", also=("裙子", "礼服", "长裙")),
    Garment("romper", "a romper", "连体裤", also=("连体短裤", "连身", "连体")),
    Garment("swimwear", "swimwear", "泳装", also=("泳衣",)),
    Garment("skirt", "a skirt", "半身裙", also=("裙子", "短裙", "长裙")),
    Garment("pants", "trousers", "长裤", also=("裤子", "裤")),
    Garment("jeans", "jeans", "牛仔裤"),
    Garment("shorts", "shorts", "短裤"),
    Garment("leggings", "leggings", "打底裤", also=("紧身裤",)),
    Garment("tights", "tights", "连裤袜", also=("紧身裤", "裤袜")),
    Garment("stockings", "stockings", "长筒袜", also=("丝袜", "长袜")),
    Garment("socks", "socks", "袜子", also=("短袜", "袜")),
    Garment("panties", "panties", "内裤"),
    Garment("intimate", "underwear", "内衣"),
    Garment("shoes", "shoes", "鞋子", also=("鞋",)),
    Garment("boots", "boots", "靴子", also=("靴",)),
    Garment("heels", "heels", "高跟鞋"),
    Garment("pumps", "pumps", "浅口高跟鞋", also=("浅口鞋", "高跟鞋")),
    Garment("flats", "flats", "平底鞋"),
    Garment("sandals", "sandals", "凉鞋"),
    Garment("wedges", "wedges", "坡跟鞋"),
    Garment("loafers", "loafers", "乐福鞋", also=("便鞋",)),
    Garment("sneakers", "sneakers", "运动鞋", also=("球鞋", "帆布鞋")),
    Garment("clogs", "clogs", "木底鞋", also=("木屐",)),
    Garment("bag", "a bag", "包", How.CARRIED, also=("袋",)),
    Garment("purse", "a purse", "手提包", How.CARRIED, also=("钱包", "手袋", "包")),
    Garment("wallet", "a wallet", "钱包", How.HELD, also=("皮夹",)),
    Garment("hat", "a hat", "帽子", How.PUT_ON, also=("帽",)),
    Garment("sunglasses", "sunglasses", "太阳镜", How.PUT_ON, also=("墨镜", "太阳眼镜")),
    Garment("glasses", "glasses", "眼镜", How.PUT_ON),
    Garment("earrings", "earrings", "耳环", How.PUT_ON, also=("耳饰", "耳坠")),
    Garment("scarf", "a scarf", "围巾", How.WRAPPED, also=("丝巾",)),
    Garment("tie", "a tie", "领带", How.TIED),
    Garment("necklace", "a necklace", "项链", How.PUT_ON),
    Garment("belt", "a belt", "腰带", How.TIED, also=("皮带",)),
    Garment("gloves", "gloves", "手套", How.PUT_ON),
    Garment("bracelet", "a bracelet", "手链", How.PUT_ON, also=("手镯",)),
    Garment("watch", "a watch", "手表", How.PUT_ON, also=("表",)),
    Garment("ring", "a ring", "戒指", How.PUT_ON),
    Garment("accessories", "accessories", "配饰", How.PUT_ON, also=("饰品", "配件")),
)

GARMENTS: Mapping[str, Garment] = {garment.tag: garment for garment in _ALL}
"""By tag, in the order in which a sentence says them. The order numbers the labels of trained encoders."""
# "earrings" has an article in the data, where every tag in the singular or of one thing got one.
_OTHER_WORDS = {"earring": "earrings", "accessory": "accessories"}


def in_order(tags: frozenset[str]) -> list[Garment]:
    """Some garments, in the order in which a sentence says them."""
    return [garment for tag, garment in GARMENTS.items() if tag in tags]


@functools.cache
def by_word() -> Mapping[str, Garment]:
    """Garments by each English word, in lower case, that names them: their own, and their tag."""
    found = {garment.word.lower(): garment for garment in _ALL}
    found.update(GARMENTS)
    found.update({word: GARMENTS[tag] for word, tag in _OTHER_WORDS.items()})
    return found


@functools.cache
def by_chinese() -> Mapping[str, Garment]:
    """Garments by their own Chinese name, the longest names first."""
    return {garment.chinese: garment for garment in sorted(_ALL, key=lambda garment: -len(garment.chinese))}
