"""Fills a demonstration bank: organisations, people, and a small campaign brought in like any upload."""

import asyncio
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mediabank import clock, jobs
from mediabank.assets import describe, publish
from mediabank.assets.once import receive_once
from mediabank.assets.receive import Arrival
from mediabank.campaigns import campaign
from mediabank.media import drawing
from mediabank.models import Campaign, Fact, Message, Organisation, Person
from mediabank.organisations import register
from mediabank.people import accounts
from mediabank.settings import Settings

Say = Callable[[str], None]
YEARS = timedelta(days=3650)
LIMIT_BYTES = 200_000_000
CONSORTIUM = "Mediebanken-konsortiet"


@dataclass(frozen=True)
class Role:
    """One kind of person that one may sign in as."""

    email: str
    name: str
    organisation: str
    role: str
    comes_to: str


LIBRARY = ("Midt-Buskerud bibliotek Krødsherad", "NO-2062200", "fbi", "33")
NATIONAL = ("Nasjonalbiblioteket, Publikumstjenesten", "NO-0030100", "fag", "03")
"""Name, ISIL, type and county of real organisations, from public test records; the people are invented."""
PEOPLE = (
    Role("bibliotek@example.org", "Kari i biblioteket", LIBRARY[0], "reader", "library staff, fetch material"),
    Role("kommunikasjon@example.org", "Ingrid i redaksjonen", CONSORTIUM, "editor", "communications, bring it in"),
    Role("bidrag@example.org", "Ola som bidrar", LIBRARY[0], "contributor", "a library's own contributor"),
    Role("begreper@example.org", "Sara som steller ord", CONSORTIUM, "vocabulary_editor", "superuser, vocabularies"),
    Role("styrer@example.org", "Nils som styrer", CONSORTIUM, "bank_admin", "administrator"),
)


async def fill(settings: Settings, *, say: Say) -> None:
    """Fill the bank once; cut short, the next call goes on where this one stopped."""
    if await Fact.exists(name="demo"):
        return
    password = _password(settings)
    consortium = await _organisations()
    for person in PEOPLE:
        home = await Organisation.get(name=person.organisation)
        await accounts.add(person.email, organisation=home, role=person.role, password=password, name=person.name)
    await campaign.seed_rows(consortium)
    summer = await _campaign(consortium)
    editor = await Person.get(email=PEOPLE[1].email)
    pieces = drawing.pieces()
    for number, piece in enumerate(pieces, start=1):
        say(f"  {number:2} of {len(pieces)}  {piece.file_name}")
        await _bring_in(piece, consortium, editor, summer)
    say("  making previews and the search index")
    await jobs.work_all()
    await Fact.create(name="demo", value="filled")


def tell(settings: Settings, address: str, *, say: Say) -> None:
    """Say where the bank is and whom one may sign in as."""
    say(f"\nMediebanken: {address}\n\nSign in with the password {_password(settings)} as")
    for person in PEOPLE:
        say(f"  {person.email:28} {person.comes_to}")
    say("")


async def _organisations() -> Organisation:
    consortium = await Organisation.get_or_none(kind=register.CONSORTIUM)
    until = clock.now() + YEARS
    if consortium is None:
        consortium = await register.add(CONSORTIUM, kind=register.CONSORTIUM, agreement_until=until)
    for name, isil, kind, county in (LIBRARY, NATIONAL):
        if not await Organisation.exists(isil=isil):
            await register.add(name, isil=isil, kind=kind, county=county, agreement_until=until)
    return consortium


async def _campaign(owner: Organisation) -> Campaign:
    said = drawing.campaign()
    known = await Campaign.get_or_none(slug=said["slug"])
    if known is not None:
        return known
    draft = campaign.Draft(
        titles=said["title"],
        definitions=said.get("description", {}),
        messages=said["messages"],
        starts=_midnight(-20),
        ends=_midnight(60),
    )
    return await campaign.make(draft, owner=owner, by=None)


async def _bring_in(piece: drawing.Piece, owner: Organisation, editor: Person, summer: Campaign) -> None:
    """Draw a piece, send it through the door of every upload, describe it and, unless it is a draft, publish it."""
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        path = await asyncio.to_thread(drawing.render, piece, Path(folder))
        async with Arrival(path.name, limit_bytes=LIMIT_BYTES) as arrival:
            with path.open("rb") as file:
                while chunk := file.read(1 << 20):
                    await arrival.write(chunk)
            arrived = await arrival.finish()
    asset = await receive_once(
        f"demo:{piece.slug}", piece.slug, arrived, into=owner, by=editor.id, given={}, language="nb"
    )
    if asset.revision > 1:
        return
    await describe.save(asset, await _description(piece, summer), by=editor.id)
    if not piece.draft:
        await publish.publish(asset, by=editor.id)


async def _description(piece: drawing.Piece, summer: Campaign) -> Mapping[str, Any]:
    said = dict(piece.description)
    if piece.message is not None:
        message = await Message.get(campaign=summer, position=piece.message)
        said |= {"campaign": summer.slug, "message": str(message.id)}
    if piece.available_from_days is not None:
        said["availableFrom"] = _midnight(piece.available_from_days).isoformat()
    if piece.expires_days is not None:
        said["expires"] = _midnight(piece.expires_days).isoformat()
    return said


def _midnight(days: int) -> datetime:
    """Midnight in Oslo, so many days from today."""
    local = clock.now().astimezone(clock.OSLO)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)


def _password(settings: Settings) -> str:
    """One password for everybody in this demonstration bank, made once and kept beside it."""
    file = settings.home / "demo-password.txt"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(f"sommer-{secrets.token_hex(4)}")
    return file.read_text()
