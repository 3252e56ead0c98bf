"""All that a run consists of while it trains."""

import contextlib
import math
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.modules.batchnorm import _BatchNorm as BatchNorm

from engine.data.order import Batches
from engine.data.records import Records
from engine.data.store import PreparedPictures
from engine.errors import Problem
from engine.loading.device_batch import DeviceBatch, pin_batch, to_device
from engine.loading.feature_cache import FeatureCache
from engine.loading.resident import ResidentPictures, fits
from engine.metrics.bounds import Bounds
from engine.models.captioner import Captioner
from engine.models.devices import Compiled, autocast, choose_micro_batch, number_format
from engine.models.memory import MicroBatch
from engine.runs.checkpoint import TRAINING, CheckpointInfo, fill_captioner, read_tensors
from engine.runs.patience import Patience
from engine.settings import Settings
from engine.training.averaging import PREFIX, EmaWeights, take_weights
from engine.training.fixed_samples import FixedSamples
from engine.training.optimizer import make_optimizer, optimizer_tensors, parameter_groups, rate_of, restore_optimizer
from engine.training.schedule import rate_factor

# Enough that the averages vary by less than a percent, little enough to cost no more than a second on two cores.
SETTLING_BATCHES = 8


class TrainingState:
    """The captioner, its optimiser, the data, and where the run stands.

    Attributes:
        step: whole steps done.
        micro_batch: how many pictures a step computes at once, once ``choose_micro_batch_size`` has chosen.
        compiled: the encoder compiled, for as many pictures as a micro-batch; None where it is not.
        evaluated: the step of the last evaluation, -1 for none.
        best: the best score so far, by name.
        bounds: between what the scores lie, once the first evaluation has found it.
    """

    def __init__(
        self,
        settings: Settings,
        captioner: Captioner,
        train: Records,
        validation: Records,
        store: PreparedPictures,
        device: torch.device,
        fingerprint: str,
        processes: int = 1,
    ) -> None:
        self.settings = settings
        self.captioner = captioner
        self.vocabulary = captioner.vocabulary
        self.framing = captioner.framing
        self.train = train
        self.validation = validation
        self.store = store
        self.device = device
        self.processes = processes
        self.fingerprint = fingerprint
        self.dtype = number_format(settings, device)
        self.batches = Batches(
            train,
            None if captioner.encoder_frozen else store,
            self.vocabulary,
            self.framing,
            batch_size=settings.batch_size,
            seed=settings.seed,
            augment=settings.augment,
            buckets=settings.length_buckets,
            labelled=settings.attribute_loss > 0,
        )
        self.epoch_steps = self.batches.epoch_steps
        self.steps = settings.steps or settings.epochs * self.epoch_steps
        self.micro_batch = MicroBatch(1)
        self._found: int | None = None
        self.compiled: Compiled | None = None
        self.probes = FixedSamples.choose(validation + train, settings.noise_seed)
        self.step = 0
        self.evaluated = -1
        self.best: dict[str, float] = {}
        self.bounds: Bounds | None = None
        self.patience = Patience()
        self._settled = -1
        self.features: FeatureCache | None = None
        self.resident = self._resident_pictures()
        self.optimizer = make_optimizer(captioner, settings)
        self.average = EmaWeights(captioner, settings.ema_decay) if settings.ema_decay else None
        self.scaler = self._new_scaler()

    def close(self) -> None:
        """Let the stores of the run go."""
        self.store.close()
        if self.features:
            self.features.close()

    def _resident_pictures(self) -> ResidentPictures | None:
        names = self.train.names
        if self.captioner.encoder_frozen or not fits(self.store, names, self.device):
            return None
        self.batches.gathered = False
        return ResidentPictures(self.store, names, self.framing, self.device)

    def choose_micro_batch_size(self) -> None:
        """Choose how many pictures a step computes at once, once all that stays on the device lies there."""
        self.micro_batch = MicroBatch(self.micro_batch_size_for(self.processes))

    def micro_batch_size_for(self, processes: int) -> int:
        """How many pictures each of several processes would compute at once."""
        return choose_micro_batch(self.captioner, self.device, processes, dtype=self.dtype, found=self._found)

    def _new_scaler(self) -> torch.amp.GradScaler:
        return torch.amp.GradScaler(self.device.type, enabled=self.dtype is torch.float16)

    def forget_scale(self) -> None:
        """Take the scale of the gradients off the device; it comes back with the next step."""
        scale = self.scaler.state_dict()
        self.scaler = self._new_scaler()
        if scale:
            self.scaler.load_state_dict(scale)

    def on_device(self) -> Iterator[Tensor]:
        """Weights, their average, and the optimiser's state, wherever they lie; what files hold comes apart."""
        yield from self.captioner.parameters()
        yield from self.captioner.buffers()
        for values in self.optimizer.state.values():
            yield from (value for value in values.values() if isinstance(value, Tensor))
        if self.average:
            yield from self.average.held

    def set_rates(self, step: int) -> None:
        """Both learning rates for a step counted from 0."""
        settings = self.settings
        factor = rate_factor(step, self.steps, settings.warmup_steps, settings.schedule)
        for group in self.optimizer.param_groups:
            group["lr"] = rate_of(settings, group["part"]) * factor * self.patience.factor(settings)

    @property
    def rates(self) -> tuple[float, float]:
        """The learning rates of the last step, encoder and decoder."""
        found = {group["part"]: float(group["lr"]) for group in self.optimizer.param_groups}
        return found["encoder"], found["decoder"]

    def ema_weights(self) -> contextlib.AbstractContextManager[None]:
        """The weights that are judged and saved in place of those that are trained, where these are averaged."""
        return self.average.ema_weights() if self.average else contextlib.nullcontext()

    def device_batch(self, first: int, last: int) -> Generator[DeviceBatch, None, None]:
        """The batches of steps first to last - 1, ready for the device."""
        return self.batches.made_ready(first, last, pin_batch(self.device))

    def encoding(self, device_batch: DeviceBatch, *, plainly: bool = False) -> Callable[[slice], Tensor]:
        """What gives the codes (b, P, C) of a part of a batch: the encoder, or the store where it is frozen.

        Args:
            plainly: never by the compiled encoder. It is for training, and for whole micro-batches: any other use of it
                would make it trace again, or for good fall back to what is slower.
        """
        names, cuts = device_batch.batch.names, device_batch.batch.cuts
        if self.features:
            features = self.features.gather(names)
            return lambda part: features[part]
        if self.resident:
            resident = self.resident
            return lambda part: self._encode(resident.seen(names[part], cuts[part]), plainly)
        pictures = device_batch.pictures
        assert pictures is not None
        return lambda part: self._encode(to_device(pictures[part], self.device), plainly)

    def _encode(self, pictures: Tensor, plainly: bool) -> Tensor:
        if self.compiled is None or plainly or len(pictures) != self.micro_batch.size:
            return self.captioner.encode(pictures)
        return self.compiled(self.captioner.scaled(pictures))

    def recalibrate_batch_norm(self) -> None:
        """Measure the statistics of batch normalisation for the weights as they stand, on the last batches.

        The running averages of training lag behind weights that change fast: captions made with them can be nonsense
        while the loss looks well (Wu and Johnson 2021, "Rethinking 'Batch' in BatchNorm", section 3). Training itself
        does not look at them, so its losses stay as they are.
        """
        self.captioner.train()
        # What is not trained is in eval mode all the same, and keeps its statistics.
        norms = [module for module in self.captioner.modules() if isinstance(module, BatchNorm) and module.training]
        if not norms or self._settled == self.step:
            return
        momenta = [norm.momentum for norm in norms]
        # A pause may come within a step, whose dropout must go on as if nothing had been.
        kept = torch.random.fork_rng([self.device] if self.device.type == "cuda" else [])
        try:
            with kept, torch.no_grad(), autocast(self.device, self.dtype):
                # A micro-batch of its own: the steps' may fall in all processes together only, and never within a step.
                MicroBatch(self.micro_batch.size).run(lambda size: self._measure(norms, size))
        finally:
            for norm, momentum in zip(norms, momenta, strict=True):
                norm.momentum = momentum
        self._settled = self.step

    def _measure(self, norms: Sequence[BatchNorm], size: int) -> None:
        for norm in norms:
            norm.reset_running_stats()
            # None averages over all that is seen from now on.
            norm.momentum = None
        for step in range(max(0, self.step - SETTLING_BATCHES), max(1, self.step)):
            device_batch = pin_batch(self.device)(self.batches.make(step))
            encode = self.encoding(device_batch, plainly=True)
            for first in range(0, len(device_batch.words), size):
                encode(slice(first, first + size))

    def finite(self) -> bool:
        """Whether no weight, no average and nothing of the optimiser's is infinite or not a number; waits for a GPU."""
        values = [value for value in self.on_device() if value.is_floating_point() and value.numel()]
        with torch.no_grad():
            greatest = torch._foreach_norm(values, math.inf)
            return bool(torch.isfinite(torch.stack(greatest)).all())

    def tensors(self) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """The weights and the optimiser's state, by name, contiguous on the CPU."""
        weights = self.captioner.state_dict()
        training = optimizer_tensors(self.optimizer)
        if self.average:
            training.update(self.average.tensors())
        return (
            {name: value.detach().contiguous().cpu() for name, value in weights.items()},
            {name: value.detach().contiguous().cpu() for name, value in training.items()},
        )

    def progress(self) -> dict[str, Any]:
        """What a resume needs beside the tensors."""
        return {
            "steps": self.steps,
            "epoch_steps": self.epoch_steps,
            "evaluated": self.evaluated,
            "best": self.best,
            "data": self.fingerprint,
            "pictures": len(self.train),
            "scaler": self.scaler.state_dict(),
            "patience": self.patience.to_json(),
            "at_once": {"pictures": self.micro_batch.size, "device": self.device.type},
        }

    def restore(self, info: CheckpointInfo) -> None:
        """Go back to a checkpoint.

        Raises:
            Problem: ``checkpoint-broken``, ``checkpoint-not-resumable``.
        """
        fill_captioner(self.captioner, read_tensors(info.folder), info.folder)
        before, now = parameter_groups(self.captioner, info.settings), parameter_groups(self.captioner, self.settings)
        try:
            training = read_tensors(info.folder, TRAINING)
            own = {name: training.pop(name) for name in list(training) if name.startswith(PREFIX)}
            restore_optimizer(self.optimizer, training, before, now)
            if self.average:
                self.average.start_again()
            take_weights(self.captioner, own)
        except (ValueError, KeyError, RuntimeError) as error:
            reason = "its training state does not fit its weights"
            raise Problem("checkpoint-broken", path=info.folder, reason=reason) from error
        if info.progress.get("scaler"):
            self.scaler.load_state_dict(dict(info.progress["scaler"]))
        self.step = info.step
        self.evaluated = int(info.progress["evaluated"])
        self.patience = Patience.from_json(info.progress.get("patience"))
        self.best = {str(name): float(value) for name, value in info.progress["best"].items()}
        at_once = info.progress.get("at_once", {})
        if at_once.get("device") == self.device.type and info.settings.micro_batch == self.settings.micro_batch:
            self._found = int(at_once["pictures"])
