"""A file of what one channel found or watches, made beside the work that must not wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.exporting import (
    COLUMNS,
    MOST_ROWS,
    Cell,
    Counts,
    Export,
    Find,
    Format,
    Made,
    Outage,
    Subject,
    Wanted,
    last_month,
)
from bot.core.model import Channel
from bot.render.export_about import about
from bot.render.export_files import BOM, Book, book
from bot.render.export_rows import Stories, post_row, watch_row
from bot.render.words import Words
from bot.service.transfer import listed_of
from bot.service.transfer_files import to_text
from bot.store import finds, firms, targets, tracing, watches
from bot.store.engine import Store, Tx

PAGE = 200
# Of the publications' own words in one file: chats take no endless attachments.
MOST_CHARS = 20_000_000
Progress = Callable[[int], None]


@dataclass(slots=True)
class _Filling:
    """Publications on their way into a file, page by page, the newest first."""

    book: Book
    counts: Counts | None
    stories: Stories = field(default_factory=Stories)
    posts: int = 0
    rows: int = 0
    chars: int = 0
    wordless: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def take(self, found: Sequence[Find]) -> None:
        """Blocking."""
        for one in found:
            self.posts += 1
            self.wordless += one.wordless
            self.first, self.last = one.at, self.last or one.at
            if self.counts is not None:
                self.counts.add(one)
        if self.counts is None:
            self.chars += sum(len(one.stored.post.text) for one in found)
            self._add([post_row(one, self.stories) for one in found])

    def made(
        self,
        words: Words,
        channel: Channel,
        wanted: Wanted,
        outages: tuple[Outage, ...],
        *,
        cut: bool,
    ) -> Made:
        """Blocking."""
        if self.counts is not None:
            self._add(list(self.counts.rows()))
        made = Made(
            b"",
            self.rows,
            self.posts,
            self.first,
            self.last,
            self.wordless,
            cut=cut,
            outages=outages,
        )
        return replace(made, content=self.book.close(about(words, channel, wanted, made)))

    def _add(self, rows: Sequence[Mapping[str, Cell]]) -> None:
        self.rows += len(rows)
        self.book.add(rows)


async def make(
    store: Store,
    channel: Channel,
    words: Words,
    wanted: Wanted,
    *,
    progress: Progress | None = None,
) -> Made:
    """The file. Short transactions; building it happens in a thread.

    `progress`: told how many publications were read so far.
    """
    if wanted.subject is Subject.WATCHLIST:
        return await _watchlist(store, channel, words, wanted)
    columns = COLUMNS[wanted.subject]
    filling = _Filling(
        await asyncio.to_thread(book, words, wanted.format, columns),
        Counts(channel.zone) if wanted.subject is Subject.COUNTS else None,
    )
    async with store.read() as tx:
        ids = await finds.listed(tx, channel.id, wanted.start, wanted.end, limit=MOST_ROWS + 1)
    asked = 0
    while asked < min(len(ids), MOST_ROWS) and filling.chars < MOST_CHARS:
        some = ids[asked : min(asked + PAGE, MOST_ROWS)]
        asked += len(some)
        async with store.read() as tx:
            found = await finds.of_posts(tx, channel, some)
        await asyncio.to_thread(filling.take, found)
        if progress is not None:
            progress(asked)
    async with store.read() as tx:
        outages = await outages_of(tx, channel, wanted)
    return await asyncio.to_thread(
        filling.made, words, channel, wanted, tuple(outages), cut=asked < len(ids)
    )


async def outages_of(tx: Tx, channel: Channel, wanted: Wanted) -> list[Outage]:
    """What the channel was told it could not know of that time, in order."""
    over = [
        Outage(one.network, one.name, one.start, one.end)
        for one in await tracing.gaps(tx, channel.id)
    ]
    watched = await watches.of_channel(tx, channel.id)
    states = await targets.states(tx, [one.target.id for one in watched])
    lasting = [
        Outage(one.target.network, one.target.name, one.failing_since)
        for one in states.values()
        if one.failing_since is not None and one.told_at is not None
    ]
    inside = [
        one
        for one in (*over, *lasting)
        if one.start < wanted.end and (one.end is None or one.end > wanted.start)
    ]
    return sorted(inside, key=lambda one: (one.start, one.network, one.name))


# --- what is watched


async def _watchlist(store: Store, channel: Channel, words: Words, wanted: Wanted) -> Made:
    """For people a table; the other formats can be imported again."""
    if wanted.format is not Format.XLSX:
        carried = await listed_of(store, channel, wanted.end)
        text = to_text(carried, f".{wanted.format}")
        start = BOM if wanted.format is Format.CSV else ""
        return Made((start + text).encode(errors="replace"), len(carried.watches))
    async with store.read() as tx:
        watched = await watches.of_channel(tx, channel.id)
        ids = [one.target.id for one in watched]
        states = await targets.states(tx, ids)
        owners = await firms.of_targets(tx, channel.workspace_id, ids)
        outages = tuple(await outages_of(tx, channel, wanted))
    rows = [watch_row(one, states.get(one.target.id), owners.get(one.target.id)) for one in watched]
    told = about(words, channel, wanted, Made(b"", len(rows), outages=outages))

    def build() -> bytes:
        made = book(words, wanted.format, COLUMNS[wanted.subject])
        made.add(rows)
        return made.close(told)

    return Made(await asyncio.to_thread(build), len(rows), outages=outages)


def period(of: Export, channel: Channel, now: datetime) -> Wanted:
    """The time that a command means."""
    if of.days is None:
        start, end = last_month(now, channel.zone)
    else:
        start, end = now - timedelta(days=of.days), now
    return Wanted(of.subject, of.format, start, end)
