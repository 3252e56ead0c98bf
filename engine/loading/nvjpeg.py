"""JPEGs decoded and fitted by a GPU, for preparing pictures; what it cannot take goes Pillow's way.

nvJPEG decodes a hundred times as many pictures a second as a core does. The fitting takes Pillow's own filters, so that
a picture prepared here differs from one prepared by Pillow by rounding, and by Pillow's decoding a large JPEG at a half
or a quarter. A store that was made by either serves both: once made, its pictures stay what they are.
"""

import functools
import itertools
import os
import warnings
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from engine.data.decoding import open_regular, plain_jpeg
from engine.data.making import Decode, decode, processors
from engine.data.picture import LONGEST, Framing, filter_of, read_or_reason

# Decoded at once; whole pictures of 750 x 1101 then take 160 MB of the GPU.
BATCH = 64
# Batches that are read ahead.
_AHEAD = 4
_END = b"\xff\xd9"


def decoder_for(device: torch.device) -> Decode:
    """How pictures are best decoded where a run computes on a device: by itself, or by the processor's cores."""
    return functools.partial(decode_on, device=device) if device.type == "cuda" else decode


def decode_on(
    names: Iterable[str], paths: Mapping[str, str | os.PathLike[str]], framing: Framing, *, device: torch.device
) -> Generator[tuple[str, np.ndarray | str], None, None]:
    """As ``engine.data.making.decode``, JPEGs by a device; files are read ahead by threads."""
    rest = iter(names)
    waiting: deque[tuple[Sequence[str], list[Future[Tensor | np.ndarray | str]]]] = deque()
    with ThreadPoolExecutor(processors(), "pictures") as pool:

        def fitted() -> Iterator[tuple[str, np.ndarray | str]]:
            batch, futures = waiting.popleft()
            read = [future.result() for future in futures]
            jpegs = [item for item in read if isinstance(item, Tensor)]
            try:
                pictures = iter(_fit_all(jpegs, framing, device))
            except RuntimeError:
                # One file that nvJPEG cannot take, or too little memory, fails all; Pillow tells which and why.
                slow = {name: pool.submit(read_or_reason, Path(paths[name]), framing) for name in batch}
                yield from ((name, slow[name].result()) for name in batch)
                return
            for name, item in zip(batch, read, strict=True):
                yield name, next(pictures) if isinstance(item, Tensor) else item

        try:
            while batch := list(itertools.islice(rest, BATCH)):
                waiting.append((batch, [pool.submit(_read, Path(paths[name]), framing) for name in batch]))
                if len(waiting) > _AHEAD:
                    yield from fitted()
            while waiting:
                yield from fitted()
        finally:
            for future in itertools.chain.from_iterable(futures for _, futures in waiting):
                future.cancel()
            # What lies on the device must not outlast the work.
            _resampling.cache_clear()


def _read(path: Path, framing: Framing) -> Tensor | np.ndarray | str:
    """The bytes (N,) of a JPEG that the device can take; anything else prepared, or why it is not there."""
    try:
        with open_regular(path) as file:
            size = plain_jpeg(file)
            file.seek(0)
            content = file.read() if size else b""
    except Exception:
        # Whatever a damaged head makes Pillow raise, it is told there.
        return read_or_reason(path, framing)
    # A file that was cut short would be filled up without a word.
    whole = content.rstrip(b"\0").endswith(_END)
    if size is None or not whole or (framing.frame == "crop" and max(size) > LONGEST * min(size)):
        return read_or_reason(path, framing)
    return torch.frombuffer(bytearray(content), dtype=torch.uint8)


def _fit_all(jpegs: Sequence[Tensor], framing: Framing, device: torch.device) -> list[np.ndarray]:
    """Pictures prepared as ``Framing.prepare`` does.

    Raises:
        RuntimeError: if one of them cannot be decoded, or the device's memory does not suffice.
    """
    if not jpegs:
        return []
    # Here, since it is a second of every start.
    from torchvision.io import ImageReadMode, decode_jpeg

    with warnings.catch_warnings():
        # torchvision's decoder gives way to TorchCodec, which wants FFmpeg; with our pin it stays.
        warnings.simplefilter("ignore", DeprecationWarning)
        decoded = decode_jpeg(list(jpegs), mode=ImageReadMode.RGB, device=device)
    fitted = [_fit(picture, framing) for picture in decoded]
    shapes = [tuple(picture.shape) for picture in fitted]
    # One copy for all of them.
    values = torch.cat([picture.reshape(-1) for picture in fitted]).cpu().numpy()
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(values, ends[:-1]), shapes, strict=True)]


def _fit(picture: Tensor, framing: Framing) -> Tensor:
    """A picture (3, H, W) uint8 as ``Framing.prepare`` gives it, (h, w, 3) uint8."""
    high, wide = picture.shape[1:]
    width, height = framing.scaled(wide, high)
    shrinking = width < wide
    across = _resampling(wide, width, shrinking, picture.device)
    down = _resampling(high, height, shrinking, picture.device)
    # Pillow, too, rounds between the two passes.
    rows = _rounded(picture.float() @ across.T)
    small = _rounded(down @ rows).byte().permute(1, 2, 0)
    if framing.frame == "crop":
        return small.contiguous()
    prepared = torch.full((framing.height, framing.width, 3), 255, dtype=torch.uint8, device=picture.device)
    top, left = (framing.height - height) // 2, (framing.width - width) // 2
    prepared[top : top + height, left : left + width] = small
    return prepared


def _rounded(values: Tensor) -> Tensor:
    return values.add_(0.5).floor_().clamp_(0, 255)


@functools.lru_cache(maxsize=256)
def _resampling(old: int, new: int, shrinking: bool, device: torch.device) -> Tensor:
    """The weights (new, old) by which Pillow makes each new pixel of the old ones: its answer to each of them alone."""
    alone = Image.fromarray(np.eye(old, dtype=np.float32))
    return torch.from_numpy(np.array(alone.resize((new, old), filter_of(shrinking)))).T.contiguous().to(device)
