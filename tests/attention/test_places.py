"""Where the places of an encoder's grid lie in the picture: maps are drawn over what each of them really sees."""

import numpy as np
import pytest
import torch

from engine.attention.finding import find_maps
from engine.attention.wordmaps import WordMaps
from engine.data.picture import Framing
from engine.models.encoders import ENCODERS
from tests.attention.conftest import Make

KINDS = ["compact", "resnet50", "convnext_tiny", "mobilenet_v3_large", "efficientnet_lite0", "vit_b_32", "swin_t"]


@pytest.mark.parametrize("name", KINDS)
def test_a_map_is_drawn_over_what_its_place_sees(name: str) -> None:
    """Pixels that change a place of the grid most lie around the middle of that place's map."""
    torch.manual_seed(1)
    height, width, row, column = 448, 304, 7, 5
    encoder = ENCODERS[name].build(height, width, "spatial").eval()
    total = torch.zeros(height, width)
    for _ in range(3):
        pictures = torch.randn(1, 3, height, width, requires_grad=True)
        encoder.grid(pictures)[0, :, row, column].square().sum().backward()
        assert pictures.grad is not None
        total += pictures.grad[0].abs().sum(0)
    # Of what reaches far, attention above all, the middle alone counts.
    total = (total - total.max() / 5).clamp(min=0)
    share = (total / total.sum()).numpy()
    seen = share.sum(1) @ (np.arange(height) + 0.5), share.sum(0) @ (np.arange(width) + 0.5)

    stride = ENCODERS[name].stride
    grid = encoder.grid(torch.zeros(1, 3, height, width)).shape[2:]
    maps = np.zeros((1, *grid), np.float32)
    maps[0, row, column] = 1
    pitch = (stride / height, stride / width)
    drawn = WordMaps("attention", ("a",), maps, Framing("fit", height, width), pitch, encoder.corner)
    shade = drawn.shade(0, height, width)
    shade /= shade.sum()
    middle = shade.sum(1) @ (np.arange(height) + 0.5), shade.sum(0) @ (np.arange(width) + 0.5)
    assert middle == pytest.approx(seen, abs=8), "within a quarter of a stride"


def test_maps_know_the_strides_of_their_encoder(make: Make) -> None:
    captioner = make("gru_attention", height=90, width=60, encoder="compact")
    captioner.framing = Framing("fit", 90, 60)
    found = find_maps(captioner, np.zeros((90, 60, 3), np.uint8), [1, 2])
    assert found.maps.shape == (2, 3, 2)
    assert found.pitch == pytest.approx((32 / 90, 32 / 60))
    assert found.corner == (0, 0)
