"""A chat endpoint on this machine that fails as it is told to, and remembers what it was asked."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from bench.models.endpoint import faults


class Status(NamedTuple):
    """An answer with this status."""

    code: int
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes = b'{"error": {"message": "no", "code": null}}'


class Asked(NamedTuple):
    """A request as it came."""

    at: float
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """What the user's message says."""
        return self.body["messages"][-1]["content"]


def completion(content: Any, finish: str | None = "stop", usage: Any = (10, 5), **message: Any) -> bytes:
    counted = dict(zip(("prompt_tokens", "completion_tokens"), usage, strict=True)) if usage else None
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **message}}
    return json.dumps({"object": "chat.completion", "choices": [choice], "usage": counted}).encode()


# What a server can do beside answering or failing with a status.
RESET, CUT, HANG, DRIBBLE = "connection reset", "body cut short", "hang", "byte after byte"
NO_JSON = Status(200, {}, b"<html>busy</html>")
NO_CHOICES = Status(200, {}, b'{"choices": []}')
NULL = Status(200, {}, completion(None))


class ChatServer:
    """`act(request, number)` says what to do with a request: bytes are a body to answer with."""

    def __init__(self, act: Callable[[Asked, int], Any]) -> None:
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        chat = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Headers and body in one packet, so that no delayed acknowledgement is waited for.
            wbufsize = -1

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with chat.lock:
                    request = Asked(time.monotonic(), dict(self.headers), body)
                    chat.asked.append(request)
                    # In the lock, so that draws of chance come in an order.
                    action = act(request, len(chat.asked) - 1)
                self.perform(action)

            def perform(self, action):
                if action == HANG:
                    chat.closing.wait(20)
                    self.close_connection = True
                elif action == DRIBBLE:
                    self.respond(200, completion("whole"), {}, missing=10**6)
                    while not chat.closing.wait(0.05):
                        self.wfile.write(b" ")
                        self.wfile.flush()
                elif action == RESET:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.close_connection = True
                    self.connection.close()
                elif action == CUT:
                    self.respond(200, completion("whole"), {}, missing=20)
                    self.close_connection = True
                elif isinstance(action, Status):
                    self.respond(action.code, action.body, action.headers)
                else:
                    self.respond(200, action, {})

            def respond(self, code, body, headers, missing=0):
                self.send_response(code)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: max(len(body) - missing, 0)])

            def log_message(self, *_):
                pass

        self.lock = threading.Lock()
        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def go_away(self) -> None:
        """From now on connections are refused."""
        self._server.shutdown()
        self._server.server_close()

    def close(self) -> None:
        self.closing.set()
        self.go_away()
        self._thread.join(5)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        """Clients go away in these tests."""


@contextlib.contextmanager
def serving(act: Callable[[Asked, int], Any]) -> Iterator[ChatServer]:
    server = ChatServer(act)
    try:
        yield server
    finally:
        server.close()


def scripted(*actions: Any) -> Callable[[Asked, int], Any]:
    """The actions in turn, the last one for ever."""
    return lambda _, number: actions[min(number, len(actions) - 1)]


# ---- fixtures that the tests of this folder take by importing them ----


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Every test ends: an alarm goes off in one that would wait for a server for ever."""

    def ring(*_):
        raise TimeoutError("the test took more than a minute")

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(60)
    yield
    signal.alarm(0)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Milliseconds between tries, and no variable of whoever runs the tests."""
    monkeypatch.setattr(faults, "FIRST_WAIT", 0.004)
    monkeypatch.setattr(faults, "MOST_WAIT", 0.05)
    for variable in [name for name in os.environ if name.startswith("OPENAI_")]:
        monkeypatch.delenv(variable)
