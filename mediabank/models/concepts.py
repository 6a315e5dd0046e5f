"""Controlled vocabularies and the metadata scheme as rows; seeded from vocabularies/*.ttl, then the truth."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from mediabank.models.base import new_id
from mediabank.models.people import Person


class Vocabulary(Model):
    """A SKOS concept scheme."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    slug = fields.CharField(60, unique=True)
    address = fields.CharField(300, unique=True)
    labels: Any = fields.JSONField(description="language → title")
    definitions: Any = fields.JSONField(description="language → definition")
    notes: Any = fields.JSONField(null=True, description="list of {kind, language, text}")
    version = fields.CharField(60, default="", db_default="", description="as the vocabulary says of itself")
    licence = fields.CharField(300, default="", db_default="", description="address of its licence")
    imported = fields.BooleanField(default=False, db_default=False, description="another's; edited here beside it")
    extra = fields.TextField(null=True, description="N-Triples of what has no column")
    changed = fields.IntField(default=0, db_default=0, description="the generation of words it last changed in")
    created_at = fields.DatetimeField(null=True)
    modified_at = fields.DatetimeField(null=True)


class Concept(Model):
    """A SKOS concept; its labels and relations are rows of their own, and it is never deleted."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    vocabulary: fields.ForeignKeyRelation[Vocabulary] = fields.ForeignKeyField(
        "models.Vocabulary", related_name="concepts", on_delete=fields.CASCADE
    )
    slug = fields.CharField(100)
    address = fields.CharField(400, unique=True)
    notation = fields.CharField(60, null=True)
    position = fields.IntField(description="order within the vocabulary, as shipped")
    deprecated = fields.BooleanField(default=False)
    state = fields.CharField(
        10, default="accepted", db_default="accepted", description="accepted, proposed or declined"
    )
    current: fields.ForeignKeyNullableRelation["Concept"] = fields.ForeignKeyField(
        "models.Concept",
        related_name="merged_here",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
        description="what it was merged into; every reading goes through it",
    )
    definitions: Any = fields.JSONField(description="language → definition")
    notes: Any = fields.JSONField(null=True, description="list of {kind, language, text}")
    properties: Any = fields.JSONField(description="extras such as a surface's size or a licence's asksCredit")
    extra = fields.TextField(null=True, description="N-Triples of what has no column")
    imported: Any = fields.JSONField(null=True, description="what the last import said, to tell local edits apart")
    changed = fields.IntField(
        default=0, db_default=0, db_index=True, description="the generation of words it last changed in"
    )
    created_at = fields.DatetimeField(null=True)
    modified_at = fields.DatetimeField()
    proposed_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="proposals", null=True, on_delete=fields.SET_NULL
    )

    vocabulary_id: Any
    current_id: Any
    proposed_by_id: Any

    class Meta:
        unique_together = (("vocabulary", "slug"),)


class Label(Model):
    """A label of a concept in one language."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    concept: fields.ForeignKeyRelation[Concept] = fields.ForeignKeyField(
        "models.Concept", related_name="labels", on_delete=fields.CASCADE, db_index=True
    )
    kind = fields.CharField(6, description="pref, alt or hidden")
    language = fields.CharField(20)
    text = fields.CharField(400)
    folded = fields.CharField(400, db_index=True)

    concept_id: Any


class Relation(Model):
    """A relation from a concept: to another row, or to an address outside the bank."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    concept: fields.ForeignKeyRelation[Concept] = fields.ForeignKeyField(
        "models.Concept", related_name="relations", on_delete=fields.CASCADE, db_index=True
    )
    kind = fields.CharField(
        20,
        description="broader, related, replacedBy, seeAlso, "
        "exactMatch, closeMatch, broadMatch, narrowMatch, relatedMatch",
    )
    target: fields.ForeignKeyNullableRelation[Concept] = fields.ForeignKeyField(
        "models.Concept", related_name="relations_here", null=True, on_delete=fields.CASCADE, db_index=True
    )
    address = fields.CharField(400, description="the target's address, also where it is a row")

    concept_id: Any
    target_id: Any


class Change(Model):
    """One dated change of a concept or vocabulary, with what undoing it needs."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    at = fields.DatetimeField(db_index=True)
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="word_changes", null=True, on_delete=fields.SET_NULL
    )
    vocabulary: fields.ForeignKeyRelation[Vocabulary] = fields.ForeignKeyField(
        "models.Vocabulary", related_name="changes", on_delete=fields.CASCADE, db_index=True
    )
    concept: fields.ForeignKeyNullableRelation[Concept] = fields.ForeignKeyField(
        "models.Concept", related_name="changes", null=True, on_delete=fields.CASCADE, db_index=True
    )
    kind = fields.CharField(
        12,
        description="created, edited, moved, merged, split, deprecated, restored, imported, proposed, accepted, "
        "declined, undone",
    )
    before: Any = fields.JSONField(null=True, description="snapshots of every concept it touched, by id")
    after: Any = fields.JSONField(null=True, description="the same, afterwards")
    undone_at = fields.DatetimeField(null=True)

    by_id: Any
    vocabulary_id: Any
    concept_id: Any


class Touched(Model):
    """A concept that the change of another one changed too: what it went out into, what lay below it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    change: fields.ForeignKeyRelation[Change] = fields.ForeignKeyField(
        "models.Change", related_name="touched", on_delete=fields.CASCADE, db_index=True
    )
    concept: fields.ForeignKeyRelation[Concept] = fields.ForeignKeyField(
        "models.Concept", related_name="touched_by", on_delete=fields.CASCADE, db_index=True
    )

    change_id: Any
    concept_id: Any


class Import(Model):
    """One run of an import: looked at, shown as a diff, then applied."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    vocabulary: fields.ForeignKeyNullableRelation[Vocabulary] = fields.ForeignKeyField(
        "models.Vocabulary", related_name="imports", null=True, on_delete=fields.CASCADE
    )
    slug = fields.CharField(60, description="of the vocabulary that it makes or updates")
    format = fields.CharField(20)
    file_name = fields.CharField(255, description="as it was called, made safe; for people only")
    state = fields.CharField(10, description="reading, read, applying, applied, refused or failed")
    done = fields.IntField(default=0, description="concepts, of `total`")
    total = fields.IntField(default=0)
    report: Any = fields.JSONField(
        null=True, description="counts, repairs, refusals, and the first of each kind of change"
    )
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="imports", null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField(db_index=True)
    finished_at = fields.DatetimeField(null=True)

    vocabulary_id: Any
    by_id: Any


class Dump(Model):
    """A whole vocabulary in one format, made by a task and kept in the store."""

    id = fields.UUIDField(primary_key=True, default=new_id, description="names the object: dumps/<id>")
    vocabulary: fields.ForeignKeyRelation[Vocabulary] = fields.ForeignKeyField(
        "models.Vocabulary", related_name="dumps", on_delete=fields.CASCADE
    )
    edition = fields.CharField(10, default="", description="YYYY-MM-DD of a dated version; empty for the current state")
    format = fields.CharField(10, description="ttl, jsonld, rdf, nt or marcxml")
    changed = fields.IntField(description="the generation of words that it holds")
    digest = fields.CharField(64, description="SHA-256 of the bytes")
    size = fields.BigIntField(description="bytes")
    made_at = fields.DatetimeField()

    vocabulary_id: Any

    class Meta:
        unique_together = (("vocabulary", "edition", "format"),)


class SchemeVersion(Model):
    """One agreed version of the metadata scheme; each revision of an asset names its own."""

    id = fields.IntField(primary_key=True, generated=False, description="1, 2, …; the highest is in force")
    name = fields.CharField(20, description="the scheme's own version, such as 0.2")
    created_at = fields.DatetimeField()
    frame: Any = fields.JSONField(description="label, languages and derived fields of the scheme")
    groups: Any = fields.JSONField(description="the groups of fields, in order, with labels")
    rules: Any = fields.JSONField(description="the named cross-field rules with gates and parameters")
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="scheme_versions", null=True, on_delete=fields.SET_NULL
    )
    note = fields.CharField(400, default="", db_default="", description="what was changed, in the editor's words")

    by_id: Any


class Field(Model):
    """One field of one version of the scheme."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    scheme: fields.ForeignKeyRelation[SchemeVersion] = fields.ForeignKeyField(
        "models.SchemeVersion", related_name="fields", on_delete=fields.CASCADE
    )
    identifier = fields.CharField(60)
    position = fields.IntField()
    definition: Any = fields.JSONField(description="vocabularies.scheme.Field as JSON")

    class Meta:
        unique_together = (("scheme", "identifier"),)
