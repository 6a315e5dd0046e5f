"""What is worth a look in a vocabulary, by kind; what a machine can mend shows what it would change."""

import re
from collections import defaultdict
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from mediabank.concepts import quality
from mediabank.concepts.quality import Remark
from mediabank.concepts.words import Face
from mediabank.web import incoming
from mediabank.web.pages.words import history, place
from mediabank.web.pages.words.place import HERE, Place
from mediabank.web.shown import Action, Change, HiddenValue, Link, Option
from mediabank.web.shown.words_lists import FindingShown, FindingsOf, FindingsView
from vocabularies.quality import FINDINGS, Finding, tidy

MOST_OF_A_KIND = 40
ELSEWHERE = frozenset({"language_lacking"})
"""Kinds that have a list of their own: names that are missing."""
LANGUAGE_FIRST = frozenset({"S13", "label_shared", "label_untidy", "label_empty", "language_invalid"})
"""Kinds of which the first value is a language tag."""
FIRST_CHOICE = "emne"


async def findings_page(request: Request) -> Response:
    """The findings of one vocabulary."""
    at = await place.place_of(request)
    faces = sorted(
        (each for each in at.known.faces.values() if at.may(each.slug)), key=lambda each: each.title(at.reader)
    )
    asked = request.query_params.get("vocabulary") or FIRST_CHOICE
    face = next((each for each in faces if each.slug == asked), faces[0] if faces else None)
    found = [each for each in await quality.remarks(face.slug) if each.finding.code not in ELSEWHERE] if face else []
    view = FindingsView(
        kinds=_kinds(at, face, found) if face else (),
        vocabularies=tuple(Option(value=each.slug, label=each.title(at.reader), chosen=each is face) for each in faces),
        filter_href=f"{HERE}/findings",
        crumbs=place.crumbs(at, face, last=at.text("words.pile_findings")),
    )
    return await place.shown(request, at, "findings.html", view)


async def findings_now(request: Request) -> Response:
    """Mend one finding as its remedy says."""
    at = await place.place_of(request)
    sent = await incoming.form(request)
    slug = sent.get("vocabulary")
    place.demand(at, slug)
    finding = Finding(sent.get("code"), sent.get("concept"), tuple(sent.all("value")))
    change = await quality.mend(slug, finding, by=at.viewer)
    return await place.back(f"{HERE}/findings?vocabulary={slug}", "mended", change=change.id)


def _kinds(at: Place, face: Face, found: Sequence[Remark]) -> tuple[FindingsOf, ...]:
    """By kind in the order of the list; those that can be mended at once come first within their kind."""
    grouped: dict[str, list[Remark]] = defaultdict(list)
    for each in found:
        grouped[each.finding.code].append(each)
    return tuple(
        FindingsOf(
            title=at.text(f"words_finding.{code}"),
            count=len(grouped[code]),
            rows=tuple(
                _shown(at, face, each)
                for each in sorted(grouped[code], key=lambda one: not one.remedy)[:MOST_OF_A_KIND]
            ),
        )
        for code in FINDINGS
        if grouped[code]
    )


def _shown(at: Place, face: Face, remark: Remark) -> FindingShown:
    finding = remark.finding
    word = at.known.own_slug.get((face.slug, finding.concept))
    fix = Action(
        href=f"{HERE}/findings",
        label=at.text("words.fix"),
        values=(
            HiddenValue(name="vocabulary", value=face.slug),
            HiddenValue(name="code", value=finding.code),
            HiddenValue(name="concept", value=finding.concept),
            *(HiddenValue(name="value", value=each) for each in finding.values),
        ),
    )
    return FindingShown(
        text=_said(at, face, finding),
        concept=Link(href=place.href(word), label=word.label(at.reader)) if word else None,
        changes=_changes(at, face, remark),
        fix=fix if remark.remedy else None,
    )


def _said(at: Place, face: Face, finding: Finding) -> str:
    """The values as people read them: languages and concepts by name."""
    first = 1 if finding.code in LANGUAGE_FIRST and finding.values else 0
    tongue = at.language(finding.values[0]) if first else ""
    named = [_name(at, face, each) for each in finding.values[first:]]
    if finding.code == "label_untidy":
        named = [seen(each) for each in named]
    return at.text(f"words_finding_line.{finding.code}", tongue=tongue, text=", ".join(named))


def _name(at: Place, face: Face, value: str) -> str:
    word = at.known.own_slug.get((face.slug, value))
    return place.quoted(at, word.label(at.reader)) if word else value


def _changes(at: Place, face: Face, remark: Remark) -> tuple[Change, ...]:
    """The difference, part by part; of several members those that go or come."""
    told = []
    for slug, part, before, after in remark.differences():
        word = at.known.own_slug.get((face.slug, slug))
        name = f"{word.label(at.reader)}: " if word and len(remark.remedy) > 1 else ""
        was, now = _each(before), _each(after)
        gone, come = ([each for each in some if each not in other] for some, other in ((was, now), (now, was)))
        shown = [", ".join(seen(_name(at, face, one)) for one in some) for some in (gone, come)]
        told.append(Change(label=name + history.label_of(at, part), before=shown[0], after=shown[1]))
    return tuple(told)


def _each(value: object) -> Sequence[str]:
    return value if isinstance(value, tuple) else (str(value),) if value else ()


def seen(text: str) -> str:
    """A text in which spaces too many and signs that cannot be seen can be."""
    clean = tidy(text)
    if text == clean:
        return text
    found = _SPACES.sub(lambda spaces: "␣" * len(spaces[0]), text)
    return "".join(f"⟨U+{ord(sign):04X}⟩" if sign not in clean and not sign.isprintable() else sign for sign in found)


_SPACES = re.compile(r"^\s+|\s+$|(?<=\s)\s+|[^\S ]")
