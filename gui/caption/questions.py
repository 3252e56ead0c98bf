"""What the captioning job is asked about one picture, between two batches: its words' maps, or other captions of it."""

from collections import deque
from dataclasses import dataclass

from gui.caption.items import Caption, Source


@dataclass(frozen=True, slots=True)
class MapsWanted:
    """Where each word of a caption comes from."""

    source: Source
    caption: Caption


@dataclass(frozen=True, slots=True)
class OthersWanted:
    """Other captions by the model that wrote this one.

    Attributes:
        temperature, top_p, seed: of captions drawn by chance; without a temperature they are those of the beam.
    """

    source: Source
    caption: Caption
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 1


Question = MapsWanted | OthersWanted


class Questions:
    """The last of each kind that is not answered yet: of a caption that was passed by nobody wants to know."""

    def __init__(self) -> None:
        self._maps: deque[MapsWanted] = deque(maxlen=1)
        self._others: deque[OthersWanted] = deque(maxlen=1)

    def __len__(self) -> int:
        return len(self._maps) + len(self._others)

    def ask(self, question: Question) -> None:
        """Ask; on the window's thread."""
        if isinstance(question, MapsWanted):
            self._maps.append(question)
        else:
            self._others.append(question)

    def next(self) -> Question | None:
        """Take the next one, on the job's thread; None where there is none."""
        for asked in (self._maps, self._others):
            try:
                return asked.popleft()
            except IndexError:
                continue
        return None
