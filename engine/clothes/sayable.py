"""What the captions' grammar can say of a record, and which words of it name one label."""

from dataclasses import replace

from engine.clothes.attributes import Accessory, Attributes, Lower, LowerLength

# A coin chooses between pants and shorts where the leg ends at the knee or above it: none of the sample's 27 captions
# of medium or short ones says trousers, as half of those of long ones do.
ABOVE_THE_KNEE = frozenset({LowerLength.THREE_POINT, LowerLength.MEDIUM})
# Said through a possessive alone, so that they cannot be told of somebody whose gender is not.
_POSSESSIVE_ONLY = frozenset({Accessory.WRIST, Accessory.WAIST_CLOTHING, Accessory.GLASSES_HELD})


def sayable(attributes: Attributes) -> Attributes:
    """What the captions' grammar can say of a record: the same record with everything unsayable left out.

    A full record of a dressed person comes back as it is. What changes:

    - trousers that end above the knee or at it are shorts (the captions call both pants or shorts);
    - a sleeve needs the upper garment and its fabric or pattern beside it, or fabric and pattern both;
    - a fabric of the upper garment needs that garment's name, or sleeve and pattern;
    - the upper garment's name needs a sleeve, a fabric or a neckline;
    - fabric and pattern of the lower garment go together, its name needs them or a length;
    - an outer garment needs fabric and pattern;
    - wrist, clothing on the waist and glasses held need a gender ("her wrist");
    - a gender needs a sentence about somebody: one of garments named "clothing" alone tells none.
    """
    upper, sleeve, fabric, pattern = (
        attributes.upper,
        attributes.sleeve,
        attributes.upper_fabric,
        attributes.upper_pattern,
    )
    if upper is None and (sleeve is None or fabric is None or pattern is None):
        sleeve = fabric = None
    if fabric is None and pattern is None:
        sleeve = None
    if sleeve is None and fabric is None and attributes.neckline is None:
        upper = None

    lower, length = attributes.lower, attributes.lower_length
    lower_fabric, lower_pattern = attributes.lower_fabric, attributes.lower_pattern
    if lower_fabric is None or lower_pattern is None:
        lower_fabric = lower_pattern = None
    if length is None and lower_fabric is None:
        lower = None
    lower = settled_lower(lower, length)

    outer = attributes.outer and attributes.outer_fabric is not None and attributes.outer_pattern is not None
    accessories = attributes.accessories
    gender = attributes.gender
    if not (upper and sleeve) and not (lower and length) and not outer and not accessories:
        gender = None
    if gender is None:
        accessories -= _POSSESSIVE_ONLY
    return replace(
        attributes,
        gender=gender,
        upper=upper,
        sleeve=sleeve,
        upper_fabric=fabric,
        upper_pattern=pattern,
        lower=lower,
        lower_length=length,
        lower_fabric=lower_fabric,
        lower_pattern=lower_pattern,
        outer=outer,
        outer_fabric=attributes.outer_fabric if outer else None,
        outer_pattern=attributes.outer_pattern if outer else None,
        accessories=accessories,
    )


def settled_lower(lower: Lower | None, length: LowerLength | None) -> Lower | None:
    """The lower garment's canonical value: trousers that end at the knee or above it are shorts."""
    return Lower.SHORTS if lower is Lower.TROUSERS and length in ABOVE_THE_KNEE else lower
