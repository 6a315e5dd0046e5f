"""The program that runs in a sandbox child: closes every door, then does named jobs on descriptors it is handed.

Started as `python -I -c ... main()` with a socket as its standard input. Each message is a length and JSON; files come
along as descriptors. The jobs are the table JOBS of the module that the parent names.
"""

import ctypes
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from mediabank.media.inside import locks

Job = Callable[..., Mapping[str, Any]]
_LENGTH = struct.Struct("!I")
_MAX_MESSAGE_BYTES = 1 << 20
_MAX_FILES = 16


class JobError(Exception):
    """A job says why it gives up: a code for the program, a detail for the log."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def main() -> None:
    """Lock oneself in, tell the parent which locks hold, serve jobs until the socket closes."""
    orders = json.loads(sys.argv[1])
    line = socket.socket(fileno=0)
    locks.die_with(orders["parent"])
    for each in (signal.SIGINT, signal.SIGTERM):  # whoever stops the bank's whole group means the bank, which ends us
        signal.signal(each, signal.SIG_IGN)
    guards: dict[str, Any] = {"network": locks.leave_network()}
    locks.die_with(orders["parent"])  # changing credentials clears the first one
    guards["limits"] = locks.limit(orders["limits"])
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    sys.path[:0] = orders["search"]
    jobs: Mapping[str, Job] = import_module(orders["jobs"]).JOBS  # the heavy imports, before the doors close
    guards["files"] = locks.close_files([*locks.readable_folders(), *orders["readable"]])
    guards["calls"] = locks.close_calls()
    _answer(line, guards)
    sys.excepthook = lambda kind, error, _: _report(line, kind, error)
    while _serve_one(line, jobs):
        pass


def _serve_one(line: socket.socket, jobs: Mapping[str, Job]) -> bool:
    order, files = _next_order(line)
    if order is None:
        return False
    try:
        _answer(line, _done(jobs, order, files))
    finally:
        for descriptor in files:
            os.close(descriptor)
        _give_memory_back()
    return True


def _give_memory_back() -> None:
    """A reused child starts its next job lean: glibc keeps freed memory otherwise."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _done(jobs: Mapping[str, Job], order: dict[str, Any], files: list[int]) -> dict[str, Any]:
    inputs, outputs = files[: order["inputs"]], files[order["inputs"] :]
    try:
        return {"done": dict(jobs[order["job"]](inputs, outputs, **order["args"]))}
    except JobError as error:
        return {"failed": error.code, "detail": error.detail[:500]}
    except MemoryError:
        return {"failed": "memory", "detail": ""}


def _next_order(line: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    head, files, _, _ = socket.recv_fds(line, _LENGTH.size, _MAX_FILES)
    if len(head) < _LENGTH.size:
        return None, []
    (size,) = _LENGTH.unpack(head)
    body = b""
    while len(body) < min(size, _MAX_MESSAGE_BYTES):
        part = line.recv(size - len(body))
        if not part:
            return None, files
        body += part
    return json.loads(body), list(files)


def _answer(line: socket.socket, answer: Mapping[str, Any]) -> None:
    body = json.dumps(answer).encode()
    line.sendall(_LENGTH.pack(len(body)) + body)


def _report(line: socket.socket, kind: type[BaseException], error: BaseException) -> None:
    """Say what nobody foresaw, as the last word of this child."""
    _answer(line, {"failed": "error", "detail": f"{kind.__name__}: {error}"[:500], "leaving": True})
