"""A person's own channels and groups, steered from their conversation with the bot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chats:
    """Show them all, or with `chat` (its id at Telegram) what can be done in that one.

    `new`: choose one that isn't known yet.
    """

    chat: str = ""
    new: bool = False
