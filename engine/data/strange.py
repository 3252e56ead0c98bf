"""Pictures that show nothing, or nothing that is meant to be seen: what a model says of them it makes up.

The published notebook captions one tensor of noise. Here are normal noise and others of a given brightness, a blank
picture, and what is left of a real one when it is blurred, its pixels are shuffled, or another is laid over it (mixup,
Zhang et al. 2018, at a half).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import numpy as np

    from engine.data.picture import Framing

Kind = Literal["uniform", "normal", "blank", "blurred", "shuffled", "mixed"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NEEDED: dict[Kind, int] = {"uniform": 0, "normal": 0, "blank": 0, "blurred": 1, "shuffled": 1, "mixed": 2}
"""How many real pictures each is made of."""

MEAN, SPREAD = 127.5, 73.9
"""Mean and standard deviation of values drawn evenly from 0 to 255."""
WHITE = 255.0
BLUR = 1 / 14
"""Radius of the blur, in shorter sides: garments are spots of colour, of no kind."""


def usual_mean(kind: Kind) -> float:
    """The mean of a kind where nobody asks for another: white for a blank picture."""
    return WHITE if kind == "blank" else MEAN


@dataclass(frozen=True, slots=True)
class StrangePicture:
    """How a picture is made.

    Attributes:
        seed: of noise, and of the order of what is shuffled.
        mean: of noise, and the value of a blank picture, from 0 to 255.
        spread: standard deviation of noise before it is cut off at 0 and 255.
    """

    kind: Kind
    seed: int = 7
    mean: float = MEAN
    spread: float = SPREAD

    @property
    def told(self) -> str:
        """What it is, in words that are the same everywhere, for commands and exports."""
        if self.kind in ("uniform", "normal"):
            return f"{self.kind} noise, mean {self.mean:g}, spread {self.spread:g}, seed {self.seed}"
        return f"blank, value {self.mean:g}" if self.kind == "blank" else self.kind

    def make(self, framing: "Framing", *pictures: "np.ndarray") -> "np.ndarray":
        """The picture uint8 (H, W, 3).

        Args:
            framing: of the model that is to see it.
            pictures: as many real ones as ``NEEDED`` says, each (H, W, 3) uint8 as the model sees it.
        """
        # The command line reads what there is before it needs what draws it.
        import numpy as np
        from PIL import Image, ImageFilter

        from engine.data.picture import noise

        chance = np.random.default_rng(self.seed)
        shape = (*framing.seen, 3)
        match self.kind:
            case "uniform" if (self.mean, self.spread) == (MEAN, SPREAD):
                return noise(framing, self.seed)
            case "uniform":
                reach = 3**0.5 * self.spread
                return _pixels(chance.uniform(self.mean - reach, self.mean + reach, shape))
            case "normal":
                return _pixels(chance.normal(self.mean, self.spread, shape))
            case "blank":
                return _pixels(np.full(shape, self.mean))
            case "blurred":
                blur = ImageFilter.GaussianBlur(BLUR * min(framing.seen))
                return np.array(Image.fromarray(pictures[0]).filter(blur))
            case "shuffled":
                return chance.permutation(pictures[0].reshape(-1, 3)).reshape(shape)
            case "mixed":
                first, second = (picture.astype(np.float32) for picture in pictures)
                return _pixels((first + second) / 2)


def _pixels(values: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)
