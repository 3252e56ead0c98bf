"""How other translators may word a value in Chinese: what counts as having said it.

By field, then by the term of the word that was said (``terms.py``) or by the canonical value; each entry is a regular
expression. A value without an entry is looked for by its term alone.
"""

from engine.clothes.attributes import Accessory, Lower

_FABRIC = {
    "牛仔": "牛仔|丹宁|单宁",
    "雪纺": "雪纺|薄纱|薄绸",
    "针织": "针织|编织|钩织|毛线",
    "皮革": "皮革|皮质|皮制|皮料|真皮|人造皮|皮(?=[裤裙衣夹外])",
    "毛绒": "毛绒|绒毛|毛皮|皮毛|皮草|毛茸茸|绒面",
    # "Mixed" and "other" are said of patterns too.
    "混纺": "混纺|混织|混合(?!.{0,2}[图纹花])",
    "其他": "(?:其他|其它|别的)(?!.{0,2}[图纹花样])",
}
_PATTERN = {
    "纯色": "纯(?!棉)|素色|单色|净色|实色|同色",
    # 图案 alone is no more than "pattern": 纯色图案, 图案是纯色.
    "图案": "图形|图像|平面|印花|印有|(?:带有?|有)图案(?!.{0,2}[是为])",
    "花卉": "(?<!印)花(?![纹样色])",
    "条纹": "条纹|横条|竖条|间条|条状",
    "格纹": "格",
    "拼色": "拼色|撞色|色块|拼接",
    "复杂图案": "复杂|繁复|繁杂",
    "混合图案": "混合.{0,2}[图纹花]|混搭",
    "其他图案": "(?:其他|其它|别的).{0,3}[图纹花样]",
}

SYNONYMS: dict[str, dict[str, str]] = {
    "gender": {
        "女士": "女|她|妇|小姐|姑娘",
        "男士": "男|(?<!其)他|先生|绅士|小伙|家伙",
    },
    "upper": {
        "衬衫": "衬衫|衬衣|上衣",
        "T恤": "[TtＴ] ?-? ?恤|体恤|汗衫|短袖衫|[Tt]-?shirt",
        "毛衣": "毛衣|毛衫|针织衫|卫衣|套头衫|套衫|线衫|运动衫",
        "背心": "背心|吊带衫|吊带上衣|无袖上衣|无袖衫",
    },
    "sleeve": {
        # A 背心 of which no sleeve is told has none.
        "无袖": "无袖|没有?袖|不带袖|袖子?(?:被|是)?[剪裁切]|[剪裁切]掉?的?袖|^(?!.*袖).*背心",
        "短袖": "短衣?袖|短的袖|半袖|袖子?[很较是为]?短",
        "中袖": "中袖|中长袖|中等(?:长度)?的?袖|[五七]分袖|半袖|袖[^，。；]{0,4}中",
        "长袖": "(?<!中)长衣?袖|长的袖|袖子?[很较是为]?长(?!度)",
    },
    "neckline": {
        "圆领": "圆(?!点)",
        "V领": "(?<![A-Za-z])[VvＶ](?![A-Za-z])",
        "翻领": "翻领|驳领|西装领|西服领",
        "立领": "立领|竖领|高领|站领|立式|领[^，。；]{0,6}[立竖]",
        "方领": "方形?的?衣?领|领[^，。；]{0,6}(?:方形|方的|正方)",
        "吊带": "吊带|背带|肩带",
    },
    "lower": {
        Lower.TROUSERS: "(?<![短热])(?<!打底)(?<!紧身)裤(?!袜)",
        Lower.SHORTS: "中长裤|(?<!长)(?<!七分)(?<!打底)(?<!紧身)裤(?!袜)",
        Lower.SKIRT: "裙",
        Lower.LEGGINGS: "打底裤|紧身裤|健美裤|裹腿|绑腿",
    },
    "lower_length": {
        "三分": "三分|3 ?分|热裤|超短",
        "中长": "中长|中等|五分|5 ?分|膝|中裤",
        "短": "短(?!袖)",
        "七分": "七分|7 ?分|四分之三|3/4",
        "长": "(?<!中)长(?![袖度])",
    },
    "outer": {"外套": "外套|外衣|外层|外穿|外搭|外罩|大衣|夹克|罩衫"},
    "accessories": {
        Accessory.HAT: "帽",
        Accessory.SUNGLASSES: "太阳镜|太阳眼镜|墨镜",
        Accessory.GLASSES_HELD: "(?<!太阳)眼镜",
        Accessory.NECKWEAR: "颈|脖|项链|围巾|丝巾|领巾|领带|领饰",
        Accessory.WRIST: "腕|手链|手表",
        Accessory.RING: "戒|指环",
        Accessory.BELT: "腰带|皮带|裤带|束带",
        Accessory.WAIST_CLOTHING: "腰(?!带)[^，。；]{0,6}[衣服]",
        Accessory.SOCKS: "(?<!裤)袜",
        Accessory.SOCKS_IN_SHOES: "鞋[^，。；]{0,6}袜|袜[^，。；]{0,6}鞋",
        Accessory.LEGGINGS: "打底裤|紧身裤|健美裤|裹腿|绑腿|护腿|裤袜",
    },
    **dict.fromkeys(("upper_fabric", "lower_fabric", "outer_fabric"), _FABRIC),
    **dict.fromkeys(("upper_pattern", "lower_pattern", "outer_pattern"), _PATTERN),
}

GARMENTS = {
    "upper": "上衣|上装|上身|衫|衬衣|恤|[Tt]-?shirt|毛衣|卫衣|背心",
    "lower": "下装|下衣|下身|下半身|裤|裙",
    "outer": SYNONYMS["outer"]["外套"],
}
"""By the part of an outfit: the nouns that make a clause one about it."""
