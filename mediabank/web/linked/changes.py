"""What has changed in the words, newest first, for whoever keeps a copy: JSON and Atom (RFC 4287)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from tortoise.expressions import Q

from mediabank.concepts.changing import touching
from mediabank.concepts.word import Face, Word, Words
from mediabank.concepts.words import words
from mediabank.errors import BadRequest, Fault, NotFound
from mediabank.language import text
from mediabank.models import Change, Fact
from mediabank.web.asking import language_of
from mediabank.web.linked import negotiating, seen, sharing
from mediabank.web.linked.negotiating import ATOM, HTML, JSON, Form
from mediabank.web.linked.sharing import shared
from vocabularies.writing import xml_text

PAGE = 100
FORMS = (JSON, ATOM)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
LANGUAGE_BY = ("Accept-Language", "Cookie")
"""Headers that the language of an answer hangs on."""
AMONG_US = ("proposed", "declined")
"""Kinds of change that nobody outside is told of."""


@dataclass(frozen=True, slots=True)
class Told:
    """One change as everybody may know it: of a concept, or with none of the vocabulary itself."""

    id: str
    at: datetime
    kind: str
    face: Face
    word: Word | None

    @property
    def path(self) -> str:
        """Where people read of what was changed."""
        return f"/vocab/{self.face.slug}/{self.word.slug}" if self.word else f"/vocab/{self.face.slug}"

    @property
    def address(self) -> str:
        """The address of what was changed, as data names it."""
        return self.word.address if self.word else self.face.address

    @property
    def names(self) -> Mapping[str, str]:
        """What it is called, by language."""
        return self.word.labels if self.word else self.face.titles

    def name(self, reader: str) -> str:
        """What it is called, for this reader."""
        return self.word.label(reader) if self.word else self.face.title(reader)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of changes; `before` leads to the next, "" at the end."""

    changes: tuple[Told, ...]
    before: str


@shared
async def changes(request: Request) -> Response:
    """The changes of a vocabulary, or of all: `since` a moment (RFC 3339), `before` a change. People get a page."""
    known = await words()
    slug = request.path_params.get("vocabulary")
    face = known.faces.get(slug) if slug else None
    if slug and face is None:
        raise NotFound
    form = _form(request)
    if form is HTML:
        return RedirectResponse(
            f"/vocab/{slug}?view=new" if slug else "/vocab", status_code=303, headers={"Vary": "Accept"}
        )
    since = moment(request.query_params.get("since", ""))
    before = request.query_params.get("before", "")
    page = await told(known, await seen.hidden_from_all(), face=face, since=since, before=before, limit=PAGE)
    vary = [] if "suffix" in request.path_params else ["Accept"]
    if form is JSON:
        return sharing.answer(request, _json(request, face, page, known), form, vary=", ".join(vary))
    body = _atom(request, face, page, known, (await Fact.get(name="base")).value)
    return sharing.answer(request, body, form, vary=", ".join([*vary, *LANGUAGE_BY]))


async def told(
    known: Words,
    secret: frozenset[str],
    *,
    face: Face | None = None,
    concept: str = "",
    since: datetime | None = None,
    before: str = "",
    limit: int,
) -> Page:
    """A page of changes of a vocabulary, of a concept (id), or of all. Errors: BadRequest for an unknown `before`.

    Of a concept: with those of others that changed it too, as when another went out into it.
    """
    rule = Q(concept_id__isnull=True) | Q(concept__state="accepted")
    if face is not None:
        rule &= Q(vocabulary_id=face.id)
    if concept:
        rule &= touching(concept)
    if secret:
        rule &= Q(concept_id__isnull=True) | Q(concept_id__not_in=sorted(secret))
    if since is not None:
        rule &= Q(at__gte=since)
    if before:
        last = await _change(before)
        rule &= Q(at__lt=last.at) | Q(at=last.at, id__lt=last.id)
    found = Change.filter(rule).exclude(kind__in=AMONG_US)
    rows = (
        await found.order_by("-at", "-id")
        .limit(limit + 1)
        .values_list("id", "at", "kind", "vocabulary_id", "concept_id")
    )
    faces = {each.id: each for each in known.faces.values()}
    shown = tuple(
        Told(str(id_), at, "created" if kind == "accepted" else kind, faces[str(vocabulary)], known.own.get(str(of)))
        for id_, at, kind, vocabulary, of in rows[:limit]
        if str(vocabulary) in faces and (of is None or str(of) in known.own)
    )
    return Page(shown, str(rows[limit - 1][0]) if len(rows) > limit else "")


def moment(said: str) -> datetime | None:
    """A moment as RFC 3339 writes it; a date alone is its beginning in UTC. Errors: BadRequest."""
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said.strip().replace(" ", "+"))  # a + that was not escaped
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        fault = Fault("vocab.not_a_moment", field="since", facts={"value": said[:40]})
        raise BadRequest(faults=[fault]) from None


def _form(request: Request) -> Form:
    suffix = request.path_params.get("suffix")
    if suffix is None:
        return negotiating.chosen(request, (*FORMS, HTML))
    found = next((form for form in FORMS if form.suffix == suffix), None)
    if found is None:
        raise NotFound
    return found


async def _change(said: str) -> Change:
    try:
        found = await Change.get_or_none(id=UUID(said))
    except ValueError:
        found = None
    if found is None:
        raise BadRequest(faults=[Fault("vocab.not_a_change", field="before", facts={"value": said[:40]})])
    return found


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _here(request: Request, face: Face | None, suffix: str, **query: str) -> str:
    path = f"/vocab/{face.slug}/changes" if face else "/vocab/changes"
    asked = {name: value for name, value in query.items() if value}
    return f"{sharing.origin(request)}{path}.{suffix}" + (f"?{urlencode(asked)}" if asked else "")


def _self(request: Request, face: Face | None, suffix: str) -> str:
    asked = request.query_params
    return _here(request, face, suffix, since=asked.get("since", ""), before=asked.get("before", ""))


def _next(request: Request, face: Face | None, suffix: str, page: Page) -> str:
    since = request.query_params.get("since", "")
    return _here(request, face, suffix, since=since, before=page.before) if page.before else ""


def _json(request: Request, face: Face | None, page: Page, known: Words) -> bytes:
    said: dict[str, Any] = {
        "address": _self(request, face, "json"),
        "next": _next(request, face, "json", page) or None,
        "changes": [_item(request, each, known) for each in page.changes],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _item(request: Request, told_: Told, known: Words) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": f"urn:uuid:{told_.id}",
        "at": _stamp(told_.at),
        "kind": told_.kind,
        "vocabulary": told_.face.address,
        "concept": told_.word.address if told_.word else None,
        "labels": dict(told_.names),
        "page": f"{sharing.origin(request)}{told_.path}",
    }
    if told_.word is not None and told_.word.current:
        said["isReplacedBy"] = known.by_id[told_.word.id].address
    return said


def _atom(request: Request, face: Face | None, page: Page, known: Words, permanent: str) -> bytes:
    """A feed whose id is under the bank's own address (`permanent`), whatever name the bank was reached by."""
    reader, base = language_of(request), sharing.origin(request)
    id_ = f"{permanent}vocab/{f'{face.slug}/' if face else ''}changes"
    people = f"{base}/vocab/{face.slug}?view=new" if face else f"{base}/vocab"
    whole = text("vocab.title", reader)
    title = text("vocab.changes_of", reader, name=face.title(reader) if face else whole)
    updated = page.changes[0].at if page.changes else _born(face, known)
    following = _next(request, face, "atom", page)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{reader}">',
        f"<id>{escape(id_)}</id>",
        f"<title>{_text(title)}</title>",
        f"<updated>{_stamp(updated)}</updated>",
        f"<author><name>{_text(text('frame.name', reader))}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(_self(request, face, "atom"))}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(people)}/>',
        *([f'<link rel="next" type="application/atom+xml" href={quoteattr(following)}/>'] if following else []),
        *(_entry(each, base, reader) for each in page.changes),
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _born(face: Face | None, known: Words) -> datetime:
    """Since when nothing has changed, where no change is on record."""
    faces = [face] if face else known.faces.values()
    return max([each.modified_at for each in faces if each.modified_at], default=NEVER)


def _entry(told_: Told, base: str, reader: str) -> str:
    kind = text(f"vocab.kind_{told_.kind}", reader)
    return "".join(
        (
            f"<entry><id>urn:uuid:{told_.id}</id>",
            f"<title>{_text(f'{told_.name(reader)}: {kind}')}</title>",
            f"<updated>{_stamp(told_.at)}</updated>",
            f'<link rel="alternate" type="text/html" href={quoteattr(base + told_.path)}/>',
            f'<link rel="related" href={quoteattr(told_.address)}/>',
            f"<category term={quoteattr(told_.kind)} label={quoteattr(kind)}/>",
            f"<summary>{_text(told_.face.title(reader))}</summary></entry>",
        )
    )


def _text(said: str) -> str:
    return escape(xml_text(said))
