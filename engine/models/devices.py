"""What the machine offers a run: device, number format, and how many pictures fit at once."""

import contextlib
import os
import sys
from collections.abc import Callable

import torch
from torch import Tensor, nn

from engine.errors import Problem, reason
from engine.models.captioner import Captioner, feature_form
from engine.models.decoders import DECODERS
from engine.models.encoders import ENCODERS, REFERENCE_PIXELS
from engine.models.memory import return_memory
from engine.models.number_format import autocast as autocast
from engine.models.number_format import number_format as number_format
from engine.settings import Settings

# Fixed, not what happens to be free: a batch's sums depend on how it is cut, and a resume must repeat them. Small,
# since a pause is heard between two micro-batches and must come within a second.
CPU_TRAINING_BYTES = 400_000_000
CPU_CAPTIONING_BYTES = 600_000_000
# More at once caption no more pictures a second.
MOST_CAPTIONED = 1024
# Nor more pictures than this, so that several processes can share a batch out and cut it as one process does.
CPU_AT_ONCE = 16
CAPTION_WORDS = 60
Compiled = Callable[[Tensor], Tensor]
# Pictures a run computes at least for compiling to pay: two minutes of VGG19 on an H100.
LONG_PICTURES = 400_000


def choose_device(name: str) -> torch.device:
    """The device that ``auto``, ``cpu``, ``cuda`` or ``cuda:1`` means here.

    Raises:
        Problem: ``device-missing``.
    """
    offered = ["cpu"] + [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    if name == "auto":
        return torch.device("cuda:0" if len(offered) > 1 else "cpu")
    wanted = "cuda:0" if name == "cuda" else name
    if wanted not in offered:
        raise Problem("device-missing", device=name, devices=", ".join(offered))
    return torch.device(wanted)


def use_threads(threads: int) -> None:
    """Let torch compute with so many threads in the calling thread; 0 takes all cores."""
    torch.set_num_threads(threads or os.cpu_count() or 1)


def ready_kernels(settings: Settings, device: torch.device) -> None:
    """Choose a GPU's kernels: those that repeat to the bit if that is set, else the fastest for each shape.

    cuBLAS repeats by CUBLAS_WORKSPACE_CONFIG, which the package ``engine`` sets before anything loads torch.
    """
    if device.type != "cuda":
        return
    torch.use_deterministic_algorithms(settings.deterministic, warn_only=True)
    # Of the fused kernels of attention this one alone sums in any order.
    torch.backends.cuda.enable_mem_efficient_sdp(not settings.deterministic)
    torch.backends.cudnn.deterministic = settings.deterministic
    torch.backends.cudnn.benchmark = not settings.deterministic


def compiles(settings: Settings, device: torch.device, pictures: int) -> bool:
    """Whether a run's encoder shall be compiled: as set; auto where a long training on a GPU wins the time back.

    Compiling takes 9 to 30 s on an H100 and saves a quarter of each step of VGG19's. Nothing measured decides, so that
    a resume decides alike; and where a run shall repeat to the bit nothing is compiled, since that measures too.

    Args:
        pictures: how many the training pictures of the data are.
    """
    if settings.train_encoder == "none" or settings.deterministic:
        return False
    if settings.compile != "auto":
        return settings.compile == "on"
    return (
        device.type == "cuda" and (settings.steps * settings.batch_size or settings.epochs * pictures) >= LONG_PICTURES
    )


def compiled(module: nn.Module, device: torch.device, *, backend: str | Callable[..., object] = "inductor") -> Compiled:
    """A module compiled for the shapes that it meets, one graph each; the weights stay the module's own.

    The compiler is tried first, on next to nothing: it lacks a C compiler, Python's headers or Triton more often than
    it fails at a network, and would say so in the middle of the first step.

    Raises:
        RuntimeError: why nothing can be compiled here.
    """
    try:
        torch.compile(_tried, dynamic=False, backend=backend)(torch.ones(8, device=device))
    except Exception as error:
        # Each part of the compiler raises errors of its own kind, and none of them is the run's.
        raise RuntimeError(_deepest(error)) from error
    return torch.compile(module, dynamic=False, backend=backend)


def _tried(values: Tensor) -> Tensor:
    return torch.sin(values) + 1


def _deepest(error: BaseException) -> str:
    """What the compiler's own wrapping hides: the first cause, in one line."""
    while inner := getattr(error, "inner_exception", None) or error.__cause__:
        error = inner
    return reason(error)


def give_back(*, for_good: bool) -> None:
    """Leave the device, and what its driver holds of the computer's memory, as they were before the run.

    Args:
        for_good: forget what was compiled too, which a run that only pauses needs again.
    """
    if for_good and "torch._dynamo" in sys.modules:
        torch._dynamo.reset()
    torch.clear_autocast_cache()
    # A GPU that has failed refuses this as well; what it failed of is told already.
    with contextlib.suppress(torch.AcceleratorError):
        if torch.cuda.is_initialized():
            torch._C._cuda_clearCublasWorkspaces()
        return_memory()
        if torch.cuda.is_initialized() and hasattr(torch.accelerator, "empty_host_cache"):
            # Pinned memory is kept when it is let go; an older torch cannot be asked to give it back.
            torch.accelerator.empty_host_cache()


def picture_bytes(captioner: Captioner, dtype: torch.dtype = torch.float32) -> int:
    """Memory that one picture takes in training with products of a format."""
    settings = captioner.settings
    height, width = captioner.framing.seen
    encoding = ENCODERS[settings.encoder].training_bytes * height * width // REFERENCE_PIXELS
    return max(1, (encoding + _attention_bytes(captioner)) * dtype.itemsize // 4)


def code_bytes(captioner: Captioner, dtype: torch.dtype = torch.float32) -> int:
    """Memory that the features of one picture take in training a decoder alone: states, gates and logits."""
    settings = captioner.settings
    layers = DECODERS[settings.decoder].layers(settings)
    kept = CAPTION_WORDS * 16 * layers * settings.hidden_size * 4 + _attention_bytes(captioner)
    # The loss is taken of logits in fp32, whatever the products are in.
    return kept * dtype.itemsize // 4 + 4 * CAPTION_WORDS * 3 * captioner.vocabulary.size


def _attention_bytes(captioner: Captioner) -> int:
    settings = captioner.settings
    entry = ENCODERS[settings.encoder]
    places = entry.places(*captioner.framing.seen) if feature_form(settings) == "spatial" else 1
    return 4 * CAPTION_WORDS * places * settings.hidden_size * DECODERS[settings.decoder].attention_values


def choose_micro_batch(
    captioner: Captioner,
    device: torch.device,
    processes: int = 1,
    *,
    dtype: torch.dtype = torch.float32,
    found: int | None = None,
) -> int:
    """How many pictures to compute at once: as set, or what fits, in parts of like size.

    What is chosen is the same for any number of processes, since a batch's sums and chances depend on how it is cut;
    only where one process would make fewer parts than there are processes, each gets a share of its own.

    Args:
        dtype: the format of the products.
        found: what was computed at once when the run was last here.
    """
    settings = captioner.settings
    batch = settings.batch_size
    if settings.micro_batch:
        return min(found or settings.micro_batch, batch)
    share = -(-batch // processes)
    if found:
        return min(found, share)
    frozen = captioner.encoder_frozen
    cost = (code_bytes if frozen else picture_bytes)(captioner, dtype)
    if settings.objective == "self-critical":
        # The decoder reads the samples in place of one caption.
        cost += settings.samples_per_picture * code_bytes(captioner, dtype)
    most = _budget(captioner, device, dtype) // cost
    if device.type == "cpu" and not frozen:
        most = min(most, CPU_AT_ONCE)
    # A last part that is much smaller than the others would be another shape for every kernel.
    parts = -(-batch // max(1, min(batch, most)))
    return min(-(-batch // parts), share)


def _budget(captioner: Captioner, device: torch.device, dtype: torch.dtype) -> int:
    """Bytes that pictures may take in training, beside what lies on the device already."""
    if device.type == "cpu":
        return CPU_TRAINING_BYTES
    free, _ = torch.cuda.mem_get_info(device)
    # What torch holds and nothing uses is free to it.
    free += torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    trained = sum(parameter.numel() for parameter in captioner.parameters() if parameter.requires_grad)
    # Gradients and Adam's two moments are still to come, and autocast's copies of the weights.
    coming = trained * (12 + (dtype.itemsize if dtype.itemsize < 4 else 0))
    return int(0.8 * max(0, free - coming))


def captioning_batch(captioner: Captioner, device: torch.device, encoding: bool = True) -> int:
    """How many pictures to caption at once.

    On a CPU few enough that a pause is heard within a second; on a GPU as many as half of what is free there holds,
    which torch's own cache counts to, as a power of two: so that on one card it is nearly always the same.

    Args:
        encoding: whether the pictures pass the encoder, or cached features stand for it.
    """
    if device.type == "cpu":
        return max(1, min(512, CPU_CAPTIONING_BYTES // picture_bytes(captioner)))
    free, _ = torch.cuda.mem_get_info(device)
    free += torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    picture_total = searching_bytes(captioner) + (encoding_bytes(captioner, device) if encoding else 0)
    return min(MOST_CAPTIONED, 1 << max(0, (free // 2 // picture_total).bit_length() - 1))


def encoding_bytes(captioner: Captioner, device: torch.device) -> int:
    """Memory that one picture takes in the encoder where no activations are kept."""
    height, width = captioner.framing.seen
    whole = ENCODERS[captioner.settings.encoder].captioning_bytes * height * width // REFERENCE_PIXELS
    # What is in half precision has been in single precision before, but for a layer or two.
    return whole if number_format(captioner.settings, device) is torch.float32 else whole * 3 // 4


def searching_bytes(captioner: Captioner) -> int:
    """Bytes that one picture takes in beam search, fp32: its features, tables of words, states, attention."""
    settings = captioner.settings
    entry = ENCODERS[settings.encoder]
    places = entry.places(*captioner.framing.seen) if feature_form(settings) == "spatial" else 1
    decoder = DECODERS[settings.decoder]
    layers = decoder.layers(settings)
    # Logits, their softmax, sums, ranks and masks; gates and states; what is kept of every word.
    table = 6 * captioner.vocabulary.size + 16 * layers * settings.hidden_size
    table += decoder.cached_values * layers * settings.max_words * settings.hidden_size
    looked = places * settings.hidden_size * decoder.attention_values
    features = 2 * places * (captioner.encoder.feature_size + layers * settings.hidden_size)
    return 4 * (settings.beam_width * (table + looked) + features)
