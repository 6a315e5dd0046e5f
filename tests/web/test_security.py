"""Doors: acting from other sites, headers, sign-in and its pauses, cookies, sessions, and where one is sent on to."""

import asyncio

import pytest
from tortoise import Tortoise

from mediabank.models import Asset, AssetReach, Attempt, Session
from mediabank.people import accounts
from mediabank.web.asking import SESSION_COOKIE
from tests.web.asking import bring

pytestmark = pytest.mark.slow

PASSWORD = "ni lange ord om sommeren"
FORM = {"email": "kari@lunde.no", "password": PASSWORD}
TABLE = AssetReach.__name__.lower()
LOCKED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
async def kari(web):
    """A person who signs in with her password."""
    home = await web.organisation("Lunde bibliotek")
    return await accounts.add("kari@lunde.no", organisation=home, role="editor", password=PASSWORD)


async def try_(asks, **changes):
    return await asks.post("/sign-in", data=FORM | changes)


# --- acting from other sites


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "nonsense"},
     {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://bank.test.evil.example"},
     {"Origin": "http://bank.test:8080"}],
)  # fmt: skip
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/upload"), ("POST", "/sign-in"), ("POST", "/sign-out"), ("POST", "/api/v1/assets"),
                         ("DELETE", "/api/v1/assets/zzzzzzzzzz"), ("PATCH", "/api/v1/assets/zzzzzzzzzz")]
)  # fmt: skip
async def test_a_page_of_another_site_does_nothing_in_a_persons_name(editor, headers, method, path):
    answer = await editor.request(method, path, headers=headers, files={"file": ("b.jpg", b"x")})
    assert answer.status_code == 403
    assert await Session.all().count() == 1
    assert await Asset.all().count() == 0


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://bank.test"}, {}]
)
async def test_our_own_pages_and_programs_may(editor, headers):
    assert (await bring(editor, headers=headers)).status_code == 201


async def test_reading_from_another_sites_link_is_fine(stranger):
    assert (await stranger.get("/", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 200


# --- headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 200), ("GET", "/search", 200), ("GET", "/sign-in", 200), ("GET", "/healthz", 200),
     ("GET", "/api/v1/assets", 200), ("GET", "/api/v1/openapi.json", 200), ("GET", "/upload", 401),
     ("GET", "/assets/zzzzzzzzzz", 404), ("GET", "/finnes/ikke", 404), ("GET", "/static/finnes-ikke.js", 404),
     ("PUT", "/search", 405), ("POST", "/sign-in", 400), ("GET", "/id/asset/zzzzzzzzzz", 303),
     ("GET", "/search?q=" + "x" * 600, 400), ("GET", "/language/nb", 303)],
)  # fmt: skip
async def test_every_kind_of_answer_carries_the_headers_that_shut_doors(stranger, method, path, status):
    answer = await stranger.request(method, path, headers={"Content-Type": "multipart/form-data"})
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in LOCKED} == LOCKED
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "server" not in answer.headers


async def test_a_refused_origin_carries_them_too(stranger):
    answer = await stranger.post("/sign-in", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert {name: answer.headers.get(name) for name in LOCKED} == LOCKED


@pytest.mark.parametrize("path", ["/", "/api/v1/assets/zzzzzzzzzz"])
async def test_a_bug_carries_them_too_and_tells_nothing_of_itself(web, path):
    await Tortoise.get_connection("default").execute_script(f"DROP TABLE {AssetReach._meta.db_table}")
    answer = await web.client(bugs_show=False).get(path)
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in LOCKED} == LOCKED
    assert TABLE not in answer.text
    assert "Traceback" not in answer.text


async def test_uploaded_bytes_run_nothing(web, editor):
    id_ = (await bring(editor, b'<svg xmlns="http://www.w3.org/2000/svg"/>', file_name="a.svg")).json()["id"]
    answer = await editor.get(f"/assets/{id_}/original")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_no_page_says_where_another_site_may_read_it(stranger):
    answer = await stranger.get("/api/v1/assets", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


# --- signing in and out


async def test_the_cookie_is_for_this_site_and_out_of_reach_of_scripts(web, kari):
    answer = await try_(web.client())
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(SESSION_COOKIE))
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {each.strip() for each in cookie.split(";")}
    assert "Domain" not in cookie


async def test_the_cookie_outlives_the_days_of_a_session_that_each_visit_may_lengthen(web, kari):
    answer = await try_(web.client())
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(SESSION_COOKIE))
    seconds = next(each for each in cookie.split("; ") if each.startswith("Max-Age=")).removeprefix("Max-Age=")
    assert int(seconds) > web.settings.session_days * 86_400


async def test_a_new_password_ends_the_sessions_of_the_old_one(web, kari):
    asks = web.client()
    await try_(asks)
    assert (await asks.get("/upload")).status_code == 200
    home = await web.organisation("Lunde bibliotek")
    await accounts.add("kari@lunde.no", organisation=home, role="editor", password=PASSWORD + " og vinteren")
    assert (await asks.get("/upload")).status_code == 401


async def test_over_https_cookies_are_for_https_only(web, kari):
    asks = web.client()
    asks.base_url = "https://bank.test"
    answer = await try_(asks)
    assert all("Secure" in each for each in answer.headers.get_list("set-cookie"))


async def test_the_table_holds_no_secret_that_opens(web, kari):
    answer = await try_(web.client())
    assert await Session.filter(digest=answer.cookies[SESSION_COOKIE]).count() == 0
    assert await Session.all().count() == 1


async def test_a_session_ends_at_sign_out_for_every_copy_of_its_cookie(web, kari):
    asks = web.client()
    secret = (await try_(asks)).cookies[SESSION_COOKIE]
    copy = web.client(session=secret)
    assert (await copy.get("/upload")).status_code == 200
    await asks.post("/sign-out")
    assert (await copy.get("/upload")).status_code == 401


async def test_signing_in_again_gives_another_secret(web, kari):
    first, second = [(await try_(web.client())).cookies[SESSION_COOKIE] for _ in range(2)]
    assert first != second


async def test_a_session_that_the_browser_brought_along_is_not_taken_over(web, kari):
    asks = web.client(session="fixed-by-somebody-else")
    answer = await try_(asks)
    assert answer.cookies[SESSION_COOKIE] != "fixed-by-somebody-else"


async def test_wrong_password_and_unknown_person_answer_alike(web, kari):
    wrong = await try_(web.client(), password="feil feil feil feil")
    unknown = await try_(web.client(), email="ukjent@lunde.no")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace("kari@", "ukjent@") == unknown.text


@pytest.mark.parametrize("closed", ["person", "organisation"])
async def test_what_is_closed_opens_nothing(web, kari, closed):
    secret = (await try_(web.client())).cookies[SESSION_COOKIE]
    thing = kari if closed == "person" else await web.organisation("Lunde bibliotek")
    thing.closed_at = kari.created_at
    await thing.save()
    assert (await web.client(session=secret).get("/upload")).status_code in {401, 403}


# --- guessing


async def guess(web, times, *, address="198.51.100.1", email="kari@lunde.no"):
    asks = web.client(address=address)
    return [await try_(asks, email=email, password=f"gjetning nummer {n}") for n in range(times)]


async def test_after_ten_wrong_passwords_there_is_a_pause_that_is_told(web, kari):
    answers = await guess(web, 11)
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 900


async def test_the_pause_is_the_accounts_from_every_address_also_for_the_right_password(web, kari):
    await guess(web, 10)
    assert (await try_(web.client(address="203.0.113.9"))).status_code == 429


async def test_the_pause_is_the_addresss_for_every_account(web, kari):
    await guess(web, 10, email="annen@lunde.no")
    assert (await try_(web.client(address="198.51.100.1"))).status_code == 429


async def test_other_accounts_from_other_addresses_are_not_held_up(web, kari):
    await guess(web, 10, email="annen@lunde.no")
    assert (await try_(web.client(address="203.0.113.9"))).status_code == 303


async def test_the_pause_ends(web, kari, shift_clock):
    await guess(web, 10)
    shift_clock(15 * 60 + 1)
    assert (await try_(web.client(address="198.51.100.1"))).status_code == 303


async def test_guessing_all_at_once_gives_no_more_tries(web, kari):
    asks = web.client(address="198.51.100.1")
    answers = await asyncio.gather(*(try_(asks, password=f"gjetning nummer {n}") for n in range(25)))
    assert {answer.status_code for answer in answers} <= {401, 429}
    assert sum(answer.status_code == 401 for answer in answers) <= 10


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP"]
)
async def test_an_address_that_the_asker_makes_up_is_not_believed(web, kari, header):
    value = {"Forwarded": "for=203.0.113.{}"}.get(header, "203.0.113.{}")
    asks = web.client(address="198.51.100.1")
    for number in range(10):
        made_up = {header: value.format(number)}
        await asks.post("/sign-in", data=FORM | {"email": f"{number}@lunde.no"}, headers=made_up)
    assert (await asks.post("/sign-in", data=FORM, headers={header: value.format(99)})).status_code == 429


async def test_what_is_kept_of_guesses_names_nobody(web, kari):
    await guess(web, 1)
    kept = " ".join(row.subject for row in await Attempt.all())
    assert "kari" not in kept
    assert "198.51" not in kept


# --- where one is sent on to

AWAY = [
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "http:evil.example", "https:/evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example",
    " //evil.example", "evil.example", "http://[", "//[::1", "/%0d%0aSet-Cookie: a=b", "", "/" + "x" * 5000,
    "@evil.example", ".evil.example", "/\u2028/evil", "/\U0001f600",
]  # fmt: skip


@pytest.mark.parametrize("target", AWAY)
@pytest.mark.parametrize("road", ["sign-in", "language"])
async def test_one_is_never_sent_to_another_site(web, kari, target, road):
    asks = web.client()
    if road == "sign-in":
        answer = await try_(asks, next=target)
    else:
        answer = await asks.get("/language/nb", params={"next": target})
    assert answer.status_code == 303
    gone_to = asks.base_url.join(answer.headers["Location"])
    assert (gone_to.scheme, gone_to.host) == ("http", "bank.test")
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith(("//", "/\\"))


async def test_one_is_sent_on_to_where_one_wanted(web, kari):
    answer = await try_(web.client(), next="/search?q=sommer&language=nb")
    assert answer.headers["Location"] == "/search?q=sommer&language=nb"
