"""The whole application on a fresh bank, and everybody who may ask it something; no socket, everything else real."""

import json
from datetime import timedelta

import httpx2

from mediabank import app, clock, jobs, store
from mediabank.models import Agreement, Asset, Organisation, Person, Rendition, Role, Version
from mediabank.organisations import register
from mediabank.people import keys, sessions
from mediabank.web.asking import SESSION_COOKIE
from tests.web.conforming import Conforming
from tests.web.material import described, picture

ADDRESS = "192.0.2.7"


class Web:
    """A bank being asked: clients for each kind of person, and material brought in over HTTP.

    Every answer of the API is held against the API's own description.
    """

    def __init__(self, settings):
        self.settings = settings
        self.app = app.create_app(settings)
        self.conforming = Conforming()
        self._clients = []
        self._people = 0

    def client(self, *, session="", key="", address=ADDRESS, bugs_show=True, **headers):
        """Somebody who asks; with neither session nor key a stranger. A bug raises unless it is to be looked at."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if session:
            given["Cookie"] = f"{SESSION_COOKIE}={session}"
        if key:
            given["Authorization"] = f"Bearer {key}"
        transport = httpx2.ASGITransport(app=self.app, client=(address, 4711), raise_app_exceptions=bugs_show)
        hooks = {"response": [self.conforming]}
        made = httpx2.AsyncClient(transport=transport, base_url="http://bank.test", headers=given, event_hooks=hooks)
        self._clients.append(made)
        return made

    async def close(self):
        """Let go of every client."""
        for each in self._clients:
            await each.aclose()

    async def organisation(self, name, *, agreement=True, parent="", kind="fbi", county=None):
        """The organisation of this name, entered at its first mention."""
        found = await Organisation.get_or_none(name=name)
        if found is None:
            above = await Organisation.get(name=parent) if parent else None
            found = await register.add(name, kind=kind, county=county, parent=above)
            if agreement:
                await Agreement.create(organisation=found, kind="subscription", starts=clock.now() - timedelta(days=1))
        return found

    async def person(self, role, organisation):
        """A new person with this role in the organisation of this name, made with an agreement where it is new."""
        home = await self.organisation(organisation)
        self._people += 1
        person = await Person.create(email=f"p{self._people}@lunde.no", name="Kari Nordmann", created_at=clock.now())
        await Role.create(person=person, organisation=home, role=role)
        return person

    async def signed_in(self, role, organisation="Lunde bibliotek", **headers):
        """A client of a new person with this role."""
        person = await self.person(role, organisation)
        return self.client(session=await sessions.begin(person, days=1), **headers)

    async def with_key(self, role="editor", organisation="Lunde bibliotek", scopes=("read", "write"), days=1):
        """A client with a key that a person of this role made."""
        home, person = await self.organisation(organisation), await self.person(role, organisation)
        return self.client(key=await keys.make(person, organisation=home, scopes=scopes, days=days))

    async def published(self, asks, *, data=None, file_name="bilde.jpg", **changes):
        """A new asset of the one who asks, published over the API; its id."""
        id_ = (await bring(asks, data, file_name=file_name, description=described(**changes))).json()["id"]
        answer = await asks.post(f"/api/v1/assets/{id_}/publish")
        assert answer.status_code == 200, answer.text
        return id_

    async def settle(self):
        """Work everything that is owed: renditions, index, records."""
        await jobs.work_all()


async def bring(asks, data=None, *, file_name="bilde.jpg", description=None, headers=None):
    """POST a file with its description; the answer."""
    given = {} if description is None else {"description": json.dumps(description)}
    files = {"file": (file_name, picture() if data is None else data)}
    return await asks.post("/api/v1/assets", data=given, files=files, headers=headers)


def codes(answer):
    """(field, code) of each fault of a problem."""
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


async def unaccounted():
    """Objects of the store without a row, and rows without their object: two sets of keys."""
    objects = {stat.key for stat in store.current().list("")}
    originals = {f"originals/{each}" for each in await Version.all().values_list("id", flat=True)}
    rows = originals | set(await Rendition.all().values_list("key", flat=True))
    records = {key for key in objects if key.startswith(("assets/", "versions/"))}
    return objects - rows - records, rows - objects


async def counted():
    """How many assets and versions there are, and how many originals lie in the store."""
    originals = sum(1 for _ in store.current().list("originals/"))
    return await Asset.all().count(), await Version.all().count(), originals
