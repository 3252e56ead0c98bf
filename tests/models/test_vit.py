"""Vision Transformers: equal to torchvision's, for pictures of any size, with blocks that are trained or frozen."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torchvision import models

from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.errors import Problem
from engine.models.captioner import Captioner
from engine.models.encoders import ENCODERS, EncoderEntry
from engine.models.encoders.interface import parameters_of
from engine.models.encoders.vit import Swin, VisionTransformer
from engine.models.weights import load_encoder_weights
from engine.recipes import resolve
from engine.training.optimizer import parameter_groups
from tests.tiny import TINY

SMALL: dict[str, Any] = {"patch": 16, "channels": 32, "depth": 2, "heads": 2}
POSITIONS = "encoder.pos_embedding"


@pytest.fixture
def theirs() -> models.VisionTransformer:
    torch.manual_seed(3)
    network = models.VisionTransformer(64, 16, num_layers=2, num_heads=2, hidden_dim=32, mlp_dim=128).eval()
    with torch.no_grad():
        # torchvision starts the classes at zero.
        network.heads[0].weight.normal_()
    return network


@pytest.fixture
def pictures() -> Tensor:
    return torch.randn(2, 3, 64, 64, generator=torch.Generator().manual_seed(1))


def load(encoder: nn.Module, weights: dict[str, Tensor], folder: Path) -> None:
    torch.save(weights, folder / "vit.pth")
    load_encoder_weights(encoder, "vit_b_16", str(folder / "vit.pth"), emit=lambda event: None, stopped=lambda: False)


def test_the_tokens_of_the_patches_are_torchvisions(
    theirs: models.VisionTransformer, pictures: Tensor, tmp_path: Path
) -> None:
    whole, grid = (VisionTransformer(64, 64, form, **SMALL).eval() for form in ("pooled", "spatial"))
    for encoder in (whole, grid):
        load(encoder, theirs.state_dict(), tmp_path)
    tokens: list[Tensor] = []
    theirs.encoder.register_forward_hook(lambda module, given, out: tokens.append(out))
    with torch.inference_mode():
        theirs(pictures)
        assert torch.allclose(grid(pictures), tokens[0][:, 1:], atol=1e-5)
        assert torch.allclose(whole(pictures), tokens[0][:, 1:].mean(1, keepdim=True), atol=1e-5)


def test_a_file_from_before_torchvision_renamed_its_layers_fills_it(
    theirs: models.VisionTransformer, tmp_path: Path
) -> None:
    """torchvision's own files of ImageNet's weights have these names."""
    old = {
        name.replace("mlp.0.", "mlp.linear_1.").replace("mlp.3.", "mlp.linear_2."): value
        for name, value in theirs.state_dict().items()
    }
    assert old.keys() != theirs.state_dict().keys()
    encoder = VisionTransformer(64, 64, **SMALL)
    load(encoder, old, tmp_path)
    name = "encoder.layers.encoder_layer_1.mlp.3.weight"
    assert torch.equal(encoder.state_dict()[name], theirs.state_dict()[name])


def test_the_names_and_shapes_of_vit_b_are_torchvisions() -> None:
    with torch.device("meta"):
        known = models.vit_b_16()
        encoder = ENCODERS["vit_b_16"].build(224, 224, "pooled")
    shapes = {name: value.shape for name, value in known.state_dict().items() if not name.startswith("heads.")}
    assert {name: value.shape for name, value in encoder.state_dict().items()} == shapes


def test_positions_are_interpolated_for_pictures_of_another_size(
    theirs: models.VisionTransformer, tmp_path: Path
) -> None:
    weights = theirs.state_dict()
    # A slope from left to right, the same in every row.
    slope = torch.arange(4.0).repeat(4)[None, :, None].expand(1, 16, 32)
    weights[POSITIONS] = torch.cat([torch.full((1, 1, 32), 7.0), slope], 1)
    encoder = VisionTransformer(64, 128, "spatial", **SMALL)
    load(encoder, weights, tmp_path)
    positions = encoder.encoder.pos_embedding.detach()
    assert positions.shape == (1, 1 + 4 * 8, 32)
    assert (positions[:, 0] == 7).all()
    rows = positions[0, 1:, 0].view(4, 8)
    assert torch.allclose(rows, rows[:1].expand(4, 8), atol=1e-5)
    assert (rows[0].diff() > 0).all()
    assert rows.mean() == pytest.approx(1.5, abs=1e-4)


def test_positions_that_are_no_square_fit_their_own_size_alone(tmp_path: Path) -> None:
    """Such a file was written by a run on pictures of that size."""
    trained = VisionTransformer(64, 48, **SMALL)
    same = VisionTransformer(64, 48, **SMALL)
    load(same, trained.state_dict(), tmp_path)
    assert torch.equal(same.class_token, trained.class_token)
    with pytest.raises(Problem, match=r"pos_embedding is \(1, 13, 32\), not \(1, 17, 32\)"):
        load(VisionTransformer(64, 64, **SMALL), trained.state_dict(), tmp_path)


def test_nothing_of_a_picture_whose_sides_are_no_multiples_is_lost() -> None:
    encoder = VisionTransformer(100, 75, "spatial", **SMALL).eval()
    picture = torch.zeros(1, 3, 100, 75)
    other = picture.clone()
    other[:, :, 99, 74] = 1
    with torch.inference_mode():
        features = encoder(picture)
        assert features.shape == (1, 7 * 5, 32)
        assert not torch.equal(features, encoder(other))
    assert ENCODERS["vit_b_16"].places(100, 75) == 7 * 5


def test_only_the_last_blocks_are_trained_where_stages_are(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EncoderEntry("small_vit", "Small", f"{VisionTransformer.__module__}:VisionTransformer", 1, 1, options=SMALL)
    ENCODERS.register(entry)
    try:
        settings = resolve("compact", {**TINY, "encoder": "small_vit", "train_encoder": "stages", "trained_stages": 1})
        captioner = Captioner(settings, Vocabulary(("a",)), Framing.of(settings)).train()
    finally:
        ENCODERS.unregister("small_vit")
    trained = {name for name, value in captioner.encoder.named_parameters() if value.requires_grad}
    last = ("encoder.layers.encoder_layer_1.", "encoder.ln.")
    assert trained == {name for name, _ in captioner.encoder.named_parameters() if name.startswith(last)}
    [named] = [group.names for group in parameter_groups(captioner, settings) if group.part == "encoder"]
    assert {name.removeprefix("encoder.") for name in named} == trained
    captioner.encode(torch.zeros(2, 48, 32, 3, dtype=torch.uint8)).sum().backward()
    assert all((value.grad is not None) == value.requires_grad for value in captioner.encoder.parameters())


def test_the_stages_are_all_parts() -> None:
    for encoder, count in ((VisionTransformer(64, 48, **SMALL), 3), (small_swin(), 4)):
        stages = encoder.stages()
        assert len(stages) == count
        inside = [id(value) for stage in stages for part in stage for value in parameters_of(part)]
        assert len(inside) == len(set(inside))
        assert set(inside) == {id(value) for value in encoder.parameters()}


def small_swin(form: str = "pooled") -> Swin:
    with torch.device("meta"):
        return Swin(64, 96, form, name="swin_t")  # type: ignore[arg-type]


def test_swin_is_what_torchvisions_classifier_reads() -> None:
    torch.manual_seed(2)
    with torch.device("meta"):
        theirs = models.swin_t().eval()
    whole, grid = (small_swin(form).eval() for form in ("pooled", "spatial"))
    weights = {
        name: value
        if name.endswith("relative_position_index")
        else torch.randn(value.shape) * 0.02
        if value.dim() > 1
        else torch.ones(value.shape)
        for name, value in {**theirs.state_dict(), **_indices()}.items()
    }
    for network in (theirs, whole, grid):
        network.load_state_dict({name: weights[name] for name in network.state_dict()}, assign=True)
    pictures = torch.randn(2, 3, 64, 96)
    with torch.inference_mode():
        features, places = whole(pictures), grid(pictures)
        assert torch.allclose(theirs.head(features[:, 0]), theirs(pictures), atol=1e-5)
    assert places.shape == (2, 2 * 3, whole.feature_size)
    assert torch.allclose(places.mean(1), features[:, 0], atol=1e-5)


def _indices() -> dict[str, Tensor]:
    """Which relative position each pair of places in a window of seven by seven has, the same in every block."""
    block = models.swin_transformer.SwinTransformerBlock(32, 1, [7, 7], [0, 0])
    index = block.attn.relative_position_index
    with torch.device("meta"):
        names = models.swin_t().state_dict()
    return {name: index for name in names if name.endswith("relative_position_index")}
