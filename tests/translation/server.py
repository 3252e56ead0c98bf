"""A server on this machine that translates as Baidu and LibreTranslate do, and fails as they do, on request.

It checks what the real ones check (parameters, app id, signature, key, length, rate) and answers with their codes.
Faults beyond these are put into ``script``, one for each request to come; None stands for one that goes well. With
``faithful`` a request for the same texts meets the same fault again, and only another takes the next one. ``body``,
where it is given, makes the bytes of every answer.
"""

import hashlib
import http.server
import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from tests.clock import Clock
from tests.limits import SECONDS

APP_ID = "20261125000000017"
KEY = "kQ7vZr2mX9tLw4Yb"
BAIDU_PATH = "/api/trans/vip/translate"
LONG = 10 * 2**20
BAIDU_LANGUAGES = frozenset({"auto", "en", "zh", "vie", "de", "jp", "cht"})
LIBRE_LANGUAGES = frozenset({"auto", "en", "zh", "vi", "de", "ja"})
SECOND = 1 - 1e-9

_MESSAGES = {
    "20003": "Illegal Text",
    "52001": "Request Timeout",
    "52002": "System Error",
    "52003": "UNAUTHORIZED USER",
    "54000": "PARAM_FROM_TO_OR_Q_EMPTY",
    "54001": "Invalid Sign",
    "54003": "Invalid Access Limit",
    "54004": "Please recharge",
    "54005": "Invalid Access Limit",
    "58000": "INVALID_CLIENT_IP",
    "58001": "INVALID_TO_PARAM",
    "58002": "SERVICE_CLOSED",
    "58003": "IP_BANNED",
    "90107": "UNPASSED",
}
CODES = tuple(_MESSAGES)
SHAPES: dict[str, Any] = {
    "a list": [1, 2],
    "a number": 7,
    "nothing": None,
    "no results": {"from": "en", "to": "zh"},
    "results of another kind": {"trans_result": {"dst": "衬衫"}, "translatedText": "衬衫"},
    "one too few": {"trans_result": [], "translatedText": []},
    "results without text": {"trans_result": [{"src": "x"}], "translatedText": [None]},
    "numbers for text": {"trans_result": [{"dst": 5}], "translatedText": [5]},
    "half a letter": {"trans_result": [{"dst": "\ud83d"}], "translatedText": []},
}
"""Answers that are JSON and no translation. A list of one stands for as many as were asked, where it can."""


_CHINESE = dict(zip("abcdefghijklmnopqrstuvwxyz", "安本才大二发个黑一今开来马南哦片起人三天五位我西衣在", strict=True))


def in_chinese(text: str) -> str:
    """What stands for a translation: another one for each text, and Chinese all through."""
    return "译：" + "".join(_CHINESE.get(letter, letter) for letter in text.lower())


@dataclass(frozen=True)
class Asked:
    """A request as it came: when by its clock, for what texts, by which fault it was answered."""

    moment: float
    texts: tuple[str, ...]
    fault: str | None
    path: str


class Server(http.server.ThreadingHTTPServer):
    """The server; ``rate`` is how many requests it takes in a second of its clock."""

    daemon_threads = True

    def __init__(self, rate: int = 10_000, clock: Clock | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.rate = rate
        self.clock = clock or Clock()
        self.key = ""
        self.most_texts = 10_000
        self.script: deque[str | None] = deque()
        self.faithful = False
        self.met: dict[str, str | None] = {}
        self.asked: list[Asked] = []
        self.over_rate = 0
        self.bytes_sent = 0
        self.packed = b""
        self.arrived, self.answered, self.released = threading.Event(), threading.Event(), threading.Event()
        self.translation: Callable[[str], str] = in_chinese
        self.body: Callable[[list[str]], bytes] | None = None
        self.languages = LIBRE_LANGUAGES
        self.source: Callable[[str], str] = lambda text: text
        self.directions: list[tuple[str, str]] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def peak(self) -> int:
        """The most requests that came in any one second."""
        moments = sorted(asked.moment for asked in self.asked)
        return max((sum(1 for later in moments if first <= later < first + SECOND) for first in moments), default=0)

    def next_fault(self, texts: list[str]) -> str | None:
        if self.faithful and texts[0] in self.met:
            return self.met[texts[0]]
        fault = self.met[texts[0]] = self.script.popleft() if self.script else None
        return fault

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no error of the server."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    # Head and body are two writes, and the second would wait for the first to be acknowledged.
    disable_nagle_algorithm = True

    def log_message(self, *words: object) -> None:
        pass

    def do_POST(self) -> None:
        moment = self.server.clock.now
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        baidu = self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        value: dict[str, Any] = (
            {name: words[0] for name, words in parse_qs(body).items()} if baidu else json.loads(body)
        )
        texts: list[str] = value.get("q", "").split("\n") if baidu else value.get("q", [])
        server = self.server
        with server.lock:
            recent = sum(1 for asked in server.asked if asked.moment > moment - SECOND)
            fault = server.next_fault(texts)
            server.asked.append(Asked(moment, tuple(texts), fault, self.path))
            if recent >= server.rate:
                server.over_rate += 1
                fault = "54003" if baidu else "429"
        server.arrived.set()
        if server.body is not None:
            self._send(200, server.body(texts))
        elif fault is not None:
            self._fail(fault, texts, value.get("api_key", ""))
        elif baidu:
            self._baidu(value, texts)
        else:
            self._libretranslate(value, texts)
        server.answered.set()

    def _baidu(self, value: dict[str, str], texts: list[str]) -> None:
        signed = f"{value.get('appid')}{value.get('q')}{value.get('salt')}{KEY}"
        if self.path != BAIDU_PATH:
            self._send(404, b"<html>Not Found</html>", "text/html")
        elif not all(value.get(name) for name in ("q", "from", "to", "appid", "salt", "sign")):
            self._code("54000")
        elif value["appid"] != APP_ID:
            self._code("52003")
        elif value["sign"] != hashlib.md5(signed.encode()).hexdigest():
            self._code("54001")
        elif value["from"] not in BAIDU_LANGUAGES or value["to"] not in BAIDU_LANGUAGES - {"auto"}:
            self._code("58001")
        elif len(value["q"].encode()) > 6000:
            self._code("54005")
        else:
            # Empty lines are passed over, as Baidu does.
            results = [
                {"src": self.server.source(text), "dst": self.server.translation(text)}
                for text in texts
                if text.strip()
            ]
            self.server.directions.append((value["from"], value["to"]))
            self._json({"from": value["from"], "to": value["to"], "trans_result": results})

    def _libretranslate(self, value: dict[str, Any], texts: list[str]) -> None:
        if self.path != "/translate":
            self._json({"error": "Not Found"}, 404)
        elif self.server.key and not value.get("api_key"):
            self._json({"error": "Please contact the server operator to get an API key"}, 400)
        elif self.server.key and value["api_key"] != self.server.key:
            self._json({"error": f"Invalid API key {value['api_key']}"}, 403)
        elif len(texts) > self.server.most_texts:
            self._json({"error": "Invalid request: request exceeds text limit"}, 400)
        elif value["format"] != "text" or value["source"] not in self.server.languages:
            self._json({"error": f"{value['source']} is not supported"}, 400)
        elif value["target"] not in self.server.languages - {"auto"}:
            self._json({"error": f"{value['target']} is not supported"}, 400)
        else:
            self.server.directions.append((value["source"], value["target"]))
            self._json({"translatedText": [self.server.translation(text) for text in texts]})

    def _fail(self, fault: str, texts: list[str], key: str) -> None:
        if fault in _MESSAGES:
            self._code(fault)
        elif fault in SHAPES:
            value = SHAPES[fault]
            if isinstance(value, dict):
                value = {
                    name: found * len(texts) if isinstance(found, list) else found for name, found in value.items()
                }
            self._json(value)
        elif fault.isdecimal():
            self._json({"error": f"no {key}"}, int(fault))
        elif fault.startswith("retry after "):
            self._json({"error": "Slowdown"}, 429, {"Retry-After": fault.removeprefix("retry after ")})
        elif fault == "unknown code":
            self._json({"error_code": 99999, "error_msg": "New\n"})
        elif fault == "redirect":
            self._send(302, b"", "text/html", {"Location": "http://127.0.0.1:9/elsewhere"})
        elif fault == "hang":
            self.server.released.wait(SECONDS)
            self.close_connection = True
        elif fault == "dribble":
            self._dribble()
        elif fault == "drop":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault == "cut":
            self._send(200, b'{"trans_result": [', length=5000)
            self.close_connection = True
        elif fault == "not json":
            self._send(200, b'{"trans_result": [{"dst": "')
        elif fault == "deep":
            self._send(200, b"[" * 200_000)
        elif fault == "not text":
            self._send(200, b"\xff\xfe\x00")
        elif fault == "not http":
            self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
            self.close_connection = True
        elif fault == "packed":
            self._send(200, self.server.packed, headers={"Content-Encoding": "gzip"})
        elif fault == "long":
            self._long(announced=True)
        elif fault == "long, unannounced":
            self._long(announced=False)
        else:
            raise AssertionError(fault)

    def _code(self, code: str) -> None:
        self._json({"error_code": code, "error_msg": _MESSAGES[code]})

    def _json(self, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(value).encode(), "application/json", headers)

    def _send(
        self,
        status: int,
        body: bytes,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _dribble(self) -> None:
        """A byte now and then: no single wait is long, and the answer never ends."""
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(1000):
            self.wfile.write(b" ")
            if self.server.released.wait(0.05):
                break
        self.close_connection = True

    def _long(self, *, announced: bool) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**16)
        self.send_response(200)
        if announced:
            self.send_header("Content-Length", str(LONG))
        self.end_headers()
        self.close_connection = True
        block = b'"' + b"x" * (2**16 - 1)
        for _ in range(LONG // len(block)):
            self.wfile.write(block)
            self.server.bytes_sent += len(block)


@contextmanager
def serving(rate: int = 10_000, clock: Clock | None = None) -> Iterator[Server]:
    """A server that runs until the end of the block."""
    server = Server(rate, clock)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join(SECONDS)
        server.server_close()
