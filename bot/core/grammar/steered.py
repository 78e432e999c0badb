"""How steering is typed: "channels", "channels new", "channels -1001234"."""

from __future__ import annotations

import re

from bot.core.grammar.commands import Bad, Ok, Result
from bot.core.grammar.lex import Args, shown
from bot.core.grammar.steering import Chats
from bot.core.grammar.values import Verb
from bot.core.grammar.words import words_of

_ID = re.compile(r"-?[0-9]{1,20}")
_NEW = words_of("new another nouveau autre ajouter")


def read_chats(args: Args) -> Result:
    """Ok(Chats). Bad: bad_chats."""
    said = args.folded
    if not said:
        return Ok(Chats())
    if said in _NEW:
        return Ok(Chats(new=True))
    if _ID.fullmatch(args.plain):
        return Ok(Chats(args.plain))
    return Bad("bad_chats", args.start, shown(args.plain), example="channels")


def write_chats(command: Chats) -> str:
    if command.chat:
        return f"{Verb.CHANNELS} {command.chat}"
    return f"{Verb.CHANNELS} new" if command.new else Verb.CHANNELS
