"""How far pictures lie from those that a model was trained on, by their features alone.

numpy alone, and nothing of this program: an export carries this module along, so that it tells the same.

Four terms are taken, which miss different things:

- ``neighbour``: to the nearest training picture (Sun et al. 2022, section 3, with k = 1) in the principal subspace of
  the training pictures, plus what lies outside of that subspace (the residual of ViM, Wang et al. 2022, section 4.1).
  A picture is its features averaged over all places beside those of its upper, middle and lower third (a pyramid as of
  Lazebnik et al. 2006). It finds what the training pictures never showed, and what stands upside down or turned.
- ``places``: at each place of the grid a Gaussian of the principal components that the training features have there
  (PaDiM, Defard et al. 2021, section 3.2). The largest squared Mahalanobis distance of all places finds what is well
  but for a part of it, their mean what is a little wrong everywhere. A grid of one place leaves the plain Mahalanobis
  distance (Lee et al. 2018).
- ``shift``: the log-odds that the picture is a shifted one, such as one upside down, covered or cut in halves, by a
  linear discriminant of the vectors that ``neighbour`` looks at (see ``shifts`` and ``discriminant``). Statistics made
  before it was learnt do without.

Features are those of the encoder's last grid, even where the decoder reads what is pooled from them: an encoder that
was trained to name attributes pools away what makes a picture strange.

The logarithm of each distance, and the log-odds, are put on a scale on which 0 is passed by a fifth of the validation
pictures and 1 by one of 200, and what passes 0 is added up: neighbour, the mean of what the places tell, and twice the
shift.
"""

from collections.abc import Mapping

import numpy as np

Arrays = Mapping[str, np.ndarray]
"""The statistics by name, float32 once they are read, of features of P places and C channels:

    basis (C, D)                the principal components of the features of any place
    mean (V,), axes (V, K)      of the training pictures as vectors (see ``vectors``), and their principal components
    bank (N, K)                 the training pictures in this subspace
    place_mean (P, G)           of the first G components at each place
    place_factor (P, G, G)      and a factor of the inverse of their covariance
    shift_axes (V, M)           of the log-odds of each of M kinds of shifted pictures, for a vector less the mean;
    shift_offset (M,)           and what is added to them. Both may be missing
    begin (T,), scale (T,)      of the T terms: the logarithms of the squared distances (neighbour, largest and mean of
                                the places), and the log-odds of a shift
    weights (T,)                of them in their sum
    bounds (3,)                 of that sum: the least of a validation picture; where doubtful begins, and unlike
"""

THIRDS = 3
_THIRD = 0.4
"""Weight of each third beside the whole picture."""
_LEAST = 1e-12
"""Below which no squared distance is told from nought."""
_PIECE = 64
"""Pictures compared with the whole bank at once."""


def vectors(features: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Pictures as vectors (B, V), of features (B, P, C): V is C, and THIRDS x D more where there are as many places."""
    whole = features.mean(1)
    if features.shape[1] < THIRDS:
        return whole
    thirds = np.stack([part.mean(1) for part in np.array_split(features, THIRDS, axis=1)], 1)
    return np.concatenate([whole, _THIRD * (thirds @ basis).reshape(len(features), -1)], 1)


def components(features: np.ndarray, arrays: Arrays) -> np.ndarray:
    """The terms (B, T) of features (B, P, C): the logarithms of the squared distances, and the log-odds of a shift."""
    features = np.asarray(features, dtype=np.float32)
    places = _places(features, arrays)
    centred = vectors(features, arrays["basis"]) - arrays["mean"]
    found = np.stack([_neighbour(centred, arrays), places.max(1), places.mean(1)], 1)
    told = np.log(np.maximum(found, _LEAST))
    return told if terms(arrays) == 3 else np.concatenate([told, _shift(centred, arrays)[:, None]], 1)


def terms(arrays: Arrays) -> int:
    """How many terms there are: 3, and 4 where shifted pictures were learnt from."""
    return 4 if "shift_axes" in arrays else 3


def combined(found: np.ndarray, arrays: Arrays) -> np.ndarray:
    """The score (B,) of ``components`` (B, T): the weighted sum of what passes 0, or the largest where none does."""
    scaled = (found - arrays["begin"]) / arrays["scale"]
    return np.maximum(scaled, 0) @ arrays["weights"] + np.minimum(scaled.max(1), 0)


def distances(features: np.ndarray, arrays: Arrays) -> np.ndarray:
    """The distances (B,) of features (B, P, C): 0 for the nearest validation picture and what is nearer, 1 where unlike
    begins."""
    least, _, unlike = arrays["bounds"]
    return np.maximum((combined(components(features, arrays), arrays) - least) / (unlike - least), 0.0)


def doubtful_from(arrays: Arrays) -> float:
    """The distance from which on a picture is doubtful."""
    least, doubtful, unlike = arrays["bounds"]
    return float((doubtful - least) / (unlike - least))


def _neighbour(centred: np.ndarray, arrays: Arrays) -> np.ndarray:
    # Differences of large numbers follow: float32 would blur what is near.
    centred = centred.astype(np.float64)
    inside = centred @ arrays["axes"]
    outside = (centred**2).sum(1) - (inside**2).sum(1)
    bank = arrays["bank"].astype(np.float64)
    lengths = (bank**2).sum(1)
    nearest = [
        ((piece**2).sum(1)[:, None] + lengths - 2 * piece @ bank.T).min(1)
        for piece in np.array_split(inside, range(_PIECE, len(inside), _PIECE))
    ]
    return np.maximum(np.concatenate(nearest), 0) + np.maximum(outside, 0)


def _shift(centred: np.ndarray, arrays: Arrays) -> np.ndarray:
    """The log-odds (B,) that vectors less the mean are of any of the kinds of shifted pictures, all equally likely."""
    odds = centred.astype(np.float64) @ arrays["shift_axes"] + arrays["shift_offset"]
    return np.logaddexp.reduce(odds, axis=1) - np.log(odds.shape[1])


def _places(features: np.ndarray, arrays: Arrays) -> np.ndarray:
    """Squared Mahalanobis distances (B, P)."""
    mean, factor = arrays["place_mean"], arrays["place_factor"]
    seen = features @ arrays["basis"][:, : mean.shape[1]] - mean
    # A product of matrices for each place.
    scaled = np.matmul(seen.transpose(1, 0, 2), factor)
    return (scaled**2).sum(2).T
