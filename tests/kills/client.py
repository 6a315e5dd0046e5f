"""Somebody with a key who asks a served bank over a real socket."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

WAIT_SECONDS = 120


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


class Client:
    """One line to the bank; it is made anew when it breaks, and only what changes nothing is then asked again."""

    def __init__(self, port, key=""):
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._port = port
        self._line = None

    def ask(self, method, path, body=None, **headers):
        """One request; OSError or HTTPException where no whole answer comes."""
        reused = self._line is not None
        try:
            return self._asked(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            if not (reused and method == "GET"):
                raise
            return self._asked(method, path, body, headers)

    def _asked(self, method, path, body, headers):
        self._line = self._line or http.client.HTTPConnection("127.0.0.1", self._port, timeout=WAIT_SECONDS)
        try:
            self._line.request(method, path, body, self._headers | headers)
            answer = self._line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if answer.will_close:
            self.close()
        return Answer(answer.status, dict(answer.getheaders()), content)

    def close(self):
        if self._line is not None:
            self._line.close()
        self._line = None

    def get(self, path, **query):
        return self.ask("GET", f"{path}?{urlencode(query)}" if query else path)

    def patch(self, path, change, language="nb"):
        given = {"Content-Type": "application/json", "Accept-Language": language}
        return self.ask("PATCH", path, json.dumps(change), **given)

    def post(self, path, **headers):
        return self.ask("POST", path, b"", **headers)

    def send(self, path, name, data, *, description=None, key="", language=""):
        """A form with one file, and a description where one is given."""
        mark = uuid4().hex
        parts = []
        if description is not None:
            said = json.dumps(description).encode()
            parts += [b'Content-Disposition: form-data; name="description"\r\n\r\n' + said]
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        parts += [head.encode() + data]
        body = b"".join(b"--" + mark.encode() + b"\r\n" + part + b"\r\n" for part in parts)
        body += b"--" + mark.encode() + b"--\r\n"
        given = {"Content-Type": f"multipart/form-data; boundary={mark}"} | ({"Idempotency-Key": key} if key else {})
        given |= {"Accept-Language": language} if language else {}
        return self.ask("POST", path, body, **given)
