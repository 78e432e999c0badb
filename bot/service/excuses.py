"""Why a network could not say anything, where more is known than that it didn't answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.render.texts import CATALOGUES
from bot.render.words import Words
from connectors.errors import (
    BudgetUsed,
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    NotPossible,
    QuotaUsed,
)


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a network: `key` of the texts, after "note."."""

    network: str
    key: str
    until: datetime | None = None


def excuse(network: str, error: ConnectorError) -> Note | None:
    """None: it is silent, and nobody knows why."""
    match error:
        case NeedsApproval():
            note = Note(network, error.what)
        case NotPossible():
            note = Note(network, error.reason)
        case BudgetUsed():
            note = Note(network, f"budget_{error.share}", error.until)
        case QuotaUsed():
            note = Note(network, f"quota_{error.name}", error.until)
        case CredentialRejected():
            note = Note(network, "credential")
        case _:
            return None
    return note if f"note.{note.key}" in CATALOGUES["en"] else None


def told(words: Words, note: Note) -> str:
    until = words.date_in_full(note.until) if note.until else ""
    said = words(f"note.{note.key}", network=words.network(note.network), until=until)
    return said[:1].upper() + said[1:]
