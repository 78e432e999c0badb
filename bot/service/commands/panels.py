"""panel: which sets of firms there are, what is in one, and sets to begin with."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence

from bot.core.firms.model import Firm, FirmAccount, shown_site
from bot.core.grammar import Import, Panel, PanelAction, Term, TermKind, Watch, render
from bot.core.message import Aside, Block, Button, Items, Line, Reply, Span, line
from bot.core.model import Mode
from bot.core.panels import Following
from bot.core.panels import Panel as Known
from bot.core.starters import STARTERS
from bot.service.commands.context import Context, bold, reply
from bot.service.commands.firm_card import relation_word
from bot.service.commands.panel_changing import changed, unknown
from bot.store import firms, panels
from connectors.types import Target

MOST = 30  # panels, or firms of one, in a message
OPENED = 8  # of them with a button


async def panel(ctx: Context, command: Panel) -> AsyncIterator[Reply]:
    if command.starter:
        yield _starter(ctx, command.starter)
        return
    if not command.name:
        yield await _every_panel(ctx)
        return
    if command.action is not PanelAction.SHOW:
        yield await changed(ctx, command)
        return
    async with ctx.house.store.read() as tx:
        of = await panels.by_words(tx, ctx.channel.workspace_id, command.name)
    yield unknown(ctx, command.name) if of is None else await _one_panel(ctx, of)


async def _every_panel(ctx: Context) -> Reply:
    words, rows = ctx.words, list[Line]()
    async with ctx.house.store.read() as tx:
        known = await panels.all_of(tx, ctx.channel.workspace_id)
        for one in known[:MOST]:
            inside = await panels.firms_in(tx, one)
            who = _who(ctx, await panels.followers(tx, one.id))
            facts = [words("panels.firms", n=len(inside)), *who]
            rows.append(line(bold(one.name), " · ", " · ".join(facts)))
    if not known:
        example = ctx.spelled("panel cabinets-lyon")
        return ctx.say("panels.empty", *_starter_buttons(ctx), panel=example)
    hint = Aside(line(words("panels.hint", show=ctx.spelled(f"panel {known[0].slug}"))))
    buttons = tuple(Button(one.name, command=_shown(one)) for one in known[:OPENED])
    title = words("panels.title", n=len(known))
    return reply(words, title, blocks=(Items(tuple(rows)), hint), buttons=buttons)


def _shown(of: Known) -> str:
    return render(Panel(of.slug))


def _who(ctx: Context, following: Sequence[Following]) -> list[str]:
    """Other channels are counted, not named."""
    here = next((one for one in following if one.channel_id == ctx.channel.id), None)
    told = [] if here is None else [ctx.words(f"panels.here.{here.mode}")]
    if others := len(following) - len(told):
        told.append(ctx.words("panels.elsewhere", n=others))
    return told


async def _one_panel(ctx: Context, of: Known) -> Reply:
    words = ctx.words
    async with ctx.house.store.read() as tx:
        inside = await panels.firms_in(tx, of)
        following = await panels.followers(tx, of.id)
        accounts = {one.id: await firms.accounts(tx, one, ctx.now) for one in inside[:MOST]}
    facts = [of.name, words("panels.firms", n=len(inside)), *_who(ctx, following)]
    rows = tuple(_row(ctx, one, accounts[one.id]) for one in inside[:MOST])
    blocks: list[Block] = [Items(rows)] if rows else []
    if len(inside) > MOST:
        blocks.append(Aside(line(words("panels.more", n=len(inside) - MOST))))
    how = words("panels.how", panel=ctx.spelled(f"panel {of.slug}"))
    blocks.append(Aside(line(how)))
    here = next((one for one in following if one.channel_id == ctx.channel.id), None)
    buttons = follow_buttons(ctx, of, here.mode if here else None)
    return reply(words, " · ".join(facts), blocks=tuple(blocks), buttons=buttons)


def _row(ctx: Context, one: Firm, accounts: Sequence[FirmAccount]) -> Line:
    words = ctx.words
    facts = [words(f"firms.kind.{one.kind}")]
    if one.relation is not None:
        facts.append(relation_word(words, one.relation))
    known = [account.target for account in accounts]
    facts.append(networks_of(ctx, known) if known else words("panels.no_account"))
    name = Span(one.name, strong=True, link=one.site or None)
    return line(name, " · ", " · ".join(facts))


def networks_of(ctx: Context, targets: Iterable[Target]) -> str:
    """ "2 accounts: Mastodon, website"; of several accounts of a network how many."""
    counted = Counter(one.network for one in targets)
    names = [
        ctx.words.network(name) + (f" ({ctx.words.number(n)})" if n > 1 else "")
        for name, n in counted.most_common()
    ]
    return ctx.words("panels.accounts", n=counted.total(), networks=ctx.words.names(names))


def follow_buttons(ctx: Context, of: Known, mode: Mode | None) -> tuple[Button, ...]:
    """`mode`: how the channel follows it; None: it doesn't."""
    term = Term(TermKind.NAMED, of.slug, "panel")
    if mode is None:
        return (ctx.button("button.panel.follow", render(Watch((term,)))),)
    other = Mode.BOTH if mode is Mode.DIGEST else Mode.DIGEST
    change = ctx.button(f"button.panel.{other}", render(Watch((term,), only=other)))
    return change, ctx.button("button.panel.leave", f"unwatch panel:{of.slug}")


def _starter_buttons(ctx: Context) -> tuple[Button, ...]:
    return tuple(ctx.button(f"starter.{key}", f"panel starter:{key}") for key in STARTERS)


def _starter(ctx: Context, key: str) -> Reply:
    """A list to begin with, its sites to be read when somebody asks."""
    starter = STARTERS.get(key)
    if starter is None:
        return ctx.say("panels.no_starter", *_starter_buttons(ctx))
    words, name = ctx.words, ctx.words(f"starter.{key}")
    rows = tuple(
        line(Span(one.name, strong=True, link=one.site), " · ", shown_site(one.site))
        for one in starter.entries
    )
    find = Import(starter=key, into=name)
    tags = [Term(TermKind.TAG, tag) for tag in starter.tags]
    buttons = (
        ctx.button("button.panel.find", render(find)),
        *(
            ctx.button("button.watch_account", render(Watch((tag,))), name=f"#{tag.text}")
            for tag in tags
        ),
    )
    text = words("panels.starter", name=name, n=len(starter.entries))
    note = Aside(line(words("panels.starter.note")))
    return reply(words, text, blocks=(Items(rows), note), buttons=buttons)
