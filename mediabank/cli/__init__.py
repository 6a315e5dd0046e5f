"""The commands: founding, serving and tending a bank from a terminal."""

import argparse
import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import mediabank
from mediabank import app, clock, demo, founding, jobs, language, search, settings
from mediabank.campaigns import campaign
from mediabank.cli import vocabulary
from mediabank.cli.opening import LOOK_SECONDS, Command, last_line, opened
from mediabank.errors import Away, Fault, NotFound, Problem, Unfit
from mediabank.keeping import sweep
from mediabank.media.sandbox import NotSealed
from mediabank.models import Organisation, Person, Task, faults, locks
from mediabank.organisations import register
from mediabank.people import accounts, keys
from mediabank.settings import Settings
from mediabank.web.problems import fault_text, shown_facts

BACKLOG = 2048
CLOSING_SECONDS = 8
"""How long answers that are under way may take when the bank is stopped."""
DAYS_LIMIT = 3650


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what a person can act on is one sentence on standard error and exit 2."""
    given = parser().parse_args(arguments)
    try:
        loaded = settings.load()
        run: Command = given.run
        with faults.told(), asyncio.Runner(loop_factory=_loop()) as runner:
            return runner.run(run(loaded, given))
    except (Problem, settings.Unusable, NotSealed, search.Locked) as problem:
        print(_sentence(problem), file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or 'The system'}: {error.strerror or error}", file=sys.stderr)
    return 2


def _loop() -> Callable[[], asyncio.AbstractEventLoop]:
    """The faster loop where it is there; uvicorn chooses by itself only where it starts the loop, and here we do."""
    from uvicorn.loops.auto import auto_loop_factory

    return auto_loop_factory()


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    top = argparse.ArgumentParser(prog="mediabank", description="Media bank for libraries.")
    top.add_argument("--version", action="version", version=mediabank.__version__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Any, help_: str, parent: Any = commands) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = parent.add_parser(name, help=help_, description=help_)
        made.set_defaults(run=run)
        return made

    init = add("init", init_bank, "found the bank in MEDIABANK_HOME")
    init.add_argument("--base", default="", help="base of linked-data addresses; fixed for ever")
    init.add_argument("--test", action="store_true", help="a bank whose clock tests may move")
    filled = add("demo", run_demo, "found a demonstration bank, fill it and serve it")
    filled.add_argument("--no-serve", action="store_true", help="stop before serving")
    for each in (filled, add("serve", serve, "serve the bank")):
        each.add_argument("--host", default="127.0.0.1")
        each.add_argument("--port", type=int, default=8000)
    add("migrate", migrate_bank, "bring tables and words up to date; the old database is kept beside")
    add("check", check, "look whether the bank can serve: settings, database, store, sandbox, index")
    add("reindex", reindex, "build the search index anew, also while the bank serves")
    add("sweep", sweep_bank, "remove objects without a row that the sweep before saw too")
    add("tasks", show_tasks, "show what is owed and what failed")
    organisation = commands.add_parser("organisation", help="the register").add_subparsers(required=True)
    add("list", list_organisations, "list every organisation", organisation)
    new = add("new", new_organisation, "enter an organisation", organisation)
    new.add_argument("name")
    new.add_argument("--isil")
    new.add_argument("--kind", default="fbi", help="one of " + ", ".join(register.KINDS))
    new.add_argument("--county")
    new.add_argument("--parent", help="ISIL or slug of the organisation above")
    new.add_argument("--agreement-until", type=_day, metavar="DATE", help="last day, YYYY-MM-DD")
    person = commands.add_parser("person", help="people").add_subparsers(required=True)
    new = add("new", new_person, "give a person an account and a role", person)
    new.add_argument("email")
    new.add_argument("--organisation", required=True, help="ISIL or slug")
    new.add_argument("--role", required=True)
    new.add_argument("--name", default="")
    new.add_argument("--password-stdin", action="store_true", required=True, help="read the password from stdin")
    key = commands.add_parser("key", help="API keys").add_subparsers(required=True)
    new = add("new", new_key, "make an API key; it is printed alone on the last line", key)
    new.add_argument("email")
    new.add_argument("--organisation", help="ISIL or slug; default: the person's only one")
    new.add_argument("--scope", action="append", choices=keys.SCOPES, help="read, write; default: both")
    new.add_argument("--days", type=_days, default=365, help=f"how long it opens, at most {DAYS_LIMIT}")
    vocabulary.add_to(commands)
    return top


async def init_bank(loaded: Settings, given: argparse.Namespace) -> int:
    """Found the bank."""
    founded = await founding.init(loaded, base=given.base, test=given.test)
    print(f"{'Founded' if founded else 'Found'} a bank in {loaded.home}")
    return 0


async def run_demo(loaded: Settings, given: argparse.Namespace) -> int:
    """Found and fill the demonstration bank, then serve it unless told not to."""
    await founding.init(loaded)
    with locks.serving(loaded):
        async with app.opened(loaded):
            await demo.fill(loaded, say=print)
    demo.tell(loaded, loaded.base_url or f"http://{given.host}:{given.port}", say=print)
    if given.no_serve:
        return 0
    return await serve(loaded, given)


async def serve(loaded: Settings, given: argparse.Namespace) -> int:
    """Serve the bank until stopped."""
    import uvicorn

    await founding.ready(loaded)
    with locks.serving(loaded), _line(given.host, given.port) as line:
        server = uvicorn.Server(
            uvicorn.Config(
                app.create_app(loaded),
                lifespan="off",  # opened here, so that what stops it from opening is told as by any command
                log_level=loaded.log_level,
                # off unless proxies are named: uvicorn would believe forged addresses from this machine
                proxy_headers=bool(loaded.trusted_proxies),
                forwarded_allow_ips=loaded.trusted_proxies or None,
                server_header=False,
                backlog=BACKLOG,
                timeout_graceful_shutdown=CLOSING_SECONDS,
            )
        )
        async with app.serving(loaded):
            print(f"Serving at http://{given.host}:{given.port}", flush=True)
            for each in (signal.SIGINT, signal.SIGTERM):  # uvicorn raises them again at its end; a stop is no fault
                signal.signal(each, lambda *_: None)
            await server.serve(sockets=[line])
    return 0


async def migrate_bank(loaded: Settings, _given: argparse.Namespace) -> int:
    """Bring tables and words up to date."""
    applied = await founding.update(loaded)
    print("\n".join(f"applied {name}" for name in applied) or "Nothing to apply.")
    return 0


async def check(loaded: Settings, _given: argparse.Namespace) -> int:
    """Look at every part and say how it stands."""
    from mediabank.keeping import condition

    async with opened(loaded, decoding=True):
        found = await condition.look()
    for each in found:
        print(f"{'ok  ' if each.well else 'FAIL'} {each.part}: {each.line}")
    return 0 if all(each.well for each in found) else 1


async def reindex(loaded: Settings, _given: argparse.Namespace) -> int:
    """Build the index anew: here, or by the process that serves the bank, which is waited for."""
    async with opened(loaded):
        await _index_anew(loaded)
    print("The index is built anew.")
    return 0


async def sweep_bank(loaded: Settings, _given: argparse.Namespace) -> int:
    """Sweep once."""
    async with opened(loaded):
        removed, waiting = await sweep.sweep()
    print(f"{removed} removed, {waiting} wait for the next sweep.")
    return 0


async def show_tasks(loaded: Settings, _given: argparse.Namespace) -> int:
    """What is owed and what failed, with the last error's last line."""
    async with opened(loaded):
        rows = await Task.filter(state__not="done").order_by("state", "not_before")
    for row in rows:
        print(f"{row.state:8} {row.attempts} tries  {row.name} {row.arguments}  {last_line(row.last_error)}")
    print(f"{len(rows)} owed or failed.")
    return 0


async def list_organisations(loaded: Settings, _given: argparse.Namespace) -> int:
    """Every organisation on a line."""
    async with opened(loaded):
        for each in await Organisation.all().order_by("name"):
            closed = "  closed" if each.closed_at else ""
            print(f"{each.isil or '-':16} {each.slug:40} {each.kind:10} {each.name}{closed}")
    return 0


async def new_organisation(loaded: Settings, given: argparse.Namespace) -> int:
    """Enter an organisation and print its slug."""
    async with opened(loaded):
        parent = await _organisation(given.parent) if given.parent else None
        made = await register.add(
            given.name,
            isil=given.isil,
            kind=given.kind,
            county=given.county,
            parent=parent,
            agreement_until=given.agreement_until,
        )
        if made.kind == register.CONSORTIUM:
            await campaign.seed_rows(made)
    print(made.slug)
    return 0


async def new_person(loaded: Settings, given: argparse.Namespace) -> int:
    """Give a person an account and a role."""
    password = sys.stdin.readline().rstrip("\n")
    async with opened(loaded):
        organisation = await _organisation(given.organisation)
        person = await accounts.add(
            given.email, organisation=organisation, role=given.role, password=password, name=given.name
        )
    print(f"{person.email}: {given.role} in {organisation.name}")
    return 0


async def new_key(loaded: Settings, given: argparse.Namespace) -> int:
    """Make an API key and print it alone on the last line."""
    async with opened(loaded):
        person = await Person.get_or_none(email=given.email.strip().casefold())
        if person is None:
            raise Unfit(faults=[Fault("error.no_person", facts={"email": given.email})])
        organisation = await _organisation(given.organisation) if given.organisation else None
        secret = await keys.make(
            person, organisation=organisation, scopes=given.scope or list(keys.SCOPES), days=given.days
        )
    print("Keep it well: it is shown this once.")
    print(secret)
    return 0


async def _index_anew(loaded: Settings) -> None:
    """Only who serves the bank writes its index: so it is owed to that process, and done here once there is none."""
    key = f"search.reindex@{clock.now().isoformat()}"
    owed = False
    while True:
        try:
            with locks.serving(loaded):
                await founding.index_anew()
                return
        except locks.InUse:
            if not owed:
                await jobs.defer("search.reindex", key=key)
                owed = True
        task = await Task.get(key=key)
        if task.state == "done":
            return
        if task.state == "failed":
            raise settings.Unusable(f"The index could not be built: {last_line(task.last_error)}")
        await asyncio.sleep(LOOK_SECONDS)  # another process does it; only the table tells


async def _organisation(isil_or_slug: str) -> Organisation:
    try:
        return await register.named(isil_or_slug)
    except NotFound as error:
        raise Unfit(faults=[Fault("error.no_organisation", facts={"name": isil_or_slug})]) from error


def _line(host: str, port: int) -> socket.socket:
    """The socket to serve at; those who come early wait in it until the bank is open."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        raise settings.Unusable(f"The bank cannot be served at {host}, port {port}: {error}.") from error


def _day(value: str) -> datetime:
    """The end of a day in Oslo, as the first moment after it."""
    try:
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=clock.OSLO) + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"{value} is not a day; write it as 2027-12-31") from error


def _days(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= DAYS_LIMIT):
        raise argparse.ArgumentTypeError(f"{value} is not a number of days from 1 to {DAYS_LIMIT}")
    return int(value)


def _sentence(problem: Exception) -> str:
    if not isinstance(problem, Problem):
        return str(problem)
    lines = [fault_text(fault, "en") for fault in problem.faults]
    lines = lines or [language.text(problem.key, "en", **shown_facts(problem.facts, "en"))]
    if isinstance(problem, Away) and problem.__cause__ is not None:
        lines.append(f"({problem.__cause__})")
    return "\n".join(lines)
