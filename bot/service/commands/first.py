"""The first watch of a channel: its time zone, and what it is for, each asked once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.message import Button, Message, Reply
from bot.core.model import Channel, DeliveryKind, Platform
from bot.render.first import PURPOSE, slash_of
from bot.service.commands.context import Context, lines
from bot.store import deliveries, told
from bot.store.engine import Tx

ZONE = "zone"
# Whoever adds a first account often adds others at once: the question comes after them.
LATER = timedelta(minutes=2)


async def ask_purpose(tx: Tx, ctx: Context, place: Channel) -> None:
    """In a message of its own, a little later. A terminal is one person's, who sees everything."""
    if place.key.platform is Platform.TERMINAL or place.purpose is not None:
        return
    if await told.once(tx, place.id, PURPOSE, ctx.now):
        await deliveries.add(
            tx,
            place.id,
            DeliveryKind.NOTICE,
            payload={"key": PURPOSE, "slash": slash_of(place.key.platform)},
            not_before=ctx.now + LATER,
            now=ctx.now,
        )


async def must_ask_zone(tx: Tx, ctx: Context, place: Channel) -> bool:
    """True once for each chat of the platform that doesn't tell where its people are."""
    if place.key.platform is not Platform.TELEGRAM or place.id != ctx.channel.id:
        return False
    return await told.once(tx, place.id, ZONE, ctx.now)


def with_zone_question(ctx: Context, answer: Reply) -> Reply:
    """The confirmation of a watch, and whether its digest's hour is the reader's."""
    said, city = answer.message, ctx.words.city(ctx.channel.zone)
    undo, *rest = said.buttons
    blocks = (*said.blocks, lines(ctx.words("first.zone", city=city)))
    message: Message = replace(said, blocks=blocks)
    every = (undo, *zone_buttons(ctx), *rest)
    return replace(answer, message=message.offering(every, said.more))


def zone_buttons(ctx: Context) -> tuple[Button, ...]:
    """Its answers."""
    zone = ctx.channel.zone
    return (
        ctx.button("first.zone.yes", f"settings zone {zone}", city=ctx.words.city(zone)),
        ctx.button("first.zone.change", "settings zone"),
    )
