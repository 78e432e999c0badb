"""Column types that hold on SQLite and on Postgres alike."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, Table, Text, text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# SQLite numbers rows by itself only where the type is exactly INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


def clean(value: str) -> str:
    """The text as every database takes it: no NUL, no half of a surrogate pair."""
    if "\x00" in value:
        value = value.replace("\x00", "\ufffd")
    if value.isascii():
        return value
    return value.encode("utf-8", "replace").decode()


class SafeText(TypeDecorator[str]):
    """Text from networks and people, whatever it holds."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(value)


class JsonText(TypeDecorator[Any]):
    """A JSON value in plain ASCII text: read and written whole, never searched."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def row_id() -> Any:
    return Field(default=None, primary_key=True, sa_type=Id)


def reference(to: str, **options: Any) -> Any:
    return Field(foreign_key=f"{to}.id", sa_type=Id, **options)


def words(**options: Any) -> Any:
    return Field(sa_type=SafeText, **options)


def json_value(**options: Any) -> Any:
    return Field(sa_type=JsonText, **options)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of some rows only, the same on both databases."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def table_of(rows: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(rows.__tablename__)]
