"""The end of a run: its best checkpoint learns how well pictures fit what it was trained on."""

from collections.abc import Callable
from dataclasses import replace

from engine.errors import Problem
from engine.events import Emit, SampleCaption, SamplesCaptioned
from engine.fit.computing import compute_fit, drawn_for_fit, encoded, grid_is_cached
from engine.fit.fit_file import FitModel, read_fit, write_fit
from engine.models.captioner import Captioner
from engine.runs.checkpoint import find_checkpoint, read_captioner, read_info
from engine.runs.run import Run
from engine.runs.samples_log import SAMPLES_LOG, as_line
from engine.training.fixed_samples import FixedSamples
from engine.training.state import TrainingState


def measure_fit(
    run: Run,
    state: TrainingState,
    emit: Emit,
    samples: tuple[SampleCaption, ...],
    *,
    ended: bool,
    stopped: Callable[[], bool],
) -> None:
    """Compute the statistics of a run's best checkpoint and keep them there; tell the fit of the fixed samples.

    Nothing of the run depends on it: what goes wrong is logged, and the statistics can be computed at any time.

    Args:
        samples: of the last evaluation, empty where there was none.
        ended: the run has reached its end. After a stop nobody shall wait for pictures to be encoded, so that only
            features that lie in the cache are looked at.
    """
    if not ended and not grid_is_cached(state.captioner, state.feature_cache):
        return
    try:
        info = read_info(find_checkpoint(run.folder))
        model = read_fit(info)
        if model is not None and (model.knows_shifts or not ended):
            return
        # A frozen encoder is the same in all checkpoints.
        frozen = state.captioner.encoder_frozen
        captioner = state.captioner.eval() if frozen else read_captioner(info.folder).to(state.device)
        model = compute_fit(
            captioner,
            *drawn_for_fit(state.train, state.validation),
            state.store,
            state.device,
            state.dtype,
            features=state.feature_cache,
            emit=emit,
            stopped=stopped,
            shifts=ended,
        )
        write_fit(info.folder, model)
        run.log(f"checkpoint of step {info.step}: statistics of the training pictures' features are kept")
        if samples:
            told = _with_fit(samples, model, captioner, state)
            run.append(SAMPLES_LOG, {"step": state.evaluated, "samples": [as_line(sample) for sample in told]})
            emit(SamplesCaptioned(state.evaluated, told))
    except Problem as problem:
        if problem.code != "stopped":
            run.log(f"no statistics of the training pictures: {problem}")


def _with_fit(
    samples: tuple[SampleCaption, ...], model: FitModel, captioner: Captioner, state: TrainingState
) -> tuple[SampleCaption, ...]:
    """Fixed samples with the fit of their pictures."""
    fixed: FixedSamples = state.fixed_samples
    # One by one, so that the distance of a picture hangs on no other.
    grids = encoded(captioner, fixed.pictures(captioner, state.store), state.device, state.dtype, batch=1)
    fits = model.fits(grids)
    return tuple(
        replace(sample, fit=fit.verdict, distance=fit.distance) for sample, fit in zip(samples, fits, strict=True)
    )
