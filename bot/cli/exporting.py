"""veilleur export posts|counts|watchlist: a file of what one channel found or watches."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cli.keeping import FAULTS, opened
from bot.cli.preparing import say, sentence, words_for
from bot.clock import SystemClock
from bot.core.exporting import USUAL_DAYS, Format, Made, Subject, Wanted
from bot.core.model import Channel
from bot.render.words import Words
from bot.service.exporting import make
from bot.store import channels
from bot.store.engine import Store

SCREEN = "-"
_OPML = "veilleur export watchlist --format opml"


@dataclass(frozen=True, slots=True)
class Asked:
    """As typed. `output`: a file, or "-" for standard output."""

    subject: Subject
    channel: str | None = None
    format: Format | None = None
    since: str | None = None
    output: str = SCREEN
    force: bool = False

    @property
    def as_format(self) -> Format:
        """Where none is named, the one of the file's ending, else CSV."""
        ending = Path(self.output).suffix.lower().removeprefix(".")
        return self.format or next((one for one in Format if one == ending), Format.CSV)


class _Wrong(Exception):
    """What is wrong with what was asked, in words."""


async def export(env_file: Path, asked: Asked) -> int:
    """0, or 1 and a sentence on stderr."""
    words = words_for(env_file)
    try:
        _check(words, asked)
        async with opened(env_file) as store:
            made = await _make(store, words, asked)
        await asyncio.to_thread(_write, words, asked, made.content)
    except _Wrong as wrong:
        say(str(wrong))
        return 1
    except FAULTS as error:
        say(sentence(words, error))
        return 1
    if asked.output != SCREEN:
        say(words("cli.export.done", n=made.rows, file=asked.output), sys.stdout)
    return 0


def _check(words: Words, asked: Asked) -> None:
    """Before the work, not after it."""
    if asked.as_format is Format.OPML and asked.subject is not Subject.WATCHLIST:
        raise _Wrong(words("cli.export.opml", example=_OPML))
    if asked.output != SCREEN:
        if Path(asked.output).exists() and not asked.force:
            raise _Wrong(words("cli.export.exists", file=asked.output, option="--force"))
    elif asked.as_format is Format.XLSX and sys.stdout.isatty():
        raise _Wrong(words("cli.export.binary", option="--output"))


async def _make(store: Store, words: Words, asked: Asked) -> Made:
    async with store.read() as tx:
        known = await channels.all_active(tx)
    channel = _chosen(words, known, asked.channel)
    now = SystemClock().now()
    start = _since(words, asked.since, channel.zone, now)
    wanted = Wanted(asked.subject, asked.as_format, start, now)
    theirs = Words(channel.language, channel.zone, now)
    return await make(store, channel, theirs, wanted, progress=_progress(words))


def _chosen(words: Words, known: Sequence[Channel], name: str | None) -> Channel:
    """By its name or the platform's id, as the list of them shows both."""
    if not known:
        raise _Wrong(words("cli.export.nobody"))
    if name is None:
        if len(known) > 1:
            raise _Wrong(_listed(words("cli.export.which", option="--channel"), known))
        return known[0]
    same = [one for one in known if name in (_id(one), one.key.chat)]
    same = same or [one for one in known if _plain(name) == _plain(one.name)]
    if not same:
        raise _Wrong(_listed(words("cli.export.unknown", name=name), known))
    if len(same) > 1:
        raise _Wrong(_listed(words("cli.export.several", name=name), same))
    return same[0]


def _plain(name: str) -> str:
    return name.removeprefix("#").casefold()


def _id(channel: Channel) -> str:
    key = channel.key
    return "/".join(filter(None, (key.platform.value, key.chat, key.topic)))


def _listed(head: str, known: Sequence[Channel]) -> str:
    names = ("".join(filter(str.isprintable, one.name)) for one in known)
    rows = (f"  {name} ({_id(one)})" for name, one in zip(names, known, strict=True))
    return "\n".join([head, *rows])


def _since(words: Words, text: str | None, zone: str, now: datetime) -> datetime:
    """A day of the channel's zone, or "30d"."""
    if text is None:
        return now - timedelta(days=USUAL_DAYS)
    try:
        if text[-1:] in ("d", "j"):
            return now - timedelta(days=int(text[:-1]))
        return datetime.combine(date.fromisoformat(text), time(), ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _Wrong(words("cli.export.since", option="--since")) from None


def _progress(words: Words) -> Callable[[int], None] | None:
    """On a screen only: a log needs no such lines."""
    if not sys.stderr.isatty():
        return None
    return lambda posts: say(words("cli.export.progress", n=posts))


def _write(words: Words, asked: Asked, content: bytes) -> None:
    if asked.output == SCREEN:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        with Path(asked.output).open("wb" if asked.force else "xb") as file:
            file.write(content)
    except FileExistsError:
        raise _Wrong(words("cli.export.exists", file=asked.output, option="--force")) from None
