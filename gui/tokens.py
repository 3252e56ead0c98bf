"""Design tokens: the window's colours, spaces and sizes."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor

STEP = 8
"""The grid: every distance is a multiple of it, or half of it inside a control."""
PAD = 16
"""Inside a card, and between the window's edge and the cards."""
GAP = 12
"""Between two cards."""
CONTROL = 34
"""Height of a control."""
CORNER = 10
"""Corner of a card; a control has 8, a picture 6."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, as #rrggbb. ``lines`` are the plots' colours, told apart by colour-blind eyes too."""

    name: Literal["light", "dark"]
    ground: str
    card: str
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    soft: str
    good: str
    doubt: str
    bad: str
    mark: str
    lines: tuple[str, str, str, str]

    @property
    def dark(self) -> bool:
        """Whether light text stands on dark ground."""
        return self.name == "dark"

    def mix(self, colour: str, share: float, under: str | None = None) -> str:
        """``share`` of a colour over another (the card's where none is given), opaque."""
        over, below = QColor(colour), QColor(under or self.card)
        parts = [
            round(a * share + b * (1 - share))
            for a, b in zip(over.getRgb()[:3], below.getRgb()[:3], strict=True)  # type: ignore[index]
        ]
        return "#{:02x}{:02x}{:02x}".format(*parts)


LIGHT = Theme(
    name="light",
    ground="#f5f4f1",
    card="#ffffff",
    line="#e3e0d9",
    text="#23262b",
    quiet="#686d75",
    accent="#2c5f94",
    on_accent="#ffffff",
    soft="#e9eff6",
    good="#2b7a58",
    doubt="#b07d10",
    bad="#a8432f",
    mark="#fff1c9",
    lines=("#0072b2", "#d55e00", "#009e73", "#cc79a7"),
)
DARK = Theme(
    name="dark",
    ground="#16181b",
    card="#1f2226",
    line="#33373d",
    text="#e7e5e0",
    quiet="#9ba1a9",
    accent="#7db1e4",
    on_accent="#10202f",
    soft="#263342",
    good="#6fc79d",
    doubt="#e0b250",
    bad="#e58d78",
    mark="#4a3f1d",
    lines=("#56b4e9", "#e69f00", "#4bc4a0", "#e0a3c6"),
)
