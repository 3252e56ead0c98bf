"""What tells shifted pictures from right ones: a linear discriminant of their vectors. numpy alone."""

import numpy as np

_RIDGE = 0.1
"""Share of the mean variance that is added to each: so little a dimension may vary that no discriminant rests on it."""


def discriminant(right: np.ndarray, shifted: np.ndarray, kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The axes (V, M) and offsets (M,) of the log-odds of each kind of shift against right pictures.

    Right pictures and each kind of shifted ones are Gaussians of one covariance (Fisher's linear discriminant, Hastie
    et al. 2009, section 4.3), which is drawn towards a sphere: there are often fewer pictures than dimensions
    (regularised discriminant analysis, Friedman 1989).

    Args:
        right: vectors (N, V) of pictures as they are, less their mean.
        shifted: vectors (S, V) of shifted ones, less the same mean.
        kinds: of each shifted one (S,).
    """
    groups = [np.asarray(shifted[kinds == kind], np.float64) for kind in np.unique(kinds)]
    means = [group.mean(0) for group in groups]
    right = np.asarray(right, np.float64)
    scale = max(float(np.sqrt((right**2).mean())), 1e-6)
    within = np.concatenate([right, *(group - mean for group, mean in zip(groups, means, strict=True))]) / scale
    centres = np.stack(means, 1) / scale
    covariance = shrunk_covariance(within)
    ridge = _RIDGE * np.trace(covariance) / len(covariance)
    axes = np.linalg.solve(covariance + ridge * np.eye(len(covariance)), centres)
    return (axes / scale).astype(np.float32), (-0.5 * (axes * centres).sum(0)).astype(np.float32)


def shrunk_covariance(centred: np.ndarray) -> np.ndarray:
    """The covariance (G, G) of vectors (N, G) whose mean is nought, drawn towards a sphere as Ledoit and Wolf (2004,
    section 3) have it."""
    count, size = centred.shape
    sample = centred.T @ centred / count
    sphere = np.trace(sample) / size
    apart = ((sample - sphere * np.eye(size)) ** 2).sum()
    blur = ((centred**2).sum(1) ** 2).sum() / count**2 - (sample**2).sum() / count
    share = min(1.0, max(0.0, blur / apart)) if apart > 0 else 1.0
    # Where all pictures are the same, as in a margin, the sphere would have no size.
    return (1 - share) * sample + (share * sphere + max(1e-6, 1e-3 * sphere)) * np.eye(size)
