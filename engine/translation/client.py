"""One bounded request to a server: it ends in time, stops when asked, and reads no more than an answer may have.

``requests`` finds the system's proxies and certificates. It is imported at the first request.
"""

import email.utils
import ipaddress
import json
import queue
import re
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from engine.errors import Problem
from engine.translation.faults import (
    CUT_OFF,
    NO_CONNECTION,
    NO_PROXY,
    NO_TRUST,
    NOT_HTTP,
    NOT_HTTPS,
    NOT_JSON,
    TIMED_OUT,
    TOO_LONG,
    Refusal,
    Then,
)
from engine.translation.waiting import HEARING_SECONDS, Stopped

if TYPE_CHECKING:
    import requests

MOST_BYTES = 2**20
"""An answer longer than this is no translation: 6,000 bytes of captions come back as some 20,000."""
_BLOCK = 2**14
_LONGEST_RETRY_AFTER = 24 * 3600.0


class Answer(NamedTuple):
    """An HTTP status, the body in bytes, and the seconds of Retry-After where there is one."""

    status: int
    body: bytes
    retry_after: float | None

    def json(self, service: str) -> Any:
        """The body as JSON.

        Raises:
            Refusal: it is none.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            fault = Problem("translator-answer", service=service, reason=NOT_JSON)
        raise Refusal(fault, Then.AGAIN)


class _TooLong(Exception):  # noqa: N818 - an answer, not an error of ours
    """The answer has more bytes than are read."""


def checked_address(address: str) -> str:
    """An http or https address without a slash at its end.

    Raises:
        Problem: ``translator-address-wrong``. The sentence does not repeat the address, which may hold a password.
    """
    address = address.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        # Reading the port checks it.
        well = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 0) >= 0
    except ValueError:
        well = False
    if not well or "@" in parts.netloc or parts.query or parts.fragment or re.search(r"\s|\\", address):
        raise Problem("translator-address-wrong")
    return address


class Client:
    """Posts to one address.

    Args:
        service: what the server is called in problems.
        timeout: seconds for a whole request, from looking up the name to the last byte.
    """

    def __init__(self, service: str, address: str, timeout: float) -> None:
        self.service = service
        self.address = address
        self.timeout = timeout
        self._session: requests.Session | None = None

    def post(self, stopped: Stopped, *, form: Mapping[str, str] | None = None, body: Any = None) -> Answer:
        """Send a form, or an object as JSON, and return the answer, whatever its status.

        Raises:
            Refusal: no connection, no answer in time, one that is cut off or too long.
            Problem: ``stopped``, soon after it is wanted; the request is left to end by itself.
        """
        import requests

        if self._session is None:
            self._session = requests.Session()
        outcome: queue.SimpleQueue[Answer | Exception] = queue.SimpleQueue()
        left_alone = threading.Event()
        words = (self._session, form, body, outcome, left_alone)
        # A thread of its own: nothing else can leave a server that dribbles, or a name server that is silent.
        threading.Thread(target=self._exchange, args=words, name="translator", daemon=True).start()
        end = time.perf_counter() + self.timeout
        while (left := end - time.perf_counter()) > 0 and not stopped():
            try:
                came = outcome.get(timeout=min(left, HEARING_SECONDS))
            except queue.Empty:
                continue
            if isinstance(came, Answer):
                return came
            raise self._refusal(came)
        left_alone.set()
        self._session = None
        if stopped():
            raise Problem("stopped")
        raise Refusal(self._unreachable(TIMED_OUT), Then.AGAIN)

    def close(self) -> None:
        """Close what connections are open."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _exchange(
        self,
        session: "requests.Session",
        form: Mapping[str, str] | None,
        body: Any,
        outcome: "queue.SimpleQueue[Answer | Exception]",
        left_alone: threading.Event,
    ) -> None:
        try:
            with session.post(
                self.address,
                data=form,
                json=body,
                headers={"Accept-Encoding": "identity"},
                timeout=self.timeout,
                stream=True,
                allow_redirects=False,
                proxies=_around_proxies(self.address),
            ) as answer:
                read = _read(answer, left_alone)
                outcome.put(Answer(answer.status_code, read, _retry_after(answer.headers.get("Retry-After", ""))))
        except Exception as error:
            outcome.put(error)
        if left_alone.is_set():
            session.close()

    def _refusal(self, error: Exception) -> Exception:
        """What an error of the network means. The error itself holds the request, and is not kept."""
        import requests

        match error:
            case _TooLong():
                return Refusal(Problem("translator-answer", service=self.service, reason=TOO_LONG), Then.GIVE_UP)
            case requests.exceptions.ProxyError():
                return Refusal(self._unreachable(NO_PROXY), Then.AGAIN)
            case requests.exceptions.SSLError() if "CERTIFICATE_VERIFY_FAILED" in str(error):
                return Refusal(self._unreachable(NO_TRUST), Then.GIVE_UP)
            case requests.exceptions.SSLError():
                return Refusal(self._unreachable(NOT_HTTPS), Then.GIVE_UP)
            case requests.ConnectionError() if "BadStatusLine" in str(error):
                return Refusal(self._unreachable(NOT_HTTP), Then.AGAIN)
            case requests.Timeout():
                return Refusal(self._unreachable(TIMED_OUT), Then.AGAIN)
            case requests.exceptions.ChunkedEncodingError() | requests.exceptions.ContentDecodingError():
                return Refusal(Problem("translator-answer", service=self.service, reason=CUT_OFF), Then.AGAIN)
            case requests.RequestException() | OSError() | ValueError():
                return Refusal(self._unreachable(NO_CONNECTION), Then.AGAIN)
        return error

    def _unreachable(self, why: str) -> Problem:
        return Problem("translator-unreachable", service=self.service, reason=why)


def _read(answer: "requests.Response", left_alone: threading.Event) -> bytes:
    announced = answer.headers.get("Content-Length", "0")
    if len(announced) > 9 or (announced.isdecimal() and int(announced) > MOST_BYTES):
        raise _TooLong
    read = bytearray()
    for block in answer.iter_content(_BLOCK):
        read += block
        if len(read) > MOST_BYTES or left_alone.is_set():
            raise _TooLong
    return bytes(read)


def _retry_after(header: str) -> float | None:
    """Seconds from Retry-After: a number of them, or a date (RFC 9110, section 10.2.3); None for anything else."""
    header = header.strip()
    if re.fullmatch(r"[0-9]{1,9}", header):
        return min(float(header), _LONGEST_RETRY_AFTER)
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), _LONGEST_RETRY_AFTER)


def _around_proxies(address: str) -> dict[str, str]:
    """No proxy leads to a server on this machine; any other address takes the system's."""
    host = urlsplit(address).hostname or ""
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    return {"no_proxy": host} if here else {}
