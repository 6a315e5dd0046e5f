"""Dated editions of a vocabulary: which there are and where they lie, and keeping one as it is today."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from mediabank import language
from mediabank.concepts import dumps
from mediabank.concepts.words import Face
from mediabank.errors import NotFound
from mediabank.web.pages.words import place
from mediabank.web.pages.words.place import HERE, Place
from mediabank.web.shown import Action
from mediabank.web.shown.words import EditionShown, EditionsShown

MOST_EDITIONS = 12


async def shown_of(at: Place, face: Face) -> EditionsShown | None:
    """The editions, the newest first; None for a vocabulary that has none, now or ever."""
    if face.slug == dumps.BY_VIEWER:
        return None
    days = await dumps.editions(face)
    make = Action(href=f"{HERE}/vocabularies/{face.slug}/editions", label=at.text("words.edition_make"))
    return EditionsShown(
        rows=tuple(
            EditionShown(
                href=f"{place.public_href(face.slug)}/version/{day}",
                label=language.day(date.fromisoformat(day), at.reader),
            )
            for day in days[:MOST_EDITIONS]
        ),
        total=len(days),
        make=make if at.may(face.slug) else None,
    )


async def edition_now(request: Request) -> Response:
    """Keep the vocabulary as it is today; a second time the same day takes the place of the first."""
    at = await place.place_of(request)
    face = place.face_of(request, at)
    place.demand(at, face.slug)
    if face.slug == dumps.BY_VIEWER:
        raise NotFound
    await dumps.edition(face.slug, by=at.viewer.person)
    return await place.back(f"{HERE}/{face.slug}", "edition")
