"""The state of a run in training: what a step reads and changes, and what a resume restores."""

import contextlib
import math
from collections.abc import Generator, Iterator
from typing import Any

import torch
from torch import Tensor

from engine.data.order import Batches
from engine.data.records import Records
from engine.data.store import PreparedPictures
from engine.errors import Problem
from engine.evaluation.caption_loss import EncodedCaptions
from engine.loading.device_batch import DeviceBatch, pin_batch
from engine.loading.feature_cache import FeatureCache
from engine.loading.resident import ResidentPictures, fits
from engine.metrics.bounds import Bounds
from engine.metrics.reward import Reward
from engine.models.captioner import Captioner
from engine.models.devices import Compiled, choose_micro_batch, number_format
from engine.models.memory import MicroBatch
from engine.runs.checkpoint import CheckpointInfo, fill_captioner
from engine.runs.overfitting import LossHistory
from engine.runs.patience import Patience
from engine.runs.tensors import TRAINING, WEIGHTS, read_tensors
from engine.settings import Settings
from engine.training.ema import PREFIX, EmaWeights, take_weights
from engine.training.fixed_samples import FixedSamples
from engine.training.optimizer import make_optimizer, optimizer_tensors, parameter_groups, restore_optimizer


class TrainingState:
    """The captioner, its optimiser, the data, and the progress of the run.

    Attributes:
        step: whole steps done.
        steps: whole steps of the run; ``epoch_steps`` of one epoch.
        dtype: the number format of the matrix products (mixed precision).
        micro_batch: how many pictures a step computes at once, set by ``preparing``; it only falls.
        compiled: the compiled encoder, for whole micro-batches; None where it is not compiled.
        feature_cache: the features of a frozen encoder, kept on disk; None where the encoder is trained.
        resident: the training pictures in the GPU's memory; None where they do not fit there.
        patience: how long the monitored score has not improved (``runs.patience``).
        scaler: scales the loss where gradients are float16.
        ema: the moving average of the weights; None where ``ema_decay`` is 0.
        evaluated: the step of the last evaluation, -1 for none.
        recalibrated: the step at which batch normalisation was last recalibrated, -1 for none.
        best: the best score so far, by name.
        reward: what self-critical training raises, set by ``preparing``; None where the captions themselves are learnt.
        bounds: the floor and ceiling of the scores, once the first evaluation has found them.
        encoded: the validation captions as word ids, once the first evaluation has made them.
        losses: the training and validation losses so far, by which over-fitting is seen.
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
            mirror=settings.mirror,
            buckets=settings.length_buckets,
            labels=captioner.labels,
        )
        self.epoch_steps = self.batches.epoch_steps
        self.steps = settings.steps or settings.epochs * self.epoch_steps
        self.micro_batch = MicroBatch(1)
        self._found: int | None = None
        self.compiled: Compiled | None = None
        self.fixed_samples = FixedSamples.choose(validation + train, captioner.domain, settings.noise_seed)
        self.step = 0
        self.evaluated = -1
        self.best: dict[str, float] = {}
        self.bounds: Bounds | None = None
        self.encoded: EncodedCaptions | None = None
        self.losses = LossHistory()
        self.reward: Reward | None = None
        self.patience = Patience()
        self.recalibrated = -1
        self.feature_cache: FeatureCache | None = None
        self.resident = self._resident_pictures()
        self.optimizer = make_optimizer(captioner, settings)
        self.ema = EmaWeights(captioner, settings.ema_decay) if settings.ema_decay else None
        self.scaler = self._new_scaler()

    def close(self) -> None:
        """Close the files of pictures and features."""
        self.store.close()
        if self.feature_cache:
            self.feature_cache.close()

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
        """Move the loss scale off the device; it returns with the next step."""
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
        if self.ema:
            yield from self.ema.held

    @property
    def rates(self) -> tuple[float, float]:
        """The learning rates of the last step, encoder and decoder."""
        rates = {group["part"]: float(group["lr"]) for group in self.optimizer.param_groups}
        return rates["encoder"], rates["decoder"]

    def ema_weights(self) -> contextlib.AbstractContextManager[None]:
        """Within it the moving average stands in place of the weights, to be evaluated and saved, if there is one."""
        return self.ema.ema_weights() if self.ema else contextlib.nullcontext()

    def device_batches(self, first: int, last: int) -> Generator[DeviceBatch, None, None]:
        """The batches of steps first to last - 1, ready for the device."""
        return self.batches.made_ready(first, last, pin_batch(self.device))

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
        if self.ema:
            training.update(self.ema.tensors())
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
            "files": self.store.files,
            "scaler": self.scaler.state_dict(),
            "patience": self.patience.to_json(),
            "at_once": {"pictures": self.micro_batch.size, "device": self.device.type},
        }

    def restore(self, info: CheckpointInfo) -> None:
        """Go back to a checkpoint.

        Raises:
            Problem: ``checkpoint-broken``, ``checkpoint-not-resumable``.
        """
        fill_captioner(self.captioner, read_tensors(info.folder, WEIGHTS, info.digests), info.folder)
        before, now = parameter_groups(self.captioner, info.settings), parameter_groups(self.captioner, self.settings)
        try:
            training = read_tensors(info.folder, TRAINING, info.digests)
            own = {name: training.pop(name) for name in list(training) if name.startswith(PREFIX)}
            restore_optimizer(self.optimizer, training, before, now)
            if self.ema:
                self.ema.start_again()
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
