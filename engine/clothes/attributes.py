"""What a caption says of a picture: one typed record of canonical values.

Words that name one label (pure | solid color, round | crew, pants | trousers, …) fall together in one canonical value;
the word that was said stands beside it in ``said``. Equality and hashing look at the canonical values alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Gender(StrEnum):
    """Who wears it; None in a record means that the caption does not say."""

    FEMALE = "female"
    MALE = "male"


class Upper(StrEnum):
    """The upper garment. Shirt, T-shirt and sweater name one label: a coin chose among them by sleeve."""

    TANK = "tank"
    SHIRT = "shirt"


class Sleeve(StrEnum):
    """How far the sleeve of the upper garment reaches."""

    SLEEVELESS = "sleeveless"
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class Neckline(StrEnum):
    """The neckline of the upper garment; round and crew are one."""

    ROUND = "round"
    V_SHAPE = "v-shape"
    LAPEL = "lapel"
    STAND = "stand"
    SQUARE = "square"
    SUSPENDERS = "suspenders"


class Fabric(StrEnum):
    """The fabric of a garment; mixed and other are one."""

    COTTON = "cotton"
    DENIM = "denim"
    CHIFFON = "chiffon"
    KNITTING = "knitting"
    LEATHER = "leather"
    FURRY = "furry"
    OTHER = "other"


class Pattern(StrEnum):
    """The pattern of a garment; complicated, mixed and other are one, plaid is lattice, stripe is striped."""

    PURE = "pure color"
    GRAPHIC = "graphic"
    FLORAL = "floral"
    STRIPED = "striped"
    LATTICE = "lattice"
    COLOR_BLOCK = "color block"
    OTHER = "other"


class Lower(StrEnum):
    """The lower garment. Pants and trousers are one; three-point, short and medium ones are shorts."""

    TROUSERS = "trousers"
    SHORTS = "shorts"
    SKIRT = "skirt"
    LEGGINGS = "leggings"


class LowerLength(StrEnum):
    """How far the lower garment reaches; short and medium are one."""

    THREE_POINT = "three-point"
    MEDIUM = "medium"
    THREE_QUARTER = "three-quarter"
    LONG = "long"


class Accessory(StrEnum):
    """What is worn beside the garments."""

    HAT = "hat"
    SUNGLASSES = "sunglasses"
    GLASSES_HELD = "glasses held"
    NECKWEAR = "neckwear"
    WRIST = "wrist"
    RING = "ring"
    BELT = "belt"
    WAIST_CLOTHING = "clothing on the waist"
    SOCKS = "socks"
    SOCKS_IN_SHOES = "socks in shoes"
    LEGGINGS = "leggings"


GARMENT_VALUES: Mapping[str, type[StrEnum]] = MappingProxyType(
    {
        "upper": Upper,
        "sleeve": Sleeve,
        "upper_fabric": Fabric,
        "upper_pattern": Pattern,
        "neckline": Neckline,
        "lower": Lower,
        "lower_length": LowerLength,
        "lower_fabric": Fabric,
        "lower_pattern": Pattern,
    }
)
"""The fields of ``Attributes`` that tell of the upper and the lower garment, with their values."""
FIELD_VALUES: Mapping[str, type[StrEnum]] = MappingProxyType(
    {"gender": Gender, **GARMENT_VALUES, "outer_fabric": Fabric, "outer_pattern": Pattern}
)
"""All fields of ``Attributes`` that hold one of several values. Their order numbers the labels of trained encoders."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """One outfit. None means that the caption does not say.

    ``said`` maps a field's name to the word that stood for its value ("upper": "sweater"), where the caption chose one
    of several; it takes no part in equality.
    """

    gender: Gender | None = None
    upper: Upper | None = None
    sleeve: Sleeve | None = None
    upper_fabric: Fabric | None = None
    upper_pattern: Pattern | None = None
    neckline: Neckline | None = None
    lower: Lower | None = None
    lower_length: LowerLength | None = None
    lower_fabric: Fabric | None = None
    lower_pattern: Pattern | None = None
    outer: bool = False
    outer_fabric: Fabric | None = None
    outer_pattern: Pattern | None = None
    accessories: frozenset[Accessory] = frozenset()
    said: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def to_json(self) -> dict[str, Any]:
        """Plain values under the fields' names, None where nothing is said; accessories in their own order."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {
            **values,
            "accessories": [accessory for accessory in Accessory if accessory in self.accessories],
            "said": dict(self.said),
        }

    def __reduce__(self) -> tuple[Any, ...]:
        # A mapping proxy cannot be pickled, and records travel between processes.
        values = {name: getattr(self, name) for name in self.__slots__ if name != "said"}
        return _rebuild, (values, dict(self.said))


def _rebuild(values: dict[str, Any], words: dict[str, str]) -> Attributes:
    return Attributes(**values, said=MappingProxyType(words))
