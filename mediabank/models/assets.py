"""Assets, their bytes and their descriptions."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from mediabank.models.base import new_id
from mediabank.models.campaigns import Campaign, Message
from mediabank.models.concepts import Concept, SchemeVersion
from mediabank.models.organisations import Organisation
from mediabank.models.people import Person


class Asset(Model):
    """One thing a library can look for; the columns below `state` are derived from its latest revision."""

    id = fields.CharField(10, primary_key=True, description="10 characters of 23456789bcdfghjkmnpqrstvwxz")
    owner: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="assets", on_delete=fields.RESTRICT, db_index=True
    )
    uploaded_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="assets", null=True, on_delete=fields.SET_NULL, db_index=True
    )
    created_at = fields.DatetimeField(db_index=True)
    modified_at = fields.DatetimeField(db_index=True)
    published_at = fields.DatetimeField(null=True, db_index=True, description="when it was first published")
    binned_at = fields.DatetimeField(null=True)
    bytes_blocked = fields.BooleanField(
        default=False, description="consent withdrawn: no byte to anyone, the keeper too"
    )
    revision = fields.IntField(description="number of the latest revision")
    version = fields.UUIDField(null=True, description="id of the version in use; its bytes are originals/<id>")
    media_kind = fields.CharField(12, description="image, video, audio, document: of the version in use")

    state = fields.CharField(20, description="a slug of the vocabulary workflow-status; no index: nearly all are one")
    available_from = fields.DatetimeField(null=True)
    expires = fields.DatetimeField(null=True)
    sort_title = fields.CharField(200, description="folded, for sorting by title")
    material_type: fields.ForeignKeyNullableRelation[Concept] = fields.ForeignKeyField(
        "models.Concept", related_name="assets_of_type", null=True, on_delete=fields.RESTRICT
    )
    surface: fields.ForeignKeyNullableRelation[Concept] = fields.ForeignKeyField(
        "models.Concept", related_name="assets_of_surface", null=True, on_delete=fields.RESTRICT
    )
    campaign: fields.ForeignKeyNullableRelation[Campaign] = fields.ForeignKeyField(
        "models.Campaign", related_name="assets", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    message: fields.ForeignKeyNullableRelation[Message] = fields.ForeignKeyField(
        "models.Message", related_name="assets", null=True, on_delete=fields.RESTRICT, db_index=True
    )

    owner_id: Any
    uploaded_by_id: Any
    campaign_id: Any
    message_id: Any
    surface_id: Any
    material_type_id: Any


class Version(Model):
    """One set of original bytes of an asset; the row is written only after the store has proven them."""

    id = fields.UUIDField(primary_key=True, default=new_id, description="names the object: originals/<id>")
    asset: fields.ForeignKeyRelation[Asset] = fields.ForeignKeyField(
        "models.Asset", related_name="versions", on_delete=fields.CASCADE
    )
    number = fields.IntField(description="1, 2, …; the highest is in use")
    digest = fields.CharField(64, db_index=True, description="SHA-256 of the bytes, lower-case hex; not unique")
    crc32 = fields.BigIntField(description="CRC-32 of the bytes")
    size = fields.BigIntField(description="bytes")
    media_type = fields.CharField(100, description="from the bytes, never from the file name")
    media_kind = fields.CharField(12, description="image, video, audio, document")
    file_name = fields.CharField(255, description="as it was called, made safe; for people only")
    width_px = fields.IntField(null=True, description="upright")
    height_px = fields.IntField(null=True, description="upright")
    preview = fields.CharField(12, description="yes, no_loader, damaged or too_large")
    dominant = fields.CharField(7, null=True, description="#rrggbb, shown while the picture loads")
    facts: Any = fields.JSONField(description="what the probe saw: pages, colour, print size …")
    embedded: Any = fields.JSONField(description="scheme values proposed from the file's own metadata")
    created_at = fields.DatetimeField()
    created_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="versions", null=True, on_delete=fields.SET_NULL
    )

    asset_id: Any
    created_by_id: Any

    class Meta:
        unique_together = (("asset", "number"),)


class Revision(Model):
    """One saved state of a description: the truth from which all else about it is derived."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    asset: fields.ForeignKeyRelation[Asset] = fields.ForeignKeyField(
        "models.Asset", related_name="revisions", on_delete=fields.CASCADE
    )
    number = fields.IntField()
    scheme: fields.ForeignKeyRelation[SchemeVersion] = fields.ForeignKeyField(
        "models.SchemeVersion", related_name="revisions", on_delete=fields.RESTRICT
    )
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="revisions", null=True, on_delete=fields.SET_NULL
    )
    at = fields.DatetimeField()
    undoes = fields.IntField(null=True, description="number of the revision whose values this one took back")
    values: Any = fields.JSONField(description="field → value; concepts by row id")
    private: Any = fields.JSONField(description="members with public: false, such as consent; never leave the database")

    asset_id: Any
    scheme_id: Any
    by_id: Any

    class Meta:
        unique_together = (("asset", "number"),)


class AssetConcept(Model):
    """A concept in a field of the latest revision; derived."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    asset: fields.ForeignKeyRelation[Asset] = fields.ForeignKeyField(
        "models.Asset", related_name="concepts", on_delete=fields.CASCADE
    )
    field = fields.CharField(60)
    concept: fields.ForeignKeyRelation[Concept] = fields.ForeignKeyField(
        "models.Concept", related_name="asset_concepts", on_delete=fields.RESTRICT, db_index=True
    )

    asset_id: Any
    concept_id: Any

    class Meta:
        unique_together = (("asset", "field", "concept"),)


class AssetText(Model):
    """A text in a field of the latest revision; derived."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    asset: fields.ForeignKeyRelation[Asset] = fields.ForeignKeyField(
        "models.Asset", related_name="texts", on_delete=fields.CASCADE, db_index=True
    )
    field = fields.CharField(60)
    language = fields.CharField(20, description="empty where the field has no language")
    text = fields.TextField()
    folded = fields.TextField()

    asset_id: Any


class AssetReach(Model):
    """Who an asset is meant for: a viewer who holds the token has the right; derived from visibility."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    asset: fields.ForeignKeyRelation[Asset] = fields.ForeignKeyField(
        "models.Asset", related_name="reach", on_delete=fields.CASCADE
    )
    right = fields.CharField(4, description="see or take; take means see too")
    token = fields.CharField(60, description="public, members, org:<row id>, county:<slug>")

    asset_id: Any

    class Meta:
        unique_together = (("asset", "right", "token"),)
        indexes = (("token", "right", "asset_id"),)


class Rendition(Model):
    """Bytes made from a version by a recipe; they can all be made again."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    version: fields.ForeignKeyRelation[Version] = fields.ForeignKeyField(
        "models.Version", related_name="renditions", on_delete=fields.CASCADE
    )
    recipe = fields.CharField(40)
    recipe_version = fields.IntField()
    packet = fields.CharField(12, description="first 12 hex of the SHA-256 of its XMP packet; empty: without metadata")
    key = fields.CharField(200, unique=True, description="the object in the store")
    media_type = fields.CharField(100)
    width_px = fields.IntField()
    height_px = fields.IntField()
    size = fields.BigIntField(description="bytes")
    digest = fields.CharField(64)
    crc32 = fields.BigIntField()
    made_at = fields.DatetimeField()

    version_id: Any

    class Meta:
        unique_together = (("version", "recipe", "recipe_version", "packet"),)
