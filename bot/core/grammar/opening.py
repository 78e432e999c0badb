"""What a link to the bot may do: it only shows, as whoever follows it has not read a command."""

from __future__ import annotations

from bot.core.grammar.commands import (
    Command,
    Digest,
    DigestAction,
    Help,
    List,
    Settings,
    Status,
    Trends,
    TrendsAction,
)
from bot.core.grammar.comparison import Compare

_ALWAYS = (List, Help, Status, Compare)
_DIGEST = (DigestAction.SHOW, DigestAction.ALL)


def only_shows(command: Command) -> bool:
    match command:
        case Settings():
            return command.name is None
        case Digest():
            return command.action in _DIGEST
        case Trends():
            return command.action is TrendsAction.SHOW and not command.on
    return isinstance(command, _ALWAYS)
