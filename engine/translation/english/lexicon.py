"""Single English words to Chinese, for what is not a caption of the grammar: its own words, those of clothes, and what
else stands in captions of pictures of people.

A gloss is an aid and is marked as one; the grammar itself goes another way (``chinese.py``).
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Kind(StrEnum):
    """What a word does in a sentence, as far as the order of the Chinese hangs on it."""

    FUNCTION = "function"
    PERSON = "person"
    GARMENT = "garment"
    """Worn by 穿."""
    WORN = "worn"
    """Worn by 戴, 系 or carried."""
    BODY = "body"
    NOUN = "noun"
    QUALITY = "quality"
    """Stands before a noun."""
    VERB = "verb"


# One pair after another; a hyphen in the English joins two words that are glossed as one.
_WORDS = {
    Kind.FUNCTION: """
the 该 this 这 a 一 an 一 that 那 these 这些 those 那些 it 它 its 其 is 是 are 是 was 是 were 是 be 是 been 是
being 正在 am 是 has 有 have 有 had 有 there 那里 also 还 and 和 or 或 with 带 without 不带 of 的 on 在 in 在 at 在
to 到 for 为 from 从 by 由 off 掉 no 无 not 不 but 但 as 作为 while 同时 her 她的 his 他的 their 他们的 my 我的
your 你的 our 我们的 she 她 he 他 they 他们 we 我们 you 你 i 我 who 谁 which 哪个 up 上 down 下 over 在上面
under 在下面 near 靠近 next 旁边 outside 外面 inside 里面 around 周围 behind 后面 beside 旁边 along 沿着 across 穿过
through 穿过 into 进入 onto 到上面 above 上方 against 靠着 between 之间 during 期间 both 都 each 每 all 全部 very 很
some 一些 himself 自己 herself 自己 themselves 自己 many 许多 several 几个 few 几个 another 另一个 two 两 three 三
one 一 four 四 five 五 six 六 seven 七 eight 八 nine 九 ten 十 <start> 开始符 <end> 结束符
<pad> 填充符 <unk> 未知词 any 任何 each-other 彼此
in-front-of 前面 next-to 旁边 do 做 does 做 did 做 together 一起 group-of 一群 lot-of 许多 pair-of 一双
""",
    Kind.PERSON: """
person 人 people 人 lady 女士 woman 女士 women 女士 female 女性 man 男士 men 男士 mens 男士 womens 女士 male 男性
guy 男士 gentleman 男士 girl 女孩 boy 男孩 child 孩子 children 孩子 kid 孩子 baby 婴儿 toddler 幼儿 model 模特
someone 某人 player 球员 skier 滑雪者 surfer 冲浪者 rider 骑手 skateboarder 滑板手 snowboarder 单板滑雪者
batter 击球手 chef 厨师 bride 新娘 groom 新郎 student 学生 worker 工人 officer 警官 mother 母亲 father 父亲
couple 情侣 friend 朋友 crowd 人群 adult 成人 teenager 少年 businessman 商人
""",
    Kind.GARMENT: """
clothing 衣物 clothes 衣物 outfit 套装 garment 衣服 top 上衣 shirt 衬衫 t-shirt T恤 tshirt T恤 tee T恤 sweater 毛衣
tank 背心 pants 裤子 trousers 长裤 shorts 短裤 skirt 裙子 leggings 打底裤 dress 连衣裙 jacket 夹克 coat 大衣
jeans 牛仔裤 hoodie 连帽衫 cardigan 开衫 blouse 女式衬衫 vest 马甲 blazer 西装外套 suit 西装 jumpsuit 连体裤
romper 连体短裤 sweatshirt 卫衣 sweatpants 运动裤 polo 马球衫 pullover 套头衫 turtleneck 高领衫 underwear 内衣
bra 文胸 swimsuit 泳衣 bikini 比基尼 robe 长袍 uniform 制服 kimono 和服 cape 斗篷 tights 连裤袜 stockings 长袜
sock 袜子 shoe 鞋子 sneaker 运动鞋 boot 靴子 sandal 凉鞋 heels 高跟鞋 slipper 拖鞋 khakis 卡其裤 gown 礼服
tuxedo 燕尾服 apron 围裙 costume 服装 jersey 球衣 parka 派克大衣 overalls 背带裤 pajamas 睡衣 tunic 束腰上衣
wetsuit 潜水服 raincoat 雨衣 tank-top 背心 outer-clothing 外套 upper-clothing 上衣 lower-clothing 下装
""",
    Kind.WORN: """
hat 帽子 cap 鸭舌帽 beanie 毛线帽 helmet 头盔 scarf 围巾 tie 领带 bow 蝴蝶结 necklace 项链 neckwear 颈饰
bracelet 手链 watch 手表 ring 戒指 earring 耳环 belt 腰带 glove 手套 glasses 眼镜 sunglasses 太阳镜 goggles 护目镜
mask 口罩 headband 发带 accessory 配饰 jewelry 首饰 suspenders 吊带 veil 面纱 crown 王冠 badge 徽章
""",
    Kind.BODY: """
body 身体 head 头 neck 颈部 wrist 手腕 finger 手指 waist 腰部 hand 手 arm 手臂 shoulder 肩部 leg 腿 foot 脚 feet 脚
face 脸 hair 头发 knee 膝盖 ankle 脚踝 chest 胸 beard 胡子 mustache 小胡子 eye 眼睛 ear 耳朵 mouth 嘴 nose 鼻子
skin 皮肤 ponytail 马尾辫 smile 微笑 lip 嘴唇 back 背部 tattoo 纹身
""",
    Kind.NOUN: """
bag 包 handbag 手提包 backpack 背包 purse 钱包 suitcase 行李箱 pocket 口袋 button 纽扣 zipper 拉链 collar 衣领
hood 兜帽 sleeve 袖子 hem 下摆 neckline 领口 v-neck V领 strap 肩带 logo 标志 print 印花 fabric 面料 material 材料
pattern 图案 design 设计 color 颜色 colour 颜色 length 长度 style 款式 flower 花 dots 圆点 dot 圆点 stripes 条纹
pair 双 photo 照片 photograph 照片 picture 图片 image 图像 portrait 肖像 close-up 特写 background 背景 street 街道
road 道路 sidewalk 人行道 wall 墙 room 房间 camera 镜头 studio 影棚 floor 地板 ground 地面 beach 海滩 city 城市
park 公园 front 前面 side 侧面 day 天 night 夜晚 water 水 sea 海 ocean 海洋 sky 天空 snow 雪 grass 草地 field 田野
tree 树 forest 森林 mountain 山 hill 小山 house 房子 building 建筑 door 门 window 窗户 kitchen 厨房 bathroom 浴室
bed 床 table 桌子 chair 椅子 sofa 沙发 couch 沙发 bench 长椅 car 汽车 bus 公交车 truck 卡车 train 火车 plane 飞机
boat 船 bicycle 自行车 bike 自行车 motorcycle 摩托车 skateboard 滑板 surfboard 冲浪板 ski 滑雪板 snowboard 单板
umbrella 雨伞 phone 手机 cellphone 手机 laptop 笔记本电脑 book 书 cup 杯子 glass 玻璃杯 bottle 瓶子 food 食物
pizza 披萨 cake 蛋糕 ball 球 racket 球拍 bat 球棒 frisbee 飞盘 dog 狗 cat 猫 horse 马 bird 鸟
elephant 大象 sign 标牌 box 盒子 line 线 stage 舞台 store 商店 shop 商店 market 市场 court 球场 game 比赛 wave 海浪
air 空中 sun 太阳 light 光 group 群 toy 玩具 guitar 吉他 microphone 麦克风 rain 雨 mirror 镜子
round-neckline 圆领 square-neckline 方领 boat-neckline 一字领
""",
    Kind.QUALITY: """
other 其他 mixed 混合 complicated 复杂 outer 外层 upper 上身 lower 下身 cotton 棉 denim 牛仔 chiffon 雪纺
knitting 针织 knit 针织 knitted 针织 leather 皮革 furry 毛绒 fur 毛皮 wool 羊毛 woolen 羊毛 silk 丝绸 linen 亚麻
lace 蕾丝 velvet 丝绒 satin 缎面 nylon 尼龙 polyester 涤纶 mesh 网纱 suede 麂皮 wooden 木制 pure 纯 solid 纯
graphic 图案 floral 花卉 striped 条纹 stripe 条纹 lattice 格纹 plaid 格纹 checked 格纹 checkered 格纹 block 块
dotted 圆点 polka 波点 leopard 豹纹 camouflage 迷彩 printed 印花 patterned 有图案的 colored 彩色 colorful 彩色
sleeved 袖 round 圆形 crew 圆领 v-shape V形 lapel 翻领 stand 立领 square 方形 long 长 medium 中等 short 短
three-point 三分 three-quarter 七分 sleeveless 无袖 long-sleeve 长袖 medium-sleeve 中袖 short-sleeve 短袖
long-sleeved 长袖 short-sleeved 短袖 cut 裁 oversized 宽大 baggy 宽松 loose 宽松 tight 紧身 slim 修身 skinny 紧身
casual 休闲 formal 正式 wide 宽 wide-leg 阔腿 narrow 窄 high 高 low 低 ripped 破洞 cropped 短款
plain 素色 new 新 old 老 small 小 large 大 big 大 little 小 young 年轻 beautiful 美丽 pretty 漂亮 handsome 英俊
tall 高 elegant 优雅 happy 快乐 bearded 有胡子的 bald 秃顶 red 红色 orange 橙色 yellow 黄色 green 绿色 blue 蓝色
navy 藏青色 purple 紫色 violet 紫罗兰色 pink 粉色 brown 棕色 beige 米色 tan 棕褐色 black 黑色 white 白色 gray 灰色
grey 灰色 silver 银色 gold 金色 golden 金色 khaki 卡其色 maroon 栗色 teal 蓝绿色 blond 金色 blonde 金色 curly 卷曲
straight 直 dark 深 bright 鲜艳 sunny 晴朗 busy 繁忙 wet 湿 empty 空 open 敞开的 asian 亚洲 indoor 室内 outdoor 户外
pure-color 纯色 color-block 拼色
""",
    Kind.VERB: """
wear 穿着 worn 穿着 dressed 穿着 hold 拿着 ride 骑着 standing 站 stands 站 stood 站 sit 坐 walk 走 run 跑
pose 摆姿势 look 看着 smiling 微笑 carry 携带 play 玩 lean 倚靠 jump 跳跃 eat 吃 drink 喝 talk 交谈 use 使用 take 拿
throw 扔 catch 接 hit 击打 swing 挥动 fly 飞 lie 躺 lying 躺 laying 躺 cross 穿过 work 工作 show 展示 cover 覆盖
decorate 装饰 hang 挂 touch 触摸 hug 拥抱 dance 跳舞 read 阅读 watching 观看 skate 滑冰 skateboarding 玩滑板
surf 冲浪 skiing 滑雪 snowboarding 单板滑雪 drive 驾驶 wait 等待 cook 做饭 prepare 准备 face 面对 pull 拉 push 推
point 指着 feature 展示 display 展示 made 制成 consist 包含 at-the-camera 面对镜头
made-of 制成 waiting-for 在等 looking-at 看着
""",
}


class LexiconEntry(NamedTuple):
    """A word's Chinese and what the word does."""

    chinese: str
    kind: Kind


def _entries() -> dict[str, LexiconEntry]:
    entries: dict[str, LexiconEntry] = {}
    for kind, text in _WORDS.items():
        pairs = text.split()
        for english, chinese in zip(pairs[::2], pairs[1::2], strict=True):
            entries.setdefault(english, LexiconEntry(chinese, kind))
    return entries


LEXICON: dict[str, LexiconEntry] = _entries()
# Several words that mean one thing, by the word that stands for them.
_TOGETHER = {
    ("in", "front", "of"): "in-front-of",
    ("next", "to", "each", "other"): "together",
    ("next", "to"): "next-to",
    ("close", "up"): "close-up",
    ("t", "-", "shirt"): "t-shirt",
    ("t", "shirt"): "t-shirt",
    ("group", "of"): "group-of",
    ("lot", "of"): "lot-of",
    ("lots", "of"): "lot-of",
    ("pair", "of"): "pair-of",
    ("pairs", "of"): "pair-of",
    ("dressed", "in"): "wearing",
    ("at", "the", "camera"): "at-the-camera",
    ("at", "camera"): "at-the-camera",
    ("consists", "of"): "consist",
    ("made", "of"): "made-of",
    ("made", "from"): "made-of",
    ("made", "out", "of"): "made-of",
    ("wait", "for"): "waiting-for",
    ("waits", "for"): "waiting-for",
    ("waiting", "for"): "waiting-for",
    ("look", "at"): "looking-at",
    ("looks", "at"): "looking-at",
    ("looking", "at"): "looking-at",
    ("high", "heels"): "heels",
    ("polka", "dot"): "polka",
    ("polka", "dots"): "polka",
    ("pure", "color"): "pure-color",
    ("solid", "color"): "pure-color",
    ("color", "block"): "color-block",
    ("tank", "top"): "tank-top",
    ("tank", "shirt"): "tank-top",
    ("outer", "clothing"): "outer-clothing",
    ("upper", "clothing"): "upper-clothing",
    ("lower", "clothing"): "lower-clothing",
    ("round", "neckline"): "round-neckline",
    ("crew", "neckline"): "round-neckline",
    ("crew", "neck"): "round-neckline",
    ("v-shape", "neckline"): "v-neck",
    ("square", "neckline"): "square-neckline",
    ("boat", "neckline"): "boat-neckline",
    ("boat", "neck"): "boat-neckline",
    ("each", "other"): "each-other",
}
COMPOUND_WORDS = frozenset(word for words in _TOGETHER for word in words)
_MOST_TOGETHER = max(map(len, _TOGETHER))
ARTICLES = frozenset({"a", "an", "the"})
_BE = frozenset({"is", "are", "was", "were"})
# Words that say nothing of a garment where nothing hangs on them.
HANGING = (
    ARTICLES
    | _BE
    | {"and", "of", "with", "on", "in", "at", "it", "its", "has", "also", "this", "there", "no", ",", "."}
)
_FRAMED = frozenset({"pattern", "patterns", "fabric", "neckline", "sleeves", "length"})
"""What a sentence of the captions says a word of: the words before it are the sentence's alone."""


def joined(tokens: Sequence[str]) -> list[str]:
    """The words, with those that mean one thing together joined to one."""
    words: list[str] = []
    at = 0
    while at < len(tokens):
        for length in range(min(_MOST_TOGETHER, len(tokens) - at), 1, -1):
            entry = _TOGETHER.get(tuple(token.lower() for token in tokens[at : at + length]))
            if entry:
                words.append(entry)
                at += length
                break
        else:
            words.append(tokens[at])
            at += 1
    return words


def gloss(stretch: str) -> tuple[str, tuple[str, ...]]:
    """Word by word into Chinese: the text without marks, and the words that the lexicon lacks, left as they are.

    Words that only hang on what is not there are left out, unless nothing else is left to show.

    Args:
        stretch: tokens with spaces between them.
    """
    texts, unknown = [], []
    for piece in _pieces(stretch.split()):
        text = ""
        for token in piece:
            entry = look_up(token.lower())
            word = token if entry is None else entry.chinese
            if entry is None:
                unknown.append(token)
            # Words of other scripts are kept apart from each other, as Chinese ones need not be.
            if text and word and word[0].isascii() and text[-1].isascii():
                text += " "
            text += word
        if text:
            texts.append(text)
    return "，".join(texts), tuple(unknown)


def _pieces(tokens: Sequence[str]) -> list[list[str]]:
    """The words of each part between two marks, without those that hang on nothing."""
    whole = [token for token in tokens if any(sign.isalnum() for sign in token)]
    if all(token.lower() in HANGING for token in whole):
        return [[token for token in whole if token.lower() not in ARTICLES] or whole]
    pieces: list[list[str]] = [[]]
    for token in tokens:
        if token in (",", ".", ";", "!", "?"):
            pieces.append([])
        elif any(sign.isalnum() for sign in token):
            pieces[-1].append(token)
    return [_told(piece) for piece in pieces]


def _told(tokens: list[str]) -> list[str]:
    lowered = [token.lower() for token in tokens]
    first, end = 0, len(tokens)
    while end > first and lowered[end - 1] in HANGING:
        end -= 1
    framed = end > 0 and lowered[end - 1] in _FRAMED
    while first < end and (lowered[first] == "and" or (framed and lowered[first] in HANGING - {"no"})):
        first += 1
    words: list[str] = []
    for word in joined(tokens[first:end]):
        if word.lower() in _BE and words and words[-1].lower() == "there":
            words[-1] = "has"
        elif word.lower() not in ARTICLES and word.lower() != "of":
            words.append(word)
    return words


@lru_cache(maxsize=4096)
def look_up(word: str) -> LexiconEntry | None:
    """A word in lower case, or the one that it is a form of; None where neither is known.

    Figures and words of other scripts stand for themselves.
    """
    if word.isdigit() or not any(sign.isascii() for sign in word):
        return LexiconEntry(word, Kind.NOUN)
    for form, kinds in _forms(word):
        entry = LEXICON.get(form)
        if entry is not None and (not kinds or entry.kind in kinds):
            return entry
    return None


_NOUNS = frozenset({Kind.PERSON, Kind.GARMENT, Kind.WORN, Kind.BODY, Kind.NOUN})
_VERBS = frozenset({Kind.VERB})


def _forms(word: str) -> list[tuple[str, frozenset[Kind]]]:
    """The word, then what it may be a form of, each with the kinds that take such a form."""
    found: list[tuple[str, frozenset[Kind]]] = [(word, frozenset())]
    found += [(word.removesuffix(ending), _NOUNS) for ending in ("'s", "’s", "s'") if word.endswith(ending)]
    for ending, instead, kinds in (
        ("s", "", _NOUNS | _VERBS),
        ("es", "", _NOUNS | _VERBS),
        ("ies", "y", _NOUNS | _VERBS),
        ("ing", "", _VERBS),
        ("ing", "e", _VERBS),
        ("ed", "", _VERBS),
        ("ed", "e", _VERBS),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word.removesuffix(ending)
            found.append((stem + instead, kinds))
            if not instead and len(ending) > 1 and len(stem) > 2 and stem[-1] == stem[-2]:
                found.append((stem[:-1], kinds))
    return found
