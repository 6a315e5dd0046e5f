"""The scheme in words: fields, rules, what differs between versions, and what a change would do."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mediabank.access import Viewer
from mediabank.assets import lookup
from mediabank.assets.foretelling import Foretold
from mediabank.assets.glance import glance
from mediabank.concepts.words import Words
from mediabank.errors import Fault
from mediabank.language import best, best_language, text
from mediabank.web.pages import cards
from mediabank.web.problems import fault_text
from mediabank.web.shown import Badge, Change, Link, Problem
from mediabank.web.shown.scheme import Foretelling, SchemeField, SchemeGroup, SchemeRule
from vocabularies.scheme import Difference, Field, Scheme

if TYPE_CHECKING:
    from vocabularies.scheme.values import Group, Member

MAPPINGS = ("iptc", "xmp", "dcterms", "schema", "marc")
TONES: Mapping[str, Any] = {"M": "info", "R": "plain", "C": "plain"}
KEYED: Mapping[str, str] = {
    "draft": "scheme_obligation",
    "publish": "scheme_obligation",
    "added": "scheme_type",
    "retired": "scheme_type",
    "members_added": "scheme_type",
    "members_retired": "scheme_type",
    "type": "scheme_type",
}
"""Part of a field → the section of texts that names its values."""
UNSAID = frozenset({"moved", "rules", "derived", "defaults", "group_added", "group_retired"})
"""Parts whose values say nothing more."""


def groups_of(scheme: Scheme, known: Words, reader: str, *, edit: str = "") -> tuple[SchemeGroup, ...]:
    """The fields under their headings; with `edit`, each leads to where it is changed."""
    standing = {field.group for field in scheme.fields}
    return tuple(
        SchemeGroup(
            id=group.id,
            label=best(group.label, reader),
            fields=tuple(field_of(each, known, reader, edit=edit) for each in scheme.fields if each.group == group.id),
        )
        for group in sorted(scheme.groups, key=lambda group: group.order)
        if edit or group.id in standing
    )


def field_of(field: Field, known: Words, reader: str, *, edit: str = "") -> SchemeField:
    """One field in words."""
    spoken = best_language(field.label, reader)
    return SchemeField(
        id=field.id,
        anchor=f"field-{field.id}",
        label=best(field.label, reader) or field.id,
        help=best(field.help, reader),
        href=f"{edit}/{field.id}" if edit else "",
        type=text(f"scheme_type.{field.type}", reader),
        badges=tuple(_badges(field, reader)),
        vocabulary=_vocabulary(field.vocabulary, known, reader),
        facts=tuple(_facts(field, known, reader)),
        mappings=tuple(
            Change(label=text(f"scheme_page.{name}", reader), after=field.mappings[name])
            for name in MAPPINGS
            if field.mappings.get(name)
        ),
        lang=spoken if spoken != reader else "",
    )


def rules_of(scheme: Scheme, reader: str) -> tuple[SchemeRule, ...]:
    """The named rules, each with its sentence, gate and parameters."""
    return tuple(
        SchemeRule(
            name=rule.name,
            number=rule.number,
            sentence=text(f"rule.{rule.name}", reader),
            gate=text(f"scheme_page.gate_{rule.gate}", reader),
            severity=text(f"scheme_page.severity_{rule.severity}", reader),
            fields=", ".join(
                text("scheme_page.every_field", reader) if each == "*" else called(scheme, each, reader)
                for each in rule.needs
            ),
            parameters=json.dumps(rule.parameters, ensure_ascii=False) if rule.parameters else "",
        )
        for rule in scheme.rules
    )


def called(scheme: Scheme, id_: str, reader: str) -> str:
    """What a field is called; its identifier where the scheme does not have it."""
    field = scheme.by_id.get(id_)
    return (best(field.label, reader) if field else "") or id_


def changes(found: Iterable[Difference], old: Scheme, new: Scheme, known: Words, reader: str) -> tuple[Change, ...]:
    """What differs, one line a part: the field and the part, what it was and what it is."""
    return tuple(_change(each, old, new, known, reader) for each in found)


def problems(faults: Sequence[Fault], scheme: Scheme, reader: str, *, field: str = "") -> tuple[Problem, ...]:
    """What stops a version; on the form of one field each leads to its control, elsewhere it names the field."""
    return tuple(
        Problem(
            text=fault_text(fault, reader),
            anchor=anchor(fault) if field == fault.field and fault.path else "",
            label="" if field == fault.field or not fault.field else called(scheme, fault.field, reader),
        )
        for fault in faults
    )


def anchor(fault: Fault) -> str:
    """The id of the control that a fault is about."""
    return str(fault.path[0]).replace(".", "-") if fault.path else ""


async def foretelling(found: Foretold, scheme: Scheme, viewer: Viewer, reader: str) -> Foretelling:
    """What a new version would do, in sentences; of the assets those are named that the viewer may see."""
    lines = [
        text("scheme_page.would_fail" if found.failing else "scheme_page.none_would_fail", reader, n=found.failing)
    ]
    if found.after:
        lines.append(text("scheme_page.looked_at", reader, n=found.looked, total=found.total))
    if found.failing:
        lines.append(text("scheme_page.stay_published", reader))
    if found.already:
        lines.append(text("scheme_page.fail_already", reader, n=found.already))
    if found.drafts:
        lines.append(text("scheme_page.drafts_asked", reader, n=found.drafts))
    seen = await lookup.visible(viewer).filter(id__in=[each.asset for each in found.named])
    told = await glance(seen)
    return Foretelling(
        lines=tuple(lines),
        by_field=tuple(
            Change(label=called(scheme, id_, reader), after=text("scheme_page.files", reader, n=n))
            for id_, n in sorted(found.by_field.items(), key=lambda pair: -pair[1])
        ),
        assets=tuple(Link(href=each.href, label=each.title) for each in (cards.card(a, told, reader) for a in seen)),
        is_bad=bool(found.failing),
        so_far=found.after,
    )


def _badges(field: Field, reader: str) -> Iterable[Badge]:
    asked = field.obligation("publish")
    if field.draft == "M":
        yield Badge(text=text("scheme_page.asked_draft", reader), tone="info")
    elif asked != "O":
        yield Badge(text=text(f"scheme_page.asked_{asked}", reader), tone=TONES[asked])
    if field.facet:
        yield Badge(text=text("scheme_page.facet", reader))
    if not field.public:
        yield Badge(text=text("scheme_page.private", reader), tone="waiting")


def _vocabulary(slug: str, known: Words, reader: str) -> Link | None:
    if not slug:
        return None
    face = known.faces.get(slug)
    return Link(href=f"/vocab/{slug}", label=face.title(reader) if face else slug)


def _facts(field: Field, known: Words, reader: str) -> Iterable[Change]:
    if field.filled_by == "machine":
        yield _fact("filled_by", text("scheme_page.by_machine", reader), reader)
    if field.repeatable:
        yield _fact("several", text("scheme_page.up_to", reader, n=field.max_count), reader)
    if field.max_length and field.type in ("string", "langString"):
        yield _fact("length", text("scheme_page.characters", reader, n=field.max_length), reader)
    if field.applies_to:
        yield _fact("kinds", ", ".join(text(f"scheme_kind.{each}", reader) for each in field.applies_to), reader)
    if field.members:
        yield _fact("members", ", ".join(best(each.label, reader) for each in field.members), reader)
    for slug in dict.fromkeys(each.vocabulary for each in field.members if each.vocabulary):
        face = known.faces.get(slug)
        yield _fact("vocabulary", face.title(reader) if face else slug, reader)
    if field.rules:
        yield _fact("rules", ", ".join(field.rules), reader)


def _fact(name: str, said: str, reader: str) -> Change:
    return Change(label=text(f"scheme_page.{name}", reader), after=said)


def _change(found: Difference, old: Scheme, new: Scheme, known: Words, reader: str) -> Change:
    whose = called(new if found.field in new.by_id else old, found.field, reader) if found.field else ""
    part, inside = found.part, ""
    if found.part.startswith(("group.", "members.")):
        kind, id_, rest = found.part.split(".", 2)
        whose = ": ".join(filter(None, (whose, _named(kind, id_, found.field, old, new, reader))))
        part = f"{kind}_{rest}" if rest in ("added", "retired", "moved") else rest
    part, _, inside = part.partition(".")
    what = text(f"scheme_part.{part}", reader)
    if part == "mappings":
        what = text(f"scheme_page.{inside}", reader)
    elif inside:
        what = f"{what} ({inside})"
    return Change(
        label=f"{whose}: {what}" if whose else what,
        before=_said(part, found.before, old, known, reader),
        after=_said(part, found.after, new, known, reader),
    )


def _named(kind: str, id_: str, field: str, old: Scheme, new: Scheme, reader: str) -> str:
    """What a group, or a member of a field, is called."""
    for scheme in (new, old):
        holding = scheme.by_id.get(field)
        things: Sequence[Group | Member] = scheme.groups if kind == "group" else holding.members if holding else ()
        for each in things:
            if each.id == id_:
                return best(each.label, reader) or id_
    return id_


def _said(part: str, value: Any, scheme: Scheme, known: Words, reader: str) -> str:
    """One part's value as people read it."""
    if value is None or part in UNSAID:
        return ""
    if isinstance(value, bool):
        return text("scheme_page.yes" if value else "scheme_page.no", reader)
    if part == "applies_to":
        return ", ".join(text(f"scheme_kind.{each}", reader) for each in value) or text(
            "scheme_page.every_kind", reader
        )
    if part in KEYED:
        return text(f"{KEYED[part]}.{value}", reader)
    if part == "vocabulary" and value in known.faces:
        return known.faces[value].title(reader)
    groups = {each.id: best(each.label, reader) for each in scheme.groups} if part == "group" else {}
    return _listed(value, groups, reader)


def _listed(value: Any, names: Mapping[str, str], reader: str) -> str:
    if isinstance(value, Mapping):
        return best(value, reader)
    several = value if isinstance(value, list | tuple) else [value]
    return ", ".join(names.get(each, str(each)) if isinstance(each, str) else str(each) for each in several)
