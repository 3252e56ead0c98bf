"""Where an encoder's first weights come from: torchvision's file, timm's, a package, the encoder that ships, a file, or
none.

ImageNet's are torchvision's first of each network (IMAGENET1K_V1).

Weight files are read with weights_only or as safetensors: none of them can execute anything.
"""

import hashlib
import importlib.util
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from engine.errors import Problem, reason
from engine.events import Emit, Progress, Task
from engine.files import TEMPORARY, demo_checkpoint, require_space, writing_problem
from engine.models.encoders import ENCODERS
from engine.models.encoders.interface import Encoder
from engine.models.encoders.timm_table import PREFIX

if TYPE_CHECKING:
    import requests

TIMEOUT_SECONDS = 10.0
_NAMED_DIGEST = re.compile(r"-([0-9a-f]{8,})\.\w+$")


def load_encoder_weights(
    encoder: nn.Module, name: str, source: str, *, emit: Emit, stopped: Callable[[], bool]
) -> None:
    """Fill an encoder from ``source``: imagenet, hub, package, demo, scratch, or a file.

    Raises:
        Problem: ``weights-unreachable``, ``weights-none``, ``weights-package``, ``weights-missing``,
            ``weights-broken``, ``stopped``.
    """
    if source == "scratch":
        return
    if source == "demo":
        path = demo_checkpoint() / "weights.safetensors"
        if "demo" not in ENCODERS[name].starts:
            raise Problem("weights-none", encoder=name)
        if not path.exists():
            raise Problem("weights-missing", path=path)
    elif source == "imagenet":
        path = fetch_imagenet(name, emit=emit, stopped=stopped)
    elif source == "hub":
        path = fetch_from_hub(name, emit=emit, stopped=stopped)
    elif source == "package":
        path = packaged_weights(name)
    else:
        path = Path(source)
        if not path.is_file():
            raise Problem("weights-missing", path=path)
    _fill(encoder, name, read_weights(path, name), path)


def read_weights(path: Path, name: str) -> dict[str, Tensor]:
    """Tensors of a safetensors or torchvision file, by name.

    Raises:
        Problem: ``weights-broken``.
    """
    try:
        _compare_checksum(path, name)
        if path.suffix == ".safetensors":
            weights = load_file(path)
        else:
            # Files from before torch 1.6, torchvision's VGG19 among them, are no archives and cannot be mapped.
            mapped = zipfile.is_zipfile(path)
            weights = torch.load(path, map_location="cpu", weights_only=True, mmap=mapped)
        weights = _unwrapped(weights)
        if not isinstance(weights, dict) or not all(isinstance(value, Tensor) for value in weights.values()):
            raise Problem("weights-broken", path=path, encoder=name, reason="it holds no table of tensors")
    except Problem:
        raise
    except SafetensorError as error:
        raise Problem("weights-broken", path=path, encoder=name, reason=reason(error)) from error
    except Exception as error:
        # torch.load has no error class of its own: a text file, a cut file and a refused pickle each raise another.
        raise Problem("weights-broken", path=path, encoder=name, reason="it is damaged or no weight file") from error
    if not all_finite(weights):
        raise Problem("weights-broken", path=path, encoder=name, reason="it holds a value that is not finite")
    # DataParallel writes the first before every name; a whole captioner has the second before its encoder's. In a file
    # of a Vision Transformer it stands before some of the names, and no decoder beside them.
    for prefix, others in (("module.", ""), ("encoder.", "decoder.")):
        inside = [key for key in weights if key.startswith(prefix)]
        if inside and (len(inside) == len(weights) or not others or any(key.startswith(others) for key in weights)):
            weights = {key.removeprefix(prefix): weights[key] for key in inside}
    return weights


def _unwrapped(value: Any) -> Any:
    """The table of tensors that a training script saved among other things, such as its step and its optimiser."""
    for key in ("state_dict", "model_state_dict", "model"):
        if isinstance(value, dict) and isinstance(value.get(key), dict):
            return value[key]
    return value


def all_finite(tensors: Mapping[str, Tensor]) -> bool:
    """Whether no value of some tensors is infinite or not a number."""
    for value in tensors.values():
        # Least and greatest are found in one pass, without a mask as large as the tensor; a NaN becomes both.
        if value.is_floating_point() and value.numel() and not torch.isfinite(torch.stack(value.aminmax())).all():
            return False
    return True


def _compare_checksum(path: Path, name: str) -> None:
    """Compare a file with the checksum that it brings along, where it brings one: the first digits of its SHA-256 in
    its name, as torchvision's files have them, or those of each part of an archive, as torch.save writes them.

    Raises:
        Problem: ``weights-broken``.
    """
    if _NAMED_DIGEST.search(path.name):
        sound = _has_named_digest(path)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            sound = archive.testzip() is None
    else:
        return
    if not sound:
        raise Problem("weights-broken", path=path, encoder=name, reason="its checksum is wrong")


def _has_named_digest(path: Path, name: str | None = None) -> bool:
    """Whether a file's SHA-256 begins with the digits in a name, by default its own; True where there are none."""
    expected = _NAMED_DIGEST.search(path.name if name is None else name)
    if expected is None:
        return True
    return _digest(path).startswith(expected[1])


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fill(encoder: nn.Module, name: str, weights: dict[str, Tensor], path: Path) -> None:
    if isinstance(encoder, Encoder):
        try:
            weights = encoder.adapt(weights)
        except ValueError as error:
            raise Problem("weights-broken", path=path, encoder=name, reason=reason(error)) from error
    # Files from before torch 0.4.1 do not count the batches; nothing but a momentum of None would look at it.
    wanted = {
        key: value
        for key, value in encoder.state_dict().items()
        if key in weights or not key.endswith("num_batches_tracked")
    }
    for key, value in wanted.items():
        if key not in weights:
            raise Problem("weights-broken", path=path, encoder=name, reason=f"{key} is missing")
        if weights[key].shape != value.shape:
            found, needed = tuple(weights[key].shape), tuple(value.shape)
            raise Problem("weights-broken", path=path, encoder=name, reason=f"{key} is {found}, not {needed}")
    encoder.load_state_dict({**encoder.state_dict(), **{key: weights[key] for key in wanted}})


def packaged_weights(name: str) -> Path:
    """The file of an encoder's ImageNet weights inside an installed package, whose code is not run.

    Raises:
        Problem: ``weights-none``, ``weights-package``.
    """
    if (package := ENCODERS[name].package) is None:
        raise Problem("weights-none", encoder=name)
    found = importlib.util.find_spec(package.name.replace("-", "_"))
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / "models" / package.file
        if path.is_file():
            return path
    raise Problem("weights-package", encoder=name, package=package.name)


def imagenet_address(name: str) -> str:
    """torchvision's own address of an encoder's ImageNet weights.

    Raises:
        Problem: ``weights-none``.
    """
    if "imagenet" not in ENCODERS[name].starts:
        raise Problem("weights-none", encoder=name)
    from torchvision.models import get_model_weights

    return str(get_model_weights(name).IMAGENET1K_V1.url)


def weights_folder() -> Path:
    """Where torch keeps the weights that it fetched, so that what other programs fetched is found."""
    return Path(torch.hub.get_dir()) / "checkpoints"


def fetch_imagenet(name: str, *, emit: Emit, stopped: Callable[[], bool], address: str | None = None) -> Path:
    """The local file of an encoder's ImageNet weights, fetched at the first call.

    A fetch that was cut off goes on where it ended. The file's name ends in the first digits of its SHA-256, which are
    checked before it is taken.

    Args:
        address: in place of torchvision's.

    Raises:
        Problem: ``weights-unreachable``, ``weights-none``, ``disk-full``, ``folder-unwritable``, ``stopped``.
    """
    address = address or imagenet_address(name)
    return _fetch(name, address, weights_folder() / address.rsplit("/", 1)[-1], emit, stopped)


def fetch_from_hub(name: str, *, emit: Emit, stopped: Callable[[], bool]) -> Path:
    """The local file of the weights that timm publishes of its models, fetched at the first call, as ``fetch_imagenet``
    does it. One that timm has fetched itself is taken.

    Args:
        name: of the encoder, ``timm:NAME``.

    Raises:
        Problem: as ``fetch_imagenet``; ``timm-missing``.
    """
    if "hub" not in ENCODERS[name].starts:
        raise Problem("weights-none", encoder=name)
    from engine.models.encoders.timm_model import hub_file

    found = hub_file(name.removeprefix(PREFIX))
    if found is None:
        raise Problem("weights-none", encoder=name)
    if found.cached:
        return Path(found.cached)
    return _fetch(name, found.address, weights_folder() / found.file_name, emit, stopped)


def _fetch(name: str, address: str, path: Path, emit: Emit, stopped: Callable[[], bool]) -> Path:
    # Loaded where it is used: a caption needs it not.
    import requests

    if path.exists():
        return path

    def unreachable(why: str) -> Problem:
        return Problem("weights-unreachable", encoder=name, reason=why, address=address, path=path)

    part = path.with_name(path.name + TEMPORARY)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        expected = _download(address, part, emit, stopped)
    except requests.RequestException as error:
        raise unreachable(_network_reason(error)) from error
    except OSError as error:
        raise writing_problem(error, path.parent, 0) from error
    if not _has_named_digest(part, path.name) or (expected and _digest(part) != expected):
        part.unlink()
        raise unreachable("the file that came has a wrong checksum")
    os.replace(part, path)
    return path


def _download(address: str, part: Path, emit: Emit, stopped: Callable[[], bool]) -> str | None:
    """Fetch what of a file is not there yet. Returns its SHA-256 where the server tells it, as timm's hub does."""
    import requests

    begun = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={begun}-"} if begun else {}
    with requests.get(address, headers=headers, stream=True, timeout=TIMEOUT_SECONDS) as answer:
        expected = _told_digest(answer)
        if answer.status_code == 416:
            return expected
        answer.raise_for_status()
        if answer.status_code != 206:
            begun = 0
        total = begun + int(answer.headers.get("Content-Length", 0))
        require_space(part.parent, total - begun)
        with open(part, "ab" if begun else "wb") as file:
            done = begun
            for block in answer.iter_content(2**18):
                if stopped():
                    raise Problem("stopped")
                file.write(block)
                done += len(block)
                emit(Progress(Task.FETCHING, done, total))
    return expected


def _told_digest(answer: "requests.Response") -> str | None:
    """The SHA-256 in the answer's headers, or in those of the answers that led to it."""
    for one in (*answer.history, answer):
        told = one.headers.get("X-Linked-Etag", "").strip('"')
        if re.fullmatch(r"[0-9a-f]{64}", told):
            return told
    return None


def _network_reason(error: "requests.RequestException") -> str:
    import requests

    if isinstance(error, requests.Timeout):
        return "the server did not answer in time"
    if isinstance(error, requests.HTTPError):
        return f"the server answered {error.response.status_code}"
    return "no connection"
