"""Everything that is told of a captioner on a set: scores between their bounds, whether it looks, balance."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.captions.domain import CaptionDomain
from engine.captions.tokens import Tokens
from engine.data.layout import Record
from engine.data.store import PreparedPictures
from engine.evaluation.bounds import kept_bounds
from engine.evaluation.grounding import Grounding, measure_grounding
from engine.evaluation.scoring import Scores, evaluate
from engine.metrics.bounds import Bounds
from engine.metrics.diversity import Diversity, diversity
from engine.metrics.ngrams import on_tokens

if TYPE_CHECKING:
    from engine.models.captioner import Captioner


@dataclass(frozen=True, slots=True)
class FullEvaluation:
    """A full evaluation.

    Attributes:
        captions: what was said of each record.
        above_ceiling: names of the scores that no honest captioner reaches: the data or the split is at fault.
        domain: the kind of the captions.
    """

    captions: tuple[str, ...]
    scores: Scores
    bounds: Bounds
    above_ceiling: tuple[str, ...]
    looks: Grounding
    diversity: Diversity
    domain: CaptionDomain

    def above_on(self, tokens: Tokens) -> list[str]:
        """``above_ceiling`` with BLEU on one kind of tokens, under its plain names."""
        names = on_tokens({name: name in self.above_ceiling for name in self.bounds.floor}, tokens)
        return [name for name, above in names.items() if above]

    def to_json(self, tokens: Tokens = Tokens.NLTK) -> dict[str, Any]:
        """Plain values: those of the scores and the bounds, and the rest under the names above.

        Args:
            tokens: on which BLEU is counted; ROUGE-L and CIDEr-D are on coco-caption's in any case.
        """
        said = self.scores.attributes
        sides = {
            name: on_tokens(value, tokens) if isinstance(value, dict) else value
            for name, value in self.bounds.to_json().items()
        }
        return {
            "images": len(self.captions),
            "tokens": {"bleu": tokens.value, "rouge_l": Tokens.COCO.value, "cider_d": Tokens.COCO.value},
            **on_tokens(self.scores.to_json(), tokens),
            **sides,
            "above_ceiling": self.above_on(tokens),
            "looks": self.looks.to_json(),
            "diversity": self.diversity.to_json(),
            **({} if said is None else {"imbalances": [asdict(one) for one in said.imbalances]}),
        }


def evaluate_fully(
    captioner: "Captioner",
    records: Sequence[Record],
    train: Sequence[Record],
    store: PreparedPictures,
    *,
    beam_width: int,
    max_words: int,
    batch_size: int,
    cache: Path,
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> FullEvaluation:
    """Caption some records and tell everything of it.

    Args:
        captioner: in eval mode.
        train: records whose captions a model may have learned from; their pictures are not looked at.
        cache: folder in which the bounds of these captions are kept.
        tick: as in ``evaluation.evaluate``.
    """
    scores, captions = evaluate(
        captioner, records, store, beam_width=beam_width, max_words=max_words, batch_size=batch_size, tick=tick
    )
    bounds = kept_bounds(
        cache,
        [record.caption for record in train],
        [record.caption for record in records],
        captioner.domain,
        [captioner.domain.known(record.name) for record in records],
    )
    return FullEvaluation(
        captions=tuple(captions),
        scores=scores,
        bounds=bounds,
        above_ceiling=bounds.above(scores.to_json()),
        looks=measure_grounding(
            captioner,
            records,
            store,
            captions,
            beam_width=beam_width,
            max_words=max_words,
            batch_size=batch_size,
            ask=lambda: tick(len(records), len(records)),
        ),
        diversity=diversity(captions, captioner.vocabulary.words, [record.caption for record in records]),
        domain=captioner.domain,
    )
