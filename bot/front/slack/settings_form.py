"""The form for a channel's settings: what changes in it becomes commands, as if typed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

import msgspec

from bot.core.grammar import (
    Command,
    Digest,
    DigestAction,
    Setting,
    Settings,
    Term,
    TermKind,
    Trends,
    TrendsAction,
    Unwatch,
    render,
)
from bot.core.model import Channel
from bot.core.trends.values import Sensitivity
from bot.front.slack.home import Seen
from bot.front.slack.texts import say
from bot.front.slack.views import Choice, State, modal, one_of, options, some_of
from bot.front.slack.views import field as labelled
from bot.front.slack.views import hint as hinted
from bot.render.slack import Json
from bot.render.texts import CATALOGUES
from bot.render.words import Words, sentence

SETTINGS = "settings"
LANGUAGE, ZONE, DAYS, AT = "language", "zone", "days", "at"
FROM, TO, EXTRAS, TRENDS, STOP = "from", "to", "extras", "trends", "stop"
_OFF = "off"
# What may be ticked, each a field of the channel -> how it is switched on and off.
_EXTRAS: Mapping[str, tuple[Command, Command]] = {
    **{
        name: (Settings(setting, "on"), Settings(setting, "off"))
        for name, setting in (("profiles", Setting.PROFILES), ("rhythm", Setting.RHYTHM))
    },
    "dark": (Settings(Setting.PICTURES, "dark"), Settings(Setting.PICTURES, "light")),
    **{
        action.value: (Digest(action, on=True), Digest(action, on=False))
        for action in (DigestAction.WEEKLY, DigestAction.MONTHLY)
    },
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What stands in the form. `days`: none for no digest. `at`, `since`, `until`: HH:MM."""

    language: str
    zone: str
    days: tuple[str, ...]
    at: str
    since: str
    until: str
    extras: tuple[str, ...]
    trends: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the form keeps. `language`: the person's. `chat`: the channel it is about."""

    language: str
    chat: str
    was: Wishes
    seen: Seen = field(default_factory=Seen)


@dataclass(frozen=True, slots=True)
class Changed:
    """Commands for `chat`, or what is wrong: block id -> sentence."""

    kept: Kept
    commands: tuple[str, ...]
    errors: Mapping[str, str]


def wishes_of(channel: Channel) -> Wishes:
    days = sorted(channel.digest_days) if channel.digest_on else []
    extras = [name for name in _EXTRAS if getattr(channel, name)]
    quiet = channel.quiet
    return Wishes(
        channel.language,
        channel.zone,
        tuple(str(day) for day in days),
        f"{channel.digest_time:%H:%M}",
        f"{quiet.start:%H:%M}" if quiet else "",
        f"{quiet.end:%H:%M}" if quiet else "",
        tuple(extras),
        channel.trends.value if channel.trends else _OFF,
    )


def _languages() -> list[Choice]:
    return [(sentence(one, "language.name"), one) for one in CATALOGUES]


def settings_view(words: Words, channel: Channel, seen: Seen) -> Json:
    """As the channel is now; the labels are in the person's language."""
    language, was = words.language, wishes_of(channel)
    city = words.city(channel.zone)
    stop: Json = {"type": "multi_external_select", "min_query_length": 1}
    blocks = [
        _of(language, LANGUAGE, one_of("static_select", _languages(), was.language)),
        _of(language, ZONE, _search(options([(city, channel.zone)])[0])),
        _of(language, DAYS, some_of(_days(words), was.days), optional=True),
        _of(language, AT, _clock(was.at)),
        _of(language, FROM, _clock(was.since), optional=True),
        _of(language, TO, _clock(was.until), optional=True),
        _of(language, EXTRAS, some_of(_extras(language), was.extras), optional=True),
        _of(language, TRENDS, one_of("static_select", _trends(language), was.trends)),
        hinted(language, _of(language, STOP, stop, optional=True), "form.settings.stop.hint"),
    ]
    kept = msgspec.json.encode(Kept(language, channel.key.chat, was, seen)).decode()
    return modal(language, SETTINGS, kept, blocks)


def kept_in(view: Mapping[str, Any]) -> Kept:
    return msgspec.json.decode(view["private_metadata"], type=Kept)


def changes_in(body: Mapping[str, Any]) -> Changed:
    """What a sent form changes."""
    view = body["view"]
    kept = kept_in(view)
    state = State(view)
    now = Wishes(
        state.one(LANGUAGE) or kept.was.language,
        state.one(ZONE) or kept.was.zone,
        tuple(sorted(state.some(DAYS))),
        state.at(AT) or kept.was.at,
        state.at(FROM),
        state.at(TO),
        tuple(name for name in _EXTRAS if name in state.some(EXTRAS)),
        state.one(TRENDS) or kept.was.trends,
    )
    if bool(now.since) != bool(now.until):
        missing = TO if now.since else FROM
        return Changed(kept, (), {missing: say(kept.language, "form.settings.both")})
    commands = [*_commands(kept.was, now), *_stopped(state.some(STOP))]
    return Changed(kept, tuple(render(one) for one in commands), {})


def _commands(was: Wishes, now: Wishes) -> Iterator[Command]:
    """The language first, so that what follows is confirmed in it."""
    if now.language != was.language:
        yield Settings(Setting.LANGUAGE, now.language)
    if now.zone != was.zone:
        yield Settings(Setting.ZONE, now.zone)
    if now.days != was.days or now.at != was.at:
        yield _digest(now)
    if (now.since, now.until) != (was.since, was.until):
        yield Settings(Setting.QUIET, f"{now.since}-{now.until}" if now.since else _OFF)
    yield from _switched(was, now)
    if now.trends == _OFF != was.trends:
        yield Trends(TrendsAction.OFF)
    elif now.trends != was.trends:
        yield Trends(TrendsAction.SET, sensitivity=Sensitivity(now.trends))


def _digest(now: Wishes) -> Digest:
    if not now.days:
        return Digest(DigestAction.OFF)
    days = frozenset(int(day) for day in now.days)
    return Digest(DigestAction.SET, at=time.fromisoformat(now.at), days=days)


def _switched(was: Wishes, now: Wishes) -> Iterator[Command]:
    for name, (on, off) in _EXTRAS.items():
        if (name in now.extras) != (name in was.extras):
            yield on if name in now.extras else off


def _stopped(refs: list[str]) -> Iterator[Command]:
    """`watch:12`, as the select's options say it."""
    terms = [Term(TermKind.NAMED, ref.partition(":")[2], "watch") for ref in refs]
    if terms:
        yield Unwatch(tuple(terms))


def _of(language: str, name: str, element: Json, *, optional: bool = False) -> Json:
    return labelled(language, SETTINGS, name, element, optional=optional)


def _search(initial: Json) -> Json:
    return {"type": "external_select", "min_query_length": 2, "initial_option": initial}


def _clock(at: str) -> Json:
    return {"type": "timepicker", **({"initial_time": at} if at else {})}


def _days(words: Words) -> list[Choice]:
    return [(words(f"days.{day}"), str(day)) for day in range(7)]


def _extras(language: str) -> list[Choice]:
    return [(say(language, f"form.settings.extras.{name}"), name) for name in _EXTRAS]


def _trends(language: str) -> list[Choice]:
    values = [*(one.value for one in Sensitivity), _OFF]
    return [(say(language, f"form.settings.trends.{value}"), value) for value in values]
