"""trends: what rises here, what the networks call trends, and how much of it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.grammar import Trends, TrendsAction
from bot.core.message import Aside, Audience, Block, Button, Items, Line, Reply, line
from bot.core.model import PostId
from bot.core.trends import WINDOW, Rise, Sensitivity, learnt_at, rising, spelled
from bot.render.trends import figures, left_out
from bot.service.commands.context import Context, bold, lines, reply
from bot.service.commands.trending import asked_by_name, by_networks
from bot.service.commands.undoing import note, set_channel, undo_button
from bot.service.trends import told
from bot.store import posts, trend_wishes
from bot.store import trends as kept
from bot.store.engine import Tx
from bot.store.trends import Scope

MOST = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """What rises in a workspace, and what the channel has said about hashtags.

    `scope` None: nothing was counted yet. `names`: tags as people write them. `watched`: those
    that the channel watches, with alerts or without.
    """

    scope: Scope | None
    rises: Sequence[Rise]
    names: Mapping[str, str]
    watched: Mapping[str, bool]
    ignored: Sequence[str]


async def trends(ctx: Context, command: Trends) -> AsyncIterator[Reply]:
    match command.action:
        case TrendsAction.SHOW:
            answers = asked_by_name(ctx, command) if command.on else _show(ctx)
            async for answer in answers:
                yield answer
        case TrendsAction.IGNORED:
            yield await _ignored(ctx)
        case TrendsAction.IGNORE | TrendsAction.HEED:
            yield await _of_tag(ctx, command)
        case _:
            yield await _set(ctx, command)


# --- what rises


async def _show(ctx: Context) -> AsyncIterator[Reply]:
    async with ctx.house.store.read() as tx:
        standing = await _standing(tx, ctx)
    text, rows = _own(ctx, standing)
    own = (Items(tuple(rows), numbered=True),) if rows else ()
    async for theirs in by_networks(ctx):
        yield reply(
            ctx.words,
            text,
            blocks=(*own, *theirs, *_state(ctx, standing)),
            buttons=_buttons(ctx, standing),
        )


async def _standing(tx: Tx, ctx: Context) -> Standing:
    place, now = ctx.channel, ctx.now
    scope = await kept.scope_of(tx, place.workspace_id)
    ignored = await trend_wishes.ignored(tx, place.id)
    rises: Sequence[Rise] = ()
    if scope is not None:
        tags = await kept.used_since(tx, place.workspace_id, now - WINDOW)
        wanted = {tag: memory for tag, memory in tags.items() if tag not in ignored}
        rises = rising(wanted, scope.since, now, MOST)
    names = await _names(tx, rises)
    watched = await trend_wishes.hashtags(tx, place.id)
    return Standing(scope, rises, names, watched, ignored)


async def _names(tx: Tx, rises: Sequence[Rise]) -> dict[str, str]:
    stored = await posts.get(tx, [PostId(int(rise.keys[0])) for rise in rises])
    return {rise.tag: spelled(rise.tag, [one.post for one in stored.values()]) for rise in rises}


def _own(ctx: Context, standing: Standing) -> tuple[str, Sequence[Line]]:
    """A sentence, and the rows that it announces."""
    words, scope = ctx.words, standing.scope
    if scope is None:
        return words("trends.nothing"), ()
    ready = learnt_at(scope.since)
    if ctx.now < ready:
        since, then = words.day(scope.since), words.day(ready)
        return words("trends.not_yet", since=since, ready=then), ()
    if not standing.rises:
        return words("trends.none", since=words.day(scope.since)), ()
    return words("trends.title"), [_row(ctx, standing, rise) for rise in standing.rises]


def _row(ctx: Context, standing: Standing, rise: Rise) -> Line:
    name = standing.names[rise.tag]
    facts = told(rise, name)
    said = (figures(ctx.words, facts), left_out(ctx.words, facts))
    return line(bold(f"#{name}"), " ", " · ".join(filter(None, said)))


def _state(ctx: Context, standing: Standing) -> tuple[Block, ...]:
    sentences = [_setting(ctx, ctx.channel.trends)]
    if standing.ignored:
        sentences.append(_left_out(ctx, standing.ignored))
    return tuple(Aside(line(sentence)) for sentence in sentences)


def _setting(ctx: Context, wanted: Sensitivity | None) -> str:
    command = ctx.spelled("trends")
    if wanted is None:
        return ctx.words("trends.state.off", command=command)
    return f"{ctx.words(f'trends.state.{wanted}')} {ctx.words('trends.most', command=command)}"


def _buttons(ctx: Context, standing: Standing) -> tuple[Button, ...]:
    names = [standing.names[one.tag] for one in standing.rises if one.tag not in standing.watched]
    watch = [ctx.button("button.watch_tag", f"watch #{name}", tag=name) for name in names]
    return (*watch, _switch(ctx, ctx.channel.trends))


def _switch(ctx: Context, wanted: Sensitivity | None) -> Button:
    switch = "on" if wanted is None else "off"
    return ctx.button(f"button.trends.{switch}", f"trends {switch}")


# --- what is told


async def _set(ctx: Context, command: Trends) -> Reply:
    if (denied := await ctx.denial()) is not None:
        return denied
    wanted = _wanted(ctx, command)
    async with ctx.effect() as tx:
        change = await set_channel(tx, ctx, ctx.channel, "trends", trends=wanted)
    text, undo = _setting(ctx, wanted), undo_button(ctx, change)
    return reply(ctx.words, text, buttons=(undo,), audience=Audience.CHANNEL)


def _wanted(ctx: Context, command: Trends) -> Sensitivity | None:
    """Switched on again, it is as it was before; at first balanced."""
    if command.action is TrendsAction.OFF:
        return None
    return command.sensitivity or ctx.channel.trends or Sensitivity.BALANCED


async def _of_tag(ctx: Context, command: Trends) -> Reply:
    """Ignore it, or no more."""
    if (denied := await ctx.denial()) is not None:
        return denied
    tag, ignore = command.tag, command.action is TrendsAction.IGNORE
    verb, other = ("ignore", "heed") if ignore else ("heed", "ignore")
    async with ctx.effect() as tx:
        if ignore:
            changed = await trend_wishes.ignore(tx, ctx.channel.id, tag, ctx.now)
        else:
            changed = await trend_wishes.heed(tx, ctx.channel.id, tag)
        if not changed:
            return ctx.say(f"trends.{verb}.already", ctx.button("button.trends", "trends"), tag=tag)
        invert = {trend_wishes.UNDO[other]: tag}
        change = await note(tx, ctx, ctx.channel, f"trends.{verb}", invert, {"what": tag})
    text, undo = ctx.words(f"trends.{verb}.done", tag=tag), undo_button(ctx, change)
    return reply(ctx.words, text, buttons=(undo,), audience=Audience.CHANNEL)


async def _ignored(ctx: Context) -> Reply:
    async with ctx.house.store.read() as tx:
        tags = await trend_wishes.ignored(tx, ctx.channel.id)
    again = ctx.button("button.trends", "trends")
    if not tags:
        return ctx.say("trends.ignored.none", again)
    how = ctx.words("trends.ignored.how", command=ctx.spelled(f"trends unignore #{tags[0]}"))
    return reply(ctx.words, _left_out(ctx, tags), blocks=(lines(how),), buttons=(again,))


def _left_out(ctx: Context, tags: Sequence[str]) -> str:
    names = ctx.words.names([f"#{tag}" for tag in tags])
    return ctx.words("trends.ignored", n=len(tags), tags=names)
