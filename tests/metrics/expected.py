"""What ``expected.json`` holds scores and tokens of; ``tests.benchmarks.expected`` writes it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

PLACE = Path(__file__).with_name("expected.json")

LINES = (
    "The lady wears a long-sleeve shirt, with v-shape neckline. It's a T-shirt, isn't it?",
    "She can't, won't and cannot; they're the woman's, I'd say. We've seen: she'll do!",
    'A "crop-top" & jeans (blue) - size 10.5! Really?! Yes... Well-known -- or not—never.',
    "The shirt is with cotton fabric.It has a round neckline.The T-shirt.It fits",
    "black/white shirts and/or 3/4-length sleeves, 100% cotton, $20.99 (reg. £40), 10cm, 1,000 pieces",
    "Mr. Smith of H&M, St. Louis, U.S.A. sells hats etc. and socks, e.g. No. 5 vs. no. 7, i.e. two.",
    "“Curly” ‘quotes’, don’t they’re she’s – a–b … naïve café Straße 衬衫 棉质 Привет ½ 5¢",
    "off-the-shoulder A-line mid-1990s 20-year-old pre- and -post, the '80s, rock 'n' roll, o'clock, O'Neil l'homme",
    "[x] {y} <unk> <b>z</b> a*b a+b a=b #tag @home me@home.org www.home.org ♥ ★ ** ___ a_b",
    "   ",
    "...",
    "THE LADY WEARS A HAT",
    "🧥 a coat 👗, a dress",
    "gonna wanna 'tis ma'am y'all ladies' 'quoted words' ``tex''",
)


def digest(values: Iterable[float]) -> str:
    """One short text for any number of scores, to nine places: the thousands of pairs would fill a megabyte."""
    return hashlib.sha256("\n".join(f"{value + 0.0:.9f}" for value in values).encode()).hexdigest()
