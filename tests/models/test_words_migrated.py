"""A bank from before words were kept by people: every word comes along, and its relations under their new names."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mediabank.models import connect, migrations
from mediabank.models.concepts import Concept, Label, Relation
from mediabank.models.migrate import migrate, pending
from mediabank.settings import load

pytestmark = pytest.mark.engines("sqlite+folder")
BEFORE, AFTER = (
    (
        ("exact", None),
        ("close", None),
        ("broad", None),
        ("narrow", None),
        ("related", None),
        ("related", "b"),
        ("broader", "b"),
        ("seeAlso", None),
    ),
    {"exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch", "related", "broader", "seeAlso"},
)


@pytest.fixture
def earlier(tmp_path, monkeypatch):
    """The name of a package that holds the first migration only."""
    folder = tmp_path / "earlier_migrations"
    folder.mkdir()
    (folder / "__init__.py").touch()
    shutil.copy(Path(migrations.__path__[0]) / "0001_initial.py", folder)
    monkeypatch.syspath_prepend(tmp_path)
    return folder.name


@pytest.fixture
async def old(tmp_path, earlier):
    """A bank of the first migration with two concepts, their labels and every kind of relation."""
    settings = load({}, home=tmp_path / "old")
    settings.home.mkdir()
    await migrate(settings, migrations=earlier)
    with closing(sqlite3.connect(settings.sqlite_path)) as bank:
        _put(bank, "vocabulary", id=_id("v"), slug="hage", address="https://a.no/hage", labels="{}", definitions="{}")
        for slug in "ab":
            _put(
                bank,
                "concept",
                id=_id(slug),
                vocabulary_id=_id("v"),
                slug=slug,
                address=f"https://a.no/hage/{slug}",
                position=1,
                definitions="{}",
                properties="{}",
                modified_at="2026-08-17 10:00:00+00:00",
            )
            _put(
                bank,
                "label",
                id=_id(f"l{slug}"),
                concept_id=_id(slug),
                kind="pref",
                language="nb",
                text=slug,
                folded=slug,
            )
        for n, (kind, target) in enumerate(BEFORE):
            _put(
                bank,
                "relation",
                id=_id(f"r{n}"),
                concept_id=_id("a"),
                kind=kind,
                target_id=_id(target) if target else None,
                address=f"https://b.no/{n}",
            )
        bank.commit()
    return settings


def _id(name):
    return f"00000000-0000-7000-8000-{name.encode().hex():0>12}"


def _put(bank, table, **columns):
    """One row; columns that must be said and are not here get nothing in particular."""
    for _, name, kind, needed, default, key in bank.execute(f"PRAGMA table_info({table})"):
        if needed and default is None and not key and name not in columns:
            columns[name] = 0 if "INT" in kind else ""
    names, blanks = ", ".join(columns), ", ".join("?" * len(columns))
    bank.execute(f"INSERT INTO {table} ({names}) VALUES ({blanks})", list(columns.values()))


async def test_every_word_outlives_the_migration(old):
    await migrate(old)
    async with connect(old):
        assert sorted(await Concept.all().values_list("slug", flat=True)) == ["a", "b"]
        assert sorted(await Label.all().values_list("text", flat=True)) == ["a", "b"]
        assert await Relation.all().count() == len(BEFORE)
    assert await pending(old) == []


async def test_mappings_get_the_names_of_skos_and_other_relations_keep_theirs(old):
    await migrate(old)
    async with connect(old):
        kinds = await Relation.all().values_list("kind", "target_id")
    assert {kind for kind, _ in kinds} == AFTER
    assert {kind for kind, target in kinds if target} == {"related", "broader"}


async def test_words_from_before_are_accepted_and_stand_for_themselves(old):
    await migrate(old)
    async with connect(old):
        assert {(each.state, each.current_id, each.changed) for each in await Concept.all()} == {("accepted", None, 0)}
