"""What the machine offers a run: device, number format, and how many pictures fit at once."""

import importlib.util
import os

import torch

from engine.errors import Problem
from engine.models.captioner import Captioner, code_form
from engine.models.decoders import DECODERS
from engine.models.encoders import ENCODERS
from engine.models.number_format import autocast as autocast
from engine.models.number_format import number_format as number_format
from engine.settings import Settings

# Fixed, not what happens to be free: a batch's sums depend on how it is cut, and a resume must repeat them. Small,
# since a pause is heard between two micro-batches and must come within a second.
CPU_TRAINING_BYTES = 400_000_000
CPU_CAPTIONING_BYTES = 600_000_000
# More at once caption no more pictures a second.
MOST_CAPTIONED = 1024
REFERENCE_PIXELS = 336 * 224
CAPTION_WORDS = 60
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
    """Choose a GPU's kernels: those that repeat to the bit if that is set, else the fastest for each shape."""
    if device.type != "cuda":
        return
    if settings.deterministic:
        # cuBLAS reads it when it is first used.
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(settings.deterministic, warn_only=True)
    torch.backends.cudnn.deterministic = settings.deterministic
    torch.backends.cudnn.benchmark = not settings.deterministic


def compiles(settings: Settings, device: torch.device, pictures: int) -> bool:
    """Whether a run's encoder is compiled: as set; auto where a long training on a GPU wins the time back.

    Compiling takes 9 to 30 s on an H100 and saves a quarter of each step of VGG19's. Nothing measured decides, so that
    a resume decides alike.

    Args:
        pictures: how many the training pictures of the data are.
    """
    if settings.train_encoder == "none" or importlib.util.find_spec("triton") is None:
        return False
    if settings.compile != "auto":
        return settings.compile == "on"
    return (
        device.type == "cuda" and (settings.steps * settings.batch_size or settings.epochs * pictures) >= LONG_PICTURES
    )


def picture_bytes(captioner: Captioner) -> int:
    """Memory that one picture takes in training, fp32."""
    settings = captioner.settings
    height, width = captioner.framing.seen
    encoding = ENCODERS[settings.encoder].training_bytes * height * width // REFERENCE_PIXELS
    return max(1, encoding + _attention_bytes(captioner))


def code_bytes(captioner: Captioner) -> int:
    """Memory that the codes of one picture take in training a decoder alone, fp32: states, gates and logits."""
    settings = captioner.settings
    layers = settings.decoder_layers if settings.decoder == "transformer" else 1
    values = 16 * layers * settings.hidden_size + 3 * captioner.vocabulary.size
    return 4 * CAPTION_WORDS * values + _attention_bytes(captioner)


def _attention_bytes(captioner: Captioner) -> int:
    settings = captioner.settings
    entry = ENCODERS[settings.encoder]
    places = entry.places(*captioner.framing.seen) if code_form(settings) == "grid" else 1
    return 4 * CAPTION_WORDS * places * settings.hidden_size * DECODERS[settings.decoder].kept


def choose_micro_batch(
    captioner: Captioner, device: torch.device, processes: int = 1, *, found: int | None = None
) -> int:
    """How many pictures to compute at once; as set, or what fits and leaves every process its share of a batch.

    Args:
        found: what was computed at once when the run was last here: a batch's sums depend on how it is cut.
    """
    settings = captioner.settings
    share = -(-settings.batch_size // processes)
    if found:
        return min(found, settings.batch_size if settings.micro_batch else share)
    if settings.micro_batch:
        return min(settings.micro_batch, settings.batch_size)
    if device.type == "cpu":
        budget = CPU_TRAINING_BYTES
    else:
        free, _ = torch.cuda.mem_get_info(device)
        parameters = sum(parameter.numel() * 4 for parameter in captioner.parameters() if parameter.requires_grad)
        # Gradients and Adam's two moments are still to come.
        budget = int(0.8 * (free - 3 * parameters))
    one = code_bytes(captioner) if captioner.encoder_frozen else picture_bytes(captioner)
    return max(1, min(share, budget // one))


def captioning_batch(captioner: Captioner, device: torch.device, encoding: bool = True) -> int:
    """How many pictures to caption at once.

    On a CPU few enough that a pause is heard within a second; on a GPU as many as half of what is free there holds,
    which torch's own cache counts to, as a power of two: so that on one card it is nearly always the same.

    Args:
        encoding: whether the pictures pass the encoder, or kept codes stand for it.
    """
    if device.type == "cpu":
        return max(1, min(512, CPU_CAPTIONING_BYTES // picture_bytes(captioner)))
    free, _ = torch.cuda.mem_get_info(device)
    free += torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    one = searching_bytes(captioner) + (encoding_bytes(captioner, device) if encoding else 0)
    return min(MOST_CAPTIONED, 1 << max(0, (free // 2 // one).bit_length() - 1))


def encoding_bytes(captioner: Captioner, device: torch.device) -> int:
    """Memory that one picture takes in the encoder where no activations are kept."""
    height, width = captioner.framing.seen
    whole = ENCODERS[captioner.settings.encoder].captioning_bytes * height * width // REFERENCE_PIXELS
    # What is in half precision has been in single precision before, but for a layer or two.
    return whole if number_format(captioner.settings, device) is torch.float32 else whole * 3 // 4


def searching_bytes(captioner: Captioner) -> int:
    """Memory that one picture takes in beam search, fp32: its codes, tables of words, states, and what is looked at."""
    settings = captioner.settings
    entry = ENCODERS[settings.encoder]
    places = entry.places(*captioner.framing.seen) if code_form(settings) == "grid" else 1
    layers = settings.decoder_layers if settings.decoder == "transformer" else 1
    # Logits, their softmax, sums, ranks and masks; gates and states; of a Transformer keys and values of all words, old
    # and new.
    table = 6 * captioner.vocabulary.size + 16 * layers * settings.hidden_size
    if settings.decoder == "transformer":
        table += 4 * layers * settings.max_words * settings.hidden_size
    looked = places * settings.hidden_size * DECODERS[settings.decoder].kept
    codes = 2 * places * (captioner.encoder.code_size + layers * settings.hidden_size)
    return 4 * (settings.beam_width * (table + looked) + codes)
