"""The commands as an operator types them: real processes, what they print, and how they end."""

import re
import socket
import sqlite3
from contextlib import closing

import pytest

from mediabank import clock
from mediabank.models import Agreement, Key, Organisation, Role
from tests.kills.operated import EDITOR, OWNER, PASSWORD, Operated, environment, run
from tests.web.material import picture

pytestmark = pytest.mark.slow
"""Each command is a process, and most of its second goes into starting it."""
ON_A_BANK = (
    ["check"],
    ["reindex"],
    ["sweep"],
    ["tasks"],
    ["serve"],
    ["organisation", "list"],
    ["organisation", "new", "Lunde bibliotek"],
    ["person", "new", "a@example.org", "--organisation", "x", "--role", "reader", "--password-stdin"],
    ["key", "new", EDITOR],
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """A bank with a library and its editor; only to be copied and looked at."""
    return Operated(tmp_path_factory.mktemp("cli") / "bank", sandbox_workers=1).found()


@pytest.fixture
def bank(founded, tmp_path):
    """A copy of it, for one test."""
    return founded.copied(tmp_path / "bank")


@pytest.fixture
def nowhere(tmp_path):
    """Settings that point where there is no bank."""
    return Operated(tmp_path / "bank")


def refusal(done):
    """What a command says that was stopped by something that a person can mend."""
    assert (done.returncode, done.stdout) == (2, ""), done
    assert "Traceback" not in done.stderr
    return done.stderr


def one_sentence(done):
    said = refusal(done)
    assert re.fullmatch(r"\S[^\n]+\n", said), said
    return said


def make_pending(bank):
    """As if the program had come with a migration that the tables have not seen."""
    with closing(sqlite3.connect(bank.settings.sqlite_path)) as tables:
        (table,) = tables.execute("SELECT name FROM sqlite_master WHERE name LIKE '%migrations%'").fetchone()
        tables.execute(f"DELETE FROM {table}")
        tables.commit()


def test_init_founds_a_bank(nowhere):
    assert nowhere.told("init") == f"Founded a bank in {nowhere.home}\n"


def test_a_second_init_finds_the_bank_and_keeps_it(bank):
    assert bank.told("init") == f"Found a bank in {bank.home}\n"
    assert "Lunde bibliotek" in bank.told("organisation", "list")


def test_the_base_of_addresses_never_changes(bank):
    assert "https://bank.example/" in one_sentence(bank.command("init", "--base", "https://other.example/"))


@pytest.mark.parametrize("arguments", ON_A_BANK, ids=" ".join)
def test_without_a_bank_a_command_says_how_to_found_one(nowhere, arguments):
    assert "Run: mediabank init" in one_sentence(nowhere.command(*arguments, given=PASSWORD))
    assert not nowhere.home.exists()


@pytest.mark.parametrize("arguments", [["serve"], ["check"], ["key", "new", EDITOR]], ids=" ".join)
def test_on_old_tables_a_command_says_how_to_bring_them_up_to_date(bank, arguments):
    make_pending(bank)
    assert one_sentence(bank.command(*arguments, given=PASSWORD)) == (
        "The tables are not up to date. Run: mediabank migrate\n"
    )


def test_migrate_without_a_bank_makes_none(nowhere):
    one_sentence(nowhere.command("migrate"))
    assert not nowhere.home.exists()


def test_migrate_on_a_bank_that_is_up_to_date_says_so(bank):
    assert bank.told("migrate") == "Nothing to apply.\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "mysql://somewhere/bank"),
        ("store_url", "ftp://somewhere/bank"),
        ("store_url", "s3://bucket/folder"),
        ("index_url", "postgres:"),
        ("sandbox", "none"),
        ("task_workers", "0"),
        ("upload_limit_bytes", "much"),
        ("log_level", "loud"),
        ("config", "/nowhere/settings.toml"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, name, value):
    said = one_sentence(run(environment(tmp_path / "bank", **{name: value}), "init"))
    assert value in said or name.upper() in said


def test_a_home_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert str(tmp_path / "file") in one_sentence(Operated(tmp_path / "file" / "bank").command("init"))


def test_a_file_that_is_no_database_is_told_of(nowhere):
    nowhere.home.mkdir()
    nowhere.settings.sqlite_path.write_text("this is no database, however long one looks at it")
    assert "(file is not a database)" in refusal(nowhere.command("check"))


def test_a_database_that_is_away_is_told_of(tmp_path):
    away = Operated(tmp_path / "bank", database_url="postgres://bank@127.0.0.1:1/bank")
    assert "does not answer" in refusal(away.command("check"))


def test_check_looks_at_every_part(bank):
    said = bank.told("check")
    assert re.findall(r"^ok   (\w+): ", said, re.MULTILINE) == ["database", "store", "sandbox", "index", "queue"]


def test_check_ends_with_1_where_a_part_is_ill(bank):
    (bank.home / "store").rename(bank.home / "elsewhere")
    done = bank.command("check")
    assert done.returncode == 1
    assert re.search("^FAIL store: ", done.stdout, re.MULTILINE), done


def test_a_new_organisation_is_told_by_its_slug_and_listed(bank):
    assert bank.told("organisation", "new", "Østre Toten folkebibliotek", "--kind", "fbi") == (
        "ostre-toten-folkebibliotek\n"
    )
    assert "Østre Toten folkebibliotek" in bank.told("organisation", "list")


def test_an_organisation_may_lie_below_another_one(bank):
    bank.told("organisation", "new", "Lunde filial", "--kind", "fil", "--parent", OWNER)

    async def parent():
        return (await Organisation.get(name="Lunde filial").select_related("parent")).parent.name

    assert bank.ask(parent) == "Lunde bibliotek"


def test_an_agreement_lasts_through_the_day_that_was_given(bank):
    bank.told("organisation", "new", "Bø", "--agreement-until", "2027-06-30")

    async def ends():
        return (await Agreement.get(organisation__name="Bø")).ends.astimezone(clock.OSLO).isoformat()

    assert bank.ask(ends) == "2027-07-01T00:00:00+02:00"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Bø", "--isil", "wrong"], "is not an ISIL"),
        (["Bø", "--isil", OWNER], "already has the ISIL"),
        (["Bø", "--kind", "castle"], "fbi"),
        (["Bø", "--parent", "NO-9999999"], "No organisation has the ISIL or the slug “NO-9999999”"),
    ],
)
def test_an_organisation_that_cannot_be_entered_is_told_why(bank, arguments, said):
    assert said in one_sentence(bank.command("organisation", "new", *arguments))


@pytest.mark.parametrize(
    "arguments",
    [["organisation", "new", "Bø", "--agreement-until", "soon"], ["key", "new", EDITOR, "--days", "0"], ["dance"], []],
    ids=" ".join,
)
def test_what_cannot_be_understood_ends_with_2(bank, arguments):
    assert "Traceback" not in refusal(bank.command(*arguments))


def test_a_new_person_gets_the_role(bank):
    person = ["person", "new", "ola@example.org", "--organisation", "lunde-bibliotek", "--role", "reader"]
    assert (
        bank.told(*person, "--password-stdin", given=f"{PASSWORD}\n") == "ola@example.org: reader in Lunde bibliotek\n"
    )


def test_a_password_is_read_from_standard_input_only(bank):
    person = ["person", "new", "ola@example.org", "--organisation", OWNER, "--role", "reader"]
    assert "--password-stdin" in refusal(bank.command(*person, given=PASSWORD))


@pytest.mark.parametrize(
    ("email", "organisation", "role", "password", "said"),
    [
        ("nobody", OWNER, "reader", PASSWORD, "is not an e-mail address"),
        ("ola@example.org", "NO-9999999", "reader", PASSWORD, "No organisation"),
        ("ola@example.org", OWNER, "king", PASSWORD, "bank_admin"),
        ("ola@example.org", OWNER, "reader", "short", "at least 12"),
        ("ola@example.org", OWNER, "reader", "", "at least 12"),
        ("ola@example.org", OWNER, "reader", "lunde bibliotek", "name of the organisation"),
    ],
)
def test_a_person_who_cannot_be_entered_is_told_why(bank, email, organisation, role, password, said):
    person = ["person", "new", email, "--organisation", organisation, "--role", role, "--password-stdin"]
    assert said in one_sentence(bank.command(*person, given=password))


async def only_key():
    return await Key.all().order_by("-created_at").first().select_related("organisation")


def test_a_key_stands_alone_on_the_last_line(founded):
    assert re.fullmatch(r"mbk_[\w-]{43}", founded.key)


def test_a_key_is_by_default_for_the_only_organisation_both_scopes_and_a_year(founded):
    key = founded.ask(only_key)
    assert (key.organisation.name, key.scopes, (key.expires_at - key.created_at).days) == (
        "Lunde bibliotek",
        "read,write",
        365,
    )


def test_a_key_has_the_scopes_and_days_that_were_given(bank):
    bank.told("key", "new", EDITOR, "--scope", "read", "--days", "7")
    key = bank.ask(only_key)
    assert (key.scopes, (key.expires_at - key.created_at).days) == ("read", 7)


def test_who_belongs_to_two_organisations_says_which_one_a_key_is_for(bank):
    bank.told("organisation", "new", "Bø")

    async def joined():
        role = await Role.get(person__email=EDITOR)
        await Role.create(person_id=role.person_id, organisation=await Organisation.get(slug="bo"), role="reader")

    bank.ask(joined)
    assert "which organisation" in one_sentence(bank.command("key", "new", EDITOR))
    bank.told("key", "new", EDITOR, "--organisation", "bo")


def test_a_key_for_somebody_unknown_is_refused(bank):
    assert one_sentence(bank.command("key", "new", "nobody@example.org")) == (
        "Nobody has the address nobody@example.org.\n"
    )


def test_a_key_for_an_organisation_that_one_is_not_in_is_refused(bank):
    bank.told("organisation", "new", "Bø")
    one_sentence(bank.command("key", "new", EDITOR, "--organisation", "bo"))


def test_reindex_builds_the_index_and_leaves_nothing_owed(bank):
    assert bank.told("reindex") == "The index is built anew.\n"
    assert (bank.home / "index" / "current").exists()
    assert "search.reindex" not in bank.told("tasks")


def test_sweep_counts_what_it_removed_and_what_waits(bank):
    (bank.home / "store" / "originals").mkdir()
    (bank.home / "store" / "originals" / "01990000-0000-7000-8000-000000000000").write_bytes(b"left over")
    assert bank.told("sweep") == "0 removed, 1 wait for the next sweep.\n"


def test_tasks_counts_what_is_owed(bank):
    assert re.search(r"^\d+ owed or failed\.$", bank.told("tasks"), re.MULTILINE)


def test_a_port_that_is_taken_is_told_of(bank):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port}" in one_sentence(bank.command("serve", "--port", port))


def test_a_port_that_is_none_is_told_of(bank):
    assert "port 70000" in one_sentence(bank.command("serve", "--port", "70000"))


def test_a_bank_is_served_and_opened_by_its_key(bank):
    with bank.served() as server:
        asks = server.client()
        assert asks.send("/api/v1/assets", "bilde.jpg", picture()).status == 201


def test_the_demonstration_bank_is_filled_once(tmp_path):
    bank = Operated(tmp_path / "bank")
    first, second = (bank.told("demo", "--no-serve") for _ in range(2))
    assert "12 of 12" in first
    assert "12 of 12" not in second
    assert "kommunikasjon@example.org" in second
