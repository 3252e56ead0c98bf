"""The ground between two values that figures lie between, such as a floor and a ceiling."""

from dataclasses import dataclass

from engine.charts.frame import FONT, Frame, breadth, words

_IN = 6
"""Pixels from the axis to the words."""


@dataclass(frozen=True, slots=True)
class Band:
    """What lies between two values, with their names."""

    low: float
    high: float
    low_name: str
    high_name: str

    def drawn(self, frame: Frame) -> list[str]:
        """The ground and the names, the lower one above its edge and the upper one below."""
        left, upper = frame.at(frame.x.low, self.high)
        right, lower = frame.at(frame.x.high, self.low)
        box = (
            f'<rect x="{left:.1f}" y="{upper:.1f}" width="{right - left:.1f}" height="{max(0.0, lower - upper):.1f}" '
            f'fill="{frame.palette.band}"/>'
        )
        quiet = frame.palette.quiet
        return [
            box,
            words(left + _IN, upper + FONT + 2, self.high_name, quiet),
            words(left + _IN, lower - 5, self.low_name, quiet),
        ]

    def boxes(self, frame: Frame) -> list[tuple[float, float, float, float]]:
        """Where the names stand: left, lower edge, right and upper edge in pixels."""
        left, upper = frame.at(frame.x.low, self.high)
        lower = frame.at(frame.x.low, self.low)[1]
        return [
            (left + _IN, base, left + _IN + breadth(name), base - FONT)
            for name, base in ((self.high_name, upper + FONT + 2), (self.low_name, lower - 5))
        ]
