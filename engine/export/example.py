"""Captions pictures with this export. Needs only onnxruntime, pillow and numpy:

    python example.py photo.jpg [another.png ...] [--greedy | --beam 5] [--json]

A list of files can be given as @list.txt, one file per line.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from PIL import Image

from engine.captions.writing.english import written
from engine.data.decoding import TooLargeError, UnreadableError, decode
from engine.fit.distance import distances, doubtful_from

HERE = Path(__file__).resolve().parent

Told = dict[str, Any]
State = dict[str, np.ndarray]


def read_json(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


# The picture


def scaled(width: int, height: int, framing: Told) -> tuple[int, int]:
    """Width and height to which a picture is resized."""
    if framing["frame"] == "crop":
        shorter, longer = sorted((width, height))
        resized = framing["resized"]
        longer = resized * min(longer, framing["longest"] * shorter) // shorter
        return (resized, longer) if width <= height else (longer, resized)
    scale = min(framing["height"] / height, framing["width"] / width)
    return max(1, round(width * scale)), max(1, round(height * scale))


def fit(path: str, framing: Told) -> np.ndarray:
    """The preprocessed picture: (H, W, 3) uint8; a JPEG is decoded at a fraction where that is large enough."""
    image, size = decode(path, lambda width, height: scaled(width, height, framing))
    width, height = scaled(*size, framing)
    if framing["frame"] == "crop":
        resized = np.array(_resize(_cut_strip(image, framing["longest"]), width, height))
        cropped = framing["cropped"]
        top, left = (resized.shape[0] - cropped) // 2, (resized.shape[1] - cropped) // 2
        return np.ascontiguousarray(resized[top : top + cropped, left : left + cropped])
    small = _resize(image, width, height)
    seen = np.full((framing["height"], framing["width"], 3), 255, dtype=np.uint8)
    top, left = (framing["height"] - small.height) // 2, (framing["width"] - small.width) // 2
    seen[top : top + small.height, left : left + small.width] = np.asarray(small)
    return seen


def _cut_strip(image: Image.Image, most: int) -> Image.Image:
    longest = most * min(image.size)
    if max(image.size) <= longest:
        return image
    left, top = max(0, (image.width - longest) // 2), max(0, (image.height - longest) // 2)
    return image.crop((left, top, left + min(image.width, longest), top + min(image.height, longest)))


def _resize(image: Image.Image, width: int, height: int) -> Image.Image:
    method = Image.Resampling.HAMMING if width < image.width else Image.Resampling.BICUBIC
    return image.resize((width, height), method)


# The model


class Model:
    """The two graphs: the encoder computes the initial state from a picture, the decoder takes one word at a time.

    ``grid`` is the encoder's last grid (1, P, K) of the last picture; None where the export cannot tell the fit.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # The idle threads of each graph would spin while the other graph or another program computes.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        sessions = [
            onnxruntime.InferenceSession(folder / name, options, providers=["CPUExecutionProvider"])
            for name in ("encoder.onnx", "decoder.onnx")
        ]
        self.encoder, self.decoder = sessions
        self.first = [output.name for output in self.encoder.get_outputs()]
        self.grid: np.ndarray | None = None

    def start(self, picture: np.ndarray) -> State:
        """The state before the first word: arrays by name, each with one row."""
        found = dict(zip(self.first, self.encoder.run(None, {"pictures": picture[None]}), strict=True))
        self.grid = found.pop("grid", None)
        return found

    def step(self, state: State, words: np.ndarray) -> tuple[np.ndarray, State]:
        """Log-probabilities (R, V) after the words (R,), and the next state."""
        logits, *moved = self.decoder.run(None, {"words": words, **state})
        names = [name for name in self.first if name.startswith("state_")]
        return log_softmax(logits), {**state, **dict(zip(names, moved, strict=True))}


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Log-probabilities (R, V)."""
    shifted = logits - logits.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def search(
    model: Model,
    picture: np.ndarray,
    vocabulary: Told,
    *,
    beam: int,
    max_words: int,
    length_penalty: float,
    word_reward: float,
    block_repeats: int,
    allow_unknown: bool,
) -> list[int]:
    """Word ids of the most likely caption by beam search; a beam of 1 is greedy search.

    A score is the sum of log-probabilities, with word_reward for each word, divided by length ** length_penalty.
    """
    start, end, size = vocabulary["start"], vocabulary["end"], vocabulary["size"]
    never = [0, start] if allow_unknown or vocabulary["unknown"] is None else [0, start, vocabulary["unknown"]]
    # Every hypothesis is a row; "fixed_" arrays are the picture's and stay as they are.
    state = {name: np.repeat(value, beam, 0) for name, value in model.start(picture).items()}
    alive = np.full(beam, -np.inf, dtype=np.float32)
    alive[0] = 0
    captions: list[list[int]] = [[] for _ in range(beam)]
    words = np.full(beam, start, dtype=np.int64)
    best: list[int] | None = None
    best_score = -np.inf
    for length in range(1, max_words + 2):
        table, state = model.step(state, words)
        # No caption is empty.
        table[:, [*never, end] if length == 1 else never] = -np.inf
        if block_repeats:
            for row, history in enumerate(captions):
                table[row, repeated(history, block_repeats)] = -np.inf
        totals = (alive[:, None] + table).ravel()
        # Twice as many, so that ``beam`` hypotheses stay alive even if others end.
        order = np.argsort(-totals, kind="stable")[: 2 * beam]
        for place in order[:beam]:
            score = (totals[place] + length * word_reward) / length**length_penalty
            if place % size == end and score > best_score:
                best, best_score = captions[place // size], score
        if length > max_words:
            break
        kept = order[np.argsort(order % size == end, kind="stable")[:beam]]
        rows, words = np.divmod(kept, size)
        captions = [[*captions[row], int(word)] for row, word in zip(rows, words, strict=True)]
        alive = np.where(words == end, -np.inf, totals[kept]).astype(np.float32)
        state = {name: value[rows] if name.startswith("state_") else value for name, value in state.items()}
        # The best that can still come: all further words certain, and divided as suits it best.
        most = alive.max() + (max_words + 1) * word_reward
        if best is not None and best_score >= most / (max_words + 1 if most < 0 else length + 1) ** length_penalty:
            break
    return captions[int(alive.argmax())] if best is None else best


def repeated(history: list[int], size: int) -> list[int]:
    """Words that would repeat a sequence of ``size`` words."""
    last = history[len(history) - size + 1 :]
    runs = (history[i : i + size] for i in range(len(history) - size + 1))
    return [run[-1] for run in runs if run[:-1] == last]


def caption(ids: list[int], vocabulary: Told) -> str:
    """The caption as text, written as in its language."""
    tokens = ("<unk>" if index == vocabulary["unknown"] else vocabulary["words"][index - 1] for index in ids)
    return "".join(blank + token for blank, token in written(tokens))


def read_fit(folder: Path) -> State | None:
    """The statistics of the training pictures; None where the checkpoint had none."""
    if not (folder / "fit.npz").exists():
        return None
    with np.load(folder / "fit.npz") as file:
        return {name: file[name].astype(np.float32) for name in file.files}


def told_fit(grid: np.ndarray | None, statistics: State | None) -> Told:
    """How well the picture fits what the model was trained on: "fits", "doubtful", "unlike" or "unknown", and the
    distance, at which 1.0 is where unlike begins."""
    if grid is None or statistics is None:
        return {"fit": "unknown", "distance": None}
    distance = float(distances(grid, statistics)[0])
    if not distance < 1:
        return {"fit": "unlike", "distance": min(distance, 1000.0) if distance > 0 else 1000.0}
    return {"fit": "fits" if distance < doubtful_from(statistics) else "doubtful", "distance": distance}


def main() -> None:
    settings = read_json("search.json")
    parser = argparse.ArgumentParser(description="Caption pictures.", fromfile_prefix_chars="@")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--beam", type=int, default=settings["beam_width"], metavar="K", help="beam width")
    parser.add_argument("--greedy", action="store_true", help="greedy search, same as --beam 1")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="CPU threads (default 0: automatic)")
    parser.add_argument("--json", action="store_true", help="print one JSON object per line")
    arguments = parser.parse_args()
    # Chinese file names pass through a Windows pipe, whose own encoding cannot hold them.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    framing, vocabulary = read_json("preprocessing.json"), read_json("vocabulary.json")
    model, statistics = Model(HERE, arguments.threads), read_fit(HERE)
    failed = 0
    for file in arguments.files:
        begun = time.perf_counter()
        try:
            picture = fit(file, framing)
        except (OSError, TooLargeError, UnreadableError) as error:
            # One picture that cannot be read must not end the others.
            failed += 1
            why = getattr(error, "strerror", None) or str(error)
            print(json.dumps({"file": file, "error": why}, ensure_ascii=False) if arguments.json else f"{file}: {why}")
            continue
        ids = search(
            model,
            picture,
            vocabulary,
            beam=1 if arguments.greedy else arguments.beam,
            max_words=settings["max_words"],
            length_penalty=settings["length_penalty"],
            word_reward=settings["word_reward"],
            block_repeats=settings["block_repeats"],
            allow_unknown=settings["allow_unknown"],
        )
        text, fit_told = caption(ids, vocabulary), told_fit(model.grid, statistics)
        answer = {"file": file, "caption": text, **fit_told, "seconds": round(time.perf_counter() - begun, 4)}
        line = f"{file}: {text}" + (f" (fit: {fit_told['fit']})" if statistics else "")
        print(json.dumps(answer, ensure_ascii=False) if arguments.json else line, flush=True)
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
