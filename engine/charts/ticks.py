"""Where figures and names stand along an axis, and how times are worded."""

import math
from collections.abc import Sequence


def nice(rough: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten that is not below ``rough``."""
    power = float(10.0 ** math.floor(math.log10(rough)))
    return next(figure * power for figure in (1.0, 2.0, 5.0, 10.0) if figure * power >= rough * 0.999)


def nice_time(rough: float) -> float:
    """The nearest round length of time, in seconds, that is not below ``rough``: 15 s, 2 min, 1 h, not 200 s."""
    known = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
    found = next((float(length) for length in known if rough <= length * 1.001), None)
    return nice(rough / 3600) * 3600 if found is None else found


def spread(places: Sequence[float], height: float, top: float, bottom: float) -> list[float]:
    """Places in order, moved as little as keeps them ``height`` apart and between top and bottom."""
    moved = [min(max(place, top), bottom) for place in places]
    for number in range(1, len(moved)):
        moved[number] = max(moved[number], moved[number - 1] + height)
    if moved and moved[-1] > bottom:
        moved[-1] = bottom
        for number in range(len(moved) - 2, -1, -1):
            moved[number] = min(moved[number], moved[number + 1] - height)
    return moved


def clock(seconds: float) -> str:
    """Seconds as 0:07, 2:51 or 1:02:03."""
    whole = round(seconds)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"
