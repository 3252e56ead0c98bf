"""A chart's ground: its colours, its axes, and where figures lie on it."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from engine.charts.ticks import nice

LEFT, RIGHT, TOP, BOTTOM = 52, 14, 12, 38
FONT = 11
LETTER = 0.56
"""Width of a letter in shares of the font's size, on average: enough to keep names inside a chart."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #rrggbb, and the letters' font; ``series`` are told apart by colour-blind eyes too."""

    text: str = "#23262b"
    quiet: str = "#686d75"
    line: str = "#e3e0d9"
    band: str = "#e9eff6"
    series: tuple[str, ...] = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
    family: str = "sans-serif"


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its ends, what stands beneath it, how its figures are worded, and what lies between two of them."""

    low: float
    high: float
    name: str = ""
    word: Callable[[float], str] = "{:g}".format
    step: Callable[[float], float] = nice

    @classmethod
    def over(
        cls,
        values: Sequence[float],
        name: str = "",
        word: Callable[[float], str] = "{:g}".format,
        *,
        zero: bool = False,
        step: Callable[[float], float] = nice,
    ) -> "Axis":
        """An axis with a little room around some values, from 0 where that is wanted; never of no length.

        Where no value is negative the axis is not, either.
        """
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        low = min(0.0, low) if zero else low
        room = (high - low or abs(high) or 1.0) * 0.06
        return cls(low - room if low < 0 else max(0.0, low - room), high + room, name, word, step)

    def ticks(self, most: float) -> list[float]:
        """Round figures between the ends, about ``most`` of them."""
        step = self.step((self.high - self.low) / max(1.0, most))
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        # Told in the digits of the step: 3 * 0.1 is not 0.3.
        digits = max(0, 1 - math.floor(math.log10(step)))
        return [round(number * step, digits) for number in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Frame:
    """A chart of ``width`` by ``height`` pixels over two axes."""

    x: Axis
    y: Axis
    width: int
    height: int
    palette: Palette
    right: int = RIGHT

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a pair of figures lies, in pixels from the upper left."""
        across = (x - self.x.low) / (self.x.high - self.x.low)
        up = (y - self.y.low) / (self.y.high - self.y.low)
        inner, tall = self.width - LEFT - self.right, self.height - TOP - BOTTOM
        return LEFT + across * inner, TOP + (1 - up) * tall

    def axes(self) -> list[str]:
        """Lines and figures of the axes."""
        parts = []
        inner, tall = self.width - LEFT - self.right, self.height - TOP - BOTTOM
        for value in self.y.ticks(tall / 40):
            y = self.at(self.x.low, value)[1]
            parts.append(line(LEFT, y, LEFT + inner, y, self.palette.line))
            parts.append(words(LEFT - 8, y + 4, self.y.word(value), self.palette.quiet, "end"))
        for value in self.x.ticks(inner / 72):
            x = self.at(value, self.y.low)[0]
            parts.append(words(x, TOP + tall + 16, self.x.word(value), self.palette.quiet, "middle"))
        if self.x.name:
            parts.append(words(LEFT + inner / 2, self.height - 5, self.x.name, self.palette.quiet, "middle"))
        return parts

    def drawing(self, parts: Sequence[str], title: str) -> str:
        """The whole SVG; ``title`` says what it shows to who cannot see it."""
        family = quoteattr(self.palette.family)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}" role="img" font-family={family} font-size="{FONT}">'
            f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
        )


def grouped(drawing: str, x: float, y: float) -> str:
    """What ``Frame.drawing`` made, as a group of a larger SVG: of an SVG in an SVG some viewers show nothing."""
    return re.sub(
        r'^<svg [^>]*?(role="img".*?)>(.*)</svg>$', rf'<g transform="translate({x:g} {y:g})" \1>\2</g>', drawing
    )


def line(x1: float, y1: float, x2: float, y2: float, colour: str, dash: str = "") -> str:
    """A hairline."""
    dashed = f" stroke-dasharray={quoteattr(dash)}" if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashed}/>'


def words(x: float, y: float, text: str, colour: str, anchor: str = "start", bold: bool = False) -> str:
    """A word at a place; ``anchor``: start, middle or end of it stands there."""
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'


def breadth(text: str) -> float:
    """About how many pixels a word takes; a Chinese letter is as wide as it is high."""
    return sum(FONT if ord(letter) > 0x2E7F else FONT * LETTER for letter in text)
