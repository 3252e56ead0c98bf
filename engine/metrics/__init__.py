"""The scores of captions: one registry, which every table, plot, command, report and setting asks.

Adding a score takes a function in a module of its own and one ``METRICS.register``. Nothing here loads what computes
them: an entry names it.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from engine.registry import Registry

TokenKind = Literal["", "nltk", "coco"]
"""Which tokens a score of English captions is counted on, as ``captions.tokens.Tokens`` names them; none for one that
reads captions. Captions in another language are counted on the tokens of that (``captions.tokens.counted_in``)."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Metric:
    """One score of a set of captions.

    Attributes:
        key: its name in files, in JSON and on the command line.
        label: its name for people, in English; the window looks it up in its translations (context "Choice").
        short: the same where room is scarce, such as over a column; "" for the label.
        loss: it is no score of captions but a loss of the model in nats a word, which a run's evaluation measures and
            which is drawn beside the training loss.
        compute: "module:attribute" of the function that scores a ``scored.ScoredSet``. It is called with the set, and
            with ``options`` by name, and returns an array (N,) with a value per caption, of which the score is the
            mean; or, for a score that is no mean of values, a ``scored.Counts``; or None where the score is not
            defined on this data. "" for a loss.
        maximum: the best value that there is; ``math.inf`` where there is no such value.
        higher_is_better: more is better.
        tokens: what it is counted on.
        per_caption: ``compute`` returns an array.
        tracked: each evaluation of a run computes it, and its best checkpoint is kept. The others are told by
            ``evaluate``, ``score`` and the report alone, unless a run monitors them.
        domain: the kind of captions that it belongs to; "" for any.
        english: it is defined on English captions alone.
        preference: where nobody says which score counts, the highest that is known does; those of 0 never do.
        counterpart: the key of the same score on other tokens, under which ``--tokens`` shows this one.
        bounded: its floor and its ceiling are looked for; no for a score that takes long.
        missing: "module:attribute" of a function that returns what this machine lacks to compute it, in a sentence,
            or None where nothing is missing.
        reward: "module:attribute" of a class like ``training_cider.TrainingCider``, which scores single captions of
            training pictures; for a score that needs figures of all training captions. Others are asked as they are.
    """

    key: str
    label: str
    compute: str
    maximum: float = 1.0
    higher_is_better: bool = True
    tokens: TokenKind = ""
    per_caption: bool = True
    tracked: bool = True
    domain: str = ""
    english: bool = False
    preference: int = 0
    counterpart: str = ""
    bounded: bool = True
    missing: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    short: str = ""
    loss: bool = False
    reward: str = ""

    def rank(self, value: float) -> float:
        """A number that is greater the better a value is."""
        return value if self.higher_is_better else -value


METRICS: Registry[Metric] = Registry("metrics")

VALIDATION_LOSS = "validation_loss"
_BLEU = ("bleu1", "bleu2", "bleu3", "bleu4")
for _order, _key in enumerate(_BLEU, start=1):
    METRICS.register(
        Metric(
            _key,
            f"BLEU-{_order}",
            "engine.metrics.bleu:bleu",
            tokens="nltk",
            per_caption=False,
            tracked=_order == 4,
            preference=int(_order == 4),
            options={"order": _order, "tokens": "nltk"},
        )
    )
METRICS.register(Metric("rouge_l", "ROUGE-L", "engine.metrics.rouge:of_set", tokens="coco", options={"tokens": "coco"}))
METRICS.register(
    Metric(
        "cider_d",
        "CIDEr-D",
        "engine.metrics.cider:of_set",
        maximum=10.0,
        tokens="coco",
        preference=2,
        options={"tokens": "coco"},
        reward="engine.metrics.training_cider:TrainingCider",
    )
)
METRICS.register(
    Metric(
        "meteor",
        "METEOR (NLTK)",
        "engine.metrics.meteor:of_set",
        tokens="coco",
        tracked=False,
        english=True,
        bounded=False,
        missing="engine.metrics.meteor:missing",
        options={"tokens": "coco"},
    )
)
for _order, _key in enumerate(_BLEU, start=1):
    METRICS.register(
        Metric(
            f"coco_{_key}",
            f"BLEU-{_order} (coco-caption)",
            "engine.metrics.bleu:bleu",
            tokens="coco",
            per_caption=False,
            tracked=False,
            english=True,
            counterpart=_key,
            options={"order": _order, "tokens": "coco"},
        )
    )
# Behind the scores: what is offered first is one of captions.
METRICS.register(
    Metric(
        VALIDATION_LOSS,
        "validation loss",
        "",
        maximum=0.0,
        higher_is_better=False,
        bounded=False,
        short="Val. loss",
        loss=True,
    )
)


def tracked(monitor: str = "") -> tuple[str, ...]:
    """Keys of the scores that each evaluation of a run computes.

    Args:
        monitor: the setting; the score that it names is among them.
    """
    return tuple(metric.key for metric in METRICS.values() if metric.tracked or metric.key == monitor)


def preferred(scored: Iterable[Collection[str]]) -> str:
    """The score that counts where nobody says which: of those that any of some checkpoints has, the one of the highest
    ``preference``; the first registered one that has any where no checkpoint has such a score.

    The captions' wording is a throw of coins, and on it hang the n-gram scores: of one run on drawn pictures, two
    checkpoints of CIDEr-D 1.99 had every garment attribute right in 56 % and in 76 % of the captions. So a kind of
    captions whose content can be read counts by that. Without, CIDEr-D separates models best.

    Args:
        scored: keys of the scores of each.
    """
    ranked = [metric for metric in METRICS.values() if metric.preference]
    known = {key for keys in scored for key in keys}
    found = [metric for metric in ranked if metric.key in known]
    return max(found, key=lambda metric: metric.preference).key if found else ranked[0].key


def preference_in_words() -> str:
    """What ``preferred`` goes by, for people: keys, the first that an evaluation has."""
    ranked = sorted((metric for metric in METRICS.values() if metric.preference), key=lambda metric: -metric.preference)
    return ", else ".join(metric.key for metric in ranked)


def monitored(setting: str, scored: Collection[str]) -> str:
    """The score by which plateau and early stop go: the one that the setting ``monitor`` names, or where it names none
    that the evaluation has, the preferred one."""
    return setting if setting in scored else preferred([scored])


def is_loss(key: str) -> bool:
    """Whether it names a loss (``Metric.loss``): no where it is not registered."""
    return key in METRICS and METRICS[key].loss


def label(key: str) -> str:
    """What people call a score, in English; its key where it is not registered."""
    metric = METRICS.get(key)
    return key if metric is None else metric.label


def short_label(key: str) -> str:
    """What people call a score where room is scarce, in English."""
    metric = METRICS.get(key)
    return (metric and metric.short) or label(key)


def rank(key: str, value: float) -> float:
    """A number that is greater the better a value of a score is; more counts as better for one that is not registered,
    such as the margin of the grounding test."""
    metric = METRICS.get(key)
    return value if metric is None else metric.rank(value)


def best(items: Iterable[Item], key: str, scores: Any) -> Item | None:
    """The item of the best value of a score, the first of equals; None where none has the score.

    Args:
        scores: gives an item's scores by key.
    """
    scored = [item for item in items if key in scores(item)]
    return max(scored, key=lambda item: rank(key, scores(item)[key]), default=None)


def place(key: str, value: float, floor: Mapping[str, float], ceiling: Mapping[str, float]) -> float | None:
    """Where a score lies between its floor, 0, and its ceiling, 1; None where these are not known or are no bounds."""
    low, high = floor.get(key), ceiling.get(key)
    if low is None or high is None or not math.isfinite(high - low) or rank(key, high) <= rank(key, low):
        return None
    return (value - low) / (high - low)
