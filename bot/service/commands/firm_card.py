"""firm: which firms are known here, and what is known of one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.firms.kinds import Relation
from bot.core.firms.model import Firm, FirmAccount, Standing, shown_site
from bot.core.message import Aside, Block, Button, Items, Line, Reply, Span, line
from bot.core.model import ChannelId
from bot.core.rhythm import Usual
from bot.render.rhythms import habits
from bot.render.words import Words, capital
from bot.service.commands.context import Context, bold, lines, reply
from bot.store import firms, rhythms
from connectors.types import Kind

MOST = 40  # firms in one list
OPENED = 8  # of them with a button


def relation_word(words: Words, relation: Relation | None) -> str:
    return words(f"firms.relation.{relation or 'none'}")


async def every_firm(ctx: Context) -> Reply:
    words = ctx.words
    async with ctx.house.store.read() as tx:
        known = await firms.all_of(tx, ctx.channel.workspace_id)
        counts = {one.id: len(await firms.accounts(tx, one, ctx.now)) for one in known[:MOST]}
    if not known:
        return ctx.say("firms.empty", ctx.button("button.site", "watch"))
    rows = []
    for one in known[:MOST]:
        facts = [words(f"firms.kind.{one.kind}"), words("firms.count", n=counts[one.id])]
        if one.relation is not None:
            facts.insert(1, relation_word(words, one.relation))
        rows.append(line(bold(one.name), " · ", " · ".join(facts)))
    hint = Aside(line(words("firms.hint", show=ctx.spelled(f"firm {known[0].slug}"))))
    title = words("firms.title", n=len(known))
    buttons = tuple(Button(one.name, command=f"firm {one.slug}") for one in known[:OPENED])
    return reply(words, title, blocks=(Items(tuple(rows)), hint), buttons=buttons)


async def one_firm(ctx: Context, of: Firm) -> Reply:
    async with ctx.house.store.read() as tx:
        accounts = await firms.accounts(tx, of, ctx.now)
        watched = await firms.watched_in(tx, of)
        ids = [one.target.id for one in accounts]
        usual = await rhythms.usual(tx, ids, ctx.channel.zone)
    words = ctx.words
    facts = [of.name, words(f"firms.kind.{of.kind}")]
    if of.relation is not None:
        facts.append(relation_word(words, of.relation))
    blocks: list[Block] = []
    if of.site:
        site = Span(shown_site(of.site), link=of.site)
        before, _, after = words("firms.card.site", site="\0").partition("\0")
        blocks.append(lines(line(before, site, after)))
    if accounts:
        rows = tuple(_row(ctx, one, usual.get(one.target.id)) for one in accounts)
        blocks += [lines(words("firms.card.accounts")), Items(rows, numbered=True)]
    else:
        blocks.append(lines(words("firms.card.none")))
    blocks.append(lines(*_where(ctx, watched, len(accounts))))
    how = words("firms.card.how", firm=ctx.spelled(f"firm {of.slug}"))
    blocks.append(Aside(line(how)))
    here = watched.get(ctx.channel.id, 0)
    buttons = _buttons(ctx, of, rest=len(accounts) - here)
    return reply(words, " · ".join(facts), blocks=tuple(blocks), buttons=tuple(buttons))


def _row(ctx: Context, one: FirmAccount, usual: Usual | None) -> Line:
    """As it is called today: an account is followed by its key."""
    words, target = ctx.words, one.target
    handle = target.host if target.kind is Kind.FEED else f"@{target.handle}"
    parts = [words.network(target.network), handle, _state(words, one)]
    if usual is not None:
        parts.append(habits(words, usual))
    parts.append(words(f"firms.proof.{one.proof}"))
    name = Span(target.name or target.handle, strong=True, link=target.url)
    return line(name, " · ", " · ".join(parts))


def _state(words: Words, one: FirmAccount) -> str:
    state = one.state
    match state.standing, state.since:
        case Standing.OK, None:
            return words("firms.state.silent")
        case Standing.OK, at if at is not None:
            return words("firms.state.ok", when=words.when(at))
        case Standing.QUIET, at if at is not None:
            return words("firms.state.quiet", since=words.day(at))
        case ((Standing.GONE | Standing.UNREAD), at):
            since = words.since(at or words.now)
            why = words(f"error.{state.why or 'transient'}")
            return words(f"firms.state.{state.standing}", since=since, why=why)
    return words("firms.state.new")


def _where(ctx: Context, watched: dict[ChannelId, int], total: int) -> list[str]:
    """Other channels are counted, not named: not everybody here need know of them."""
    if not watched:
        return [ctx.words("firms.card.unwatched")]
    here = watched.get(ctx.channel.id, 0)
    told = [ctx.words("firms.card.here", n=here, total=total)]
    if others := len(watched.keys() - {ctx.channel.id}):
        told.append(ctx.words("firms.card.elsewhere", n=others))
    return told


def _buttons(ctx: Context, of: Firm, rest: int) -> Sequence[Button]:
    """What is not known yet first. `rest`: accounts that aren't watched here."""
    relations = [
        Button(capital(relation_word(ctx.words, one)), command=f"firm {of.slug} is {one}")
        for one in Relation
        if one is not of.relation
    ]
    others = [ctx.button("button.watch_here", f"watch firm:{of.slug}")] if rest else []
    others.append(ctx.button("button.find_more", f"firm {of.slug} find"))
    if of.relation is None:
        return [*relations[:2], *others, *relations[2:]]
    return [*others, *relations]
