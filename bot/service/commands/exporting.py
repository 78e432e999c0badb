"""export: what this channel found or watches, as a file that comes to the channel."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.exporting import Export, Made, Subject, Wanted
from bot.core.grammar import fold
from bot.core.message import Aside, Attachment, Audience, Block, Items, Reply, line
from bot.render.export_about import missing, outage
from bot.render.export_files import MEDIA_TYPES
from bot.service.commands.context import Context, reply
from bot.service.exporting import make, period
from bot.store import watches

SHOWN_OUTAGES = 3
_NAME = 40
_UNSAFE = re.compile(r"[^a-z0-9]+")


async def export(ctx: Context, command: Export) -> AsyncIterator[Reply]:
    """Everybody who may read here may ask: the file holds what this channel can read anyway."""
    async with ctx.effect():
        pass  # a file sent twice is a nuisance, one that is lost is asked for again
    wanted = period(command, ctx.channel, ctx.now)
    async with ctx.house.exports:
        made = await make(ctx.house.store, ctx.channel, ctx.words, wanted)
    if not made.rows:
        yield _nothing(ctx, wanted, made)
        return
    async with ctx.house.store.read() as tx:
        first = await watches.first_at(tx, ctx.channel.id)
    yield _file(ctx, wanted, made, first)


def _nothing(ctx: Context, wanted: Wanted, made: Made) -> Reply:
    if wanted.subject is Subject.WATCHLIST:
        return ctx.say("export.none.watchlist", ctx.button("button.help", "help"))
    text = ctx.words("export.none", **_span(ctx, wanted))
    longer = ctx.button("export.button.longer", f"export {wanted.subject} {wanted.format} 90d")
    buttons = () if (wanted.end - wanted.start).days >= 90 else (longer,)
    return reply(ctx.words, text, blocks=_outages(ctx, made), buttons=buttons)


def _file(ctx: Context, wanted: Wanted, made: Made, first: datetime | None) -> Reply:
    words, dated = ctx.words, wanted.subject is not Subject.WATCHLIST
    count = made.posts if dated else made.rows
    text = words(f"export.done.{wanted.subject}", n=count, **_span(ctx, wanted))
    notes = missing(words, made)
    if dated and first is not None and first > wanted.start:
        notes.append(words("export.since", day=words.day(first)))
    blocks: tuple[Block, ...] = ()
    if notes:
        blocks = (Items(tuple(line(one) for one in notes)),)
    if not ctx.inbound.private:
        blocks = (*blocks, Aside(line(words("export.everybody"))))
    answer = reply(words, text, blocks=(*_outages(ctx, made), *blocks), audience=Audience.CHANNEL)
    sent = Attachment(file_name(ctx, wanted), MEDIA_TYPES[wanted.format], made.content)
    return replace(answer, message=replace(answer.message, files=(sent,)))


def _span(ctx: Context, wanted: Wanted) -> dict[str, object]:
    last = wanted.end - timedelta(microseconds=1)  # a month ends where the next one begins
    return {"start": ctx.words.day(wanted.start), "end": ctx.words.day(last)}


def _outages(ctx: Context, made: Made) -> tuple[Block, ...]:
    """The last ones; the others are in the file."""
    if not made.outages:
        return ()
    shown = [outage(ctx.words, one) for one in made.outages[-SHOWN_OUTAGES:]]
    if more := len(made.outages) - len(shown):
        shown.append(ctx.words("export.outages.more", n=more))
    return (Items(tuple(line(one) for one in shown)),)


def file_name(ctx: Context, wanted: Wanted) -> str:
    """ "veilleur-publications-veille-2026-11-23.xlsx": for any system's folder."""
    place = _UNSAFE.sub("-", fold(ctx.channel.name))[:_NAME].strip("-")
    subject = ctx.words(f"export.file.{wanted.subject}")
    day = f"{ctx.words.local(ctx.now):%Y-%m-%d}"
    stem = "-".join(filter(None, ("veilleur", subject, place, day)))
    return f"{stem}.{wanted.format}"
