"""What commands are made of: verbs, and the things that people name."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TypeAlias


class Verb(enum.StrEnum):
    """The canonical (English) name of each thing that can be asked."""

    WATCH = "watch"
    UNWATCH = "unwatch"
    LIST = "list"
    SEARCH = "search"
    FIND = "find"
    DIGEST = "digest"
    MUTE = "mute"
    UNMUTE = "unmute"
    WHY = "why"
    STATUS = "status"
    NETWORKS = "networks"
    SETTINGS = "settings"
    UNDO = "undo"
    CLAIM = "claim"
    ALLOW = "allow"
    FIRM = "firm"
    PANEL = "panel"
    TRENDS = "trends"
    INSPIRE = "inspire"
    SAVE = "save"
    BOARD = "board"
    COMPARE = "compare"
    IMPORT = "import"
    EXPORT = "export"
    PUBLISH = "publish"
    FORGET = "forget"
    OWNERS = "owners"
    CHANNELS = "channels"
    HELP = "help"


class TermKind(enum.StrEnum):
    HANDLE = "handle"
    ADDRESS = "address"
    DOMAIN = "domain"
    LINK = "link"
    TAG = "tag"
    PHRASE = "phrase"
    WORDS = "words"
    NAMED = "named"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to watch or to look for.

    `text` by kind: HANDLE `durand` (no @) · ADDRESS `user@host[:port]` · DOMAIN `cabinet.fr` ·
    LINK an absolute URL without tracking parameters · TAG `tva` (no #) · PHRASE exact words ·
    WORDS words that must all occur · NAMED a name on `network` · QUERY an expression, as
    bot.core.grammar.expression writes it.
    `network`: canonical name where it was typed as `network:…`, else None.
    """

    kind: TermKind
    text: str
    network: str | None = None


Ref: TypeAlias = int | Term
"""A watch: its number in the list (1 to 999), or what is watched."""
