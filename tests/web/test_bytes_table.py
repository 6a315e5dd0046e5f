"""Bytes in, answer out: each row of the table, over HTTP, with the store counted before and after."""

import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from mediabank.models import Task, Version
from tests.web.asking import bring, codes, counted, unaccounted
from tests.web.files import DAMAGED, NO_LOADER, OVER, REFUSED, SHOWN, archive, interlaced, photograph
from tests.web.material import DESCRIBED, described, picture

pytestmark = pytest.mark.slow
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
NAMES_FILE = CORPUS / "hostile" / "filenames_open.json"
LIMIT_BYTES = 300_000


@pytest.fixture(autouse=True)
async def nothing_left_behind(web):
    """After each test a usual file comes in, and each object of the store has its row."""
    yield
    after = await web.signed_in("editor")
    assert (await bring(after, picture(colour=(9, 9, 9)))).status_code == 201
    await web.settle()
    assert await unaccounted() == (set(), set())
    assert await Task.filter(state="failed").count() == 0


@pytest.fixture
async def narrow(web):
    """An editor of a bank that takes in 300 kB at most."""
    web.app.state.settings = replace(web.settings, upload_limit_bytes=LIMIT_BYTES)
    return await web.signed_in("editor")


# --- what comes in


@pytest.mark.parametrize("name", SHOWN)
async def test_what_can_be_read_comes_in_with_previews(web, editor, name):
    id_ = (await bring(editor, SHOWN[name](), file_name=name, description=DESCRIBED)).json()["id"]
    await web.settle()
    body = (await editor.get(f"/api/v1/assets/{id_}")).json()
    assert (body["version"]["preview"], body["version"]["damaged"]) == ("yes", False)
    for recipe in ("thumb", "card", "preview"):
        answer = await editor.get(body["links"]["renditions"][recipe])
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")


@pytest.mark.parametrize("name", SHOWN)
async def test_it_comes_back_byte_for_byte(editor, name):
    id_ = (await bring(editor, SHOWN[name](), file_name=name)).json()["id"]
    assert (await editor.get(f"/assets/{id_}/original")).content == SHOWN[name]()


@pytest.mark.parametrize("name", NO_LOADER)
async def test_what_nothing_here_shows_comes_in_with_an_icon(web, editor, name):
    data, media_type = NO_LOADER[name]
    answer = await bring(editor, data, file_name=name)
    version = answer.json()["version"]
    assert (answer.status_code, version["mediaType"], version["preview"]) == (201, media_type, "no_loader")
    await web.settle()
    page = (await editor.get(f"/assets/{answer.json()['id']}")).text
    assert "forhåndsvisning" in page
    assert answer.json()["links"]["renditions"] == {}


@pytest.mark.parametrize("name", ["bilde.heic", "tegning.svg", "bilde.psd"])
async def test_facts_that_could_not_be_read_do_not_stop_publishing(web, editor, name):
    id_ = await web.published(editor, data=NO_LOADER[name][0], file_name=name)
    assert (await editor.get(f"/api/v1/assets/{id_}")).json()["state"] == "publisert"


@pytest.mark.parametrize("name", DAMAGED)
async def test_what_is_damaged_is_kept_and_marked(web, editor, name):
    data = DAMAGED[name]()
    answer = await bring(editor, data, file_name=name)
    assert (answer.status_code, answer.json()["version"]["damaged"]) == (201, True)
    await web.settle()
    assert (await editor.get(f"/assets/{answer.json()['id']}/original")).content == data
    assert "kadet" in (await editor.get(f"/assets/{answer.json()['id']}")).text


@pytest.mark.parametrize("name", ["kuttet.jpg", "bare-hode.jpg"])
async def test_the_gate_warns_of_damage_once_and_lets_it_through(web, editor, name):
    answer = await bring(editor, DAMAGED[name](), file_name=name, description=DESCRIBED)
    address = f"/assets/{answer.json()['id']}"
    warned = await editor.post(f"{address}/publish", data={})
    assert (warned.status_code, "kadet" in warned.text) == (200, True)
    assert (await editor.post(f"{address}/publish", data={"confirmed": "1"})).status_code == 303


async def test_what_does_not_fit_in_memory_is_kept_with_an_icon(web, editor):
    answer = await bring(editor, interlaced(), file_name="stor.png", description=DESCRIBED)
    assert (answer.status_code, answer.json()["version"]["preview"]) == (201, "too_large")
    await web.settle()
    assert "for stor" in (await editor.get(f"/assets/{answer.json()['id']}")).text
    assert (await editor.get(f"/assets/{answer.json()['id']}/original")).content == interlaced()


# --- what does not


@pytest.mark.parametrize("name", OVER)
async def test_what_is_over_a_limit_is_told_which_and_nothing_is_kept(editor, name):
    made, limit, number = OVER[name]
    answer = await bring(editor, made(), file_name=name, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    words = {"pixels": "pixels", "frames": "frames", "pages": "pages", "decoded_bytes": "unpacked"}
    assert words[limit] in answer.json()["title"]
    assert re.search(rf"\b{number}", answer.json()["title"])
    assert await counted() == (0, 0, 0)


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_not_in_the_table_is_refused_and_nothing_is_kept(editor, name):
    answer = await bring(editor, REFUSED[name], file_name=name)
    assert answer.status_code == 415
    assert await counted() == (0, 0, 0)


async def test_what_a_refused_file_begins_with_decides_before_the_rest_has_come(editor):
    answer = await bring(editor, b"MZ" + bytes(5_000_000), file_name="bilde.jpg")
    assert answer.status_code == 415


@pytest.mark.parametrize("claimed", ["application/pdf", "text/html", "", "image/svg+xml"])
async def test_a_file_is_what_its_bytes_are_whatever_it_is_called(web, editor, claimed):
    files = {"file": ("plakat.pdf", picture("PNG"), claimed)}
    answer = await editor.post("/api/v1/assets", files=files)
    assert (answer.status_code, answer.json()["version"]["mediaType"]) == (201, "image/png")
    got = await editor.get(f"/assets/{answer.json()['id']}/original")
    assert got.headers["Content-Type"] == "image/png"
    assert 'filename="plakat.png"' in got.headers["Content-Disposition"]


async def test_an_archive_that_calls_itself_a_picture_is_an_archive(editor):
    assert (await bring(editor, archive(), file_name="bilde.jpg")).status_code == 415


async def test_an_empty_file_is_told(editor):
    answer = await bring(editor, b"", file_name="tom.jpg")
    assert (answer.status_code, await counted()) == (400, (0, 0, 0))


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_file_that_is_larger_than_the_setting_is_told_and_nothing_is_kept(narrow, chunked):
    body = _form(photograph() + bytes(LIMIT_BYTES), name="stor.jpg")

    async def pieces():
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await narrow.post("/api/v1/assets", content=pieces() if chunked else body, headers=headers)
    assert answer.status_code == 413
    assert "300" in answer.json()["title"]
    assert await counted() == (0, 0, 0)


async def test_a_file_of_exactly_the_setting_comes_in(narrow):
    data = picture() + bytes(LIMIT_BYTES - len(picture()))
    assert (await bring(narrow, data)).status_code == 201
    assert (await bring(narrow, data + b"\0")).status_code == 413


async def test_a_claim_that_is_larger_than_the_setting_is_refused_before_a_byte_is_read(narrow):
    async def never():
        raise AssertionError("read")
        yield b""

    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": "3000000000"}
    assert (await narrow.post("/api/v1/assets", content=never(), headers=headers)).status_code == 413


async def test_a_form_that_breaks_off_leaves_nothing(editor):
    body = _form(photograph(), name="bilde.jpg")[:-100_000]
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await editor.post("/api/v1/assets", content=body, headers=headers)
    assert (answer.status_code, await counted()) == (400, (0, 0, 0))


def _form(data, *, name):
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + data + b"\r\n--x--\r\n"


# --- the plain form of the page


async def test_of_several_files_each_gets_its_own_answer(web, editor):
    files = [
        ("file", ("god.jpg", picture())), ("file", ("side.html", REFUSED["side.html"])), ("file", ("tom.jpg", b"")),
        ("file", ("mange.gif", OVER["mange-bilder.gif"][0]())), ("file", ("kuttet.jpg", DAMAGED["kuttet.jpg"]())),
    ]  # fmt: skip
    page = await editor.post("/upload", files=files)
    assert page.status_code == 200
    assert sorted(await Version.all().values_list("file_name", flat=True)) == ["god.jpg", "kuttet.jpg"]
    for told in ("500", "tom", "kadet"):
        assert told in page.text


async def test_a_form_without_a_chosen_file_says_so(editor):
    page = await editor.post("/upload", files=[("file", ("", b""))])
    assert (page.status_code, await counted()) == (400, (0, 0, 0))


async def test_a_new_version_is_held_to_the_same_table(web, editor):
    id_ = await web.published(editor)
    for data, status in ((REFUSED["side.html"], 415), (b"", 400), (OVER["mange-bilder.gif"][0](), 422)):
        answer = await editor.post(f"/assets/{id_}/versions", files={"file": ("ny.jpg", data)})
        assert answer.status_code == status
    assert await counted() == (1, 1, 1)
    got = await editor.post(f"/assets/{id_}/versions", files={"file": ("ny.png", picture("PNG"))})
    assert (got.status_code, await counted()) == (303, (1, 2, 2))
    assert (await web.client().get(f"/assets/{id_}/original")).content == picture("PNG")


# --- the store out of reach

STORE_FAULTS = ["gone", "a file in its place"]


@pytest.mark.engines("sqlite+folder")
@pytest.mark.parametrize("fault", STORE_FAULTS)
async def test_while_the_store_is_out_of_reach_nothing_is_half_done(web, editor, fault):
    kept = await web.published(editor)
    folder = web.settings.home / "store"
    folder.rename(folder.with_name("away"))
    if fault != "gone":
        folder.write_bytes(b"")
    answers = [await bring(editor, key) for key in (picture(), picture("PNG"))]
    original = await web.client().get(f"/assets/{kept}/original")
    page = await web.client().get(f"/assets/{kept}")
    folder.unlink(missing_ok=True) if fault != "gone" else None
    folder.with_name("away").rename(folder)
    assert {answer.status_code for answer in answers} == {503}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
    assert (original.status_code, page.status_code) == (503, 200)
    assert await counted() == (1, 1, 1)
    assert (await web.client().get(f"/assets/{kept}/original")).status_code == 200


# --- names

OWN_NAMES = [
    "a" * 3000 + ".jpg", "." * 300, "bilde." + "x" * 300, "..", "/", "\\", "", " ", "C:\\bilder\\bilde.jpg", "con.jpg",
    "\u0000\u0001\u001f.jpg", "bilde\r\nSet-Cookie: a=b.jpg", 'bil"de.jpg', "<b>bilde</b>.jpg", "{{7*7}}.jpg",
    "e\u0301.jpg", "\u2066\u2067\u202e.jpg", "\ufeffbilde.jpg", "čáhppes ŋŧđ.jpg", "bilde.jpg\u2028", "%00.jpg",
    "\U0001f3f3\ufe0f\u200d\U0001f308" * 100 + ".jpg",
]  # fmt: skip


def hostile_names():
    """Our own list and, where it lies, the corpus's."""
    given = json.loads(NAMES_FILE.read_text())["names"] if NAMES_FILE.exists() else []
    return [*OWN_NAMES, *given]


async def test_whatever_a_file_is_called_it_comes_in_and_goes_out_under_a_name_one_can_bear(web, editor):
    for name in hostile_names():
        sent = name.encode("utf-8", "surrogatepass").replace(b'"', b"%22").replace(b"\r\n", b"%0D%0A") or b"x.jpg"
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + sent + b'"\r\n\r\n'
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = await editor.post("/api/v1/assets", content=head + picture() + b"\r\n--x--\r\n", headers=headers)
        assert answer.status_code == 201, name
        body = answer.json()
        kept = body["version"]["fileName"]
        assert 0 < len(kept) <= 200, name
        assert not {"/", "\\"} & set(kept), name
        assert not [each for each in kept if unicodedata.category(each)[0] == "C"], name
        original = await editor.get(body["links"]["original"])
        assert original.content == picture()
        assert original.headers["Content-Disposition"].isascii()
        assert (await editor.get(body["links"]["page"])).status_code == 200, name


async def test_a_name_that_is_longer_than_any_form_may_bear_is_told(editor):
    answer = await bring(editor, file_name="a" * 10_000 + ".jpg")
    assert (answer.status_code, await counted()) == (400, (0, 0, 0))


async def test_a_name_that_is_html_stands_on_pages_as_text(editor):
    answer = await bring(editor, file_name="<script>alert(1)</script>.jpg")
    for address in (answer.json()["links"]["page"], f"{answer.json()['links']['page']}/describe", "/workbench"):
        assert "<script>alert(1)" not in (await editor.get(address)).text


async def test_a_file_named_only_in_the_way_forms_may_not_is_told(editor):
    head = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''b%C3%A5t.jpg\r\n\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await editor.post("/api/v1/assets", content=head + picture() + b"\r\n--x--\r\n", headers=headers)
    assert (answer.status_code, codes(answer)) == (400, [("file", "no_file")])


async def test_a_file_that_is_not_described_well_is_not_kept_either(editor):
    answer = await bring(editor, photograph(), description=described(farge="rød"))
    assert (answer.status_code, await counted()) == (422, (0, 0, 0))
