"""People, the roles they hold in organisations, and how they are recognised."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from mediabank.models.base import new_id
from mediabank.models.organisations import Organisation


class Person(Model):
    """One who signs in; named by a mail address, which is kept case-folded."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    email = fields.CharField(254, unique=True)
    name = fields.CharField(200)
    language = fields.CharField(3, default="nb", description="language of pages and mails")
    password = fields.CharField(200, null=True, description="argon2id, with its parameters")
    closed_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()


class Role(Model):
    """A role that a person holds in an organisation."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="roles", on_delete=fields.CASCADE
    )
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="roles", on_delete=fields.CASCADE, db_index=True
    )
    role = fields.CharField(30, description="a row of access.ROLES")
    limits: Any = fields.JSONField(
        null=True, description="of a vocabulary_editor: {vocabularies, languages}, each a list or null for all"
    )

    class Meta:
        unique_together = (("person", "organisation", "role"),)


class Notice(Model):
    """A line to one person about what became of something of theirs; shown until they put it away."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="notices", on_delete=fields.CASCADE, db_index=True
    )
    kind = fields.CharField(40, description="the key of its sentence: notice.<kind>")
    values: Any = fields.JSONField(description="what the sentence says")
    at = fields.DatetimeField()
    read_at = fields.DatetimeField(null=True)

    person_id: Any


class Session(Model):
    """A signed-in browser; its cookie holds the secret, the table only its SHA-256."""

    digest = fields.CharField(64, primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="sessions", on_delete=fields.CASCADE, db_index=True
    )
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)


class Key(Model):
    """An API key of an organisation, made by a person and living on after them; only its SHA-256 is kept."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    digest = fields.CharField(64, unique=True)
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="keys", on_delete=fields.CASCADE, db_index=True
    )
    made_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="keys", null=True, on_delete=fields.SET_NULL
    )
    roles = fields.CharField(200, description="the maker's roles in the organisation when it was made, by comma")
    scopes = fields.CharField(40, description="read, write, by comma")
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)


class Attempt(Model):
    """A wrong password, kept for fifteen minutes to slow guessing; `subject` is a digest, no name and no address."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    subject = fields.CharField(64, db_index=True)
    at = fields.DatetimeField(db_index=True)
