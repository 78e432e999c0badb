"""Changing how a channel is told, and saying how it is now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from bot.core.digest import next_digest
from bot.core.hours import AlertHours
from bot.core.message import Audience, Reply
from bot.core.model import Channel
from bot.render.words import Words
from bot.service.commands.context import Context, reply
from bot.service.commands.first import ZONE
from bot.service.commands.undoing import set_channel, undo_button
from bot.store import told

WORKING_DAYS = frozenset(range(5))


async def change(
    ctx: Context, verb: str, fields: dict[str, Any], **facts: object
) -> AsyncIterator[Reply]:
    """Change the channel, and say how it is now, in its new language."""
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    async with ctx.effect() as tx:
        made = await set_channel(tx, ctx, ctx.channel, verb, **fields)
        if "zone" in fields:
            await told.once(tx, ctx.channel.id, ZONE, ctx.now)
    channel = replace(ctx.channel, **fields)
    after = Context(ctx.house, ctx.inbound, channel, Words(channel.language, channel.zone, ctx.now))
    text = _changed(after, verb, fields)
    yield reply(after.words, text, buttons=(undo_button(after, made),), audience=Audience.CHANNEL)


def _changed(ctx: Context, verb: str, fields: dict[str, Any]) -> str:
    words = ctx.words
    if verb == "mute":
        return paused(ctx)
    if verb == "unmute":
        return words("unmute.done.channel")
    if "language" in fields:
        return words("settings.language.done")
    if "zone" in fields:
        return words("settings.zone.done", city=words.city(ctx.channel.zone))
    if "quiet" in fields:
        quiet = fields["quiet"]
        if quiet is None:
            return words("settings.quiet.off")
        return words(
            "settings.quiet.done", start=words.hour(quiet.start), end=words.hour(quiet.end)
        )
    if "alert_hours" in fields:
        return _alerts_changed(ctx)
    for name, value in states(ctx.channel).items():
        if name in fields:
            return words(f"settings.{value}")
    return words(digest_state(ctx), **digest_facts(ctx))


def _alerts_changed(ctx: Context) -> str:
    hours = ctx.channel.alert_hours
    if hours is None:
        return ctx.words("settings.alerts.off")
    return ctx.words("settings.alerts.done", hours=hours_words(ctx.words, hours))


def states(channel: Channel) -> dict[str, str]:
    """By column, the key of what is said of it once it was changed."""
    return {
        "changers": f"changes.{channel.changers}",
        "profiles": f"profiles.{switched(channel.profiles)}",
        "rhythm": f"rhythm.{switched(channel.rhythm)}",
        "dark": f"pictures.{ground(channel)}",
    }


def ground(channel: Channel) -> str:
    """On which ground its pictures are drawn."""
    return "dark" if channel.dark else "light"


def switched(on: bool) -> str:
    """As texts and commands say it."""
    return "on" if on else "off"


def paused(ctx: Context) -> str:
    """Until when nothing is told here."""
    assert ctx.channel.muted_until is not None
    text = ctx.words("mute.done.channel", until=ctx.words.until(ctx.channel.muted_until))
    return f"{text} {ctx.words('mute.done.digest')}" if ctx.channel.digest_on else text


def digest_state(ctx: Context) -> str:
    """Key of the sentence about the digest, which takes digest_facts."""
    return "digest.state.on" if ctx.channel.digest_on else "digest.state.off"


def digest_facts(ctx: Context) -> dict[str, object]:
    words, channel = ctx.words, ctx.channel
    coming = next_digest(channel, ctx.now)
    return {
        "hour": words.hour(channel.digest_time),
        "days": days_words(words, channel.digest_days),
        "city": words.city(channel.zone),
        "next": words.when(coming) if coming else "",
    }


def hours_words(words: Words, hours: AlertHours) -> str:
    """ "Monday to Friday, 08:00 to 19:00"."""
    days = days_words(words, hours.days)
    if hours.start == hours.end:
        return words("hours.whole_days", days=days)
    return words("hours.days", days=days, start=words.hour(hours.start), end=words.hour(hours.end))


def days_words(words: Words, days: frozenset[int]) -> str:
    if days == WORKING_DAYS:
        return words("days.working")
    if len(days) == 7:
        return words("days.all")
    return words.names([words(f"days.{day}") for day in sorted(days)])
