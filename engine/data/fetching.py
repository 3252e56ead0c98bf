"""A picture from an address on the web: bounded in time, bytes and redirections, and nothing but a picture.

``requests`` finds the system's proxies and certificates. It is imported at the first request.
"""

import base64
import binascii
import io
import ipaddress
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit

import numpy as np

from engine.data.picture import load
from engine.errors import Problem
from engine.translation.faults import CUT_OFF, NO_CONNECTION, NO_PROXY, NO_TRUST, NOT_HTTP, NOT_HTTPS, TIMED_OUT

if TYPE_CHECKING:
    import requests

MOST_BYTES = 64 * 2**20
SECONDS = 30.0
"""For all of it, from looking up the name to the last byte."""
REDIRECTIONS = 5
TOO_OFTEN = "it redirects too often"
NOT_WEB = "it redirects to what is no web address"
FETCH_REASONS = frozenset({TOO_OFTEN, NOT_WEB})
"""The reasons that are this module's own."""
_HEADERS = {"User-Agent": "Atelier (picture dropped by a person)", "Accept": "image/*", "Accept-Encoding": "identity"}
_BLOCK = 2**16
_HEARING_SECONDS = 0.1

Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A picture, uint8 (H, W, 3), and the name that its address gives it; empty where it gives none."""

    pixels: np.ndarray
    name: str


class _Answer(NamedTuple):
    body: bytes
    kind: str


def is_web_address(text: str) -> bool:
    """Whether a text is one http or https address, or a picture written out as a data: address."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if parts.scheme == "data":
        return parts.path.startswith("image/")
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, text))


def fetch_picture(address: str, stopped: Stopped = lambda: False, *, seconds: float = SECONDS) -> Fetched:
    """Fetch a picture.

    Args:
        address: as ``is_web_address`` accepts it.
        stopped: asked while it is waited for.
        seconds: for all of it.

    Raises:
        Problem: ``address-wrong``, ``address-unreachable``, ``address-refused``, ``address-too-large``,
            ``address-no-picture``, ``picture-too-large``; ``stopped``. No sentence repeats the address, which may hold
            a password, but its host alone.
    """
    if not is_web_address(address):
        raise Problem("address-wrong")
    if address.startswith("data:"):
        return Fetched(_decoded(_written_out(address), ""), "")
    host = urlsplit(address).hostname or ""
    answer = _in_time(address, host, stopped, seconds)
    if answer.kind.startswith("text/"):
        raise Problem("address-no-picture", host=host, reason=answer.kind)
    return Fetched(_decoded(answer.body, host), unquote(urlsplit(address).path.rpartition("/")[2]).strip())


def _in_time(address: str, host: str, stopped: Stopped, seconds: float) -> _Answer:
    outcome: queue.SimpleQueue[_Answer | Exception] = queue.SimpleQueue()
    left_alone = threading.Event()
    # A thread of its own: nothing else can leave a server that dribbles, or a name server that is silent.
    threading.Thread(
        target=_exchange, args=(address, host, seconds, outcome, left_alone), name="fetching", daemon=True
    ).start()
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0 and not stopped():
        try:
            came = outcome.get(timeout=min(left, _HEARING_SECONDS))
        except queue.Empty:
            continue
        if isinstance(came, _Answer):
            return came
        raise _problem(came, host) from None
    left_alone.set()
    raise Problem("stopped") if stopped() else Problem("address-unreachable", host=host, reason=TIMED_OUT)


def _exchange(
    address: str,
    host: str,
    seconds: float,
    outcome: "queue.SimpleQueue[_Answer | Exception]",
    left_alone: threading.Event,
) -> None:
    try:
        outcome.put(_ask(address, host, seconds, left_alone))
    except Exception as error:
        # Without its traceback, whose frames would hold what was read.
        outcome.put(error.with_traceback(None))


def _ask(address: str, host: str, seconds: float, left_alone: threading.Event) -> _Answer:
    import requests

    for _ in range(REDIRECTIONS + 1):
        with requests.Session() as session:
            # No proxy leads to a server on this machine.
            session.trust_env = not _is_here(urlsplit(address).hostname or "")
            answer = session.get(address, headers=_HEADERS, timeout=seconds, stream=True, allow_redirects=False)
            if not answer.is_redirect:
                if answer.status_code != 200:
                    raise Problem("address-refused", host=host, status=answer.status_code)
                kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
                return _Answer(_read(answer, host, left_alone), kind)
            address = urljoin(address, answer.headers["Location"])
            if urlsplit(address).scheme not in ("http", "https"):
                raise Problem("address-unreachable", host=host, reason=NOT_WEB)
    raise Problem("address-unreachable", host=host, reason=TOO_OFTEN)


def _read(answer: "requests.Response", host: str, left_alone: threading.Event) -> bytes:
    too_large = Problem("address-too-large", host=host, most=MOST_BYTES // 2**20)
    announced = answer.headers.get("Content-Length", "0")
    if len(announced) > 12 or (announced.isdecimal() and int(announced) > MOST_BYTES):
        raise too_large
    read = bytearray()
    for block in answer.iter_content(_BLOCK):
        read += block
        if len(read) > MOST_BYTES or left_alone.is_set():
            raise too_large
    return bytes(read)


def _problem(error: Exception, host: str) -> Exception:
    """What an error of the network means. The error itself holds the request, and is not kept."""
    import requests

    match error:
        case Problem():
            return error
        case requests.exceptions.ProxyError():
            why = NO_PROXY
        case requests.exceptions.SSLError() if "CERTIFICATE_VERIFY_FAILED" in str(error):
            why = NO_TRUST
        case requests.exceptions.SSLError():
            why = NOT_HTTPS
        case requests.ConnectionError() if "BadStatusLine" in str(error):
            why = NOT_HTTP
        case requests.Timeout():
            why = TIMED_OUT
        case requests.exceptions.ChunkedEncodingError() | requests.exceptions.ContentDecodingError():
            why = CUT_OFF
        case requests.RequestException() | OSError() | ValueError():
            why = NO_CONNECTION
        case _:
            return error
    return Problem("address-unreachable", host=host, reason=why)


def _written_out(address: str) -> bytes:
    """The bytes of a data: address (RFC 2397)."""
    head, comma, body = address.removeprefix("data:").partition(",")
    if not comma or len(body) > 2 * MOST_BYTES:
        raise Problem("address-wrong")
    read = unquote_to_bytes(body)
    if not head.endswith(";base64"):
        return read
    try:
        return base64.b64decode(read, validate=False)
    except binascii.Error:
        raise Problem("address-wrong") from None


def _decoded(body: bytes, host: str) -> np.ndarray:
    try:
        return np.asarray(load(io.BytesIO(body)))
    except Problem as problem:
        if problem.code != "picture-unreadable":
            raise
        reason = problem.values["reason"]
        raise (Problem("address-no-picture", host=host, reason=reason) if host else Problem("address-wrong")) from None


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
