"""How handing over and leaving are typed: "list to #other", "forget here", "owners new"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.grammar.commands import Bad, Ok, Result
from bot.core.grammar.leaving import Forget, MoveList, Owners, OwnersAction
from bot.core.grammar.lex import Args, Token, shown
from bot.core.grammar.values import Verb
from bot.core.grammar.words import HERE, SWITCH, TO, words_of

_ACTIONS = {
    **dict.fromkeys(words_of("new nouveau nouvelle add ajouter"), OwnersAction.NEW),
    **dict.fromkeys(words_of("leave quit quitter partir"), OwnersAction.LEAVE),
}


def moved_list(tokens: Sequence[Token]) -> MoveList | None:
    """ "to #other": a list that goes to another channel; None: words to filter the list by."""
    if len(tokens) != 2 or tokens[0].folded not in TO:
        return None
    name = tokens[1].text
    return MoveList(name.removeprefix("#")) if name[0] in "#@" and len(name) > 1 else None


def write_moved_list(command: MoveList) -> str:
    return f"{Verb.LIST} to {command.to if command.to.startswith('@') else f'#{command.to}'}"


def read_forget(args: Args) -> Result:
    """Ok(Forget): here, and that the person means it. Bad: bad_forget."""
    where, _, sure = args.folded.partition(" ")
    if where not in HERE or (sure and SWITCH.get(sure) != "on"):
        return Bad("bad_forget", args.start, shown(args.plain), example="forget here")
    return Ok(Forget(bool(sure)))


def write_forget(command: Forget) -> str:
    return f"{Verb.FORGET} here{' yes' if command.agreed else ''}"


def read_owners(args: Args) -> Result:
    """Ok(Owners). Bad: bad_owners."""
    if not args.tokens:
        return Ok(Owners())
    action = _ACTIONS.get(args.folded)
    if action is None:
        return Bad("bad_owners", args.start, shown(args.plain), example="owners new")
    return Ok(Owners(action))


def write_owners(command: Owners) -> str:
    shows = command.action is OwnersAction.SHOW
    return Verb.OWNERS if shows else f"{Verb.OWNERS} {command.action}"
