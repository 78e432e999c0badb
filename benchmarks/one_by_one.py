"""The alternative to statements for a whole page: one object at a time through the ORM."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.core.diff import text_hash
from connectors.types import Post


class SeenPost(SQLModel, table=True):
    """Enough of a publication to know it again."""

    __tablename__ = "seen_post"
    id: int | None = Field(default=None, primary_key=True)
    target_id: int = Field(index=True)
    key: str = Field(index=True)
    text: str
    text_hash: str
    reactions: int | None = None
    published_at: datetime | None = None


class LastLook(SQLModel, table=True):
    __tablename__ = "last_look"
    target_id: int = Field(primary_key=True)
    cursor: str
    at: datetime


async def create(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for table in ("seen_post", "last_look"):
            await connection.run_sync(SQLModel.metadata.tables[table].create)


async def record(
    engine: AsyncEngine, target_id: int, found: Sequence[Post], cursor: str, now: datetime
) -> None:
    """Record a look: each publication is fetched, compared and saved by itself."""
    async with AsyncSession(engine) as session:
        for post in found:
            await _keep(session, target_id, post)
        await session.merge(LastLook(target_id=target_id, cursor=cursor, at=now))
        await session.commit()


async def _keep(session: AsyncSession, target_id: int, post: Post) -> None:
    same = select(SeenPost).where(SeenPost.target_id == target_id, SeenPost.key == post.key)
    known = (await session.exec(same)).first()
    seen = text_hash(post)
    if known is None:
        known = SeenPost(target_id=target_id, key=post.key, text=post.text, text_hash=seen)
    known.reactions = post.reactions
    if known.text_hash != seen:
        known.text, known.text_hash = post.text, seen
    session.add(known)
    await session.flush()
