"""Attributes of a caption as class numbers, for an encoder that also learns to name them directly."""

import numpy as np

from engine.captions.domain import UNSAID
from engine.clothes.attributes import FIELD_VALUES, Accessory
from engine.clothes.reader import Reading, read

# Classes of each label: the values of a field, then worn or not for the outer garment and each accessory.
LABEL_NAMES = (*FIELD_VALUES, "outer", *(str(accessory) for accessory in Accessory))
LABEL_SIZES = (*(len(values) for values in FIELD_VALUES.values()), *(2 for _ in range(1 + len(Accessory))))

# Walking through an enumeration takes longer than reading a caption does.
_NUMBERS = [{value: number for number, value in enumerate(values)} for values in FIELD_VALUES.values()]
_ACCESSORIES = tuple(Accessory)


def label_value(place: int, number: int) -> str:
    """The word for a class number of the label at a place of ``LABEL_NAMES``; "no" or "yes" where it is worn or not."""
    values = list(FIELD_VALUES.values())
    return str(list(values[place])[number]) if place < len(values) else ("no", "yes")[number]


def labels(caption: str) -> np.ndarray:
    """Class numbers (len(LABEL_SIZES),) int64 of a caption; UNSAID where it says nothing, or is not understood."""
    return labels_of(read(caption))


def labels_of(reading: Reading) -> np.ndarray:
    """The same of a caption that has been read."""
    numbers = np.full(len(LABEL_SIZES), UNSAID, dtype=np.int64)
    if not reading.reliable:
        # A caption of other data is understood in places by chance; its attributes would only mislead.
        return numbers
    attributes = reading.attributes
    for place, name in enumerate(FIELD_VALUES):
        value = getattr(attributes, name)
        if value is not None:
            numbers[place] = _NUMBERS[place][value]
    worn = [attributes.outer, *(accessory in attributes.accessories for accessory in _ACCESSORIES)]
    numbers[len(FIELD_VALUES) :] = worn
    return numbers
