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
"""Confusions and imbalances told to a person; ``--json`` has all."""
ABOVE = (
    "A score above the ceiling cannot be earned by looking: the captions judged were trained on, the references are "
    "wrong, or the split is."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", type=Path, help="a run (its best) or a checkpoint in it")
    parser.add_argument("data", metavar="DATA", type=Path, help="a folder with images/ and caption files")
    parser.add_argument("--split", choices=("train", "validation", "test"), default="test")
    parser.add_argument(
        "--beam", type=positive, default=None, metavar="K", help="beam width (default: the checkpoint's)"
    )
    parser.add_argument(
        "--tokens",
        choices=("nltk", "coco"),
        default="nltk",
        help="what BLEU is counted on: NLTK's words, as in every run's evaluations, or coco-caption's tokens, as by "
        "score and in papers (default nltk); the other scores are always counted on the same tokens",
    )
    parser.add_argument(
        "--captions", type=Path, default=None, metavar="FILE", help="write them as {file name: caption}"
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
        device=device,
        emit=output.tell,
    )
    judgement = found.evaluation
    tokens = Tokens(arguments.tokens)
    output.result(judgement.to_json(tokens), lambda: _lines(judgement, tokens))
    if arguments.captions:
        # Last: a place that cannot be written costs the captions alone.
        named = dict(zip(found.names, judgement.captions, strict=True))
        write_json_atomically(arguments.captions, named)
    return 0


def _lines(judgement: "FullEvaluation", tokens: "Tokens") -> list[str]:
    """A full evaluation as a person reads it."""
    from engine.metrics.scored import missing_scores

    missing = [sentence for sentence in missing_scores().values() if sentence is not None]
    return [*_score_lines(judgement, tokens), *missing, *_attribute_lines(judgement), *_look_lines(judgement)]


def _score_lines(judgement: "FullEvaluation", tokens: "Tokens") -> list[str]:
    """Figures, each score between its bounds, and what of them cannot be believed."""
    from engine.metrics.scored import counted_on

    scores, bounds, of_set = judgement.scores, judgement.bounds, judgement.diversity
    plain = judgement.to_json(tokens)
    lines = [
        f"{'images':<20} {len(judgement.captions):,}",
        f"{'captions_per_second':<20} {scores.captions_per_second:.1f}",
        f"{'seconds':<20} {scores.seconds:.1f}",
        "",
        f"{'':<20} {'score':>8}{'random':>9}{'constant':>9}{'ceiling':>9}",
    ]
    for name, value in plain["scores"].items():
        row = (value, *((plain[side] or {}).get(name) for side in ("random", "floor", "ceiling")))
        mark = "  above the ceiling" if name in plain["above_ceiling"] else ""
        lines.append(f"{name:<20}" + "".join(f"{_share(cell):>9}" for cell in row) + mark)
    lines += ["", counted_on(plain["scores"], tokens), ""]
    if plain["above_ceiling"]:
        lines += [ABOVE, ""]
    lines += [
        f'constant: "{bounds.caption}"',
        f"{of_set.distinct:.1%} of the captions differ, {of_set.words:.1f} words each; {of_set.repeated:.1%} repeat "
        f"themselves, {of_set.broken:.1%} break off; {len(of_set.never_said):,} words are never said",
    ]
    return lines


def _look_lines(judgement: "FullEvaluation") -> list[str]:
    """Whether it looks, with the figures, and what is said too often or too seldom."""
    from engine.metrics.verdict import REASONS

    found = judgement.grounding
    lines = [
        "",
        REASONS[found.reason],
        f"loss {found.loss_true:.4f} beside their own pictures, {found.loss_shuffled:.4f} beside others "
        f"(margin {found.margin:+.4f}, standard error {found.error:.4f}), {found.loss_blank:.4f} beside a white one; "
        f"likelier beside their own in {found.own:.1%}",
        ", ".join(f"{group} words {loss.true:.3f} and {loss.shuffled:.3f}" for group, loss in found.groups.items()),
        f"captioned as the white picture {found.same_as_blank:.1%}; codes alike {found.code_similarity:.3f}, "
        f"dead units {found.dead_units:.1%}; {found.pictures:,} pictures looked at",
    ]
    report = judgement.scores.attributes
    if report and report.imbalances:
        lines += ["", "said too often (+) or too seldom (-)"]
        lines += [
            f"{imbalance.said - imbalance.true:>+7,}  {imbalance.attribute}: {imbalance.value}, "
            f"said {imbalance.said:,}, true {imbalance.true:,}"
            for imbalance in report.imbalances[:MISTAKES]
        ]
    return lines


def _attribute_lines(judgement: "FullEvaluation") -> list[str]:
    """A table of attributes, gender, what is most often mistaken for what; nothing where captions tell none."""
    report = judgement.scores.attributes
    if report is None:
        return []
    lines = ["", f"{'':<22}" + "".join(f"{column:>10}" for column in (*COLUMNS, "judged"))]
    for name, score in report.scores.items():
        values = "".join(f"{getattr(score, column):>10.3f}" for column in COLUMNS)
        lines.append(f"{name:<22}{values}{score.judged:>10,}")
    gender = report.gender
    lines += [
        "",
        f"gender said in {_share(gender.said)} of the captions, right in {_share(gender.right_when_said)} of those",
        f"women {_share(gender.accuracy.get('female'))} right, he or his of {_share(gender.he_of_women)} of them; "
        f"men {_share(gender.accuracy.get('male'))} right, she or her of {_share(gender.she_of_men)} of them; "
        f"both in {_share(gender.both)} of the captions",
    ]
    mistaken = report.mistakes()
    if mistaken:
        lines += ["", "most often mistaken"]
        lines += [
            f"{count:>7,}  {name}: {predicted} said of {true}" for count, name, true, predicted in mistaken[:MISTAKES]
        ]
    return lines


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
