"""The maps of words: the decoder's own attention, or Grad-CAM, equal to plain computations."""

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.attention.finding import WORDS_AT_ONCE, find_maps
from engine.models.captioner import Captioner
from engine.models.decoders.checklist import GruChecklistDecoder
from engine.models.decoders.interface import DecoderState
from tests.attention.conftest import Make

CAPTION = [3, 9, 1, 9, 22]
ATTENDING = ["gru_attention", "lstm_attention", "transformer"]


def _plain_gradients(captioner: Captioner, pixels: np.ndarray, words: list[int]) -> np.ndarray:
    """Grad-CAM as its paper writes it, a word at a time, through the whole pass under teacher forcing."""
    maps = []
    for place, word in enumerate(words):
        grid = captioner.encoder.grid(captioner.scaled(torch.from_numpy(pixels[None]))).detach().requires_grad_()
        entering = torch.tensor([[captioner.vocabulary.start, *words]])[:, : len(words)]
        logits = captioner.decoder(captioner.encoder.read(grid), entering)
        torch.log_softmax(logits[0, place], 0)[word].backward()
        assert grid.grad is not None
        total = torch.zeros(grid.shape[2:])
        for channel in range(grid.shape[1]):
            total += grid.grad[0, channel].mean() * grid[0, channel].detach()
        total = total.clamp(min=0)
        maps.append(total / total.max() if total.max() > 0 else total)
    return torch.stack(maps).numpy()


@pytest.mark.parametrize("decoder", ATTENDING)
def test_maps_of_attention_sum_to_one_over_the_grid(make: Make, pixels: np.ndarray, decoder: str) -> None:
    captioner = make(decoder)
    found = find_maps(captioner, pixels, CAPTION)
    assert (found.method, found.words) == ("attention", ("word2", "word8", "word0", "word8", "word21"))
    assert found.maps.shape == (5, 3, 2)
    assert found.maps.dtype == np.float32
    np.testing.assert_allclose(found.maps.sum((1, 2)), 1, atol=1e-6)
    assert found.framing == captioner.framing


def test_a_word_has_the_weights_of_the_step_that_chose_it(make: Make, pixels: np.ndarray) -> None:
    captioner = make("gru_attention")
    seen: list[Tensor] = []
    captioner.decoder.attention.register_forward_hook(lambda *call: seen.append(call[-1][1]))  # type: ignore[union-attr]
    with torch.inference_mode():
        features = captioner.encode_seen(pixels[None])
        [[best]] = captioner.search(features, beam_width=1, max_words=6)
        decoder = captioner.decoder
        state: DecoderState = decoder.start(features)  # type: ignore[operator]
        seen.clear()
        for word in [captioner.vocabulary.start, *best.words]:
            _, state = decoder.step(state, torch.tensor([word]))  # type: ignore[operator]
        steps = torch.cat(seen)[: len(best.words)].view(-1, 3, 2).numpy()
    np.testing.assert_allclose(find_maps(captioner, pixels, best.words).maps, steps, atol=1e-6)


@pytest.mark.parametrize(
    ("decoder", "changes"),
    [
        ("gru", {}),
        ("lstm", {}),
        ("gru", {"features": "spatial"}),
        ("gru_attention", {"features": "pooled"}),
        ("transformer", {"features": "pooled"}),
        ("lstm", {"encoder": "mobilenet_v3_large"}),
        ("gru", {"encoder": "efficientnet_lite0"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value.values()) or "plain",
)
def test_the_gradients_map_is_the_papers(make: Make, pixels: np.ndarray, decoder: str, changes: dict[str, str]) -> None:
    captioner = make(decoder, **changes)
    found = find_maps(captioner, pixels, CAPTION)
    assert found.method == "gradient", "attention has nothing to choose from in features of one place"
    assert found.maps.dtype == np.float32
    assert found.maps.min() >= 0
    peaks = found.maps.max((1, 2))
    assert set(np.round(peaks, 6)) <= {0.0, 1.0}
    assert peaks.max() == pytest.approx(1)
    np.testing.assert_allclose(found.maps, _plain_gradients(captioner, pixels, CAPTION), atol=1e-5)


def test_the_map_of_a_decoder_that_detects_is_of_the_detection(make: Make, pixels: np.ndarray) -> None:
    captioner = make("gru_checklist")
    decoder = captioner.decoder
    assert isinstance(decoder, GruChecklistDecoder)
    # One word of these is none that it may detect.
    decoder.listed[CAPTION[0]] = 0
    found = find_maps(captioner, pixels, CAPTION)
    assert found.method == "gradient"
    assert not found.maps[0].any()
    assert found.maps[1:].max((1, 2)).tolist() == pytest.approx([1] * (len(CAPTION) - 1))
    for place, word in enumerate(CAPTION[1:], start=1):
        grid = captioner.encoder.grid(captioner.scaled(torch.from_numpy(pixels[None]))).detach().requires_grad_()
        seen = torch.relu(decoder.seeing(decoder.norm(captioner.encoder.read(grid).mean(1))))
        decoder.detector(seen)[0, word].backward()
        assert grid.grad is not None
        total = (grid.grad.mean((2, 3), keepdim=True) * grid.detach())[0].sum(0).clamp(min=0)
        np.testing.assert_allclose(found.maps[place], (total / total.max()).numpy(), atol=1e-5)


def test_long_captions_are_computed_in_parts(make: Make, pixels: np.ndarray) -> None:
    captioner = make("gru")
    words = [1 + number % 40 for number in range(2 * WORDS_AT_ONCE + 3)]
    found = find_maps(captioner, pixels, words)
    np.testing.assert_allclose(found.maps, _plain_gradients(captioner, pixels, words), atol=1e-5)


def test_a_word_that_no_place_makes_likelier_has_an_empty_map(make: Make, pixels: np.ndarray) -> None:
    captioner = make("gru")
    for name in ("first_state", "code_gates"):
        torch.nn.init.zeros_(captioner.decoder.get_submodule(name).weight)  # type: ignore[arg-type]
    assert not find_maps(captioner, pixels, CAPTION).maps.any()


@pytest.mark.parametrize("decoder", ["gru", *ATTENDING])
def test_an_empty_caption_has_no_maps(make: Make, pixels: np.ndarray, decoder: str) -> None:
    found = find_maps(make(decoder), pixels, [])
    assert found.words == ()
    assert found.maps.shape == (0, 3, 2)


@pytest.mark.parametrize("decoder", ["gru", "transformer"])
def test_nothing_is_left_behind(make: Make, pixels: np.ndarray, decoder: str) -> None:
    captioner = make(decoder)
    with torch.inference_mode():
        before = captioner.caption(pixels[None], beam_width=3, max_words=6)
    find_maps(captioner, pixels, CAPTION)
    assert all(parameter.grad is None for parameter in captioner.parameters())
    with torch.inference_mode():
        assert captioner.caption(pixels[None], beam_width=3, max_words=6) == before
