"""Everything that is told of a captioner on a set: scores between their bounds, whether it looks, balance."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.captions.domain import CaptionDomain
from engine.captions.tokenizers import ENGLISH
from engine.captions.tokens import Tokens
from engine.data.layout import Record
from engine.data.records import captions_of
from engine.data.store import PreparedPictures
from engine.evaluation.bounds import kept_bounds
from engine.evaluation.grounding import Grounding, measure_grounding
from engine.evaluation.scoring import Scores, evaluate, references_of
from engine.metrics.bounds import Bounds, Named
from engine.metrics.diversity import Diversity, diversity
from engine.metrics.people import held_out_scores
from engine.metrics.scored import missing_in_json, on_tokens, tokens_of

if TYPE_CHECKING:
    from engine.models.captioner import Captioner


@dataclass(frozen=True, slots=True)
class FullEvaluation:
    """A full evaluation.

    Attributes:
        captions: what was said of each record.
        above_ceiling: names of the scores that no honest captioner reaches: the data or the split is at fault.
        domain: the kind of the captions.
        language: of the captions, as a BCP 47 key.
        references: captions of the pictures that the scores are against.
        held_out: beside a ceiling of people, the scores against as many references as people have, one fewer: those to
            compare with it. None beside any other.
    """

    captions: tuple[str, ...]
    scores: Scores
    bounds: Bounds
    above_ceiling: tuple[str, ...]
    grounding: Grounding
    diversity: Diversity
    domain: CaptionDomain
    references: int
    held_out: Named | None = None
    language: str = ENGLISH

    def above_on(self, tokens: Tokens) -> list[str]:
        """``above_ceiling`` with the scores that exist on both kinds of tokens on one, under their plain keys."""
        names = on_tokens({name: name in self.above_ceiling for name in self.bounds.floor}, tokens)
        return [name for name, above in names.items() if above]

    def to_json(self, tokens: Tokens = Tokens.NLTK) -> dict[str, Any]:
        """Plain values: those of the scores and the bounds, and the rest under the names above.

        Args:
            tokens: on which the scores are counted that exist on both kinds, BLEU; the others are on their own.
        """
        attributes = self.scores.attributes
        sides = {
            name: on_tokens(value, tokens) if isinstance(value, dict) else value
            for name, value in self.bounds.to_json().items()
        }
        values = on_tokens(self.scores.values, tokens)
        return {
            "images": len(self.captions),
            "references": self.references,
            "language": self.language,
            "tokens": tokens_of(values, tokens, self.language),
            "scores": values,
            **on_tokens(self.scores.to_json(), tokens),
            **missing_in_json(language=self.language),
            **sides,
            "above_ceiling": self.above_on(tokens),
            **({} if self.held_out is None else {"held_out": on_tokens(self.held_out, tokens)}),
            "grounding": self.grounding.to_json(),
            "diversity": self.diversity.to_json(),
            **(
                {} if attributes is None else {"imbalances": [asdict(imbalance) for imbalance in attributes.imbalances]}
            ),
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
    known = references_of(records, captioner.domain, captioner.language)
    bounds = kept_bounds(cache, captions_of(train), known)
    held_out = None
    if bounds.ceiling is not None and bounds.ceiling_of == "people":
        held_out = held_out_scores(captions, known, bounds.ceiling)
    return FullEvaluation(
        captions=tuple(captions),
        scores=scores,
        bounds=bounds,
        above_ceiling=bounds.above(scores.values if held_out is None else held_out),
        grounding=measure_grounding(
            captioner,
            records,
            store,
            captions,
            beam_width=beam_width,
            max_words=max_words,
            batch_size=batch_size,
            ask=lambda: tick(len(records), len(records)),
        ),
        diversity=diversity(
            captions,
            captioner.vocabulary.words,
            [caption for several in known.captions for caption in several],
            captioner.language,
        ),
        domain=captioner.domain,
        references=sum(map(len, known.captions)),
        held_out=held_out,
        language=captioner.language,
    )
