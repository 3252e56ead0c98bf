"""``score``: scores captions against their references, one JSON object per line."""

import argparse
import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.captions.languages import AUTO, resolve_language
from engine.captions.tokenizers import TOKENIZERS
from engine.captions.tokens import Tokens, counted_in
from engine.commands.input import ENCODING
from engine.commands.output import Output
from engine.errors import Problem, reason
from engine.files import open_regular


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        'Reads lines of {"candidate": text, "references": [text, ...]} and scores them as one corpus. METEOR (NLTK) '
        "needs the WordNet data of NLTK; without it the score is null and a message says why."
    )
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="input file (default: standard input)")
    parser.add_argument(
        "--tokens",
        choices=("auto", *Tokens, *(key for key in TOKENIZERS if key not in tuple(Tokens))),
        default="auto",
        help="coco: coco-caption's tokens (lower case, no punctuation). nltk: NLTK's words, as in the published "
        "notebook. characters, words: of other languages, also in lower case without punctuation. auto: coco for "
        "English, and what fits the language for others (default auto)",
    )
    parser.add_argument(
        "--language",
        default=AUTO,
        metavar="KEY",
        help="language of the captions, such as en, zh or vi (default: detected from the references)",
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.metrics.diversity import diversity
    from engine.metrics.scored import missing_in_json, score_captions

    candidates, references = [], []
    for candidate, several in pairs(_lines(arguments.file)):
        candidates.append(candidate)
        references.append(several)
    if not candidates:
        raise Problem("score-nothing")
    flat = [text for several in references for text in several]
    language = resolve_language(arguments.language, flat)
    tokens = counted_in(language, Tokens.COCO) if arguments.tokens == "auto" else arguments.tokens
    scores = score_captions(candidates, references, tokens, language)
    looks = diversity(candidates, references=flat, language=language).to_json()
    del looks["never_said"]
    output.result(
        {
            "captions": len(candidates),
            "language": language,
            "tokens": tokens,
            **scores,
            **missing_in_json(language=language),
            **looks,
        }
    )
    return 0


def pairs(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Candidate and references of each line that is not blank.

    Raises:
        Problem: ``score-line`` at the first invalid line: a corpus is scored completely or not at all.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Problem("score-line", line=number, reason=f"it is not valid JSON ({reason(error)})") from error
        if not isinstance(value, dict):
            raise Problem("score-line", line=number, reason="it is not an object")
        candidate, references = value.get("candidate"), value.get("references")
        if not isinstance(candidate, str):
            raise Problem("score-line", line=number, reason="candidate is missing or not a string")
        if not isinstance(references, list) or not all(isinstance(text, str) for text in references):
            raise Problem("score-line", line=number, reason="references is missing or not a list of strings")
        if not references:
            raise Problem("score-line", line=number, reason="references is empty")
        yield candidate, references


def _lines(file: Path | None) -> Iterator[str]:
    """The lines of a regular file, or of standard input; both may be in UTF-8 or UTF-16."""
    if file is None:
        for number, line in enumerate(sys.stdin):
            # A file that is piped in on Windows may begin with a mark of its encoding.
            yield line if number else line.removeprefix("\ufeff")
        return
    try:
        with io.TextIOWrapper(open_regular(file), encoding=ENCODING) as stream:
            yield from stream
    except Problem as problem:
        raise Problem("score-encoding", path=file, line=problem.values["line"]) from problem
    except OSError as error:
        raise Problem("score-unreadable", path=file, reason=reason(error)) from error
