"""A web server on this machine that does what servers may do wrong."""

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image


def png(colour: tuple[int, int, int] = (200, 30, 60)) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (7, 5), colour).save(held, "PNG")
    return held.getvalue()


class _Handler(BaseHTTPRequestHandler):
    """Answers by the path: each is one thing that a server may do."""

    protocol_version = "HTTP/1.1"
    done: threading.Event
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        match self.path.partition("?")[0].split("/")[1]:
            case "cat%20one.png" | "picture":
                self._send(200, png(), {"Content-Type": "image/png"})
            case "page":
                self._send(200, b"<html>", {"Content-Type": "text/html; charset=utf-8"})
            case "words":
                self._send(200, b"no picture at all", {"Content-Type": "image/png"})
            case "moved":
                self._send(302, b"", {"Location": "/picture"})
            case "round":
                self._send(302, b"", {"Location": self.path + "/x"})
            case "away":
                self._send(302, b"", {"Location": "file:///etc/hostname"})
            case "large":
                self._send(200, b"", {"Content-Length": str(2**40)})
            case "endless":
                self._send(200, b"x" * 4096, {"Content-Length": ""})
            case "cut":
                self._send(200, b"x", {"Content-Length": "999"})
            case "slow":
                self.done.wait()
            case _:
                self._send(404, b"", {})
        self.close_connection = True

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


class Web:
    """A server on this machine; ``asked`` are the paths that it was asked for."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.asked: list[str] = []
        handler = type("Handler", (_Handler,), {"done": self.done, "asked": self.asked})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/{path}"

    def end(self) -> None:
        self.done.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
