"""A firm looked for by its name: who is called so, and what the site that they name proves."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from bot.core.firms import Candidate, Proof, judge
from bot.core.firms.model import shown_site
from bot.core.grammar import Term, TermKind, Watch
from bot.core.message import Aside, Block, Button, Items, Reply, line
from bot.service.commands.context import Context, bold, lines
from bot.service.commands.firms import account_row, beside, choose, doubts, origin
from bot.service.exploring import Explored, explore, read_site
from connectors.elsewhere import recognise
from connectors.errors import ConnectorError
from connectors.types import Account

FOUND = 6  # accounts of one answer


@dataclass(frozen=True, slots=True)
class Lead:
    """A web site, and the likeliest account of the name, whose profile names it."""

    url: str
    account: Account


def found_accounts(
    ctx: Context, name: str, accounts: Sequence[Account], most: int = FOUND
) -> list[Block]:
    """Accounts found by a firm's name, those that are called so apart from the others.

    A name proves little, which is said.
    """
    judged = _judged(ctx, name, accounts)[:most]
    groups = {
        "firms.called_so": [one for one in judged if one.proof is not Proof.NONE],
        "firms.called_alike": [one for one in judged if one.proof is Proof.NONE],
    }
    blocks: list[Block] = []
    for key, some in groups.items():
        if some:
            rows = tuple(account_row(ctx, one, *doubts(ctx, one, None)) for one in some)
            blocks += [lines(line(bold(ctx.words(key)))), Items(rows)]
    return blocks


def lead_of(ctx: Context, name: str, accounts: Sequence[Account]) -> Lead | None:
    """The first site that one of those who are called so names as its own."""
    for one in _judged(ctx, name, accounts)[:FOUND]:
        site = _site_of(ctx, one.account) if one.proof is not Proof.NONE else None
        if site is not None:
            return Lead(site, one.account)
    return None


def read_button(ctx: Context, lead: Lead) -> Button:
    return ctx.button("button.read_site", f"watch {lead.url}", site=shown_site(lead.url))


def reading(ctx: Context, lead: Lead) -> Block:
    """What is going on, below the accounts that are known by then."""
    return Aside(line(ctx.words("firms.reading", site=shown_site(lead.url))))


async def proved(
    ctx: Context, name: str, accounts: Sequence[Account], lead: Lead
) -> AsyncGenerator[Reply | Block, None]:
    """The same accounts, judged by that site, and those that it names; nothing is added.

    Where the site can't be read or is nobody's: only what is to be said of that.
    """
    networks = ctx.house.networks
    try:
        site = await read_site(networks, lead.url, ctx.asker)
    except ConnectorError:
        yield _told(ctx, "firms.named.unread", lead)
        return
    if site.parked:
        yield _told(ctx, "firms.named.parked", lead)
        return
    watch = Watch((Term(TermKind.LINK, lead.url),))
    async for found in explore(networks, site, name, ctx.now, ctx.asker, known=accounts):
        answer = choose(ctx, watch, site, name, found)
        others = _others(accounts, found)
        why = _told(ctx, "firms.named.why", lead)
        yield beside(answer, (*found_accounts(ctx, name, others), why))


def _others(accounts: Sequence[Account], found: Explored) -> list[Account]:
    """Those of which nothing is proven, but what they are called."""
    shown = {(one.account.network, one.account.key) for one in found.candidates}
    return [one for one in accounts if (one.network, one.key) not in shown]


def _told(ctx: Context, key: str, lead: Lead) -> Block:
    """Why that site: anybody may name it in a profile."""
    one = lead.account
    facts = {"account": one.name or one.handle, "network": ctx.words.network(one.network)}
    return Aside(line(ctx.words(key, site=shown_site(lead.url), **facts)))


def _judged(ctx: Context, name: str, accounts: Sequence[Account]) -> Sequence[Candidate]:
    return judge(None, name, [(one, None) for one in accounts], ctx.now)


def _site_of(ctx: Context, account: Account) -> str | None:
    """The home of the first address of its profile that is no other profile."""
    for url in (account.profile.links or ()) if account.profile else ():
        others = (one for one in ctx.house.networks if one.network not in ("feed", "bridge"))
        if recognise(url) is None and not any(one.parse_target(url) for one in others):
            return origin(url)
    return None
