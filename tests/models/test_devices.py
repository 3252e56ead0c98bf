"""How many pictures are captioned at once, and in what number format."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest
import torch

from engine.captioning import GenerationConfig, PictureCaptioner, load_captioner
from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.files import project_folder
from engine.models import captioner as captioner_module
from engine.models.captioner import Captioner
from engine.models.decoders.interface import Decoder
from engine.models.devices import MOST_CAPTIONED, captioning_batch
from engine.models.encoders import ENCODERS
from engine.models.encoders.interface import normalise
from engine.models.encoders.timm_looking import PeakBytes
from engine.recipes import resolve
from tests.tiny import TINY

GPU = torch.device("cuda:0")
GIGABYTE = 2**30


# ResNet-101 takes what ResNet-50 takes, and the parameters of a ViT would take too much memory twice.
@pytest.mark.parametrize("name", sorted(set(ENCODERS) - {"resnet101", "vit_b_16"}))
def test_what_an_encoder_takes_in_captioning_is_what_it_is_said_to(name: str) -> None:
    encoder = ENCODERS[name].build(168, 112, "spatial").eval().to(memory_format=torch.channels_last)
    pictures = torch.zeros(1, 168, 112, 3, dtype=torch.uint8)
    with torch.inference_mode(), PeakBytes() as peak:
        encoder(normalise(pictures).contiguous(memory_format=torch.channels_last))
    captions = ENCODERS[name].captioning_bytes / 4
    assert 0.75 * captions < peak.most <= captions * 1.02


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A GPU with so many bytes free, and so many that torch keeps without using them."""

    def make(free: int, kept: int = 0) -> None:
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda **words: True)
        monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (free, 80 * GIGABYTE))
        monkeypatch.setattr(torch.cuda, "memory_reserved", lambda device: kept + GIGABYTE)
        monkeypatch.setattr(torch.cuda, "memory_allocated", lambda device: GIGABYTE)

    return make


def _notebook(**changes: Any) -> Captioner:
    settings = resolve("notebook", {"encoder_weights": "scratch", "frame": "crop", **changes})
    with torch.device("meta"):
        return Captioner(settings, Vocabulary(tuple(f"word{number}" for number in range(113))), Framing.of(settings))


def test_a_gpu_captions_as_many_as_it_holds(gpu: Callable[..., None]) -> None:
    captioner = _notebook()
    gpu(75 * GIGABYTE)
    assert captioning_batch(captioner, GPU) == MOST_CAPTIONED
    gpu(6 * GIGABYTE)
    small = captioning_batch(captioner, GPU)
    assert 64 <= small <= 256
    assert captioning_batch(captioner, GPU, False) == MOST_CAPTIONED, "codes take no encoder"
    exact = captioning_batch(_notebook(precision="fp32"), GPU)
    assert small / 2 <= exact <= small
    gpu(GIGABYTE, 5 * GIGABYTE)
    assert captioning_batch(captioner, GPU) == small, "what torch keeps is free for it"
    gpu(0)
    assert captioning_batch(captioner, GPU) == 1


def test_every_model_finds_room_on_a_small_gpu(gpu: Callable[..., None]) -> None:
    gpu(6 * GIGABYTE)
    for encoder, decoder in [("vgg19", "lstm_attention"), ("compact", "transformer"), ("resnet50", "gru")]:
        assert 16 <= captioning_batch(_notebook(encoder=encoder, decoder=decoder), GPU) <= MOST_CAPTIONED


@pytest.fixture
def halves(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processor's number format is bfloat16."""
    monkeypatch.setattr(captioner_module, "number_format", lambda settings, device: torch.bfloat16)


def _formats(captioner: Captioner, monkeypatch: pytest.MonkeyPatch) -> list[tuple[torch.dtype, torch.dtype]]:
    """The format of each code and of each word's logits from now on."""
    formats: list[tuple[torch.dtype, torch.dtype]] = []
    decoder = cast(Decoder, captioner.decoder)
    start, step = decoder.start, decoder.step

    def noted(features: torch.Tensor) -> Any:
        formats.append((features.dtype, step(start(features), torch.ones(len(features), dtype=torch.long))[0].dtype))
        return start(features)

    monkeypatch.setattr(captioner.decoder, "start", noted)
    return formats


def test_captions_come_in_the_number_format_of_the_device(halves: None, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = resolve("compact", TINY)
    captioner = Captioner(settings, Vocabulary(("a", "hat")), Framing.of(settings)).eval()
    formats = _formats(captioner, monkeypatch)
    pictures = np.zeros((2, *captioner.framing.seen, 3), np.uint8)
    captioner.caption(pictures, beam_width=2, max_words=4)
    captioner.caption_features(captioner.encode_seen(pictures), beam_width=2, max_words=4)
    assert [logits for _, logits in formats] == [torch.bfloat16] * 2


def test_exact_captions_come_in_fp32_and_marks_always_do(halves: None, monkeypatch: pytest.MonkeyPatch) -> None:
    captioner: PictureCaptioner = load_captioner(project_folder() / "checkpoints" / "demo", "cpu")
    formats = _formats(captioner._captioner, monkeypatch)
    marked: list[torch.dtype] = []
    decoder = captioner._captioner.decoder
    decoder.register_forward_hook(lambda module, entered, left: marked.append(left.dtype))
    for exact in (False, True):
        captioner.caption_alone(captioner.see_noise(3), GenerationConfig(support=True, exact=exact))
    assert [logits for _, logits in formats] == [torch.bfloat16, torch.float32]
    assert marked == [torch.float32] * 2
