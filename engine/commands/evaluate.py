"""``evaluate``: caption a split of a data folder and score the captions."""

import argparse
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.output import Output
from engine.judging.attributes import GARMENTS, NOT_SAID

if TYPE_CHECKING:
    from engine.judging.evaluation import Scores

COLUMNS = ("accuracy", "majority", "precision", "recall", "f1")
MISTAKES = 12
"""Confusions told to a person; ``--json`` has all."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", type=Path, help="a run (its best) or a checkpoint in it")
    parser.add_argument("data", metavar="DATA", type=Path, help="a folder with images/ and caption files")
    parser.add_argument("--split", choices=("train", "validation", "test"), default="test")
    parser.add_argument("--beam", type=int, default=None, metavar="K", help="beam width (default: the checkpoint's)")
    parser.add_argument(
        "--captions", type=Path, default=None, metavar="FILE", help="write them as {file name: caption}"
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    from engine.data.layout import open_data
    from engine.data.store import prepare
    from engine.files import cache_folder, write_json_atomically
    from engine.judging.evaluation import evaluate
    from engine.training.checkpoint import find_checkpoint, read_captioner
    from engine.training.hardware import captioning_batch, choose_device, use_threads

    device = choose_device(arguments.device)
    captioner = read_captioner(find_checkpoint(arguments.checkpoint)).to(device)
    settings = captioner.settings
    use_threads(settings.threads)
    data = open_data(arguments.data, validation_share=settings.validation_share, seed=settings.seed)
    records = data.split(arguments.split)
    store, unreadable = prepare(
        records,
        captioner.framing,
        cache=cache_folder(),
        progress=lambda done, total: output.progress("preparing", done, total),
    )
    with contextlib.closing(store):
        records = data.without({item.name for item in unreadable}).split(arguments.split)
        scores, captions = evaluate(
            captioner,
            records,
            store,
            beam_width=arguments.beam or settings.beam_width,
            max_words=settings.max_words,
            batch_size=captioning_batch(captioner, device),
            tick=lambda done, total: output.progress("captioning", done, total),
        )
    if arguments.captions:
        named = {record.name: caption for record, caption in zip(records, captions, strict=True)}
        write_json_atomically(arguments.captions, named)
    output.result({"images": len(records), **scores.to_json()}, lambda: _lines(scores, len(records)))
    return 0


def _lines(scores: "Scores", images: int) -> list[str]:
    """The scores as a person reads them: figures, a table of attributes, what is most often mistaken for what."""
    said = scores.attributes
    figures = {"images": f"{images:,}"}
    for name in ("bleu1", "bleu2", "bleu3", "bleu4", "rouge_l", "distinct", "captions_per_second", "seconds"):
        figures[name] = f"{getattr(scores, name):.4f}"
    figures["attribute_accuracy"] = f"{_share(said.accuracy)}  mean of the garment attributes"
    figures["exact_match"] = f"{_share(said.exact_match)}  all garment attributes right"
    lines = [f"{name:<20} {value}" for name, value in figures.items()]
    lines += ["", f"{'':<22}" + "".join(f"{column:>10}" for column in (*COLUMNS, "judged"))]
    for name, score in said.scores.items():
        values = "".join(f"{getattr(score, column):>10.3f}" for column in COLUMNS)
        lines.append(f"{name:<22}{values}{score.judged:>10,}")
    gender = said.gender
    lines += [
        "",
        f"gender said in {_share(gender.said)} of the captions, right in {_share(gender.right_when_said)} of those",
        f"women {_share(gender.accuracy.get('female'))} right, he or his of {_share(gender.he_of_women)} of them; "
        f"men {_share(gender.accuracy.get('male'))} right, she or her of {_share(gender.she_of_men)} of them; "
        f"both in {_share(gender.both)} of the captions",
    ]
    mistaken = sorted(
        (
            (count, name, true, told)
            for name, rows in said.confusion.items()
            for true, cells in rows.items()
            for told, count in cells.items()
            if NOT_SAID not in (true, told) and true != told and name in (*GARMENTS, "outer_fabric", "outer_pattern")
        ),
        reverse=True,
    )
    if mistaken:
        lines += ["", "most often mistaken"]
        lines += [f"{count:>7,}  {name}: {told} said of {true}" for count, name, true, told in mistaken[:MISTAKES]]
    return lines


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
