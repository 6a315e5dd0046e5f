"""Libraries, counties, schools and the consortium, and what each may use."""

from tortoise import fields
from tortoise.models import Model

from mediabank.models.base import new_id


class Organisation(Model):
    """A library, county, school or the consortium; its ISIL is its face, its row id its key."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(200)
    slug = fields.CharField(80, unique=True, description="short name in addresses and on the command line")
    isil = fields.CharField(16, null=True, unique=True, description="ISO 15511; the consortium has none")
    kind = fields.CharField(20, description="a slug of the vocabulary library-type, or 'consortium'")
    county = fields.CharField(4, null=True, description="a slug of the vocabulary county")
    parent: fields.ForeignKeyNullableRelation["Organisation"] = fields.ForeignKeyField(
        "models.Organisation", related_name="children", null=True, on_delete=fields.SET_NULL, db_index=True
    )
    closed_at = fields.DatetimeField(null=True, description="a closed organisation holds no rights")
    created_at = fields.DatetimeField()

    parent_id: object


class Agreement(Model):
    """What an organisation may use, from–to; the period is half-open and in UTC."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="agreements", on_delete=fields.CASCADE, db_index=True
    )
    kind = fields.CharField(20, description="subscription or trial")
    starts = fields.DatetimeField()
    ends = fields.DatetimeField(null=True, description="first moment outside; null: until further notice")
