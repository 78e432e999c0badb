"""import: a list of firms is read, their accounts are looked for, one summary is given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from datetime import timedelta

from bot.core.firms import Proof
from bot.core.grammar import Import, ImportAction, render
from bot.core.message import Block, Button, Items, Line, Reply, line
from bot.core.pasted import MOST, Pasted, read_list
from bot.core.starters import STARTERS
from bot.service.commands.context import Context, bold, lines, reply
from bot.service.commands.import_taps import tapped
from bot.service.drafting import Draft, Ready, draft_of, packed
from bot.service.importing import Traced, look_up
from bot.store import drafts
from connectors.types import Kind

EVERY = timedelta(seconds=3)  # between two signs of progress
SHOWN = 15  # firms in a summary
_RANK = {proof.value: rank for rank, proof in enumerate(Proof)}


async def import_(ctx: Context, command: Import) -> AsyncIterator[Reply]:
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    if command.action is not ImportAction.READ:
        yield await tapped(ctx, command)
        return
    pasted = _pasted(command)
    if not pasted.entries:
        yield _nothing(ctx, pasted)
        return
    async for answer in _looked_up(ctx, command, pasted):
        yield answer


def _pasted(command: Import) -> Pasted:
    if command.starter:
        starter = STARTERS.get(command.starter)
        return Pasted(starter.entries if starter else ())
    return read_list(command.text)


def _nothing(ctx: Context, pasted: Pasted) -> Reply:
    rows = ctx.words.names([ctx.words.quote(row[:40]) for row in pasted.unread], most=5)
    key = "imports.unread.all" if pasted.unread else "imports.empty"
    return ctx.say(key, ctx.button("button.panels", "panel"), rows=rows)


async def _looked_up(ctx: Context, command: Import, pasted: Pasted) -> AsyncIterator[Reply]:
    """How far it is, now and then; at the end what came of it."""
    total, told = len(pasted.entries), ctx.now
    yield ctx.say("imports.progress", n=0, total=total)
    traced: list[Traced] = []
    asked = look_up(ctx.house.networks, pasted.entries, ctx.now, ctx.asker)
    async with aclosing(asked) as answers:
        async for traced in answers:
            done = sum(one.done for one in traced)
            if ctx.now - told >= EVERY and done < total:
                told = ctx.now
                yield ctx.say("imports.progress", n=done, total=total)
    draft = draft_of(traced, command.into)
    async with ctx.effect() as tx:
        number = await drafts.add(tx, ctx.channel.id, packed(draft), ctx.now)
    yield _summary(ctx, number, draft, traced, pasted)


def _summary(
    ctx: Context, number: int, draft: Draft, traced: Sequence[Traced], pasted: Pasted
) -> Reply:
    words, blocks = ctx.words, list[Block]()
    missing = [one for one in traced if _is_missing(one)]
    text = words(
        "imports.summary",
        found=words.number(len(draft.found)),
        unsure=words.number(len(draft.unsure)),
        missing=words.number(len(missing)),
    )
    if draft.found:
        rows = [_row(ctx, one) for one in draft.found[:SHOWN]]
        if (more := len(draft.found) - SHOWN) > 0:
            rows.append(line(words("imports.more", n=more)))
        blocks.append(Items(tuple(rows)))
    if told := [*_others(ctx, draft, traced, missing), *_not_read(ctx, pasted)]:
        blocks.append(lines(*told))
    buttons = _buttons(ctx, number, draft)
    if missing and not buttons:
        buttons = (ctx.button("button.site", "watch"),)
    return reply(words, text, blocks=tuple(blocks), buttons=buttons)


def _is_missing(one: Traced) -> bool:
    """All that was asked has answered, and nobody is known by that."""
    return one.asked and one.done and not (one.sure or one.unsure or one.silent)


def _row(ctx: Context, one: Ready) -> Line:
    """The firm, where it is, and the best that speaks for it."""
    words = ctx.words
    names = [words.network(choice.account.network) for choice in one.choices]
    facts = [words.names(list(dict.fromkeys(names)))]
    best = min(one.choices, key=lambda choice: _RANK.get(choice.proof, len(_RANK)))
    if best.proof in _RANK:
        own = best.account.kind is Kind.FEED and best.proof in (Proof.DOMAIN, Proof.SITE)
        facts.append(words("firms.proof.feed" if own else f"firms.proof.{best.proof}"))
    return line(bold(one.name), " · ", " · ".join(facts))


def _others(
    ctx: Context, draft: Draft, traced: Sequence[Traced], missing: Sequence[Traced]
) -> list[str]:
    """What is left to do, and for whom."""
    unknown = [one for one in traced if one.asked and not (one.sure or one.unsure)]
    silent = [one for one in unknown if one.silent or not one.done]
    named = {
        "imports.unsure": [one.name for one in draft.unsure],
        "imports.missing": [one.entry.label or one.name for one in missing],
        "imports.silent": [one.name for one in silent],
        "imports.priced": [text for one in traced for text in one.priced],
        "imports.shut": [text for one in traced for text in one.shut],
    }
    return [
        ctx.words(key, names=ctx.words.names(names, most=15), n=len(names))
        for key, names in named.items()
        if names
    ]


def _not_read(ctx: Context, pasted: Pasted) -> list[str]:
    told, words = [], ctx.words
    if pasted.unread:
        rows = words.names([words.quote(row[:40]) for row in pasted.unread], most=5)
        told.append(words("imports.unread", rows=rows))
    if pasted.beyond:
        told.append(words("imports.beyond", n=pasted.beyond, most=MOST))
    return told


def _buttons(ctx: Context, number: int, draft: Draft) -> tuple[Button, ...]:
    buttons = []
    if draft.found:
        add = render(Import(draft=number, action=ImportAction.ADD))
        buttons.append(ctx.button("button.import.add", add, n=len(draft.found)))
    if draft.unsure:
        choose = render(Import(draft=number, action=ImportAction.CHOOSE, entry=1))
        buttons.append(ctx.button("button.import.choose", choose))
    return tuple(buttons)
