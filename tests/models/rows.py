"""Rows in every table, made from the models themselves, so that a new table is filled without a word here."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from tortoise import fields
from tortoise.context import require_context
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model
from tortoise.transactions import in_transaction

ROWS = 3
START = datetime(2026, 8, 17, 10, tzinfo=UTC)
SPACE = UUID("6f1de3f0-0000-7000-8000-000000000000")


def tables() -> list[type[Model]]:
    """Every model, those that others point to first."""
    apps = require_context().apps
    assert apps is not None
    waiting, ready = dict(apps["models"]), []
    while waiting:
        for name, model in list(waiting.items()):
            if not {_target(field) for field in _relations(model)} & (set(waiting.values()) - {model}):
                ready.append(waiting.pop(name))
    return ready


async def fill() -> None:
    """ROWS more rows in every table; every relation of the n-th row points to an n-th row."""
    made: dict[type[Model], list[Model]] = {}
    async with in_transaction():
        for model in tables():
            made[model] = [await model.create(**_values(model, n, made)) for n in range(ROWS)]


async def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {model._meta.db_table: await model.all().count() for model in tables()}


def _values(model: type[Model], n: int, made: dict[type[Model], list[Model]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in _relations(model):
        target = _target(field)
        if target in made:
            values[field.model_field_name] = made[target][n]
    for name, field in model._meta.fields_map.items():
        plain = name in model._meta.db_fields and not getattr(field, "reference", None)
        if plain and not field.null:
            values[name] = _value(field, name, n)
    return values


def _value(field: fields.Field[Any], name: str, n: int) -> Any:
    for kind, value in VALUES.items():
        if isinstance(field, kind):
            return value(name, n)
    return f"{name} {n} æ"[-getattr(field, "max_length", 100) :]


VALUES: dict[type[Any], Callable[[str, int], Any]] = {
    fields.UUIDField: lambda name, n: uuid5(SPACE, f"{name}{n}"),
    fields.DatetimeField: lambda _, n: START + timedelta(days=n),
    fields.BooleanField: lambda _, n: n % 2 == 0,
    fields.IntField: lambda _, n: n + 1_000,  # above what a new bank is seeded with
    fields.JSONField: lambda _, n: {"nb": f"æøå {n}"},
}


def _relations(model: type[Model]) -> list[ForeignKeyFieldInstance[Any]]:
    return [field for field in model._meta.fields_map.values() if isinstance(field, ForeignKeyFieldInstance)]


def _target(field: ForeignKeyFieldInstance[Any]) -> type[Model]:
    return field.related_model
