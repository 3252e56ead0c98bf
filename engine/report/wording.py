"""The page's words, in English or in Chinese.

What the window says in Chinese already (the settings, the verdicts, the problems) is taken from its own table of
translations, a file of XML; all that only this page says stands in ``CHINESE``.
"""

import functools
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from engine.captions.domain import CaptionDomain, Language
from engine.errors import PROBLEMS, Problem
from engine.files import project_folder
from engine.metrics import label
from engine.settings import Settings, extra

LANGUAGES: tuple[Language, ...] = ("en", "zh")

CHINESE: dict[str, str] = {
    "Run {name}": "运行 {name}",
    "Written on {date}": "写于 {date}",
    "state": "状态",
    "finished": "已完成",
    "not finished": "未完成",
    "step": "步",
    "judged step": "评判的步",
    "training time": "训练时间",
    "images/s": "张/秒",
    "parameters": "参数量",
    "size": "大小",
    "caption time": "每张描述用时",
    "{ms} ms": "{ms} 毫秒",
    "recipe": "方案",
    "encoder": "编码器",
    "decoder": "解码器",
    "Settings": "设置",
    "Changed from the recipe {recipe}": "与方案 {recipe} 不同的设置",
    "Every setting is the recipe's own.": "所有设置都与方案一致。",
    "All settings": "全部设置",
    "setting": "设置项",
    "name": "名称",
    "this run": "本次运行",
    "the recipe": "方案",
    "Curves": "曲线",
    "Loss": "损失",
    "loss": "损失",
    "nothing was logged": "没有记录",
    "floor": "下限",
    "ceiling": "上限",
    "The band lies between what the best constant caption and what the true attributes in the best wording score.": (
        "色带的下边是最佳固定描述的得分，上边是把真实属性用最佳措辞写出的得分。"
    ),
    "FullEvaluation": "评判",
    "The checkpoint of step {step}, the best by {by}, on the {count} pictures of the split {split}.": (
        "按 {by} 选出的最佳检查点（第 {step} 步），在{split}的 {count} 张图片上评判。"
    ),
    "The checkpoint of step {step}, on the {count} pictures of the split {split}.": (
        "第 {step} 步的检查点，在{split}的 {count} 张图片上评判。"
    ),
    "train": "训练集",
    "validation": "验证集",
    "test": "测试集",
    "The data could not be read, so nothing was judged:": "无法读取数据，因此没有评判：",
    "score": "得分",
    "random": "随机描述",
    "constant": "固定描述",
    "between floor and ceiling": "下限与上限之间",
    "above the ceiling": "高于上限",
    "BLEU is counted on NLTK's words, as during training; BLEU where coco-caption is named, and the other n-gram "
    "scores, on coco-caption's tokens.": (
        "BLEU 按 NLTK 分词（与训练时一致）；标明 coco-caption 的 BLEU 与其他 n 元得分按 coco-caption 分词。"
    ),
    "A score above the ceiling cannot be earned by looking: the captions judged were trained on, the references are "
    "wrong, or the split is.": "高于上限的得分不可能靠看图得到：被评判的描述参与过训练，或参考描述有误，或划分有误。",
    "The best constant caption: {caption}": "最佳固定描述：{caption}",
    "Does it look?": "它看图吗？",
    "loss beside their own pictures": "配自己图片的损失",
    "loss beside others": "配别的图片的损失",
    "loss beside a white picture": "配白图的损失",
    "margin": "差值",
    "standard error": "标准误差",
    "likelier beside their own": "配自己图片更可能",
    "captioned as the white picture": "与白图描述相同",
    "codes alike": "编码相似度",
    "dead units": "失活单元",
    "pictures looked at": "查看的图片",
    "words": "词",
    "function": "功能词",
    "person": "人物",
    "garment": "服装",
    "attribute": "属性",
    "content": "实词",
    "different captions": "不同描述",
    "words a caption": "每条词数",
    "repeat themselves": "自我重复",
    "break off": "中断",
    "words never said": "从未说过的词",
    "Attributes": "属性",
    "No attribute can be read off these captions.": "从这些描述中读不出任何属性。",
    "accuracy": "准确率",
    "commonest value": "最常见值占比",
    "precision": "精确率",
    "recall": "召回率",
    "judged": "评判数",
    "A model that never looks reaches the share of the commonest value.": "从不看图的模型也能达到最常见值的占比。",
    "Confusion": "混淆",
    "Rows are what is true, columns what was said.": "行是真实值，列是所说的值。",
    "true \\ said": "真实 \\ 所说",
    "Gender and balance": "性别与均衡",
    "gender said": "提及性别",
    "right where said": "提及时正确",
    "women right": "女士正确",
    "men right": "男士正确",
    "he or his of women": "对女士用男性词",
    "she or her of men": "对男士用女性词",
    "both in one caption": "同条描述两者都有",
    "Said surely too often or too seldom:": "明显说得过多或过少的值：",
    "No value is surely said too often or too seldom.": "没有哪个值明显说得过多或过少。",
    "value": "值",
    "true": "真实",
    "said": "所说",
    "difference": "差",
    "Fixed samples": "固定样本",
    "Captions of the fixed samples, evaluation by evaluation.": "每次评估时固定样本的描述。",
    "No evaluation has captioned any.": "还没有评估过。",
    "woman": "女士",
    "man": "男士",
    "noise": "噪声",
    "Samples": "样例",
    "Nearest to the truth": "最接近真实",
    "Farthest from the truth": "离真实最远",
    "There are none.": "没有。",
    "true: {caption}": "真实：{caption}",
    "{attribute}: {said} (true: {true})": "{attribute}：把{true}说成{said}",
    "Data": "数据",
    "folder": "文件夹",
    "training pictures": "训练图片",
    "validation pictures": "验证图片",
    "test pictures": "测试图片",
    "left out": "未采用",
    "vocabulary": "词汇量",
    "Software": "软件",
    "Trained with": "训练所用",
    "Judged with": "评判所用",
}


class Words:
    """The words of one language.

    Args:
        domain: the kind of captions, which words attributes and their values.
    """

    def __init__(self, language: Language, domain: CaptionDomain) -> None:
        self.language = language
        self.domain = domain

    def __call__(self, sentence: str, **values: Any) -> str:
        """A sentence of this page with its values in place."""
        wording = CHINESE[sentence] if self.language == "zh" else sentence
        return wording.format(**values) if values else wording

    def known(self, word: str) -> str:
        """A word that may be one of this page's; others stay as they are."""
        return CHINESE.get(word, word) if self.language == "zh" else word

    def score(self, name: str) -> str:
        """What people call a score."""
        return self._of_window("Choice", label(name))

    def setting(self, name: str) -> str:
        """What the window calls a setting."""
        label = extra(name)["label"] if name in Settings.model_fields else name
        return self._of_window("Setting", label)

    def section(self, section: str) -> str:
        """What the window calls a section of the settings."""
        return self._of_window("Setting", section)

    def verdict(self, sentence: str) -> str:
        """The verdict's sentence."""
        return self._of_window("Grounding", sentence)

    def problem(self, problem: Problem) -> str:
        """What is wrong and what to do."""
        return self._of_window("Problem", PROBLEMS[problem.code]).format(**problem.values)

    def attribute(self, name: str) -> str:
        """What people call an attribute."""
        return self.domain.field_name(name, self.language)

    def value(self, attribute: str, value: str) -> str:
        """What people call a value of an attribute."""
        return self.domain.value_name(attribute, value, self.language)

    def _of_window(self, context: str, sentence: str) -> str:
        return window_words().get((context, sentence), sentence) if self.language == "zh" else sentence


@functools.cache
def window_words() -> Mapping[tuple[str, str], str]:
    """The Chinese of the window's sentences, by context and English."""
    path = project_folder() / "resources" / "translations" / "atelier_zh_CN.ts"
    found = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            chinese = message.findtext("translation")
            if chinese:
                found[context.findtext("name", ""), message.findtext("source", "")] = chinese
    return found
