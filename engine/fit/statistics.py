"""What ``distance`` needs of the training pictures' features, and the thresholds found on the validation pictures'.

The thresholds are put where UNLIKE_RATE of the pictures that are like the training pictures would be told unlike, and
DOUBTFUL_RATE at least doubtful. The scores of the validation pictures beyond their upper fifth are taken as a
generalised Pareto tail (peaks over threshold, Pickands 1975, fitted by probability-weighted moments, Hosking and
Wallis 1987), whose excess is raised by its uncertainty. The fewer pictures there are to calibrate on, the farther away
the thresholds lie: thirty make a lenient judge, none an unjust one.

Where data holds several pictures of one thing, in both splits, the validation pictures have nearer neighbours than a
new photo will have, and more new photos are told doubtful than the rates say.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.fit.discriminant import discriminant, shrunk_covariance
from engine.fit.distance import Arrays, combined, components, terms, vectors

UNLIKE_RATE, DOUBTFUL_RATE = 0.01, 0.05
"""Share of pictures like those of the training that is told unlike, and at least doubtful."""
FEWEST_TRAINING, FEWEST_CALIBRATING = 20, 10
"""Below these nothing is told."""

_COMPONENTS, _AXES = 128, 64
_PLACE_VALUES = 2**17
"""Values of all covariances together: so many dimensions has each place that they fill no more."""
_MOST_AT_A_PLACE, _FEWEST_AT_A_PLACE = 128, 8
_BASIS_PICTURES, _BASIS_BYTES, _BASIS_VECTORS = 256, 400_000_000, 8192
_WEIGHTS = (1.0, 0.5, 0.5, 2.0)
"""Of neighbour, of the largest and the mean of the places, which often tell the same, and of the log-odds of a shift,
which tell what the others hardly see."""
_TAIL = 0.2
_SCALE_RATE = 0.005
_CONFIDENCE = 1.0
"""Deviations by which the tail's excess is raised: five of six times it is then no smaller than the true one."""
_SHAPES = (-0.5, 0.2)
"""Between which the tail's shape is believed."""
_FIRM = 20
"""Scores in the tail by which its shape counts for half; before that it is taken as exponential."""
_HALVED = ("basis", "axes", "bank", "place_factor")


def learn(
    batches: Iterable[np.ndarray], shifted: Iterable[tuple[np.ndarray, np.ndarray]] = ()
) -> dict[str, np.ndarray]:
    """The statistics of the features (B, P, C) of training pictures, batch by batch; thresholds are still missing.

    Each batch is looked at once, and the basis is taken from the first few hundred pictures: these should be drawn at
    random.

    Args:
        shifted: features of shifted training pictures, and the kind (B,) of each; looked at after the others. Without
            any, shifts are not looked for.

    Raises:
        ValueError: where there are fewer than FEWEST_TRAINING pictures, or a feature is not finite.
    """
    pictures: list[np.ndarray] = []
    placed: list[np.ndarray] = []
    basis: np.ndarray | None = None
    for first, batch in _begun(batches):
        _require_finite(batch)
        if basis is None:
            basis = _basis(first)
            at_a_place = math.sqrt(_PLACE_VALUES / batch.shape[1])
            wide = int(np.clip(at_a_place, _FEWEST_AT_A_PLACE, _MOST_AT_A_PLACE))
        pictures.append(vectors(batch, basis))
        placed.append(batch @ basis[:, :wide])
    count = sum(map(len, pictures))
    if basis is None or count < FEWEST_TRAINING:
        raise ValueError(f"there are {count} training pictures, too few")
    whole = np.concatenate(pictures)
    mean = whole.mean(0)
    axes = _halved(_principal(whole - mean, _AXES))
    place_mean, factors = _gaussians(np.concatenate(placed))
    arrays = {
        "basis": basis,
        "mean": mean,
        "axes": axes,
        "bank": _halved((whole - mean) @ axes),
        "place_mean": place_mean,
        "place_factor": _halved(factors),
    }
    found: list[np.ndarray] = []
    kinds: list[np.ndarray] = []
    for batch, kind in shifted:
        _require_finite(batch)
        found.append(vectors(np.asarray(batch, np.float32), basis) - mean)
        kinds.append(kind)
    if found:
        axes_and_offset = discriminant(whole - mean, np.concatenate(found), np.concatenate(kinds))
        arrays["shift_axes"], arrays["shift_offset"] = axes_and_offset
    return arrays


def _require_finite(batch: np.ndarray) -> None:
    if not np.isfinite(batch).all():
        raise ValueError("a feature is not finite")


def calibrate(arrays: Arrays, found: np.ndarray) -> dict[str, np.ndarray]:
    """The statistics with thresholds, from ``components`` (N, T) of pictures that they are not of.

    Raises:
        ValueError: where there are fewer than FEWEST_CALIBRATING pictures.
    """
    if len(found) < FEWEST_CALIBRATING:
        raise ValueError(f"there are {len(found)} pictures to calibrate on, too few")
    tails = [Tail.of(column) for column in found.T]
    begin = np.array([tail.begin for tail in tails])
    scaled = {**arrays, "begin": begin, "scale": np.array([tail.passed_by(_SCALE_RATE) for tail in tails]) - begin}
    scaled["weights"] = np.array(_WEIGHTS[: found.shape[1]])
    scores = combined(found, scaled)
    tail = Tail.of(scores)
    bounds = np.array([scores.min(), *(tail.passed_by(rate, _CONFIDENCE) for rate in (DOUBTFUL_RATE, UNLIKE_RATE))])
    return {name: np.asarray(value, np.float32) for name, value in {**scaled, "bounds": bounds}.items()}


@dataclass(frozen=True, slots=True)
class Tail:
    """The upper tail of scores as a generalised Pareto distribution.

    Attributes:
        begin: where it begins: a fifth of the scores lies beyond.
        spread, shape: of the distribution.
        count: of the scores beyond.
    """

    begin: float
    spread: float
    shape: float
    count: int

    @classmethod
    def of(cls, scores: np.ndarray) -> "Tail":
        """The tail of scores (N,)."""
        begin = float(np.quantile(scores, 1 - _TAIL))
        beyond = np.sort(scores[scores > begin] - begin)
        count = len(beyond)
        if not count or beyond[-1] <= 0:
            return cls(begin, 1e-3, 0.0, max(1, count))
        mean = float(beyond.mean())
        chances = (np.arange(1, count + 1) - 0.35) / count
        moment = float(((1 - chances) * beyond).mean())
        shape = 2 - mean / (mean - 2 * moment) if mean > 2 * moment else _SHAPES[0]
        shape = float(np.clip(shape * count / (count + _FIRM), *_SHAPES))
        return cls(begin, max(1e-3, mean * (1 - shape)), shape, count)

    def passed_by(self, rate: float, confidence: float = 0.0) -> float:
        """The score that a share ``rate`` of all scores passes, at most a fifth.

        Args:
            confidence: deviations of the mean excess by which it is put farther away.
        """
        times = _TAIL / rate
        excess = math.log(times) if abs(self.shape) < 1e-6 else (times**self.shape - 1) / self.shape
        return self.begin + self.spread * excess * (1 + confidence / math.sqrt(self.count))


def measured(batches: Iterable[np.ndarray], arrays: Arrays) -> np.ndarray:
    """``components`` (N, T) of all features (B, P, C)."""
    return np.concatenate([np.zeros((0, terms(arrays))), *(components(batch, arrays) for batch in batches)])


def to_store(arrays: Arrays) -> dict[str, np.ndarray]:
    """As they are written: the large ones in half the bytes, to which they were rounded when they were learnt."""
    return {
        name: np.ascontiguousarray(value, np.float16 if name in _HALVED else np.float32)
        for name, value in arrays.items()
    }


def _begun(batches: Iterable[np.ndarray]) -> Iterator[tuple[Sequence[np.ndarray], np.ndarray]]:
    """Each batch in float32, beside the first ones, which are held until there are enough of them for a basis."""
    first: list[np.ndarray] = []
    rest = iter(batches)
    for batch in rest:
        first.append(np.asarray(batch, np.float32))
        if sum(map(len, first)) >= _BASIS_PICTURES or sum(piece.nbytes for piece in first) >= _BASIS_BYTES:
            break
    for batch in first:
        yield first, batch
    first = []
    for batch in rest:
        yield first, np.asarray(batch, np.float32)


def _halved(value: np.ndarray) -> np.ndarray:
    return value.astype(np.float16).astype(np.float32)


def _basis(first: Sequence[np.ndarray]) -> np.ndarray:
    """The principal components (C, D) of the features of any place."""
    found = np.concatenate([batch.reshape(-1, batch.shape[2]) for batch in first])
    if len(found) > _BASIS_VECTORS:
        found = found[np.random.default_rng(0).choice(len(found), _BASIS_VECTORS, replace=False)]
    return _halved(_principal(found - found.mean(0), _COMPONENTS))


def _principal(centred: np.ndarray, most: int) -> np.ndarray:
    """The first principal components (C, K) of vectors (N, C), K at most ``most``."""
    count, size = centred.shape
    wide = count < size
    products = centred @ centred.T if wide else centred.T @ centred
    values, found = np.linalg.eigh(products.astype(np.float64))
    kept = values[::-1][:most] > 1e-7 * max(float(values[-1]), 1e-12)
    found = found[:, ::-1][:, :most][:, kept]
    if not kept.any():
        # All are the same: any direction is as good as another.
        return np.eye(size, 1, dtype=np.float32)
    if wide:
        found = centred.T @ found
        found = found / np.linalg.norm(found, axis=0)
    return found.astype(np.float32)


def _gaussians(seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean (P, G) of features (N, P, G) at each place, and a factor (P, G, G) of the inverse of the covariance
    there."""
    means, factors = [], []
    for place in range(seen.shape[1]):
        values = seen[:, place].astype(np.float64)
        mean = values.mean(0)
        means.append(mean)
        factors.append(np.linalg.cholesky(np.linalg.inv(shrunk_covariance(values - mean))))
    return np.array(means, np.float32), np.array(factors, np.float32)
