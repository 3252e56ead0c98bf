"""Captions beside their references, as every score of ``METRICS`` gets them, and what a score gives back.

Whether two sets of captions differ by more than chance is asked by drawing the pictures anew (``choosing.bootstrap``).
A mean of values per caption is drawn anew by itself; BLEU and the accuracy of attributes add counts first, and these
are what is drawn. So a score gives back what it sums up, caption by caption.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from engine.captions.domain import FREE, CaptionDomain
from engine.captions.tokenizers import ENGLISH
from engine.captions.tokens import counted_in, cut, named
from engine.metrics import METRICS, Metric
from engine.metrics.corpus import Corpus, References, listed
from engine.registry import load

if TYPE_CHECKING:
    from engine.captions.attributes import AttributeReport

Made = TypeVar("Made")


class Counts(Protocol):
    """What a score sums up over N captions."""

    def score(self) -> float | None:
        """The score of all of them; None where it is not defined."""

    def resampled(self, weights: np.ndarray) -> np.ndarray:
        """The score (S,) of S sets; not a number where it is not defined.

        Args:
            weights: (S, N) float64, how often each caption stands in each set.
        """


@dataclass(frozen=True, slots=True)
class Values:
    """A value per caption, (N,) float64; the score is their mean, 0 for none."""

    values: np.ndarray

    def score(self) -> float:
        """See ``Counts``."""
        return float(self.values.sum() / max(1, len(self.values)))

    def resampled(self, weights: np.ndarray) -> np.ndarray:
        """See ``Counts``."""
        found: np.ndarray = weights @ self.values / np.maximum(1, weights.sum(1))
        return found


class Shares:
    """Judgements of A properties; the score is the mean over the properties of the share right.

    Args:
        marks: gives (N, A) bool twice: on which properties each caption is judged, and which of those it has right.
            It is called where that is asked for.
        score: gives the score of all captions, where that is known otherwise to the last bit.
    """

    def __init__(
        self, marks: Callable[[], tuple[np.ndarray, np.ndarray]], score: Callable[[], float | None] | None = None
    ) -> None:
        self._marks, self._score = marks, score

    @property
    def judged(self) -> np.ndarray:
        """(N, A) bool."""
        return self._marks()[0]

    @property
    def right(self) -> np.ndarray:
        """(N, A) bool."""
        return self._marks()[1]

    def score(self) -> float | None:
        """See ``Counts``."""
        if self._score is not None:
            return self._score()
        [found] = self.resampled(np.ones((1, len(self.judged)))).tolist()
        return None if np.isnan(found) else float(found)

    def resampled(self, weights: np.ndarray) -> np.ndarray:
        """See ``Counts``."""
        marks = self._marks()
        judged, right = weights @ marks[0], weights @ marks[1]
        any_judged = judged > 0
        shares = np.divide(right, judged, out=np.zeros_like(right), where=any_judged)
        known = any_judged.sum(1)
        found: np.ndarray = np.divide(shares.sum(1), known, out=np.full(len(known), np.nan), where=known > 0)
        return found


class TokenizedReferences:
    """One reference or several for each of N pictures, cut once for any number of sets of captions.

    Args:
        captions: (N) the references.
        domain: the kind of captions they are; scores that belong to another kind are not defined on them.
        facts: (N) what is known of each picture otherwise, as of ``CaptionDomain.known``; None for nothing.
        tokens: count every score on these, whatever its own are.
        language: of the captions, as a BCP 47 key; scores that are defined on English alone are left out of others.
    """

    def __init__(
        self,
        captions: Sequence[References],
        *,
        domain: CaptionDomain = FREE,
        facts: Sequence[Any] | None = None,
        tokens: str | None = None,
        language: str = ENGLISH,
    ) -> None:
        self.captions = [tuple(listed(several)) for several in captions]
        self.domain, self.facts, self.tokens, self.language = domain, facts, tokens, language
        self._cut: dict[str, list[list[list[str]]]] = {}
        # Shared with parts: people's captions are references and candidates in turn.
        self._known: dict[str, dict[str, list[str]]] = {}

    def __len__(self) -> int:
        return len(self.captions)

    @property
    def firsts(self) -> list[str]:
        """The first reference of each picture."""
        return [several[0] for several in self.captions]

    def part(self, kept: Sequence[tuple[int, Sequence[int]]]) -> "TokenizedReferences":
        """Some pictures with some of their references each, by place; nothing is cut into tokens again for it."""
        part = TokenizedReferences(
            [[self.captions[row][place] for place in places] for row, places in kept],
            domain=self.domain,
            facts=None if self.facts is None else [self.facts[row] for row, _ in kept],
            tokens=self.tokens,
            language=self.language,
        )
        part._known = self._known
        return part

    def of(self, candidates: Sequence[str]) -> "ScoredSet":
        """N candidates beside them.

        Raises:
            ValueError: if the numbers differ.
        """
        return ScoredSet(candidates, self)

    def cut(self, tokens: str) -> list[list[list[str]]]:
        """Tokens of each reference, by picture."""
        if tokens not in self._cut:
            flat = iter(self.cut_once([caption for several in self.captions for caption in several], tokens))
            self._cut[tokens] = [[next(flat) for _ in several] for several in self.captions]
        return self._cut[tokens]

    def cut_once(self, captions: Sequence[str], tokens: str) -> list[list[str]]:
        """Tokens of each of any captions; what was cut before, such as a reference, is not cut again."""
        known = self._known.setdefault(tokens, {})
        new = [caption for caption in dict.fromkeys(captions) if caption not in known]
        known.update(zip(new, cut(new, tokens), strict=True))
        return [known[caption] for caption in captions]


class ScoredSet:
    """N captions beside the references of their pictures.

    Attributes:
        candidates: (N) captions.
        references: of the same pictures.

    Raises:
        ValueError: if the numbers differ.
    """

    def __init__(self, candidates: Sequence[str], references: TokenizedReferences) -> None:
        if len(candidates) != len(references):
            raise ValueError(f"{len(candidates)} candidates, but references of {len(references)}")
        self.candidates = candidates
        self.references = references
        self._made: dict[tuple[Any, ...], Any] = {}

    def __len__(self) -> int:
        return len(self.candidates)

    def on(self, tokens: str) -> str:
        """Which tokens a score that asks for some is counted on here: one of ``Tokens``, or a key of ``TOKENIZERS``."""
        return self.references.tokens or counted_in(self.references.language, tokens)

    def corpus(self, tokens: str) -> Corpus:
        """Candidates and references as tokens; those of ``on``.

        Raises:
            ValueError: if a candidate has no reference.
        """
        return self.shared(_corpus, self.on(tokens))

    def shared(self, make: Callable[..., Made], *arguments: Any) -> Made:
        """``make(self, *arguments)``, made once: what several scores look at."""
        if (make, *arguments) not in self._made:
            self._made[make, *arguments] = make(self, *arguments)
        found: Made = self._made[make, *arguments]
        return found

    def attributes(self) -> "AttributeReport | None":
        """What the captions score by attributes, made once; None where captions of this kind tell none.

        Of several references of a picture the first one is asked: what is true of it must be one thing.
        """
        return self.shared(_attributes)

    def marks(self) -> tuple[np.ndarray, np.ndarray]:
        """(N, A) bool twice, made once: on which attributes each caption is judged, and which of those it has right;
        A is 0 where captions of this kind tell none."""
        return self.shared(_marks)

    def counts(self, metric: Metric) -> Counts | None:
        """What a score sums up; None where it is not defined on these captions.

        Raises:
            TypeError: if ``metric.compute`` returns something else than it declares.
        """
        if metric.loss or metric.domain not in ("", self.references.domain.key) or lacking(metric):
            return None
        if metric.english and self.references.language != ENGLISH:
            return None
        found = load(metric.compute)(self, **metric.options)
        if found is None:
            return None
        if metric.per_caption != isinstance(found, np.ndarray):
            raise TypeError(f"{metric.key}: per_caption is {metric.per_caption}, but it gave {type(found).__name__}")
        counts: Counts = Values(found.astype(np.float64)) if isinstance(found, np.ndarray) else found
        return counts

    def scores(self, keys: Iterable[str] | None = None) -> dict[str, float]:
        """The scores by key, those that are defined on these captions.

        Args:
            keys: which; None for all that are registered.
        """
        found = {}
        for key in METRICS if keys is None else keys:
            counts = self.counts(METRICS[key])
            value = None if counts is None else counts.score()
            if value is not None:
                found[key] = value
        return found


def _attributes(scored: ScoredSet) -> "AttributeReport | None":
    known = scored.references
    return known.domain.report(scored.candidates, known.firsts, known.facts)


def _marks(scored: ScoredSet) -> tuple[np.ndarray, np.ndarray]:
    known = scored.references
    nothing = np.zeros((len(scored), 0), dtype=bool)
    return known.domain.marks(scored.candidates, known.firsts, known.facts) or (nothing, nothing)


def _corpus(scored: ScoredSet, tokens: str) -> Corpus:
    return Corpus(scored.references.cut_once(scored.candidates, tokens), scored.references.cut(tokens))


def lacking(metric: Metric) -> str | None:
    """What this machine lacks to compute a score, in a sentence; None where nothing is missing."""
    if not metric.missing:
        return None
    sentence: str | None = load(metric.missing)()
    return sentence


def missing_scores(domain: str = "", language: str = ENGLISH) -> dict[str, str | None]:
    """Scores that not every machine can compute, by key: what this one lacks, in a sentence, or None.

    Args:
        domain: the kind of captions.
        language: of the captions.
    """
    return {
        metric.key: lacking(metric)
        for metric in METRICS.values()
        if metric.missing and metric.domain in ("", domain) and (language == ENGLISH or not metric.english)
    }


def missing_in_json(domain: str = "", language: str = ENGLISH) -> dict[str, str | None]:
    """The same as plain values: ``KEY_missing`` with the sentence or None, and where it is one, None under the key."""
    plain: dict[str, str | None] = {}
    for key, sentence in missing_scores(domain, language).items():
        if sentence is not None:
            plain[key] = None
        plain[f"{key}_missing"] = sentence
    return plain


def on_tokens(named: Mapping[str, Any], tokens: str) -> dict[str, Any]:
    """Values by key as ``--tokens`` wants them: of scores that are counted on two kinds of tokens one, by its plain
    key."""
    twins = [metric for metric in METRICS.values() if metric.counterpart]
    left_out = {metric.key for metric in twins}
    kept = {key: value for key, value in named.items() if key not in left_out}
    kept.update(
        {metric.counterpart: named[metric.key] for metric in twins if metric.tokens == tokens and metric.key in named}
    )
    return kept


def tokens_of(keys: Iterable[str], tokens: str, language: str = ENGLISH) -> dict[str, str]:
    """On which tokens each of some scores is counted, those of one family under one name ("bleu").

    Args:
        tokens: as given to ``on_tokens``.
        language: of the captions.
    """
    switched = {metric.counterpart for metric in METRICS.values() if metric.counterpart}
    found = {}
    for key in keys:
        metric = METRICS.get(key)
        if metric is not None and metric.tokens:
            found[key.rstrip("1234567890")] = counted_in(language, tokens if key in switched else metric.tokens)
    return found


def counted_on(keys: Iterable[str], tokens: str = "nltk", language: str = ENGLISH) -> str:
    """A sentence that says on which tokens each of some scores is counted; empty where none is counted on any.

    Args:
        tokens: as given to ``on_tokens``.
        language: of the captions.
    """
    families: dict[str, list[str]] = {}
    for name, kind in tokens_of(keys, tokens, language).items():
        families.setdefault(kind, []).append(name)
    parts: list[str] = []
    for kind, names in families.items():
        verb = "" if parts else " is counted" if len(names) == 1 else " are counted"
        parts.append(f"{_listed(names)}{verb} on {named(kind)}")
    return ", ".join(parts)


def _listed(names: Sequence[str]) -> str:
    return " and ".join([*([", ".join(names[:-1])] if len(names) > 1 else []), names[-1]])


def score_captions(
    candidates: Sequence[str], references: Sequence[References], tokens: str, language: str = ENGLISH
) -> dict[str, float]:
    """The scores by key of captions of no particular kind, all counted on one kind of tokens: on coco-caption's its own
    figures, on NLTK's words BLEU as NLTK has it.

    Args:
        tokens: one of ``Tokens``, or a key of ``TOKENIZERS``.
        language: of the captions, as a BCP 47 key.

    Raises:
        ValueError: if a candidate has no reference, or the numbers differ.
    """
    scored = TokenizedReferences(references, tokens=tokens, language=language).of(candidates)
    return scored.scores(metric.key for metric in METRICS.values() if not metric.domain and not metric.counterpart)
