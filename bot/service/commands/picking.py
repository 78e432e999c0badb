"""Which account was meant: the command of a candidate, and several answers as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.grammar import Ok, TermKind, Watch, parse, render
from bot.core.message import Audience, Block, Message, Reply
from bot.service.commands.context import Context
from connectors.types import Account, Kind

_PLAIN = re.compile(r"@?[\w.-]+(?:@[\w.:-]+)?")


def pick_command(account: Account) -> str:
    """The canonical command that watches exactly this candidate."""
    if account.kind is Kind.HASHTAG:
        return f"watch #{account.handle} on {account.network}"
    if account.network == "mastodon":
        return f"watch @{account.handle}"
    if account.network == "feed":
        return f"watch {account.url}"
    handle = account.handle.strip('"')
    if account.network == "hackernews" and account.kind is Kind.QUERY and " " not in handle:
        return f"watch hackernews:#{handle}"  # without the sign it is a person's name
    return f"watch {account.network}:" + (handle if _PLAIN.fullmatch(handle) else f'"{handle}"')


def picked(command: Watch, *accounts: Account) -> str:
    """The command that was typed, for exactly these candidates: its words and place stay."""
    if is_query(command):
        return render(replace(command, on=tuple(one.network for one in accounts)))
    read = [parse(pick_command(one)) for one in accounts]
    chosen = [one.command for one in read if isinstance(one, Ok) and isinstance(one.command, Watch)]
    terms = tuple(term for one in chosen for term in one.terms)
    on = chosen[0].on if len(chosen) == 1 else ()
    return render(replace(command, terms=terms, on=on))


def is_query(command: Watch) -> bool:
    """Of words alone, which a network isn't named for: they stay as they were typed."""
    kinds = [one.kind for one in command.terms if one.network is None]
    return len(command.terms) == 1 and kinds in ([TermKind.QUERY], [TermKind.PHRASE])


def together(ctx: Context, said: Sequence[Reply]) -> Reply:
    """What was said of several targets of one command, as one answer."""
    if len(said) == 1:
        return said[0]
    parts = [one.message for one in said]
    buttons = tuple(
        replace(one.buttons[0], label=f"{number} {one.buttons[0].label}")
        for number, one in enumerate(parts, start=1)
        if one.buttons
    )
    message = Message(
        summary=" ".join(one.summary for one in parts),
        blocks=_once(parts),
        buttons=buttons[:3],
        more=buttons[3:8],
        language=ctx.words.language,
    )
    public = all(one.audience is Audience.CHANNEL for one in said)
    return Reply(message, audience=Audience.CHANNEL if public else Audience.PERSON)


def _once(parts: Sequence[Message]) -> tuple[Block, ...]:
    """What is true of all alike stands once, at the end."""
    first, *others = parts
    alike = tuple(one for one in first.blocks if all(one in each.blocks for each in others))
    return *(one for each in parts for one in each.blocks if one not in alike), *alike


def is_paid(ctx: Context, account: Account) -> bool:
    return ctx.house.networks.get(account.network).budget() is not None
