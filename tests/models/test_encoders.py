"""Encoders: built without a network, equal to torchvision's own up to the classes, as pooled features and as grid."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torchvision import models

from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.files import demo_checkpoint
from engine.models.captioner import Captioner, feature_form
from engine.models.encoders import ENCODERS, vgg
from engine.models.encoders.interface import parameters_of
from engine.models.encoders.normalisation import IMAGENET
from engine.models.encoders.vgg import Vgg19
from engine.models.encoders.zoo import Torchvision
from engine.models.weights import load_encoder_weights
from engine.recipes import resolve
from engine.runs.checkpoint import read_captioner
from engine.settings import choices


def some_weights(key: str, shape: torch.Size) -> Tensor:
    """Weights with which a deep network neither fades nor explodes."""
    if key.endswith("num_batches_tracked"):
        return torch.zeros(shape, dtype=torch.long)
    if len(shape) == 1:
        return torch.zeros(shape) if key.endswith(("bias", "running_mean")) else torch.ones(shape)
    return torch.randn(shape) * shape[1:].numel() ** -0.5


@pytest.fixture
def pictures() -> Tensor:
    torch.manual_seed(5)
    return torch.randn(2, 3, 64, 96).contiguous(memory_format=torch.channels_last)


def test_the_settings_offer_what_the_registry_has() -> None:
    assert choices("encoder") == tuple(ENCODERS)


# One of each kind: a linear layer alone, one behind a norm, one behind another layer.
@pytest.mark.parametrize("name", ["resnet50", "convnext_tiny", "mobilenet_v3_large"])
def test_codes_are_what_torchvisions_classifier_reads(name: str, pictures: Tensor) -> None:
    # Built without drawing millions of weights only to replace them.
    with torch.device("meta"):
        theirs = models.get_model(name, weights=None).eval()
        whole, grid = (Torchvision(64, 96, form, name=name).eval() for form in ("pooled", "spatial"))
    weights = {key: some_weights(key, value.shape) for key, value in theirs.state_dict().items()}
    last = theirs.fc if hasattr(theirs, "fc") else theirs.classifier[-1]
    for network in (theirs, whole, grid):
        network.load_state_dict({key: weights[key] for key in network.state_dict()}, assign=True)
    with torch.inference_mode():
        features, places = whole(pictures), grid(pictures)
        assert torch.allclose(last(features[:, 0]), theirs(pictures), atol=1e-4, rtol=1e-4)
    assert features.shape == (2, 1, whole.feature_size)
    assert places.shape == (2, 6, grid.feature_size)
    if whole.classifier is None:
        assert torch.allclose(places.mean(1), features[:, 0], atol=1e-5)


def test_vgg_has_torchvisions_names_and_its_grid_is_the_last_convolutions(pictures: Tensor) -> None:
    with torch.device("meta"):
        theirs, whole = models.vgg19(), Vgg19(64, 96)
    shapes = {key: value.shape for key, value in theirs.state_dict().items()}
    assert {key: value.shape for key, value in whole.state_dict().items()}.items() <= shapes.items()
    grid = Vgg19(64, 96, "spatial").eval()
    convolutions = theirs.features.to_empty(device="cpu").eval()
    convolutions.load_state_dict(grid.features.state_dict())
    with torch.inference_mode():
        features = grid(pictures)
        assert features.shape == (2, 4 * 6, 512)
        assert torch.equal(features[1, 7], convolutions[:-1](pictures)[1, :, 1, 1])
        # Pooled features keep the same grid, which they halve as they read it.
        whole.features.load_state_dict(grid.features.state_dict(), assign=True)
        assert torch.equal(whole.eval().grid(pictures), grid.grid(pictures))


@pytest.mark.parametrize("name", [name for name in ENCODERS if name not in ("vgg19", "resnet101", "vit_b_16")])
def test_the_places_of_the_grid_are_those_of_the_features(name: str, pictures: Tensor) -> None:
    pooled, spatial = (ENCODERS[name].build(64, 96, form).eval() for form in ("pooled", "spatial"))
    with torch.inference_mode():
        grid = spatial.grid(pictures)
        assert grid.dim() == 4
        assert torch.equal(spatial(pictures), grid.flatten(2).transpose(1, 2))
        assert grid.shape[2:] == pooled.grid(pictures).shape[2:] == (2, 3)
        assert torch.equal(pooled.read(pooled.grid(pictures)), pooled(pictures))


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("vgg19", 6),
        ("compact", 5),
        ("resnet50", 5),
        ("mobilenet_v3_large", 5),
        ("efficientnet_lite0", 5),
    ],
)
def test_stages_are_all_parts_by_resolution(name: str, stages: int) -> None:
    with torch.device("meta"):
        encoder = ENCODERS[name].build(64, 96, "pooled")
    found = encoder.stages()
    assert len(found) == stages
    inside = [id(parameter) for stage in found for part in stage for parameter in parameters_of(part)]
    assert inside == [id(parameter) for parameter in encoder.parameters()]


@pytest.mark.parametrize("name", choices("encoder"))
def test_the_estimate_of_places_is_never_too_small(name: str) -> None:
    with torch.device("meta"):
        # Its statistics are real ones until they are moved.
        encoder = ENCODERS[name].build(80, 72, "spatial").eval().to("meta")
        [_, places, channels] = encoder(torch.empty(1, 3, 80, 72)).shape
    assert channels == encoder.feature_size
    assert places <= ENCODERS[name].places(80, 72) <= 2 * places + 5


def test_the_encoder_that_ships_has_a_grid_too() -> None:
    shipped = read_captioner(demo_checkpoint())
    height, width = shipped.framing.seen
    grid = ENCODERS["compact"].build(height, width, "spatial").eval()
    load_encoder_weights(grid, "compact", "demo", emit=lambda event: None, stopped=lambda: False)
    pictures = torch.randn(1, 3, height, width)
    with torch.inference_mode():
        before = shipped.encoder.features[:-3](pictures)  # type: ignore[index, operator]
        assert torch.equal(grid(pictures), before.flatten(2).transpose(1, 2))


def test_a_decoder_that_looks_at_places_gets_a_grid() -> None:
    forms = {name: feature_form(resolve("compact", {"decoder": name})) for name in choices("decoder")}
    assert {name for name, form in forms.items() if form == "spatial"} == {
        "gru_attention",
        "lstm_attention",
        "transformer",
    }
    assert feature_form(resolve("compact", {"decoder": "transformer", "features": "pooled"})) == "pooled"
    assert feature_form(resolve("notebook", {})) == "pooled"


@pytest.mark.parametrize("name", ["compact", "mobilenet_v3_large"])
@pytest.mark.parametrize("form", ["pooled", "spatial"])
def test_any_decoder_captions_with_any_form(name: str, form: str) -> None:
    torch.manual_seed(1)
    vocabulary = Vocabulary.build(["a hat .", "a ring ."])
    for decoder in choices("decoder"):
        changes = {"encoder": name, "decoder": decoder, "features": form, "hidden_size": 16, "embed_dim": 8}
        settings = resolve("compact", {**changes, "height": 64, "width": 32})
        captioner = Captioner(settings, vocabulary, Framing.of(settings)).eval()
        captions = captioner.caption(np.zeros((2, 64, 32, 3), np.uint8), beam_width=2, max_words=5)
        assert len(captions) == 2
        assert captions[0] == captions[1]


@pytest.mark.parametrize("size", [(336, 224), (224, 224), (100, 75)])
def test_pooling_that_repeats_is_torchs_pooling(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    grid = torch.randn(2, 5, size[0] // 32, size[1] // 32, generator=torch.Generator().manual_seed(1))
    ours, theirs = grid.clone().requires_grad_(), grid.clone().requires_grad_()
    pooled = vgg._pooled(ours, 7)
    expected = nn.functional.adaptive_avg_pool2d(theirs, (7, 7))
    assert torch.allclose(pooled, expected, atol=1e-6)
    weights = torch.randn(pooled.shape, generator=torch.Generator().manual_seed(2))
    (weights * pooled).sum().backward()
    (weights * expected).sum().backward()
    assert ours.grad is not None
    assert theirs.grad is not None
    assert torch.allclose(ours.grad, theirs.grad, atol=1e-6)


@pytest.mark.parametrize("name", ["compact", "efficientnet_lite0"])
def test_what_scales_pictures_lies_with_the_weights_and_in_no_checkpoint(name: str) -> None:
    """A run on a GPU would otherwise copy it there in every step, and wait."""
    settings = resolve("compact", {"encoder": name, "encoder_weights": "scratch"})
    with torch.device("meta"):
        captioner = Captioner(settings, Vocabulary(("a",)), Framing.of(settings))
    statistics = [
        value for key, value in captioner.named_buffers() if key.split(".")[-1] in ("mean", "std", "_times", "_plus")
    ]
    assert len(statistics) == (4 if name == "efficientnet_lite0" else 2)
    assert not any(value.is_meta for value in statistics)
    assert not [key for key in captioner.state_dict() if key.split(".")[-1] in ("mean", "std", "_times", "_plus")]
    pictures = torch.randint(0, 256, (2, 8, 6, 3), dtype=torch.uint8)
    means, deviations = (torch.tensor(values).view(1, 3, 1, 1) * 255 for values in (IMAGENET.mean, IMAGENET.std))
    assert torch.equal(captioner.scaled(pictures), (pictures.permute(0, 3, 1, 2).float() - means) / deviations)
