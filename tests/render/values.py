"""Small values for the tests of alerts, digests and notices."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.model import (
    ChannelId,
    Entry,
    Person,
    PostId,
    StoredPost,
    Watch,
    WatchId,
    WorkspaceId,
)
from bot.render.alerts import Shown
from bot.render.words import Words
from connectors.types import Kind, Post, Target, TargetId

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)  # a Monday, 08:30 in Paris
EN, FR = Words("en", "Europe/Paris", NOW), Words("fr", "Europe/Paris", NOW)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DURAND = Watch(
    WatchId(1),
    WorkspaceId(1),
    ChannelId(1),
    Target(
        TargetId(1),
        "bluesky",
        Kind.ACCOUNT,
        "did:plc:1",
        "durand_expertise",
        "Durand Expertise",
        "https://bsky.example/durand",
        "bsky.example",
        "did:plc:1",
    ),
    NOW - 20 * DAY,
    Person("U1", "Anne"),
)


def visible(text: str) -> str:
    """No-break spaces as ~ (wide) and ¬ (narrow), so that a test shows where they stand."""
    return text.replace("\u00a0", "~").replace("\u202f", "¬")


def stored(number: int = 1, text: str = "Words.", **facts: Any) -> StoredPost:
    """A publication an hour old, seen a minute later."""
    at = facts.pop("published_at", NOW - HOUR)
    post = Post(
        "bluesky",
        f"at://{number}",
        f"https://bsky.example/{number}",
        "did:plc:1",
        "durand_expertise",
        "Cabinet Durand",
        text,
        at,
    )
    return StoredPost(
        PostId(number), replace(post, **facts), (at or NOW - HOUR) + timedelta(minutes=1)
    )


def shown(one: StoredPost, watch: Watch = DURAND) -> Shown:
    return Shown(Entry(one, watch.id), watch)
