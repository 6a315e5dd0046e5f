"""Every file of the corpus over a real socket to a served bank: real ones come in whole, hostile ones do no harm."""

import io
import os
import shutil
import signal

import pytest
from PIL import Image, ImageOps

from mediabank.media.sandbox import RESIDENT_LIMIT_BYTES
from tests.kills.operated import Operated, Server
from tests.web.corpus import ANSWER_SECONDS, Asks, Watch, children, high_water_bytes, listed, listening, may_listen_on
from tests.web.material import picture

SHOWN = (".jpg", ".png", ".apng", ".webp", ".gif", ".tif", ".tiff", ".avif", ".pdf", ".ai")
REAL, HOSTILE = listed("real"), listed("hostile")
NAMED_PORT = 9
"""The files of the corpus that would call somebody call 127.0.0.1:9."""
SLACK_BYTES = 48 << 20
"""What a child may grow between two looks of its watch."""
SERVER_BYTES = 600 << 20
TABLE = {201, 400, 413, 415, 422}
DAMAGED = {"pil_ultrahdr.jpg": "the file ends in the middle of its second picture"}
ELSEWHERE = {"mei_BigTIFFMotorola.tif": "Pillow stumbles over its directory"}
"""Real pictures that Pillow cannot be asked how they look."""


@pytest.fixture(scope="module")
def heard():
    """Who called the address that the corpus's files name."""
    if not may_listen_on(NAMED_PORT):
        yield []
        return
    with listening(NAMED_PORT) as (_, called):
        yield called


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A bank with one library, served by a process of its own."""
    bank = Operated(tmp_path_factory.mktemp("corpus") / "bank", sandbox_workers=2).found()
    with bank.served() as running:
        yield running


@pytest.fixture(scope="module")
def asks(server):
    """The editor's program."""
    return Asks(server.port, server.bank.key)


@pytest.fixture(scope="module")
def watch(server):
    """Over the children, as long as this file's tests run."""
    with Watch(server.process.pid) as looking:
        yield looking


def test_a_corpus_is_there_or_not():
    """Without the corpus this file proves nothing more; with it both kinds are there."""
    assert bool(REAL) == bool(HOSTILE)


if REAL:

    @pytest.mark.slow
    @pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
    def test_a_real_file_comes_in_and_goes_out_whole_upright_and_with_a_preview(asks, path, monkeypatch):
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)  # an A0 poster is no bomb
        status, told, _ = asks.bring(path.read_bytes(), path.name)
        assert status == 201, told
        told = asks.settled(told["id"])
        assert asks.ask("GET", told["links"]["original"])[2] == path.read_bytes()
        expected = "yes" if path.suffix.lower() in SHOWN else "no_loader"
        assert (told["version"]["preview"], told["version"]["damaged"]) == (expected, path.name in DAMAGED)
        if expected == "yes":
            shown = Image.open(io.BytesIO(asks.ask("GET", told["links"]["renditions"]["preview"])[2]))
            if told["version"]["width"]:  # a page has millimetres, no pixels of its own
                assert shown.width / shown.height == pytest.approx(shape(told["version"]), rel=0.02)
            if path.suffix.lower() not in {".pdf", ".ai"} and path.name not in DAMAGED.keys() | ELSEWHERE.keys():
                assert alike(grey(shown), grey(upright(path))) > 0.9

    def shape(version):
        return version["width"] / version["height"]

    def upright(path):
        with Image.open(path) as found:
            found.load()
            return ImageOps.exif_transpose(found)

    def grey(image):
        """The picture as 8 × 8 greys on white, with its mean taken away."""
        flat = Image.new("RGBA", image.size, "white")
        flat.alpha_composite(image.convert("RGBA"))
        values = list(flat.convert("L").resize((8, 8), Image.Resampling.BOX).tobytes())
        mean = sum(values) / 64
        return [value - mean for value in values]

    def alike(one, other):
        """The correlation of two; 1 where both are of one tone."""
        length = (sum(a * a for a in one) * sum(b * b for b in other)) ** 0.5
        return sum(a * b for a, b in zip(one, other, strict=True)) / length if length > 64 else 1.0


if HOSTILE:

    @pytest.mark.slow
    @pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.name)
    def test_a_hostile_file_gets_an_answer_of_the_table_in_time_and_harms_nobody(asks, server, watch, heard, path):
        status, told, seconds = asks.bring(path.read_bytes(), path.name)
        assert status in TABLE, told
        assert seconds < ANSWER_SECONDS
        if status == 201:
            asks.settled(told["id"])
            assert asks.ask("GET", told["links"]["page"])[0] == 200
            assert asks.ask("GET", told["links"]["original"])[2] == path.read_bytes()
        after, usual, _ = asks.bring(picture(), "bilde.jpg")
        assert (after, usual["version"]["preview"]) == (201, "yes")
        assert server.process.poll() is None
        assert watch.peak_bytes < RESIDENT_LIMIT_BYTES + SLACK_BYTES
        assert heard == []

    @pytest.mark.slow
    def test_after_all_of_them_the_bank_serves_and_is_no_fatter(asks, server, watch, heard):
        assert high_water_bytes(server.process.pid) < SERVER_BYTES
        assert watch.peaks, "somebody was watched"
        assert "Traceback" not in server.said()
        assert heard == []


# --- calling out


def callers(port):
    """Files that would call this port of loopback, each by another means."""
    there = f"http://127.0.0.1:{port}"
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    svg = f'<svg {names} width="9" height="9">{{}}</svg>'
    entity = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{there}/x">]>'
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- --><r xmlns="{there}/"/></x:xmpmeta>'
    xmp = b"http://ns.adobe.com/xap/1.0/\0" + f'<!DOCTYPE x SYSTEM "{there}/dtd">{packet}'.encode()
    jpeg = picture()[:2] + b"\xff\xe1" + (len(xmp) + 2).to_bytes(2, "big") + xmp + picture()[2:]
    action = f"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI ({there}/) >> >>".encode()
    return {
        "bilde.svg": svg.format(f'<image href="{there}/a.png" width="9" height="9"/>').encode(),
        "xlink.svg": svg.format(f'<use xlink:href="{there}/a.svg#a"/>').encode(),
        "stil.svg": svg.format(f"<style>@import url({there}/a.css);</style>").encode(),
        "enhet.svg": (entity + svg.format("&x;")).encode(),
        "ark.svg": f'<?xml-stylesheet href="{there}/a.xsl" type="text/xsl"?>{svg.format("")}'.encode(),
        "xmp.jpg": jpeg,
        "plakat.pdf": b"%PDF-1.4\n1 0 obj\n" + action + b"\nendobj\n2 0 obj\n<< /Type /Pages /Count 0 /Kids [] >>\n"
        b"endobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n",
        "film.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + there.encode(),
    }  # fmt: skip


@pytest.mark.slow
def test_no_file_makes_the_bank_call_anybody(asks):
    with listening() as (port, called):
        for name, data in callers(port).items():
            status, told, _ = asks.bring(data, name)
            assert status in TABLE, name
            if status == 201:
                asks.settled(told["id"])
                assert asks.ask("GET", told["links"]["page"])[0] == 200
        assert called == []


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace: apt-get install strace")
def test_no_process_of_the_bank_asks_the_system_for_a_line_to_anybody(tmp_path):
    bank, trace = Operated(tmp_path / "bank", sandbox_workers=1).found(), tmp_path / "trace"
    calling = [path for path in HOSTILE if b"://" in path.read_bytes()]
    server = Server(bank, before=("strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,execve", "-o", trace))
    try:
        server.wait_ready()
        asks = Asks(server.port, bank.key)
        with listening() as (port, _):
            files = callers(port) | {path.name: path.read_bytes() for path in calling}
            for name, data in files.items():
                status, told, _ = asks.bring(data, name)
                assert status in TABLE, name
                if status == 201:
                    asks.settled(told["id"])
    finally:
        for bank_itself in children(server.process.pid):  # what is told to strace, it keeps to itself
            os.kill(bank_itself, signal.SIGTERM)
        server.process.wait(60)
        server.stop()
    lines = trace.read_text().splitlines()
    assert any("execve(" in line for line in lines), "it was traced"
    assert [line for line in lines if "connect(" in line and "AF_INET" in line] == []
    assert [line for line in lines if "sin_addr" in line or "sin6_addr" in line] == []


def test_the_listener_does_hear():
    import socket

    with listening() as (port, called):
        socket.create_connection(("127.0.0.1", port)).close()
    assert len(called) == 1
