"""settings: what a channel is told, when, and who may change it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from bot.core.grammar import Setting, Settings, fold
from bot.core.grammar.times import read_hours, read_schedule
from bot.core.message import Audience, Button, Items, Reply, line
from bot.core.model import Changers, Channel, Platform, Quiet
from bot.render.cities import city_of
from bot.render.texts import CATALOGUES, known
from bot.render.words import languages_named, sentence
from bot.service.commands import feeds
from bot.service.commands.changing import (
    change,
    digest_facts,
    digest_state,
    ground,
    hours_words,
    paused,
    switched,
)
from bot.service.commands.context import Context, reply
from bot.service.commands.purpose import named, set_purpose
from bot.service.commands.undoing import note, undo_button
from bot.store import watches

# Setting -> column that is true or false, and the word for true.
_EITHER = {
    Setting.PROFILES: ("profiles", "on"),
    Setting.RHYTHM: ("rhythm", "on"),
    Setting.PICTURES: ("dark", "dark"),
}


async def settings(ctx: Context, command: Settings) -> AsyncIterator[Reply]:
    if command.name is None or command.value is None:
        yield _all_settings(ctx)
        return
    if (own := _OWN.get(command.name)) is not None:
        async for answer in own(ctx, command.value):
            yield answer
        return
    if command.name is Setting.CHANGES and (refused := await _locked_out(ctx, command.value)):
        yield refused
        return
    fields = _fields(command.name, command.value)
    if fields is None:
        languages = languages_named(ctx.words.language)
        yield ctx.say(f"settings.bad.{command.name}", what=command.value, languages=languages)
        return
    if command.name is Setting.ZONE and command.value == ctx.channel.zone:
        kept = ctx.say("first.zone.kept", city=ctx.words.city(ctx.channel.zone))
        yield replace(kept, beside=True)
        return
    async for answer in change(ctx, "settings", fields):
        yield answer


def _fields(name: Setting, value: str) -> dict[str, Any] | None:
    """The channel's columns for a setting; None: a value that can't be used."""
    if name is Setting.LANGUAGE:
        return {"language": value} if known(value) else None
    if name is Setting.ZONE:
        zone = zone_of(value)
        return {"zone": zone} if zone else None
    if name is Setting.QUIET:
        return {"quiet": _quiet(value)}
    if name in _EITHER:
        column, yes = _EITHER[name]
        return {column: value == yes}
    if name is Setting.CHANGES:
        return {"changers": Changers(value)}
    if name is Setting.ALERTS:
        return {"alert_hours": read_hours(fold(value))}
    return _of_digest(name, value)


def _of_digest(name: Setting, value: str) -> dict[str, Any] | None:
    if name is Setting.DAYS:
        read = read_schedule(value)
        days = read[1] if read else None
        return {"digest_days": days, "digest_on": True} if days else None
    if value in ("on", "off"):
        return {"digest_on": value == "on"}
    read = read_schedule(value)
    at = read[0] if read else None
    return {"digest_time": at, "digest_on": True} if at is not None else None


async def _locked_out(ctx: Context, value: str) -> Reply | None:
    """Nobody takes a right from themselves by mistake."""
    rights = await ctx.door.rights(
        ctx.channel.key, ctx.inbound.person, Changers(value), present=True
    )
    return None if rights.allowed else ctx.say("settings.changes.not_you")


def _quiet(value: str) -> Quiet | None:
    if value == "off":
        return None
    start, _, end = value.partition("-")
    return Quiet(time.fromisoformat(start), time.fromisoformat(end))


def zone_of(text: str) -> str | None:
    """A time zone by its name or by its city, as people type it ("Lyon", "new york")."""
    found = city_of(text)
    return found.zone if found else None


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


# Settings that are more than columns of the channel.
_OWN: Mapping[Setting, Callable[[Context, str], AsyncIterator[Reply]]] = {
    Setting.FEED: feeds.feed,
    Setting.PURPOSE: set_purpose,
    Setting.ORIGINALS: _originals,
}


def _all_settings(ctx: Context) -> Reply:
    words, channel = ctx.words, ctx.channel
    quiet = channel.quiet
    rows = [
        words("settings.row.language"),
        words("settings.row.zone", city=words.city(channel.zone)),
        words(digest_state(ctx), **digest_facts(ctx)),
        words("settings.row.quiet", start=words.hour(quiet.start), end=words.hour(quiet.end))
        if quiet
        else words("settings.row.no_quiet"),
        *_alert_hours(ctx),
        words(f"settings.row.profiles.{switched(channel.profiles)}"),
        words(f"settings.changes.{channel.changers or _usual_changers(channel)}"),
        words(f"settings.row.rhythm.{switched(channel.rhythm)}"),
        words(f"settings.row.trends.{channel.trends or 'off'}"),
        words(f"settings.row.pictures.{ground(channel)}"),
    ]
    if channel.purpose is not None:
        rows.append(words("settings.row.purpose", purpose=named(ctx, channel.purpose)))
    if channel.muted_until is not None and channel.muted_until > ctx.now:
        rows.append(paused(ctx))
    buttons = (
        _language_button(ctx),
        ctx.button("button.digest_off", "digest off")
        if channel.digest_on
        else ctx.button("button.digest_on", "digest on"),
        _switch_button(ctx, Setting.PROFILES, on=channel.profiles),
        _switch_button(ctx, Setting.RHYTHM, on=channel.rhythm),
        ctx.button("button.list", "list"),
    )
    text = words("settings.title", channel=channel.name or words("settings.here"))
    items = Items(tuple(line(row) for row in rows))
    return reply(words, text, blocks=(items, _how(ctx)), buttons=buttons)


def _alert_hours(ctx: Context) -> Iterator[str]:
    if (hours := ctx.channel.alert_hours) is not None:
        yield ctx.words("settings.row.alerts", hours=hours_words(ctx.words, hours))


def _usual_changers(channel: Channel) -> Changers:
    """Groups of Telegram have administrators for it; a team of Slack trusts its members."""
    telegram = channel.key.platform is Platform.TELEGRAM and not channel.private
    return Changers.ADMINS if telegram else Changers.MEMBERS


def _language_button(ctx: Context) -> Button:
    """To the other language, or to the choice where there are several."""
    others = [one for one in CATALOGUES if one != ctx.channel.language]
    if len(others) != 1:
        return ctx.button("button.language", "settings language")
    return Button(sentence(others[0], "language.name"), command=f"settings language {others[0]}")


def _switch_button(ctx: Context, name: Setting, *, on: bool) -> Button:
    switch = switched(not on)
    return ctx.button(f"button.{name}.{switch}", f"settings {name} {switch}")


def _how(ctx: Context) -> Items:
    keys = [f"settings.how.{name}" for name in ("zone", "hour", "quiet", "alerts", "pictures")]
    return Items(tuple(line(ctx.words(key, slash=ctx.slash)) for key in keys))
