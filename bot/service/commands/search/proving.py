"""A firm that is looked for by name: the site that the likeliest account names is read too."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.core.message import Aside, Block, Reply, line
from bot.service.commands.answers import unanswered
from bot.service.commands.context import Context
from bot.service.commands.firm_named import Lead, lead_of, proved, reading
from bot.service.commands.firms import beside
from bot.service.commands.search.asking import Results
from bot.service.commands.search.showing import answer, asides
from connectors.query import Phrase, Word, plain, required


def site_named(ctx: Context, results: Results) -> Lead | None:
    """Of a name in plain words, where accounts are wanted first."""
    wanted = results.subject.wanted
    named = all(isinstance(one, Word | Phrase) for one in required(wanted))
    if not results.command.accounts_first or results.page > 1 or not named:
        return None
    return lead_of(ctx, plain(wanted), results.found.accounts)


def beginning(ctx: Context, results: Results) -> Reply:
    """What is known before that site is read."""
    shown, lead = answer(ctx, results), site_named(ctx, results)
    return shown if lead is None else beside(shown, (reading(ctx, lead),))


async def proven(ctx: Context, results: Results, at_most: int) -> AsyncIterator[Reply]:
    """The accounts with what that site proves; nothing where none is named.

    `at_most`: answers, of which the last one tells the most.
    """
    lead = site_named(ctx, results)
    if lead is None:
        return
    name, accounts = plain(results.subject.wanted), results.found.accounts
    last: Reply | None = None
    async for proof in proved(ctx, name, accounts, lead):
        last = _shown(ctx, results, proof)
        at_most -= 1
        if at_most > 0:
            yield last
    if last is not None and at_most <= 0:
        yield last


def _shown(ctx: Context, results: Results, proof: Reply | Block) -> Reply:
    if isinstance(proof, Reply):
        return beside(proof, _limits(ctx, results))
    return beside(answer(ctx, results), (proof,))


def _limits(ctx: Context, results: Results) -> tuple[Block, ...]:
    """Who did not answer or wasn't asked about the name."""
    said = asides(ctx, results)
    if results.missing:
        missing = unanswered(ctx.words, results.missing, "search.no_answer")
        said.insert(0, Aside(line(missing)))
    return tuple(said)
