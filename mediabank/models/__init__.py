"""Every table of the bank, and how to reach the database."""

from mediabank.models.assets import (
    Asset,
    AssetConcept,
    AssetReach,
    AssetText,
    Rendition,
    Revision,
    Version,
)
from mediabank.models.base import configuration, connect, connection_address, new_id
from mediabank.models.campaigns import Campaign, Message
from mediabank.models.concepts import (
    Change,
    Concept,
    Dump,
    Field,
    Import,
    Label,
    Relation,
    SchemeVersion,
    Touched,
    Vocabulary,
)
from mediabank.models.organisations import Agreement, Organisation
from mediabank.models.people import Attempt, Key, Notice, Person, Role, Session
from mediabank.models.records import Answer, Audit, Fact, Orphan, Salt, Taken, Task, Usage

__all__ = [
    "Agreement",
    "Answer",
    "Asset",
    "AssetConcept",
    "AssetReach",
    "AssetText",
    "Attempt",
    "Audit",
    "Campaign",
    "Change",
    "Concept",
    "Dump",
    "Fact",
    "Field",
    "Import",
    "Key",
    "Label",
    "Message",
    "Notice",
    "Organisation",
    "Orphan",
    "Person",
    "Relation",
    "Rendition",
    "Revision",
    "Role",
    "Salt",
    "SchemeVersion",
    "Session",
    "Taken",
    "Task",
    "Touched",
    "Usage",
    "Version",
    "Vocabulary",
    "configuration",
    "connect",
    "connection_address",
    "new_id",
]
