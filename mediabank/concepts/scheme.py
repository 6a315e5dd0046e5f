"""The editable scheme: each saved change is a new version, the old ones stay, and everything follows in a second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from mediabank import audit, jobs
from mediabank.concepts import picture, stored
from mediabank.concepts.seed import write_scheme
from mediabank.concepts.turn import touched
from mediabank.concepts.words import forget
from mediabank.errors import Fault, NotFound, Problem, Unfit
from mediabank.models import Concept, SchemeVersion, Vocabulary
from mediabank.models import Field as FieldRow
from vocabularies.scheme import Field, Refusal, Scheme, differences, field_from_json, refusals
from vocabularies.scheme.changing import bumped, ordered
from vocabularies.scheme.rules import NO_LANGUAGE

NOTE_LENGTH = 400


class SchemeMoved(Problem):
    """Somebody saved a newer version of the scheme meanwhile; `id` is its number, `value` who saved it."""

    status = 409
    key = "error.scheme_moved"


@dataclass(frozen=True)
class Version:
    """One version of the scheme as it was saved."""

    number: int
    at: datetime
    by: str
    note: str
    scheme: Scheme


async def current() -> Version:
    """The version in force, from the tables as they are now."""
    row = await SchemeVersion.all().order_by("-id").select_related("by").first()
    assert row is not None, "the bank has no scheme; run: mediabank migrate"
    return await _version(row)


async def numbered(number: int) -> Version:
    """A version by its number. Errors: NotFound."""
    row = await SchemeVersion.get_or_none(id=number).select_related("by")
    if row is None:
        raise NotFound
    return await _version(row)


async def versions() -> Sequence[Version]:
    """Every version, newest first."""
    return [await _version(row) for row in await SchemeVersion.all().order_by("-id").select_related("by")]


async def ever() -> Mapping[str, Field]:
    """Each field that any version has had, by its identifier, as the last version that had it says."""
    rows = await FieldRow.all().order_by("scheme_id").values_list("identifier", "definition")
    return {str(identifier): field_from_json(definition) for identifier, definition in rows}


async def retired() -> Sequence[Field]:
    """The fields that the version in force no longer has, as they were last."""
    now = (await current()).scheme
    return [field for id_, field in (await ever()).items() if id_ not in now.by_id]


async def demand(old: Scheme, new: Scheme) -> None:
    """See that one version may follow another, also for what assets hold. Errors: Unfit with everything that stops it.

    What would no longer pass the publish gate is no fault: `assets.foretelling` tells of it beforehand.
    """
    slugs = {str(slug) for slug in await Vocabulary.all().values_list("slug", flat=True)}
    found = refusals(old, new, ever=await ever(), vocabularies=slugs, languages=await _tags())
    if not found:
        found = await stored.narrowed(old, new)
    if found:
        raise Unfit(faults=faults(found))


async def save(new: Scheme, *, seen: int, by: UUID | None, note: str = "") -> int:
    """Put a changed scheme in force as the next version; gives its number, or that of the present where it is equal.

    `seen` is the number of the version that the change was made from. Errors: SchemeMoved where there is a newer one;
    Unfit with everything that stops it.
    """
    before = await current()
    if before.number != seen:
        raise SchemeMoved(id=before.number, value=before.by)
    new = ordered(new)
    told = differences(before.scheme, new)
    if not told:
        return before.number
    await demand(before.scheme, new)
    known = await ever()
    async with in_transaction():
        await touched()  # its row is held: of two who save at once, the second sees what the first has saved
        latest = await SchemeVersion.all().order_by("-id").select_related("by").first()
        if latest is None or latest.id != seen:
            raise SchemeMoved(id=latest.id if latest else 0, value=latest.by.name if latest and latest.by else "")
        number = seen + 1
        await write_scheme(
            replace(new, version=bumped(latest.name)), number=number, by=by, note=note.strip()[:NOTE_LENGTH]
        )
        await audit.record(
            "scheme.changed", subject=f"scheme:{number}", by=by, fields=sorted({each.field for each in told} - {""})
        )
        if new.by_id.keys() != before.scheme.by_id.keys():
            # what stands in retired fields is no longer found, what stands in those put back is found again
            await jobs.defer("search.reindex", key="search.reindex")
        back = sorted(new.by_id.keys() & known.keys() - before.scheme.by_id.keys())
        if back:
            await jobs.defer("assets.derive_again", fields=back)
    forget()
    return number


def again(old: Version, now: Scheme) -> Scheme:
    """An earlier version as the next one: its fields and groups, with the rules and languages that there are now.

    Members that a struct has got since stay, for assets may hold values in them.
    """
    fields = tuple(_with_newer_members(each, now.by_id.get(each.id)) for each in old.scheme.fields)
    return replace(old.scheme, fields=fields, rules=now.rules, languages=now.languages, derived=now.derived)


def _with_newer_members(field: Field, now: Field | None) -> Field:
    had = {each.id for each in field.members}
    newer = tuple(each for each in now.members if each.id not in had) if now else ()
    return replace(field, members=(*field.members, *newer))


def faults(found: Sequence[Refusal]) -> list[Fault]:
    """Refusals with the keys of their sentences; what code hangs on is told by its reason."""
    return [
        Fault(
            f"scheme.why_{each.values['reason']}" if each.code.startswith("core_") else f"scheme.{each.code}",
            field=each.field,
            path=(each.part,) if each.part else (),
            facts=each.values,
        )
        for each in found
    ]


async def _tags() -> set[str]:
    """The tags that the bank has a language for: what texts can be written in."""
    rows = await Concept.filter(vocabulary__slug="language", deprecated=False).values_list("slug", flat=True)
    return {str(slug) for slug in rows} - {NO_LANGUAGE}


async def _version(row: SchemeVersion) -> Version:
    return Version(
        number=row.id,
        at=row.created_at,
        by=row.by.name if row.by else "",
        note=row.note,
        scheme=await picture.scheme_of(row),
    )
