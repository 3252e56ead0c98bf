"""From a run's folder to its first step: data, pictures, vocabulary, captioner, and what a checkpoint restores."""

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from engine.captions.languages import AUTO as AUTO_LANGUAGE
from engine.captions.tokenizers import TOKENIZERS
from engine.captions.vocabulary import UNKNOWN, WARNINGS, Vocabulary, WordCounts
from engine.data.layout import DataSet, LeftOut, open_data
from engine.data.picture import Framing
from engine.data.records import captions_of, fingerprint_of, names_of
from engine.data.store import PreparedPictures
from engine.data.store import prepare as prepare_pictures
from engine.domains import AUTO
from engine.errors import Problem
from engine.events import DataRead, Emit, Progress, Task
from engine.files import cache_folder, demo_checkpoint
from engine.loading.feature_cache import Views, prepare_features
from engine.loading.nvjpeg import decoder_for
from engine.metrics.reward import Reward
from engine.models.captioner import Captioner, feature_form
from engine.models.decoders.interface import DetectsWords
from engine.models.devices import choose_device, compiled, compiles, ready_kernels, use_threads
from engine.models.encoders import ENCODERS
from engine.models.memory import return_memory
from engine.models.skeleton import without_weights
from engine.models.weights import load_encoder_weights
from engine.runs.checkpoint import CheckpointInfo, list_checkpoints, read_info
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.event_files import require_tensorboardx
from engine.runs.metrics_log import read_metrics
from engine.runs.overfitting import LossHistory
from engine.runs.run import Run
from engine.settings import Settings
from engine.training.fixed_samples import named_records
from engine.training.state import TrainingState
from engine.training.transfer import transfer_from

NEEDED = ("data", "pictures", "evaluated", "best")
"""What of a checkpoint's progress no resume can do without."""


def prepare(run: Run, device_name: str, emit: Emit, stopped: Callable[[], bool], processes: int = 1) -> TrainingState:
    """Everything up to the first step: data, pictures, vocabulary, captioner, and the last checkpoint if there is one.

    Nothing is written to the run before all of it has been found to be in order: then ``Run.accept`` is called.

    Args:
        processes: how many train the run together.

    Raises:
        Problem: anything that is wrong with the data, the weights, the checkpoint or the device; ``stopped``.
    """
    settings = run.settings
    use_threads(settings.threads)
    device = choose_device(device_name)
    ready_kernels(settings, device)
    info = _last_info(run)
    _require_size(settings)
    if settings.tensorboard:
        require_tensorboardx()
    run.changed()
    data, store, left_out = prepare_data(run.data, settings, device, emit, stopped)
    remarks = [f"left out {item.name}: {item.reason}" for item in left_out]
    with contextlib.ExitStack() as faults:
        faults.callback(store.close)
        state = _assemble(run, info, data, store, left_out, device, emit, stopped, processes, remarks)
        run.accept(state.step, state.evaluated)
        if info:
            state.losses = LossHistory(read_metrics(run.folder))
        faults.pop_all()
    for remark in remarks:
        run.log(remark)
    # Reading captions takes far more than they do.
    del data
    return_memory()
    return state


def _assemble(
    run: Run,
    info: CheckpointInfo | None,
    data: DataSet,
    store: PreparedPictures,
    left_out: Sequence[LeftOut],
    device: torch.device,
    emit: Emit,
    stopped: Callable[[], bool],
    processes: int,
    remarks: list[str],
) -> TrainingState:
    settings = run.settings
    fingerprint = fingerprint_of(data.train)
    if info and info.progress["data"] != fingerprint:
        raise Problem("run-data-changed", before=info.progress["pictures"], now=len(data.train))
    named = named_records(data, settings.fixed_sample_names)
    vocabulary = info.vocabulary if info else _new_vocabulary(run, data, remarks)
    # Not refused: whoever has cropped or compressed all pictures anew may well want to go on with them.
    before = info.progress.get("files") if info else None
    exchanged = bool(before) and before != store.files
    if exchanged:
        remarks.append("the pictures are not those of the last checkpoint: other files, or files of other sizes")
    domain = info.captions if info else data.domain
    remarks.append(
        f"captions: {domain.key}" + (", detected from the training captions" if settings.captions == AUTO else "")
    )

    detected = ", detected from the training captions" if settings.language == AUTO_LANGUAGE and not info else ""
    remarks.append(
        f"language: {vocabulary.language}{detected}; captions are split into {TOKENIZERS[vocabulary.tokenizer].label}"
    )

    torch.manual_seed(settings.seed)
    captioner = Captioner(settings, vocabulary, Framing.of(settings), domain, info.normalisation if info else None)
    transfer = transfer_from(run.source, captioner) if run.source and not info else None
    if not info and not (transfer and transfer.whole_encoder):
        _require_framing(settings, captioner.framing)
        load_encoder_weights(captioner.encoder, settings.encoder, settings.encoder_weights, emit=emit, stopped=stopped)
    if transfer:
        transfer.apply(captioner)
        emit(transfer.event)
        remarks += transfer.remarks()
    captioner.to(memory_format=torch.channels_last).to(device)
    share = max(1, round(settings.evaluate_share * len(data.validation)))
    chosen = sorted(np.random.default_rng((settings.seed, 1)).permutation(len(data.validation))[:share].tolist())
    validation = data.validation.at(chosen)
    state = TrainingState(settings, captioner, data.train, validation, store, device, fingerprint, processes)
    if settings.objective == "self-critical":
        if isinstance(captioner.decoder, DetectsWords):
            raise Problem("reward-checklist", decoder=settings.decoder)
        names, captions = names_of(data.train), captions_of(data.train)
        state.reward = Reward(settings.reward_weights, names, captions, captioner.domain, captioner.language)
    emit(_read(data, left_out, state, exchanged))
    remarks += state.batches.remarks()
    learnt = min(state.batches.longest, settings.max_caption_words or state.batches.longest)
    if learnt > settings.max_words:
        remarks.append(
            f"training captions have up to {learnt:,} words, but the model's own are cut off after "
            f"{settings.max_words:,} (setting max_words)"
        )
    state.fixed_samples = state.fixed_samples.with_named(named)
    if info:
        state.restore(info)
        if state.step >= state.steps:
            raise Problem("run-finished", path=run.folder, steps=state.steps)
        if state.patience.is_over(settings):
            raise Problem("run-ended-early", path=run.folder, step=state.step, waited=state.patience.waited)
    if run.source and not state.step:
        # The source's statistics are those of its weights; there are no steps yet to measure better ones on.
        state.recalibrated = state.step
    if captioner.encoder_frozen:
        state.feature_cache = prepare_features(
            captioner,
            data.train + validation,
            store,
            device,
            state.dtype,
            cache=cache_folder(),
            emit=emit,
            stopped=stopped,
            views=Views(tuple(data.train.names), settings.feature_views, settings.seed, settings.mirror),
        )
    state.choose_micro_batch_size()
    if compiles(settings, device, len(data.train)):
        try:
            state.compiled = compiled(captioner.encoder, device)
        except RuntimeError as error:
            remarks.append(f"the encoder is not compiled: {error}")
    return state


def _read(data: DataSet, left_out: Sequence[LeftOut], state: TrainingState, exchanged: bool) -> DataRead:
    """What is told of the data before the first step."""
    batches, vocabulary = state.batches, state.vocabulary
    return DataRead(
        len(data.train),
        len(data.validation),
        len(data.test),
        len(left_out),
        vocabulary.size,
        exchanged,
        vocabulary.language,
        batches.too_long,
        vocabulary.most_words,
        batches.longest,
    )


def _new_vocabulary(run: Run, data: DataSet, remarks: list[str]) -> Vocabulary:
    """The words of a run's training captions.

    Raises:
        Problem: ``vocabulary-rare`` where none occurs often enough.
    """
    minimum = run.settings.min_word_count
    counts = WordCounts.of(data.captions, data.language, most_words=run.settings.max_caption_words)
    vocabulary = counts.vocabulary(minimum)
    if not vocabulary.words:
        raise Problem("vocabulary-rare", path=run.data, minimum=minimum, most=max(counts.counts.values(), default=0))
    remarks += [WARNINGS[warning] for warning in counts.warnings()]
    if vocabulary.has_unknown:
        remarks.append(
            f"vocabulary: {len(vocabulary.words):,} words; {counts.rare(minimum):,} others occur fewer than {minimum} "
            f"times and become {UNKNOWN}, {counts.unknown(minimum):,} of the {sum(counts.counts.values()):,} words of "
            "the training captions"
        )
    return vocabulary


def _require_size(settings: Settings) -> None:
    """Build the encoder of nothing, so that one that does not accept such pictures says so before they are prepared.

    Raises:
        Problem: ``encoder-size``, ``timm-missing``.
    """
    with without_weights():
        ENCODERS[settings.encoder].build(*Framing.of(settings).seen, feature_form(settings))


def _require_framing(settings: Settings, framing: Framing) -> None:
    """The pooled features of the encoder that ships fit one size of pictures."""
    fixed = ENCODERS[settings.encoder].one_size and feature_form(settings) == "pooled"
    if settings.encoder_weights == "demo" and fixed:
        shipped = read_info(demo_checkpoint()).framing
        if shipped.seen != framing.seen:
            raise Problem("weights-framing", height=shipped.seen[0], width=shipped.seen[1])


def _last_info(run: Run) -> CheckpointInfo | None:
    last = run.last_checkpoint()
    if last is None and list_checkpoints(run.folder):
        raise Problem("checkpoint-not-resumable", path=list_checkpoints(run.folder)[-1])
    if last is None:
        return None
    info = read_info(last)
    missing = [name for name in NEEDED if info.progress.get(name) is None]
    if missing:
        raise Problem("checkpoint-broken", path=last, reason=f"{DESCRIPTION}: progress has no {', '.join(missing)}")
    return info


def prepare_data(
    folder: Any, settings: Settings, device: torch.device, emit: Emit, stopped: Callable[[], bool]
) -> tuple[DataSet, PreparedPictures, list[LeftOut]]:
    """A data folder's records whose pictures can be read, and these pictures, decoded and fitted.

    Raises:
        Problem: what is wrong with the folder; ``stopped``.
    """
    data = open_data(
        folder,
        **settings.splitting,
        progress=lambda done, total: emit(Progress(Task.READING, done, total)),
        stopped=stopped,
    )
    # Before hours of decoding; once more after it, since one of them may not be readable.
    named_records(data, settings.fixed_sample_names)
    store, unreadable = prepare_pictures(
        data.records,
        Framing.of(settings),
        cache=cache_folder(),
        progress=lambda done, total: emit(Progress(Task.PREPARING, done, total)),
        stopped=stopped,
        decoder=decoder_for(device),
    )
    data = data.without({item.name for item in unreadable})
    if not data.train:
        raise Problem("pictures-unmatched", captions=len(unreadable), path=folder)
    return data, store, [*data.left_out, *unreadable]
