"""What the tests of Bluesky say often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from connectors.bluesky import BlueskyConfig
from connectors.bluesky.payload import Actor
from connectors.bluesky.posts import account_of
from connectors.types import Account
from tests.fakes.bluesky import Sky

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def config(sky: Sky, password: str | None = None) -> BlueskyConfig:
    return BlueskyConfig(
        bluesky_appview_url=sky.origin,
        bluesky_pds_url=sky.origin.replace("127.0.0.1", "localhost"),
        bluesky_identifier="me.example",
        bluesky_app_password=SecretStr(password) if password else None,
    )


def account() -> Account:
    return account_of(Actor(did="did:plc:a", handle="a.fr"), "public.api.bsky.app", "domain")


def item(text: str, at: datetime, reason: Any = None, **fields: Any) -> dict[str, Any]:
    stamp = at.isoformat()
    record = {"text": text, "createdAt": stamp, **fields.pop("record", {})}
    post = {
        "uri": f"at://did:plc:a/app.bsky.feed.post/{at.timestamp():.0f}",
        "author": {"did": "did:plc:a", "handle": "a.fr"},
        "indexedAt": stamp,
        "record": record,
        **fields,
    }
    return {"post": post, "reason": reason} if reason else {"post": post}
