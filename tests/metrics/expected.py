"""Write ``expected.json`` anew: what pycocoevalcap and NLTK give for ``pairs.SETS``, and the tokens of Stanford's
tokenizer for ``LINES``.

    python -m tests.metrics.expected

Run it where pycocoevalcap 1.2, NLTK 3.10 and Java are; nothing else of this project needs any of the three. The scores
are for the tokens of ``engine.captions.tokens``: the same tokens in, the same numbers out.
"""

import contextlib
import hashlib
import io
import json
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.captions.tokens import Tokens, cut
from tests.metrics.pairs import SETS, Pair

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


def _scores(some: list[Pair]) -> dict[str, Any]:
    from pycocoevalcap.bleu.bleu import Bleu
    from pycocoevalcap.cider.cider import Cider
    from pycocoevalcap.rouge.rouge import Rouge

    candidates = cut([candidate for candidate, _ in some], Tokens.COCO)
    given = {place: [" ".join(tokens)] for place, tokens in enumerate(candidates)}
    true = {
        place: [" ".join(tokens) for tokens in cut(references, Tokens.COCO)]
        for place, (_, references) in enumerate(some)
    }
    with contextlib.redirect_stdout(io.StringIO()):
        bleu, bleus = Bleu(4).compute_score(true, given)
        rouge, rouges = Rouge().compute_score(true, given)
        cider, ciders = Cider().compute_score(true, given)
    return {
        "bleu": list(bleu),
        "rouge_l": [float(rouge)],
        "cider_d": [float(cider)],
        "first_rouge_l": [float(value) for value in rouges[:12]],
        "first_cider_d": [float(value) for value in ciders[:12]],
        "every_bleu4": digest(bleus[3]),
        "every_rouge_l": digest(rouges),
        "every_cider_d": digest(ciders),
        "nltk_bleu": _nltk(some),
    }


def _nltk(some: list[Pair]) -> list[float]:
    from nltk.translate.bleu_score import corpus_bleu

    references = [cut(several, Tokens.NLTK) for _, several in some]
    candidates = cut([candidate for candidate, _ in some], Tokens.NLTK)
    with warnings.catch_warnings():
        # Where an order of n-grams has no match NLTK warns, and gives a tiny number for nought.
        warnings.simplefilter("ignore", UserWarning)
        return [float(corpus_bleu(references, candidates, weights=(1 / order,) * order)) for order in (1, 2, 3, 4)]


def _tokens() -> list[list[str]]:
    from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer

    cut_lines = PTBTokenizer().tokenize({place: [{"caption": line}] for place, line in enumerate(LINES)})
    return [cut_lines[place][0].split() for place in range(len(LINES))]


def main() -> None:
    """Compute and write."""
    found: dict[str, Any] = {name: _scores(some) for name, some in SETS.items()}
    text = json.dumps({"scores": found, "tokens": _tokens()}, ensure_ascii=False, indent=1)
    PLACE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
