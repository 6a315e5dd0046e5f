"""The sandbox: sealed, reused child processes in which untrusted bytes are decoded, and the watch over them.

Files go in and out as descriptors; answers are small, capped and untrusted. A child is replaced after any fault, after
200 jobs and when it stays fat; it dies with the bank. While a job runs its resident memory is read every 10 ms, and it
is killed above its bounds (256 MB where nothing else is said): a kernel without control groups of our own has no limit
on *resident* memory, and a limit on addresses alone would have to be so wide (512 MB, the backstop) that the machine
could not plan with it.
On macOS only the process, the time limit and the CPU limit remain (policy "weak").
"""

import asyncio
import json
import os
import queue
import resource
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import IO, Any, Literal, NoReturn, Self

Policy = Literal["strict", "weak"]
File = int | IO[bytes]

RESIDENT_LIMIT_BYTES = 256 << 20
_FAT_BYTES = 100 << 20
_JOBS_PER_CHILD = 200
_WATCH_SECONDS = 0.01
_START_SECONDS = 30
_ANSWER_LIMIT_BYTES = 4 << 20
_LENGTH = struct.Struct("!I")
_LIMITS = {
    "RLIMIT_AS": 2 << 30,
    "RLIMIT_FSIZE": 512 << 20,
    "RLIMIT_NOFILE": 64,
    "RLIMIT_CORE": 0,
}
_PROGRAM = "import sys; sys.path[:0] = [sys.argv[2]]; from mediabank.media.inside.child import main; main()"
_ROOT = Path(__file__).resolve().parents[2]
_LINUX = sys.platform == "linux"


class Died(Exception):  # noqa: N818 - an outcome, said plainly
    """The child ended before it answered; `reason` is memory, timeout or crash, `detail` the signal."""

    def __init__(self, reason: Literal["memory", "timeout", "crash"], detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class JobFailed(Exception):  # noqa: N818 - an outcome, said plainly
    """The job answered that it cannot: a code (unreadable, over_limit, memory, error …) and a detail."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class NotSealed(Exception):  # noqa: N818 - an outcome, said plainly
    """Policy "strict", but this machine gives neither namespaces nor seccomp: the bank must not start."""


@dataclass(frozen=True)
class Bounds:
    """What a child may take: resident memory, data as the backstop; and folders of ours that it reads besides."""

    resident_bytes: int = RESIDENT_LIMIT_BYTES
    data_bytes: int = 512 << 20
    readable: tuple[str, ...] = ("mediabank/media",)


@dataclass(frozen=True)
class _Job:
    name: str
    args: dict[str, Any]
    timeout_s: float
    cpu_s: int
    inputs: list[int] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)

    def close(self, _: object = None) -> None:
        """Give the duplicated descriptors back; a second call finds none."""
        for descriptor in (*self.inputs, *self.outputs):
            os.close(descriptor)
        self.inputs.clear()
        self.outputs.clear()


class _Child:
    """One sealed process, seen from the parent; used by one thread at a time."""

    def __init__(self, jobs: str, search: Sequence[str], bounds: Bounds) -> None:
        ours, theirs = socket.socketpair()
        limits = _LIMITS | {"RLIMIT_DATA": bounds.data_bytes}
        orders = {"parent": os.getpid(), "limits": limits, "jobs": jobs, "search": list(search)}
        orders["readable"] = [*(str(_ROOT / each) for each in bounds.readable), *search]
        self._line, self.done, self.peak_bytes, self._bounds = ours, 0, 0, bounds
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", "-c", _PROGRAM, json.dumps(orders), str(_ROOT)],
            stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment(), cwd="/",
        )  # fmt: skip
        theirs.close()
        try:
            self.guards = self._read(monotonic() + _START_SECONDS)
        except (Died, JobFailed):
            self.kill()
            raise

    @property
    def worn(self) -> bool:
        """It has done its share, or is gone."""
        return self.done >= _JOBS_PER_CHILD or self._process.poll() is not None or self._resident_bytes() > _FAT_BYTES

    def run(self, job: _Job) -> dict[str, Any]:
        """One job; errors: Died, JobFailed. After Died the child is gone."""
        self.done += 1
        until = monotonic() + job.timeout_s
        try:
            self._allow_cpu(job.cpu_s)
            order = {"job": job.name, "args": job.args, "inputs": len(job.inputs)}
            self._send(json.dumps(order).encode(), [*job.inputs, *job.outputs])
            answer = self._read(until)
            self.peak_bytes = self._peak_bytes()
        except (OSError, ProcessLookupError):
            self._fell("crash")
        return _result(answer)

    def stop(self) -> None:
        """Make it end, from any thread; whoever waits for it notices."""
        self._process.kill()

    def kill(self) -> None:
        """End it and take its place in the process table back."""
        self._process.kill()
        self._process.wait()
        self._line.close()

    def _send(self, body: bytes, descriptors: list[int]) -> None:
        self._line.settimeout(_START_SECONDS)
        socket.send_fds(self._line, [_LENGTH.pack(len(body))], descriptors)
        self._line.sendall(body)

    def _read(self, until: float) -> dict[str, Any]:
        (size,) = _LENGTH.unpack(self._receive(_LENGTH.size, until))
        if size > _ANSWER_LIMIT_BYTES:
            self._fell("crash", "answer too long")
        try:
            answer = json.loads(self._receive(size, until))
        except (ValueError, RecursionError):
            self._fell("crash", "answer is no JSON")
        if not isinstance(answer, dict):
            self._fell("crash", "answer is no object")
        return answer

    def _receive(self, size: int, until: float) -> bytes:
        """Exactly so many bytes, while time and memory are watched."""
        poll = select.poll()
        poll.register(self._line, select.POLLIN)
        received = bytearray()
        while len(received) < size:
            if not poll.poll(_WATCH_SECONDS * 1000):
                if monotonic() > until:
                    self._fell("timeout")
                if self._resident_bytes() > self._bounds.resident_bytes:
                    self._fell("memory")
                continue
            part = self._line.recv(size - len(received))
            if not part:
                self._fell("crash")
            received += part
        return bytes(received)

    def _fell(self, reason: Literal["memory", "timeout", "crash"], detail: str = "") -> NoReturn:
        self.peak_bytes = max(self.peak_bytes, self._peak_bytes())
        if reason == "crash" and not detail:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=2)  # let it finish dying, to learn by which signal
        code = self._process.poll()
        self.kill()
        if code == -signal.SIGXCPU:
            reason = "timeout"
        raise Died(reason, detail or (signal.Signals(-code).name if code and code < 0 else ""))

    def _resident_bytes(self) -> int:
        """Pages in memory now, shared libraries among them; 0 where there is no /proc."""
        try:
            statm = Path(f"/proc/{self._process.pid}/statm").read_bytes()
        except OSError:
            return 0
        return int(statm.split()[1]) * resource.getpagesize()

    def _peak_bytes(self) -> int:
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii", errors="replace")
        except OSError:
            return 0
        peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
        return int(peaks[0]) * 1024 if peaks else 0

    def _allow_cpu(self, cpu_s: int) -> None:
        """RLIMIT_CPU counts a whole life, so each job gets what was used plus its own share."""
        if not _LINUX:
            return
        stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8", errors="replace")
        ticks = sum(int(value) for value in stat.rsplit(")", 1)[1].split()[11:13])
        used_s = ticks // os.sysconf("SC_CLK_TCK")
        resource.prlimit(self._process.pid, resource.RLIMIT_CPU, (used_s + cpu_s + 1, resource.RLIM_INFINITY))


class Sandbox:
    """A bounded pool of sealed children; safe to use from any thread and from one event loop.

    `workers` children at most run at a time, started when first needed and reused. `jobs` is the module whose table
    JOBS the children serve, within `bounds`; it is imported from `search` folders or the package. Errors: NotSealed.
    """

    def __init__(
        self,
        workers: int,
        policy: Policy = "strict",
        *,
        jobs: str = "mediabank.media.inside.jobs",
        search: Sequence[str] = (),
        bounds: Bounds | None = None,
    ) -> None:
        self.policy: Policy = policy
        self._jobs, self._search, self._bounds = jobs, tuple(search), bounds or Bounds()
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._all: set[_Child] = set()
        self._lock = threading.Lock()
        self._closed = False
        # children die with the *thread* that started them: these threads live as long as the pool
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="sandbox")
        self.peak_bytes = 0
        try:
            self._guards = self._threads.submit(self._first).result()
        except BaseException:
            self.close()
            raise

    async def run(
        self,
        job: str,
        inputs: Sequence[File] = (),
        outputs: Sequence[File] = (),
        *,
        timeout_s: float = 15,
        **args: Any,
    ) -> dict[str, Any]:
        """Do a named job on files (not paths); what it answered. Errors: Died, JobFailed."""
        return await asyncio.wrap_future(self._submit(job, inputs, outputs, timeout_s, args))

    def run_sync(
        self,
        job: str,
        inputs: Sequence[File] = (),
        outputs: Sequence[File] = (),
        *,
        timeout_s: float = 15,
        **args: Any,
    ) -> dict[str, Any]:
        """The same from a thread that may wait."""
        return self._submit(job, inputs, outputs, timeout_s, args).result()

    def guards(self) -> dict[str, Any]:
        """Which locks hold on this machine: network, calls, files, limits, memory; "" / False / 0 is open."""
        return {"policy": self.policy, **self._guards, "memory": _LINUX}

    def close(self) -> None:
        """Stop every child at once, running jobs too; later jobs are refused."""
        with self._lock:
            self._closed = True
            children = list(self._all)
        for child in children:
            child.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in children:
            child.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _submit(
        self, name: str, inputs: Sequence[File], outputs: Sequence[File], timeout_s: float, args: dict[str, Any]
    ) -> Future[dict[str, Any]]:
        job = _Job(name, args, timeout_s, cpu_s=int(timeout_s) + 1)
        try:
            # duplicates: a caller who is cancelled may close its own, and the number would mean another file
            for files, kept in ((inputs, job.inputs), (outputs, job.outputs)):
                kept.extend(os.dup(file if isinstance(file, int) else file.fileno()) for file in files)
            future = self._threads.submit(self._work, job)
        except BaseException:
            job.close()
            raise
        future.add_done_callback(job.close)  # also where it was cancelled before it began
        return future

    def _work(self, job: _Job) -> dict[str, Any]:
        try:
            child = self._take()
        except BaseException:
            job.close()
            raise
        healthy = False
        try:
            answer = child.run(job)
            healthy = True
        except JobFailed as error:
            healthy = error.code not in {"memory", "error"}
            raise
        finally:
            job.close()
            self.peak_bytes = child.peak_bytes
            self._give_back(child, healthy=healthy)
        return answer

    def _take(self) -> _Child:
        with suppress(queue.Empty):
            while True:
                child = self._idle.get_nowait()
                if not child.worn:
                    return child
                self._drop(child)
        return self._start()

    def _give_back(self, child: _Child, *, healthy: bool) -> None:
        if healthy and not self._closed:
            self._idle.put(child)
        else:
            self._drop(child)

    def _start(self) -> _Child:
        child = _Child(self._jobs, self._search, self._bounds)
        with self._lock:
            self._all.add(child)
            closed = self._closed
        if closed:
            self._drop(child)
            raise Died("crash", "closed")
        return child

    def _drop(self, child: _Child) -> None:
        child.kill()
        with self._lock:
            self._all.discard(child)

    def _first(self) -> dict[str, Any]:
        child = self._start()
        self._idle.put(child)
        if self.policy == "strict" and not (child.guards.get("network") or child.guards.get("calls")):
            raise NotSealed(child.guards)
        return child.guards


def _environment() -> dict[str, str]:
    """Nothing of ours: no secret of the bank's environment reaches a child."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return kept | {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": "/nonexistent",
        "VIPS_CONCURRENCY": "1",
        "VIPS_BLOCK_UNTRUSTED": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _result(answer: dict[str, Any]) -> dict[str, Any]:
    if "failed" in answer:
        raise JobFailed(str(answer["failed"]), str(answer.get("detail", "")))
    done = answer.get("done")
    if not isinstance(done, dict):
        raise JobFailed("error", "answer without a result")
    return done
