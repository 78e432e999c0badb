"""Which account was meant: the command of a candidate."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.grammar import Ok, TermKind, Watch, parse, render
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


def is_paid(ctx: Context, account: Account) -> bool:
    return ctx.house.networks.get(account.network).budget() is not None
