"""How often captions name the attributes that the references name."""

from collections.abc import Sequence

from engine.language.reader import read

# Said of nearly every picture; accessories are a set and are judged apart.
JUDGED = (
    "gender",
    "sleeve",
    "upper_fabric",
    "upper_pattern",
    "neckline",
    "lower",
    "lower_length",
    "lower_fabric",
    "lower_pattern",
)


def attribute_accuracy(candidates: Sequence[str], references: Sequence[str]) -> dict[str, float]:
    """Share of captions with the reference's canonical value, by attribute.

    Only references that say the attribute count; a candidate that leaves it out is wrong. An attribute that no
    reference says is left out.
    """
    pairs = [
        (read(candidate).attributes, read(reference).attributes)
        for candidate, reference in zip(candidates, references, strict=True)
    ]
    accuracy = {}
    for name in JUDGED:
        said = [
            getattr(candidate, name) == getattr(reference, name)
            for candidate, reference in pairs
            if getattr(reference, name) is not None
        ]
        if said:
            accuracy[name] = sum(said) / len(said)
    return accuracy
