"""People at work on a served bank, who remember every answer that they were given."""

import hashlib
import http.client
import io
import threading
from dataclasses import dataclass, field, replace

from PIL import Image

from tests.kills.client import Client
from tests.web.material import described

LETTERS = "bcdfghjklmnprstvz"
SIZES = ((160, 120), (800, 600), (2400, 1600))
KINDS = {"jpg": "JPEG", "png": "PNG", "pdf": "PDF"}
GONE = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Piece:
    """A file that nobody else has, and a word that only its description has."""

    name: str
    data: bytes
    word: str
    key: str

    @property
    def digest(self):
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Said:
    """What the bank answered last about one asset."""

    id: str
    word: str
    digests: tuple
    state: str = "utkast"
    binned: bool = False


@dataclass
class Memory:
    """What one person was answered, and what was on its way when the line broke."""

    said: dict = field(default_factory=dict)
    unanswered: list = field(default_factory=list)
    """Pieces sent of which no answer came."""
    doubtful: dict = field(default_factory=dict)
    """Asset → what it has become if the request that was not answered was carried out."""
    wrong: list = field(default_factory=list)
    touched: set = field(default_factory=set)


class Person(threading.Thread):
    """Brings in, describes, publishes, replaces and bins until the line breaks or `enough` is set."""

    def __init__(self, bank, port, random, memory, *, heard):
        super().__init__(daemon=True)
        self.memory, self.enough = memory, threading.Event()
        self._asks, self._random, self._heard = Client(port, bank.key), random, heard

    def run(self):
        try:
            self.ask_again()
            while not self.enough.is_set():
                self._round()
        except GONE:
            pass
        finally:
            self._asks.close()

    def _round(self):
        said = self._bring(self._piece())
        if said is None:
            return
        for step in self._random.choice(STORIES):
            if not self.enough.is_set():
                said = step(self, said)

    def _piece(self):
        kind = self._random.choice(list(KINDS))
        width, height = self._random.choice(SIZES)
        noise = Image.frombytes("RGB", (8, 6), self._random.randbytes(144)).resize((width, height))
        out = io.BytesIO()
        noise.save(out, KINDS[kind])
        word = self._word()
        return Piece(f"{word}.{kind}", out.getvalue(), word, f"key-{word}")

    def _word(self):
        return "q" + "".join(self._random.choice(LETTERS) for _ in range(11))

    def ask_again(self):
        """What was not answered is sent again under the same key: it is carried out once, whatever happened."""
        while self.memory.unanswered:
            self._bring(self.memory.unanswered[-1], again=True)

    def leave(self):
        """Let go of the line."""
        self._asks.close()

    def _bring(self, piece, *, again=False):
        if not again:
            self.memory.unanswered.append(piece)
        answer = self._asks.send(
            "/api/v1/assets", piece.name, piece.data, description=_described(piece.word), key=piece.key
        )
        self.memory.unanswered.remove(piece)
        if not self._right(answer, 201, "upload"):
            return None
        said = Said(answer.json["id"], piece.word, (piece.digest,))
        self._keep(said)
        self._heard("upload")
        return said

    def _carry_out(self, said, becomes, status, what, request):
        self.memory.doubtful[said.id] = becomes
        answer = request()
        del self.memory.doubtful[said.id]
        if not self._right(answer, status, what):
            return said
        self._keep(becomes)
        self._heard(what)
        return becomes

    def describe(self, said):
        word = self._word()
        return self._carry_out(
            said,
            replace(said, word=word),
            200,
            "describe",
            lambda: self._asks.patch(f"/api/v1/assets/{said.id}", {"title": {"nb": f"Bilde av {word}"}}),
        )

    def publish(self, said):
        there = f"/api/v1/assets/{said.id}/publish"
        return self._carry_out(said, replace(said, state="publisert"), 200, "publish", lambda: self._asks.post(there))

    def put_in_bin(self, said):
        there = f"/api/v1/assets/{said.id}"
        return self._carry_out(said, replace(said, binned=True), 204, "bin", lambda: self._asks.ask("DELETE", there))

    def restore(self, said):
        there = f"/api/v1/assets/{said.id}/restore"
        becomes = replace(said, binned=False, state="utkast")
        return self._carry_out(said, becomes, 200, "restore", lambda: self._asks.post(there))

    def replace_file(self, said):
        piece = self._piece()
        return self._carry_out(
            said,
            replace(said, digests=(*said.digests, piece.digest)),
            303,
            "replace",
            lambda: self._asks.send(f"/assets/{said.id}/versions", piece.name, piece.data),
        )

    def take(self, said):
        answer = self._asks.get(f"/api/v1/assets/{said.id}/renditions/web")
        if answer.status != 404:  # a small file has no such size
            self._right(answer, 200, "take")
        return said

    def _keep(self, said):
        self.memory.said[said.id] = said
        self.memory.touched.add(said.id)

    def _right(self, answer, status, what):
        if answer.status != status:
            self.memory.wrong.append((what, answer.status, answer.body[:500]))
        return answer.status == status


STORIES = (
    (Person.publish,),
    (Person.describe, Person.publish, Person.take),
    (Person.publish, Person.describe),
    (Person.publish, Person.replace_file, Person.take),
    (Person.describe,),
    (Person.publish, Person.put_in_bin),
    (Person.publish, Person.put_in_bin, Person.restore),
)


def _described(word):
    return described(title={"nb": f"Bilde av {word}"})
