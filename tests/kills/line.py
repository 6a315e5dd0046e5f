"""A line between a bank and a real service that can be cut and put together again, at the same port."""

import socket
import threading
from contextlib import contextmanager, suppress


class Line:
    """Passes bytes on. Cut: nobody is let in and those inside are thrown out. Mute: all are let in and nobody heard."""

    def __init__(self, port):
        self.target, self.port = port, 0
        self.mute = False
        self._ends = set()
        self._lock = threading.Lock()
        self.mend()

    def mend(self):
        """Let everybody through from now on."""
        self.mute = False
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self):
        """Nobody from now on."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for end in self._ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener):
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client):
        with socket.create_connection(("127.0.0.1", self.target)) as server, client:
            with self._lock:
                self._ends |= {client, server}
            back = threading.Thread(target=self._pump, args=(server, client), daemon=True)
            back.start()
            self._pump(client, server)
            back.join()
            with self._lock:
                self._ends -= {client, server}

    def _pump(self, source, sink):
        with suppress(OSError):
            while data := source.recv(65536):
                if not self.mute:
                    sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line(port):
    """A line to this port of loopback."""
    made = Line(port)
    try:
        yield made
    finally:
        made.cut()
