"""Texts of the report, in English or Chinese.

The Chinese of texts that the window shows too (settings, verdicts, problems) comes from the window's translation file
(XML). ``CHINESE`` holds the texts of the report alone.
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
    "evaluated step": "评估的步",
    "training time": "训练时间",
    "images/s": "张/秒",
    "parameters": "参数量",
    "size": "大小",
    "time per caption": "每条描述用时",
    "{ms} ms": "{ms} 毫秒",
    "recipe": "方案",
    "encoder": "编码器",
    "decoder": "解码器",
    "Settings": "设置",
    "Changed from the recipe {recipe}": "与方案 {recipe} 不同的设置",
    "All settings are those of the recipe.": "所有设置都与方案一致。",
    "All settings": "全部设置",
    "setting": "设置项",
    "name": "名称",
    "this run": "本次运行",
    "Curves": "曲线",
    "Loss": "损失",
    "training": "训练集",
    "The model over-fits: the validation loss was lowest at step {step} and has risen since, while the training loss "
    "falls. More dropout, more pictures or fewer epochs help; early stopping ends a run in time.": (
        "模型过拟合：验证损失在第 {step} 步最低，此后上升，而训练损失仍在下降。可提高随机失活、增加图片或减少轮数；"
        "提前停止可以及时结束运行。"
    ),
    "Policy loss": "策略损失",
    "Validation loss": "验证损失",
    "Reward of the samples": "采样的奖励",
    "reward": "奖励",
    "Nothing was logged.": "没有记录。",
    "floor": "下限",
    "ceiling": "上限",
    "Band: from the score of the best constant caption to that of people, each caption against the others of its "
    "picture.": "色带：从最佳固定描述的得分到人的得分（每条描述与同一图片的其他描述相比）。",
    "Band: from the score of the best constant caption to that of the true attributes in the best wording.": (
        "色带：从最佳固定描述的得分到用最佳措辞写出真实属性的得分。"
    ),
    "Evaluation": "评估",
    "Checkpoint of step {step}, the best by {by}, on the {count} pictures of the {split} split.": (
        "按 {by} 选出的最佳检查点（第 {step} 步），在{split}的 {count} 张图片上评估。"
    ),
    "Checkpoint of step {step}, on the {count} pictures of the {split} split.": (
        "第 {step} 步的检查点，在{split}的 {count} 张图片上评估。"
    ),
    "train": "训练集",
    "validation": "验证集",
    "test": "测试集",
    "The data could not be read, so nothing was evaluated:": "无法读取数据，因此没有评估：",
    "score": "得分",
    "random": "随机描述",
    "constant": "固定描述",
    "between floor and ceiling": "下限与上限之间",
    "above the ceiling": "高于上限",
    "BLEU uses NLTK's tokens, as during training. The scores marked coco-caption and the other n-gram scores use "
    "coco-caption's tokens.": (
        "BLEU 使用 NLTK 分词，与训练时一致。标明 coco-caption 的得分与其他 n 元得分使用 coco-caption 分词。"
    ),
    "All n-gram scores are counted on characters, without punctuation.": "所有 n 元得分按字计算，不计标点。",
    "All n-gram scores are counted on words in lower case, without punctuation.": (
        "所有 n 元得分按小写单词计算，不计标点。"
    ),
    "A score above the ceiling points to a fault in the data: the model was trained on the captions it is evaluated "
    "on, or the references or the split are wrong.": (
        "高于上限的得分说明数据有误：模型用被评估的描述训练过，或参考描述有误，或划分有误。"
    ),
    "people": "人",
    "held out": "留出",
    "The ceiling is people: each caption against the others of its picture, one reference fewer than the model's score "
    "has. Held out: the model against as many. A good model may pass people, because it says what is most common.": (
        "上限是人：每条描述与同一图片的其他描述相比，比模型少一条参考描述。“留出”：模型用同样多的参考描述所得的分。"
        "好的模型可能超过人，因为它说的是最常见的内容。"
    ),
    "Pictures with one caption, which take no part in the ceiling: {count}.": (
        "只有一条描述、不计入上限的图片：{count}。"
    ),
    "Best constant caption: {caption}": "最佳固定描述：{caption}",
    "Image grounding": "看图",
    "loss with own picture": "配自己图片的损失",
    "loss with other pictures": "配别的图片的损失",
    "loss with white picture": "配白图的损失",
    "margin": "差值",
    "standard error": "标准误差",
    "own picture preferred": "更符合自己图片的比例",
    "same caption as white picture": "与白图描述相同",
    "feature similarity": "特征相似度",
    "dead units": "失活单元",
    "pictures tested": "测试的图片",
    "words": "词",
    "function": "功能词",
    "person": "人物",
    "garment": "服装",
    "attribute": "属性",
    "content": "实词",
    "reference captions": "参考描述",
    "different captions": "不同描述",
    "words per caption": "每条描述词数",
    "characters per caption": "每条描述字数",
    "repeat a phrase": "重复词组",
    "cut off": "不完整",
    "unused words": "从未使用的词",
    "Attributes": "属性",
    "No attributes were found in these captions.": "这些描述中没有找到属性。",
    "accuracy": "准确率",
    "most common value": "最常见值占比",
    "precision": "精确率",
    "recall": "召回率",
    "count": "数量",
    "A model that ignores the pictures can reach the share of the most common value.": (
        "忽略图片的模型也能达到最常见值的占比。"
    ),
    "Confusion": "混淆",
    "Rows: true values. Columns: predicted values.": "行：真实值。列：预测值。",
    "true \\ predicted": "真实 \\ 预测",
    "Balance": "均衡",
    "Gender and balance": "性别与均衡",
    "gender mentioned": "提及性别",
    "correct where mentioned": "提及时正确",
    "women correct": "女士正确",
    "men correct": "男士正确",
    "he or his for women": "对女士用男性词",
    "she or her for men": "对男士用女性词",
    "both genders in one caption": "同一条描述两种性别都有",
    "Predicted significantly too often or too rarely:": "预测显著过多或过少的值：",
    "No value is predicted significantly too often or too rarely.": "没有哪个值的预测显著过多或过少。",
    "value": "值",
    "true": "真实",
    "predicted": "预测",
    "difference": "差",
    "Fixed samples": "固定样本",
    "Captions of the fixed samples at each evaluation.": "每次评估时固定样本的描述。",
    "Not captioned yet.": "尚未生成描述。",
    "woman": "女士",
    "man": "男士",
    "noise": "噪声",
    "Samples": "样例",
    "Closest to the reference": "最接近参考描述",
    "Farthest from the reference": "离参考描述最远",
    "None.": "没有。",
    "further references: {count}": "其他参考描述：{count} 条",
    "reference: {caption}": "参考描述：{caption}",
    "{attribute}: {said} (true: {true})": "{attribute}：{said}（真实：{true}）",
    "Data": "数据",
    "folder": "文件夹",
    "training pictures": "训练图片",
    "validation pictures": "验证图片",
    "test pictures": "测试图片",
    "left out": "未采用",
    "vocabulary": "词汇量",
    "Software": "软件",
    "Trained with": "训练所用",
    "Evaluated with": "评估所用",
}


class Words:
    """Texts in one language.

    Args:
        domain: the kind of captions, which names attributes and their values.
    """

    def __init__(self, language: Language, domain: CaptionDomain) -> None:
        self.language = language
        self.domain = domain

    def __call__(self, sentence: str, **values: Any) -> str:
        """A sentence of the report with its values filled in."""
        wording = CHINESE[sentence] if self.language == "zh" else sentence
        return wording.format(**values) if values else wording

    def known(self, word: str) -> str:
        """The translation of a word of the report; other words stay unchanged."""
        return CHINESE.get(word, word) if self.language == "zh" else word

    def score(self, name: str) -> str:
        """The name of a score."""
        return self._of_window("Choice", label(name))

    def setting(self, name: str) -> str:
        """The label of a setting, as in the window."""
        label = extra(name)["label"] if name in Settings.model_fields else name
        return self._of_window("Setting", label)

    def section(self, section: str) -> str:
        """The name of a section of the settings, as in the window."""
        return self._of_window("Setting", section)

    def verdict(self, sentence: str) -> str:
        """The verdict's sentence."""
        return self._of_window("Grounding", sentence)

    def problem(self, problem: Problem) -> str:
        """The sentence of a problem: what is wrong and what to do."""
        return self._of_window("Problem", PROBLEMS[problem.code]).format(**problem.values)

    def attribute(self, name: str) -> str:
        """The name of an attribute."""
        return self.domain.field_name(name, self.language)

    def value(self, attribute: str, value: str) -> str:
        """The name of a value of an attribute."""
        return self.domain.value_name(attribute, value, self.language)

    def _of_window(self, context: str, sentence: str) -> str:
        return window_words().get((context, sentence), sentence) if self.language == "zh" else sentence


@functools.cache
def window_words() -> Mapping[tuple[str, str], str]:
    """Chinese translations of the window's texts, by context and English text."""
    path = project_folder() / "resources" / "translations" / "atelier_zh_CN.ts"
    found = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            chinese = message.findtext("translation")
            if chinese:
                found[context.findtext("name", ""), message.findtext("source", "")] = chinese
    return found
