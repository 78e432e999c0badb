"""A firm and its accounts, as one workspace has confirmed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from urllib.parse import urlsplit

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.model import Person, TargetState, WorkspaceId
from connectors.types import Target
from connectors.website.domains import same_owner

FirmId = NewType("FirmId", int)
QUIET_AFTER = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Firm:
    """One firm. `slug`: what a person types. `site`: an address of its web site, or ""."""

    id: FirmId
    workspace_id: WorkspaceId
    slug: str
    name: str
    kind: FirmKind
    relation: Relation | None
    site: str
    created_by: Person
    created_at: datetime


class Standing(StrEnum):
    """`NEW`: not looked at yet. `UNREAD`: the last looks failed; the posts seen so far stand."""

    OK = "ok"
    NEW = "new"
    GONE = "gone"
    UNREAD = "unread"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class AccountState:
    """How an account stands. `since`: gone, unread since then, or its last publication.

    `why`: the key of the texts of what keeps it from being read.
    """

    standing: Standing
    since: datetime | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class FirmAccount:
    """An account that a person confirmed. `proof`: as bot.core.firms.judge tells it, or person.

    `target` has today's name and handle: an account is followed by its key.
    """

    firm_id: FirmId
    target: Target
    proof: str
    state: AccountState
    confirmed_at: datetime


def state_of(seen: TargetState, now: datetime) -> AccountState:
    """What the looks say of an account."""
    if seen.failures:
        standing = Standing.GONE if seen.error == "gone" else Standing.UNREAD
        return AccountState(standing, seen.failing_since, seen.error)
    if seen.newest_at is not None and now - seen.newest_at > QUIET_AFTER:
        return AccountState(Standing.QUIET, seen.newest_at)
    if seen.last_good_at is None:
        return AccountState(Standing.NEW)
    return AccountState(Standing.OK, seen.newest_at)


def same_site(one: str, other: str) -> bool:
    """Are two addresses those of one firm's site? Ports tell sites of one host apart."""
    return bool(one and other) and same_owner(one, other) and _port(one) == _port(other)


def shown_site(address: str) -> str:
    """An address as people write it: "cabinet-durand.fr"."""
    bare = address.partition("://")[2] or address
    return bare.removeprefix("www.").rstrip("/")


def _port(address: str) -> int | None:
    try:
        return urlsplit(address if "://" in address else f"//{address}").port
    except ValueError:
        return None
