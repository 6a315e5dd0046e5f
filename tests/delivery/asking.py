"""The routes of bytes over HTTP, without a socket, and people who ask."""

import httpx2
from starlette.applications import Starlette

from mediabank import clock
from mediabank.access import TAKE
from mediabank.models import Agreement, Asset, Person, Role
from mediabank.people import sessions
from mediabank.web.asking import SESSION_COOKIE
from mediabank.web.pages import bytes as pages
from mediabank.web.problems import HANDLERS
from mediabank.web.routing import Route


def app(settings):
    """The routes of bytes alone."""
    made = Starlette(
        routes=[
            Route("/assets/{id}/original", pages.original, on=Asset, right=TAKE),
            Route("/assets/{id}/renditions/{recipe}", pages.rendition, on=Asset),
        ],
        exception_handlers=HANDLERS,
    )
    made.state.settings = settings
    return made


def client(settings, *, address="192.0.2.7", agent="browser", session=""):
    """Somebody who asks; without a session a stranger."""
    headers = {"User-Agent": agent, "Accept": "application/json"}
    if session:
        headers["Cookie"] = f"{SESSION_COOKIE}={session}"
    transport = httpx2.ASGITransport(app=app(settings), client=(address, 4711))
    return httpx2.AsyncClient(transport=transport, base_url="http://bank.test", headers=headers)


async def signed_in(organisation, *, role="reader", email="kari@lunde.no", agreement=True):
    """The session of a person with a role in an organisation that has an agreement."""
    moment = clock.now()
    if agreement and not await Agreement.filter(organisation=organisation).exists():
        await Agreement.create(organisation=organisation, kind="subscription", starts=moment)
    person = await Person.create(email=email, name="Kari Nordmann", created_at=moment)
    await Role.create(person=person, organisation=organisation, role=role)
    return await sessions.begin(person, days=1)
