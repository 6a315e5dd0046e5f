"""Nothing that is sent, however odd, is a bug: odd bytes in addresses, queries, forms, headers and JSON."""

import json
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediabank.web.routes import API, PAGES
from tests.web.asking import bring, counted, unaccounted
from tests.web.material import DESCRIBED, picture

pytestmark = pytest.mark.slow
NASTY = [
    b"", b"\x00", b"a\x00b", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"%", b"%zz", b"'\"--",
    b"../../etc/passwd", b"9" * 400, b"-1", b"0", b"1e309", b"NaN", b"true", b"null", b"[]", b"{}",
    "\u202e\u2066".encode(), "\ufffe".encode(), "\U0001f600".encode(), b"<script>", b"{{7*7}}", b"${7*7}",
    b"\r\nSet-Cookie: a=b", b"x" * 3000, "ﷺ".encode() * 300, b"00000000-0000-0000-0000-000000000000",
    b"0001-01-01", b"9999-12-31", b"10000-01-01", "٣".encode(), "²".encode(),
]  # fmt: skip
NAMES = [
    "q", "page", "size", "sort", "drafts", "lang", "next", "done", "v", "state", "to", "published-from", "published-to",
    "campaign", "not-campaign", "owner", "not-owner", "status", "material-type", "language", "county", "use", "surface",
]  # fmt: skip
GETS = sorted({route.path for route in (*PAGES, *API) if "GET" in route.methods})
SENDS = sorted({(route.path, method) for route in (*PAGES, *API) for method in route.methods - {"GET", "HEAD"}})
odd_bytes = st.one_of(st.sampled_from(NASTY), st.binary(max_size=40), st.text(max_size=20).map(str.encode))
odd_text = st.one_of(st.sampled_from(["\x00", "\ud800", "\udfff x", "\ufffe", "x" * 3000, ""]), st.text(max_size=20))
odd_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**40), 10**40) | st.floats() | odd_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_text, inner, max_size=3),
    max_leaves=8,
)
quietly = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def escaped(value: bytes) -> str:
    return quote_from_bytes(value, safe="")


@pytest.fixture
async def material(web, editor):
    """A draft of the editor's, which lies in a path where an id is asked for."""
    id_ = (await bring(editor, description=DESCRIBED)).json()["id"]
    await web.settle()
    return id_


@pytest.fixture
async def administrator(web):
    return await web.signed_in("bank_admin", "Lunde bibliotek")


def filled(path, id_):
    return path.replace("{id}", id_).replace("{recipe}", "thumb").replace("{code}", "nb")


@pytest.mark.parametrize("path", GETS)
async def test_no_query_makes_a_page_fail(web, administrator, material, path):
    stranger = web.client()

    @quietly
    @given(pairs=st.lists(st.tuples(st.sampled_from(NAMES) | odd_text.filter(_encodable), odd_bytes), max_size=4))
    async def asked(pairs):
        query = "&".join(f"{escaped(name.encode())}={escaped(value)}" for name, value in pairs)
        for asks in (stranger, administrator):
            assert (await asks.get(f"{filled(path, material)}?{query}")).status_code < 500

    await _run(asked)


def _encodable(text):
    return "\ud800" not in text and "\udfff" not in text


async def _run(test):
    """Hypothesis drives plain functions: the examples are drawn there, and tried here, on the test's own loop."""
    examples, trying = [], test.hypothesis.inner_test
    test.hypothesis.inner_test = lambda **drawn: examples.append(drawn)
    test()
    assert len(examples) > 20
    for drawn in examples:
        try:
            await trying(**drawn)
        except BaseException as fault:
            fault.add_note(f"with {drawn!r}")
            raise


@pytest.mark.parametrize("path", [path for path in GETS if "{" in path])
async def test_no_address_makes_a_page_fail(administrator, material, path):
    for value in NASTY:
        for id_ in (escaped(value), material):
            full = path.replace("{id}", id_).replace("{recipe}", escaped(value)).replace("{code}", escaped(value))
            assert (await administrator.get(full)).status_code < 500, full


async def test_no_static_address_fails(stranger):
    for value in NASTY:
        assert (await stranger.get(f"/static/{escaped(value)}")).status_code in {200, 404}, value


@pytest.mark.parametrize("path", ["/search", "/search/suggestions", "/api/v1/assets"])
async def test_no_value_makes_a_search_fail(stranger, path):
    for name in NAMES:
        for value in NASTY:
            assert (await stranger.get(f"{path}?{name}={escaped(value)}")).status_code < 500, (name, value)


@pytest.mark.parametrize(("path", "method"), SENDS)
async def test_no_form_makes_an_action_fail(administrator, material, path, method):
    @quietly
    @given(fields=st.lists(st.tuples(st.sampled_from(_FIELDS) | odd_text.filter(_encodable), odd_bytes), max_size=5))
    async def sent(fields):
        body = "&".join(f"{escaped(name.encode())}={escaped(value)}" for name, value in fields)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await administrator.request(method, filled(path, material), content=body.encode(), headers=headers)
        assert answer.status_code < 500

    await _run(sent)


_FIELDS = [
    "email", "password", "next", "revision", "to", "reason", "then", "confirmed", "task", "add", "remove", "from",
    "title.nb", "title", "audience", "creator.0.name", "expires", "consent.status", "starts", "ends", "slug", "owner",
]  # fmt: skip


@pytest.mark.parametrize(("path", "method"), [each for each in SENDS if each[0].startswith("/api/")])
async def test_no_json_makes_an_action_fail(editor, material, path, method):
    @quietly
    @given(body=odd_json | st.dictionaries(st.sampled_from(sorted(DESCRIBED)), odd_json, max_size=4))
    async def sent(body):
        answer = await editor.request(method, filled(path, material), content=json.dumps(body).encode())
        assert answer.status_code < 500

    await _run(sent)


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe{", b"\x00", b'{"title": {"nb": "\xed\xa0\x80"}}', b'{"title": {"nb": "\\ud800"}}', b"[" * 200_000,
     b'{"title": {"nb": "a\\u0000b"}}', b'{"copyrightYear": ' + b"9" * 5000 + b"}", b'{"copyrightYear": 1e400}',
     b'{"\\u0000": 1}', b'{"\\ud800": 1}', b'{"creator": [{"name": "\\ud800"}]}', b'{"message": "\\u0000"}',
     b'{"replacedBy": ["\\u0000aaaaaaaaa"]}', b'{"rightsHolder": [{"name": "x", "organisation": "\\u0000"}]}',
     b'{"campaign": "\\ud800"}', b'{"ownerLibrary": "\\u0000"}', b'{"title": NaN}'],
)  # fmt: skip
async def test_what_no_database_can_hold_is_told_and_changes_nothing(editor, material, body):
    before = (await editor.get(f"/api/v1/assets/{material}")).content
    answer = await editor.patch(f"/api/v1/assets/{material}", content=body)
    assert answer.status_code in {400, 422}
    assert (await editor.get(f"/api/v1/assets/{material}")).content == before


async def test_a_description_of_odd_bytes_leaves_no_half_asset(editor):
    for value in NASTY:
        written = b'{"title": {"nb": "' + value + b'"}}'
        files = {"description": (None, written), "file": ("b.jpg", picture())}
        answer = await editor.post("/api/v1/assets", files=files)
        assert answer.status_code in {201, 400, 422}, value
    assert await unaccounted() == (set(), set())


@pytest.mark.parametrize(
    "name", ["Cookie", "Authorization", "Accept-Language", "If-Match", "If-None-Match", "Range", "If-Range", "Accept",
             "Content-Type", "Content-Length", "Idempotency-Key", "Origin", "Sec-Fetch-Site", "HX-Request",
             "User-Agent"]
)  # fmt: skip
async def test_no_header_is_a_bug(editor, stranger, material, name):
    one = f"/api/v1/assets/{material}"
    requests = [(stranger, "GET", "/"), (editor, "GET", f"{one}/original"), (editor, "PATCH", one),
                (editor, "POST", "/api/v1/assets"), (editor, "POST", "/upload")]  # fmt: skip
    for value in (each for each in NASTY if not {10, 13, 0} & set(each)):
        headers = {name.encode(): b"mediabank_session=" + value if name == "Cookie" else value}
        for asks, method, path in requests:
            answer = await asks.request(method, path, headers=headers, content=b"" if method != "GET" else None)
            assert answer.status_code < 500, (path, value)


X = "multipart/form-data; boundary=x"
FORMS = {
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "cut": (X, b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc'),
    "no head": (X, b"--x\r\n\r\nabc\r\n--x--\r\n"),
    "no name": (X, b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n"),
    "long head": (X, b"--x\r\nContent-Disposition: " + b"a" * 40_000 + b"\r\n\r\n--x--\r\n"),
    "long head name": (X, b"--x\r\n" + b"a" * 40_000 + b": b\r\n\r\nx\r\n--x--\r\n"),
    "many heads": (X, b"--x\r\n" + b"a: b\r\n" * 40_000 + b"\r\nx\r\n--x--\r\n"),
    "many parts": (
        X,
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 5_000 + b"--x--\r\n",
    ),
    "only the end": (X, b"--x--\r\n"),
    "empty": (X, b""),
    "odd boundary": ("multipart/form-data; boundary=" + "x" * 500, b"--x\r\n"),
    "not a form": ("application/json", b"{}"),
    "no type": ("", b"abc"),
    "much text": (
        X,
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"a" * 3_000_000 + b"\r\n--x--\r\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
async def test_a_form_that_cannot_be_read_is_told_and_leaves_nothing(editor, material, form):
    kind, body = FORMS[form]
    for path in ("/upload", "/api/v1/assets", "/sign-in", "/assets/{id}/describe", "/assets/{id}/versions"):
        answer = await editor.post(filled(path, material), content=body, headers={"Content-Type": kind})
        assert 300 <= answer.status_code < 500, path
    assert (await counted())[2] == 1


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("path", ["/api/v1/assets/{id}", "/api/v1/assets/{id}/withdraw", "/sign-in"])
async def test_a_body_that_is_larger_than_any_form_is_refused_in_the_readers_words(editor, material, path, chunked):
    body = b'{"creditLine": "' + b"x" * 1_100_000 + b'"}'

    async def pieces():
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    method = "PATCH" if path.endswith("{id}") else "POST"
    headers = {"Accept-Language": "nn", "Accept": "application/json"}
    sent = pieces() if chunked else body
    answer = await editor.request(method, filled(path, material), content=sent, headers=headers)
    assert answer.status_code == 413
    assert "1 MB" in answer.json()["title"]
