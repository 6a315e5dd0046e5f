"""Everybody, at every address, on every state of an asset: what is answered is what expected.toml says."""

import tomllib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

import storage
from mediabank import clock, search, store
from mediabank.assets import renditions
from mediabank.assets.receive import ALPHABET
from mediabank.delivery import packet
from mediabank.media import recipes
from mediabank.models import Asset, AssetReach, Campaign, Concept, Person, Rendition, Vocabulary
from mediabank.people import keys, sessions
from tests.delivery.rows import public_asset
from tests.web.asking import Web
from tests.web.material import picture

TABLE = tomllib.loads(Path(__file__).with_name("expected.toml").read_text(encoding="utf-8"))
CLASSES = [
    "draft", "review", "public", "members", "chosen", "own", "shown", "embargo", "expired", "withdrawn", "binned",
    "blocked",
]  # fmt: skip
CAMPAIGNS = ["shown", "hidden"]
RIGHTS = {"-": set(), "s": {"see"}, "t": {"see", "take"}, "k": {"see", "take"},
          "c": {"see", "take", "describe"}, "d": {"see", "take", "describe", "bin"},
          "p": {"see", "take", "describe", "bin", "publish"},
          "e": {"see", "edit"}}  # fmt: skip
UNREADABLE = {"content": b"\xff\xfe", "headers": {"Content-Type": "application/x-www-form-urlencoded", "If-Match": "x"}}
HOME, BERGEN, ABOVE, BELOW, CENTRE = "Lunde bibliotek", "Bergen bibliotek", "Fylket", "Lunde filial", "Konsortiet"


def routes():
    """Every route of the table: (section, method, path)."""
    return [(section, *route.split(" ")) for section in ("asset", "campaign", "open") for route in TABLE[section]]


def test_every_route_of_the_bank_is_in_the_table_and_no_other():
    from mediabank.web.routes import API, PAGES

    real = {(method, route.path) for route in (*PAGES, *API) for method in route.methods - {"HEAD"}}
    written = {
        (method, path.replace("/card", "/{recipe}").replace("/web", "/{recipe}")) for _, method, path in routes()
    }
    assert written == real


def test_everybody_is_in_each_part_of_the_table():
    assert TABLE["assets"].keys() == TABLE["campaigns"].keys() == TABLE["may"].keys()
    assert {len(row.split()) for row in TABLE["assets"].values()} == {len(CLASSES)}


# --- the bank that is asked


@pytest.fixture
async def everybody(web: Web):
    """Organisations and a client of everybody, by name; whoever needs the asset's uploader is made first."""
    await web.organisation(CENTRE, kind="konsortium")
    await web.organisation(ABOVE)
    await web.organisation(HOME, parent=ABOVE, county="31")
    await web.organisation(BELOW, parent=HOME)
    await web.organisation(BERGEN, county="46")
    await web.organisation("Oslo bibliotek", county="03")
    await web.organisation("Voss bibliotek", county="46", agreement=False)
    closed = await web.organisation("Ås bibliotek", county="46")
    closed.closed_at = clock.now()
    await closed.save()


ROLES = {
    "reader": ("reader", BERGEN), "reader_elsewhere": ("reader", "Oslo bibliotek"),
    "reader_without": ("reader", "Voss bibliotek"), "reader_closed": ("reader", "Ås bibliotek"),
    "reader_home": ("reader", HOME), "vocabulary_editor": ("vocabulary_editor", CENTRE),
    "editor_elsewhere": ("editor", BERGEN), "editor_below": ("editor", BELOW), "contributor": ("contributor", HOME),
    "contributor_other": ("contributor", HOME), "editor": ("editor", HOME), "editor_above": ("editor", ABOVE),
    "editor_consortium": ("editor", CENTRE), "organisation_admin": ("organisation_admin", HOME),
    "bank_admin": ("bank_admin", CENTRE), "read_key": ("editor", HOME), "write_key": ("editor", HOME),
}  # fmt: skip


async def client_of(web: Web, name: str) -> tuple[object, UUID | None]:
    if name == "stranger":
        return web.client(), None
    role, organisation = ROLES[name]
    person = await web.person(role, organisation)
    if name.endswith("_key"):
        home = await web.organisation(organisation)
        scopes = ["read"] if name == "read_key" else ["read", "write"]
        return web.client(key=await keys.make(person, organisation=home, scopes=scopes, days=1)), person.id
    return web.client(session=await sessions.begin(person, days=1)), person.id


async def assets_of(web: Web, uploader: Person) -> dict[str, str]:
    """Class → id of an asset of Lunde in that state, each with its bytes and a card."""
    home, day, now = await web.organisation(HOME), timedelta(days=1), clock.now()
    reach = {"members": ["members"], "chosen": ["county:46"], "own": [f"org:{home.id}"]}
    columns = {
        "draft": {"state": "utkast"}, "review": {"state": "til-vurdering"}, "withdrawn": {"state": "trukket"},
        "embargo": {"available_from": now + day}, "expired": {"expires": now - timedelta(hours=1)},
        "binned": {"binned_at": now}, "blocked": {"bytes_blocked": True},
    }  # fmt: skip
    made = {}
    for number, each in enumerate(CLASSES):
        id_ = f"zzzzzzzzz{ALPHABET[number]}"
        asset = await public_asset(
            id_, picture(), owner=home, reach=reach.get(each, ["public"]), preview="yes", width_px=1300, height_px=900,
        )  # fmt: skip
        await Asset.filter(id=id_).update(uploaded_by_id=uploader.id, **columns.get(each, {}))
        if each == "shown":
            await AssetReach.filter(asset_id=id_).update(right="see")
        for recipe in ("card", "web"):
            await _size(asset, recipe)
        made[each] = id_
    return made


async def _size(asset: Asset, recipe_id: str) -> None:
    """A size that lies ready, so that who asks for it meets the rule and not the work of making it."""
    recipe = recipes.RECIPES[recipe_id]
    mark = renditions.packet_mark(await packet.of(asset) if recipe.xmp else None)
    key = renditions.object_key(asset.version, recipe, mark, "webp")

    def put() -> storage.Blob:
        with store.current().writer(key) as writer:
            writer.write(b"webp")
            return writer.commit()

    blob = await store.run(put)
    await Rendition.create(
        version_id=asset.version, recipe=recipe.id, recipe_version=recipe.version, packet=mark, key=key,
        media_type="image/webp", width_px=640, height_px=480, size=blob.size_bytes, digest=blob.sha256,
        crc32=blob.crc32, made_at=clock.now(),
    )  # fmt: skip


async def campaigns_of(web: Web, assets: dict[str, str]) -> dict[str, str]:
    """Two campaigns of Lunde by slug, the seeded words' own; one asset each."""
    vocabulary = await Vocabulary.get(slug="campaign")
    concepts = await Concept.filter(vocabulary=vocabulary, campaign=None).limit(2)
    home, made = await web.organisation(HOME), {}
    for name, concept, asset in zip(CAMPAIGNS, concepts, ("public", "draft"), strict=True):
        row = await Campaign.create(slug=concept.slug, concept=concept, owner=home, terms={}, created_at=clock.now())
        await Asset.filter(id=assets[asset]).update(campaign_id=row.id)
        made[name] = row.slug
    return made


# --- what is answered


def expected(need: str, answer: object, rights: set[str], *, stranger: bool) -> list[int]:
    """The statuses that will do."""
    if need in rights:
        return answer if isinstance(answer, list) else [answer]
    if "see" not in rights or need in {"see", "take"}:
        return [404]
    return [401] if stranger else [403]


PLACES = {
    "{code}": "nb", "{field}": "audience", "{number}": "1", "{number:int}": "1", "{vocabulary}": "emne",
    "{concept}": "lesing", "{suffix}": "json", "{day}": "2026-01-01",
}  # fmt: skip


def named(path):
    """The address with something of the bank in each place of its path, but for the asset's."""
    for place, thing in PLACES.items():
        path = path.replace(place, thing)
    return path


@pytest.mark.parametrize("name", TABLE["assets"])
async def test_everybody_gets_what_the_table_says(web: Web, everybody, name):
    asks, person = await client_of(web, name)
    uploader = await Person.get(id=person) if name == "contributor" else await web.person("contributor", HOME)
    assets = await assets_of(web, uploader)
    campaigns = await campaigns_of(web, assets)
    stranger = name == "stranger"
    wrong, met = [], Counter()

    async def ask(method, path, want):
        got = (await asks.request(method, path, **(UNREADABLE if method != "GET" else {}))).status_code
        met[got] += 1
        if got not in want:
            wrong.append(f"{method} {path}: {got}, not {want}")

    for section, method, path in routes():
        need, answer, *what = TABLE[section][f"{method} {path}"]
        if section == "asset":
            for each, letter in zip(CLASSES, TABLE["assets"][name].split(), strict=True):
                want = expected(need, answer, RIGHTS[letter], stranger=stranger)
                no_byte = each == "blocked" and "bytes" in what
                await ask(method, path.replace("{id}", assets[each]), [404] if no_byte else want)
        elif section == "campaign":
            for each, letter in zip(CAMPAIGNS, TABLE["campaigns"][name].split(), strict=True):
                want = expected(need, answer, RIGHTS[letter], stranger=stranger)
                await ask(method, path.replace("{id}", campaigns[each]), want)
        else:
            allowed = not need or need in TABLE["may"][name]
            want = [answer] if allowed else [401 if stranger else 403]
            await ask(method, named(path).replace("{id}", assets["draft"]), want)
    assert wrong == []
    assert met.total() > 250


@pytest.mark.parametrize("name", TABLE["assets"])
async def test_lists_hold_what_the_table_lets_everybody_see(web: Web, everybody, name):
    asks, person = await client_of(web, name)
    uploader = await Person.get(id=person) if name == "contributor" else await web.person("contributor", HOME)
    assets = await assets_of(web, uploader)
    await search.reindex()
    letters = dict(zip(CLASSES, TABLE["assets"][name].split(), strict=True))
    answer = (await asks.get("/api/v1/assets?size=100&drafts=1")).json()
    assert {each["id"] for each in answer["items"]} == {assets[each] for each in CLASSES if letters[each] != "-"}
    assert answer["total"] == len(answer["items"])
