"""What accounts are used to, and which departures from it channels were told."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from bot.store.columns import json_value, reference, row_id, table_of, words


class RhythmRow(SQLModel, table=True):
    """An account's habits in a time zone, worked out on the local `day`; they hold for that day.

    `weekly` and what follows is NULL where its habits aren't known. `hours`: its usual ones.
    `gap`, `longest`: in seconds.
    """

    __tablename__ = "rhythm"
    target_id: int = reference("target", primary_key=True)
    zone: str = words(primary_key=True)
    day: date
    weekly: float | None = None
    daily: float | None = None
    hours: Any = json_value()
    gap: float | None = None
    longest: float | None = None
    busiest: int | None = None
    last_at: datetime | None = None


rhythm = table_of(RhythmRow)


class PublishingRow(SQLModel, table=True):
    """By which looks are spread: `posts` by hour (UTC) of working days, then of weekends, in
    `weeks`."""

    __tablename__ = "publishing"
    target_id: int = reference("target", primary_key=True)
    weeks: float
    posts: Any = json_value()


publishing = table_of(PublishingRow)


class ToldBreakRow(SQLModel, table=True):
    """A silence or a burst that a channel was told. `at`: since when it is silent, or when the
    loud day began. `ended_at`: when it was noticed that a silence is over."""

    __tablename__ = "told_break"
    __table_args__ = (UniqueConstraint("channel_id", "target_id", "kind", "at", name="told_once"),)
    id: int | None = row_id()
    channel_id: int = reference("channel")
    target_id: int = reference("target")
    kind: str = words()
    at: datetime
    told_at: datetime
    ended_at: datetime | None = None


told_break = table_of(ToldBreakRow)
