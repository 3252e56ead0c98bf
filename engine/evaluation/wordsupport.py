"""One word of a caption: how sure the model was of it, and how far the picture supports it. No torch."""

import math
from dataclasses import dataclass

UNSURE = 0.5
"""Probability of saying a thing, in whatever word, below which the model rather says another."""
NONE = 0.1
"""Nats of support below which there is none: the blank picture makes the word less likely by a tenth at most."""
GIVEN = 0.95
"""Probability beside a blank picture from which on the words before leave no choice, as "pure" none but "color"."""


@dataclass(frozen=True, slots=True)
class WordSupport:
    """One word of a caption.

    Attributes:
        start, length: its characters in the caption.
        probability: of the word, after those before it.
        meaning: of any word that says the same there, as "crew" and "round" do.
        support: by how many nats the logarithm of the probability falls beside a blank picture.
        tells: it is no function word (``CaptionDomain.word_groups``), of which support says nothing of what is seen.
        trusted: False where the picture is unlike what the model was trained on. What the picture changes there tells
            nothing of what it shows, so that no word is supported.
    """

    word: str
    start: int
    length: int
    probability: float
    meaning: float
    support: float
    tells: bool
    trusted: bool = True

    @property
    def blank(self) -> float:
        """The word's probability beside a blank picture."""
        return self.probability * math.exp(-self.support)

    @property
    def supported(self) -> bool:
        """It tells something that the picture makes likelier, and the picture is one that the model can judge."""
        return self.trusted and self.tells and self.support >= NONE

    @property
    def unsure(self) -> bool:
        """It tells something that the model would rather not have said."""
        return self.tells and self.meaning < UNSURE

    @property
    def made_up(self) -> bool:
        """It tells something that the picture does not support, and that the words before do not ask for."""
        return self.tells and self.support < NONE and self.blank < GIVEN
