"""Controlled vocabularies and the metadata scheme as rows; seeded from vocabularies/*.ttl, then the truth."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from mediabank.models.base import new_id


class Vocabulary(Model):
    """A SKOS concept scheme."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    slug = fields.CharField(60, unique=True)
    address = fields.CharField(300, unique=True)
    labels: Any = fields.JSONField(description="language → title")
    definitions: Any = fields.JSONField(description="language → definition")


class Concept(Model):
    """A SKOS concept; its labels and relations are rows of their own."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    vocabulary: fields.ForeignKeyRelation[Vocabulary] = fields.ForeignKeyField(
        "models.Vocabulary", related_name="concepts", on_delete=fields.CASCADE
    )
    slug = fields.CharField(100)
    address = fields.CharField(400, unique=True)
    notation = fields.CharField(60, null=True)
    position = fields.IntField(description="order within the vocabulary, as shipped")
    deprecated = fields.BooleanField(default=False)
    definitions: Any = fields.JSONField(description="language → definition")
    properties: Any = fields.JSONField(description="extras such as a surface's size or a licence's asksCredit")
    modified_at = fields.DatetimeField()

    vocabulary_id: Any

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
        20, description="broader, related, exactMatch, closeMatch, narrowMatch, seeAlso, replacedBy …"
    )
    target: fields.ForeignKeyNullableRelation[Concept] = fields.ForeignKeyField(
        "models.Concept", related_name="relations_here", null=True, on_delete=fields.CASCADE, db_index=True
    )
    address = fields.CharField(400, description="the target's address, also where it is a row")

    concept_id: Any
    target_id: Any


class SchemeVersion(Model):
    """One agreed version of the metadata scheme; each revision of an asset names its own."""

    id = fields.IntField(primary_key=True, generated=False, description="1, 2, …; the highest is in force")
    name = fields.CharField(20, description="the scheme's own version, such as 0.2")
    created_at = fields.DatetimeField()
    frame: Any = fields.JSONField(description="label, languages and derived fields of the scheme")
    groups: Any = fields.JSONField(description="the groups of fields, in order, with labels")
    rules: Any = fields.JSONField(description="the named cross-field rules with gates and parameters")


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
