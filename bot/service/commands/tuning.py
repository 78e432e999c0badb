"""digest, mute, unmute and settings: how and when a channel is told."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.core.digest import next_digest
from bot.core.grammar import (
    Digest,
    DigestAction,
    Mute,
    Setting,
    Settings,
    Unmute,
)
from bot.core.grammar.times import moment, read_schedule
from bot.core.message import Audience, Button, Items, Reply, line
from bot.core.model import Quiet, Watch
from bot.render.alerts import watch_name
from bot.render.words import Words
from bot.service.commands import reading
from bot.service.commands.context import Context, reply
from bot.service.commands.undoing import encode, note, set_channel, undo_button
from bot.service.watchlist import by_ref
from bot.store import watches
from bot.store.engine import Tx

FOREVER = timedelta(days=3650)
WORKING_DAYS = frozenset(range(5))


async def digest(ctx: Context, command: Digest) -> AsyncIterator[Reply]:
    if command.action in reading.ACTIONS:
        async for answer in reading.read(ctx, command):
            yield answer
        return
    if command.action is DigestAction.SHOW:
        now_button = ctx.button("button.digest_now", "digest now")
        yield ctx.say(_digest_state(ctx), now_button, **_digest_facts(ctx))
        return
    fields: dict[str, Any] = {"digest_on": command.action is not DigestAction.OFF}
    if command.at is not None:
        fields["digest_time"] = command.at
    if command.days is not None:
        fields["digest_days"] = command.days
    async for answer in _change(ctx, "digest", fields):
        yield answer


async def mute(ctx: Context, command: Mute) -> AsyncIterator[Reply]:
    """Alerts wait until the end; what was published is in the next digest."""
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    until = _until(ctx, command)
    if until <= ctx.now:
        yield ctx.say("mute.past")
        return
    if command.ref is None:
        async for answer in _change(ctx, "mute", {"muted_until": until}, until=until):
            yield answer
        return
    yield await _mute_watch(ctx, command, until)


async def _mute_watch(ctx: Context, command: Mute, until: datetime | None) -> Reply:
    assert command.ref is not None
    async with ctx.effect() as tx:
        one = await by_ref(tx, ctx.channel, command.ref)
        if one is None:
            return ctx.say("list.gone", ctx.button("button.list", "list"))
        change = await _set_watch(ctx, tx, one, until)
    return _muted(ctx, one.target.name or watch_name(one), until, change)


async def _set_watch(ctx: Context, tx: Tx, one: Watch, until: datetime | None) -> int:
    await watches.update(tx, one.id, muted_until=until)
    invert = {"watch": {str(one.id): {"muted_until": encode(one.muted_until)}}}
    what = {"what": one.target.name or watch_name(one)}
    return await note(tx, ctx, ctx.channel, "mute" if until else "unmute", invert, what)


def _muted(ctx: Context, name: str, until: datetime | None, change: int) -> Reply:
    words = ctx.words
    if until is None:
        text = words("unmute.done", what=name)
    elif until - ctx.now > FOREVER / 2:
        text = words("mute.done.open", what=name)
    else:
        text = words("mute.done", what=name, until=words.until(until))
    button = undo_button(ctx, change)
    return reply(words, text, buttons=(button,), audience=Audience.CHANNEL)


def _until(ctx: Context, command: Mute) -> datetime:
    if command.duration is not None:
        return ctx.now + command.duration
    if command.until is not None:
        local = ctx.now.astimezone(ZoneInfo(ctx.channel.zone))
        return moment(command.until, local).astimezone(UTC)
    return ctx.now + FOREVER


async def unmute(ctx: Context, command: Unmute) -> AsyncIterator[Reply]:
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    if command.ref is None:
        async for answer in _change(ctx, "unmute", {"muted_until": None}):
            yield answer
        return
    async with ctx.effect() as tx:
        one = await by_ref(tx, ctx.channel, command.ref)
        if one is None:
            answer = ctx.say("list.gone", ctx.button("button.list", "list"))
        else:
            change = await _set_watch(ctx, tx, one, None)
            answer = _muted(ctx, one.target.name or watch_name(one), None, change)
    yield answer


async def settings(ctx: Context, command: Settings) -> AsyncIterator[Reply]:
    if command.name is None or command.value is None:
        yield _all_settings(ctx)
        return
    if command.name is Setting.ORIGINALS:
        async for answer in _originals(ctx, command.value):
            yield answer
        return
    fields = _fields(command.name, command.value)
    if fields is None:
        yield ctx.say(f"settings.bad.{command.name}", what=command.value)
        return
    async for answer in _change(ctx, "settings", fields):
        yield answer


def _fields(name: Setting, value: str) -> dict[str, Any] | None:
    """The channel's columns for a setting; None: a value that can't be used."""
    if name is Setting.LANGUAGE:
        return {"language": value} if value in ("fr", "en") else None
    if name is Setting.ZONE:
        zone = zone_of(value)
        return {"zone": zone} if zone else None
    if name is Setting.QUIET:
        return {"quiet": _quiet(value)}
    if name is Setting.PROFILES:
        return {"profiles": value == "on"}
    if name is Setting.DAYS:
        read = read_schedule(value)
        days = read[1] if read else None
        return {"digest_days": days, "digest_on": True} if days else None
    if value in ("on", "off"):
        return {"digest_on": value == "on"}
    read = read_schedule(value)
    at = read[0] if read else None
    return {"digest_time": at, "digest_on": True} if at is not None else None


def _quiet(value: str) -> Quiet | None:
    if value == "off":
        return None
    start, _, end = value.partition("-")
    return Quiet(time.fromisoformat(start), time.fromisoformat(end))


def zone_of(text: str) -> str | None:
    """A time zone by its name or by its city, as people type it ("Montréal", "new york")."""
    wanted = _plain(text)
    for zone in sorted(available_timezones()):
        if wanted in (zone.casefold(), _plain(zone.rsplit("/", 1)[-1])):
            return zone
    return None


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.strip().replace(" ", "_").replace("-", "_"))
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()


async def _originals(ctx: Context, value: str) -> AsyncIterator[Reply]:
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    async with ctx.effect() as tx:
        listed = await watches.of_channel(tx, ctx.channel.id)
        invert = {"watch": {str(one.id): {"originals_only": one.originals_only} for one in listed}}
        for one in listed:
            await watches.update(tx, one.id, originals_only=value == "on")
        change = await note(tx, ctx, ctx.channel, "settings", invert, {})
    text = ctx.words(f"settings.originals.{value}")
    yield reply(ctx.words, text, buttons=(undo_button(ctx, change),), audience=Audience.CHANNEL)


async def _change(
    ctx: Context, verb: str, fields: dict[str, Any], **facts: object
) -> AsyncIterator[Reply]:
    """Change the channel, and say how it is now, in its new language."""
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    async with ctx.effect() as tx:
        change = await set_channel(tx, ctx, ctx.channel, verb, **fields)
    channel = replace(ctx.channel, **fields)
    after = Context(ctx.house, ctx.inbound, channel, Words(channel.language, channel.zone, ctx.now))
    text = _changed(after, verb, fields)
    yield reply(after.words, text, buttons=(undo_button(after, change),), audience=Audience.CHANNEL)


def _changed(ctx: Context, verb: str, fields: dict[str, Any]) -> str:
    words = ctx.words
    if verb == "mute":
        return _paused(ctx)
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
    if "profiles" in fields:
        return words(f"settings.profiles.{_switched(ctx.channel.profiles)}")
    return words(_digest_state(ctx), **_digest_facts(ctx))


def _switched(on: bool) -> str:
    return "on" if on else "off"


def _paused(ctx: Context) -> str:
    assert ctx.channel.muted_until is not None
    text = ctx.words("mute.done.channel", until=ctx.words.until(ctx.channel.muted_until))
    return f"{text} {ctx.words('mute.done.digest')}" if ctx.channel.digest_on else text


def _digest_state(ctx: Context) -> str:
    return "digest.state.on" if ctx.channel.digest_on else "digest.state.off"


def _digest_facts(ctx: Context) -> dict[str, object]:
    words, channel = ctx.words, ctx.channel
    coming = next_digest(channel, ctx.now)
    return {
        "hour": words.hour(channel.digest_time),
        "days": days_words(words, channel.digest_days),
        "city": words.city(channel.zone),
        "next": words.when(coming) if coming else "",
    }


def days_words(words: Words, days: frozenset[int]) -> str:
    if days == WORKING_DAYS:
        return words("days.working")
    if len(days) == 7:
        return words("days.all")
    return words.names([words(f"days.{day}") for day in sorted(days)])


def _all_settings(ctx: Context) -> Reply:
    words, channel = ctx.words, ctx.channel
    quiet = channel.quiet
    rows = [
        words("settings.row.language"),
        words("settings.row.zone", city=words.city(channel.zone)),
        words(_digest_state(ctx), **_digest_facts(ctx)),
        words("settings.row.quiet", start=words.hour(quiet.start), end=words.hour(quiet.end))
        if quiet
        else words("settings.row.no_quiet"),
        words(f"settings.row.profiles.{_switched(channel.profiles)}"),
        words(f"settings.row.trends.{channel.trends or 'off'}"),
    ]
    if channel.muted_until is not None and channel.muted_until > ctx.now:
        rows.append(_paused(ctx))
    other = "en" if channel.language == "fr" else "fr"
    buttons = (
        ctx.button(f"button.language.{other}", f"settings language {other}"),
        ctx.button("button.digest_off", "digest off")
        if channel.digest_on
        else ctx.button("button.digest_on", "digest on"),
        _profiles_button(ctx, _switched(not channel.profiles)),
        ctx.button("button.list", "list"),
    )
    text = words("settings.title", channel=channel.name or words("settings.here"))
    items = Items(tuple(line(row) for row in rows))
    return reply(words, text, blocks=(items, _how(ctx)), buttons=buttons)


def _profiles_button(ctx: Context, switch: str) -> Button:
    return ctx.button(f"button.profiles.{switch}", f"settings profiles {switch}")


def _how(ctx: Context) -> Items:
    keys = [f"settings.how.{name}" for name in ("zone", "hour", "quiet")]
    return Items(tuple(line(ctx.words(key, slash=ctx.slash)) for key in keys))
