"""``python -m tests.benchmarks.export``: what an export must keep, on drawn pictures and on VGG19. Takes minutes.

agreement   checkpoints/demo in each precision against PyTorch, 500 drawn pictures
alone       its example in an environment with nothing but onnxruntime, pillow and numpy (fetches them)
decoders    graphs and search of every decoder, random weights, against ours
vgg19       size and speed in eight bits, random weights, against PyTorch in fp32 on two threads
"""

import argparse
import importlib.metadata
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from engine.captions.vocabulary import Vocabulary
from engine.clothes.wardrobe.dataset import draw_wardrobe
from engine.data.picture import Framing
from engine.events import Event, Progress
from engine.export import example
from engine.export.card import cores, processor
from engine.export.exporter import export_checkpoint, write_graphs
from engine.export.graphs import make_graphs
from engine.export.precision import to_int8
from engine.export.samples import gather_samples
from engine.files import demo_checkpoint
from engine.models.captioner import Captioner
from engine.recipes import resolve
from engine.runs.checkpoint import read_info
from engine.settings import choices
from tests.tiny import TINY

IMAGES, SEED, COMPARED = 1000, 31_337, 500
THREADS, ROUNDS = 2, 15

failed: list[str] = []


def bar(what: str, holds: bool) -> None:
    """Tell whether a bar holds, and remember where it does not."""
    print(f"    {'ok' if holds else 'FAILS'}: {what}", flush=True)
    if not holds:
        failed.append(what)


def agreement(work: Path) -> None:
    """Captions of each export beside PyTorch's."""
    for precision in ("fp32", "fp16", "int8"):
        folder = work / precision
        found = export_checkpoint(
            demo_checkpoint(), folder, precision=precision, data=work / "wardrobe", count=COMPARED, emit=tell
        )
        compared = found.comparison
        # The wardrobe's captions tell attributes, and only Windows keeps a peak to itself.
        assert compared.accuracy is not None
        assert compared.accuracy_torch is not None
        print(
            f"demo {precision}: {found.size / 1e6:.2f} MB; the same captions {compared.same} of {compared.count}; "
            f"words alike {compared.alike:.4f}; attributes {compared.accuracy:.4f}, PyTorch "
            f"{compared.accuracy_torch:.4f}; a picture {1000 * found.seconds:.0f} ms, PyTorch "
            f"{1000 * found.torch_seconds:.0f} ms; peak {(found.peak_bytes or 0) / 1e6:.0f} MB",
            flush=True,
        )
        if precision == "fp32":
            bar("fp32 says the same of 99.5 % of the pictures", compared.same >= 0.995 * compared.count)
        bar("attributes within one point", abs(compared.accuracy - compared.accuracy_torch) <= 0.01)


def alone(work: Path) -> None:
    """The example without torch says what it says with it."""
    folder = work / "fp32"
    if not folder.exists():
        export_checkpoint(demo_checkpoint(), folder, data=work / "wardrobe", count=5, emit=tell)
    environment = work / "alone"
    uv = [sys.executable, "-m", "uv"] if importlib.util.find_spec("uv") else ["uv"]
    subprocess.run([*uv, "venv", "--clear", "--quiet", str(environment)], check=True)
    python = next(
        path for path in (environment / "bin" / "python", environment / "Scripts" / "python.exe") if path.exists()
    )
    wanted = [f"{name}=={importlib.metadata.version(name)}" for name in ("onnxruntime", "pillow", "numpy")]
    subprocess.run([*uv, "pip", "install", "--quiet", "--python", str(python), *wanted], check=True)
    absent = subprocess.run([str(python), "-c", "import torch"], capture_output=True, check=False).returncode
    bar("torch is absent", absent != 0)
    pictures = [str(path) for path in sorted((work / "wardrobe" / "images").iterdir())[:20]]
    for words in ([], ["--greedy"], ["--beam", "3"]):
        captions = [
            [
                json.loads(line)["caption"]
                for line in subprocess.check_output(
                    [program, folder / "example.py", "--json", *words, *pictures], text=True
                ).splitlines()
            ]
            for program in (str(python), sys.executable)
        ]
        bar(
            f"the same {len(pictures)} captions with {' '.join(words) or 'the beam'}",
            captions[0] == captions[1] and all(captions[0]),
        )


def decoders(work: Path) -> None:
    """Every decoder's graphs, searched by the example, find what ours find."""
    blots = np.kron(
        np.random.default_rng(3).integers(0, 256, (8, 3, 2, 3), dtype=np.uint8), np.ones((1, 16, 16, 1), dtype=np.uint8)
    )
    for name in choices("decoder"):
        torch.manual_seed(1)
        settings = resolve("compact", {**TINY, "decoder": name, "attribute_loss": 0, "block_repeats": 3})
        captioner = Captioner(settings, Vocabulary(tuple("abcdefghij")), Framing.of(settings)).eval()
        with torch.no_grad():
            for parameter in captioner.decoder.parameters():
                parameter.mul_(3)
            captioner.decoder.get_parameter("output.bias")[captioner.vocabulary.end] -= 3
        folder = work / f"decoder-{name}"
        folder.mkdir(exist_ok=True)
        write_graphs(folder, make_graphs(captioner), captioner)
        model = example.Model(folder, THREADS)
        words = captioner.vocabulary
        ids = {"start": words.start, "end": words.end, "size": words.size, "unknown": words.unknown}
        same = 0
        for beam in (1, 5):
            with torch.inference_mode():
                ours = captioner.search(captioner.encode_seen(blots), beam_width=beam, max_words=12)
            for blot, [best, *_] in zip(blots, ours, strict=True):
                theirs = example.search(
                    model,
                    blot,
                    ids,
                    beam=beam,
                    max_words=12,
                    length_penalty=settings.length_penalty,
                    word_reward=settings.word_reward,
                    block_repeats=3,
                    allow_unknown=False,
                )
                same += theirs == best.words
        bar(f"{name}: {same} of {2 * len(blots)} captions the same, greedy and beam", same == 2 * len(blots))


def vgg19(work: Path) -> None:
    """Size and speed of VGG19 with the notebook's decoder."""
    torch.manual_seed(0)
    settings = resolve("notebook", {"encoder_weights": "scratch"})
    framing = Framing.of(settings)
    captioner = Captioner(settings, read_info(demo_checkpoint()).vocabulary, framing).eval()
    samples = gather_samples(
        work / "wardrobe",
        settings,
        framing,
        calibrating=16,
        comparing=1,
        scratch=work,
        emit=tell,
        stopped=lambda: False,
    )
    folder = work / "vgg19"
    folder.mkdir(exist_ok=True)
    whole = make_graphs(captioner)
    write_graphs(folder, whole, captioner)
    sizes = {"fp32": _size(folder)}
    before = onnxruntime.InferenceSession(folder / "encoder.onnx", _options(), providers=["CPUExecutionProvider"])
    eight = to_int8(whole, samples.calibration, captioner.vocabulary.start, lambda done, total: None)
    write_graphs(folder, eight, captioner)
    sizes["int8"] = _size(folder)
    after = onnxruntime.InferenceSession(folder / "encoder.onnx", _options(), providers=["CPUExecutionProvider"])
    picture = samples.pictures
    torch.set_num_threads(THREADS)

    def by_torch() -> None:
        with torch.inference_mode():
            captioner.encode_seen(picture)

    times = _timed(
        {
            "PyTorch fp32": by_torch,
            "ONNX fp32": lambda: before.run(None, {"pictures": picture}),
            "ONNX int8": lambda: after.run(None, {"pictures": picture}),
        }
    )
    height, width = framing.seen
    print(f"VGG19, {height} x {width}, one picture, {THREADS} threads, {processor()}, {cores()} cores")
    for name, seconds in times.items():
        print(f"    {name}: least {1000 * min(seconds):.0f} ms, median {1000 * statistics.median(seconds):.0f} ms")
    print(f"    files: fp32 {sizes['fp32'] / 1e6:.1f} MB, int8 {sizes['int8'] / 1e6:.1f} MB")
    ratio = min(times["PyTorch fp32"]) / min(times["ONNX int8"])
    middle = statistics.median(times["PyTorch fp32"]) / statistics.median(times["ONNX int8"])
    print(f"    int8 is {ratio:.1f} times as fast as PyTorch by the least, {middle:.1f} by the median")
    bar("VGG19 in eight bits takes at most 150 MB", sizes["int8"] <= 150e6)
    bar("VGG19 in eight bits is at least three times as fast", ratio >= 3)


def _timed(runs: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Seconds of each, in turn, so that what else the machine does weighs on all alike."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for round_number in range(ROUNDS + 2):
        for name, run in runs.items():
            begun = time.perf_counter()
            run()
            if round_number >= 2:
                times[name].append(time.perf_counter() - begun)
    return times


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    return options


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def tell(event: Event) -> None:
    """Progress, where somebody watches."""
    if isinstance(event, Progress) and sys.stderr.isatty():
        print(f"\r{event.task.value} {event.done} of {event.total}   ", end="", file=sys.stderr, flush=True)


PARTS = {"agreement": agreement, "alone": alone, "decoders": decoders, "vgg19": vgg19}


def main() -> int:
    """Measure; 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.export", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--work", type=Path, default=None, metavar="DIR", help="keep everything here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="atelier-measure-") as passing:
        work = arguments.work or Path(passing)
        if not (work / "wardrobe").exists():
            draw_wardrobe(work / "wardrobe", IMAGES, SEED)
        for name in arguments.parts or PARTS:
            PARTS[name](work)
    print(f"{len(failed)} bars fail" if failed else "all bars hold")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
