"""``evaluate``: caption a split of a data folder and score the captions."""

import argparse
import contextlib
from dataclasses import asdict
from pathlib import Path

from engine.commands.output import Output


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
    from engine.judging.attributes import attribute_accuracy
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
    accuracy = attribute_accuracy(captions, [record.caption for record in records])
    output.result({"images": len(records), **asdict(scores), "attributes": accuracy})
    return 0
