"""What an export holds: watches, firms and panels, each with enough to be made again elsewhere."""

from __future__ import annotations

from dataclasses import dataclass


class BadFile(Exception):
    """What is wrong with a file that should be imported, in words."""


@dataclass(frozen=True, slots=True)
class Row:
    """One watch, with enough of its channel and target to make them again.

    `filter`: what its posts must match, as it is typed; "": any do. `came_with`: the slug of the
    panel with which it came; "": a person wanted it for itself.
    """

    platform: str
    bot: str
    chat: str
    topic: str
    channel: str
    private: bool
    language: str
    zone: str
    network: str
    kind: str
    key: str
    handle: str
    name: str
    url: str
    host: str
    ref: str
    mode: str
    filter: str
    originals_only: bool
    label: str
    came_with: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Home:
    """A workspace: a Slack team, one Telegram chat, or the terminal."""

    platform: str
    bot: str
    workspace: str


@dataclass(frozen=True, slots=True, order=True)
class Owned:
    """An account of a firm, as in connectors.types.Account. `proof`: as in store.firms."""

    network: str
    kind: str
    key: str
    handle: str
    name: str
    url: str
    host: str
    ref: str
    proof: str


@dataclass(frozen=True, slots=True, order=True)
class FirmItem:
    """`relation`: "" for none. `accounts` in the order of their keys."""

    home: Home
    slug: str
    name: str
    site: str
    kind: str
    relation: str
    accounts: tuple[Owned, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Follower:
    """A channel of the panel's workspace."""

    chat: str
    topic: str
    mode: str


@dataclass(frozen=True, slots=True, order=True)
class PanelItem:
    """`firms`: their slugs, and `followers`, in order."""

    home: Home
    slug: str
    name: str
    firms: tuple[str, ...] = ()
    followers: tuple[Follower, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    watches: tuple[Row, ...] = ()
    firms: tuple[FirmItem, ...] = ()
    panels: tuple[PanelItem, ...] = ()
