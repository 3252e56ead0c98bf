"""Single English words to Chinese, for what is not a caption of the grammar: its own words, and those of clothes.

A gloss is an aid and is marked as one; the grammar itself goes another way (``chinese.py``).
"""

from functools import lru_cache

# One pair after another; a hyphen in the English joins two words that are glossed as one.
_WORDS = """
the 该 this 这 a 一 an 一 that 那 these 这些 those 那些 it 它 its 其 is 是 are 是 was 是 be 是 being 正在 has 有
have 有 had 有 there 那里 wearing 穿着 wear 穿着 worn 穿着 dressed 穿着 also 还 and 和 or 或 with 带 without 不带
of 的 on 在 in 在 at 在 to 到 for 为 from 从 by 由 off 掉 cut 裁 no 无 not 不 but 但 as 作为 while 同时 pair 双
other 其他 mixed 混合 complicated 复杂 person 人 people 人们 lady 女士 ladies 女士 woman 女士 women 女士 female 女性
man 男士 men 男士 male 男性 guy 男士 gentleman 男士 girl 女孩 boy 男孩 child 孩子 kid 孩子 baby 婴儿 model 模特
her 她的 his 他的 their 他们的 she 她 he 他 they 他们 who 谁 which 哪个 someone 某人 body 身体 head 头 neck 颈部
wrist 手腕 finger 手指 waist 腰部 hand 手 arm 手臂 shoulder 肩部 leg 腿 foot 脚 feet 脚 face 脸 hair 头发 knee 膝盖
ankle 脚踝 chest 胸 back 背部 front 前面 side 侧面 clothing 衣物 clothes 衣物 outfit 套装 garment 衣服 top 上衣
shirt 衬衫 t-shirt T恤 tshirt T恤 tee T恤 sweater 毛衣 tank 背心 pants 裤子 trousers 长裤 shorts 短裤 skirt 裙子
leggings 打底裤 dress 连衣裙 jacket 夹克 coat 大衣 jeans 牛仔裤 hoodie 连帽衫 cardigan 开衫 blouse 女式衬衫
vest 马甲 blazer 西装外套 suit 西装 jumpsuit 连体裤 romper 连体短裤 sweatshirt 卫衣 polo 马球衫 pullover 套头衫
turtleneck 高领衫 underwear 内衣 bra 文胸 swimsuit 泳衣 bikini 比基尼 robe 长袍 uniform 制服 kimono 和服 cape 斗篷
tights 连裤袜 stockings 长袜 sock 袜子 shoe 鞋子 sneakers 运动鞋 boot 靴子 sandals 凉鞋 heels 高跟鞋 slippers 拖鞋
hat 帽子 cap 鸭舌帽 beanie 毛线帽 scarf 围巾 tie 领带 bow 蝴蝶结 necklace 项链 neckwear 颈饰 bracelet 手链
watch 手表 ring 戒指 earring 耳环 belt 腰带 bag 包 handbag 手提包 backpack 背包 purse 钱包 gloves 手套 glasses 眼镜
sunglasses 太阳镜 accessory 配饰 accessories 配饰 jewelry 首饰 pocket 口袋 button 纽扣 zipper 拉链 collar 衣领
hood 兜帽 sleeve 袖子 sleeved 袖 hem 下摆 neckline 领口 strap 肩带 logo 标志 print 印花 printed 印花 fabric 面料
material 材料 pattern 图案 patterned 有图案的 design 设计 color 颜色 colored 彩色 colour 颜色 colorful 彩色
length 长度 style 款式 outer 外层 upper 上身 lower 下身 cotton 棉 denim 牛仔 chiffon 雪纺 knitting 针织 knit 针织
knitted 针织 leather 皮革 furry 毛绒 fur 毛皮 wool 羊毛 silk 丝绸 linen 亚麻 lace 蕾丝 velvet 丝绒 satin 缎面
nylon 尼龙 polyester 涤纶 mesh 网纱 suede 麂皮 pure 纯 solid 纯 graphic 图案 floral 花卉 striped 条纹 stripe 条纹
lattice 格纹 plaid 格纹 checked 格纹 checkered 格纹 block 块 dotted 圆点 dots 圆点 polka 波点 flower 花 leopard 豹纹
camouflage 迷彩 round 圆形 crew 圆领 v-shape V形 v-neck V领 lapel 翻领 stand 立领 square 方形 suspenders 吊带
long 长 medium 中等 short 短 three-point 三分 three-quarter 七分 sleeveless 无袖 long-sleeve 长袖 medium-sleeve 中袖
short-sleeve 短袖 long-sleeved 长袖 short-sleeved 短袖 oversized 宽大 loose 宽松 tight 紧身 slim 修身 casual 休闲
formal 正式 wide 宽 narrow 窄 high 高 low 低 ripped 破洞 cropped 短款 plain 素色 new 新 old 旧 small 小 large 大
big 大 little 小 young 年轻 beautiful 美丽 pretty 漂亮 handsome 英俊 tall 高 elegant 优雅 red 红色 orange 橙色
yellow 黄色 green 绿色 blue 蓝色 navy 藏青色 purple 紫色 violet 紫罗兰色 pink 粉色 brown 棕色 beige 米色 tan 棕褐色
black 黑色 white 白色 gray 灰色 grey 灰色 silver 银色 gold 金色 golden 金色 khaki 卡其色 light 浅 dark 深
bright 鲜艳 khakis 卡其裤 standing 站立 sitting 坐着 walking 行走 holding 拿着 posing 摆姿势 looking 看着
smiling 微笑 carrying 携带 running 奔跑 playing 玩耍 photo 照片 picture 图片 image 图像 background 背景 street 街道
wall 墙 room 房间 camera 镜头 studio 影棚 floor 地板 beach 海滩 city 城市 park 公园 two 两 three 三 one 一 four 四
some 一些 many 许多 very 很 up 上 down 下 over 在上面 under 在下面 near 靠近 next 旁边 outside 外面 inside 里面
around 周围 behind 后面 both 都 each 每 all 全部 <start> 开始符 <end> 结束符 <pad> 填充符 <unk> 未知词
"""

_PAIRS = _WORDS.split()
LEXICON: dict[str, str] = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
# Chinese has no articles; they are worded only where nothing else is left to show.
_ARTICLES = frozenset({"a", "an", "the"})


def gloss(stretch: str) -> tuple[str, tuple[str, ...]]:
    """Word by word into Chinese: the text without marks, and the words that the lexicon lacks, left as they are.

    Args:
        stretch: tokens with spaces between them.
    """
    tokens = [token for token in stretch.split() if any(sign.isalnum() for sign in token)]
    if any(token.lower() not in _ARTICLES for token in tokens):
        tokens = [token for token in tokens if token.lower() not in _ARTICLES]
    text, unknown = "", []
    for token in tokens:
        word = _look_up(token.lower())
        if word is None:
            unknown.append(token)
            word = token
        # Words of other scripts are kept apart from each other, as Chinese ones need not be.
        if text and word[0].isascii() and text[-1].isascii():
            text += " "
        text += word
    return text, tuple(unknown)


@lru_cache(maxsize=4096)
def _look_up(word: str) -> str | None:
    if word.isdigit() or not any(sign.isascii() for sign in word):
        return word
    for ending in ("", "s", "es", "'s", "’s"):
        if ending and not word.endswith(ending):
            continue
        found = LEXICON.get(word[: len(word) - len(ending)])
        if found is not None:
            return found
    return None
