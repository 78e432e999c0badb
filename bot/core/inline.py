"""What a bot suggests while somebody still types in another conversation. Pure values."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.message import Message


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`key`: tells it from the others. `message`: what is said in the conversation if chosen."""

    key: str
    title: str
    description: str
    message: Message


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`hint`: a few words that lead to the bot itself, "" for none.

    `seconds`: how long the same question may be answered the same way.
    """

    found: tuple[Suggestion, ...] = ()
    hint: str = ""
    seconds: int = 0
