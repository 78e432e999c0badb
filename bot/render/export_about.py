"""What a file says of itself: of which time it is, and what isn't in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.exporting import Made, Outage, Subject, Wanted
from bot.core.model import Channel
from bot.render.export_files import About, moment
from bot.render.words import Words


def about(words: Words, channel: Channel, wanted: Wanted, made: Made) -> About:
    title = words(f"export.title.{wanted.subject}", channel=channel.name or words("settings.here"))
    lines = [
        (words("export.about.made"), full_day(words, words.now)),
        (words("export.about.zone"), words.city(channel.zone)),
    ]
    if wanted.subject is not Subject.WATCHLIST:
        span = words(
            "export.about.span",
            start=full_day(words, wanted.start),
            end=full_day(words, wanted.end),
        )
        lines.insert(0, (words("export.about.period"), span))
        lines.append((words("export.about.posts"), words.number(made.posts)))
        lines += [(words("export.about.missing"), one) for one in missing(words, made)]
    lines += [(words("export.about.outage"), outage(words, one)) for one in made.outages]
    return About(title, lines, _facts(words, channel, wanted, made))


def full_day(words: Words, instant: datetime) -> str:
    """ "2026-11-23 10:00": a file is read in other years too."""
    return f"{words.local(instant):%Y-%m-%d %H:%M}"


def missing(words: Words, made: Made) -> list[str]:
    """What isn't in the file and why, but for outages."""
    said = []
    if made.cut:
        said.append(words("export.cut", n=made.posts))
    if made.wordless:
        said.append(words("export.wordless", n=made.wordless))
    return said


def outage(words: Words, one: Outage) -> str:
    facts: dict[str, object] = {
        "name": one.name,
        "network": words.network(one.network),
        "start": full_day(words, one.start),
    }
    if one.end is None:
        return words("export.outage.open", **facts)
    return words("export.outage", **facts, end=full_day(words, one.end))


def _facts(words: Words, channel: Channel, wanted: Wanted, made: Made) -> dict[str, Any]:
    def at(instant: datetime | None) -> str | None:
        return None if instant is None else moment(instant, ZoneInfo(channel.zone))

    return {
        "subject": wanted.subject.value,
        "channel": channel.name,
        "zone": channel.zone,
        "from": at(wanted.start),
        "to": at(wanted.end),
        "posts": made.posts,
        "complete": not made.cut,
        "without_words": made.wordless,
        "outages": [
            {"network": one.network, "name": one.name, "from": at(one.start), "to": at(one.end)}
            for one in made.outages
        ],
    }
