"""An export stands whole and as its checkpoint speaks, or not at all."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from safetensors.numpy import load_file

from engine.captioning import load_captioner
from engine.captions.domain import FREE
from engine.clothes.domain import CLOTHES
from engine.data.layout import Record
from engine.errors import Problem
from engine.events import Event, Progress, Task
from engine.export import exporter
from engine.export.card import licence
from engine.export.check import ExportComparison, compare, example_captions, require_alike
from engine.export.exporter import export_checkpoint
from engine.export.graphs import Graphs
from engine.export.precision import to_half, to_int8
from engine.export.samples import Samples, gather_samples
from engine.models.encoders import starts
from engine.runs.checkpoint import find_checkpoint, read_captioner, read_info
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.metrics_log import METRICS
from engine.runs.tensors import WEIGHTS
from tests.gui.checkpoint_runs import evidence


def samples_of(run: Path, data: Path, tmp_path: Path) -> Samples:
    info = read_info(find_checkpoint(run))
    return gather_samples(
        data,
        info.settings,
        info.framing,
        calibrating=8,
        comparing=3,
        scratch=tmp_path,
        emit=lambda event: None,
        stopped=lambda: False,
    )


def test_the_command_exports_what_the_checkpoint_says(run: Path, data: Path, exported: Any) -> None:
    folder, printed = exported
    assert (printed["images"], printed["same"], printed["alike"]) == (3, 3, 1.0)
    assert printed["bytes"] == sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert printed["checkpoint"] == str(find_checkpoint(run))
    assert {path.name for path in folder.iterdir()} == {
        "README.md",
        "decoder.onnx",
        "decoding",
        "distance.py",
        "encoder.onnx",
        "example.py",
        "preprocessing.json",
        "search.json",
        "vocabulary.json",
        "writing.py",
    }
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "| identical captions | 3 of 3 |" in card
    assert f"Trained on {data.name}, 14 training pictures" in card
    assert "their licence is up to whoever trained them" in card
    assert f"| total | {(printed['bytes'] - len(card.encode())) / 1e6:,.2f} MB |" in card
    for name, axis in (("encoder", "pictures"), ("decoder", "words")):
        model = onnx.load(folder / f"{name}.onnx")
        assert model.opset_import[0].version >= 17
        [given] = [value for value in model.graph.input if value.name == axis]
        assert given.type.tensor_type.shape.dim[0].dim_param == "rows"


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_safetensors_are_a_checkpoint_that_captions_alike(
    precision: Any, run: Path, data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    exported = export_checkpoint(run, folder, form="safetensors", precision=precision, data=data, count=3)
    assert exported.comparison.same >= 2
    weights = load_file(folder / WEIGHTS)
    kept = load_file(find_checkpoint(run) / WEIGHTS)
    assert weights.keys() == kept.keys()
    for name, value in kept.items():
        if precision == "fp32" or value.dtype != np.float32:
            np.testing.assert_array_equal(weights[name], value)
        else:
            np.testing.assert_array_equal(weights[name], value.astype(np.float16))
    picture = next((data / "images").iterdir())
    assert load_captioner(folder, "cpu").caption_file(picture).caption
    assert not read_info(folder).resumable


def test_drawn_pictures_serve_where_no_data_is_named(
    run: Path, graphs: Graphs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "make_graphs", lambda captioner, with_grid: graphs)
    stages: list[Task] = []

    def note(event: Event) -> None:
        assert isinstance(event, Progress)
        stages.append(event.task)

    exported = export_checkpoint(run, tmp_path / "out", count=4, emit=note)
    assert exported.comparison.count == 4
    assert exported.peak_bytes is not None
    assert exported.peak_bytes > 10_000_000
    assert list(dict.fromkeys(stages)) == [Task.DRAWING, Task.CAPTIONING, Task.EXPORTING, Task.COMPARING]


def test_what_says_something_else_is_refused_and_leaves_nothing(
    run: Path, graphs: Graphs, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = onnx.ModelProto()
    decoder.CopyFrom(graphs.decoder)
    [weight] = [tensor for tensor in decoder.graph.initializer if tensor.name.endswith("output.weight")]
    weight.CopyFrom(onnx.numpy_helper.from_array(-onnx.numpy_helper.to_array(weight), weight.name))
    monkeypatch.setattr(exporter, "make_graphs", lambda captioner, with_grid: Graphs(graphs.encoder, decoder))
    with pytest.raises(Problem) as caught:
        export_checkpoint(run, tmp_path / "out", data=data, count=3)
    assert caught.value.code == "export-differs-untold"
    assert "3 of 3 captions changed" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_does_not_run_is_not_done(run: Path, graphs: Graphs, data: Path, tmp_path: Path) -> None:
    samples = samples_of(run, data, tmp_path)
    captioner = read_captioner(find_checkpoint(run))
    exporter.write_graphs(tmp_path, graphs, captioner)
    (tmp_path / "decoder.onnx").write_bytes(b"no graph")
    with pytest.raises(Problem) as caught:
        example_captions(tmp_path, samples, lambda event: None, lambda: False)
    assert caught.value.code == "export-fails"
    assert "InvalidProtobuf" in str(caught.value)


@pytest.mark.parametrize("task", [Task.CAPTIONING, Task.EXPORTING, Task.COMPARING])
def test_a_stop_leaves_nothing(
    task: Task, run: Path, graphs: Graphs, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "make_graphs", lambda captioner, with_grid: graphs)
    reached: list[Task] = []

    def note(event: Event) -> None:
        assert isinstance(event, Progress)
        reached.append(event.task)

    with pytest.raises(Problem) as caught:
        export_checkpoint(run, tmp_path / "out", data=data, count=3, emit=note, stopped=lambda: task in reached)
    assert caught.value.code == "stopped"
    assert list(tmp_path.iterdir()) == []


def test_other_files_are_not_touched(run: Path, data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Problem) as caught:
        export_checkpoint(run, tmp_path, data=data)
    assert caught.value.code == "folder-not-empty"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_no_eight_bit_safetensors(run: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        export_checkpoint(run, tmp_path / "out", form="safetensors", precision="int8")
    assert caught.value.code == "export-precision"


@pytest.mark.parametrize("kind", ["learned", "growing"])
def test_fewer_bits_are_smaller_and_near(kind: str, request: pytest.FixtureRequest, blots: np.ndarray) -> None:
    captioner, whole = request.getfixturevalue(kind)
    ticks: list[tuple[int, int]] = []
    half, eight = to_half(whole), to_int8(whole, blots, captioner.vocabulary.start, lambda *at: ticks.append(at))
    assert ticks == sorted(ticks)
    assert ticks[-1][0] == ticks[-1][1] - 1
    assert half.encoder.ByteSize() < 0.55 * whole.encoder.ByteSize()
    assert eight.encoder.ByteSize() < 0.3 * whole.encoder.ByteSize()
    assert sum(tensor.data_type == onnx.TensorProto.INT8 for tensor in eight.decoder.graph.initializer) > 3
    kinds = {node.op_type for graph in (eight.encoder, eight.decoder) for node in graph.graph.node}
    assert {"QuantizeLinear", "DequantizeLinear"} <= kinds
    true = logits(whole, blots)
    assert np.corrcoef(true.ravel(), logits(half, blots).ravel())[0, 1] > 0.999
    assert np.corrcoef(true.ravel(), logits(eight, blots).ravel())[0, 1] > 0.95


def logits(graphs: Any, pictures: np.ndarray) -> np.ndarray:
    encoder, decoder = (
        onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
        for graph in (graphs.encoder, graphs.decoder)
    )
    state = dict(
        zip([value.name for value in encoder.get_outputs()], encoder.run(None, {"pictures": pictures}), strict=True)
    )
    return decoder.run(None, {"words": np.full(len(pictures), 3, dtype=np.int64), **state})[0]


def test_how_far_an_export_may_differ(run: Path, data: Path, tmp_path: Path) -> None:
    samples = samples_of(run, data, tmp_path)
    before = ["This lady wears a ring.", "This man wears a hat.", "This man wears a ring."]
    found = compare(
        samples, CLOTHES, before, ["This lady wears a ring.", "This man has a hat.", "This man wears a ring."]
    )
    assert (found.count, found.same) == (3, 2)
    assert found.alike == pytest.approx((1 + 0.8 + 1) / 3)
    assert found.examples == ((samples.records[1].name, before[1], "This man has a hat."),)

    def differing(same: int, alike: float, accuracy: float | None, rouge_l: float = 0.5) -> ExportComparison:
        return ExportComparison(200, same, alike, accuracy, accuracy and 0.9, (), rouge_l, 0.5)

    require_alike(differing(199, 0.999, None), "fp32")
    require_alike(differing(20, 0.65, 0.891), "int8")
    require_alike(differing(20, 0.85, None, 0.495), "int8")
    for wrong, precision, code in (
        (differing(198, 0.999, None), "fp32", "export-differs-untold"),
        (differing(150, 0.99, None), "fp16", "export-differs-untold"),
        (differing(20, 0.5, 0.9), "int8", "export-differs"),
        (differing(20, 0.9, 0.889), "int8", "export-differs"),
        (differing(20, 0.75, None), "int8", "export-differs-untold"),
        (differing(20, 0.9, None, 0.485), "int8", "export-differs-untold"),
    ):
        with pytest.raises(Problem) as caught:
            require_alike(wrong, precision)
        assert caught.value.code == code


def test_a_fall_is_told_with_its_error_and_with_how_many_pictures_tell_it(run: Path, data: Path) -> None:
    """Of 400 pictures one in ten loses or gains its sleeves: the error is that of drawing such pictures."""
    rng = np.random.default_rng(1)
    true = "This lady wears a short-sleeve T-shirt with solid color patterns and long pants. The pants are cotton."
    other = true.replace("short-sleeve", "long-sleeve")

    def drawn(count: int) -> ExportComparison:
        chance = rng.random((2, count)) < 0.1
        records = tuple(Record(f"{n}.jpg", Path(f"{n}.jpg"), (true,)) for n in range(count))
        samples = Samples("drawn", np.empty(0), records, np.empty(0))
        before, after = ([other if wrong else true for wrong in side] for side in chance.tolist())
        return compare(samples, CLOTHES, before, after)

    many = [drawn(400) for _ in range(60)]
    spread = float(np.std([found.fall for found in many]))
    assert many[0].error == pytest.approx(spread, rel=0.3)
    assert drawn(100).error == pytest.approx(2 * many[0].error, rel=0.3)
    [needed] = {round(found.needed(0.01) / 400 / (found.error / 0.005) ** 2) for found in many[:1]}
    assert needed == 1


def test_where_no_attribute_is_told_rouge_is_held_against_the_pictures_captions() -> None:
    records = tuple(Record(f"{n}.jpg", Path(f"{n}.jpg"), (f"a red ball {n} lies on the grass",)) for n in range(4))
    samples = Samples("drawn", np.empty(0), records, np.empty(0))
    before = [record.caption for record in records]
    found = compare(samples, CLOTHES, before, [*before[:2], "a blue ball lies", "grass"])
    assert (found.accuracy, found.accuracy_torch) == (None, None)
    assert found.rouge_l_torch == 1
    assert found.fall == pytest.approx(1 - found.rouge_l)
    assert found.fall > 0.2
    assert found.error > 0.05
    with pytest.raises(Problem, match="ROUGE-L fell"):
        require_alike(found, "int8")


def test_rouge_is_held_against_every_caption_of_a_picture() -> None:
    several = ("two cats sleep on a sofa", "a red ball lies on the grass")
    records = tuple(Record(f"{n}.jpg", Path(f"{n}.jpg"), several) for n in range(3))
    samples = Samples("drawn", np.empty(0), records, np.empty(0))
    found = compare(samples, FREE, [several[1]] * 3, [several[0]] * 3)
    assert (found.rouge_l_torch, found.rouge_l, found.fall) == (1, 1, 0)


@pytest.mark.parametrize("source", sorted(starts()))
def test_the_licence_of_what_is_no_file_is_named(source: str, run: Path) -> None:
    info = read_info(find_checkpoint(run))
    settings = info.settings.model_copy(update={"encoder": "efficientnet_lite0", "encoder_weights": source})
    sentence = licence(replace(info, settings=settings))
    assert "a file" not in sentence
    words = {
        "scratch": "trained from scratch",
        "demo": "Atelier's own",
        "imagenet": "BSD-3-Clause",
        "hub": "that timm publishes",
        "package": "Apache-2.0",
    }
    assert words[source] in sentence
    assert ("ImageNet" in sentence) is (source in ("imagenet", "package"))
    of_file = info.settings.model_copy(update={"encoder_weights": "/home/somebody/mine.pth"})
    assert "a file (mine.pth), whose licence applies" in licence(replace(info, settings=of_file))


def test_a_failed_export_leaves_the_folder_that_it_was_given(
    run: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    with pytest.raises(Problem, match="Stopped"):
        export_checkpoint(run, folder, form="safetensors", data=data, count=2, stopped=lambda: True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    written = exporter.make_card

    def disturbed(*arguments: Any) -> str:
        (folder / "late.txt").write_text("mine")
        return written(*arguments)

    monkeypatch.setattr(exporter, "make_card", disturbed)
    with pytest.raises(Problem) as caught:
        export_checkpoint(run, folder, form="safetensors", data=data, count=2)
    assert caught.value.code == "folder-not-empty"
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "late.txt"]
    (folder / "late.txt").unlink()
    monkeypatch.undo()
    export_checkpoint(run, folder, form="safetensors", data=data, count=2)
    assert (folder / WEIGHTS).exists()


def test_the_card_names_scores_with_their_bounds_and_the_verdict(run: Path, data: Path, tmp_path: Path) -> None:
    """Also the memory of an export that only Atelier opens, measured as the other's is."""
    copy = shutil.copytree(run, tmp_path / "run")
    checkpoint = find_checkpoint(copy)
    path = checkpoint / DESCRIPTION
    scores = {"bleu4": 0.45, "cider_d": 1.5, "grounding": 0.01}
    description = {**json.loads(path.read_text("utf-8")), "scores": scores, "evidence": evidence(0.01)}
    path.write_text(json.dumps(description), "utf-8")
    line = {"step": read_info(checkpoint).step, "bleu4": 0.45, "rouge_l": 0.5, "cider_d": 1.5}
    bounds = {"floor": {"bleu4": 0.33, "cider_d": 0.7}, "ceiling": {"bleu4": 0.49}}
    with open(copy / METRICS, "a", encoding="utf-8") as file:
        file.write(json.dumps({**line, **bounds}) + "\n")
    exported = export_checkpoint(checkpoint, tmp_path / "out", form="safetensors", data=data, count=2)
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert "| BLEU-4 | 0.4500 | 0.3300 | 0.4900 | 75 % |" in card
    assert "| CIDEr-D | 1.5000 | 0.7000 | - | - |" in card
    assert "The captions do not depend on the pictures" in card
    assert "Margin: +0.010 nats per word" in card
    assert "\n| bleu4 |" not in card
    assert exported.peak_bytes is not None
    assert exported.peak_bytes > 50_000_000
    assert f"| this export, peak memory of the process | {exported.peak_bytes / 1e6:,.0f} MB |" in card


def test_the_files_of_a_checkpoint_stay_as_they_are(run: Path, data: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(find_checkpoint(run), tmp_path / "one")
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    exported = export_checkpoint(copy, tmp_path / "out", form="safetensors", data=data, count=2)
    assert exported.checkpoint == copy
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before
