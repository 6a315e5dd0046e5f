"""Real and hostile files where they lie beside the project, a bank served by a process, and a watch over it."""

import csv
import http.client
import json
import os
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
ANSWER_SECONDS = 15
MADE_SECONDS = 60
SAMPLE_SECONDS = 0.005


def listed(kind):
    """The files of this kind that are for the upload; none where there is no corpus."""
    manifest = CORPUS / "manifest.csv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["door"] == "upload" and row["file"].startswith(kind + "/")]
    return [CORPUS / row["file"] for row in rows]


class Asks:
    """A program with a key, over a real socket: a new line for each request."""

    def __init__(self, port, key):
        self.port, self.key = port, key

    def ask(self, method, path, body=None, **headers):
        """(status, headers, body)."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=4 * ANSWER_SECONDS)
        try:
            line.request(method, path, body, {"Authorization": f"Bearer {self.key}"} | headers)
            answer = line.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            line.close()

    def bring(self, data, name):
        """(status, what was told, seconds it took)."""
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{quote(name)}"\r\n\r\n'.encode()
        began = time.monotonic()
        status, _, told = self.ask(
            "POST",
            "/api/v1/assets",
            head + data + b"\r\n--x--\r\n",
            **{"Content-Type": "multipart/form-data; boundary=x"},
        )
        return status, json.loads(told), time.monotonic() - began

    def json(self, path):
        """What an address tells."""
        return json.loads(self.ask("GET", path)[2])

    def settled(self, asset):
        """The asset when its previews lie there, or it is known that there are none; waits for the workers."""
        end = time.monotonic() + MADE_SECONDS
        while time.monotonic() < end:
            told = self.json(f"/api/v1/assets/{asset}")
            if told["version"]["preview"] != "yes" or "preview" in told["links"]["renditions"]:
                return told
            time.sleep(0.05)
        raise AssertionError(f"no preview of {asset} within {MADE_SECONDS} s")


class Watch:
    """The most memory that any child of a process held at once, sampled while a block runs; what the system kept."""

    def __init__(self, process):
        self._process = process
        self.peaks = {}
        self._ending = threading.Event()

    @property
    def peak_bytes(self):
        """Of the fattest child."""
        return max(self.peaks.values(), default=0)

    def _look(self):
        while not self._ending.wait(SAMPLE_SECONDS):
            for child in children(self._process):
                self.peaks[child] = max(self.peaks.get(child, 0), high_water_bytes(child))

    def __enter__(self):
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        self._thread.join()


def children(process):
    """The ids of the processes that this one started."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(each) for each in task.read_text().split()]
        except OSError:
            continue
    return found


def high_water_bytes(process):
    """The most that a process ever had in memory; 0 where it is gone."""
    try:
        for row in Path(f"/proc/{process}/status").read_text().splitlines():
            if row.startswith("VmHWM:"):
                return int(row.split()[1]) * 1024
    except OSError:
        pass
    return 0


@contextmanager
def listening(port=0):
    """(port, what was heard): a listener on loopback that writes down whoever calls."""
    heard = []
    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.settimeout(0.2)
        ending = threading.Event()

        def listen():
            while not ending.is_set():
                try:
                    caller, _ = listener.accept()
                except TimeoutError:
                    continue
                heard.append(caller.getpeername())
                caller.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1], heard
        finally:
            ending.set()
            thread.join()


def may_listen_on(port):
    """Whether this machine lets us."""
    return port >= 1024 or os.geteuid() == 0
