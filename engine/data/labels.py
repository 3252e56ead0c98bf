"""Attributes of a caption as class numbers, for an encoder that also learns to name them directly."""

from enum import StrEnum

import numpy as np

from engine.language.attributes import (
    Accessory,
    Fabric,
    Gender,
    Lower,
    LowerLength,
    Neckline,
    Pattern,
    Sleeve,
    Upper,
)
from engine.language.reader import read

UNSAID = -1

_CLASSES: dict[str, type[StrEnum]] = {
    "gender": Gender,
    "upper": Upper,
    "sleeve": Sleeve,
    "upper_fabric": Fabric,
    "upper_pattern": Pattern,
    "neckline": Neckline,
    "lower": Lower,
    "lower_length": LowerLength,
    "lower_fabric": Fabric,
    "lower_pattern": Pattern,
    "outer_fabric": Fabric,
    "outer_pattern": Pattern,
}
# Classes of each label: the values of a field, then worn or not for the outer garment and each accessory.
LABEL_SIZES = (*(len(values) for values in _CLASSES.values()), *(2 for _ in range(1 + len(Accessory))))


def labels(caption: str) -> np.ndarray:
    """Class numbers (len(LABEL_SIZES),) int64 of a caption; UNSAID where it says nothing, or is not understood."""
    numbers = np.full(len(LABEL_SIZES), UNSAID, dtype=np.int64)
    reading = read(caption)
    if not reading.reliable:
        # A caption of other data is understood in places by chance; its attributes would only mislead.
        return numbers
    attributes = reading.attributes
    for place, (name, values) in enumerate(_CLASSES.items()):
        value = getattr(attributes, name)
        if value is not None:
            numbers[place] = list(values).index(value)
    worn = [attributes.outer, *(accessory in attributes.accessories for accessory in Accessory)]
    numbers[len(_CLASSES) :] = worn
    return numbers
