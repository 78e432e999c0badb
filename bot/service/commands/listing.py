"""list and unwatch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

from bot.core.grammar import List, Unwatch
from bot.core.message import Aside, Audience, Line, Paragraph, Reply, Span, line
from bot.core.model import Mode, TargetState, Watch
from bot.render.alerts import watch_name
from bot.service.commands.context import Context, reply
from bot.service.commands.undoing import note, undo_button
from bot.service.watchlist import by_ref
from bot.store import alerts, targets, watches
from connectors.types import TargetId

PAGE = 10


async def show_list(ctx: Context, command: List) -> AsyncIterator[Reply]:
    """Numbered as `unwatch 3` counts; a filter keeps the numbers."""
    async with ctx.house.store.read() as tx:
        listed = await watches.of_channel(tx, ctx.channel.id)
        states = await targets.states(tx, [one.target.id for one in listed])
    if not listed:
        yield _with_question(ctx.say("list.empty", ctx.button("button.help", "help")))
        return
    wanted = command.filter.casefold()
    rows = [
        (number, one)
        for number, one in enumerate(listed, start=1)
        if wanted in f"{one.target.name} {one.target.handle} {one.target.network}".casefold()
    ]
    page = rows[(command.page - 1) * PAGE : command.page * PAGE]
    if not page:
        yield ctx.say("list.none", ctx.button("button.list", "list"), what=command.filter)
        return
    yield _page(ctx, command, rows, page, states)


def _page(
    ctx: Context,
    command: List,
    rows: list[tuple[int, Watch]],
    page: list[tuple[int, Watch]],
    states: Mapping[TargetId, TargetState],
) -> Reply:
    words = ctx.words
    shown = Paragraph(
        tuple(line(f"{number}. ", *_row(ctx, one, states[one.target.id])) for number, one in page)
    )
    buttons = []
    if command.page * PAGE < len(rows):
        following = f"list {command.filter} page:{command.page + 1}".replace("  ", " ")
        buttons.append(ctx.button("button.more", following))
    buttons.append(ctx.button("button.settings", "settings"))
    text = words("list.title", n=len(rows))
    how = words("list.hint", stop=ctx.spelled("unwatch 1"), pause=ctx.spelled("mute 1 24h"))
    hint = Aside(line(how))
    return reply(words, text, blocks=(shown, hint), buttons=tuple(buttons))


def _row(ctx: Context, one: Watch, state: TargetState) -> Line:
    words = ctx.words
    parts = [words.network(one.target.network)]
    if one.mode is not Mode.BOTH:
        parts.append(words(f"list.mode.{one.mode}"))
    if one.muted_until is not None and one.muted_until > ctx.now:
        parts.append(words("list.muted", until=words.until(one.muted_until)))
    if state.failures:
        why = words(f"error.{state.error or 'transient'}")
        since = words.since(state.failing_since or ctx.now)
        parts.append(words("list.failing", since=since, why=why))
    elif state.newest_at is not None:
        parts.append(words("list.newest", when=words.when(state.newest_at)))
    else:
        parts.append(words("list.no_post" if state.last_good_at else "list.not_yet"))
    name = one.target.name or watch_name(one)
    return line(Span(name, strong=True, link=one.target.url), " · ", " · ".join(parts))


def _with_question(answer: Reply) -> Reply:
    return replace(answer, asks="watch")


async def unwatch(ctx: Context, command: Unwatch) -> AsyncIterator[Reply]:
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    async with ctx.effect() as tx:
        listed = await watches.of_channel(tx, ctx.channel.id)
        found = (
            listed if command.all else [await by_ref(tx, ctx.channel, ref) for ref in command.refs]
        )
        chosen = list(dict.fromkeys(one for one in found if one is not None))
        if not chosen:
            answer = ctx.say("list.gone", ctx.button("button.list", "list"))
        else:
            for one in chosen:
                await watches.end(tx, one.id, ctx.now)
                await alerts.withdraw(tx, one.id)
            names = ctx.words.names([one.target.name or watch_name(one) for one in chosen])
            ids = [one.id for one in chosen]
            change = await note(tx, ctx, ctx.channel, "unwatch", {"revive": ids}, {"what": names})
            text = ctx.words("unwatch.done", what=names, n=len(chosen))
            answer = reply(
                ctx.words,
                text,
                buttons=(undo_button(ctx, change),),
                audience=Audience.CHANNEL,
            )
    yield answer
