"""Weights fetched from a real local server: whole, cut off, wrong, refused."""

import hashlib
import http.server
import math
import pickle
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from engine.errors import Problem
from engine.events import Event, Progress
from engine.models import weights
from engine.models.encoders import ENCODERS
from engine.models.weights import fetch_imagenet, imagenet_address, load_encoder_weights, read_weights

CONTENT = bytes(range(256)) * 4096


class Server(http.server.ThreadingHTTPServer):
    """Serves CONTENT at any address; ``cut`` ends the first answers early, ``status`` refuses."""

    cut = 0
    status = 200
    ranges: list[str]


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.server.ranges.append(wanted)
        if self.server.status != 200:
            self.send_error(self.server.status)
            return
        first = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(CONTENT) - first))
        self.end_headers()
        if self.server.cut:
            self.wfile.write(CONTENT[first : first + self.server.cut])
            self.server.cut = 0
            self.close_connection = True
        else:
            self.wfile.write(CONTENT[first:])

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        server.ranges = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(weights, "weights_folder", lambda: tmp_path / "hub")
    return tmp_path / "hub"


def address(server: Server, digest: str = hashlib.sha256(CONTENT).hexdigest()[:8]) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/vgg19-{digest}.pth"


def fetch(where: str, events: list[Event] | None = None) -> Path:
    emitted = events if events is not None else []
    return fetch_imagenet("vgg19", emit=emitted.append, stopped=lambda: False, address=where)


def test_fetched_once_with_progress(server: Server) -> None:
    events: list[Event] = []
    path = fetch(address(server), events)
    assert path.read_bytes() == CONTENT
    assert isinstance(events[-1], Progress)
    assert (events[-1].done, events[-1].total) == (len(CONTENT), len(CONTENT))
    fetch(address(server))
    assert len(server.ranges) == 1


def test_cut_off_it_goes_on_where_it_ended(server: Server) -> None:
    server.cut = 300_000
    with pytest.raises(Problem, match="could not be downloaded"):
        fetch(address(server))
    assert fetch(address(server)).read_bytes() == CONTENT
    assert server.ranges[1].startswith("bytes=")


def test_a_wrong_checksum_is_told_and_nothing_stays(server: Server, folder: Path) -> None:
    with pytest.raises(Problem, match="checksum"):
        fetch(address(server, "0123abcd"))
    assert not list(folder.iterdir())


def test_a_refusal_and_no_server_are_told(server: Server) -> None:
    server.status = 403
    with pytest.raises(Problem, match="answered 403"):
        fetch(address(server))
    with pytest.raises(Problem, match=r"no connection.*scratch"):
        fetch("http://127.0.0.1:9/vgg19-0123abcd.pth")


def test_a_stop_ends_the_fetch_and_keeps_what_came(server: Server) -> None:
    with pytest.raises(Problem) as caught:
        fetch_imagenet("vgg19", emit=lambda event: None, stopped=lambda: True, address=address(server))
    assert caught.value.code == "stopped"
    assert fetch(address(server)).read_bytes() == CONTENT


def test_a_local_file_fills_the_encoder_and_another_is_refused(tmp_path: Path) -> None:
    source, target = nn.Linear(3, 2), nn.Linear(3, 2)
    torch.save(source.state_dict(), tmp_path / "good.pth")
    load_encoder_weights(target, "compact", str(tmp_path / "good.pth"), emit=lambda event: None, stopped=lambda: False)
    assert torch.equal(source.weight, target.weight)
    for name, content in (("text.pth", b"hello"), ("cut.pth", (tmp_path / "good.pth").read_bytes()[:200])):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Problem, match="does not contain the weights"):
            read_weights(tmp_path / name, "compact")
    torch.save(nn.Linear(4, 2).state_dict(), tmp_path / "other.pth")
    with pytest.raises(Problem, match="weight is"):
        load_encoder_weights(
            target, "compact", str(tmp_path / "other.pth"), emit=lambda event: None, stopped=lambda: False
        )


def test_every_imagenet_address_is_torchvisions_and_carries_its_checksum() -> None:
    names = [entry.key for entry in ENCODERS.values() if "imagenet" in entry.starts]
    assert len(names) >= 6
    for name in names:
        assert re.fullmatch(rf"https://\S+/{name}-[0-9a-f]{{8}}\.pth", imagenet_address(name))
    with pytest.raises(Problem, match="no pretrained weights"):
        imagenet_address("compact")


def test_a_file_of_the_old_format_is_read(tmp_path: Path) -> None:
    """torchvision's VGG19 is such a file."""
    source = nn.Linear(3, 2)
    torch.save(source.state_dict(), tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    assert torch.equal(read_weights(tmp_path / "old.pth", "vgg19")["weight"], source.weight)


def test_a_file_that_counts_no_batches_fills_the_encoder(tmp_path: Path) -> None:
    source, target = nn.BatchNorm2d(3), nn.BatchNorm2d(3)
    source.running_mean.fill_(0.5)  # type: ignore[union-attr]
    weights = {key: value for key, value in source.state_dict().items() if key != "num_batches_tracked"}
    torch.save(weights, tmp_path / "old.pth")
    load_encoder_weights(target, "resnet50", str(tmp_path / "old.pth"), emit=lambda event: None, stopped=lambda: False)
    assert torch.equal(target.running_mean, source.running_mean)  # type: ignore[arg-type]


class Bomb:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def test_a_pickle_is_refused_and_does_not_execute(tmp_path: Path) -> None:
    for name in ("bomb.pth", "bomb.safetensors"):
        (tmp_path / name).write_bytes(pickle.dumps({"weight": Bomb(tmp_path / "trace")}))
        with pytest.raises(Problem):
            read_weights(tmp_path / name, "compact")
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_one_flipped_bit_of_an_archive_is_told(tmp_path: Path, place: float) -> None:
    path = tmp_path / "weights.pth"
    torch.save(ENCODERS["compact"].build(48, 32, "pooled").state_dict(), path)
    assert read_weights(path, "compact")
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 4
    path.write_bytes(content)
    with pytest.raises(Problem) as caught:
        read_weights(path, "compact")
    assert caught.value.code == "weights-broken"


def test_a_file_whose_name_tells_another_digest_is_told(tmp_path: Path) -> None:
    path = tmp_path / "compact.pt"
    torch.save(ENCODERS["compact"].build(48, 32, "pooled").state_dict(), path, _use_new_zipfile_serialization=False)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sound, wrong = path.with_name(f"compact-{digest[:8]}.pt"), path.with_name("compact-01234567.pt")
    for copy in (sound, wrong):
        shutil.copyfile(path, copy)
    assert read_weights(sound, "compact")
    with pytest.raises(Problem, match="checksum"):
        read_weights(wrong, "compact")


def test_weights_that_are_not_finite_are_told(tmp_path: Path) -> None:
    path = tmp_path / "compact.pt"
    weights = ENCODERS["compact"].build(48, 32, "pooled").state_dict()
    next(iter(weights.values())).view(-1)[3] = math.nan
    torch.save(weights, path, _use_new_zipfile_serialization=False)
    with pytest.raises(Problem, match="finite"):
        read_weights(path, "compact")


@pytest.mark.parametrize("wrapped", ["state_dict", "model_state_dict", "model"])
def test_weights_that_a_training_script_saved_among_other_things_are_read(wrapped: str, tmp_path: Path) -> None:
    """Of several GPUs, too: DataParallel puts a word before each name."""
    source = nn.Linear(3, 2)
    named = {f"module.{key}": value for key, value in source.state_dict().items()}
    torch.save({"epoch": 3, wrapped: named, "optimizer": {"state": {}}}, tmp_path / "saved.pth")
    found = read_weights(tmp_path / "saved.pth", "vgg19")
    assert set(found) == {"weight", "bias"}
    assert torch.equal(found["weight"], source.weight)
