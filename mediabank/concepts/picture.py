"""Makes the picture of all words: whole at first, afterwards from the rows that have changed since."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mediabank.concepts.rows import grouped
from mediabank.concepts.word import DECLINED, Face, Word, Words, numbered, same_address
from mediabank.models import Concept, Field, Label, Relation, SchemeVersion, Vocabulary
from vocabularies.scheme import ConceptFact, Scheme, from_json

ROWS = 1_000
"""Concepts read in one piece, so that other requests get their turn."""
_COLUMNS = (
    "id",
    "vocabulary_id",
    "slug",
    "address",
    "notation",
    "position",
    "deprecated",
    "state",
    "current_id",
    "definitions",
    "properties",
    "changed",
    "modified_at",
)
_LINKS = {"broader": "broader", "related": "related", "replacedBy": "replaced_by"}
_SHAPE = ("broader", "position", "slug", "state", "current", "vocabulary")
"""What the tree hangs on; where none of it has changed, the order of the vocabulary stays."""


async def followed(before: Words | None, generation: str) -> Words:
    """The picture of this generation, from the one before where there is one.

    Rows of the generation before are read again: what another process wrote beside may have been missing.
    A generation that did not rise (the change before it was taken back) has the whole picture read.
    """
    since = numbered(before.generation) if before else 0
    if before is None or numbered(generation) <= since:
        before, since = None, 0
    faces = [_face(row) for row in await Vocabulary.all().order_by("slug")]
    slugs = {face.id: face.slug for face in faces}
    new = await _read(slugs, since) if before else await _read(slugs, None)
    latest = await SchemeVersion.all().order_by("-id").first()
    assert latest is not None, "the bank has no scheme; run: mediabank migrate"
    scheme = before.scheme if before and before.scheme_number == latest.id else await scheme_of(latest)
    made = await asyncio.to_thread(_made, before, new, faces)
    return Words(generation=generation, scheme_number=latest.id, scheme=scheme, **made)


async def _read(slugs: Mapping[str, str], since: int | None) -> list[Word]:
    """The concepts, all or those that have changed since, as words that do not know their place in the tree yet."""
    found: list[Word] = []
    rows = Concept.filter(changed__gte=since or 0)
    last: Any = None
    while True:
        piece = await (rows.filter(id__gt=last) if last else rows).order_by("id").limit(ROWS).values_list(*_COLUMNS)
        if not piece:
            return found
        ids = [row[0] for row in piece]
        last = ids[-1]
        span: dict[str, Any] = (
            {"concept_id__gte": ids[0], "concept_id__lte": last} if since is None else {"concept_id__in": ids}
        )
        labels = await Label.filter(**span).order_by("id").values_list("concept_id", "kind", "language", "text")
        links = await Relation.filter(**span).order_by("id").values_list("concept_id", "kind", "target_id", "address")
        found += await asyncio.to_thread(_words, piece, slugs, grouped(labels), grouped(links))


def _words(
    rows: Sequence[tuple[Any, ...]],
    slugs: Mapping[str, str],
    labels: Mapping[Any, list[tuple[Any, ...]]],
    links: Mapping[Any, list[tuple[Any, ...]]],
) -> list[Word]:
    return [_word(dict(zip(_COLUMNS, row, strict=True)), slugs, labels, links) for row in rows]


def _word(
    row: Mapping[str, Any],
    slugs: Mapping[str, str],
    labels: Mapping[Any, list[tuple[Any, ...]]],
    links: Mapping[Any, list[tuple[Any, ...]]],
) -> Word:
    texts: dict[str, dict[str, tuple[str, ...]]] = {"pref": {}, "alt": {}, "hidden": {}}
    for kind, language, text in labels.get(row["id"], ()):
        texts[kind][language] = (*texts[kind].get(language, ()), text)
    ids: dict[str, list[str]] = {name: [] for name in _LINKS.values()}
    addresses: dict[str, list[str]] = defaultdict(list)
    for kind, target, address in links.get(row["id"], ()):
        if kind in _LINKS and target is not None:
            ids[_LINKS[kind]].append(str(target))
        else:
            addresses[kind].append(address)
    see_also = tuple(addresses.pop("seeAlso", ()))
    return Word(
        id=str(row["id"]),
        vocabulary=slugs[str(row["vocabulary_id"])],
        slug=row["slug"],
        address=row["address"],
        labels={language: found[0] for language, found in texts["pref"].items()},
        alt=texts["alt"],
        hidden=texts["hidden"],
        definitions=row["definitions"],
        ancestors=(),
        depth=0,
        deprecated=row["deprecated"],
        properties=row["properties"],
        position=row["position"],
        notation=row["notation"] or "",
        broader=tuple(ids["broader"]),
        related=tuple(ids["related"]),
        replaced_by=tuple(ids["replaced_by"]),
        mappings={kind: tuple(found) for kind, found in addresses.items()},
        see_also=see_also,
        state=row["state"],
        current=str(row["current_id"] or ""),
        changed=row["changed"],
        modified_at=row["modified_at"],
    )


def _made(before: Words | None, new: Sequence[Word], faces: Sequence[Face]) -> dict[str, Any]:
    """The parts of the picture: those of vocabularies whose tree has changed are made anew, the others are kept."""
    own = {**before.own} if before else {}
    moved = {each.vocabulary for each in new if not _stands(own.get(each.id), each)}
    for each in new:
        known = own.get(each.id)
        own[each.id] = (
            each
            if known is None or each.vocabulary in moved
            else replace(each, ancestors=known.ancestors, depth=known.depth)
        )
    vocabularies = dict(before.vocabularies) if before else {}
    tree = dict(before.tree) if before else {}
    if moved:
        _plant(own, moved, vocabularies, tree)
    patched = {each.id for each in new if each.vocabulary not in moved}
    for slug in {own[each].vocabulary for each in patched}:
        vocabularies[slug] = tuple(own[word.id] for word in vocabularies.get(slug, ()))
    for face in faces:
        vocabularies.setdefault(face.slug, ())
    merged = _merged(own)
    through = {id_: own[_survivor(own, id_)] for id_ in own} if merged else own
    return {
        "own": own,
        "own_slug": {(word.vocabulary, word.slug): word for word in own.values()},
        "by_id": through,
        "by_slug": {(word.vocabulary, word.slug): through[id_] for id_, word in own.items()},
        "by_address": {word.address: through[id_] for id_, word in own.items()},
        "by_code": {
            (word.vocabulary, same_address(word.properties["uri"])): through[id_]
            for id_, word in own.items()
            if "uri" in word.properties
        },
        "vocabularies": vocabularies,
        "faces": {face.slug: face for face in faces},
        "tree": tree,
        "merged": merged,
        "facts": _facts(before, own, through, {each.id for each in new}, whole=bool(moved or merged)),
    }


def _stands(known: Word | None, now: Word) -> bool:
    """Whether a changed word keeps its place in the tree."""
    return known is not None and all(getattr(known, name) == getattr(now, name) for name in _SHAPE)


def _plant(
    own: dict[str, Word],
    moved: Collection[str],
    vocabularies: dict[str, tuple[Word, ...]],
    tree: dict[tuple[str, str], tuple[str, ...]],
) -> None:
    """Make the trees of these vocabularies anew."""
    for key in [key for key in tree if key[0] in moved]:
        del tree[key]
    members: dict[str, list[Word]] = defaultdict(list)
    for word in own.values():
        if word.vocabulary in moved:
            members[word.vocabulary].append(word)
    for slug, found in members.items():
        _grow(own, slug, sorted(found, key=lambda word: (word.position, word.slug)), vocabularies, tree)


def _grow(
    own: dict[str, Word],
    slug: str,
    members: Sequence[Word],
    vocabularies: dict[str, tuple[Word, ...]],
    tree: dict[tuple[str, str], tuple[str, ...]],
) -> None:
    below: dict[str, list[str]] = defaultdict(list)
    for word in members:
        above = _ancestors(own, word)
        own[word.id] = replace(word, ancestors=above, depth=len(above))
        if not word.current and word.state != DECLINED:
            for parent in _parents(own, word.id) or ("",):
                below[parent].append(word.id)
    tree.update({(slug, parent): tuple(children) for parent, children in below.items()})
    ordered: dict[str, None] = {}
    waiting = list(reversed(below[""]))
    while waiting:
        each = waiting.pop()
        if each not in ordered:
            ordered[each] = None
            waiting += reversed(below.get(each, ()))
    standing = (word.id for word in members if not word.current and word.state != DECLINED)
    # what lies below something that is gone, or in a circle, stands last rather than nowhere
    vocabularies[slug] = tuple(own[each] for each in {**ordered, **dict.fromkeys(standing)})


def _parents(own: Mapping[str, Word], id_: str) -> tuple[str, ...]:
    """What stands right above a concept in its vocabulary now: a merged parent is what it was merged into.

    In place of a declined one stand those above it.
    """
    found: dict[str, None] = {}
    seen = {id_}
    waiting = list(own[id_].broader)
    for each in waiting:  # grows while it is walked
        if each not in own or own[each].vocabulary != own[id_].vocabulary:
            continue
        now = _survivor(own, each)
        if now in seen:
            continue
        seen.add(now)
        if own[now].state == DECLINED:
            waiting += own[now].broader
        else:
            found[now] = None
    return tuple(found)


def _ancestors(own: Mapping[str, Word], word: Word) -> tuple[str, ...]:
    above: dict[str, None] = {}
    waiting = list(_parents(own, word.id))
    for each in waiting:  # grows while it is walked: nearest first
        if each not in above and each != word.id:
            above[each] = None
            waiting += _parents(own, each)
    return tuple(above)


def _survivor(own: Mapping[str, Word], id_: str) -> str:
    """What an id now means; a circle of mergers, which nobody can make, ends where it began."""
    seen: set[str] = set()
    while own[id_].current in own and id_ not in seen:
        seen.add(id_)
        id_ = own[id_].current
    return id_


def _merged(own: Mapping[str, Word]) -> dict[str, frozenset[str]]:
    into: dict[str, set[str]] = defaultdict(set)
    for id_, word in own.items():
        if word.current:
            into[_survivor(own, id_)].add(id_)
    return {id_: frozenset(gone) for id_, gone in into.items()}


def _facts(
    before: Words | None, own: Mapping[str, Word], through: Mapping[str, Word], changed: Collection[str], *, whole: bool
) -> dict[tuple[str, str], ConceptFact]:
    if before is None or whole or before.merged:
        return {(word.vocabulary, id_): _fact(own, through[id_]) for id_, word in own.items()}
    return {**before.facts, **{(own[each].vocabulary, each): _fact(own, own[each]) for each in changed}}


def _fact(own: Mapping[str, Word], word: Word) -> ConceptFact:
    return ConceptFact(
        slug=word.slug,
        ancestors=frozenset(own[each].slug for each in word.ancestors),
        deprecated=word.deprecated or word.state == DECLINED,
        replaced_by=tuple(own[each].slug for each in word.replaced_by if each in own),
        properties=word.properties,
    )


def _face(row: Vocabulary) -> Face:
    return Face(
        id=str(row.id),
        slug=row.slug,
        address=row.address,
        titles=row.labels,
        definitions=row.definitions,
        imported=row.imported,
        version=row.version,
        licence=row.licence,
        changed=row.changed,
        modified_at=row.modified_at,
    )


async def scheme_of(version: SchemeVersion) -> Scheme:
    """The scheme of a row with its fields."""
    fields = await Field.filter(scheme_id=version.id).order_by("position")
    return from_json(
        {
            **version.frame,
            "version": version.name,
            "groups": version.groups,
            "rules": version.rules,
            "fields": [each.definition for each in fields],
        }
    )
