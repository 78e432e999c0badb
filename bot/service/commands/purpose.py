"""settings purpose: what a channel is for, and all that follows from it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from bot.core.firms.kinds import Relation
from bot.core.firms.model import Firm
from bot.core.message import Audience, Button, Reply
from bot.core.model import Channel, Mode, Purpose, Watch
from bot.core.purposes import PRESETS
from bot.render.words import capital
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.undoing import encode, note, undo_button
from bot.store import channels, firms, watches
from bot.store.engine import Tx

NONE, LATER = "none", "later"
OFFERED = 2
"""Firms without a relation that are asked about at once."""


async def set_purpose(ctx: Context, value: str) -> AsyncIterator[Reply]:
    """`value`: a Purpose's, "none", or "later": it isn't asked again."""
    if value == LATER:
        yield ctx.say("purpose.later.done", slash=ctx.slash)
        return
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    purpose = None if value == NONE else Purpose(value)
    async with ctx.effect() as tx:
        listed = await watches.of_channel(tx, ctx.channel.id)
        change = await _apply(tx, ctx, purpose, listed)
        unrelated = await _unrelated(tx, ctx.channel, listed)
    yield _told(ctx, purpose, undo_button(ctx, change), unrelated)


async def _apply(tx: Tx, ctx: Context, purpose: Purpose | None, listed: list[Watch]) -> int:
    """What is watched follows the purpose, and so will what is watched later. The change."""
    fields: dict[str, Any] = {"purpose": purpose}
    invert: dict[str, Any] = {}
    if purpose is not None:
        fields |= PRESETS[purpose].fields
        invert["watch"] = await _send(tx, listed, PRESETS[purpose].mode)
    invert["channel"] = {name: encode(getattr(ctx.channel, name)) for name in fields}
    await channels.update(tx, ctx.channel.id, **fields)
    return await note(tx, ctx, ctx.channel, "settings", invert, {"purpose": purpose or NONE})


async def _send(tx: Tx, listed: list[Watch], mode: Mode) -> dict[str, Any]:
    """Each watch sends that from now on; what those that sent something else did."""
    others = [one for one in listed if one.mode is not mode]
    for one in others:
        await watches.update(tx, one.id, mode=mode)
    return {str(one.id): {"mode": encode(one.mode.value)} for one in others}


async def _unrelated(tx: Tx, place: Channel, listed: list[Watch]) -> list[Firm]:
    """Firms watched here of which nobody has said what they are to the readers."""
    known = await firms.of_targets(tx, place.workspace_id, [one.target.id for one in listed])
    every = {one.id: one for one in known.values() if one.relation is None}
    return [every[number] for number in sorted(every)]


def _told(ctx: Context, purpose: Purpose | None, undo: Button, unrelated: list[Firm]) -> Reply:
    words = ctx.words
    text = words(f"purpose.{purpose or NONE}.done")
    relation = PRESETS[purpose].relation if purpose else None
    buttons = [undo, *_next(ctx, purpose)]
    if relation is not None:
        buttons += [_related(ctx, one, relation) for one in unrelated[:OFFERED]]
    subject = purpose is Purpose.SUBJECT
    blocks = (lines(words("purpose.subject.send", slash=ctx.slash)),) if subject else ()
    return reply(
        words,
        text,
        blocks=blocks,
        buttons=tuple(buttons),
        audience=Audience.CHANNEL,
        asks="watch" if subject else None,
    )


def _related(ctx: Context, firm: Firm, relation: Relation) -> Button:
    said = ctx.words(f"firms.relation.{relation}")
    return ctx.button(
        "purpose.firm", f"firm {firm.slug} is {relation}", name=firm.name, relation=said
    )


def _next(ctx: Context, purpose: Purpose | None) -> list[Button]:
    if purpose is Purpose.NEWS:
        return [ctx.button("purpose.starter", "panel")]
    if purpose is Purpose.IDEAS:
        return [ctx.button("purpose.inspire", "inspire")]
    return []


def named(ctx: Context, purpose: Purpose) -> str:
    """As buttons and settings call it."""
    return capital(ctx.words(f"purpose.{purpose}"))
