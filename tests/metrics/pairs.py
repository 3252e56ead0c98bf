"""Candidates and references for the parity with pycocoevalcap, made up from a seed and the same everywhere."""

import random

NOUNS = (
    "lady",
    "man",
    "woman",
    "guy",
    "person",
    "shirt",
    "sweater",
    "skirt",
    "trousers",
    "hat",
    "ring",
    "belt",
    "sleeve",
    "neckline",
    "衬衫",
    "naïveté",
    "крой",
)
KINDS = (
    "long-sleeve",
    "v-shape",
    "cotton",
    "denim",
    "striped",
    "pure",
    "floral",
    "3/4",
    "short",
    "café-style",
    "ärmellos",
    "棉质",
    "(blue)",
    "“round”",
    "50%",
)
FRAMES = (
    "The {noun} wears a {kind} {noun} with {kind} patterns.",
    "It has a {kind} {noun}.",
    "The {noun} is with {kind} fabric, and it's {kind}.",
    "There is a {noun} on her {noun}!",
    "This {noun} doesn't wear a {noun}; the {noun}'s {kind}",
    "{noun}",
    "A {kind} {kind} {kind}...",
)

Pair = tuple[str, list[str]]


class _Chance:
    """Draws by ``random()`` alone, the one draw that every Python makes alike."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def below(self, count: int) -> int:
        return int(self._rng.random() * count)

    def of(self, items: tuple[str, ...]) -> str:
        return items[self.below(len(items))]


def _caption(chance: _Chance, sentences: int) -> str:
    texts = []
    for _ in range(sentences):
        text = chance.of(FRAMES)
        while "{noun}" in text or "{kind}" in text:
            text = text.replace("{noun}", chance.of(NOUNS), 1).replace("{kind}", chance.of(KINDS), 1)
        texts.append(text)
    return " ".join(texts)


def _changed(caption: str, chance: _Chance, share: float) -> str:
    words = caption.split()
    for place in range(len(words)):
        if chance.below(1000) < share * 1000:
            words[place] = chance.of(NOUNS + KINDS)
    return " ".join(words)


def pairs(seed: int, count: int, references: int, sentences: int = 4) -> list[Pair]:
    """Candidates that resemble their references more or less; some are equal to one, some are empty."""
    chance = _Chance(seed)
    made = []
    for _ in range(count):
        first = _caption(chance, 1 + chance.below(sentences))
        several = [first, *(_changed(first, chance, 0.3) for _ in range(references - 1))]
        fate = chance.below(20)
        candidate = "" if fate == 0 else first if fate == 1 else _changed(first, chance, 0.4)
        if fate == 2:
            several[0] = ""
        if fate == 3:
            candidate = "."
            several[-1] = "?"
        made.append((candidate, several))
    return made


def uneven(seed: int, count: int) -> list[Pair]:
    """Candidates with one to ten references each, as data has that several people wrote."""
    chance = _Chance(seed)
    return [(candidate, several[: 1 + chance.below(10)]) for candidate, several in pairs(seed, count, 10)]


SETS: dict[str, list[Pair]] = {
    "one reference": pairs(1, 2000, 1),
    "five references": pairs(2, 2000, 5),
    "one to ten references": uneven(6, 300),
    "single words": pairs(3, 60, 2, sentences=1),
    "very long": pairs(4, 6, 2, sentences=400),
    "one pair": pairs(5, 1, 1)[:1],
    "identical": [(caption, [caption]) for caption, _ in pairs(7, 40, 1) if caption],
    "nothing in common": [("alpha beta gamma delta", ["eins zwei drei", "uno due"]), ("one", ["two"])],
    "nothing at all": [("", [""]), ("", ["The lady."]), ("The lady.", [""])],
}
