"""Conversion of the graphs to float16, and to int8 by calibrated static quantisation."""

import contextlib
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import ModelProto
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers.float16 import convert_float_to_float16

from engine.export.graphs import GRID, Graphs

Arrays = dict[str, np.ndarray]

# Where nearly all weights and products are. Additions and gates in eight bits cost captions and gain nothing.
_QUANTISED = ["Conv", "Gather", "Gemm", "MatMul", "MaxPool", "Relu"]
# Their outputs stay in float32: the decoder's state is small, and in eight bits it would change the captions.
_FLOAT_RESULTS = ["Gemm", "MatMul"]
# Words of a caption that calibrate the decoder, and pictures whose captions are begun together.
_WORDS, _ROWS = 40, 8
_PERCENTILE = 99.99


def to_half(graphs: Graphs) -> Graphs:
    """Graphs that compute in float16; their inputs and outputs stay as they are."""
    return Graphs(*(convert_float_to_float16(graph, keep_io_types=True) for graph in (graphs.encoder, graphs.decoder)))


def to_int8(graphs: Graphs, pictures: np.ndarray, start: int, tick: Callable[[int, int], None]) -> Graphs:
    """Graphs with int8 weights, one scale per channel, and uint8 activations in calibrated ranges.

    A range covers all but one in ten thousand of the observed values, so that a single outlier does not coarsen the
    others (Wu et al. 2020, section 5, percentile).

    Args:
        pictures: (N, H, W, 3) uint8 for calibration.
        start: id of the word that begins a caption.
        tick: called with (done, total) runs of a graph; may raise to stop.
    """
    encoder = [{"pictures": pictures[index : index + 1]} for index in range(len(pictures))]
    decoder = _decoder_feeds(graphs, pictures, start)
    total = len(encoder) + len(decoder)
    return Graphs(
        _quantise(graphs.encoder, _Feeds(encoder, lambda done: tick(done, total))),
        _quantise(graphs.decoder, _Feeds(decoder, lambda done: tick(len(encoder) + done, total))),
    )


def _decoder_feeds(graphs: Graphs, pictures: np.ndarray, start: int) -> list[Arrays]:
    """Inputs of the decoder's graph while it captions pictures greedily."""
    encoder, decoder = (
        onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
        for graph in (graphs.encoder, graphs.decoder)
    )
    names = [output.name for output in encoder.get_outputs()]
    hypothesis_state = [name for name in names if name.startswith("state_")]
    feeds = []
    for first in range(0, len(pictures), _ROWS):
        seen = pictures[first : first + _ROWS]
        state = dict(zip(names, encoder.run(None, {"pictures": seen}), strict=True))
        state.pop(GRID, None)
        words = np.full(len(seen), start, dtype=np.int64)
        for _ in range(_WORDS):
            # An empty state has no range of values.
            if all(value.size for value in state.values()):
                feeds.append({"words": words, **state})
            logits, *moved = decoder.run(None, {"words": words, **state})
            logits[:, [0, start]] = -np.inf
            words = logits.argmax(-1)
            state = {**state, **dict(zip(hypothesis_state, moved, strict=True))}
    return feeds


class _Feeds(CalibrationDataReader):
    """Inputs of a graph for the calibration, by ranges."""

    def __init__(self, feeds: list[Arrays], tick: Callable[[int], None]) -> None:
        self._feeds = feeds
        self._tick = tick
        self._next = self._end = 0

    def __len__(self) -> int:
        return len(self._feeds)

    def set_range(self, start_index: int, end_index: int) -> None:
        self._next, self._end = start_index, end_index

    def get_next(self) -> Any:
        if self._next == self._end:
            return None
        self._tick(self._next)
        self._next += 1
        return self._feeds[self._next - 1]


def _quantise(graph: ModelProto, feeds: _Feeds) -> ModelProto:
    # The quantiser prints to standard output, which belongs to the command.
    with tempfile.TemporaryDirectory(prefix="atelier-export-") as folder, contextlib.redirect_stdout(io.StringIO()):
        whole, ready, done = (Path(folder) / name for name in ("whole.onnx", "ready.onnx", "done.onnx"))
        onnx.save(graph, whole)
        quant_pre_process(whole, ready, skip_symbolic_shape=True)
        quantize_static(
            ready,
            done,
            feeds,
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=_QUANTISED,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.Percentile,
            extra_options={
                "CalibPercentile": _PERCENTILE,
                # Ranges are merged after each run: all values of all pictures together would fill the memory.
                "CalibStridedMinMax": 1,
                "OpTypesToExcludeOutputQuantization": _FLOAT_RESULTS,
            },
        )
        return onnx.load(done)
