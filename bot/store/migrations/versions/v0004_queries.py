"""One expression for what a watch's posts must match, in place of two lists of words."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# As many parts as an expression may have.
MOST = 50
watch = sa.table(
    "watch",
    sa.column("id", sa.BigInteger),
    sa.column("include", sa.Text),
    sa.column("exclude", sa.Text),
    sa.column("query", sa.Text),
)


def upgrade() -> None:
    op.add_column("watch", sa.Column("query", sa.Text(), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(watch)).all():
        query = _query(json.loads(row.include), json.loads(row.exclude))
        if query is not None:
            filled = sa.update(watch).where(watch.c.id == row.id)
            connection.execute(
                filled.values(query=json.dumps(query, ensure_ascii=False, separators=(",", ":")))
            )
    op.drop_column("watch", "include")
    op.drop_column("watch", "exclude")


def _query(include: list[str], exclude: list[str]) -> list[Any] | None:
    """Unwanted words first: of too many, they are kept."""
    unwanted: list[list[Any]] = [["not", _part(text)] for text in exclude if text.strip()]
    wanted = [_part(text) for text in include if text.strip()]
    parts = [*unwanted, *wanted][:MOST]
    if len(parts) > 1:
        return ["all", *parts]
    return parts[0] if parts else None


def _part(text: str) -> list[str]:
    words = text.split()
    return ["phrase" if len(words) > 1 else "word", " ".join(words)]
