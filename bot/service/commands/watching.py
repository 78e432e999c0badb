"""watch: from a person's words to a watch, or to a question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial

from bot.core.firms.model import shown_site
from bot.core.grammar import Command, Ok, Search, Term, TermKind, Watch, parse, render
from bot.core.grammar.expression import all_of
from bot.core.grammar.words import FIRM, PANEL
from bot.core.message import Button, Items, Message, Reply
from bot.core.model import Channel
from bot.service.commands.accounts import account_line
from bot.service.commands.adding import add, change_mode, price_question
from bot.service.commands.answers import closed, elsewhere_answer, shortfall, unfound
from bot.service.commands.confirmation import change_of, together, with_more
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.firm_watching import watch_firm, watch_several
from bot.service.commands.firms import is_site, propose, unreadable
from bot.service.commands.panel_watching import is_panel, watch_panel
from bot.service.commands.picking import is_paid, picked
from bot.service.commands.places import destination
from bot.service.commands.preview import preview, question
from bot.service.commands.querying import no_network, query_leads, wanted, watch_query
from bot.service.exploring import read_site
from bot.service.finding import Found, credible, find, leads
from bot.service.identifying import Identifying
from connectors.elsewhere import Elsewhere, recognise
from connectors.errors import ConnectorError
from connectors.query import Tagged, Word
from connectors.types import Account, Lead

CHOICES = 5
# Where a name of several words is a phrase to look for, and was typed in quotation marks.
_WORDS = frozenset({"news", "hackernews", "x"})


def typed(term: Term) -> str:
    """The term as a network's parse_target reads it."""
    sign = {TermKind.HANDLE: "@", TermKind.ADDRESS: "@", TermKind.TAG: "#"}.get(term.kind, "")
    prefix = f"{term.network}:" if term.network else ""
    if term.network in _WORDS and " " in term.text:
        return f'{prefix}"{term.text}"'
    return f"{prefix}{sign}{term.text}"


def is_watch(term: Term) -> bool:
    """What is watched here already, as buttons say it."""
    return term.kind is TermKind.NAMED and term.network == "watch"


def _searched(term: Term) -> Search:
    """The search for what can't be watched."""
    if term.kind is TermKind.WORDS:
        return Search(all_of(map(Word, term.text.split())))
    return Search(Tagged(term.text)) if term.kind is TermKind.TAG else Search(None, (term,))


def closed_network(ctx: Context, choices: Sequence[Command]) -> Elsewhere | None:
    """The unreadable network that a question is about: to be answered, not asked."""
    terms = [term for one in choices if isinstance(one, Watch) for term in one.terms]
    return closed(ctx, typed(terms[0])) if len(terms) == 1 else None


async def watch(ctx: Context, command: Watch) -> AsyncIterator[Reply]:
    place = await destination(ctx, command.to)
    if isinstance(place, Reply):
        yield place
        return
    if (denied := await ctx.denial(place)) is not None:
        yield denied
        return
    if command.firm is not None and len(command.terms) > 1:
        yield await watch_several(ctx, place, command, [typed(term) for term in command.terms])
        return
    if all(is_watch(term) for term in command.terms):
        yield await change_mode(ctx, place, command.terms, command.only)
        return
    said: list[Reply] = []
    every = [lead for term in command.terms for lead in _asked(ctx, command, term).values()]
    with closing(Identifying(ctx.house.networks, every, ctx.asker)) as by:
        for number, term in enumerate(command.terms):
            part = replace(ctx, part=number, change=change_of(said))
            async for answer in _watch_one(part, place, command, term, by):
                said[number:] = [answer]
                yield together(ctx, said)
    if len(said) > 1 and _is_shown_first(ctx, command, every):
        yield _with_all(ctx, command, together(ctx, said))


def _is_shown_first(ctx: Context, command: Watch, asked: Sequence[Lead]) -> bool:
    """Filtered accounts that cost nothing: one press may watch them all."""
    paid = any(ctx.house.networks.get(lead.network).budget() is not None for lead in asked)
    return command.query is not None and not command.agreed and not paid


def _with_all(ctx: Context, command: Watch, answer: Reply) -> Reply:
    agreed = render(replace(command, agreed=True))
    said = answer.message
    every = (ctx.button("button.watch_all", agreed, n=len(command.terms)), *said.buttons)
    return replace(answer, message=said.offering(every, said.more))


def _asked(ctx: Context, command: Watch, term: Term) -> dict[str, Lead]:
    """The networks that are asked about a term; empty: there is another answer to it."""
    if term.network in ("watch", FIRM, PANEL):
        return {}
    if (query := wanted(term)) is not None:
        return query_leads(ctx, command, query)
    text = typed(term)
    asked = leads(ctx.house.networks, text, command.on)
    # Any address may have a feed: that alone makes no network readable.
    exact = any(asked[name].exact for name in asked if name != "feed")
    return asked if exact or recognise(text) is None else {}


async def _watch_one(
    ctx: Context, place: Channel, command: Watch, term: Term, by: Identifying
) -> AsyncIterator[Reply]:
    if is_watch(term):
        yield await change_mode(ctx, place, [term], command.only)
        return
    if term.kind is TermKind.NAMED and term.network == FIRM:
        yield await watch_firm(ctx, place, command, term.text)
        return
    if is_panel(term):
        yield await watch_panel(ctx, place, command, term.text)
        return
    text, asked = typed(term), _asked(ctx, command, term)
    query = wanted(term)
    if query is not None and not asked:
        yield no_network(ctx, query)
        return
    if query is not None:
        alone = replace(command, terms=(term,))
        async for answer in watch_query(ctx, place, alone, query, asked, by):
            yield answer
        return
    known = recognise(text)
    if not asked and known is not None:
        yield elsewhere_answer(ctx, known)
        return
    if not asked:
        search = ctx.button("button.search", render(_searched(term)))
        yield ctx.say("watch.no_network", search, what=ctx.words.quote(text))
        return
    meet = _from_site if is_site(command, term, asked) else _from_leads
    async for answer in meet(ctx, place, command, text, asked, by):
        yield answer


async def _from_site(
    ctx: Context,
    place: Channel,
    command: Watch,
    text: str,
    asked: Mapping[str, Lead],
    by: Identifying,
) -> AsyncIterator[Reply]:
    """The accounts of the firm behind it; of an address without a readable page, its feed."""
    yield ctx.say("firms.reading", site=shown_site(text))
    try:
        site = await read_site(ctx.house.networks, text, ctx.asker)
    except ConnectorError as error:
        said = unreadable(ctx, text, error)
        answers = _from_leads(ctx, place, command, text, asked, by) if said is None else None
    else:
        said, answers = None, propose(ctx, place, command, site)
    if said is not None:
        yield said
    if answers is not None:
        async for answer in answers:
            yield answer


async def _from_leads(
    ctx: Context,
    place: Channel,
    command: Watch,
    text: str,
    asked: Mapping[str, Lead],
    by: Identifying,
) -> AsyncIterator[Reply]:
    if len(asked) > 1:
        yield ctx.say("watch.looking", what=text, n=len(asked))
    last: Found | None = None
    done: Reply | None = None
    async for found in find(by, asked):
        if last is not None and found.candidates == last.candidates and not last.late:
            continue
        if (one := _to_preview(ctx, command, found)) is not None:
            assert command.query is not None
            ask = partial(question, ctx, command, one)
            async for shown in preview(ctx, [one], command.query, ask):
                yield shown
            last = found
            continue
        if done is not None:
            yield _with_late(ctx, command, done, last, found)
            continue
        answer, done = await _answer(ctx, place, command, text, found)
        last = found
        yield answer


def _to_preview(ctx: Context, command: Watch, found: Found) -> Account | None:
    """What is shown before it is watched: whatever is filtered, unless it costs money."""
    one = None if command.query is None or command.agreed else credible(found, ctx.now)
    return None if one is None or is_paid(ctx, one) else one


async def _answer(
    ctx: Context, place: Channel, command: Watch, text: str, found: Found
) -> tuple[Reply, Reply | None]:
    """The reply, and again if something was added (then a late network only adds to it)."""
    one = credible(found, ctx.now)
    if one is not None and is_paid(ctx, one) and not command.agreed:
        return await price_question(ctx, command, one), None
    if one is not None:
        added = await add(ctx, place, command, one, found)
        return added, added
    if found.candidates:
        return _choose(ctx, command, text, found), None
    known = recognise(text)
    if known and found.unreadable:
        page = Items(tuple(account_line(ctx, one) for one in found.unreadable))
        return elsewhere_answer(ctx, known, page), None
    return unfound(ctx, text, found), None


def _with_late(
    ctx: Context, command: Watch, done: Reply, before: Found | None, found: Found
) -> Reply:
    """What was added, and the other accounts of that name that a late network knows."""
    known = set(before.candidates) if before else set()
    fresh = [one for one in found.candidates if one not in known and one.proof != "similar"]
    said, missed = done.message, shortfall(ctx, before) if before else ()
    blocks = [one for one in said.blocks if one not in missed]
    blocks += shortfall(ctx, found)
    if fresh:
        blocks.append(lines(ctx.words("watch.late", n=len(fresh))))
        blocks.append(_candidates(ctx, fresh))
    every = (*said.buttons[:1], *_candidate_buttons(ctx, command, fresh), *said.buttons[1:])
    message: Message = replace(said, blocks=tuple(blocks))
    return with_more(done, message.offering(every, said.more))


def _choose(ctx: Context, command: Watch, text: str, found: Found) -> Reply:
    """Nobody is guessed: numbered candidates with what tells them apart."""
    shown = found.candidates[:CHOICES]
    sure = [one for one in shown if one.proof != "similar"]
    key = "watch.choose" if sure else "watch.similar"
    buttons = _candidate_buttons(ctx, command, shown)
    if len(sure) == 2:
        buttons.insert(2, ctx.button("button.both", picked(command, *sure)))
    if len(shown) == 1:
        buttons = [ctx.button("button.yes_watch", picked(command, *shown)), *_find(ctx, text)]
    return reply(
        ctx.words,
        ctx.words(key, n=len(shown), what=text),
        blocks=(_candidates(ctx, shown, numbered=len(shown) > 1), *shortfall(ctx, found)),
        buttons=tuple(buttons),
    )


def _find(ctx: Context, text: str) -> list[Button]:
    """Whoever else is called so."""
    name = text.lstrip("@")
    read = parse(f"find {name}")
    if not isinstance(read, Ok):
        return []
    return [ctx.button("button.find_firm", render(read.command), name=ctx.words.quote(name))]


def _candidates(ctx: Context, shown: Sequence[Account], *, numbered: bool = True) -> Items:
    return Items(tuple(account_line(ctx, one) for one in shown), numbered=numbered)


def _candidate_buttons(ctx: Context, command: Watch, shown: Sequence[Account]) -> list[Button]:
    return [
        Button(f"{number} {ctx.words.network(one.network)}", command=picked(command, one))
        for number, one in enumerate(shown, start=1)
    ]
