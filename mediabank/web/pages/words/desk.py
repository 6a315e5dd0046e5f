"""The desk of those who tend words: all vocabularies, what is missing in them, and what waits."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from mediabank import access
from mediabank.concepts import counting
from mediabank.concepts.words import ACCEPTED, PROPOSED, Face, Word
from mediabank.web.pages.words import merging, place, sorting
from mediabank.web.pages.words.place import HERE, LANGUAGES, Place
from mediabank.web.shown.words import DeskView, GapCount, VocabularyRow, Waiting


async def desk_page(request: Request) -> Response:
    """Every vocabulary with what it lacks, after what waits for somebody."""
    at = await place.place_of(request)
    faces = [each for each in at.known.faces.values() if at.tends(each.slug)]
    rows = sorted((_row(at, each) for each in faces), key=lambda row: (row.imported, row.title.casefold()))
    view = DeskView(
        rows=tuple(rows),
        waiting=tuple(await _waiting(at, faces)),
        new_href=f"{HERE}/vocabularies/new" if place.tends_all(at) else "",
        import_href=f"{HERE}/import" if place.tends_all(at) else "",
        history_href=f"{HERE}/history",
        scheme_href="/scheme/edit" if access.may(at.viewer, "scheme:edit") else "/scheme",
    )
    return await place.shown(request, at, "desk.html", view)


def in_use(at: Place, vocabulary: str) -> list[Word]:
    """The concepts of a vocabulary that may be chosen."""
    return [
        each for each in at.known.vocabularies.get(vocabulary, ()) if each.state == ACCEPTED and not each.deprecated
    ]


def gaps(at: Place, face: Face) -> tuple[GapCount, ...]:
    """How many concepts lack a name in each language that is always wanted."""
    members = in_use(at, face.slug)
    return tuple(
        GapCount(
            lang=tag,
            language=at.language(tag),
            missing=sum(1 for each in members if not each.labels.get(tag)),
            href=f"{HERE}/translations?{urlencode({'language': tag, 'vocabulary': face.slug})}",
        )
        for tag in LANGUAGES
    )


def _row(at: Place, face: Face) -> VocabularyRow:
    return VocabularyRow(
        href=f"{HERE}/{face.slug}",
        title=face.title(at.reader),
        concepts=len(in_use(at, face.slug)),
        gaps=() if face.imported else gaps(at, face),
        imported=face.imported,
        lang=at.foreign(face.titles),
    )


async def _waiting(at: Place, faces: list[Face]) -> list[Waiting]:
    whole = [each.slug for each in faces if at.may(each.slug)]
    proposed = sum(1 for slug in whole for each in at.known.vocabularies.get(slug, ()) if each.state == PROPOSED)
    missing = sum(
        gap.missing for each in faces if not each.imported for gap in gaps(at, each) if at.may(each.slug, gap.lang)
    )
    found = []
    if whole:
        found.append(_pile(at, "proposals", proposed))
        found.append(_pile(at, "duplicates", sum([len(await merging.pairs(at, slug)) for slug in whole])))
        counts = await counting.own(at.known)
        found.append(_pile(at, "splits", sum(counts[each.id] for each in sorting.left(at, counts))))
    found.append(_pile(at, "translations", missing))
    if whole:
        found.append(_pile(at, "findings", None))
    return found


def _pile(at: Place, name: str, count: int | None) -> Waiting:
    return Waiting(
        href=f"{HERE}/{name}", label=at.text(f"words.pile_{name}"), count=count, line=at.text(f"words.pile_{name}_line")
    )
