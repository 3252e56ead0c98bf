"""``evaluate``: caption a split of a data folder and score the captions."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.arguments import positive
from engine.commands.output import Output

if TYPE_CHECKING:
    from engine.captions.tokens import Tokens
    from engine.evaluation.full import FullEvaluation

COLUMNS = ("accuracy", "majority", "precision", "recall", "f1")
MISTAKES = 12
"""Confusions and imbalances printed as text; ``--json`` has all."""
ABOVE = (
    "A score above the ceiling points to a fault in the data: the model was trained on the captions it is evaluated "
    "on, or the references or the split are wrong."
)

PEOPLE = (
    "ceiling: people, each caption against the others of its picture, one reference fewer than the model's score has; "
    "held out: the model against as many. A good model may pass people, because it says what is most common."
)
SINGLE = "{count:,} pictures with one caption take no part in the ceiling"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoint", metavar="CHECKPOINT", type=Path, help="a run (its best checkpoint) or a checkpoint in it"
    )
    parser.add_argument(
        "data", metavar="DATA", type=Path, help="a folder with pictures and caption files, or one caption file"
    )
    parser.add_argument("--split", choices=("train", "validation", "test"), default="test", help="(default test)")
    parser.add_argument(
        "--beam", type=positive, default=None, metavar="K", help="beam width (default: the checkpoint's)"
    )
    parser.add_argument(
        "--tokens",
        choices=("nltk", "coco"),
        default="nltk",
        help="tokens for BLEU of English captions. nltk: NLTK's words, as in the evaluations of a run. coco: "
        "coco-caption's tokens, as in papers and in the command score (default nltk). The other scores always use "
        "coco-caption's tokens. Captions in other languages: always characters (Chinese, Japanese, Thai) or words",
    )
    parser.add_argument(
        "--captions", type=Path, default=None, metavar="FILE", help="write the captions as JSON, {file name: caption}"
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.captions.tokens import Tokens
    from engine.evaluation.checkpoint import evaluate_checkpoint
    from engine.files import write_json_atomically
    from engine.models.devices import choose_device
    from engine.runs.checkpoint import load_checkpoint

    device = choose_device(arguments.device)
    found = evaluate_checkpoint(
        load_checkpoint(arguments.checkpoint)[1],
        arguments.data,
        split=arguments.split,
        beam_width=arguments.beam,
        samples=False,
        device=device,
        emit=output.tell,
    )
    evaluation = found.evaluation
    tokens = Tokens(arguments.tokens)
    output.result(evaluation.to_json(tokens), lambda: _lines(evaluation, tokens))
    if arguments.captions:
        # Last: if the file cannot be written, only the captions are lost.
        named = dict(zip(found.names, evaluation.captions, strict=True))
        write_json_atomically(arguments.captions, named)
    return 0


def _lines(evaluation: "FullEvaluation", tokens: "Tokens") -> list[str]:
    """A full evaluation as lines of text."""
    from engine.metrics.scored import missing_scores

    missing = [sentence for sentence in missing_scores(language=evaluation.language).values() if sentence is not None]
    return [*_score_lines(evaluation, tokens), *missing, *_attribute_lines(evaluation), *_look_lines(evaluation)]


def _score_lines(evaluation: "FullEvaluation", tokens: "Tokens") -> list[str]:
    """The scores with their bounds, and a warning for those above the ceiling."""
    from engine.captions.tokens import Tokens, counted_in
    from engine.metrics.scored import counted_on

    scores, bounds, of_set = evaluation.scores, evaluation.bounds, evaluation.diversity
    people = evaluation.held_out is not None
    unit = "characters" if counted_in(evaluation.language, Tokens.COCO) == "characters" else "words"
    plain = evaluation.to_json(tokens)
    lines = [
        f"{'images':<20} {len(evaluation.captions):,}",
        f"{'references':<20} {evaluation.references:,}",
        f"{'captions_per_second':<20} {scores.captions_per_second:.1f}",
        f"{'seconds':<20} {scores.seconds:.1f}",
        "",
        f"{'':<20} {'score':>8}{'random':>9}{'constant':>9}{'people' if people else 'ceiling':>9}"
        f"{'held out' if people else '':>9}".rstrip(),
    ]
    for name, value in plain["scores"].items():
        row = [value, *((plain[side] or {}).get(name) for side in ("random", "floor", "ceiling"))]
        if people:
            row.append(plain["held_out"].get(name))
        mark = "  above the ceiling" if name in plain["above_ceiling"] else ""
        lines.append(f"{name:<20}" + "".join(f"{_share(cell):>9}" for cell in row) + mark)
    lines += ["", counted_on(plain["scores"], tokens, evaluation.language), ""]
    if people:
        lines += [PEOPLE, *([SINGLE.format(count=bounds.single)] if bounds.single else []), ""]
    if plain["above_ceiling"]:
        lines += [ABOVE, ""]
    lines += [
        f'constant: "{bounds.caption}"',
        f"{of_set.distinct:.1%} distinct captions, {of_set.words:.1f} {unit} per caption; {of_set.repeated:.1%} repeat "
        f"a phrase, {of_set.broken:.1%} are cut off; {len(of_set.never_said):,} {unit} of the vocabulary never occur",
    ]
    return lines


def _look_lines(evaluation: "FullEvaluation") -> list[str]:
    """The result of the image-grounding test with its figures, and the values predicted too often or too rarely."""
    from engine.metrics.verdict import REASONS

    found = evaluation.grounding
    lines = [
        "",
        REASONS[found.reason],
        f"loss {found.loss_true:.4f} with the own picture, {found.loss_shuffled:.4f} with other pictures "
        f"(margin {found.margin:+.4f}, standard error {found.error:.4f}), {found.loss_blank:.4f} with a white one; "
        f"own picture preferred in {found.own:.1%}",
        ", ".join(f"{group} words {loss.true:.3f} and {loss.shuffled:.3f}" for group, loss in found.groups.items()),
        f"same caption as the white picture {found.same_as_blank:.1%}; "
        f"feature similarity {found.feature_similarity:.3f}, dead units {found.dead_units:.1%}; "
        f"{found.pictures:,} pictures tested",
    ]
    report = evaluation.scores.attributes
    if report and report.imbalances:
        lines += ["", "predicted too often (+) or too rarely (-)"]
        lines += [
            f"{imbalance.said - imbalance.true:>+7,}  {imbalance.attribute}: {imbalance.value}, "
            f"predicted {imbalance.said:,}, true {imbalance.true:,}"
            for imbalance in report.imbalances[:MISTAKES]
        ]
    return lines


def _attribute_lines(evaluation: "FullEvaluation") -> list[str]:
    """Attribute scores, gender figures and the most frequent confusions; empty for captions without attributes."""
    report = evaluation.scores.attributes
    if report is None:
        return []
    lines = ["", f"{'':<22}" + "".join(f"{column:>10}" for column in (*COLUMNS, "count"))]
    for name, score in report.scores.items():
        values = "".join(f"{getattr(score, column):>10.3f}" for column in COLUMNS)
        lines.append(f"{name:<22}{values}{score.judged:>10,}")
    if (gender := report.gender) is not None:
        lines += [
            "",
            f"gender mentioned in {_share(gender.said)} of the captions, correct in "
            f"{_share(gender.right_when_said)} of those",
            f"women: {_share(gender.accuracy.get('female'))} correct, he or his for {_share(gender.he_of_women)}; "
            f"men: {_share(gender.accuracy.get('male'))} correct, she or her for {_share(gender.she_of_men)}; "
            f"both genders in {_share(gender.both)} of the captions",
        ]
    mistaken = report.mistakes()
    if mistaken:
        lines += ["", "most frequent confusions"]
        lines += [
            f"{count:>7,}  {name}: {predicted} instead of {true}"
            for count, name, true, predicted in mistaken[:MISTAKES]
        ]
    return lines


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
