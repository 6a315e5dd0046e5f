"""Whole concepts as JSON, for the history and for taking a change back."""

from collections.abc import Collection, Mapping
from typing import Any

from mediabank.concepts.rows import label
from mediabank.models import Concept, Label, Relation, new_id

COLUMNS = ("slug", "notation", "position", "deprecated", "state", "definitions", "notes", "properties", "extra")
Snapshot = Mapping[str, Any]


async def snapshots(concepts: Collection[Any]) -> dict[str, Any]:
    """Id → the concept as it stands: its columns, `current`, labels and relations."""
    rows = await Concept.filter(id__in=[str(each) for each in concepts])
    ids = [row.id for row in rows]
    labels: dict[Any, list[Any]] = {id_: [] for id_ in ids}
    for label_ in await Label.filter(concept_id__in=ids).order_by("kind", "language", "text"):
        labels[label_.concept_id].append([label_.kind, label_.language, label_.text])
    relations: dict[Any, list[Any]] = {id_: [] for id_ in ids}
    for each in await Relation.filter(concept_id__in=ids).order_by("kind", "address"):
        relations[each.concept_id].append([each.kind, str(each.target_id) if each.target_id else None, each.address])
    return {
        str(row.id): {
            **{name: getattr(row, name) for name in COLUMNS},
            "current": str(row.current_id) if row.current_id else None,
            "labels": labels[row.id],
            "relations": relations[row.id],
        }
        for row in rows
    }


async def snapshot(row: Concept) -> dict[str, Any]:
    """One concept as JSON."""
    found: dict[str, Any] = (await snapshots([row.id]))[str(row.id)]
    return found


async def put_back(concept: Any, said: Snapshot) -> None:
    """Make a concept what the snapshot says; inside the caller's transaction, who calls `touched` afterwards."""
    await Concept.filter(id=str(concept)).update(**{name: said[name] for name in COLUMNS}, current_id=said["current"])
    await write_labels(concept, said["labels"])
    await write_relations(concept, said["relations"])


async def write_labels(concept: Any, labels: Collection[Any]) -> None:
    """Replace all labels by these: [kind, language, text]."""
    await Label.filter(concept_id=str(concept)).delete()
    await Label.bulk_create(label(concept, kind, language, text) for kind, language, text in labels)


async def write_relations(concept: Any, relations: Collection[Any]) -> None:
    """Replace all relations by these: [kind, id of the target or None, address]."""
    await Relation.filter(concept_id=str(concept)).delete()
    await Relation.bulk_create(
        Relation(id=new_id(), concept_id=concept, kind=kind, target_id=target, address=address)
        for kind, target, address in relations
    )
