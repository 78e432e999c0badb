"""list and unwatch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace

from bot.core.firms.model import Firm
from bot.core.grammar import List, Term, TermKind, Unwatch
from bot.core.grammar.words import FIRM
from bot.core.message import Aside, Audience, Line, Paragraph, Reply, Span, line
from bot.core.model import Mode, TargetState, Watch
from bot.render.alerts import watch_name
from bot.render.words import Words
from bot.service.commands.context import Context, bold, reply
from bot.service.commands.firm_card import relation_word
from bot.service.commands.panel_watching import Left, is_panel, leave
from bot.service.commands.undoing import note, undo_button
from bot.service.watchlist import Listed, by_ref, listed
from bot.store import alerts, firms, targets, watches
from bot.store.engine import Tx
from connectors.types import TargetId

PAGE = 10


async def show_list(ctx: Context, command: List) -> AsyncIterator[Reply]:
    """Numbered as `unwatch 3` counts; a filter keeps the numbers."""
    async with ctx.house.store.read() as tx:
        every = await listed(tx, ctx.channel)
        states = await targets.states(tx, [one.watch.target.id for one in every])
    if not every:
        yield _with_question(ctx.say("list.empty", ctx.button("button.help", "help")))
        return
    wanted = command.filter.casefold()
    rows = [
        (number, one)
        for number, one in enumerate(every, start=1)
        if wanted in _words_of(ctx.words, one).casefold()
    ]
    page = rows[(command.page - 1) * PAGE : command.page * PAGE]
    if not page:
        yield ctx.say("list.none", ctx.button("button.list", "list"), what=command.filter)
        return
    yield _page(ctx, command, rows, page, states)


def _words_of(words: Words, one: Listed) -> str:
    """What a filter is held against."""
    target, firm = one.watch.target, one.firm
    of = f"{firm.name} {relation_word(words, firm.relation)}" if firm else ""
    return f"{target.name} {target.handle} {target.network} {of}"


def _page(
    ctx: Context,
    command: List,
    rows: list[tuple[int, Listed]],
    page: list[tuple[int, Listed]],
    states: Mapping[TargetId, TargetState],
) -> Reply:
    words = ctx.words
    shown = Paragraph(tuple(_lines(ctx, page, states)))
    buttons = []
    if command.page * PAGE < len(rows):
        following = f"list {command.filter} page:{command.page + 1}".replace("  ", " ")
        buttons.append(ctx.button("button.more", following))
    buttons.append(ctx.button("button.settings", "settings"))
    text = words("list.title", n=len(rows))
    how = words("list.hint", stop=ctx.spelled("unwatch 1"), pause=ctx.spelled("mute 1 24h"))
    hint = Aside(line(how))
    return reply(words, text, blocks=(shown, hint), buttons=tuple(buttons))


def _lines(
    ctx: Context, page: list[tuple[int, Listed]], states: Mapping[TargetId, TargetState]
) -> Iterator[Line]:
    """A firm's name stands above its accounts, and a word above those of no firm."""
    words, before = ctx.words, None
    for place, (number, one) in enumerate(page):
        if one.firm is not None and (place == 0 or one.firm != before):
            yield line(bold(_heading(words, one.firm)))
        elif one.firm is None and before is not None:
            yield line(bold(words("list.others")))
        before = one.firm
        yield line(f"{number}. ", *_row(ctx, one.watch, states[one.watch.target.id]))


def _heading(words: Words, of: Firm) -> str:
    if of.relation is None:
        return of.name
    return words("list.firm", name=of.name, relation=relation_word(words, of.relation))


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


async def _chosen(tx: Tx, ctx: Context, command: Unwatch) -> list[Watch]:
    """A firm stands for all its accounts."""
    every = await listed(tx, ctx.channel)
    if command.all:
        return [one.watch for one in every]
    found: list[Watch | None] = []
    for ref in command.refs:
        if is_panel(ref):
            continue
        if isinstance(ref, Term) and ref.kind is TermKind.NAMED and ref.network == FIRM:
            of = await firms.by_words(tx, ctx.channel.workspace_id, ref.text)
            found += [one.watch for one in every if of is not None and one.firm == of]
        else:
            found.append(await by_ref(tx, ctx.channel, ref))
    return list(dict.fromkeys(one for one in found if one is not None))


async def unwatch(ctx: Context, command: Unwatch) -> AsyncIterator[Reply]:
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    async with ctx.effect() as tx:
        left = await leave(tx, ctx, command)
        chosen = await _chosen(tx, ctx, command)
        if chosen or left.names:
            answer = await _stopped(tx, ctx, chosen, left)
        else:
            answer = ctx.say("list.gone", ctx.button("button.list", "list"))
    yield answer


async def _stopped(tx: Tx, ctx: Context, chosen: list[Watch], left: Left) -> Reply:
    for one in chosen:
        await watches.end(tx, one.id, ctx.now)
        await alerts.withdraw(tx, one.id)
    names = [one.target.name or watch_name(one) for one in chosen]
    undo = {"revive": [one.id for one in chosen], **left.undo}
    what = ctx.words.names([*left.names, *names])
    change = await note(tx, ctx, ctx.channel, "unwatch", undo, {"what": what})
    told = []
    if left.names:
        panels = ctx.words.names(left.names)
        told.append(ctx.words("panels.left", names=panels, n=left.ended))
    if chosen:
        told.append(ctx.words("unwatch.done", what=ctx.words.names(names), n=len(chosen)))
    buttons = (undo_button(ctx, change),)
    return reply(ctx.words, " ".join(told), buttons=buttons, audience=Audience.CHANNEL)
