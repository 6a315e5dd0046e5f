"""Jobs of a child that has gone bad: what a captured decoder would try. Served only by the tests' sandboxes."""

import ctypes
import os
import resource
import signal
import socket
import threading
import time
from pathlib import Path

from mediabank.media.inside.child import JobError


def _outcome(deed):
    try:
        deed()
    except OSError as error:
        return type(error).__name__
    return "done"


def _deeds(folder, parent):
    return {
        "tcp": lambda: socket.create_connection(("127.0.0.1", 9), 2),
        "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "exec": lambda: os.execv("/bin/true", ["true"]),
        "fork": lambda: os._exit(0) if os.fork() == 0 else None,
        "read": lambda: Path("/etc/passwd").read_bytes(),
        "read_environment": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
        "read_project": lambda: Path(folder, "secret").read_bytes(),
        "write": lambda: Path(folder, "new").write_bytes(b"x"),
        "chmod": lambda: Path(folder, "secret").chmod(0o777),
        "delete": lambda: Path(folder, "secret").unlink(),
        "kill_parent": lambda: os.kill(parent, signal.SIGCONT),
        "limit_parent": lambda: resource.prlimit(parent, resource.RLIMIT_NOFILE),
    }


def attempts(inputs, outputs, *, folder):
    """What each attempt came to: "done", or the name of the refusal."""
    return {name: _outcome(deed) for name, deed in _deeds(folder, os.getppid()).items()}


def free(folder):
    """The harmless ones of the same deeds, done without locks: those that are refused there too prove nothing."""
    deeds = _deeds(folder, os.getppid())
    harmless = ("udp", "unix", "read", "read_environment", "read_project", "write", "chmod", "delete", "limit_parent")
    return {"refused": [name for name in harmless if _outcome(deeds[name]) == "PermissionError"]}


def thread(inputs, outputs):
    answers = []
    worker = threading.Thread(target=lambda: answers.append("ran"))
    worker.start()
    worker.join()
    return {"thread": answers}


def add(inputs, outputs, *, left, right):
    return {"sum": left + right, "pid": os.getpid()}


def copy(inputs, outputs):
    return {"bytes": os.write(outputs[0], os.pread(inputs[0], 1 << 20, 0))}


def eat(inputs, outputs, *, megabytes, step=4):
    held = []
    for _ in range(megabytes // step):
        held.append(b"\1" * (step << 20))
        time.sleep(0.0005)
    time.sleep(1)
    return {"held": len(held)}


def grab(inputs, outputs):
    return {"grabbed": len(bytearray(4 << 30))}


def spin(inputs, outputs):
    while True:
        pass


def sleep(inputs, outputs):
    for descriptor in outputs:
        os.write(descriptor, b"asleep")
    time.sleep(1000)


def crash(inputs, outputs):
    ctypes.string_at(0)


def bug(inputs, outputs):
    return {"never": 1 / 0}


def refuse(inputs, outputs):
    raise JobError("unreadable", "no such picture")


def shout(inputs, outputs):
    return {"noise": "x" * (5 << 20)}


def fill(inputs, outputs):
    try:
        while True:
            os.write(outputs[0], bytes(16 << 20))
    except OSError as error:
        return {"size_bytes": os.fstat(outputs[0]).st_size, "error": error.strerror}


JOBS = {
    job.__name__: job for job in (attempts, thread, add, copy, eat, grab, spin, sleep, crash, bug, refuse, shout, fill)
}
