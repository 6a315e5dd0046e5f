"""Campaigns and the messages within them."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from mediabank.models.base import new_id
from mediabank.models.concepts import Concept
from mediabank.models.organisations import Organisation


class Campaign(Model):
    """A campaign or collection; its titles are the labels of its one concept in the vocabulary campaign."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    slug = fields.CharField(100, unique=True)
    concept: fields.OneToOneRelation[Concept] = fields.OneToOneField(
        "models.Concept", related_name="campaign", on_delete=fields.RESTRICT
    )
    owner: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="campaigns", on_delete=fields.RESTRICT, db_index=True
    )
    starts = fields.DatetimeField(null=True)
    ends = fields.DatetimeField(null=True, description="first moment after it")
    terms: Any = fields.JSONField(description="language → usage terms for the whole campaign")
    alteration: Any = fields.JSONField(default=list, description="ids of concepts: what may be changed in all of it")
    created_at = fields.DatetimeField()

    concept_id: Any
    owner_id: Any


class Message(Model):
    """One idea of a campaign; all surfaces and languages of it belong together."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    campaign: fields.ForeignKeyRelation[Campaign] = fields.ForeignKeyField(
        "models.Campaign", related_name="messages", on_delete=fields.CASCADE
    )
    position = fields.IntField()
    titles: Any = fields.JSONField(description="language → title")

    campaign_id: Any

    class Meta:
        unique_together = (("campaign", "position"),)
