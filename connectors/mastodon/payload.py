"""The parts of Mastodon's answers that we read, and nothing of what servers add to them.

https://docs.joinmastodon.org/entities/Status/ and https://docs.joinmastodon.org/entities/Account/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from connectors.payload import many
from connectors.types import Answer


class AccountEntity(msgspec.Struct, frozen=True):
    """`acct`: "user" on the server asked, "user@host" elsewhere. `last_status_at`: a date.

    What only a profile needs may be anything: it spoils no post; nor does `bot`.
    """

    id: str
    username: str
    acct: str
    url: str | None = None
    uri: str | None = None
    display_name: str | None = None
    followers_count: int | None = None
    statuses_count: int | None = None
    last_status_at: str | None = None
    locked: bool | None = None
    suspended: bool | None = None
    moved: AccountEntity | None = None
    note: Any = None
    fields: Any = None
    avatar: Any = None
    bot: Any = None

    def on(self, domain: str) -> str:
        """ "user@host", `domain` being that of the server asked."""
        return self.acct if "@" in self.acct else f"{self.acct}@{domain}"


class MediaEntity(msgspec.Struct, frozen=True):
    type: str = "unknown"
    url: str | None = None
    remote_url: str | None = None
    description: str | None = None


class Option(msgspec.Struct, frozen=True):
    title: str = ""


class Poll(msgspec.Struct, frozen=True):
    options: list[Option] = msgspec.field(default_factory=list)


class TagEntity(msgspec.Struct, frozen=True):
    name: str
    url: str | None = None
    history: list[dict[str, Any]] = msgspec.field(default_factory=list)


class Quote(msgspec.Struct, frozen=True):
    state: str | None = None


class StatusEntity(msgspec.Struct, frozen=True):
    """One status; `reblog` is the boosted one. `id`: per server, ordered, never a number."""

    id: str
    uri: str
    account: AccountEntity
    created_at: str | None = None
    url: str | None = None
    content: str | None = None
    visibility: str = "public"
    spoiler_text: str | None = None
    language: str | None = None
    in_reply_to_id: str | None = None
    in_reply_to_account_id: str | None = None
    edited_at: str | None = None
    pinned: bool | None = None
    favourites_count: int | None = None
    reblogs_count: int | None = None
    replies_count: int | None = None
    media_attachments: list[MediaEntity] | None = None
    tags: list[TagEntity] | None = None
    poll: Poll | None = None
    reblog: StatusEntity | None = None
    quote: Quote | None = None


def statuses(answer: Answer) -> tuple[Sequence[StatusEntity], bool]:
    """The statuses of a page, newest first as it came, and whether all could be read."""
    return many(answer.json(), StatusEntity)
