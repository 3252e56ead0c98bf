"""The statistics of a checkpoint's training pictures, computed from its data: at the end of a run, or when they are
first asked for."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch

from engine.data.layout import open_data
from engine.data.records import Records, fingerprint_of, names_of
from engine.data.store import PreparedPictures, prepare
from engine.errors import Problem
from engine.events import Emit, Progress, Task
from engine.files import cache_folder
from engine.fit.fit_file import FitModel, read_fit, write_fit
from engine.fit.shifts import SHIFTS_EACH, kinds_of, shifted_view
from engine.fit.statistics import FEWEST_CALIBRATING, FEWEST_TRAINING, calibrate, learn, measured
from engine.loading.feature_cache import FeatureCache
from engine.loading.nvjpeg import decoder_for
from engine.models.captioner import Captioner, feature_form
from engine.models.devices import autocast, captioning_batch, number_format, use_threads
from engine.models.encoders.interface import places
from engine.models.memory import MicroBatch
from engine.runs.checkpoint import CheckpointInfo, read_captioner
from engine.runs.summary import data_of

Item = TypeVar("Item")

MOST_TRAINING, MOST_CALIBRATING = 3000, 1000
"""Pictures that are looked at, drawn at random but always the same, however many there are."""
MOST_SHIFTED = 300
"""Training pictures that are also looked at shifted, in SHIFTS_EACH kinds."""
_TOGETHER = 64
"""Pictures whose features are held at once."""


def drawn_for_fit(train: Records, validation: Records) -> tuple[Records, Records]:
    """The training and validation pictures that ``compute_fit`` looks at, drawn once: drawn twice they would be others,
    or shifted in other ways."""
    return _drawn(train, MOST_TRAINING), _drawn(validation, MOST_CALIBRATING)


def _drawn(records: Records, most: int) -> Records:
    """Records in a random order that is always the same, so many at most."""
    order = np.random.default_rng(0).permutation(len(records))[:most]
    return records.at(order.tolist())


def compute_fit(
    captioner: Captioner,
    train: Records,
    validation: Records,
    store: PreparedPictures,
    device: torch.device,
    dtype: torch.dtype,
    *,
    features: FeatureCache | None,
    emit: Emit,
    stopped: Callable[[], bool],
    shifts: bool = True,
) -> FitModel:
    """The statistics of training pictures, with thresholds from validation pictures.

    Where there are too few of the latter, a fifth of the training pictures is kept for the thresholds. A model that
    was trained on their features finds them nearer than new pictures, so that it judges more strictly.

    Args:
        captioner: in eval mode, on the device.
        train, validation: as ``drawn_for_fit`` has them.
        dtype: the number format that its captions are computed in.
        features: of a frozen encoder, taken where they are its grid; None encodes the pictures.
        shifts: learn from shifted training pictures as well; they have to be encoded in any case.

    Raises:
        Problem: ``fit-few``, ``stopped``, ``memory-short``, ``data-gone``.
    """
    learnt, kept = train, validation
    if len(kept) < FEWEST_CALIBRATING:
        learnt, kept = learnt[len(learnt) // 5 :], learnt[: len(learnt) // 5]
    if len(learnt) < FEWEST_TRAINING or len(kept) < FEWEST_CALIBRATING:
        raise Problem("fit-few", training=len(train), validation=len(validation))
    if not grid_is_cached(captioner, features):
        features = None
    shifted_from = names_of(learnt[: MOST_SHIFTED if shifts else 0])
    total, done = len(learnt) + len(kept) + SHIFTS_EACH * len(shifted_from), 0
    batch = captioning_batch(captioner, device)

    def parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
        nonlocal done
        for first in range(0, len(items), _TOGETHER):
            if stopped():
                raise Problem("stopped")
            emit(Progress(Task.ENCODING, done, total))
            part = items[first : first + _TOGETHER]
            yield part
            done += len(part)
        emit(Progress(Task.ENCODING, done, total))

    def seen(records: Records) -> Iterator[np.ndarray]:
        for names in parts(names_of(records)):
            if features is not None:
                yield features.gather(names).float().cpu().numpy()
            else:
                pictures = [captioner.framing.view(store[name]) for name in names]
                yield encoded(captioner, pictures, device, dtype, batch)

    def shifted() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        jobs = [(name, kind) for place, name in enumerate(shifted_from) for kind in kinds_of(place)]
        for part in parts(jobs):
            pictures = [shifted_view(store[name], kind, captioner.framing) for name, kind in part]
            yield encoded(captioner, pictures, device, dtype, batch), np.array([kind for _, kind in part])

    try:
        arrays = learn(seen(learnt), shifted())
        return FitModel(calibrate(arrays, measured(seen(kept), arrays)))
    except ValueError as error:
        raise Problem("fit-few", training=len(train), validation=len(validation)) from error


def grid_is_cached(captioner: Captioner, features: FeatureCache | None) -> bool:
    """Whether cached features are the grid itself, so that nothing has to be encoded: spatial ones are."""
    return features is not None and feature_form(captioner.settings) == "spatial"


def fit_of_checkpoint(
    info: CheckpointInfo,
    *,
    data: Path | None = None,
    again: bool = False,
    device: torch.device,
    emit: Emit = lambda event: None,
    stopped: Callable[[], bool] = lambda: False,
) -> FitModel:
    """The statistics of a checkpoint: those in its folder, or computed from its data and kept there.

    Args:
        data: its data folder; None takes that of its run.
        again: compute them even where they stand in the folder.

    Raises:
        Problem: ``fit-no-data`` where it is not known which data it was trained on; ``run-data-changed``; ``fit-few``;
            ``stopped``; as ``open_data``, ``prepare`` and ``write_fit``.
    """
    if not again:
        with contextlib.suppress(Problem):
            found = read_fit(info)
            if found is not None:
                return found
    folder = data or _data_of(info)
    settings = info.settings
    use_threads(settings.threads)
    opened = open_data(
        folder,
        **settings.splitting,
        progress=lambda done, total: emit(Progress(Task.READING, done, total)),
        stopped=stopped,
    )
    # Only those that are looked at are decoded, unless the data is not what the run trained on for all that is known: a
    # run leaves out what cannot be decoded.
    unchanged = info.progress.get("data") in (None, fingerprint_of(opened.train))
    train, validation = opened.train, opened.validation
    if unchanged:
        train, validation = drawn_for_fit(train, validation)
    store, unreadable = prepare(
        train + validation if unchanged else opened.records,
        info.framing,
        cache=cache_folder(),
        progress=lambda done, total: emit(Progress(Task.PREPARING, done, total)),
        stopped=stopped,
        decoder=decoder_for(device),
    )
    with contextlib.closing(store):
        gone = {item.name for item in unreadable}
        train, validation = train.without(gone), validation.without(gone)
        if not unchanged:
            if info.progress["data"] != fingerprint_of(train):
                raise Problem("run-data-changed", before=info.progress.get("pictures"), now=len(train))
            train, validation = drawn_for_fit(train, validation)
        model = compute_fit(
            read_captioner(info.folder).to(device),
            train,
            validation,
            store,
            device,
            number_format(settings, device),
            features=None,
            emit=emit,
            stopped=stopped,
        )
    write_fit(info.folder, model)
    return model


def _data_of(info: CheckpointInfo) -> Path:
    """The data folder of a checkpoint's run.

    Raises:
        Problem: ``fit-no-data``.
    """
    folder = data_of(info.folder)
    if folder is None or not folder.exists():
        raise Problem("fit-no-data", path=info.folder)
    return folder


def encoded(
    captioner: Captioner, pictures: Sequence[np.ndarray], device: torch.device, dtype: torch.dtype, batch: int
) -> np.ndarray:
    """The encoder's last grid, as (B, P, K) in float32, of what the model sees of pictures, so many at once.

    Raises:
        Problem: ``memory-short``.
    """

    def encode(part: Sequence[np.ndarray]) -> torch.Tensor:
        with torch.inference_mode(), autocast(device, dtype):
            return places(captioner.grid_seen(np.stack(part))).float().cpu()

    return torch.cat(list(MicroBatch(batch).run_over(pictures, encode))).numpy()
