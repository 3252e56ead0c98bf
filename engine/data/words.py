"""What the captions of a data folder are made of: their language, their words, and how many of these a model knows."""

from dataclasses import asdict, dataclass
from typing import Any

from engine.captions.vocabulary import WordCounts
from engine.data.layout import DataSet
from engine.settings import Settings


@dataclass(frozen=True, slots=True)
class WordSummary:
    """The words of a data set.

    Attributes:
        language: of the training captions, as a BCP 47 key.
        tokenizer: key in ``TOKENIZERS`` of what cuts them.
        vocabulary: number of ids of the training captions, with padding, start and end.
        minimum: how often a word must stand in the training captions to be in the vocabulary.
        rare: different words that do not, and become <unk>.
        unknown: words in all that become it.
        words: words of all training captions.
        words_once: different words that stand there once.
        longest: words of the longest caption of any split.
        too_long: training captions that are cut off at the setting ``max_caption_words``.
        warnings: keys of ``captions.vocabulary.WARNINGS``.
    """

    language: str
    tokenizer: str
    vocabulary: int
    minimum: int
    rare: int
    unknown: int
    words: int
    words_once: int
    longest: int
    too_long: int
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values under the names above, ``minimum`` under the setting's."""
        plain = asdict(self)
        return {"min_word_count" if name == "minimum" else name: value for name, value in plain.items()}


def summarise_words(data: DataSet, settings: Settings) -> WordSummary:
    """The words of a data set, as a run with some settings would read them."""
    minimum = settings.min_word_count
    counts = WordCounts.of(data.captions, data.language, most_words=settings.max_caption_words)
    held_out = (
        caption for records in (data.validation, data.test) for record in records for caption in record.captions
    )
    others = WordCounts.of(held_out, data.language)
    return WordSummary(
        language=data.language,
        tokenizer=counts.tokenizer,
        vocabulary=counts.vocabulary(minimum).size,
        minimum=minimum,
        rare=counts.rare(minimum),
        unknown=counts.unknown(minimum),
        words=sum(counts.counts.values()),
        words_once=counts.rare(2),
        longest=max(counts.longest, others.longest),
        too_long=counts.too_long,
        warnings=counts.warnings(),
    )
