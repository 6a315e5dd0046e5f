"""What the bank remembers of its own work: tasks, usage, audit, answers already given, facts about itself."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from mediabank.models.assets import Version
from mediabank.models.base import new_id
from mediabank.models.organisations import Organisation
from mediabank.models.people import Person


class Task(Model):
    """Work that is owed; written in the transaction that needs it done."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(60)
    arguments: Any = fields.JSONField()
    key = fields.CharField(200, null=True, description="the same work is owed once: one waiting row per key")
    state = fields.CharField(8, description="waiting, doing, done or failed")
    not_before = fields.DatetimeField()
    attempts = fields.IntField(default=0)
    worker = fields.CharField(60, null=True, description="who is doing it")
    last_error = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        indexes = (("state", "not_before"), ("key", "state"))


class Usage(Model):
    """One use of an asset, without a person: a hash salted by the day tells visits apart and cannot be undone later."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    organisation: fields.ForeignKeyNullableRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="usage", null=True, on_delete=fields.SET_NULL
    )
    asset = fields.CharField(10, description="kept when the asset is gone")
    version = fields.UUIDField()
    rendition = fields.CharField(40, description="the recipe, or 'original'")
    kind = fields.CharField(12, description="view, download")
    second = fields.DatetimeField(db_index=True, description="UTC, whole seconds")
    session = fields.CharField(32, description="daily-salted hash")

    organisation_id: Any

    class Meta:
        indexes = (("asset", "second"), ("organisation_id", "second"))


class Taken(Model):
    """That an organisation took a version, first and last; what a recall or a consent withdrawal must reach."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    version: fields.ForeignKeyRelation[Version] = fields.ForeignKeyField(
        "models.Version", related_name="taken", on_delete=fields.CASCADE
    )
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="taken", on_delete=fields.CASCADE, db_index=True
    )
    first_at = fields.DatetimeField()
    last_at = fields.DatetimeField()

    class Meta:
        unique_together = (("version", "organisation"),)


class Salt(Model):
    """The salt of one day's session hashes; thrown away when the day is over."""

    day = fields.CharField(10, primary_key=True, description="YYYY-MM-DD in Oslo")
    salt = fields.CharField(64)


class Audit(Model):
    """Who changed what, when; kept by rows that outlive what they speak of."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    at = fields.DatetimeField(db_index=True)
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="audit", null=True, on_delete=fields.SET_NULL
    )
    action = fields.CharField(40, description="such as asset.published")
    subject = fields.CharField(80, db_index=True, description="such as asset:7k2m9p4x3z")
    details: Any = fields.JSONField(description="what changed, without secrets")

    by_id: Any


class Answer(Model):
    """An answer already given to an Idempotency-Key, so that a repeated request is answered alike for 48 hours."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="answers", on_delete=fields.CASCADE
    )
    key = fields.CharField(200)
    request = fields.CharField(64, description="SHA-256 of method, address and body")
    asset = fields.CharField(10, null=True, description="what was made; null while it is being made")
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        unique_together = (("person", "key"),)


class Orphan(Model):
    """An object without a row that the last sweep saw; removed only when the next one sees it again."""

    key = fields.CharField(300, primary_key=True)
    seen_at = fields.DatetimeField()


class Fact(Model):
    """A fact about this bank itself: its base address for linked data, its generation, whether it is a test bank."""

    name = fields.CharField(40, primary_key=True)
    value = fields.CharField(400)
