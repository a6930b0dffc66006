"""A small HTTP/1.1 server for one WSGI application: threads, keep-alive, one write per answer.

It exists because a sandbox must be able to close a connection without a byte of answer,
which WSGI servers do not offer, and must cost little CPU beside the program it tests.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from http import HTTPStatus
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from kontera.sandbox.answers import AnswerLost

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import WSGIApplication

Environ = dict[str, Any]

LONGEST_LINE = 65_536
LONGEST_BODY = 32 * 1024 * 1024


class BadRequest(Exception):
    """The peer does not speak HTTP/1.1 as this server knows it."""


def read_headers(stream: BufferedReader) -> dict[str, str]:
    headers: dict[str, str] = {}
    while True:
        line = stream.readline(LONGEST_LINE).decode("latin-1")
        if line in ("\r\n", "\n", ""):
            return headers
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()


def read_body(stream: BufferedReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return b"".join(_chunks(stream))
    text = headers.get("content-length", "0")
    if not text.isdecimal() or int(text) > LONGEST_BODY:
        raise BadRequest("content-length")
    return stream.read(int(text))


def _chunks(stream: BufferedReader) -> Iterable[bytes]:
    size = int(stream.readline(LONGEST_LINE).split(b";")[0], 16)
    while size:
        yield stream.read(size)
        stream.readline(LONGEST_LINE)
        size = int(stream.readline(LONGEST_LINE).split(b";")[0], 16)
    read_headers(stream)


def make_environ(method: str, target: str, headers: dict[str, str], body: bytes, port: int) -> Environ:
    path, _, query = target.partition("?")
    environ: Environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "RAW_URI": target,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    return environ


def call(app: WSGIApplication, environ: Environ, *, keep: bool) -> bytes:
    """Run the application and lay its answer out as one block of bytes."""
    head: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
        head.append(f"HTTP/1.1 {status}\r\n")
        head.extend(f"{name}: {value}\r\n" for name, value in headers)

    body = b"".join(app(environ, start_response))
    head.append(f"Content-Length: {len(body)}\r\n")
    head.append(f"Connection: {'keep-alive' if keep else 'close'}\r\n\r\n")
    sent = b"" if environ["REQUEST_METHOD"] == "HEAD" else body
    return "".join(head).encode("latin-1") + sent


class Connection(socketserver.StreamRequestHandler):
    """One keep-alive connection; ends when the peer leaves or an answer is lost on purpose."""

    disable_nagle_algorithm = True
    server: Server

    def handle(self) -> None:
        with contextlib.suppress(OSError, BadRequest, ValueError):
            while self.one():
                pass

    def one(self) -> bool:
        start = self.rfile.readline(LONGEST_LINE).decode("latin-1").split()
        if len(start) != len(("method", "target", "version")):
            return False
        method, target, version = start
        headers = read_headers(self.rfile)  # type: ignore[arg-type]  # it is a BufferedReader
        if headers.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = read_body(self.rfile, headers)  # type: ignore[arg-type]
        keep = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
        environ = make_environ(method, target, headers, body, self.server.port)
        try:
            self.wfile.write(call(self.server.app, environ, keep=keep))
        except AnswerLost:
            return False
        return keep


class Server(socketserver.ThreadingTCPServer):
    """Listens on 127.0.0.1 (or another address); ``port`` 0 takes a free one."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, app: WSGIApplication, port: int = 0, host: str = "127.0.0.1") -> None:
        self.app = app
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__((host, port), Connection)
        self.port: int = self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A peer that went away is no news here; an error of the app has become a 500 already."""

    def stop(self) -> None:
        """Stop listening and hang up on kept-alive connections."""
        self.shutdown()
        self.server_close()
        with self._guard:
            still_open = list(self._open)
        for connection in still_open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def status_line(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return f"{code} Unknown"
