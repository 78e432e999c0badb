"""Publications of a period by firm, account, network and hashtag, week by week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.core.exporting.values import Cell, Find

Key: TypeAlias = tuple[date, str, str, str]
"""The week's Monday, by what, the name, the network ("" for a firm and a hashtag)."""


@dataclass(slots=True)
class _Tally:
    posts: int = 0
    reactions: list[int] = field(default_factory=list)
    best: int = -1
    link: str = ""
    authors: set[tuple[str, str]] = field(default_factory=set)


class Counts:
    """Takes publications in any order. `zone`: whose Mondays begin the weeks.

    Tags that differ in their capitals only are one.
    """

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._tallies: dict[Key, _Tally] = {}
        self._spelt: dict[str, str] = {}

    def add(self, find: Find) -> None:
        day = find.at.astimezone(self._zone).date()
        week = day - timedelta(days=day.weekday())
        for by, name, network in self._names(find):
            tally = self._tallies.setdefault((week, by, name, network), _Tally())
            _count(tally, find)

    def _names(self, find: Find) -> Iterator[tuple[str, str, str]]:
        post = find.stored.post
        yield "network", "", post.network
        yield "account", post.author_name or post.author_handle, post.network
        if find.firm:
            yield "firm", find.firm, ""
        for tag in {one.casefold(): one for one in post.hashtags}.values():
            yield "hashtag", f"#{self._spelt.setdefault(tag.casefold(), tag)}", ""

    def rows(self) -> Iterator[dict[str, Cell]]:
        """The newest week first, and in it what has most publications."""

        def place(item: tuple[Key, _Tally]) -> tuple[int, int, int, str, str]:
            (week, by, name, network), tally = item
            return -week.toordinal(), _ORDER.index(by), -tally.posts, name, network

        for (week, by, name, network), tally in sorted(self._tallies.items(), key=place):
            yield {
                "week": week,
                "by": by,
                "name": name,
                "network": network,
                "posts": tally.posts,
                "accounts": len(tally.authors),
                "median": median(tally.reactions) if tally.reactions else None,
                "best": tally.best if tally.reactions else None,
                "link": tally.link,
            }


_ORDER = ("firm", "account", "network", "hashtag")


def _count(tally: _Tally, find: Find) -> None:
    post = find.stored.post
    tally.posts += 1
    tally.authors.add((post.network, post.author_key))
    if post.reactions is None:
        return
    tally.reactions.append(post.reactions)
    if post.reactions > tally.best:
        tally.best, tally.link = post.reactions, post.url
