"""Between what bounds a score lies on somebody's own data: what is reached blindly, and what by knowing everything.

A score says nothing alone. On the data set's test split a constant caption has a BLEU-4 of .33 and the true attributes
in one fixed wording .49: the rest is the coin that chose among wordings.
"""

import hashlib
import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import filelock

from engine.evaluation.constant import best_constant
from engine.files import remove_leftovers, write_json_atomically, writing_problem
from engine.metrics import METRICS
from engine.metrics.bounds import Bounds, CeilingOf, Named
from engine.metrics.corpus import References, listed
from engine.metrics.people import held_out_scores, people_scores, rows_with_several
from engine.metrics.scored import TokenizedReferences

FORMAT = 4
"""To be raised where bounds are found or scored in another way, so that none kept before are read."""


def find_bounds(train: Sequence[References], known: TokenizedReferences, *, seed: int = 1) -> Bounds:
    """The bounds of some references; of several of one picture, the true attributes are those of the first.

    Args:
        train: of each picture, one caption or several that a model may learn from; the references themselves stand in
            where there are none.
        known: the references.
        seed: chooses the random captions.
    """
    train = train or known.captions
    keys = _bounded()

    def score(candidates: Sequence[str]) -> Named:
        return known.of(candidates).scores(keys)

    def drawn(rng: random.Random) -> str:
        several = listed(rng.choice(train))
        return several[0] if len(several) == 1 else rng.choice(several)

    rng = random.Random(seed)
    caption = best_constant(train, known.domain, seed, known.language)
    best, several = known.domain.ceiling(known.firsts), len(rows_with_several(known))
    ceiling: Named | None = None
    ceiling_of: CeilingOf = ""
    if best is not None:
        ceiling, ceiling_of = score(best), "attributes"
    elif 2 * several > len(known):
        ceiling, ceiling_of = people_scores(known, keys), "people"
    return Bounds(
        random=score([drawn(rng) for _ in known.captions]),
        floor=score([caption] * len(known)),
        caption=caption,
        ceiling=ceiling,
        pictures=len(known),
        ceiling_of=ceiling_of,
        single=len(known) - several if ceiling_of == "people" else 0,
    )


def above_ceiling(
    bounds: Bounds, scores: Named, captions: Sequence[str], known: TokenizedReferences
) -> tuple[str, ...]:
    """``Bounds.above``, judged against as many references as the ceiling.

    Args:
        scores: of the captions (N), against all of their references.
    """
    above = bounds.above(scores)
    if bounds.ceiling_of != "people" or not above:
        return above
    # With fewer references BLEU and ROUGE-L fall and CIDEr-D, their mean, stays: what is not above is not asked.
    return bounds.above(held_out_scores(captions, known, above))


def _bounded() -> list[str]:
    return [metric.key for metric in METRICS.values() if metric.bounded]


def kept_bounds(folder: Path, train: Sequence[References], known: TokenizedReferences) -> Bounds:
    """``find_bounds``, kept in a folder for the next evaluation of the same captions.

    Raises:
        Problem: ``disk-full`` or ``folder-unwritable``.
    """
    head = [FORMAT, _bounded(), known.domain.key, known.language, len(train), known.facts]
    digest = hashlib.sha256(json.dumps(head).encode())
    for captions in itertools.chain(train, known.captions):
        digest.update(json.dumps(listed(captions)).encode())
    path = folder / "bounds" / f"{digest.hexdigest()[:32]}.json"
    try:
        return Bounds(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        # Not there, or not as it was written: found anew.
        bounds = find_bounds(train, known)
        _keep(path, bounds)
        return bounds


def _keep(path: Path, bounds: Bounds) -> None:
    """Write the file into a folder of its own, in which what a killed write left can be told from others' work."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Without the lock, what another process is writing right now would pass for a leftover.
        with filelock.FileLock(path.parent.with_suffix(".lock")):
            remove_leftovers(path.parent)
            write_json_atomically(path, asdict(bounds))
    except OSError as error:
        raise writing_problem(error, path.parent, 0) from error
