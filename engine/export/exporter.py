"""Exports a checkpoint: write, run, compare with PyTorch, then move into place."""

import importlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx

from engine.captions.tokenizers import TOKENIZERS
from engine.captions.vocabulary import Vocabulary
from engine.captions.writing import english
from engine.data import decoding
from engine.data.picture import CROPPED, LONGEST, RESIZED, Framing
from engine.errors import Problem
from engine.events import Emit, Progress, Task
from engine.export.card import Format, Measured, Precision, make_card
from engine.export.check import (
    COMPARED,
    ExportComparison,
    checkpoint_captions,
    compare,
    example_captions,
    require_alike,
    torch_captions,
)
from engine.export.graphs import Graphs, make_graphs
from engine.export.precision import to_half, to_int8
from engine.export.samples import Samples, gather_samples
from engine.files import require_empty, require_space, write_folder_atomically, write_json_atomically, writing_problem
from engine.fit import distance
from engine.fit.fit_file import FitModel, read_fit, write_fit
from engine.fit.statistics import to_store
from engine.models.captioner import Captioner
from engine.models.encoders.normalisation import Normalisation
from engine.runs.checkpoint import CheckpointInfo, describe, load_checkpoint
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.tensors import WEIGHTS, digest_of_file, save_tensors

CARD = "README.md"
EXAMPLE = "example.py"
WRITING = Path("writing.py")
DISTANCE = Path("distance.py")
FIT_ARRAYS = "fit.npz"
CALIBRATING = 48


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished export."""

    folder: Path
    checkpoint: Path
    format: Format
    precision: Precision
    size: int
    comparison: ExportComparison
    seconds: float
    torch_seconds: float
    peak_bytes: int | None


def export_checkpoint(
    checkpoint: Path,
    folder: Path,
    *,
    form: Format = "onnx",
    precision: Precision = "fp32",
    data: Path | None = None,
    count: int | None = None,
    by: str | None = None,
    emit: Emit = lambda event: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Exported:
    """Export a run's best checkpoint, or the one that is named.

    Args:
        folder: new or empty; it is written completely or not at all.
        form: onnx, two graphs with an example that runs them; or safetensors, a checkpoint that Atelier opens.
        data: data folder for calibration and comparison; None draws synthetic pictures.
        count: pictures on which the captions are compared; None takes ``COMPARED``.
        by: the score that selects a run's best checkpoint, as in ``find_checkpoint``.

    Raises:
        Problem: ``export-precision``, ``folder-not-empty``, ``export-differs``, ``export-fails``, ``stopped``, and
            those of reading a checkpoint and data and of writing.
    """
    if form == "safetensors" and precision == "int8":
        raise Problem("export-precision", format=form, precision=precision)
    info, captioner = load_checkpoint(checkpoint, by)
    fit = read_fit(info)
    _claim(folder, captioner)
    with tempfile.TemporaryDirectory(prefix="atelier-export-") as scratch:
        samples = gather_samples(
            data,
            info.settings,
            info.framing,
            calibrating=CALIBRATING if precision == "int8" else 0,
            comparing=COMPARED[precision] if count is None else count,
            scratch=Path(scratch),
            emit=emit,
            stopped=stopped,
        )
        torch = torch_captions(captioner, samples, emit, stopped)
        measurements: list[Measured] = []

        def fill(place: Path) -> None:
            if form == "onnx":
                _write_graphs(place, captioner, samples, precision, fit, emit, stopped)
                exported = example_captions(place, samples, emit, stopped)
            else:
                _write_weights(place, info, captioner, precision)
                if fit:
                    write_fit(place, fit)
                exported = checkpoint_captions(place, samples, emit, stopped)
            comparison = compare(samples, captioner.domain, torch.captions, exported.captions, captioner.language)
            require_alike(comparison, precision)
            sizes = {entry.name + "/" * entry.is_dir(): _size(entry) for entry in place.iterdir()}
            measured = Measured(form, precision, sizes, samples.source, comparison, torch, exported)
            (place / CARD).write_text(make_card(info, measured), encoding="utf-8")
            measurements.append(measured)
            _make_way(folder)

        write_folder_atomically(folder, fill)
    return _exported(folder, info, measurements[0])


def _claim(folder: Path, captioner: Captioner) -> None:
    """Check that a folder can be written: new or empty, with enough disk space."""
    size = 4 * sum(value.numel() for value in captioner.state_dict().values())
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        require_empty(folder)
        require_space(folder.parent, size + 2**20)
    except OSError as error:
        raise writing_problem(error, folder.parent, size) from error


def _make_way(folder: Path) -> None:
    """Remove an empty folder just before another one is renamed to its name.

    Not earlier: a failure before that leaves the user's folder in place.

    Raises:
        Problem: ``folder-not-empty`` if something was put into it meanwhile.
    """
    try:
        # Windows renames no folder onto another.
        folder.rmdir()
    except FileNotFoundError:
        return
    except OSError as error:
        raise Problem("folder-not-empty", path=folder) from error


def _write_graphs(
    place: Path,
    captioner: Captioner,
    samples: Samples,
    precision: Precision,
    fit: FitModel | None,
    emit: Emit,
    stopped: Callable[[], bool],
) -> None:
    def tick(task: Task, done: int, total: int) -> None:
        if stopped():
            raise Problem("stopped")
        emit(Progress(task, done, total))

    tick(Task.EXPORTING, 0, 1)
    graphs = make_graphs(captioner, with_grid=fit is not None)
    if precision == "fp16":
        graphs = to_half(graphs)
    elif precision == "int8":
        start = captioner.vocabulary.start
        graphs = to_int8(graphs, samples.calibration, start, lambda done, total: tick(Task.CALIBRATING, done, total))
    tick(Task.EXPORTING, 1, 1)
    write_graphs(place, graphs, captioner, fit)


def write_graphs(place: Path, graphs: Graphs, captioner: Captioner, fit: FitModel | None = None) -> None:
    """An ONNX export without its card, into a folder that exists.

    Args:
        fit: what tells the fit of a picture, where the graphs give the grid.
    """
    if fit:
        np.savez(place / FIT_ARRAYS, **to_store(fit.arrays))  # type: ignore[arg-type]
    onnx.save(graphs.encoder, place / "encoder.onnx")
    onnx.save(graphs.decoder, place / "decoder.onnx")
    write_words(place, captioner.vocabulary, captioner.framing)
    settings = captioner.settings
    names = ("beam_width", "length_penalty", "word_reward", "max_words", "allow_unknown")
    found = {name: getattr(settings, name) for name in names}
    write_json_atomically(place / "search.json", {**found, "block_repeats": captioner.block_repeats})
    _write_example(place, TOKENIZERS[captioner.vocabulary.tokenizer].writing)


def _write_example(place: Path, writing: str) -> None:
    """The example, and beside it what reads pictures, writes captions and tells the fit: copies of our own, so that it
    sees and says the same as the model did.

    Args:
        writing: the module that writes the captions' language.
    """
    source = Path(__file__).with_name(EXAMPLE).read_text(encoding="utf-8")
    name = decoding.__name__.rpartition(".")[2]
    source = source.replace(decoding.__name__, name).replace(english.__name__, WRITING.stem)
    source = source.replace(distance.__name__, DISTANCE.stem)
    (place / EXAMPLE).write_text(source, encoding="utf-8")
    shutil.copyfile(Path(str(importlib.import_module(writing).__file__)), place / WRITING)
    shutil.copyfile(Path(distance.__file__), place / DISTANCE)
    (place / name).mkdir()
    for module in Path(decoding.__path__[0]).glob("*.py"):
        shutil.copyfile(module, place / name / module.name)


def _size(path: Path) -> int:
    """Bytes of a file, or of all files below a folder."""
    return (
        sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else path.stat().st_size
    )


def _write_weights(place: Path, info: CheckpointInfo, captioner: Captioner, precision: Precision) -> None:
    tensors = captioner.state_dict()
    if precision == "fp16":
        tensors = {name: value.half() if value.is_floating_point() else value for name, value in tensors.items()}
    save_tensors(tensors, place / WEIGHTS)
    written = {
        "progress": {},
        "digests": {WEIGHTS: digest_of_file(place / WEIGHTS)},
        "normalisation": captioner.normalisation.to_json(),
    }
    write_json_atomically(place / DESCRIPTION, {**describe(info), **written})
    write_words(place, captioner.vocabulary, captioner.framing, captioner.normalisation)


def write_words(
    place: Path, vocabulary: Vocabulary, framing: Framing, normalisation: Normalisation | None = None
) -> None:
    """Write the vocabulary and the preprocessing of an export.

    Args:
        normalisation: of the pictures, where whoever reads the export has to apply it; None where its graph does.
    """
    described = {
        "pad": Vocabulary.PAD,
        "start": vocabulary.start,
        "end": vocabulary.end,
        "unknown": vocabulary.unknown,
        "size": vocabulary.size,
        "language": vocabulary.language,
        "tokenizer": vocabulary.tokenizer,
        "words": vocabulary.to_json(),
    }
    write_json_atomically(place / "vocabulary.json", described)
    fitted = {"resized": RESIZED, "cropped": CROPPED, "longest": LONGEST} if framing.frame == "crop" else {}
    scale = {"normalisation": normalisation.to_json()} if normalisation else {}
    write_json_atomically(place / "preprocessing.json", {**framing.to_json(), **fitted, **scale})


def _exported(folder: Path, info: CheckpointInfo, measured: Measured) -> Exported:
    return Exported(
        folder=folder,
        checkpoint=info.folder,
        format=measured.format,
        precision=measured.precision,
        size=_size(folder),
        comparison=measured.comparison,
        seconds=measured.exported.seconds,
        torch_seconds=measured.torch.seconds,
        peak_bytes=measured.exported.peak_bytes,
    )
