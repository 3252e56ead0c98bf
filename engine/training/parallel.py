"""Several processes that train one run together, on one machine or more, by torch.distributed.

``torchrun`` starts the processes and tells each its rank. Every process holds the whole captioner and computes some of
each step's micro-batches; gradients are summed before the update, so that all weights stay alike. The first process
alone speaks, writes and hears what is wanted.
"""

import datetime
import functools
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
import torch.distributed
from torch import Tensor

from engine.errors import Problem, reason
from engine.models.memory import with_room

# Gradients are summed in pieces of so many values: few enough that a copy of one costs no memory to speak of.
_BUCKET = 8_000_000
# The others wait for the first one however long it is paused.
_PATIENCE = datetime.timedelta(days=30)


class Workers:
    """The processes of a run, seen from one of them. Alone, nothing is sent.

    Attributes:
        rank: this process's number, from 0.
        count: how many there are.
    """

    def __init__(self, rank: int = 0, count: int = 1) -> None:
        self.rank = rank
        self.count = count
        # The group that sums gradients. Messages go by the CPU's default group: by the GPU they would delay every step.
        self._sums: Any = None

    @property
    def first(self) -> bool:
        """Whether this process speaks and writes."""
        return self.rank == 0

    def shard(self, items: Sequence[Any]) -> Sequence[Any]:
        """This process's share of some items, all of them side by side; the first processes have one more.

        Side by side, since a sum of sums then comes closest to the sum that one process makes from left to right.
        """
        least, more = divmod(len(items), self.count)
        start = self.rank * least + min(self.rank, more)
        return items[start : start + least + (self.rank < more)]

    def sum_gradients(self, parameters: Iterable[Tensor]) -> None:
        """Make every process's gradients the sum of all of theirs."""
        if self.count == 1:
            return
        trained = [parameter for parameter in parameters if parameter.requires_grad]
        for parameter in trained:
            if parameter.grad is None:
                # A process without a micro-batch in this step has none.
                parameter.grad = with_room(functools.partial(torch.zeros_like, parameter))
        gradients = [parameter.grad for parameter in trained if parameter.grad is not None]
        for bucket in _buckets(gradients):
            flat = with_room(functools.partial(torch.cat, [gradient.reshape(-1) for gradient in bucket]))
            torch.distributed.all_reduce(flat, group=self._sums)
            places = flat.split([gradient.numel() for gradient in bucket])
            for gradient, summed in zip(bucket, places, strict=True):
                gradient.copy_(summed.view_as(gradient))

    def sum(self, value: Tensor) -> Tensor:
        """The sum of a tensor over all processes, in place."""
        if self.count > 1:
            torch.distributed.all_reduce(value, group=self._sums)
        return value

    def any(self, value: bool) -> bool:
        """Whether it is so in any process."""
        return -self.all_reduce_min(-int(value)) > 0

    def all_reduce_min(self, value: int) -> int:
        """The smallest of the numbers that the processes have, in every process."""
        if self.count == 1:
            return value
        minimum = torch.tensor(value)
        torch.distributed.all_reduce(minimum, torch.distributed.ReduceOp.MIN)
        return int(minimum)

    def broadcast(self, value: Any) -> Any:
        """What the first process has, in every process."""
        if self.count == 1:
            return value
        objects = [value]
        torch.distributed.broadcast_object_list(objects, src=0)
        return objects[0]

    def gather(self, items: Sequence[Any]) -> list[Any]:
        """The shares that ``shard`` gave out, worked on, put together again in their order, in every process."""
        if self.count == 1:
            return list(items)
        shares: list[list[Any]] = [[] for _ in range(self.count)]
        torch.distributed.all_gather_object(shares, list(items))
        return [item for share in shares for item in share]

    def assign_device(self, device: str) -> str:
        """Give each process a device: the GPU of its own number on its machine, or the processor.

        Args:
            device: auto, cpu, cuda or cuda:N, whose number counts for one process alone.

        Raises:
            Problem: ``device-missing``, ``workers-differ``; in all processes or in none.
        """
        if self.count == 1:
            return device
        local = int(os.environ.get("LOCAL_RANK", "0"))
        offered = torch.cuda.device_count() > local if device != "cpu" else False
        gpus = sum(self.gather([offered]))
        if not gpus:
            if device not in ("auto", "cpu"):
                raise Problem("device-missing", device=device, devices="cpu")
            return "cpu"
        if gpus < self.count:
            raise Problem("workers-differ", count=self.count, lucky=gpus)
        torch.cuda.set_device(local)
        self._sums = torch.distributed.new_group(backend="nccl", timeout=_PATIENCE)
        return f"cuda:{local}"

    @contextmanager
    def in_turn(self) -> Iterator[None]:
        """The first process does what stands here, then the others do, finding what it made.

        Where the first one fails the others are not let on: ``torchrun`` ends them when it has ended.
        """
        if not self.first:
            self.broadcast(None)
        yield
        if self.first:
            self.broadcast(None)


ALONE = Workers()


@contextmanager
def joined() -> Iterator[Workers]:
    """Join the processes that ``torchrun`` has started, for as long as the block lasts; alone without it.

    Raises:
        Problem: ``workers-apart``.
    """
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count == 1:
        yield ALONE
        return
    try:
        # By the processor, whatever is trained on: who has a GPU is still to be asked.
        torch.distributed.init_process_group("gloo", timeout=_PATIENCE)
    except (RuntimeError, ValueError) as error:
        raise Problem("workers-apart", reason=reason(error)) from error
    try:
        yield Workers(torch.distributed.get_rank(), count)
    finally:
        torch.distributed.destroy_process_group()


def _buckets(gradients: Sequence[Tensor]) -> Iterator[list[Tensor]]:
    bucket: list[Tensor] = []
    size = 0
    for gradient in gradients:
        if bucket and size + gradient.numel() > _BUCKET:
            yield bucket
            bucket, size = [], 0
        bucket.append(gradient)
        size += gradient.numel()
    if bucket:
        yield bucket
