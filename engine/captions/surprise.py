"""How surprised a model was by the words that it wrote."""

import math
import sys
from collections.abc import Sequence


def mean_surprise(probabilities: Sequence[float]) -> float | None:
    """The mean surprisal of a caption's words in nats (Shannon 1948, section 6): the logarithm of its perplexity.

    Args:
        probabilities: of each word, after those before it.

    Returns:
        0 where the model was sure of every word; None for a caption without words.
    """
    if not probabilities:
        return None
    return -sum(math.log(max(value, sys.float_info.min)) for value in probabilities) / len(probabilities)
