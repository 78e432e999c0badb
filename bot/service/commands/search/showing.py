"""The answer to a search: what was understood and found, and how far that goes."""

from __future__ import annotations

from dataclasses import replace

from bot.core.found import beside, crowded, shortfalls
from bot.core.grammar import render
from bot.core.message import Aside, Audience, Block, Button, Message, Reply, line
from bot.render.alerts import reference
from bot.service.commands.answers import CLOSED, unanswered
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.search.asking import PAGE, Results, asked
from bot.service.commands.search.buttons import buttons, networks_button, public_buttons
from bot.service.commands.search.categories import is_possible, leading_blocks, other_blocks
from bot.service.commands.search.nothing import nothing
from bot.service.commands.search.rows import numbered
from bot.service.commands.search.wording import understood
from bot.service.excuses import told


def answer(ctx: Context, results: Results) -> Reply:
    if not results.answered and not results.missing:
        return _impossible(ctx, results)
    if not results.answered:
        again = ctx.button("button.again", render(results.command))
        text = unanswered(ctx.words, results.missing, "search.nobody")
        return reply(ctx.words, text, buttons=(again,))
    if results.page > 1 and not results.has_any:
        what = understood(ctx.words, results.subject.wanted)
        refresh = ctx.button("button.refresh", render(replace(results.command, page=None)))
        return ctx.say("search.no_more", refresh, what=what)
    if not results.has_any and is_possible(ctx, results):
        return nothing(ctx, results, asides(ctx, results))
    return _found(ctx, results)


def _impossible(ctx: Context, results: Results) -> Reply:
    notes = tuple(Aside(line(told(ctx.words, note))) for note in results.notes)
    text = ctx.words("search.no_network")
    return reply(ctx.words, text, blocks=notes, buttons=(networks_button(ctx),))


def shared(ctx: Context, results: Results) -> Reply:
    """The same for everybody here, with what anybody may do with it."""
    head = ctx.words("search.shared", who=ctx.inbound.person.name, what=_head(ctx, results))
    made = _laid_out(ctx, results, head, public_buttons(ctx, results))
    return replace(made, audience=Audience.CHANNEL)


def _found(ctx: Context, results: Results) -> Reply:
    return _laid_out(ctx, results, f"🔎 {_head(ctx, results)}", buttons(ctx, results))


def _laid_out(ctx: Context, results: Results, head: str, offered: tuple[Button, ...]) -> Reply:
    blocks: list[Block] = []
    if results.page == 1:
        blocks += leading_blocks(ctx, results)
        blocks += other_blocks(ctx, results)
        blocks += _common(ctx, results)
        blocks += asides(ctx, results)
    else:
        blocks.append(numbered(ctx, results.shown, start=(results.page - 1) * PAGE + 1))
    made = reply(ctx.words, head, blocks=tuple(blocks), buttons=offered)
    posts = tuple(reference(post) for post in results.shown)
    message: Message = replace(made.message, posts=posts, stays=True)
    return replace(made, message=message)


def _head(ctx: Context, results: Results) -> str:
    """What was understood, the period, how many, where; and who did not answer."""
    words = ctx.words
    wanted, accounts = results.subject.wanted, results.command.accounts_first
    parts = [understood(words, wanted, posts=not accounts)]
    if accounts:
        where = words.names([words.network(name) for name in results.answered])
        parts.append(words("search.found", n=len(results.found.accounts), where=where))
    else:
        parts += _volume(ctx, results)
    if results.missing:
        parts.append(unanswered(words, results.missing, "search.no_answer.short"))
    return " · ".join(parts)


def _volume(ctx: Context, results: Results) -> list[str]:
    """The period, how many, and how that compares, where there are enough to compare."""
    words, volume = ctx.words, results.volume
    where = words.names([words.network(name) for name in results.read()])
    if not where:  # the small print says why
        return []
    if volume.since is not None:
        since = words.when(volume.since)
        return [words("search.count.since", n=volume.n, where=where, since=since)]
    key = "search.count.least" if volume.at_least and volume.n else "search.count"
    period = words("search.days", n=results.subject.days)
    said = [period, words(key, n=volume.n, where=where)]
    if volume.trend is not None:
        usual = words.number(round(volume.usual or 0))
        said.append(words(f"search.usual.{volume.trend}", usual=usual))
    return said


def _common(ctx: Context, results: Results) -> list[Block]:
    if results.command.accounts_first or not crowded(results.found, ctx.now):
        return []
    words = ctx.words
    tags = [f"#{tag}" for tag in beside(results.posts, results.subject.wanted)]
    if not tags:
        return [lines(words("search.broad"))]
    return [lines(words("search.broad.tags", tags=words.joined(tags, "or")))]


def asides(ctx: Context, results: Results) -> list[Block]:
    """How far this goes: reasons, periods that were cut short, who wasn't asked."""
    words = ctx.words
    blocks: list[Block] = []
    said: list[str] = []
    if not results.command.accounts_first:  # the others are about posts
        blocks += [Aside(line(told(words, note))) for note in results.notes]
        said += _short(ctx, results)
    if results.found.left_out:
        said.append(words("search.left_out", n=results.found.left_out))
    if not results.command.on and (names := not_asked(ctx, results)):
        said.append(words("search.not_asked", names=words.names(names)))
    return [*blocks, Aside(line(" ".join(said)))] if said else blocks


def _short(ctx: Context, results: Results) -> list[str]:
    words, said = ctx.words, []
    short = shortfalls(results.found, results.subject.days, ctx.now)
    if len(short) == 1 and results.volume.since is not None:  # the first line has said it
        return []
    for one in short:
        network = words.network(one.network)
        if one.since is None:
            said.append(words("search.short.unknown", network=network))
        else:
            since = words.when(one.since)
            said.append(words("search.short", network=network, since=since, n=one.read))
    return said


def not_asked(ctx: Context, results: Results) -> list[str]:
    """Networks that people think of and that weren't asked."""
    names = {one.network for one in asked(ctx, results.command)}
    return [ctx.words.network(name) for name in CLOSED if name not in names]
