"""Captions pictures with a checkpoint in a separate process, so that its peak memory can be measured.

``python -m engine.export.trial FOLDER LIST`` prints one JSON object, as the ONNX example does, per file in LIST.
"""

import json
import os
import sys
import time
from pathlib import Path

from engine.models.devices import use_threads
from engine.runs.checkpoint import read_captioner


def main(folder: Path, files: Path) -> None:
    """Read, preprocess, encode and search, one picture at a time, on the CPU.

    Raises:
        Problem: as ``read_captioner`` and ``Framing.read``.
    """
    # Chinese file names pass through a Windows pipe, whose own encoding cannot hold them.
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    use_threads(0)
    captioner = read_captioner(folder)
    settings, framing = captioner.settings, captioner.framing
    for file in os.fsdecode(files.read_bytes()).split("\n"):
        begun = time.perf_counter()
        picture = framing.view(framing.read(Path(file)))[None]
        [caption] = captioner.caption(picture, beam_width=settings.beam_width, max_words=settings.max_words)
        answer = {"file": file, "caption": caption, "seconds": round(time.perf_counter() - begun, 4)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
