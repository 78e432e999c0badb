"""What channels keep on their boards."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from bot.store.columns import reference, row_id, table_of, words


class SavedRow(SQLModel, table=True):
    """A publication on a channel's board. Its words are the post's, and go with them.

    `place`: its address as bot.core.grammar.links.page spells it, else network and key: what makes
    it one. `post_id` NULL: a link whose publication was never seen.
    """

    __tablename__ = "saved"
    __table_args__ = (UniqueConstraint("channel_id", "place", name="saved_once"),)
    id: int | None = row_id()
    workspace_id: int = reference("workspace")
    channel_id: int = reference("channel")
    post_id: int | None = reference("post", default=None)
    place: str = words()
    url: str = words()
    network: str = words()
    author: str = words()
    note: str = words()
    saved_by: str = words()
    saved_by_name: str = words()
    saved_at: datetime


saved = table_of(SavedRow)
