"""Those who tend words, a vocabulary of their own, and reading it back, for the tests of this folder."""

from dataclasses import replace

import mediabank.app  # noqa: F401 - registers the tasks that a change of words owes
from mediabank import clock
from mediabank.access import EVERYTHING, Grant, Tending, Viewer
from mediabank.concepts import edit
from mediabank.concepts.words import forget, words
from mediabank.models import Asset, AssetConcept, Person
from mediabank.organisations import register

GRANTS = {"concept:edit": Grant(EVERYTHING)}


async def tender(name="Kari", **limits):
    """A viewer who tends words, all of them where no limits are said."""
    person = await Person.create(email=f"{name.casefold()}@lunde.no", name=name, created_at=clock.now())
    return Viewer(grants=GRANTS, tends=(Tending.of(limits),), person=person.id, name=name)


async def garden(by):
    """An empty vocabulary called hage."""
    return (await edit.vocabulary_new({"nb": "Hage"}, by=by)).slug


async def grown(by, *names, under=""):
    """New concepts of the garden, by their names: their ids."""
    return [(await edit.create("hage", {"nb": name}, by=by, parent=under)).id for name in names]


async def own(concept):
    """A concept itself, as another process reads it."""
    forget()
    return (await words()).own[concept]


async def draft(concept, **written):
    """The draft of a concept with some of it written over."""
    return replace(await edit.draft_of(concept), **written)


async def carried(concept):
    """A file that carries a concept as its subject."""
    library = await register.add("Lunde bibliotek", kind="fbi")
    asset = await Asset.create(
        id="7k2m9p4x3z", owner=library, media_kind="image", state="utkast", sort_title="", revision=0,
        created_at=clock.now(), modified_at=clock.now(),
    )  # fmt: skip
    await AssetConcept.create(asset=asset, field="subject", concept_id=concept)
