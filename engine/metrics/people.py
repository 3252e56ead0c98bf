"""How near people come to each other: each caption that people wrote of a picture, scored against the others of it.

A captioner that describes as people do scores about as much, which makes this the natural mark to lay its scores
against. It is no bound: a captioner says what is commonest, and people do not. On 159 pictures of COCO people have a
BLEU-4 of .20 and a CIDEr-D of 1.02 against the four other captions; a captioner such as Up-Down (Anderson et al. 2018)
has .36 and 1.13 on its test split.

Whoever is scored against the other captions of a picture has one reference fewer than a captioner that is scored
against all of them, and more references mean higher scores. So a captioner's scores are laid beside people's against
the very same references (``held_out_scores``).
"""

from collections.abc import Iterable, Iterator, Sequence

from engine.metrics.scored import TokenizedReferences

ROUNDS = 10
"""Captions of a picture that are scored against its others; of more, the first so many."""

Kept = tuple[int, list[int]]


def rows_with_several(known: TokenizedReferences) -> list[int]:
    """The pictures that have more than one reference, by place."""
    return [row for row, several in enumerate(known.captions) if len(several) > 1]


def people_scores(known: TokenizedReferences, keys: Iterable[str]) -> dict[str, float]:
    """What people score, by key: each reference against the others of its picture; empty where none has several.

    In round k the (k+1)-th reference of every picture is its caption, and the others are its references; a picture
    with fewer begins again with its first. There are as many rounds as the picture with most has references, at most
    ``ROUNDS``, and a score is their mean. Pictures with a single reference take no part.
    """
    keys = list(keys)
    return _mean([others.of(captions).scores(keys) for captions, others in _rounds(known)])


def held_out_scores(candidates: Sequence[str], known: TokenizedReferences, keys: Iterable[str]) -> dict[str, float]:
    """What captions score against the references that people are scored against, by key: on the same pictures, with one
    reference held out in each round, the mean over the rounds.

    Args:
        candidates: (N) the captions.
    """
    keys, rows = list(keys), rows_with_several(known)
    chosen = [candidates[row] for row in rows]
    return _mean([others.of(chosen).scores(keys) for _, others in _rounds(known)])


def _rounds(known: TokenizedReferences) -> Iterator[tuple[list[str], TokenizedReferences]]:
    """In each round the references that are held out, and the others."""
    rows = rows_with_several(known)
    for number in range(min(ROUNDS, max((len(known.captions[row]) for row in rows), default=0))):
        held = [(row, number % len(known.captions[row])) for row in rows]
        others = [(row, [place for place in range(len(known.captions[row])) if place != out]) for row, out in held]
        yield [known.captions[row][out] for row, out in held], known.part(others)


def _mean(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """The mean of each score that is defined in every round."""
    first = rounds[0] if rounds else {}
    shared = [key for key in first if all(key in scores for scores in rounds)]
    return {key: sum(scores[key] for scores in rounds) / len(rounds) for key in shared}
