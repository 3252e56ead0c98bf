"""Features of pictures that no model made: each place has a mean and directions of its own."""

import numpy as np

PLACES, CHANNELS = 12, 24


def features(count: int, seed: int, places: int = PLACES) -> np.ndarray:
    """(count, places, CHANNELS) float32, positive as behind a ReLU; all seeds have the same distribution."""
    fixed, chance = np.random.default_rng(0), np.random.default_rng(seed)
    means, directions = fixed.random((places, CHANNELS)), fixed.random((6, CHANNELS)) - 0.5
    drawn = chance.standard_normal((count, 1, 6)) + 0.3 * chance.standard_normal((count, places, 6))
    noise = 0.05 * chance.standard_normal((count, places, CHANNELS))
    return np.maximum(means + 0.3 * drawn @ directions + noise, 0).astype(np.float32)


def batches(values: np.ndarray, size: int = 32) -> list[np.ndarray]:
    return [values[first : first + size] for first in range(0, len(values), size)]
