"""timm's models as encoders: found by name, built of any size, filled from files of theirs, in their own scale."""

import hashlib
import http.server
import importlib.util
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.__main__ import main
from engine.captions.vocabulary import Vocabulary
from engine.checking import SettingsWrong
from engine.data.picture import Framing
from engine.errors import Problem
from engine.events import Commands, Event, Progress
from engine.loading.feature_cache import Views, _Rows
from engine.models import weights
from engine.models.captioner import Captioner
from engine.models.encoders import ENCODERS, timm_model, timm_table
from engine.models.encoders.interface import parameters_of
from engine.models.encoders.normalisation import IMAGENET, Normalisation
from engine.models.encoders.timm_looking import look
from engine.models.encoders.timm_model import HubFile, TimmEncoder
from engine.models.weights import fetch_from_hub, load_encoder_weights
from engine.recipes import resolve
from engine.runs.checkpoint import find_checkpoint, read_captioner, read_info
from engine.runs.checkpoint_file import DESCRIPTION
from engine.runs.run import Run
from engine.training.trainer import train
from tests.tiny import TINY, write_data

timm = pytest.importorskip("timm", reason="the optional package timm is not installed")

# timm's own networks for tests: tokens, a grid, and a grid whose channels come last.
TOKENS, GRID = "test_vit", "test_resnet"
HALF = Normalisation((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))


def settings_of(name: str, **changes: Any) -> Any:
    return resolve("compact", {**TINY, "encoder": f"timm:{name}", "height": 64, "width": 48, **changes})


def captioner_of(name: str, **changes: Any) -> Captioner:
    settings = settings_of(name, **changes)
    return Captioner(settings, Vocabulary(("a", "hat")), Framing.of(settings)).eval()


def fill(encoder: TimmEncoder, name: str, path: Path) -> None:
    load_encoder_weights(encoder, f"timm:{name}", str(path), emit=lambda event: None, stopped=lambda: False)


@pytest.mark.parametrize("name", [TOKENS, GRID, "test_convnext"])
def test_the_table_says_what_the_installed_timm_has(name: str) -> None:
    assert timm_table.models()[name] == look(name)


def test_a_model_that_the_table_lacks_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    known = timm_table.models()
    monkeypatch.setattr(timm_table, "models", lambda: {name: known[name] for name in known if name != GRID})
    assert timm_table.find(f"timm:{GRID}") == known[GRID]
    assert timm_table.find(f"timm:{GRID}.no_such_weights") is None


def test_a_model_whose_features_are_neither_grid_nor_tokens_is_not_offered() -> None:
    assert look("crossvit_9_240") is None
    assert ENCODERS.get("timm:crossvit_9_240") is None


@pytest.mark.parametrize("name", [TOKENS, GRID])
@pytest.mark.parametrize("size", [(64, 48), (100, 75)])
def test_features_are_the_places_of_the_picture_or_what_the_classifier_reads(name: str, size: tuple[int, int]) -> None:
    torch.manual_seed(1)
    entry = ENCODERS[f"timm:{name}"]
    whole, grid = (entry.build(*size, form).eval() for form in ("pooled", "spatial"))
    grid.load_state_dict(whole.state_dict())
    pictures = torch.randn(2, 3, *size)
    with torch.inference_mode():
        pooled, places = whole(pictures), grid(pictures)
    assert pooled.shape == (2, 1, whole.feature_size)
    assert places.shape == (2, entry.places(*size), grid.feature_size)
    # Another corner changes another place.
    other = pictures.clone()
    other[:, :, -1, -1] += 50
    with torch.inference_mode():
        assert not torch.equal(places, grid(other))


def test_built_of_nothing_it_is_the_same_and_draws_no_numbers() -> None:
    encoder = TimmEncoder(64, 48, "spatial", name="swin_s3_tiny_224").eval()
    before = torch.get_rng_state()
    with torch.device("meta"):
        empty = TimmEncoder(64, 48, "spatial", name="swin_s3_tiny_224").eval()
    assert torch.equal(torch.get_rng_state(), before)
    assert all(value.is_meta for value in empty.state_dict().values())
    # What no file holds, the relative positions here, is there all the same.
    empty.load_state_dict(encoder.state_dict(), assign=True)
    pictures = torch.randn(1, 3, 64, 48)
    with torch.inference_mode():
        assert torch.equal(encoder(pictures), empty(pictures))


@pytest.mark.parametrize("name", [TOKENS, GRID])
def test_a_file_of_timms_fills_it_at_another_size(name: str, tmp_path: Path) -> None:
    theirs = timm.create_model(name)
    torch.save(theirs.state_dict(), tmp_path / "weights.pth")
    encoder = TimmEncoder(64, 48, name=name)
    fill(encoder, name, tmp_path / "weights.pth")
    ours = dict(encoder.network.named_parameters())
    for key, value in theirs.named_parameters():
        if key in ours and "pos_embed" not in key:
            assert torch.equal(ours[key], value), key
    # Written by a captioner, the names have another beginning.
    torch.save({f"encoder.{key}": value for key, value in encoder.state_dict().items()}, tmp_path / "ours.pth")
    again = TimmEncoder(64, 48, name=name)
    fill(again, name, tmp_path / "ours.pth")
    assert all(torch.equal(one, two) for one, two in zip(encoder.parameters(), again.parameters(), strict=True))


def test_a_file_that_is_anothers_or_lacks_a_part_is_refused(tmp_path: Path) -> None:
    theirs = timm.create_model(TOKENS).state_dict()
    torch.save(timm.create_model("test_convnext").state_dict(), tmp_path / "other.pth")
    lacking = {key: value for key, value in theirs.items() if key != "blocks.1.attn.qkv.weight"}
    torch.save(lacking, tmp_path / "lacking.pth")
    with pytest.raises(Problem, match=r"does not contain the weights of timm:test_vit"):
        fill(TimmEncoder(64, 48, name=TOKENS), TOKENS, tmp_path / "other.pth")
    with pytest.raises(Problem, match=r"blocks\.1\.attn\.qkv\.weight is missing"):
        fill(TimmEncoder(64, 48, name=TOKENS), TOKENS, tmp_path / "lacking.pth")


def test_a_size_that_it_does_not_accept_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(name: str, size: tuple[int, int], weights: Any = None) -> Any:
        raise AssertionError(f"height {size[0]} must be divisible by the window")

    monkeypatch.setattr(timm_model, "_create", refusing)
    with pytest.raises(Problem, match=r"does not accept pictures of 70 x 50 pixels.*height=160 and width=160"):
        ENCODERS[f"timm:{TOKENS}"].build(70, 50, "spatial")


def test_weights_that_fit_one_size_of_pictures_alone_say_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    encoder = TimmEncoder(64, 48, name=TOKENS)

    def misfitting(name: str, size: tuple[int, int], weights: Any = None) -> Any:
        raise RuntimeError("Error(s) in loading state_dict:\n\tsize mismatch for attention_biases")

    torch.save(timm.create_model(TOKENS).state_dict(), tmp_path / "weights.pth")
    monkeypatch.setattr(timm_model, "_create", misfitting)
    with pytest.raises(Problem, match=r"does not accept pictures of 64 x 48 pixels"):
        fill(encoder, TOKENS, tmp_path / "weights.pth")


@pytest.mark.parametrize("name", [TOKENS, GRID, "test_convnext"])
def test_the_stages_are_all_parts_and_the_last_is_more_than_a_norm(name: str) -> None:
    encoder = TimmEncoder(64, 48, name=name)
    stages = encoder.stages()
    inside = [id(value) for stage in stages for part in stage for value in parameters_of(part)]
    assert len(inside) == len(set(inside))
    assert set(inside) == {id(value) for value in encoder.parameters()}
    captioner = captioner_of(name, train_encoder="stages", trained_stages=1).train()
    trained = sum(value.numel() for value in captioner.encoder.parameters() if value.requires_grad)
    assert 0.1 < trained / sum(value.numel() for value in captioner.encoder.parameters()) < 1
    captioner.encode(torch.zeros(2, 64, 48, 3, dtype=torch.uint8)).sum().backward()
    assert all((value.grad is not None) == value.requires_grad for value in captioner.encoder.parameters())


def test_wrong_names_are_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SettingsWrong, match=r"timm:resnt18 is not available.*timm:resnet18"):
        resolve("compact", {"encoder": "timm:resnt18"})
    with pytest.raises(SettingsWrong, match=r"nearest: timm:resnet18\.a1_in1k"):
        resolve("compact", {"encoder": "timm:resnet18.a1_in1"})
    assert resolve("compact", {"encoder": "timm:resnet18.a1_in1k"}).encoder_weights == "hub"
    assert main(["settings", "--encoders", "resnt18"]) == 1
    assert "timm:resnet18" in capsys.readouterr().err


def test_without_timm_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "timm" else found(name, *more))
    with pytest.raises(SettingsWrong, match=r"needs the package timm; install it with python -m uv sync --extra timm"):
        settings_of(TOKENS)


def test_the_encoders_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "--encoders"]) == 0
    text = capsys.readouterr().out
    assert "vit_b_16  (ViT-B/16)" in text
    assert "timm:resnet18" not in text
    assert f"{len(timm_table.models()):,} models of the package timm (installed)" in text
    assert main(["settings", "--encoders", "resnet18", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [row] = [row for row in rows if row["name"] == "timm:resnet18"]
    assert row["weights"][0] == "a1_in1k"
    assert (row["stride"], row["side"], row["missing"]) == (32, 0, "")


def test_its_own_scale_goes_with_the_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert captioner_of(GRID).normalisation == IMAGENET or captioner_of(TOKENS).normalisation != IMAGENET
    captioner = captioner_of(TOKENS)
    assert captioner.normalisation == HALF
    pictures = torch.randint(0, 256, (1, 64, 48, 3), dtype=torch.uint8)
    assert torch.allclose(captioner.scaled(pictures), pictures.permute(0, 3, 1, 2).float() / 127.5 - 1, atol=1e-6)
    data = write_data(tmp_path / "data")
    train(Run.create(tmp_path / "run", settings_of(TOKENS), data), Commands(), lambda event: None, device="cpu")
    folder = find_checkpoint(tmp_path / "run")
    assert read_info(folder).normalisation == HALF
    # A later timm may tell another.
    monkeypatch.setattr(timm_model, "_normalisation", lambda name: IMAGENET)
    assert read_captioner(folder).normalisation == HALF
    description = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    (folder / DESCRIPTION).write_text(json.dumps({**description, "normalisation": {"mean": [0.5], "std": [1]}}))
    with pytest.raises(Problem, match="three means"):
        read_info(folder)


def test_cached_features_of_another_scale_are_others() -> None:
    class Store:
        key = "k"

    settings = settings_of(TOKENS)
    torch.manual_seed(0)
    one = Captioner(settings, Vocabulary(("a",)), Framing.of(settings))
    torch.manual_seed(0)
    other = Captioner(settings, Vocabulary(("a",)), Framing.of(settings), normalisation=IMAGENET)
    device, dtype = torch.device("cpu"), torch.float32
    keys = [_Rows(captioner, ["a.jpg"], Views(), Store(), device, dtype).key() for captioner in (one, other)]  # type: ignore[arg-type]
    assert keys[0] != keys[1]


CONTENT = bytes(range(256)) * 512


class Hub(http.server.BaseHTTPRequestHandler):
    """Sends an address on to another, telling the digest on the way, as timm's hub does."""

    digest = hashlib.sha256(CONTENT).hexdigest()

    def do_GET(self) -> None:
        if self.path == "/file":
            self.send_response(200)
            self.send_header("Content-Length", str(len(CONTENT)))
            self.end_headers()
            self.wfile.write(CONTENT)
            return
        self.send_response(302)
        self.send_header("Location", "/file")
        self.send_header("X-Linked-Etag", f'"{self.digest}"')
        self.end_headers()

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    monkeypatch.setattr(weights, "weights_folder", lambda: tmp_path / "hub")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/model.safetensors"
        server.shutdown()
        thread.join()


def fetch(address: str, monkeypatch: pytest.MonkeyPatch, emitted: list[Event]) -> Path:
    monkeypatch.setattr(timm_model, "hub_file", lambda name: HubFile(address, None, f"timm-{name}.safetensors"))
    return fetch_from_hub(f"timm:{TOKENS}", emit=emitted.append, stopped=lambda: False)


def test_published_weights_are_fetched_with_their_size_and_checked(hub: str, monkeypatch: pytest.MonkeyPatch) -> None:
    emitted: list[Event] = []
    path = fetch(hub, monkeypatch, emitted)
    assert path.read_bytes() == CONTENT
    assert isinstance(emitted[-1], Progress)
    assert (emitted[-1].done, emitted[-1].total) == (len(CONTENT), len(CONTENT))
    path.unlink()
    monkeypatch.setattr(Hub, "digest", "0" * 64)
    with pytest.raises(Problem, match="wrong checksum"):
        fetch(hub, monkeypatch, emitted)
    assert not list(path.parent.iterdir())


def test_behind_a_firewall_the_sentence_says_which_file_to_bring_and_where_to(
    hub: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = "http://127.0.0.1:9/model.safetensors"
    with pytest.raises(Problem) as caught:
        fetch(address, monkeypatch, [])
    assert address in str(caught.value)
    place = tmp_path / "hub" / f"timm-{TOKENS}.safetensors"
    assert str(place) in str(caught.value)
    place.write_bytes(CONTENT)
    assert fetch(address, monkeypatch, []) == place


def test_the_hubs_address_and_name_of_a_model() -> None:
    found = timm_model.hub_file("resnet18")
    assert found is not None
    assert found.address.endswith("/timm/resnet18.a1_in1k/resolve/main/model.safetensors")
    assert found.file_name == "timm-resnet18.a1_in1k.safetensors"
    assert timm_model.licence_of("resnet18") == "apache-2.0"
