"""How long the scores of an evaluation take, beside NLTK's BLEU of the same captions.

    python -m tests.benchmarks.scoring --captions 2538

Prints processor seconds, and each as a multiple of NLTK's ``corpus_bleu`` in the same run: the ratio holds on any
machine, the seconds on this one.
"""

import argparse
import random
import time
import warnings
from collections.abc import Callable

from nltk.translate.bleu_score import corpus_bleu

from engine.captions.tokens import Tokens, cut
from engine.clothes.attribute_scores import score_attributes
from engine.clothes.writer import write
from engine.metrics.diversity import diversity
from engine.metrics.scored import score_captions
from tests.clothes.records import dressed


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def nltk_bleu(candidates: list[str], references: list[str]) -> None:
    """BLEU-4 as NLTK computes it, tokens included."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        corpus_bleu([[tokens] for tokens in cut(references, Tokens.NLTK)], cut(candidates, Tokens.NLTK))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captions", type=int, default=2538, metavar="N")
    parser.add_argument("--seed", type=int, default=8, metavar="S")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    records = [dressed(rng) for _ in range(arguments.captions)]
    candidates, references = ([write(record, rng) for record in records] for _ in range(2))
    vocabulary = list(dict.fromkeys(word for caption in references for word in caption.split()))
    unit = seconds(lambda: nltk_bleu(candidates, references))
    print(f"{'NLTK, BLEU-4 alone':<32} {unit:8.2f} s")
    for name, work in (
        ("n-gram scores, NLTK's tokens", lambda: score_captions(candidates, references, Tokens.NLTK)),
        ("n-gram scores, coco-caption's", lambda: score_captions(candidates, references, Tokens.COCO)),
        ("attributes", lambda: score_attributes(candidates, references)),
        ("diversity", lambda: diversity(candidates, vocabulary)),
    ):
        spent = seconds(work)
        print(f"{name:<32} {spent:8.2f} s  {spent / unit:6.2f} times NLTK's")


if __name__ == "__main__":
    main()
