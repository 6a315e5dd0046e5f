"""Names as a spreadsheet: fetched, and brought back as a difference to approve."""

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import translating as domain
from mediabank.concepts.translating import Difference, Entry
from mediabank.errors import Fault, TooLarge, Unfit
from mediabank.web import incoming
from mediabank.web import shown as shown_
from mediabank.web.pages.words import place, translating
from mediabank.web.pages.words.findings import seen
from mediabank.web.pages.words.place import LANGUAGES, Place
from mediabank.web.problems import fault_text
from mediabank.web.shown.words_lists import DiffRow

TAKE = "take"
BODY_LIMIT_BYTES = domain.MOST_BYTES + 100_000


async def csv_out(request: Request) -> Response:
    """One vocabulary or all that the viewer tends: the languages that are always wanted, and the one asked for."""
    at = await place.place_of(request)
    tag, asked = translating.language_of(request, at), request.query_params.get("vocabulary", "")
    tended = [each.slug for each in at.known.faces.values() if at.tends(each.slug)]
    slugs = [asked] if asked in tended else [each for each in tended if not at.known.faces[each].imported]
    data = await domain.csv_out(slugs, list(dict.fromkeys((*LANGUAGES, tag))))
    name = f"{asked if asked in tended else 'concepts'}-{tag}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


async def csv_in(request: Request) -> Response:
    """Show what a spreadsheet would change; nothing is saved yet."""
    at = await place.place_of(request)
    try:
        found = await domain.csv_in(await _sent(request), by=at.viewer)
    except Unfit as problem:
        told = tuple(shown_.Problem(text=fault_text(each, at.reader), anchor="csv") for each in problem.faults)
        return await translating.page(request, at, problems=told)
    rows = tuple(_row(at, each) for each in found.entries)
    return await translating.page(request, at, diff=rows, notes=_notes(at, found))


async def csv_apply(request: Request) -> Response:
    """Save what was ticked; what another changed meanwhile is told and left as it is."""
    at = await place.place_of(request)
    entries = [each for value in (await incoming.form(request)).all(TAKE) if (each := _entry(at, value))]
    for each in entries:
        place.demand(at, at.known.own[each.concept].vocabulary, each.language)
    saved, faults = await domain.apply(entries, by=at.viewer)
    if faults:
        told = tuple(shown_.Problem(text=fault_text(each, at.reader)) for each in faults)
        return await translating.page(request, await place.fresh(request), problems=told)
    return await place.back(translating.here(request, at), "translated", n=saved)


async def _sent(request: Request) -> bytes:
    """The bytes of the file. Errors: Unfit where none was chosen, TooLarge."""
    data, inside = b"", False
    async for event in incoming.parts(request):
        if isinstance(event, incoming.Begin):
            inside = event.part.name == "file"
        elif inside and isinstance(event, incoming.Data):
            data += event.bytes_
            if len(data) > domain.MOST_BYTES:
                raise TooLarge(limit_bytes=domain.MOST_BYTES)
    if not data:
        raise Unfit(faults=[Fault("concept.csv_none")])
    return data


def _row(at: Place, entry: Entry) -> DiffRow:
    word = at.known.own[entry.concept]
    return DiffRow(
        name=TAKE,
        value=f"{entry.concept} {entry.language} {entry.seen} {entry.after}",
        label=word.label(at.reader),
        href=place.href(word),
        language=at.language(entry.language),
        before=seen(entry.before),
        after=entry.after,
        note=at.text("words.diff_newer") if entry.newer else "",
        taken=not entry.newer,
    )


def _entry(at: Place, value: str) -> Entry | None:
    concept, _, rest = value.partition(" ")
    tag, _, rest = rest.partition(" ")
    seen, _, text = rest.partition(" ")
    if concept not in at.known.own or not domain.NUMBER.fullmatch(seen) or not text.strip():
        return None
    return Entry(concept, tag, int(seen), "", text, newer=False)


def _notes(at: Place, found: Difference) -> tuple[str, ...]:
    told = {"csv_unknown": found.unknown, "csv_refused": found.refused, "csv_more": found.more}
    return tuple(at.text(f"words.{key}", n=n) for key, n in told.items() if n)
