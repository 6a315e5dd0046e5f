"""What has been changed in words, newest first: what each change said before and after, and a way back."""

import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tortoise.expressions import Q

from mediabank.concepts import history
from mediabank.concepts.changing import touching
from mediabank.concepts.parts import LINKS, Part, apart, differing
from mediabank.errors import NotFound
from mediabank.models import Change
from mediabank.web import incoming
from mediabank.web import shown as shown_
from mediabank.web.pages.words import acting, place, tree
from mediabank.web.pages.words.place import HERE, Place
from mediabank.web.shown import Action, HiddenValue, Link
from mediabank.web.shown.words import ChangeShown, HistoryOfWordsView

LISTED = 40
UUID_LIKE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_SHOWN = 300
MOST_OTHERS = 5
"""Concepts that changed together with another one, as many as are named."""
UNTOLD = frozenset({"position", "slug", "extra", "properties"})
"""Parts that say nothing to people."""
TOLD_BY_KIND = frozenset({"current", "deprecated", "replacedBy"})
"""Parts that a merge or a split changes by being one."""
_CURRENT, _REPLACED = Part("current"), Part("replacedBy")


async def concept_history_page(request: Request) -> Response:
    """What has become of one concept."""
    at = await place.place_of(request)
    word = place.word_of(request, at)
    title = at.text("words.history_of", name=word.label(at.reader))
    crumbs = place.crumbs(at, at.known.faces[word.vocabulary], word, last=at.text("words.history"))
    return await _page(request, at, touching(word.id), title, crumbs, about=word.id)


async def history_page(request: Request) -> Response:
    """What has been changed in all that the viewer tends, or in one vocabulary."""
    at = await place.place_of(request)
    face = at.known.faces.get(request.query_params.get("vocabulary", ""))
    if face is not None and at.tends(face.slug):
        title = at.text("words.history_vocabulary", name=face.title(at.reader))
        crumbs = place.crumbs(at, face, last=at.text("words.history"))
        return await _page(request, at, Q(vocabulary_id=face.id), title, crumbs)
    tended = [each.id for each in at.known.faces.values() if at.tends(each.slug)]
    title = at.text("words.history_all")
    return await _page(request, at, Q(vocabulary_id__in=tended), title, place.crumbs(at, last=title))


async def _page(
    request: Request, at: Place, chosen: Q, title: str, crumbs: tuple[shown_.Crumb, ...], *, about: str = ""
) -> Response:
    """Changes that were chosen; `about` one concept, those of others are told by what they did to it."""
    first = tree.number(request.query_params.get("from", ""))
    rows = await Change.filter(chosen).select_related("by").order_by("-id").offset(first).limit(LISTED + 1)
    asked = f"vocabulary={request.query_params['vocabulary']}&" if "vocabulary" in request.query_params else ""
    view = HistoryOfWordsView(
        title=title,
        changes=tuple(_shown(request, at, each, about) for each in rows[:LISTED]),
        crumbs=crumbs,
        more_href=f"{request.url.path}?{asked}from={first + LISTED}" if len(rows) > LISTED else "",
    )
    return await place.shown(request, at, "history.html", view)


def _shown(request: Request, at: Place, change: Change, about: str = "") -> ChangeShown:
    """A change as its concept was changed by it, or as it changed the concept that the page is about."""
    word = at.known.own.get(str(change.concept_id))
    values = (HiddenValue(name="change", value=str(change.id)), HiddenValue(name="back", value=request.url.path))
    may = word is not None and at.may(word.vocabulary) and change.undone_at is None and change.kind != "imported"
    others = [
        at.known.own[each] for each in change.after or {} if each in at.known.own and each not in {about, _of(change)}
    ]
    return ChangeShown(
        at=change.at,
        by=change.by.name if change.by else "",
        kind=_kind(at, change),
        concept=Link(href=place.href(word), label=word.label(at.reader)) if word else None,
        changes=changes_of(at, change, about or _of(change)),
        others=tuple(Link(href=place.href(each), label=each.label(at.reader)) for each in others[:MOST_OTHERS]),
        others_more=max(0, len(others) - MOST_OTHERS),
        undo=Action(href=f"{HERE}/undo", label=at.text("words.undo"), values=values, icon="undo") if may else None,
        undone=change.undone_at is not None,
    )


def _kind(at: Place, change: Change) -> str:
    """What was done, in words; with what, where it was done with others."""
    now = (change.after or {}).get(_of(change))
    parts = apart(now) if now else {}
    if change.kind == "merged" and parts.get(_CURRENT):
        return at.text("words.kind_merged_with", other=at.known.own[parts[_CURRENT]].label(at.reader))
    if change.kind == "split" and parts.get(_REPLACED):
        heirs = (at.known.own[each] for each in parts[_REPLACED])
        return at.text("words.kind_split_into", others=place.listed(at, heirs))
    return at.text(f"words.kind_{change.kind}")


def _of(change: Change) -> str:
    return str(change.concept_id)


def changes_of(at: Place, change: Change, concept: str) -> tuple[shown_.Change, ...]:
    """What a change did to a concept, part by part."""
    before, after = ((states or {}).get(concept) for states in (change.before, change.after))
    was = apart(before) if before else {}
    now = apart(after) if after else {}
    untold = UNTOLD | TOLD_BY_KIND if change.kind in {"merged", "split"} else UNTOLD
    return tuple(
        shown_.Change(label=label_of(at, part), before=_said(at, part, was, now), after=_said(at, part, now, was))
        for part in differing(was, now)
        if part.what not in untold and not (part.what in {"state", "deprecated"} and not before)
    )


def label_of(at: Place, part: Part) -> str:
    """What a part is called."""
    tongue = at.language(part.language) if part.language else ""
    kind = at.text(f"words.match_{part.kind}").lower() if part.what == "mapping" else ""
    return at.text(f"words.change_{part.what}", tongue=tongue, kind=kind)


def _said(at: Place, part: Part, parts: Mapping[Part, Any], beside: Mapping[Part, Any]) -> str:
    """A part in words; of several members those that the other state does not have."""
    value = parts.get(part)
    if isinstance(value, tuple):
        value = tuple(each for each in value if each not in (beside.get(part) or ()))
    if value in (None, "", (), False):
        return ""
    if value is True:
        return at.text("words.yes")
    if part.what == "state":
        return at.text(f"words.badge_{value}") if value != "accepted" else at.text("words.kind_accepted")
    named = part.what in LINKS or part.what == "current"
    members = value if isinstance(value, tuple) else (value,)
    texts = [at.known.label(each, at.reader) if named else str(each) for each in members]
    return ", ".join(texts)[:LONGEST_SHOWN]


async def undo_now(request: Request) -> Response:
    """Take one change back, and go on to where it was asked for."""
    at = await place.place_of(request)
    sent = await incoming.form(request)
    given = sent.get("change")
    if not UUID_LIKE.fullmatch(given):
        raise NotFound
    await history.undo(given, by=at.viewer)
    return await place.back(acting.inside(sent.get("back")) or HERE, "undone")
