"""Write ``tests/metrics/expected.json`` anew: what pycocoevalcap and NLTK give for ``pairs.SETS``, and
the tokens of Stanford's tokenizer for ``LINES``.

    python -m tests.benchmarks.expected

Run it where pycocoevalcap 1.2, NLTK 3.10 and Java are; nothing else of this project needs any of the three. The scores
are for the tokens of ``engine.captions.tokens``: the same tokens in, the same numbers out.

``--scores-only`` keeps the tokens that stand there, and needs no Java. ``--coco FOLDER`` writes
``tests/metrics/expected_coco.json`` instead: the figures alone for a folder with COCO's ``annotations``.
"""

import argparse
import contextlib
import io
import json
import warnings
from pathlib import Path
from typing import Any

from engine.captions.tokens import Tokens, cut
from tests.metrics.coco_sets import COCO_PLACE, coco_sets
from tests.metrics.expected import LINES, PLACE, digest
from tests.metrics.pairs import SETS, Pair


def _scores(batch: list[Pair]) -> dict[str, Any]:
    from pycocoevalcap.bleu.bleu import Bleu
    from pycocoevalcap.cider.cider import Cider
    from pycocoevalcap.rouge.rouge import Rouge

    candidates = cut([candidate for candidate, _ in batch], Tokens.COCO)
    given = {place: [" ".join(tokens)] for place, tokens in enumerate(candidates)}
    true = {
        place: [" ".join(tokens) for tokens in cut(references, Tokens.COCO)]
        for place, (_, references) in enumerate(batch)
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
        "nltk_bleu": _nltk(batch),
    }


def _nltk(batch: list[Pair]) -> list[float]:
    from nltk.translate.bleu_score import corpus_bleu

    references = [cut(several, Tokens.NLTK) for _, several in batch]
    candidates = cut([candidate for candidate, _ in batch], Tokens.NLTK)
    with warnings.catch_warnings():
        # Where an order of n-grams has no match NLTK warns, and gives a tiny number for nought.
        warnings.simplefilter("ignore", UserWarning)
        return [float(corpus_bleu(references, candidates, weights=(1 / order,) * order)) for order in (1, 2, 3, 4)]


def _tokens() -> list[list[str]]:
    from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer

    cut_lines = PTBTokenizer().tokenize({place: [{"caption": line}] for place, line in enumerate(LINES)})
    return [cut_lines[place][0].split() for place in range(len(LINES))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scores-only", action="store_true", help="keep the tokens that stand in the file")
    parser.add_argument("--coco", type=Path, metavar="FOLDER", help="a folder with COCO's annotations")
    arguments = parser.parse_args()
    if arguments.coco:
        found = {name: _scores(batch) for name, batch in coco_sets(arguments.coco).items()}
        COCO_PLACE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        return
    tokens = json.loads(PLACE.read_text(encoding="utf-8"))["tokens"] if arguments.scores_only else _tokens()
    found = {name: _scores(batch) for name, batch in SETS.items()}
    text = json.dumps({"scores": found, "tokens": tokens}, ensure_ascii=False, indent=1)
    PLACE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
