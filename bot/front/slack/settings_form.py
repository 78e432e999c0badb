"""The form for a channel's settings: what changes in it becomes commands, as if typed there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
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
from bot.core.grammar.times import write_hours
from bot.core.hours import AlertHours
from bot.core.model import Channel, Purpose, Quiet
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
LANGUAGE, PURPOSE, ZONE, DAYS, AT = "language", "purpose", "zone", "days", "at"
ALERT_DAYS, ALERT_FROM, ALERT_TO = "alert_days", "alert_from", "alert_to"
FROM, TO, EXTRAS, TRENDS, STOP = "from", "to", "extras", "trends", "stop"
_OFF, _NONE = "off", "none"
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
    """What stands in the form. `days`: none for no digest. Hours are HH:MM, "" for none.

    `alert_days`, `opens`, `closes`: when alerts may come. `since`, `until`: quiet hours.
    """

    language: str
    purpose: str
    zone: str
    days: tuple[str, ...]
    at: str
    alert_days: tuple[str, ...]
    opens: str
    closes: str
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
    alerts = channel.alert_hours
    extras = [name for name in _EXTRAS if getattr(channel, name)]
    return Wishes(
        channel.language,
        channel.purpose or _NONE,
        channel.zone,
        _numbers(channel.digest_days if channel.digest_on else ()),
        f"{channel.digest_time:%H:%M}",
        _numbers(alerts.days if alerts else ()),
        *_hours(alerts),
        *_hours(channel.quiet),
        tuple(extras),
        channel.trends.value if channel.trends else _OFF,
    )


def _numbers(days: Collection[int]) -> tuple[str, ...]:
    return tuple(str(day) for day in sorted(days))


def _hours(span: AlertHours | Quiet | None) -> tuple[str, str]:
    """Equal ends are the whole day, for which the form holds no hours."""
    if span is None or span.start == span.end:
        return "", ""
    return f"{span.start:%H:%M}", f"{span.end:%H:%M}"


def _languages() -> list[Choice]:
    return [(sentence(one, "language.name"), one) for one in CATALOGUES]


def settings_view(words: Words, channel: Channel, seen: Seen) -> Json:
    """As the channel is now; the labels are in the person's language."""
    language, was = words.language, wishes_of(channel)
    purpose = one_of("static_select", _purposes(words), was.purpose)
    city = words.city(channel.zone)
    stop: Json = {"type": "multi_external_select", "min_query_length": 1}
    blocks = [
        _of(language, LANGUAGE, one_of("static_select", _languages(), was.language)),
        _hinted(language, PURPOSE, purpose),
        _of(language, ZONE, _search(options([(city, channel.zone)])[0])),
        _of(language, DAYS, some_of(_days(words), was.days), optional=True),
        _of(language, AT, _clock(was.at)),
        _of(language, ALERT_DAYS, some_of(_days(words), was.alert_days), optional=True),
        _of(language, ALERT_FROM, _clock(was.opens), optional=True),
        _hinted(language, ALERT_TO, _clock(was.closes), optional=True),
        _of(language, FROM, _clock(was.since), optional=True),
        _hinted(language, TO, _clock(was.until), optional=True),
        _of(language, EXTRAS, some_of(_extras(language), was.extras), optional=True),
        _of(language, TRENDS, one_of("static_select", _trends(language), was.trends)),
        _hinted(language, STOP, stop, optional=True),
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
    now = _filled(state, kept.was)
    if wrong := dict(_wrong(kept.language, now)):
        return Changed(kept, (), wrong)
    commands = [*_commands(kept.was, now), *_stopped(state.some(STOP))]
    return Changed(kept, tuple(render(one) for one in commands), {})


def _filled(state: State, was: Wishes) -> Wishes:
    return Wishes(
        state.one(LANGUAGE) or was.language,
        state.one(PURPOSE) or was.purpose,
        state.one(ZONE) or was.zone,
        tuple(sorted(state.some(DAYS))),
        state.at(AT) or was.at,
        tuple(sorted(state.some(ALERT_DAYS))),
        state.at(ALERT_FROM),
        state.at(ALERT_TO),
        state.at(FROM),
        state.at(TO),
        tuple(name for name in _EXTRAS if name in state.some(EXTRAS)),
        state.one(TRENDS) or was.trends,
    )


def _wrong(language: str, now: Wishes) -> Iterator[tuple[str, str]]:
    """(block id, sentence) of each pair of hours that says no span."""
    pairs = ((ALERT_FROM, now.opens, ALERT_TO, now.closes), (FROM, now.since, TO, now.until))
    for first, start, last, end in pairs:
        if bool(start) != bool(end):
            yield last if start else first, say(language, "form.settings.both")
        elif start and start == end:
            yield last, say(language, "form.settings.differ")


def _commands(was: Wishes, now: Wishes) -> Iterator[Command]:
    """The language first, so that what follows is confirmed in it; then the purpose, which sets
    other things by itself: what a person chose stands after it.
    """
    if now.language != was.language:
        yield Settings(Setting.LANGUAGE, now.language)
    if now.purpose != was.purpose:
        yield Settings(Setting.PURPOSE, now.purpose)
    if now.zone != was.zone:
        yield Settings(Setting.ZONE, now.zone)
    if now.days != was.days or now.at != was.at:
        yield _digest(now)
    if _alerts(now) != _alerts(was):
        yield _alerts(now)
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


def _alerts(now: Wishes) -> Settings:
    """Days alone are whole days, hours alone those of every day."""
    if not now.alert_days and not now.opens:
        return Settings(Setting.ALERTS, _OFF)
    days = frozenset(int(day) for day in now.alert_days) or frozenset(range(7))
    start, end = (time.fromisoformat(at or "00:00") for at in (now.opens, now.closes))
    return Settings(Setting.ALERTS, write_hours(AlertHours(days, start, end)))


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


def _hinted(language: str, name: str, element: Json, *, optional: bool = False) -> Json:
    block = _of(language, name, element, optional=optional)
    return hinted(language, block, f"form.settings.{name}.hint")


def _search(initial: Json) -> Json:
    return {"type": "external_select", "min_query_length": 2, "initial_option": initial}


def _clock(at: str) -> Json:
    return {"type": "timepicker", **({"initial_time": at} if at else {})}


def _days(words: Words) -> list[Choice]:
    return [(words(f"days.{day}"), str(day)) for day in range(7)]


def _purposes(words: Words) -> list[Choice]:
    named = [(words(f"purpose.{one}"), one.value) for one in Purpose]
    return [*named, (say(words.language, "form.settings.purpose.none"), _NONE)]


def _extras(language: str) -> list[Choice]:
    return [(say(language, f"form.settings.extras.{name}"), name) for name in _EXTRAS]


def _trends(language: str) -> list[Choice]:
    values = [*(one.value for one in Sensitivity), _OFF]
    return [(say(language, f"form.settings.trends.{value}"), value) for value in values]
