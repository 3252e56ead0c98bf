"""Image features of a frozen encoder, computed once and kept, so that decoders train without it.

Of a training picture they may be kept several times: as it is, and shifted and mirrored by chance, so that epochs can
take turns among these views.

A store is a folder of the cache beside the prepared pictures, under the same budget, named by a hash of the encoder,
its weights, the prepared pictures, the number format and the kind of device:

    <key>/codes.bin         one picture's features after another
    <key>/index.json        names, shape and number format
    <key>.part/             one being made; its count.json tells how many are surely written
"""

import contextlib
import hashlib
import json
import os
import shutil
import threading
import time
import weakref
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import filelock
import numpy as np
import torch
from torch import Tensor

from engine.data.cache import hold, make_room
from engine.data.picture import Framing
from engine.data.records import Record, names_of
from engine.data.store import PreparedPictures
from engine.errors import Problem
from engine.events import Emit, Progress, Task
from engine.files import TEMPORARY, require_space, sync_folder, write_json_atomically, writing_problem
from engine.loading.device_batch import to_device
from engine.models.captioner import Captioner, feature_form
from engine.models.devices import autocast, captioning_batch
from engine.models.encoders.normalisation import IMAGENET
from engine.models.memory import MicroBatch

# Raised whenever the same encoder and picture would give other bytes.
FORMAT = 1

FEATURES, INDEX, _COUNT = "codes.bin", "index.json", "count.json"
_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
# So much of the processor's memory, and such a share of the GPU's free memory, may hold all features at once.
_RESIDENT_BYTES = 2 * 2**30
_RESIDENT_SHARE = 0.3
# What is copied to the device at once.
_PIECE_BYTES = 64_000_000
# What a kill loses at most.
_NOTE_SECONDS = 5.0
# No file's name holds it.
_PARTED = "\0"


@dataclass(frozen=True, slots=True)
class Views:
    """How often training pictures are looked at.

    Attributes:
        pictures: names of those that are.
        count: views of each, the picture as it is among them.
        seed: what the others show, with the number of the view and the name of the picture.
        mirror: half of the others are mirrored.
    """

    pictures: tuple[str, ...] = ()
    count: int = 1
    seed: int = 0
    mirror: bool = True

    def rows(self) -> list[str]:
        """Names of the rows that are kept beside those of the pictures as they are."""
        return [_row_name(name, view) for view in range(1, self.count) for name in sorted(set(self.pictures))]

    def seen(self, row: str, framing: Framing, store: PreparedPictures) -> np.ndarray:
        """What the model sees for a row, uint8 (H, W, 3)."""
        name, _, view = row.partition(_PARTED)
        picture = store[name]
        if not view:
            return framing.view(picture)
        chance = np.random.default_rng((self.seed, int(view), zlib.crc32(os.fsencode(name))))
        return framing.augment(picture, chance, mirror=self.mirror)


def _row_name(name: str, view: int) -> str:
    return f"{name}{_PARTED}{view}" if view else name


class FeatureCache:
    """Image features by the name of their picture.

    Args:
        folder: a whole store.
        device: where the features are wanted; all of them are kept there if they fit.

    Raises:
        OSError, ValueError, KeyError, TypeError: if the store is not whole.
    """

    def __init__(self, folder: Path, device: torch.device) -> None:
        description = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        self._rows = {name: row for row, name in enumerate(description["names"])}
        self._shape = tuple(description["shape"])
        self._dtype = _DTYPES[description["dtype"]]
        self._device = device
        self._row_bytes = int(np.prod(self._shape)) * self._dtype.itemsize
        self._folder = folder
        # Unbuffered: each read asks for exactly one picture's features.
        self._file = open(folder / FEATURES, "rb", buffering=0)  # noqa: SIM115 - closed by close()
        self._reading = threading.Lock()
        self.close = weakref.finalize(self, self._file.close)
        size = len(self._rows) * self._row_bytes
        if description["format"] != FORMAT or os.fstat(self._file.fileno()).st_size != size:
            raise ValueError("the store is not whole")
        hold(self._file)
        self._fits = size <= _room(device)
        self._resident: Tensor | None = None
        self.restore()

    def __len__(self) -> int:
        return len(self._rows)

    def offload(self) -> int:
        """Take what is kept on the device off it. Returns its bytes."""
        size = self._resident.nbytes if self._resident is not None else 0
        self._resident = None
        return size

    def restore(self) -> None:
        """Keep all features on the device, if they fit.

        Raises:
            Problem: ``data-gone``.
        """
        if not self._fits:
            return
        count = len(self._rows)
        resident = torch.empty((count, *self._shape), dtype=self._dtype, device=self._device)
        # By pieces: the computer's memory may not hold at once what a GPU's does.
        at_once = max(1, _PIECE_BYTES // self._row_bytes)
        for first in range(0, count, at_once):
            rows = range(first, min(count, first + at_once))
            resident[first : rows.stop].copy_(self._read(rows))
        self._resident = resident

    def gather(self, names: Sequence[str], view: int = 0) -> Tensor:
        """The features (B, P, C) of some pictures, on the device.

        Args:
            view: which view of training pictures; 0 for the pictures as they are.

        Raises:
            Problem: ``data-gone`` if the file can no longer be read.
        """
        rows = [self._rows[_row_name(name, view)] for name in names]
        if self._resident is not None:
            places = torch.tensor(rows, pin_memory=self._device.type == "cuda")
            return self._resident[to_device(places, self._device)]
        return to_device(self._read(rows), self._device)

    def _read(self, rows: Sequence[int]) -> Tensor:
        """Features (B, P, C) of some rows of the file, in memory from which the device copies by itself."""
        pinned = torch.empty((len(rows), self._row_bytes), dtype=torch.uint8, pin_memory=self._device.type == "cuda")
        features = pinned.numpy()
        try:
            with self._reading:
                for place, row in enumerate(rows):
                    self._file.seek(row * self._row_bytes)
                    if self._file.readinto(features[place].data) != self._row_bytes:
                        raise Problem("data-gone", path=self._folder)
        except (OSError, ValueError) as error:
            raise Problem("data-gone", path=self._folder) from error
        return pinned.view(self._dtype).view(len(rows), *self._shape)


def _room(device: torch.device) -> int:
    if device.type != "cuda":
        return _RESIDENT_BYTES
    return int(_RESIDENT_SHARE * torch.cuda.mem_get_info(device)[0])


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a store, and how they are computed.

    Attributes:
        names: of the rows, in their order.
    """

    captioner: Captioner
    names: list[str]
    views: Views
    store: PreparedPictures
    device: torch.device
    dtype: torch.dtype

    def key(self) -> str:
        """What tells the store from those of other rows, or of rows computed in another way."""
        settings, normalisation = self.captioner.settings, self.captioner.normalisation
        framing = self.captioner.framing.to_json()
        facts: list[Any] = [FORMAT, settings.encoder, feature_form(settings), framing, self.store.key]
        if self.views.count > 1:
            facts.append(self.views.seed)
            if not self.views.mirror:
                facts.append("not mirrored")
        if normalisation != IMAGENET:
            # Not of ImageNet's, so that what was computed before is found.
            facts.append(normalisation.to_json())
        digest = hashlib.sha256(json.dumps([*facts, str(self.dtype), self.device.type, self.names]).encode())
        for name, value in sorted(self.captioner.encoder.state_dict().items()):
            # Not a weight: it counts the batches of the training before.
            if not name.endswith("num_batches_tracked"):
                digest.update(name.encode())
                digest.update(value.detach().contiguous().cpu().numpy().reshape(-1).data)
        return digest.hexdigest()[:32]

    @torch.inference_mode()
    def encode(self, names: Sequence[str]) -> Tensor:
        """The features (B, P, C) of some of them, on the device."""
        pictures = np.stack([self.views.seen(name, self.captioner.framing, self.store) for name in names])
        with autocast(self.device, self.dtype):
            return self.captioner.encode(torch.from_numpy(pictures).to(self.device)).to(self.dtype)


def prepare_features(
    captioner: Captioner,
    records: Sequence[Record],
    store: PreparedPictures,
    device: torch.device,
    dtype: torch.dtype,
    *,
    cache: Path,
    emit: Emit,
    stopped: Callable[[], bool],
    views: Views | None = None,
) -> FeatureCache:
    """The features of some records: from the cache, or computed now.

    The captioner is left in eval mode. What is computed when a stop comes is gone on with the next time.

    Args:
        views: further views of some of the pictures.

    Raises:
        Problem: ``stopped``, ``disk-full``, ``folder-unwritable``, ``data-gone``, ``memory-short``.
    """
    views = views or Views()
    names = sorted(set(names_of(records))) + views.rows()
    rows = _Rows(captioner, names, views, store, device, dtype)
    folder = cache / rows.key()
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        found = FeatureCache(folder, device)
        os.utime(folder / INDEX)
        return found
    lock = filelock.FileLock(folder.with_name(folder.name + ".lock"))
    try:
        while True:
            with contextlib.suppress(filelock.Timeout):
                lock.acquire(timeout=0.2)
                break
            if stopped():
                raise Problem("stopped")
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            # Another process may have made it meanwhile.
            return FeatureCache(folder, device)
        _make(folder, rows, emit, stopped)
        return FeatureCache(folder, device)
    except OSError as error:
        # Gives a full disk its room back.
        shutil.rmtree(folder.with_name(folder.name + TEMPORARY), ignore_errors=True)
        raise writing_problem(error, cache, 0) from error
    finally:
        lock.release()


def _make(folder: Path, rows: _Rows, emit: Emit, stopped: Callable[[], bool]) -> None:
    rows.captioner.eval()
    batch = captioning_batch(rows.captioner, rows.device)
    names, dtype = rows.names, rows.dtype
    part = folder.with_name(folder.name + TEMPORARY)
    part.mkdir(parents=True, exist_ok=True)
    shape = rows.encode(names[:1]).shape[1:]
    row_bytes = shape.numel() * dtype.itemsize
    make_room(folder.parent, len(names) * row_bytes, spare=part.name)
    require_space(folder.parent, len(names) * row_bytes)
    # A whole number of batches, so that each picture is computed among the same others, to the same bits.
    done = _recorded_progress(part, row_bytes) // batch * batch
    with open(part / FEATURES, "r+b" if done else "w+b") as file:
        file.truncate(done * row_bytes)
        file.seek(done * row_bytes)
        hold(file)
        noted = time.monotonic()
        encoded = MicroBatch(batch).run_over(names[done:], lambda chosen: rows.encode(chosen).cpu())
        while done < len(names):
            emit(Progress(Task.ENCODING, done, len(names)))
            stopping = stopped()
            if stopping or time.monotonic() > noted + _NOTE_SECONDS:
                _record_progress(part, file, done)
                noted = time.monotonic()
            if stopping:
                raise Problem("stopped")
            features = next(encoded)
            file.write(features.contiguous().view(torch.uint8).numpy().data)
            done += len(features)
        _record_progress(part, file, len(names))
    emit(Progress(Task.ENCODING, len(names), len(names)))
    dtype_name = next(name for name, known in _DTYPES.items() if known is dtype)
    description = {"format": FORMAT, "names": names, "shape": list(shape), "dtype": dtype_name}
    write_json_atomically(part / INDEX, description)
    (part / _COUNT).unlink()
    shutil.rmtree(folder, ignore_errors=True)
    os.rename(part, folder)
    sync_folder(folder.parent)


def _record_progress(part: Path, file: BinaryIO, count: int) -> None:
    file.flush()
    os.fsync(file.fileno())
    write_json_atomically(part / _COUNT, {"count": count})


def _recorded_progress(part: Path, row_bytes: int) -> int:
    try:
        count = int(json.loads((part / _COUNT).read_text(encoding="utf-8"))["count"])
        return min(count, (part / FEATURES).stat().st_size // row_bytes)
    except (OSError, ValueError, KeyError, TypeError):
        return 0
