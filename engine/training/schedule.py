"""Learning rates as a function of the step, and what evaluations change in them."""

import math
from typing import Literal


def rate_factor(step: int, steps: int, warmup_steps: int, schedule: Literal["constant", "cosine", "plateau"]) -> float:
    """What the rates are multiplied with at a step counted from 0, in a run of ``steps``.

    Linear warm-up, then constant or half a cosine down to zero (Loshchilov and Hutter 2017, section 3, one period).
    What plateau does to constant rates is in ``Patience.factor``.
    """
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    if schedule != "cosine":
        return 1.0
    share = (step - warmup_steps) / max(1, steps - warmup_steps)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, share)))
