"""Batch normalisation recalibrated before an evaluation or a checkpoint.

The running averages of training lag behind weights that change fast: captions made with them can be nonsense while the
loss looks well (Wu and Johnson 2021, "Rethinking 'Batch' in BatchNorm", section 3). Training itself does not read them,
so its losses stay as they are.
"""

from collections.abc import Callable, Sequence

import torch
from torch.nn.modules.batchnorm import _BatchNorm as BatchNorm

from engine.loading.device_batch import pin_batch
from engine.models.devices import autocast
from engine.models.memory import MicroBatch
from engine.training.state import TrainingState
from engine.training.step import encoder_of

RECALIBRATION_BATCHES = 8
"""Enough that the averages vary by less than a percent, few enough to cost no more than a second on two cores."""


def recalibrate_batch_norm(state: TrainingState, interrupted: Callable[[], bool] = lambda: False) -> bool:
    """Measure the statistics of batch normalisation for the weights as they stand, on the last batches.

    The captioner is left in training mode. At one step the work is done once.

    Args:
        interrupted: asked between two micro-batches. Where it says so the work is dropped, to be begun anew.

    Returns:
        Whether the statistics are those of the weights.
    """
    state.captioner.train()
    # What is not trained is in eval mode all the same, and keeps its statistics.
    norms = [module for module in state.captioner.modules() if isinstance(module, BatchNorm) and module.training]
    if not norms or state.recalibrated == state.step:
        return True
    momenta = [norm.momentum for norm in norms]
    # A pause may come within a step, whose dropout must go on as if nothing had been.
    random_state = torch.random.fork_rng([state.device] if state.device.type == "cuda" else [])
    try:
        with random_state, torch.no_grad(), autocast(state.device, state.dtype):
            # A size of its own: the step's size may fall in all processes together only.
            done = MicroBatch(state.micro_batch.size).run(lambda size: _measure(state, norms, size, interrupted))
    finally:
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum
    if done:
        state.recalibrated = state.step
    return done


def _measure(state: TrainingState, norms: Sequence[BatchNorm], size: int, interrupted: Callable[[], bool]) -> bool:
    for norm in norms:
        norm.reset_running_stats()
        # None averages over all batches from now on.
        norm.momentum = None
    for step in range(max(0, state.step - RECALIBRATION_BATCHES), max(1, state.step)):
        batch = pin_batch(state.device)(state.batches.make(step))
        encode = encoder_of(state, batch, compiled=False)
        for first in range(0, len(batch.words), size):
            if interrupted():
                return False
            encode(slice(first, first + size))
    return True
