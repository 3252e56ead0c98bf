"""A captioner that is filled from a file draws no weights, and a caption loads nothing that it needs not."""

import subprocess
import sys

import torch
from torch import nn

from engine.captions.vocabulary import Vocabulary
from engine.data.picture import Framing
from engine.files import demo_checkpoint, project_folder
from engine.models.captioner import Captioner
from engine.models.decoders import DECODERS
from engine.models.encoders import ENCODERS
from engine.models.skeleton import without_weights
from engine.recipes import resolve
from engine.runs.checkpoint import read_captioner
from tests.limits import SECONDS
from tests.tiny import TINY


def test_all_parameters_are_there_without_a_random_number() -> None:
    vocabulary = Vocabulary.build(["A red hat .", "A blue coat ."])
    for decoder in DECODERS:
        settings = resolve("compact", {**TINY, "decoder": decoder})
        framing = Framing.of(settings)
        drawn = Captioner(settings, vocabulary, framing)
        before = torch.random.get_rng_state()
        with without_weights():
            bare = Captioner(settings, vocabulary, framing)
        assert torch.equal(torch.random.get_rng_state(), before)
        assert {name: value.shape for name, value in bare.state_dict().items()} == {
            name: value.shape for name, value in drawn.state_dict().items()
        }
        assert all(parameter.is_meta for parameter in bare.parameters())
        bare.load_state_dict(drawn.state_dict(), assign=True)
        assert all(torch.equal(value, drawn.state_dict()[name]) for name, value in bare.state_dict().items())


def test_outside_of_it_weights_are_drawn_as_ever() -> None:
    with without_weights():
        nn.Embedding(3, 4)
    assert nn.Embedding(3, 4).weight.std() > 0
    assert not nn.Linear(3, 4).weight.is_meta


def test_the_shipped_checkpoint_is_filled() -> None:
    captioner = read_captioner(demo_checkpoint())
    assert captioner.settings.encoder in ENCODERS
    assert all(bool(torch.isfinite(parameter).all()) for parameter in captioner.parameters())


def test_a_caption_loads_neither_the_compiler_nor_what_fetches() -> None:
    """They took more than half of the time until the first caption, torch's own aside."""
    code = (
        "import sys; from engine.__main__ import main; from engine.files import demo_checkpoint;"
        "main(['caption', str(demo_checkpoint()), '--noise', '1', '--device', 'cpu', '--json']);"
        "print(*sorted({'torch._dynamo', 'sympy', 'requests', 'torchvision', 'nltk'} & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=project_folder(), capture_output=True, text=True, timeout=SECONDS, check=True
    )
    caption, loaded = ended.stdout.splitlines()
    assert '"caption"' in caption
    assert loaded == ""
