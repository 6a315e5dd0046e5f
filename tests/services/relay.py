"""A line between a client and a real service that can be cut, byte by byte and on purpose."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Relay:
    """Passes bytes on; while `cuts` lasts, each connection breaks after that many bytes of answer."""

    def __init__(self, port: int) -> None:
        self.cuts: list[int] = []
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no new connections."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                for source, sink, cuttable in ((client, server, False), (server, client, True)):
                    threading.Thread(target=self._pass_on, args=(source, sink, cuttable), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, cuttable: bool) -> None:  # noqa: FBT001
        passed = 0
        with suppress(OSError):
            while data := source.recv(65536):
                passed += len(data)
                if cuttable and self.cuts and passed > self.cuts[0]:
                    self.cuts.pop(0)
                    break
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def relay(port: int) -> Iterator[Relay]:
    """A relay to this port of loopback."""
    made = Relay(port)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def silence() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
