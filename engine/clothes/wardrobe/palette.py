"""Colours that go together, and the few ways in which they are changed."""

import random

Colour = tuple[int, int, int]


def rgb(code: str) -> Colour:
    """A colour from six hexadecimal digits."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """``share`` of the other colour in the one."""
    return tuple(round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))  # type: ignore[return-value]


def darker(colour: Colour, share: float) -> Colour:
    """A shadow of a colour: darker, and a little cooler."""
    return mixed(colour, (22, 18, 42), share)


def lighter(colour: Colour, share: float) -> Colour:
    """A light on a colour."""
    return mixed(colour, (255, 252, 244), share)


def luminance(colour: Colour) -> float:
    """Perceived lightness, 0 to 255 (Rec. 601 weights)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def distance(colour: Colour, other: Colour) -> float:
    """How far two colours are apart to the eye, roughly: lightness counts most."""
    light = luminance(colour) - luminance(other)
    red, green, blue = (a - b for a, b in zip(colour, other, strict=True))
    return (1.6 * light * light + 0.35 * (red * red + green * green + blue * blue)) ** 0.5


def _colours(codes: str) -> tuple[Colour, ...]:
    return tuple(rgb(code) for code in codes.split())


SKINS = _colours("F8DCC8 F1C7A9 E5B08B D39A72 B97B52 94603E 6E4630")
HAIRS = _colours("231C1B 33241F 4E3325 6D452B 8E5B35 B98A4E D9B673 9A4526")
DARK_HAIRS = HAIRS[:4]
LIPS = _colours("C2544E B5444F C96A62 A63D4A")

CLOTHES = _colours(
    "C4583F D9A441 8FA58A 3E6B57 2B3A59 7F9DB9 E3B5A4 6E3B5C EBDDC5 3B3D42 2F7F86 E57B62 A99BC4 A5492D A9CCE0 "
    "767B4B F0EBE1 D46A84 4C6FA5 8C2F39 B8C9A3 F2C879"
)
LOWERS = _colours("2F3136 2B3A59 B98B5E 5F6747 6B2F3A 8A8D93 D9C9AE 4A4F5C C08A83 3E5C58 7A5A45 A7ABA5 E6DDCB 556B8D")
LEGGINGS = _colours("2F3136 2B3A59 4A3550 1F2A38 5A2E3C 3A4A44")
PASTELS = _colours("F2C6CF C7DCEB D9CDEB F4DCC0 CDE5D6 F6E8B8 E8C3DD BFDDE0")
DENIMS = _colours("2F4A73 3F6498 5E86B8 86A9CF 28385A")
LEATHERS = _colours("26221F 4A2E22 6A3B27 5A1F25 1F2328")
KNITS = _colours("E6D8BF C9A27E A65A43 7E8F79 5D6E8C C98B94 8A8378 D7B25E 4F5B57 B7A6BF")
FURS = _colours("EADFCF C7A98A 8A6A52 D8C3CF 9A9690 5A4A44 E9CFA9")
SHINES = _colours("C9A24B B9BDC7 B77A86 5E7C9B 7D5C99 4E8B7D")
SHOES = _colours("2B2A2E F1EEE8 8C5A3A C9B08E 7B2D32 54607A D8A7A0")
SHOES_MEN = _colours("2B2A2E F1EEE8 8C5A3A 54607A 6B4A33 3C4A44")
LEATHER_SHOES = _colours("2B2A2E 8C5A3A 6B4A33 4A3A32")
ACCENTS = _colours("D64545 F2B134 2F8F83 2D4F9E 8E4A9E E9802E 1F2A38 F4EFE4")


def contrasting(rng: random.Random, choices: tuple[Colour, ...], others: list[Colour], apart: float) -> Colour:
    """A colour that stands out against all the others, or the one that does so best."""
    order = list(choices)
    rng.shuffle(order)
    for colour in order:
        if all(distance(colour, other) >= apart for other in others):
            return colour
    return max(order, key=lambda colour: min((distance(colour, other) for other in others), default=0.0))
